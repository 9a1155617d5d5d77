"""Groups under five people are never broken down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brainstorm.presenters.breakdowns import SMALLEST_GROUP, break_down

pytestmark = pytest.mark.row("B7")
counts = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), st.integers(0, 12), max_size=8)


@given(counts)
def test_no_small_group_is_shown_or_found_by_subtraction(people):
    found = break_down(people)
    assert all(count >= SMALLEST_GROUP for count in found.shown.values())
    assert found.rest == 0 or found.rest >= SMALLEST_GROUP
    if any(0 < count < SMALLEST_GROUP for count in people.values()) and sum(people.values()) >= SMALLEST_GROUP:
        assert len(found.rest_groups) > 1 or not found.shown


@given(counts)
def test_nobody_is_counted_twice_or_lost(people):
    found = break_down(people)
    total = sum(people.values())
    assert sum(found.shown.values()) + found.rest == (total if total >= SMALLEST_GROUP else 0)
    assert not found.shown.keys() & found.rest_groups


@pytest.mark.parametrize(
    ("people", "shown", "rest"),
    [
        ({"a": 5, "b": 9}, {"a": 5, "b": 9}, 0),
        ({"a": 4, "b": 6, "c": 9}, {"c": 9}, 10),
        ({"a": 4, "b": 3, "c": 9}, {"c": 9}, 7),
        ({"a": 1, "b": 9}, {}, 10),
        ({"a": 4}, {}, 0),
    ],
)
def test_break_down_hides_the_next_smallest_beside_a_single_small_group(people, shown, rest):
    found = break_down(people)
    assert (found.shown, found.rest) == (shown, rest)
