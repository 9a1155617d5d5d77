"""How far ratings lie apart. Pure functions: no database, no names."""

from dataclasses import dataclass
from statistics import fmean, pvariance

FEWEST = 3  # below this many people an average would tell who rated how


@dataclass(frozen=True)
class RatingStatistics:
    """The ratings of one idea in numbers, on the scale from 1 to 5."""

    people: int
    impact: float
    effort: float
    impact_range: tuple[int, int]
    effort_range: tuple[int, int]
    disagreement: float


def rating_statistics_of(ratings):
    """Return the `RatingStatistics` of `ratings`, pairs of impact and effort, or None if fewer than FEWEST rated.

    `disagreement` is the standard distance from the mean: the square root of the two variances' sum, 0 to about 2.83.
    """
    if len(ratings) < FEWEST:
        return None
    impacts, efforts = [impact for impact, _effort in ratings], [effort for _impact, effort in ratings]
    return RatingStatistics(
        people=len(ratings),
        impact=fmean(impacts),
        effort=fmean(efforts),
        impact_range=(min(impacts), max(impacts)),
        effort_range=(min(efforts), max(efforts)),
        disagreement=(pvariance(impacts) + pvariance(efforts)) ** 0.5,
    )
