"""The page of a participant, from top to bottom."""

from dataclasses import dataclass
from uuid import UUID

from brainstorm.claims.presenters import own_claims
from brainstorm.grouping.presenters import grouping_table, unopened
from brainstorm.ideas.forms import IdeaForm
from brainstorm.ideas.presenters import glimpses_of
from brainstorm.ideas.queries import own_ideas
from brainstorm.ideas.sections import Section
from brainstorm.pilots.presenters import earlier_pilots
from brainstorm.screens.sections import choices, negotiating
from brainstorm.screens.sections import details as elaborating
from brainstorm.sessions.kinds import Kind
from brainstorm.sessions.phases import Right
from brainstorm.wall.boards import room_board
from brainstorm.wall.cards import render_board


@dataclass(frozen=True)
class ChangeRefused:
    """What someone wanted to make of a returned idea, and why it could not be saved."""

    key: UUID
    text: str
    error: str


def write(visit):
    kind = visit.query.get("kind")
    phase = visit.brainstorm.current_phase
    form = visit.forms.get("write") or IdeaForm(
        brainstorm=visit.brainstorm,
        kind=kind if kind in Kind.values else Kind.USE_CASE,
        asked_kind=phase.asked_kind,
        lesson=visit.query.get("lesson", ""),
        answers=visit.query.get("answers", ""),
    )
    return {"form": form}


def glimpse(visit):
    return {"glimpses": glimpses_of(visit.participation)}


def board(visit):
    own = set(own_ideas(visit.participation).values_list("pk", flat=True)) if visit.participation else set()
    return {"board": room_board(visit.brainstorm), "own": own}


def cards(visit):
    own = own_ideas(visit.participation).exclude(number=None).values_list("number", flat=True)
    return {"cards": render_board(visit.brainstorm, frozenset(own))}


def group(visit):
    return grouping_table(visit.brainstorm)


def earlier(visit):
    """What happened to earlier ideas; not for guests, who were not invited into those rooms."""
    if visit.participation and visit.participation.is_guest:
        return {"pilots": []}
    return {"pilots": earlier_pilots(visit.brainstorm)}


def coverage(visit):
    return {"unopened": unopened(visit.brainstorm).count()}


def own(visit):
    """What this person has written, with the codes by which ideas without a name are followed."""
    ideas = own_claims(visit.participation)
    has_codes = any(idea.claim for idea in ideas)
    return {"ideas": ideas, "has_codes": has_codes, "refused": visit.forms.get("own")}


def codes(visit):
    """Whether there may be codes; their page says whether there are, which spares a query on each page of the room."""
    wrote_without_names = any(phase.is_anonymous and phase.allows(Right.COLLECT) for phase in visit.brainstorm.plan)
    return {"has_codes": wrote_without_names and visit.participation.tag is not None}


SECTIONS = (
    Section(
        "earlier",
        "lms_brainstorm/screens/sections/earlier.html",
        earlier,
        unless=frozenset({Right.COLLECT, Right.READ}),
    ),
    Section("glimpse", "lms_brainstorm/screens/sections/glimpse.html", glimpse, needs=frozenset({Right.GLIMPSE})),
    Section("write", "lms_brainstorm/screens/sections/write.html", write, needs=frozenset({Right.COLLECT})),
    Section(
        "unanswered",
        "lms_brainstorm/screens/sections/unanswered.html",
        elaborating.unanswered,
        needs=frozenset({Right.COLLECT}),
    ),
    Section("ballot", "lms_brainstorm/screens/sections/ballot.html", choices.ballot, needs=frozenset({Right.VOTE})),
    Section("rate", "lms_brainstorm/screens/sections/rate.html", choices.rate, needs=frozenset({Right.RATE})),
    Section(
        "negotiating",
        "lms_brainstorm/screens/sections/negotiating.html",
        negotiating.negotiating,
        needs=frozenset({Right.NEGOTIATE}),
    ),
    Section(
        "weighing",
        "lms_brainstorm/screens/sections/weighing.html",
        negotiating.weighing,
        needs=frozenset({Right.WEIGH}),
    ),
    Section("spread", "lms_brainstorm/screens/sections/spread.html", choices.spread, needs=frozenset({Right.SPREAD})),
    Section("results", "lms_brainstorm/screens/sections/results.html", choices.results, needs=frozenset({Right.TALLY})),
    Section(
        "ranking",
        "lms_brainstorm/screens/sections/ranking.html",
        board,
        needs=frozenset({Right.TALLY, Right.DECIDE}),
        unless=frozenset({Right.VOTE, Right.RATE}),
    ),
    Section("coverage", "lms_brainstorm/screens/sections/coverage.html", coverage, needs=frozenset({Right.DISCUSS})),
    Section("group", "lms_brainstorm/screens/sections/group.html", group, needs=frozenset({Right.GROUP})),
    Section(
        "board",
        "lms_brainstorm/screens/sections/board.html",
        cards,
        needs=frozenset({Right.READ}),
        unless=frozenset({Right.GROUP, Right.VOTE, Right.TALLY, Right.DECIDE}),
    ),
    Section(
        "meter",
        "lms_brainstorm/screens/sections/meter.html",
        elaborating.meter,
        needs=frozenset({Right.READ}),
        unless=frozenset({Right.VOTE, Right.RATE}),
    ),
    Section("own", "lms_brainstorm/screens/sections/own.html", own, unless=frozenset({Right.READ})),
    Section("codes", "lms_brainstorm/screens/sections/codes.html", codes, needs=frozenset({Right.READ})),
)
