from django.urls import path

from .views import facilitator, outcomes, participant

urlpatterns = [
    path("outcomes/", outcomes.outcomes, name="outcomes"),
    path("pilots/<int:pk>/", facilitator.pilot, name="pilot"),
    path("brainstorms/join/", participant.join, name="join"),
    path("brainstorms/<int:pk>/", participant.detail, name="detail"),
    path("brainstorms/<int:pk>/enter/", participant.enter, name="enter"),
    path("brainstorms/<int:pk>/pulse/", participant.pulse, name="pulse"),
    path("brainstorms/<int:pk>/ideas/", participant.idea_create, name="idea_create"),
    path("brainstorms/<int:pk>/ideas/<uuid:key>/withdraw/", participant.idea_withdraw, name="idea_withdraw"),
    path("brainstorms/<int:pk>/votes/", participant.votes, name="votes"),
    path("brainstorms/<int:pk>/console/", facilitator.console, name="console"),
    path("brainstorms/<int:pk>/console/pulse/", facilitator.console_pulse, name="console_pulse"),
    path("brainstorms/<int:pk>/move/", facilitator.move, name="move"),
    path("brainstorms/<int:pk>/proposals/", facilitator.proposals, name="proposals"),
    path("brainstorms/<int:pk>/time/", facilitator.time, name="time"),
    path("brainstorms/<int:pk>/ideas/<int:number>/decision/", facilitator.decision, name="decision"),
    path("brainstorms/<int:pk>/remaining/", facilitator.remaining, name="remaining"),
    path("brainstorms/<int:pk>/ideas/<int:number>/pilot/", facilitator.pilot_create, name="pilot_create"),
    path("brainstorms/<int:pk>/screen/", facilitator.screen, name="screen"),
    path("brainstorms/<int:pk>/screen/pulse/", facilitator.screen_pulse, name="screen_pulse"),
]
