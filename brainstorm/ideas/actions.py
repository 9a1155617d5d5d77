"""What participants write: ideas, and points about them. And what a facilitator moderates.

None of it but moderation is written to the audit log: its entries carry names, and readers of the log are not the room.
"""

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from brainstorm.ideas.models import IDEA_LENGTH, POINT_LENGTH, Idea, ModerationAct, Point
from brainstorm.sessions.actions import claim_code, claim_hash, note_contribution, refresh_completion_of
from brainstorm.sessions.phases import Right
from brainstorm.sessions.rules import (
    lock,
    lock_for,
    record_for_all,
    record_for_desk,
    record_idea_event,
    require,
    require_unsealed,
    require_valid,
)
from lms.exceptions import RuleError

MOST_IDEAS_PER_PERSON = 100


def _take_contribution_back(participation):
    """Forget that this person took part, where the only thing they wrote or chose is withdrawn."""
    mine = {"author_tag": participation.tag}
    rows = (
        Idea.objects.by(participation).filter(withdrawn_at=None),
        Point.objects.not_withdrawn().filter(idea__brainstorm=participation.brainstorm_id, **mine),
        participation.brainstorm.ideas.filter(votes__voter_tag=participation.tag),
        participation.brainstorm.ideas.filter(ratings__rater_tag=participation.tag),
        participation.stances.all(),
    )
    if any(kept.exists() for kept in rows):
        return
    participation.contributed_on = None
    participation.save(update_fields=["contributed_on"])
    refresh_completion_of(participation)


def _require_words(text):
    if not text:
        raise RuleError(_("Write your idea first."))
    if len(text) > IDEA_LENGTH:
        raise RuleError(
            _("Shorten your idea to %(most)s characters; it has %(length)s.")
            % {"most": IDEA_LENGTH, "length": len(text)}
        )


@transaction.atomic
def submit_idea(*, participation, kind, text, submission_key, lesson=None, addresses=()):
    """Store an idea. The same `submission_key` again returns what is stored, so that a retry never doubles it.

    addresses: ideas of this brainstorm, pain points that the new idea would ease.
    """
    brainstorm = lock_for(participation)
    counts = brainstorm.ideas.aggregate(
        same=Count("pk", filter=Q(submission_key=submission_key)),
        own=Count("pk", filter=Q(author_tag=participation.tag or "-")),
        numbered=Count("number"),
    )
    if counts["same"]:
        stored = brainstorm.ideas.get(submission_key=submission_key)
        if stored.author_tag != participation.tag:
            raise RuleError(_("This idea was not saved. Send it again."))
        return stored
    require(brainstorm, Right.COLLECT, _("Collecting is over, so this idea was not saved. Keep it for the discussion."))
    text = text.strip()
    _require_words(text)
    if counts["own"] >= MOST_IDEAS_PER_PERSON:
        raise RuleError(
            _("You have written %(most)s ideas. Leave some for the others.") % {"most": MOST_IDEAS_PER_PERSON}
        )
    require_unsealed(participation)
    phase = brainstorm.current_phase
    idea = Idea(
        brainstorm=brainstorm,
        author=None if phase.is_anonymous else participation,
        author_tag=participation.tag,
        claim_hash=claim_hash(claim_code(brainstorm.secret, submission_key)),
        is_anonymous=phase.is_anonymous,
        kind=phase.asked_kind or kind,
        text=text,
        submission_key=submission_key,
        lesson=lesson,
    )
    if brainstorm.allows(Right.READ):  # the room reads along, so there is nothing to deal out later
        idea.number = counts["numbered"] + 1
    require_valid(idea, exclude=["brainstorm", "author"], validate_unique=False, validate_constraints=False)
    idea.save()
    if addresses:
        idea.addresses.set(brainstorm.ideas.revealed().filter(pk__in=[pain.pk for pain in addresses]))
    note_contribution(participation)
    record_idea_event(brainstorm, "idea", idea=idea.pk)
    return idea


@transaction.atomic
def change_returned_idea(*, idea, participation, text):
    """Send an own idea again that a facilitator has returned. Facilitators see that it was changed.

    Raises:
        RuleError: it is someone else's; it was withdrawn or not returned; the words are missing, the same or too many;
            collecting is over.
    """
    brainstorm = lock_for(participation)
    idea = brainstorm.ideas.get(pk=idea.pk)
    if not participation.tag or idea.author_tag != participation.tag:
        raise RuleError(_("Only its author can change an idea."))
    text = text.strip()
    if idea.moderation == Idea.Moderation.PASSED and idea.text == text:
        return idea
    require(brainstorm, Right.COLLECT, _("Collecting is over, so this idea was not changed. Bring it up in the room."))
    if idea.withdrawn_at or idea.moderation != Idea.Moderation.RETURNED:
        raise RuleError(_("This idea was not returned, or not any more. Write what you want to add as a new one."))
    _require_words(text)
    if text == idea.text:
        raise RuleError(_("This is the wording that was returned. Read the reason, and change it first."))
    idea.text, idea.moderation, idea.moderation_reason = text, Idea.Moderation.PASSED, ""
    idea.save(update_fields=["text", "moderation", "moderation_reason"])
    record_idea_event(brainstorm, "idea", idea=idea.pk)
    return idea


@transaction.atomic
def withdraw_idea(*, idea, participation):
    """Take an own idea back while ideas are collected. The row stays, so that a late retry does not bring it back."""
    brainstorm = lock_for(participation)
    idea = brainstorm.ideas.get(pk=idea.pk)
    if not participation.tag or idea.author_tag != participation.tag:
        raise RuleError(_("Only its author can withdraw an idea."))
    if idea.withdrawn_at:
        return idea
    require(brainstorm, Right.COLLECT, _("Collecting is over. Say in the discussion that you would drop this idea."))
    if hasattr(idea, "decision"):
        raise RuleError(
            _("This idea is decided, so it can no longer be withdrawn. Ask the facilitator to decide it again.")
        )
    idea.withdrawn_at = timezone.now()
    idea.save(update_fields=["withdrawn_at"])
    _take_contribution_back(participation)
    record_idea_event(brainstorm, "idea", idea=idea.pk)
    return idea


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
        raise RuleError(_("This idea is no longer on the board."))
    is_answer = side == Point.Side.ANSWER
    if is_answer and idea.author_tag != participation.tag:
        raise RuleError(_("Only the author of the idea answers as its author."))
    text = text.strip()
    if not text:
        raise RuleError(_("Write your point first."))
    if len(text) > POINT_LENGTH:
        raise RuleError(
            _("Shorten it to %(most)s characters. It has %(length)s.") % {"most": POINT_LENGTH, "length": len(text)}
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
    point = Point.objects.not_withdrawn().filter(pk=point.pk, idea__in=brainstorm.ideas.revealed()).first()
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


# Moderation before the reveal: about a text, never about a person.


@transaction.atomic
def moderate_idea(*, idea, moderation, by, expected, reason=""):
    """Hold an idea back, pass it, or return or reject it with a reason that its author reads.

    expected: the state the facilitator saw. Of two facilitators at once the second is told, unless both did the same.

    Raises:
        RuleError: the room reads already; the author withdrew it; a colleague was faster; the reason is missing.
    """
    brainstorm = lock(idea.brainstorm)
    idea = brainstorm.ideas.get(pk=idea.pk)
    if brainstorm.allows(Right.READ):
        raise RuleError(_("The room reads the ideas already. Talk about it there."))
    if moderation not in Idea.Moderation.values:
        raise RuleError(_("Choose what becomes of this idea."))
    if idea.withdrawn_at:
        raise RuleError(_("This idea was withdrawn meanwhile. There is nothing left to do."))
    if idea.moderation == moderation:
        return idea
    if hasattr(idea, "decision"):
        raise RuleError(_("This idea is decided, so it stays where it is. Decide it again instead."))
    if idea.moderation != expected:
        raise RuleError(
            _("Someone else has decided meanwhile: %(state)s. Look at it again.")
            % {"state": idea.get_moderation_display()}
        )
    reason = reason.strip()
    if moderation in (Idea.Moderation.RETURNED, Idea.Moderation.REJECTED) and not reason:
        raise RuleError(_("Give a reason. The author reads it, and may send a better one."))
    idea.moderation = moderation
    idea.moderation_reason = reason if moderation in (Idea.Moderation.RETURNED, Idea.Moderation.REJECTED) else ""
    act = ModerationAct(idea=idea, moderation=moderation, reason=idea.moderation_reason, by=by)
    require_valid(act, exclude=["idea", "by"])
    idea.save(update_fields=["moderation", "moderation_reason"])
    act.save()
    record_for_desk(brainstorm, "moderated")
    log(brainstorm, "lms_brainstorm.idea_moderated", user=by, data={"moderation": moderation})
    return idea
