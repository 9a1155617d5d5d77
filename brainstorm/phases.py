"""Formats and phases as data. Code never asks which phase it is, only whether the phase carries a right.

A format is an order of phases; a phase carries rights and the words that everybody and the facilitator read. Another
format is another entry in `FORMATS`; another kind of work is another `Right` and the view that asks for it.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Right(StrEnum):
    """What people may do or see. Whatever no right of the phase grants stays on the server."""

    COLLECT = "collect"  # participants write ideas and take their own back
    READ = "read"  # participants read each other's ideas
    VOTE = "vote"  # participants place their dots
    TALLY = "tally"  # participants see how many dots an idea has
    DECIDE = "decide"  # facilitators decide ideas and start pilots
    REPORT = "report"  # everybody who signs in may read decisions and pilots


@dataclass(frozen=True)
class Phase:
    """One step of a brainstorm. `minutes` is the time box that starts with the phase; None means no time box."""

    key: str
    label: str
    enter: str  # the facilitator's button that leads into this phase
    rights: frozenset[Right]
    says: str  # to participants
    script: tuple[str, ...]  # to the facilitator: what to say, what to do
    minutes: int | None = None

    def allows(self, right):
        return right in self.rights


@dataclass(frozen=True)
class Format:
    key: str
    label: str
    summary: str
    phases: tuple[Phase, ...]

    def phase(self, key):
        """Return the phase called `key`; KeyError where this format has none."""
        for phase in self.phases:
            if phase.key == key:
                return phase
        raise KeyError(key)

    @property
    def has_vote(self):
        return any(phase.allows(Right.VOTE) for phase in self.phases)

    def after(self, key):
        """Return the phase that follows `key`, or None after the last."""
        place = self.phases.index(self.phase(key)) + 1
        return self.phases[place] if place < len(self.phases) else None

    def before(self, key):
        """Return the phase before `key`, or None before the first."""
        place = self.phases.index(self.phase(key))
        return self.phases[place - 1] if place else None


ARRIVE = Phase(
    key="arrive",
    label=_("Arrive"),
    enter=_("Wait for people"),
    rights=frozenset(),
    says=_("You are in. Your facilitator starts in a moment."),
    script=(
        _("Show the projector page. Wait until everybody has joined with the code."),
        _("Read the question aloud, twice. Ask whether anybody reads it differently."),
        _("Say: for the first minutes we write in silence. Nobody sees what you write until all of us do."),
    ),
)
COLLECT = Phase(
    key="collect",
    label=_("Collect"),
    enter=_("Start collecting"),
    rights=frozenset({Right.COLLECT}),
    says=_("Write down what comes to mind, one idea at a time. Nobody else sees your ideas yet."),
    script=(
        _("Say: write one idea, send it, write the next. Many are better than perfect."),
        _("Stay silent yourself. Silence is what lets quiet people be heard."),
        _("When typing stops, read out one kind that is rarely used, such as policy change. Wait two more minutes."),
    ),
    minutes=8,
)
DISCUSS = Phase(
    key="discuss",
    label=_("Discuss"),
    enter=_("Show all ideas"),
    rights=frozenset({Right.READ}),
    says=_("Here is what all of you wrote, in no particular order. Read every card before you speak."),
    script=(
        _("Give two minutes of silent reading. Every card is read, also the odd ones."),
        _("Go kind by kind. Ask: what do you not understand yet? Questions first, opinions later."),
        _("To a complaint, ask: what would help, and who could change it?"),
    ),
    minutes=15,
)
VOTE = Phase(
    key="vote",
    label=_("Vote"),
    enter=_("Open the vote"),
    rights=frozenset({Right.READ, Right.VOTE}),
    says=_("Give your dots to the ideas you would try first. Nobody sees them until the vote is over."),
    script=(
        _("Say what you vote for: which ideas should we try first, given what we can do ourselves?"),
        _("Several dots on one idea are fine. Saving again replaces what was saved before."),
        _("Dots narrow the list, they do not decide. A difference of one or two is a tie."),
    ),
    minutes=4,
)
DECIDE = Phase(
    key="decide",
    label=_("Decide"),
    enter=_("Show the result"),
    rights=frozenset({Right.READ, Right.TALLY, Right.DECIDE}),
    says=_("The ideas are in order of dots. Together you now decide what becomes of each."),
    script=(
        _("Start at the top. Ask: is it good enough for now, and safe enough to try?"),
        _("Adopt, defer with a date, or decline. Each idea gets a reason its author can live with."),
        _("For an adopted idea name an owner and start a pilot before you leave the room."),
    ),
)
DECIDE_UNRANKED = Phase(
    key="consent",
    label=_("Decide"),
    enter=_("Start deciding"),
    rights=frozenset({Right.READ, Right.DECIDE}),
    says=_("Together you now decide what becomes of each idea."),
    script=(
        _("Take the ideas one by one. Ask: does anybody see a reason why trying this would harm us?"),
        _("An objection becomes a condition: under which condition would you agree?"),
        _("For an adopted idea name an owner and start a pilot before you leave the room."),
    ),
)
CLOSED = Phase(
    key="closed",
    label=_("Closed"),
    enter=_("Close the brainstorm"),
    rights=frozenset({Right.READ, Right.TALLY, Right.REPORT}),
    says=_("This brainstorm is closed. Here is what was decided, and what came of it."),
    script=(
        _("Thank everybody, and name one idea that surprised you."),
        _("Tell people where they can follow the pilots: on the outcomes page."),
    ),
)
FORMATS = {
    format.key: format
    for format in (
        Format(
            key="brainwriting",
            label=_("Silent brainwriting, then voting"),
            summary=_("Everybody writes alone, then all ideas are read, voted on and decided. For 5 to 200 people."),
            phases=(ARRIVE, COLLECT, DISCUSS, VOTE, DECIDE, CLOSED),
        ),
        Format(
            key="consent",
            label=_("Brainwriting and consent, without a vote"),
            summary=_("For small groups: everybody writes alone, then the group decides idea by idea."),
            phases=(ARRIVE, COLLECT, DISCUSS, DECIDE_UNRANKED, CLOSED),
        ),
    )
}
DEFAULT_FORMAT = "brainwriting"
PHASES = {phase.key: phase for format in FORMATS.values() for phase in format.phases}


def format_choices():
    """Return the choices of a format field; a function, so that another format is not another migration."""
    return [(format.key, format.label) for format in FORMATS.values()]


def phase_choices():
    return [(phase.key, phase.label) for phase in PHASES.values()]


def phases_with(right):
    """Return the keys of all phases that carry `right`, for a condition in a query."""
    return sorted(phase.key for phase in PHASES.values() if phase.allows(right))
