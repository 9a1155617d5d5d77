"""Charts: what is drawn says what the numbers say."""

import re

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from lms.pdf.charts import bar_chart, nice_maximum, sparkline

counts = st.lists(st.integers(0, 10**6), min_size=1, max_size=40)


@given(st.integers(0, 10**9))
def test_top_of_a_chart_is_never_below_the_value_nor_far_above(value):
    top = nice_maximum(value)

    assert top >= max(value, 2)
    assert top % 2 == 0
    assert top <= max(2.5 * value, 2)


@pytest.mark.row("E4")
@given(counts)
def test_bars_stay_in_the_box_and_keep_their_proportions(values):
    chart = bar_chart(title="Begun", labels=[str(n) for n in range(len(values))], series=[("Enrolled", values)])
    [series] = chart.series

    assert [bar.height == 0 for bar in series.bars] == [value == 0 for value in values]
    for value, bar in zip(values, series.bars, strict=True):
        assert bar.x >= 0
        assert bar.x + bar.width <= 100.01
        assert bar.y + bar.height == pytest.approx(100, abs=0.02)
        if 100 * value / chart.ticks[0] >= 2:
            assert bar.height == pytest.approx(100 * value / chart.ticks[0], abs=0.01)


@pytest.mark.row("E4")
def test_chart_carries_its_numbers_as_a_table_and_no_style():
    chart = bar_chart(
        title="Begun <by> week",
        description="3 enrollments.",
        heading="Week",
        labels=["1 Sep", "8 Sep"],
        series=[("Enrolled", [2, 1]), ("Completed", [0, 1234])],
    )
    html = render_to_string("lms/pdf/includes/chart.html", {"chart": chart})

    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", html, re.DOTALL)
    assert [(label, re.findall(r">(\d[\d,]*)<", cells)) for label, cells in rows] == [
        ("1 Sep", ["2", "0"]),
        ("8 Sep", ["1", "1234"]),
    ]
    assert html.count("<rect") == 3
    assert "<title>Begun &lt;by&gt; week</title>" in html
    assert "<desc>3 enrollments.</desc>" in html
    assert "style=" not in html


def test_axis_names_few_periods_each_under_its_own_bars():
    chart = bar_chart(title="", labels=[f"week {n}" for n in range(12)], series=[("", [0] * 12)])

    assert [place for place, label in enumerate(chart.axis) if label] == [0, 3, 6, 9]
    assert len(chart.axis) == 12
    assert chart.is_empty


def test_sparkline_says_in_words_what_it_shows():
    html = render_to_string("lms/includes/sparkline.html", {"chart": sparkline([0, 2, 1], title="3 completions")})

    assert 'aria-label="3 completions"' in html
    assert 'points="0,100 50,0 100,50"' in html
