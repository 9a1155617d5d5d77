"""Claim codes: whoever wrote an idea without a name follows it by its code and answers as its author, also after the
seal. The code alone counts; no one asks who holds it, and nothing is stored of who does."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brainstorm.ideas.models import POINT_LENGTH, Idea, Point
from brainstorm.sessions.actions import claim_hash
from brainstorm.sessions.phases import Right
from brainstorm.sessions.rules import lock, record_for_all, require_valid
from lms.exceptions import RuleError

MOST_ANSWERS = 20  # to one idea


def claimed_idea(code):
    """Return the idea without a name that has this claim code, however it was typed. Raises RuleError without one."""
    idea = Idea.objects.filter(claim_hash=claim_hash(code), is_anonymous=True).select_related("brainstorm").first()
    if idea is None:
        raise RuleError(_("No idea has this code. Compare it with your list, letter by letter."))
    return idea


def on_board(idea):
    """Return the idea under which `idea` stands on the board: itself, or the one it was merged into."""
    while idea.merged_into:
        idea = idea.merged_into
    return idea


def takes_answers(brainstorm):
    """Whether authors may answer by code: while the room talks, and once it is closed and the pilots run."""
    return brainstorm.allows(Right.DISCUSS) or brainstorm.allows(Right.REPORT)


@transaction.atomic
def answer_by_code(*, code, text, submission_key):
    """Let whoever holds `code` answer as the author of the idea, without a name.

    The same `submission_key` again returns what is stored. After the seal only the day of an answer is kept.

    Raises:
        RuleError: no idea has this code; the phase takes no answers; the idea is off the board; the text is empty or
            too long; there are many answers already.
    """
    claimed = claimed_idea(code)
    brainstorm = lock(claimed.brainstorm)
    idea = on_board(claimed)
    if stored := Point.objects.filter(idea=idea, submission_key=submission_key).first():
        return stored
    if not takes_answers(brainstorm):
        raise RuleError(_("The author answers while ideas are discussed, and once the brainstorm is closed."))
    if not brainstorm.ideas.revealed().filter(pk=idea.pk).exists():
        raise RuleError(_("This idea is no longer on the board."))
    text = text.strip()
    if not text:
        raise RuleError(_("Write your answer first."))
    if len(text) > POINT_LENGTH:
        raise RuleError(
            _("Shorten it to %(most)s characters. It has %(length)s.") % {"most": POINT_LENGTH, "length": len(text)}
        )
    if idea.points.filter(side=Point.Side.ANSWER).count() >= MOST_ANSWERS:
        raise RuleError(_("This idea already has %(most)s answers from its author.") % {"most": MOST_ANSWERS})
    point = Point(
        idea=idea,
        side=Point.Side.ANSWER,
        text=text,
        author_tag=claimed.author_tag,
        submission_key=submission_key,
    )
    require_valid(point, exclude=["idea", "author", "proposal"], validate_unique=False, validate_constraints=False)
    point.save()
    if brainstorm.sealed_at:  # a second could be laid beside the log of a web server
        day = timezone.localtime(point.created_at).replace(hour=0, minute=0, second=0, microsecond=0)
        Point.objects.filter(pk=point.pk).update(created_at=day)
    else:
        record_for_all(brainstorm, "point", idea=idea.pk)
    return point
