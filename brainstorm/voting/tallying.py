"""The same ballots counted under several rules. Pure functions: no database, no names.

A ballot is `{candidate: value}`. What a value means follows from the method of the vote: dots (1 and more), a score (0
to 5), or a rank (1 is best). Candidates missing from a ballot got no dots, no score, or rank last together.

The rules, and where they come from: *sum* is range voting for scores, cumulative voting for dots and the Borda count
for ranks (de Borda 1784; candidates that rank last together get the mean of their places each); *approval* counts
people (Brams and Fishburn 1978); *pairs* is Copeland's method, whose winner is the Condorcet winner where there is
one.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import combinations

APPROVING_SCORE = 3  # of 5: from here on a score is a yes
APPROVING_RANKS = 3  # whom someone names among the first three


class Method(StrEnum):
    DOTS = "dots"
    SCORE = "score"
    RANKING = "ranking"


class Rule(StrEnum):
    SUM = "sum"
    APPROVAL = "approval"
    PAIRS = "pairs"


@dataclass(frozen=True)
class Placement:
    """One candidate under one rule; those with the same points share a place, and the next place is left out."""

    candidate: int
    points: Fraction
    place: int


@dataclass(frozen=True)
class Outcome:
    """The order of the candidates under one rule, the best first; within a tie in the order of `candidates`."""

    rule: Rule
    standings: tuple[Placement, ...]

    @property
    def first(self):
        """The candidates on the first place: several where they tie, none where no one got anything."""
        return frozenset(one.candidate for one in self.standings if one.place == 1 and one.points > 0)


def preferences(ballot, candidates, method):
    """Return {candidate: strength}: the larger, the more wanted; equal where the ballot says no difference."""
    if method == Method.RANKING:
        return {
            candidate: -ballot[candidate] if candidate in ballot else -len(candidates) - 1 for candidate in candidates
        }
    return {candidate: ballot.get(candidate, 0) for candidate in candidates}


def _borda(ballot, candidates):
    ranked = sorted((candidate for candidate in candidates if candidate in ballot), key=ballot.get)
    count = len(candidates)
    points = {candidate: Fraction(count - 1 - place) for place, candidate in enumerate(ranked)}
    last = [candidate for candidate in candidates if candidate not in ballot]
    for candidate in last:
        points[candidate] = Fraction(len(last) - 1, 2)
    return points


def _sum(ballots, candidates, method):
    totals = dict.fromkeys(candidates, Fraction(0))
    for ballot in ballots:
        points = _borda(ballot, candidates) if method == Method.RANKING else ballot
        for candidate in candidates:
            totals[candidate] += points.get(candidate, 0)
    return totals


def approves(value, method):
    """Whether `value`, None where the ballot does not name the candidate, counts as a yes."""
    if value is None:
        return False
    if method == Method.SCORE:
        return value >= APPROVING_SCORE
    if method == Method.RANKING:
        return value <= APPROVING_RANKS
    return value > 0


def _approval(ballots, candidates, method):
    return {
        candidate: Fraction(sum(approves(ballot.get(candidate), method) for ballot in ballots))
        for candidate in candidates
    }


def duels(ballots, candidates, method):
    """Return {(a, b): by how many more people prefer a to b} for each pair in the order of `candidates`."""
    wanted = [preferences(ballot, candidates, method) for ballot in ballots]
    return {
        (a, b): sum((strength[a] > strength[b]) - (strength[a] < strength[b]) for strength in wanted)
        for a, b in combinations(candidates, 2)
    }


def _pairs(ballots, candidates, method):
    """A won duel counts one point, an undecided one half."""
    points = dict.fromkeys(candidates, Fraction(0))
    for (a, b), margin in duels(ballots, candidates, method).items():
        points[a] += Fraction(1) if margin > 0 else Fraction(1, 2) if margin == 0 else 0
        points[b] += Fraction(1) if margin < 0 else Fraction(1, 2) if margin == 0 else 0
    return points


COUNTS = {Rule.SUM: _sum, Rule.APPROVAL: _approval, Rule.PAIRS: _pairs}


def count(ballots, candidates, *, method, rule):
    """Return the `Outcome` of `ballots` for `candidates` (in any order, each once) under `rule`."""
    points = COUNTS[rule](ballots, candidates, method) if ballots else dict.fromkeys(candidates, Fraction(0))
    ordered = sorted(candidates, key=lambda candidate: -points[candidate])
    standings, place = [], 0
    for position, candidate in enumerate(ordered, start=1):
        if not standings or points[candidate] != standings[-1].points:
            place = position
        standings.append(Placement(candidate, points[candidate], place))
    return Outcome(rule, tuple(standings))


def condorcet_winner(ballots, candidates, *, method):
    """Return the candidate that wins against each other one, or None."""
    margins = duels(ballots, candidates, method)
    for candidate in candidates:
        others = [margin if pair[0] == candidate else -margin for pair, margin in margins.items() if candidate in pair]
        if others and all(margin > 0 for margin in others):
            return candidate
    return None
