"""What a voter fills in, and what the room sees of it once the vote is over."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from brainstorm.ideas.boards import Board
from brainstorm.sessions.models.formats import VoteMethod
from brainstorm.sessions.phases import Right
from brainstorm.voting.models import Rating, Vote
from brainstorm.voting.rating_statistics import rating_statistics_of
from brainstorm.voting.tallying import Outcome, Rule, condorcet_winner, count


@dataclass(frozen=True)
class Ballot(Board):
    """A board in one voter's own order, so that the same ideas do not always stand on top."""

    budget: int = 0
    spent: int = 0

    @property
    def left(self):
        return self.budget - self.spent


def _in_own_order(ideas, participation):
    """Return `ideas` in an order that is random over people and always the same for one person."""
    return sorted(ideas, key=lambda idea: hashlib.sha256(f"{participation.tag} {idea.pk}".encode()).digest())


def ballot_for(participation):
    """Return the `Ballot` of this person: the ideas of the frozen list, each with `given`, the own value or None."""
    brainstorm = participation.brainstorm
    ideas = list(brainstorm.ideas.on_ballot().select_related("author__user"))
    given = dict(Vote.objects.cast_by(participation).values_list("idea_id", "value"))
    has_dots = brainstorm.vote_method == VoteMethod.DOTS
    for idea in ideas:
        idea.given = given.get(idea.pk, 0 if has_dots else None)
    return Ballot(
        _in_own_order(ideas, participation),
        budget=brainstorm.dots_budget(len(ideas)),
        spent=sum(given.values()) if has_dots else 0,
    )


def rating_sheet(participation):
    """Return the `Board` of this person's ratings: each idea with `impact` and `effort`, None where it has none."""
    ideas = list(participation.brainstorm.ideas.revealed().select_related("author__user"))
    given = {rating.idea_id: rating for rating in Rating.objects.given_by(participation)}
    for idea in ideas:
        rating = given.get(idea.pk)
        idea.impact, idea.effort = (rating.impact, rating.effort) if rating else (None, None)
    return Board(_in_own_order(ideas, participation))


RULE_LABELS = {
    Rule.SUM: {
        VoteMethod.DOTS: _("Dots in all"),
        VoteMethod.SCORE: _("Scores in all"),
        VoteMethod.RANKING: _("Points for places (Borda)"),
    },
    Rule.APPROVAL: {
        VoteMethod.DOTS: _("People who gave a dot"),
        VoteMethod.SCORE: _("People who gave 3 or more"),
        VoteMethod.RANKING: _("People who ranked it among their first three"),
    },
    Rule.PAIRS: {method: _("Duels won (Condorcet)") for method in VoteMethod},
}


@dataclass(frozen=True)
class ResultRow:
    """One idea with its points and place under each rule, in the order of `Results.rules`."""

    idea: object
    cells: tuple


@dataclass(frozen=True)
class Results:
    """The ballots under all rules. `rules` are labels; `rows` stand in the order of the first rule."""

    voters: int
    rules: tuple[str, ...]
    rows: tuple[ResultRow, ...]
    outcomes: tuple[Outcome, ...]
    winner: object | None  # the idea that wins each duel

    @property
    def firsts(self):
        """Pairs of a rule's label and the ideas on its first place."""
        ideas = {row.idea.number: row.idea for row in self.rows}
        return [
            (label, [ideas[number] for number in sorted(outcome.first)])
            for label, outcome in zip(self.rules, self.outcomes, strict=True)
        ]

    @property
    def rules_disagree(self):
        """Whether another rule would put another idea first."""
        return len({outcome.first for outcome in self.outcomes}) > 1

    @property
    def is_tied(self):
        """Whether several ideas share the first place under the first rule."""
        return len(self.outcomes[0].first) > 1


def results_of(brainstorm):
    """Return the `Results`, or None where the phase does not show them or no one has voted."""
    if not brainstorm.allows(Right.TALLY):
        return None
    ballots = defaultdict(dict)
    votes = Vote.objects.filter(idea__brainstorm=brainstorm, idea__is_on_ballot=True)
    for number, tag, value in votes.values_list("idea__number", "voter_tag", "value"):
        ballots[tag][number] = value
    ideas = list(brainstorm.ideas.on_ballot().order_by("number"))
    if not ballots or not ideas:
        return None
    numbers, method = [idea.number for idea in ideas], brainstorm.vote_method
    cast = [{number: value for number, value in ballot.items() if number in numbers} for ballot in ballots.values()]
    outcomes = tuple(count(cast, numbers, method=method, rule=rule) for rule in Rule)
    by_number = {idea.number: idea for idea in ideas}
    places = [{one.candidate: one for one in outcome.standings} for outcome in outcomes]
    rows = tuple(
        ResultRow(by_number[one.candidate], tuple(place[one.candidate] for place in places))
        for one in outcomes[0].standings
    )
    return Results(
        voters=len(ballots),
        rules=tuple(RULE_LABELS[rule][method] for rule in Rule),
        rows=rows,
        outcomes=outcomes,
        winner=by_number.get(condorcet_winner(cast, numbers, method=method)),
    )


@dataclass(frozen=True)
class RatedIdea:
    idea: object
    spread: object


@dataclass(frozen=True)
class Agenda:
    """Rated ideas, the largest disagreement first; `unrated` got fewer ratings than may be shown."""

    rated: tuple[RatedIdea, ...]
    unrated: tuple


def agenda_of(brainstorm):
    """Return the `Agenda`, or None where the phase does not show ratings or no one has rated."""
    if not brainstorm.allows(Right.SPREAD):
        return None
    ratings = defaultdict(list)
    given = Rating.objects.filter(idea__brainstorm=brainstorm).values_list("idea_id", "impact", "effort")
    for idea_id, impact, effort in given:
        ratings[idea_id].append((impact, effort))
    if not ratings:
        return None
    ideas = list(brainstorm.ideas.revealed().order_by("number"))
    spreads = [(idea, rating_statistics_of(ratings[idea.pk])) for idea in ideas]
    rated = [RatedIdea(idea, spread) for idea, spread in spreads if spread]
    rated.sort(key=lambda row: (-row.spread.disagreement, row.idea.number))
    return Agenda(tuple(rated), tuple(idea for idea, spread in spreads if not spread))
