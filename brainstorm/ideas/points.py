"""What participants say about an idea: questions, causes, points for and against; others see it the same way."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brainstorm.ideas.models import POINT_LENGTH, Point
from brainstorm.sessions.actions import note_contribution
from brainstorm.sessions.phases import Right
from brainstorm.sessions.rules import (
    lock_for,
    record_for_all,
    require,
    require_unsealed,
    require_valid,
)
from lms.exceptions import RuleError

MOST_POINTS_PER_PERSON = 100


def _open_discussion(participation):
    brainstorm = lock_for(participation)
    require(brainstorm, Right.DISCUSS, _("Nothing can be said about ideas in this phase. Bring it up in the room."))
    require_unsealed(participation)
    return brainstorm


@transaction.atomic
def submit_point(*, participation, idea, side, text, submission_key, proposal=None):
    """Store a point about an idea the room reads. The same `submission_key` again returns what is stored.

    proposal: the version of a proposal for this idea that the point is about.
    An answer of the author stays without a name where the idea does, whatever the phase says: else the answer would
    tell who wrote the idea.
    """
    brainstorm = lock_for(participation)
    if stored := Point.objects.filter(idea=idea.pk, submission_key=submission_key).first():
        if stored.author_tag != participation.tag:
            raise RuleError(_("This was not saved. Send it again."))
        return stored
    brainstorm = _open_discussion(participation)
    idea = brainstorm.ideas.revealed().filter(pk=idea.pk).first()
    if idea is None:
        raise RuleError(_("This idea is not on the board any more."))
    is_answer = side == Point.Side.ANSWER
    if is_answer and idea.author_tag != participation.tag:
        raise RuleError(_("Only the author of the idea answers as its author."))
    text = text.strip()
    if not text:
        raise RuleError(_("Write your point first."))
    if len(text) > POINT_LENGTH:
        raise RuleError(
            _("Shorten it to %(most)s characters; it has %(length)s.") % {"most": POINT_LENGTH, "length": len(text)}
        )
    if (
        Point.objects.filter(idea__brainstorm=brainstorm, author_tag=participation.tag).count()
        >= MOST_POINTS_PER_PERSON
    ):
        raise RuleError(
            _("You have made %(most)s points. Leave some for the others.") % {"most": MOST_POINTS_PER_PERSON}
        )
    is_anonymous = brainstorm.current_phase.is_anonymous or (is_answer and idea.is_anonymous)
    point = Point(
        idea=idea,
        proposal=proposal,
        side=side,
        text=text,
        author=None if is_anonymous else participation,
        author_tag=participation.tag,
        submission_key=submission_key,
    )
    require_valid(point, exclude=["idea", "author", "proposal"], validate_unique=False, validate_constraints=False)
    point.save()
    note_contribution(participation)
    record_for_all(brainstorm, "point", idea=idea.pk)
    return point


@transaction.atomic
def adopt_point(*, point, participation, adopts=True):
    """Say "I see it that way, too", or with `adopts=False` take that back. Twice is once."""
    brainstorm = _open_discussion(participation)
    point = Point.objects.standing().filter(pk=point.pk, idea__in=brainstorm.ideas.revealed()).first()
    if point is None:
        raise RuleError(_("This point was withdrawn."))
    if point.author_tag == participation.tag:
        raise RuleError(_("This is your own point, so you are counted already."))
    adoptions = point.adoptions.filter(adopter_tag=participation.tag)
    if adopts == adoptions.exists():
        return point
    if adopts:
        point.adoptions.create(adopter_tag=participation.tag)
        note_contribution(participation)
    else:
        adoptions.delete()
    record_for_all(brainstorm, "point", idea=point.idea_id)
    return point


@transaction.atomic
def withdraw_point(*, point, participation):
    """Take an own point back. The row stays, so that a late retry does not bring it back."""
    brainstorm = _open_discussion(participation)
    point = Point.objects.filter(idea__brainstorm=brainstorm).get(pk=point.pk)
    if point.author_tag != participation.tag:
        raise RuleError(_("Only who made a point can withdraw it."))
    if point.withdrawn_at:
        return point
    point.withdrawn_at = timezone.now()
    point.save(update_fields=["withdrawn_at"])
    record_for_all(brainstorm, "point", idea=point.idea_id)
    return point
