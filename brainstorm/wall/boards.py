"""What one person, or the room, sees of a brainstorm: read once, then only shown."""

from collections import defaultdict
from dataclasses import dataclass

from brainstorm.ideas.boards import Board
from brainstorm.ideas.models import Idea
from brainstorm.sessions.phases import Right
from brainstorm.voting.models import Vote
from brainstorm.voting.tallying import Method, Rule, count


def _complete(ideas, brainstorm):
    """Add to the query what this phase shows beside the text."""
    ideas = ideas.select_related("author__user", "group")
    if any(brainstorm.allows(right) for right in (Right.TALLY, Right.DECIDE, Right.REPORT)):
        ideas = ideas.with_decision()
    return ideas.ranked() if brainstorm.allows(Right.TALLY) else ideas.order_by("number")


def room_board(brainstorm):
    """Return the `Board` that everyone in the room may read now, empty before the reveal.

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
    ideas = Idea.objects.on_the_board().filter(brainstorm=brainstorm)
    return Pulse(
        people=brainstorm.participations.count(),
        ideas=ideas.count(),
        writers=ideas.exclude(author_tag="").order_by().values("author_tag").distinct().count(),
        voters=Vote.objects.filter(idea__brainstorm=brainstorm).values("voter_tag").distinct().count(),
    )
