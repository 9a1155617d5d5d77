"""What the facilitator's console shows beside the script and the room: only facilitators ever see it."""

from brainstorm.grouping.presenters import unopened
from brainstorm.ideas.presenters import moderation_counts
from brainstorm.ideas.sections import Section
from brainstorm.pilots.presenters import earlier_pilots
from brainstorm.screens.sections import details as elaborating
from brainstorm.screens.sections import negotiating
from brainstorm.sessions.phases import Right
from courses.models import GuidelineProposal


def proposals(visit):
    return {"proposals": GuidelineProposal.objects.open().select_related("guideline")}


def earlier(visit):
    return {"pilots": earlier_pilots(visit.brainstorm)}


def coverage(visit):
    return {"unopened": unopened(visit.brainstorm).count()}


def moderation(visit):
    counts = moderation_counts(visit.brainstorm)
    return {"left_out": sum(counts.values()) - counts["passed"]}


def seal(visit):
    return {}


def export(visit):
    return {}


def grouping(visit):
    return {}


def guests(visit):
    return {"guests": list(visit.brainstorm.participations.guests().order_by("joined_at", "pk"))}


REPORT = frozenset({Right.REPORT})

SECTIONS = (
    Section(
        "earlier", "lms_brainstorm/screens/console/earlier.html", earlier, unless=frozenset({Right.COLLECT, Right.READ})
    ),
    Section(
        "proposals",
        "lms_brainstorm/screens/console/proposals.html",
        proposals,
        unless=frozenset({Right.READ}),
    ),
    Section("moderation", "lms_brainstorm/screens/console/moderation.html", moderation, unless=frozenset({Right.READ})),
    Section("coverage", "lms_brainstorm/screens/console/coverage.html", coverage, needs=frozenset({Right.DISCUSS})),
    Section("grouping", "lms_brainstorm/screens/console/grouping.html", grouping, needs=frozenset({Right.GROUP})),
    Section(
        "stakeholders",
        "lms_brainstorm/screens/console/stakeholders.html",
        negotiating.stakeholders,
        unless=REPORT,
    ),
    Section(
        "negotiation",
        "lms_brainstorm/screens/console/negotiation.html",
        negotiating.negotiating,
        needs=frozenset({Right.NEGOTIATE, Right.DECIDE}),
    ),
    Section("guests", "lms_brainstorm/screens/console/guests.html", guests),
    Section("export", "lms_brainstorm/screens/console/export.html", export, needs=frozenset({Right.READ})),
    Section("seal", "lms_brainstorm/screens/console/seal.html", seal, needs=REPORT),
    Section("meter", "lms_brainstorm/screens/sections/meter.html", elaborating.meter, needs=frozenset({Right.READ})),
)
