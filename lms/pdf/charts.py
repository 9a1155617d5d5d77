"""Charts drawn on the server as SVG: geometry only. Colors come from style sheets, numbers stand in a table beside it.

A chart is stretched to the width of its place, so its numbers are shares of a box 100 high and 100 wide; words stand
around it as HTML and keep their size on a phone.
"""

import math
from dataclasses import dataclass

#: The share of a period's width that its bars take.
BAR_SHARE = 0.72
#: Bars thinner than this cannot be seen: a value above 0 is drawn at least so high.
LEAST_HEIGHT = 1.5
MOST_LABELS = 5


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Series:
    """Values of one kind, one for each label. `number` (from 1) chooses the look in style sheets."""

    name: str
    values: tuple
    number: int = 1
    bars: tuple = ()
    points: str = ""

    @property
    def total(self):
        return sum(self.values)


@dataclass(frozen=True)
class Chart:
    """What `lms/pdf/includes/chart.html` draws, and the table under it.

    ticks: values of the lines across, the highest first. heading: what the labels are, for the table.
    """

    title: str
    description: str
    labels: tuple
    series: tuple
    ticks: tuple
    heading: str = ""

    @property
    def rows(self):
        return [(label, [each.values[place] for each in self.series]) for place, label in enumerate(self.labels)]

    @property
    def axis(self):
        """One word under each slot; most stay empty, so that those shown do not run into each other on a phone."""
        every = math.ceil(len(self.labels) / MOST_LABELS) or 1
        return [label if place % every == 0 else "" for place, label in enumerate(self.labels)]

    @property
    def is_empty(self):
        return not any(each.total for each in self.series)


def nice_maximum(value):
    """Return the smallest of 2, 4, 10, 20, 40, 100 ... that is not below `value`: half of it is a whole number."""
    if value <= 2:
        return 2
    power = 10 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 4, 10) if step * power >= value and step * power > 1)


def bar_chart(*, title, labels, series, description="", heading=""):
    """Return a `Chart` of bars that stand beside each other for each label.

    Args:
        labels: one word for each period.
        series: [(name, values)]; values are numbers from 0, as many as labels.
        heading: what the labels are ("Week"), for the table.
    """
    labels = tuple(labels)
    top = nice_maximum(max((value for _name, values in series for value in values), default=0))
    slot = 100 / max(len(labels), 1)
    width = slot * BAR_SHARE / max(len(series), 1)
    drawn = []
    for number, (name, values) in enumerate(series):
        left = slot * (1 - BAR_SHARE) / 2 + number * width
        bars = []
        for place, value in enumerate(values):
            height = max(100 * value / top, LEAST_HEIGHT) if value else 0
            bars.append(Bar(_r(place * slot + left), _r(100 - height), _r(width), _r(height)))
        drawn.append(Series(name=name, values=tuple(values), number=number + 1, bars=tuple(bars)))
    return Chart(title, description, labels, tuple(drawn), (top, top // 2, 0), heading)


def line_chart(*, title, labels, series, description="", heading=""):
    """Return a `Chart` of lines from label to label; arguments as for `bar_chart`."""
    labels = tuple(labels)
    top = nice_maximum(max((value for _name, values in series for value in values), default=0))
    drawn = tuple(
        Series(name=name, values=tuple(values), number=number, points=polyline(values, top))
        for number, (name, values) in enumerate(series, start=1)
    )
    return Chart(title, description, labels, drawn, (top, top // 2, 0), heading)


def sparkline(values, *, title):
    """Return a `Chart` of one small line without words around it."""
    return line_chart(title=title, labels=[str(place) for place in range(len(values))], series=[(title, values)])


def polyline(values, top):
    """Return the points of a line through `values` in a box of 100 by 100, as an SVG attribute."""
    step = 100 / max(len(values) - 1, 1)
    return " ".join(f"{_r(place * step)},{_r(100 - 100 * value / top)}" for place, value in enumerate(values))


def _r(number):
    """Round to what a screen can show, without trailing zeros."""
    rounded = round(number, 2)
    return int(rounded) if rounded == int(rounded) else rounded
