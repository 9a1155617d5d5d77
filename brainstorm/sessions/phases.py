"""Kinds of phase, as data. Code never asks which phase it is, only whether the phase carries a right.

A format is an order of phases that people edit in the admin (`BrainstormFormat`); each of its phases is of one of these
kinds, from which it takes its rights and the words it does not replace. Another kind of phase is another entry here;
another kind of work is another `Right` and the view that asks for it.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


class Right(StrEnum):
    """What people may do or see. Whatever no right of the phase grants stays on the server."""

    COLLECT = "collect"  # participants write ideas and take their own back
    GLIMPSE = "glimpse"  # participants see a few ideas of others, to build upon
    READ = "read"  # participants read each other's ideas
    GROUP = "group"  # participants merge what says the same, and put ideas together under headings
    DISCUSS = "discuss"  # participants ask and answer under an idea: questions, causes, points for and against
    ELABORATE = "elaborate"  # participants say what an idea touches: systems, clauses of guidelines, pain points
    VOTE = "vote"  # participants vote
    TALLY = "tally"  # participants see the result of the vote
    RATE = "rate"  # participants rate impact and effort, each alone
    SPREAD = "spread"  # participants see how far the ratings lie apart
    WEIGH = "weigh"  # participants fill the stakeholder matrix
    NEGOTIATE = "negotiate"  # participants propose wordings, object with conditions, and say where they stand
    DECIDE = "decide"  # facilitators decide ideas and start pilots
    REPORT = "report"  # everyone who signs in may read decisions and pilots


@dataclass(frozen=True)
class PhaseKind:
    """What phases of one kind have in common. `minutes` is the usual time box; None means no time box."""

    key: str
    label: str
    enter: str  # the facilitator's button that leads into this phase
    rights: frozenset[Right]
    says: str  # to participants
    script: tuple[str, ...]  # to the facilitator: what to say, what to do
    minutes: int | None = None

    def allows(self, right):
        return right in self.rights


ARRIVE = PhaseKind(
    key="arrive",
    label=_("Arrive"),
    enter=_("Wait for people"),
    rights=frozenset(),
    says=_("You are in. Your facilitator starts in a moment."),
    script=(
        _("Show the projector page. Wait until everyone has joined with the code."),
        _("Read the question aloud, twice. Ask whether anyone reads it differently."),
        _("Say: for the first minutes we write in silence. No one sees what you write until all of us do."),
    ),
)
COLLECT = PhaseKind(
    key="collect",
    label=_("Collect"),
    enter=_("Start collecting"),
    rights=frozenset({Right.COLLECT}),
    says=_("Write down what comes to mind, one idea at a time. No one else sees your ideas yet."),
    script=(
        _("Say: write one idea, send it, write the next. Many are better than perfect."),
        _("Stay silent yourself. Silence is what lets quiet people be heard."),
        _("When typing stops, read out one kind that is rarely used, such as policy change. Wait two more minutes."),
    ),
    minutes=8,
)
BUILD = PhaseKind(
    key="build",
    label=_("Build on it"),
    enter=_("Show everyone three ideas of others"),
    rights=frozenset({Right.COLLECT, Right.GLIMPSE}),
    says=_("Here are three ideas of others, drawn for you. Build on them, or write what they remind you of."),
    script=(
        _("Say: each of you now sees three ideas, and each of you sees other ones. Use them as a springboard."),
        _("Keep the silence. This second round is short: whoever reads too much repeats what was said."),
    ),
    minutes=4,
)
DISCUSS = PhaseKind(
    key="discuss",
    label=_("Discuss"),
    enter=_("Show all ideas"),
    rights=frozenset({Right.READ, Right.DISCUSS, Right.ELABORATE}),
    says=_("Here is what all of you wrote, in no particular order. Read every card before you speak."),
    script=(
        _("Give two minutes of silent reading. Every card is read, also the odd ones."),
        _("Go kind by kind. Ask: what do you not understand yet? Questions first, opinions later."),
        _("To a complaint, ask: what would help, and who could change it?"),
    ),
    minutes=15,
)
ANSWER = PhaseKind(
    key="answer",
    label=_("What would help"),
    enter=_("Ask what would help"),
    rights=frozenset({Right.READ, Right.COLLECT, Right.DISCUSS, Right.ELABORATE}),
    says=_("Read a pain point and write what would help. Everyone sees your idea as soon as you send it."),
    script=(
        _("Say: from now on we only write what would help, and who could change it."),
        _("Point to pain points that no one has answered yet."),
    ),
    minutes=10,
)
GROUP = PhaseKind(
    key="group",
    label=_("Group"),
    enter=_("Start grouping"),
    rights=frozenset({Right.READ, Right.GROUP, Right.ELABORATE}),
    says=_("Put together what belongs together, and merge what says the same."),
    script=(
        _("Say: move an idea where it belongs. Every wording is kept, and every step can be undone."),
        _("Give each group a name that is a sentence, not a single word."),
        _("Merge only what truly says the same. Merging ends when the vote opens."),
    ),
    minutes=8,
)
VOTE = PhaseKind(
    key="vote",
    label=_("Vote"),
    enter=_("Open the vote"),
    rights=frozenset({Right.READ, Right.VOTE}),
    says=_("Choose what you would try first. No one sees your choice until the vote is over."),
    script=(
        _("Say what you vote for: which ideas should we try first, given what we can do ourselves?"),
        _("Saving again replaces what was saved before. The list stays as it is, also for those who come late."),
        _("Votes narrow the list, they do not decide. A small difference is a tie."),
    ),
    minutes=4,
)
RATE = PhaseKind(
    key="rate",
    label=_("Rate alone"),
    enter=_("Rate impact and effort"),
    rights=frozenset({Right.READ, Right.TALLY, Right.RATE}),
    says=_("Rate how much each idea would change and what it would take. No one sees your ratings before all are in."),
    script=(
        _("Say: rate alone, from what you know of your own work. Leave out what you cannot judge."),
        _("Do not explain the scale by an example from the list."),
    ),
    minutes=6,
)
COMPARE = PhaseKind(
    key="compare",
    label=_("Compare"),
    enter=_("Show where we differ"),
    rights=frozenset({Right.READ, Right.TALLY, Right.SPREAD, Right.DISCUSS, Right.ELABORATE}),
    says=_("Here is how far your ratings lie apart. The largest disagreement comes first."),
    script=(
        _("Start with the idea you disagree on most. Ask someone who rated it high, then someone who rated it low."),
        _("Look for what one of them knows and the other does not. There is no need to agree."),
    ),
    minutes=12,
)
WEIGH = PhaseKind(
    key="weigh",
    label=_("Weigh"),
    enter=_("Weigh who wins and who loses"),
    rights=frozenset({Right.READ, Right.TALLY, Right.SPREAD, Right.DISCUSS, Right.ELABORATE, Right.WEIGH}),
    says=_("Say for each stakeholder what an idea brings, costs and risks. Speak for those who are not here."),
    script=(
        _("Name everyone who is affected, also those who are not in the room."),
        _("Ask: who loses? Who would have to work more, so that others work less?"),
        _("For someone absent, name a person who asks them before the pilot starts."),
    ),
    minutes=15,
)
DRAFT = PhaseKind(
    key="draft",
    label=_("Reword"),
    enter=_("Write the new wording"),
    rights=frozenset({Right.READ, Right.DISCUSS, Right.ELABORATE}),
    says=_("Choose the clause that is in the way and write how it should read. Everyone sees the difference."),
    script=(
        _("Say: bring the sentence you want to read in the guideline, not the complaint about it."),
        _("Ask of each wording: whom does it protect, and is that protection still there?"),
    ),
    minutes=15,
)
NEGOTIATE = PhaseKind(
    key="negotiate",
    label=_("Negotiate"),
    enter=_("Start the negotiation"),
    rights=frozenset(
        {Right.READ, Right.TALLY, Right.SPREAD, Right.DISCUSS, Right.ELABORATE, Right.WEIGH, Right.NEGOTIATE}
    ),
    says=_("Take a position. If you object, name the condition under which you could consent."),
    script=(
        _("Read the proposal aloud. Questions first, then one round of points for and against."),
        _("To an objection, ask: under which condition would you consent? Write the condition down as it is said."),
        _("Change the proposal where it costs little. A new version asks everyone again."),
    ),
    minutes=20,
)
DECIDE = PhaseKind(
    key="decide",
    label=_("Decide"),
    enter=_("Show the result"),
    rights=frozenset({Right.READ, Right.TALLY, Right.SPREAD, Right.DECIDE}),
    says=_("Together you now decide what becomes of each idea."),
    script=(
        _("Start at the top. Ask: is it good enough for now, and safe enough to try?"),
        _("Adopt, defer with a date, or decline. Each idea gets a reason its author can live with."),
        _("For an adopted idea name an owner and start a pilot before you leave the room."),
    ),
)
CONSENT = PhaseKind(
    key="consent",
    label=_("Consent"),
    enter=_("Start the consent round"),
    rights=frozenset(
        {Right.READ, Right.TALLY, Right.SPREAD, Right.DISCUSS, Right.ELABORATE, Right.NEGOTIATE, Right.DECIDE}
    ),
    says=_("Is it good enough for now, and safe enough to try? Together you now decide what becomes of each idea."),
    script=(
        _("Take the ideas one by one. Ask: does anyone see a reason why trying this would harm us?"),
        _("An objection becomes a condition: under which condition would you agree?"),
        _("For an adopted idea name an owner and start a pilot before you leave the room."),
    ),
)
CLOSED = PhaseKind(
    key="closed",
    label=_("Closed"),
    enter=_("Close the brainstorm"),
    rights=frozenset({Right.READ, Right.TALLY, Right.SPREAD, Right.REPORT}),
    says=_("This brainstorm is closed. Here is what was decided, and what came of it."),
    script=(
        _("Thank everyone, and name one idea that surprised you."),
        _("Tell people where they can follow the pilots: on the outcomes page."),
    ),
)
KINDS = {
    kind.key: kind
    for kind in (
        ARRIVE,
        COLLECT,
        BUILD,
        DISCUSS,
        ANSWER,
        GROUP,
        VOTE,
        RATE,
        COMPARE,
        WEIGH,
        DRAFT,
        NEGOTIATE,
        DECIDE,
        CONSENT,
        CLOSED,
    )
}


def phase_choices():
    """Return the choices of a phase's kind; a function, so that another kind is not another migration."""
    return [(kind.key, kind.label) for kind in KINDS.values()]


def phases_with(right):
    """Return the keys of all kinds of phase that carry `right`, for a condition in a query."""
    return sorted(kind.key for kind in KINDS.values() if kind.allows(right))


def faults_of_plan(keys):
    """Return what is wrong with phases in this order, given by the keys of their kinds: a sentence for each fault.

    People arrive first and the end is closed; what comes between begins with collecting and leads to a decision.
    """
    kinds = [KINDS[key] for key in keys]
    first = {right: next((step for step, kind in enumerate(kinds) if kind.allows(right)), None) for right in Right}
    faults = []
    if keys[:1] != [ARRIVE.key] or keys.count(ARRIVE.key) > 1:
        faults.append(_now("Begin with “Arrive”, once: people need a moment to join."))
    if keys[-1:] != [CLOSED.key] or keys.count(CLOSED.key) > 1:
        faults.append(_now("End with “Closed”, once: there people find what was decided."))
    if first[Right.COLLECT] is None:
        faults.append(_now("Add a phase in which people write, such as “Collect”."))
    elif first[Right.READ] is not None and first[Right.READ] < first[Right.COLLECT]:
        faults.append(_now("Put the first phase in which people write before those in which they read."))
    if first[Right.DECIDE] is None:
        faults.append(_now("Add “Decide” or “Consent” before the end: everyone who wrote an idea gets an answer."))
    voted = first[Right.VOTE]
    if voted is not None and any(kind.allows(Right.GROUP) for kind in kinds[voted:]):
        faults.append(_now("Put “Group” before “Vote”: the list stays as it is once the vote is open."))
    rated = first[Right.RATE]
    if rated is not None and not any(kind.allows(Right.SPREAD) for kind in kinds[rated:-1]):
        faults.append(_now("After “Rate alone” add a phase that shows where people differ, such as “Compare”."))
    return faults
