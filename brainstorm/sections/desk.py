"""What the facilitator's console shows beside the script and the room: only facilitators ever see it."""

from courses.models import GuidelineProposal

from ..forms import DecisionForm
from ..phases import Right
from ..presenters.boards import room_board
from . import Section


def proposals(visit):
    return {"proposals": GuidelineProposal.objects.open().select_related("guideline")}


def remaining(visit):
    return {"form": visit.forms.get("remaining") or DecisionForm(prefix="rest"), "board": room_board(visit.brainstorm)}


SECTIONS = (
    Section(
        "proposals",
        "lms_brainstorm/desk/proposals.html",
        proposals,
        unless=frozenset({Right.READ}),
    ),
)
