"""What was said of one idea, as its page shows it."""

from dataclasses import dataclass, field

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from brainstorm.ideas.models import Idea, ModerationAct, Point, PointAdoption
from brainstorm.sessions.phases import Right

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
    points = idea.points.not_withdrawn().filter(proposal=None).select_related("author__user")
    tag = participation.tag if participation else None
    shared = set(PointAdoption.objects.filter(point__idea=idea, adopter_tag=tag or "-").values_list("point", flat=True))
    groups = {side: PointGroup(side, heading) for side, heading in HEADINGS}
    for point in points.annotate(adopted=Count("adoptions")).order_by("-adopted", "pk"):
        point.is_own = tag is not None and point.author_tag == tag
        point.is_adopted = point.pk in shared
        groups[point.side].points.append(point)
    return [group for group in groups.values() if group.points]


@dataclass(frozen=True)
class ModeratedIdea:
    """`was_returned`: its author has changed it after it was returned."""

    idea: Idea
    was_returned: bool


def ideas_to_moderate(brainstorm):
    """Return the [ModeratedIdea] of `brainstorm`, those that were sent again first, then by their random keys."""
    returned = set(
        ModerationAct.objects.filter(idea__brainstorm=brainstorm, moderation=Idea.Moderation.RETURNED).values_list(
            "idea_id", flat=True
        )
    )
    ideas = brainstorm.ideas.filter(withdrawn_at__isnull=True).order_by("submission_key")
    rows = [
        ModeratedIdea(idea, idea.moderation == Idea.Moderation.PASSED and idea.pk in returned)
        for idea in ideas.only("brainstorm_id", "kind", "text", "moderation", "moderation_reason", "submission_key")
    ]
    return sorted(rows, key=lambda row: not row.was_returned)


def moderation_counts(brainstorm):
    """Return {state: how many ideas}, for the console, which may stand on a screen that all can see."""
    states = brainstorm.ideas.filter(withdrawn_at__isnull=True).values_list("moderation", flat=True)
    counts = dict.fromkeys(Idea.Moderation.values, 0)
    for state in states:
        counts[state] += 1
    return counts


IDEAS_PER_PERSON = 3


@dataclass(frozen=True)
class Glimpse:
    """A text of someone else: no author, no number, no id and no time, which would tell whose or how many."""

    kind: str
    text: str


def glimpses_of(participation):
    """Return at most three `Glimpse`s, drawn for this person; each round of the phase draws from what was there at its
    start, so that the three stay the same while people write on."""
    brainstorm = participation.brainstorm
    if not brainstorm.allows(Right.GLIMPSE) or participation.tag is None:
        return []
    others = brainstorm.ideas.on_the_board().exclude(author_tag=participation.tag)
    there = others.filter(created_at__lt=brainstorm.phase_started_at)
    drawn = sorted(there, key=lambda idea: brainstorm.secret.sign("glimpse", participation.pk, idea.pk))
    return [Glimpse(idea.kind, idea.text) for idea in drawn[:IDEAS_PER_PERSON]]
