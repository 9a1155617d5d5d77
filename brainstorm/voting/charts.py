"""The drawing of ratings: impact upward, effort to the right. A table beside it says the same in words."""

from dataclasses import dataclass

SIZE, LEFT, BOTTOM, MARGIN = 460, 48, 44, 14
LOWEST, HIGHEST = 1, 5


@dataclass(frozen=True)
class Mark:
    """One idea: its mean as a point, the range of all ratings as a cross through it. In units of the drawing."""

    number: int
    x: float
    y: float
    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True)
class RatingChart:
    width: int
    height: int
    marks: tuple[Mark, ...]
    ticks: tuple[tuple[int, float, float], ...]  # value, its x, its y
    middle: tuple[float, float]
    edges: tuple[float, float, float, float]  # left, top, right, bottom of the field

    @property
    def field_width(self):
        return round(self.edges[2] - self.edges[0], 1)

    @property
    def field_height(self):
        return round(self.edges[3] - self.edges[1], 1)

    @property
    def below(self):
        """Where the numbers of the effort stand; `beside` is the same for the impact."""
        return self.edges[3] + 20

    @property
    def beside(self):
        return self.edges[0] - 18

    @property
    def bottom(self):
        return self.height - 6

    @property
    def inside(self):
        """Where the word for the upward axis stands."""
        return self.edges[0] + 8, self.edges[1] + 16


def _x(value):
    return round(LEFT + (value - LOWEST) / (HIGHEST - LOWEST) * (SIZE - LEFT - MARGIN), 1)


def _y(value):
    return round(SIZE - BOTTOM - (value - LOWEST) / (HIGHEST - LOWEST) * (SIZE - BOTTOM - MARGIN), 1)


def rating_chart(agenda):
    """Return the `RatingChart` of an `Agenda`."""
    marks = []
    for row in agenda.rated:
        spread = row.spread
        marks.append(
            Mark(
                number=row.idea.number,
                x=_x(spread.effort),
                y=_y(spread.impact),
                left=_x(spread.effort_range[0]),
                right=_x(spread.effort_range[1]),
                top=_y(spread.impact_range[1]),
                bottom=_y(spread.impact_range[0]),
            )
        )
    return RatingChart(
        width=SIZE,
        height=SIZE,
        marks=tuple(marks),
        ticks=tuple((value, _x(value), _y(value)) for value in range(LOWEST, HIGHEST + 1)),
        middle=(_x(3), _y(3)),
        edges=(_x(LOWEST), _y(HIGHEST), _x(HIGHEST), _y(LOWEST)),
    )
