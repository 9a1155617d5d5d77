"""Counting ballots, held against a second implementation that knows nothing of the first."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brainstorm.voting.rating_statistics import rating_statistics_of
from brainstorm.voting.tallying import Method, Rule, condorcet_winner, count

pytestmark = pytest.mark.every_database

CANDIDATES = [3, 1, 7, 4]


def rankings():
    return st.permutations(CANDIDATES).flatmap(
        lambda order: st.integers(0, len(order)).map(
            lambda length: {candidate: rank for rank, candidate in enumerate(order[:length], start=1)}
        )
    )


BALLOTS = {
    Method.DOTS: st.lists(st.dictionaries(st.sampled_from(CANDIDATES), st.integers(1, 3)), max_size=7),
    Method.SCORE: st.lists(st.dictionaries(st.sampled_from(CANDIDATES), st.integers(0, 5)), max_size=7),
    Method.RANKING: st.lists(rankings(), max_size=7),
}


def beats(ballot, a, b, method):
    """Whether one person prefers a to b, said without numbers of strength."""
    if method is Method.RANKING:
        if a not in ballot:
            return False
        return b not in ballot or ballot[a] < ballot[b]
    return ballot.get(a, 0) > ballot.get(b, 0)


def reference(ballots, method, rule):
    """Return {candidate: points} by the definition of each rule, counted person by person and pair by pair."""
    points = {}
    for a in CANDIDATES:
        others = [b for b in CANDIDATES if b != a]
        if rule is Rule.PAIRS:
            wins = [
                sum(beats(ballot, a, b, method) for ballot in ballots)
                - sum(beats(ballot, b, a, method) for ballot in ballots)
                for b in others
            ]
            points[a] = sum(1 if win > 0 else 0.5 if win == 0 else 0 for win in wins) if ballots else 0
        elif rule is Rule.APPROVAL:
            yes = {Method.DOTS: lambda v: v >= 1, Method.SCORE: lambda v: v >= 3, Method.RANKING: lambda v: v <= 3}
            points[a] = sum(a in ballot and yes[method](ballot[a]) for ballot in ballots)
        elif method is Method.RANKING:  # Borda: one point for each candidate beaten, half a point for each tie
            points[a] = sum(
                sum(1 if beats(ballot, a, b, method) else 0 if beats(ballot, b, a, method) else 0.5 for b in others)
                for ballot in ballots
            )
        else:
            points[a] = sum(ballot.get(a, 0) for ballot in ballots)
    return points


@pytest.mark.row("B13")
@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("rule", Rule)
@settings(max_examples=40)
@given(data=st.data())
def test_counting_agrees_with_the_reference(method, rule, data):
    ballots = data.draw(BALLOTS[method])
    outcome = count(ballots, CANDIDATES, method=method, rule=rule)
    expected = reference(ballots, method, rule)
    assert {one.candidate: float(one.points) for one in outcome.standings} == expected
    # Places: as many candidates stand before as have more points, so equal points are one place.
    assert {one.candidate: one.place for one in outcome.standings} == {
        a: 1 + sum(expected[b] > expected[a] for b in CANDIDATES) for a in CANDIDATES
    }
    assert outcome.first == {a for a in CANDIDATES if expected[a] == max(expected.values()) > 0}


@pytest.mark.row("B13")
@pytest.mark.parametrize("method", Method)
@settings(max_examples=60)
@given(data=st.data())
def test_condorcet_winner_wins_each_duel_and_stands_alone_on_the_first_place(method, data):
    ballots = data.draw(BALLOTS[method])
    winner = condorcet_winner(ballots, CANDIDATES, method=method)

    def wins(a, b):
        return sum(beats(ballot, a, b, method) - beats(ballot, b, a, method) for ballot in ballots) > 0

    duels = {a: [wins(a, b) for b in CANDIDATES if b != a] for a in CANDIDATES}
    assert [winner] == ([a for a in CANDIDATES if all(duels[a])] or [None])
    if winner is not None:
        assert count(ballots, CANDIDATES, method=method, rule=Rule.PAIRS).first == {winner}


@pytest.mark.row("B13")
def test_rules_may_put_different_candidates_first():
    # Three love 3 and no one else does; four can live well with 1.
    ballots = [{3: 5, 1: 3}] * 3 + [{3: 0, 1: 3}] * 4
    firsts = {rule: set(count(ballots, [3, 1], method=Method.SCORE, rule=rule).first) for rule in Rule}
    assert firsts == {Rule.SUM: {1}, Rule.APPROVAL: {1}, Rule.PAIRS: {1}}
    ballots = [{3: 5, 1: 3}] * 3 + [{3: 2, 1: 3}] * 2 + [{3: 0, 1: 0}]
    firsts = {rule: set(count(ballots, [3, 1], method=Method.SCORE, rule=rule).first) for rule in Rule}
    assert firsts == {Rule.SUM: {3}, Rule.APPROVAL: {1}, Rule.PAIRS: {3}}


@pytest.mark.row("B14")
@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), max_size=8), st.randoms())
def test_spread_knows_no_order_and_is_nothing_where_all_agree(ratings, random):
    spread = rating_statistics_of(ratings)
    if len(ratings) < 3:
        assert spread is None
        return
    shuffled = list(ratings)
    random.shuffle(shuffled)
    assert rating_statistics_of(shuffled).disagreement == pytest.approx(spread.disagreement)
    assert spread.impact_range[0] <= spread.impact <= spread.impact_range[1]
    assert 0 <= spread.disagreement <= 8**0.5
    assert (spread.disagreement == 0) == (len(set(ratings)) == 1)
