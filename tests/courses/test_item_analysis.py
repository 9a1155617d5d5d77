"""Difficulty and discrimination of questions, held against the standard library's correlation."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.quizzes.item_analysis import FEW_ATTEMPTS, ItemFigures, Verdict, analyze_items

pytestmark = pytest.mark.every_database

attempts = st.integers(2, 6).flatmap(
    lambda questions: st.lists(
        st.fixed_dictionaries({str(number): st.booleans() for number in range(questions)}), min_size=2, max_size=40
    )
)


@pytest.mark.row("C7")
@given(attempts)
def test_figures_agree_with_an_independent_correlation(marks):
    for question, figures in analyze_items(marks).items():
        right = [attempt[question] for attempt in marks]
        rest = [sum(attempt.values()) - attempt[question] for attempt in marks]
        assert (figures.attempts, figures.right) == (len(marks), sum(right))
        assert figures.difficulty == sum(right) / len(marks)
        try:
            expected = statistics.correlation([float(each) for each in right], [float(each) for each in rest])
        except statistics.StatisticsError:  # One of the two is constant.
            assert figures.discrimination is None
        else:
            assert figures.discrimination == pytest.approx(expected, abs=1e-9)
            assert -1 <= figures.discrimination <= 1


def test_attempts_that_drew_different_questions_count_where_they_answered():
    figures = analyze_items([{"1": True, "2": True}, {"1": False, "3": False}, {"2": True}])

    assert {question: (each.attempts, each.right) for question, each in figures.items()} == {
        "1": (2, 1),
        "2": (2, 2),
        "3": (1, 0),
    }
    assert figures["1"].discrimination == pytest.approx(1)
    assert figures["2"].discrimination is None


@pytest.mark.parametrize(
    ("difficulty", "discrimination", "verdict"),
    [
        (0.6, -0.1, Verdict.CHECK_KEY),
        (0.95, -0.1, Verdict.CHECK_KEY),
        (0.95, 0.5, Verdict.TOO_EASY),
        (1.0, None, Verdict.TOO_EASY),
        (0.2, 0.5, Verdict.TOO_HARD),
        (0.6, 0.1, Verdict.WEAK),
        (0.6, 0.25, Verdict.FAIR),
        (0.6, 0.3, Verdict.GOOD),
        (0.6, None, Verdict.UNKNOWN),
    ],
)
def test_verdict_names_the_most_pressing(difficulty, discrimination, verdict):
    assert ItemFigures(FEW_ATTEMPTS, 1, difficulty, discrimination).verdict == verdict
    assert ItemFigures(FEW_ATTEMPTS - 1, 1, difficulty, discrimination).verdict == Verdict.UNKNOWN
