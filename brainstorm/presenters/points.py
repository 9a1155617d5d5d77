"""What was said of one idea, as its page shows it."""

from dataclasses import dataclass, field

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from ..models import Point, PointAdoption

Side = Point.Side
HEADINGS = (
    (Side.CAUSE, _("Why it is so")),
    (Side.QUESTION, _("Questions")),
    (Side.PRO, _("For it")),
    (Side.CON, _("Against it")),
    (Side.ANSWER, _("Answers of its author")),
)


@dataclass
class PointGroup:
    """The points of one side, those first that most people share."""

    side: str
    heading: str
    points: list = field(default_factory=list)


def points_of(idea, participation):
    """Return the `PointGroup`s of an idea that are not empty.

    Each point has `adopted` (how many others see it that way), `is_own` and `is_adopted` of this person. Points about
    a version of a proposal stand beside that proposal, and not here.
    """
    points = idea.points.standing().filter(proposal=None).select_related("author__user")
    tag = participation.tag if participation else None
    shared = set(PointAdoption.objects.filter(point__idea=idea, adopter_tag=tag or "-").values_list("point", flat=True))
    groups = {side: PointGroup(side, heading) for side, heading in HEADINGS}
    for point in points.annotate(adopted=Count("adoptions")).order_by("-adopted", "pk"):
        point.is_own = tag is not None and point.author_tag == tag
        point.is_adopted = point.pk in shared
        groups[point.side].points.append(point)
    return [group for group in groups.values() if group.points]
