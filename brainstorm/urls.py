from django.urls import path
from django.views.generic import RedirectView

from brainstorm.claims import views as claims
from brainstorm.decisions.views import decision, remaining
from brainstorm.facilitation import views as sealing
from brainstorm.ideas import views as moderating
from brainstorm.pilots.views import pilot, pilot_create
from brainstorm.registers import views as registers
from brainstorm.reports.views import exporting, health, outcomes
from brainstorm.screens.views import details as elaborating
from brainstorm.screens.views import grouping, live, projector, room, voting
from brainstorm.screens.views import impact as weighing
from brainstorm.screens.views import negotiation as negotiating
from brainstorm.screens.views.console import console, console_pulse, move, proposals, time
from brainstorm.screens.views.ideas import idea
from brainstorm.sessions.views import guests, joining

#: What people type who cannot scan the code on the wall.
short_join = RedirectView.as_view(
    pattern_name="lms_brainstorm:join", query_string=True, http_method_names=["get", "head"]
)

urlpatterns = [
    path("systems/", registers.systems, name="systems"),
    path("systems/<int:pk>/", registers.system, name="system"),
    path("guidelines/<int:pk>/changes/", registers.guideline_changes, name="guideline_changes"),
    path("brainstorms/health/", health.health, name="health"),
    path("outcomes/", outcomes.outcomes, name="outcomes"),
    path("pilots/<int:pk>/", pilot, name="pilot"),
    path("join/", short_join, name="short_join"),
    path("brainstorms/join/", joining.join, name="join"),
    path("brainstorms/claims/", claims.claims, name="claims"),
    path("brainstorms/<int:pk>/codes/", claims.codes, name="codes"),
    path("brainstorms/<int:pk>/", room.detail, name="detail"),
    path("brainstorms/<int:pk>/enter/", joining.enter, name="enter"),
    path("brainstorms/<int:pk>/leave/", guests.leave, name="leave"),
    path("brainstorms/<int:pk>/guests/", guests.guests, name="guests"),
    path("brainstorms/<int:pk>/stream/", live.stream, {"audience": "room"}, name="stream"),
    path("brainstorms/<int:pk>/events/", live.events, {"audience": "room"}, name="events"),
    path("brainstorms/<int:pk>/ideas/", room.idea_create, name="idea_create"),
    path("brainstorms/<int:pk>/ideas/<uuid:key>/withdraw/", room.idea_withdraw, name="idea_withdraw"),
    path("brainstorms/<int:pk>/ideas/<uuid:key>/change/", room.idea_change, name="idea_change"),
    path("brainstorms/<int:pk>/ideas/<int:number>/", idea, name="idea"),
    path("brainstorms/<int:pk>/ideas/unread/", grouping.unread, name="unread"),
    path("brainstorms/<int:pk>/ideas/similar/", grouping.similar, name="similar"),
    path("brainstorms/<int:pk>/ideas/<int:number>/split/", grouping.split, name="split"),
    path("brainstorms/<int:pk>/groups/", grouping.groups, name="groups"),
    path("brainstorms/<int:pk>/groups/arrange/", grouping.arrange, name="arrange"),
    path("brainstorms/<int:pk>/groups/<int:group>/rename/", grouping.rename, name="rename_group"),
    path("brainstorms/<int:pk>/ideas/<int:number>/points/", elaborating.point_create, name="point_create"),
    path(
        "brainstorms/<int:pk>/ideas/<int:number>/points/<uuid:key>/adopt/",
        elaborating.point_adopt,
        name="point_adopt",
    ),
    path(
        "brainstorms/<int:pk>/ideas/<int:number>/points/<uuid:key>/withdraw/",
        elaborating.point_withdraw,
        name="point_withdraw",
    ),
    path("brainstorms/<int:pk>/ideas/<int:number>/balance/", elaborating.balance, name="balance"),
    path("brainstorms/<int:pk>/ideas/<int:number>/addresses/", elaborating.addresses, name="addresses"),
    path("brainstorms/<int:pk>/ideas/<int:number>/systems/", elaborating.system_link, name="system_link"),
    path("brainstorms/<int:pk>/ideas/<int:number>/systems/remove/", elaborating.system_unlink, name="system_unlink"),
    path("brainstorms/<int:pk>/ideas/<int:number>/wordings/", elaborating.wording_create, name="wording_create"),
    path(
        "brainstorms/<int:pk>/ideas/<int:number>/wordings/withdraw/",
        elaborating.wording_withdraw,
        name="wording_withdraw",
    ),
    path("brainstorms/<int:pk>/ideas/<int:number>/wordings/settle/", elaborating.wording_settle, name="wording_settle"),
    path("brainstorms/<int:pk>/stakeholders/", weighing.stakeholders, name="stakeholders"),
    path("brainstorms/<int:pk>/stakeholders/add/", weighing.stakeholder_add, name="stakeholder_add"),
    path("brainstorms/<int:pk>/stakeholders/copy/", weighing.stakeholders_copy, name="stakeholders_copy"),
    path(
        "brainstorms/<int:pk>/stakeholders/<int:stakeholder>/", weighing.stakeholder_change, name="stakeholder_change"
    ),
    path("brainstorms/<int:pk>/ideas/<int:number>/impacts/", weighing.impact, name="impact"),
    path("brainstorms/<int:pk>/ideas/<int:number>/proposals/", negotiating.propose, name="propose"),
    path("brainstorms/<int:pk>/ideas/<int:number>/arguments/", negotiating.argument, name="argument"),
    path("brainstorms/<int:pk>/ideas/<int:number>/stances/", negotiating.stance, name="stance"),
    path(
        "brainstorms/<int:pk>/ideas/<int:number>/objections/<int:objection>/withdraw/",
        negotiating.objection_withdraw,
        name="objection_withdraw",
    ),
    path(
        "brainstorms/<int:pk>/ideas/<int:number>/objections/<int:objection>/settle/",
        negotiating.objection_settle,
        name="objection_settle",
    ),
    path("brainstorms/<int:pk>/votes/", voting.votes, name="votes"),
    path("brainstorms/<int:pk>/ratings/", voting.ratings, name="ratings"),
    path("brainstorms/<int:pk>/console/", console, name="console"),
    path("brainstorms/<int:pk>/console/stream/", live.stream, {"audience": "desk"}, name="console_stream"),
    path("brainstorms/<int:pk>/console/events/", live.events, {"audience": "desk"}, name="console_events"),
    path("brainstorms/<int:pk>/console/pulse/", console_pulse, name="console_pulse"),
    path("brainstorms/<int:pk>/move/", move, name="move"),
    path("brainstorms/<int:pk>/moderation/", moderating.moderation, name="moderation"),
    path("brainstorms/<int:pk>/proposals/", proposals, name="proposals"),
    path("brainstorms/<int:pk>/export/", exporting.export, name="export"),
    path("brainstorms/<int:pk>/seal/", sealing.seal, name="seal"),
    path("brainstorms/<int:pk>/time/", time, name="time"),
    path("brainstorms/<int:pk>/ideas/<int:number>/decision/", decision, name="decision"),
    path("brainstorms/<int:pk>/remaining/", remaining, name="remaining"),
    path("brainstorms/<int:pk>/ideas/<int:number>/pilot/", pilot_create, name="pilot_create"),
    path("brainstorms/<int:pk>/screen/", projector.screen, name="screen"),
    path("brainstorms/<int:pk>/screen/pulse/", projector.screen_pulse, name="screen_pulse"),
]
