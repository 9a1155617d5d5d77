from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from brainstorm.ideas.models import IDEA_LENGTH, Idea, Point
from brainstorm.sessions.actions import claim_code, claim_hash, note_contribution, refresh_completion_of
from brainstorm.sessions.phases import Right
from brainstorm.sessions.rules import lock_for, record_idea_event, require, require_unsealed, require_valid
from lms.exceptions import RuleError

MOST_IDEAS_PER_PERSON = 100


def _take_contribution_back(participation):
    """Forget that this person took part, where the only thing they wrote or chose is withdrawn."""
    mine = {"author_tag": participation.tag}
    rows = (
        Idea.objects.by(participation).filter(withdrawn_at=None),
        Point.objects.standing().filter(idea__brainstorm=participation.brainstorm_id, **mine),
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
        RuleError: it is somebody else's; it was withdrawn or not returned; the words are missing, the same or too many;
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
    idea.withdrawn_at = timezone.now()
    idea.save(update_fields=["withdrawn_at"])
    _take_contribution_back(participation)
    record_idea_event(brainstorm, "idea", idea=idea.pk)
    return idea
