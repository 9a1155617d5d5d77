"""What one person, or the room, sees of a brainstorm: read once, then only shown."""

from collections import defaultdict
from dataclasses import dataclass

from ..kinds import Kind
from ..models import Idea, Vote
from ..phases import Right
from ..tallying import Method, Rule, count


@dataclass(frozen=True)
class Column:
    """The ideas of one kind."""

    kind: Kind
    ideas: list


@dataclass(frozen=True)
class Board:
    """`ideas` in the order in which they are to be shown."""

    ideas: list

    @property
    def largest_total(self):
        """What a full bar stands for; 0 where no tallies are shown."""
        return max((getattr(idea, "total", None) or 0 for idea in self.ideas), default=0)

    def find(self, number):
        """Return the idea with this number, None if it is not on the board."""
        return next((idea for idea in self.ideas if idea.number == number), None)

    @property
    def columns(self):
        """The kinds that occur, in their order; of each kind its ideas."""
        columns = [Column(kind, [idea for idea in self.ideas if idea.kind == kind]) for kind in Kind]
        return [column for column in columns if column.ideas]

    @property
    def undecided(self):
        return [idea for idea in self.ideas if not hasattr(idea, "decision")]

    @property
    def open(self):
        return len(self.undecided)

    @property
    def first_open(self):
        """The idea to decide next; None when all are decided."""
        return next(iter(self.undecided), None)


def _complete(ideas, brainstorm):
    """Add to the query what this phase shows beside the text."""
    ideas = ideas.select_related("author__user", "group")
    if any(brainstorm.allows(right) for right in (Right.TALLY, Right.DECIDE, Right.REPORT)):
        ideas = ideas.with_decision()
    return ideas.ranked() if brainstorm.allows(Right.TALLY) else ideas.order_by("number")


def room_board(brainstorm):
    """Return the `Board` that everybody in the room may read now, empty before the reveal.

    Participants, projector and console show this and no more.
    """
    ideas = list(_complete(brainstorm.ideas.revealed(), brainstorm))
    if brainstorm.allows(Right.TALLY) and brainstorm.vote_method == Method.RANKING:
        _count_ranks(ideas, brainstorm)
    return Board(ideas)


def _count_ranks(ideas, brainstorm):
    """Give `ideas` the points of their places as `total`, and the order that follows."""
    candidates, ballots = [idea.number for idea in ideas if idea.is_on_ballot], defaultdict(dict)
    votes = Vote.objects.filter(idea__brainstorm=brainstorm, idea__number__in=candidates)
    for number, tag, value in votes.values_list("idea__number", "voter_tag", "value"):
        ballots[tag][number] = value
    outcome = count(list(ballots.values()), candidates, method=Method.RANKING, rule=Rule.SUM)
    totals = {one.candidate: float(one.points) for one in outcome.standings}
    for idea in ideas:
        idea.total = totals.get(idea.number, 0)
    ideas.sort(key=lambda idea: (-idea.total, idea.number))


def own_ideas(participation):
    """Return what this person has written, the latest first."""
    ideas = participation.brainstorm.ideas.filter(withdrawn_at__isnull=True)
    return ideas.by(participation).order_by("-created_at", "-pk")


@dataclass(frozen=True)
class Pulse:
    """Counts that a facilitator needs to lead, and nothing that tells who wrote or chose what."""

    people: int
    ideas: int
    writers: int
    voters: int

    @property
    def tag(self):
        return f"{self.people}-{self.ideas}-{self.writers}-{self.voters}"


def pulse_of(brainstorm):
    ideas = Idea.objects.standing().filter(brainstorm=brainstorm)
    return Pulse(
        people=brainstorm.participations.count(),
        ideas=ideas.count(),
        writers=ideas.exclude(author_tag="").order_by().values("author_tag").distinct().count(),
        voters=Vote.objects.filter(idea__brainstorm=brainstorm).values("voter_tag").distinct().count(),
    )
