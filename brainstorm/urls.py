from django.urls import path

from .views import console, deciding, ideas, joining, live, outcomes, projector, room, voting

urlpatterns = [
    path("outcomes/", outcomes.outcomes, name="outcomes"),
    path("pilots/<int:pk>/", deciding.pilot, name="pilot"),
    path("brainstorms/join/", joining.join, name="join"),
    path("brainstorms/<int:pk>/", room.detail, name="detail"),
    path("brainstorms/<int:pk>/enter/", joining.enter, name="enter"),
    path("brainstorms/<int:pk>/stream/", live.stream, {"audience": "room"}, name="stream"),
    path("brainstorms/<int:pk>/events/", live.events, {"audience": "room"}, name="events"),
    path("brainstorms/<int:pk>/ideas/", room.idea_create, name="idea_create"),
    path("brainstorms/<int:pk>/ideas/<uuid:key>/withdraw/", room.idea_withdraw, name="idea_withdraw"),
    path("brainstorms/<int:pk>/ideas/<int:number>/", ideas.idea, name="idea"),
    path("brainstorms/<int:pk>/votes/", voting.votes, name="votes"),
    path("brainstorms/<int:pk>/ratings/", voting.ratings, name="ratings"),
    path("brainstorms/<int:pk>/console/", console.console, name="console"),
    path("brainstorms/<int:pk>/console/stream/", live.stream, {"audience": "desk"}, name="console_stream"),
    path("brainstorms/<int:pk>/console/events/", live.events, {"audience": "desk"}, name="console_events"),
    path("brainstorms/<int:pk>/console/pulse/", console.console_pulse, name="console_pulse"),
    path("brainstorms/<int:pk>/move/", console.move, name="move"),
    path("brainstorms/<int:pk>/proposals/", console.proposals, name="proposals"),
    path("brainstorms/<int:pk>/time/", console.time, name="time"),
    path("brainstorms/<int:pk>/ideas/<int:number>/decision/", deciding.decision, name="decision"),
    path("brainstorms/<int:pk>/remaining/", deciding.remaining, name="remaining"),
    path("brainstorms/<int:pk>/ideas/<int:number>/pilot/", deciding.pilot_create, name="pilot_create"),
    path("brainstorms/<int:pk>/screen/", projector.screen, name="screen"),
    path("brainstorms/<int:pk>/screen/pulse/", projector.screen_pulse, name="screen_pulse"),
]
