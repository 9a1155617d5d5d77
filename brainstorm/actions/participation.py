"""What participants do first: join, write, take back.

None of it is written to the audit log: its entries carry a name, and readers of the log are not the room.
"""

import hashlib

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.actions import refresh_completion
from courses.models import Enrollment
from lms.exceptions import LMSError

from ..models import CODE_LETTERS, IDEA_LENGTH, Brainstorm, Idea, Participation, Point, Rating, Vote
from ..phases import Right
from .rules import lock, lock_for, record_for_desk, record_idea_event, require, require_unsealed, require_valid

MOST_IDEAS_PER_PERSON = 100
CLAIM_LENGTH = 12


def note_contribution(participation):
    """Remember that this person took part, which a course may ask for; the day only, never the time."""
    if participation.contributed_on:
        return
    participation.contributed_on = timezone.localdate()
    participation.save(update_fields=["contributed_on"])
    _look_at_completion(participation)


def _take_contribution_back(participation):
    """Forget that this person took part, where the only thing they wrote or chose is withdrawn."""
    mine = {"author_tag": participation.tag}
    rows = (
        Idea.objects.by(participation).filter(withdrawn_at=None),
        Point.objects.standing().filter(idea__brainstorm=participation.brainstorm_id, **mine),
        Vote.objects.filter(idea__brainstorm=participation.brainstorm_id, voter_tag=participation.tag),
        Rating.objects.filter(idea__brainstorm=participation.brainstorm_id, rater_tag=participation.tag),
        participation.stances.all(),
    )
    if any(kept.exists() for kept in rows):
        return
    participation.contributed_on = None
    participation.save(update_fields=["contributed_on"])
    _look_at_completion(participation)


def _look_at_completion(participation):
    if participation.is_guest:
        return  # no course asks a guest for anything
    enrollment = Enrollment.objects.filter(
        course_id=participation.brainstorm.course_id, learner=participation.user_id
    ).first()
    if enrollment:
        transaction.on_commit(lambda: refresh_completion(enrollment=enrollment))


def claim_code(secret, submission_key):
    """Return the code by which an author follows an idea without a name, also after the seal."""
    number = int(secret.sign("claim", submission_key), 16)
    letters = []
    for _place in range(CLAIM_LENGTH):
        number, letter = divmod(number, len(CODE_LETTERS))
        letters.append(CODE_LETTERS[letter])
    return "".join(letters)


def claim_hash(code):
    """Return what is stored of a claim code, however it was typed."""
    spoken = "".join(letter for letter in code.upper() if letter in CODE_LETTERS)
    return hashlib.sha256(spoken.encode()).hexdigest()


def open_brainstorm(code):
    """Return the open brainstorm with this join code, however it was typed. Raises LMSError where there is none."""
    spoken = "".join(letter for letter in code.upper() if letter in CODE_LETTERS)
    brainstorm = Brainstorm.objects.open().filter(join_code=spoken).first()
    if brainstorm is None:
        raise LMSError(_("No open brainstorm has this code. Read it again from the wall."))
    return brainstorm


@transaction.atomic
def join_brainstorm(*, code, by):
    """Let `by` take part in the open brainstorm with this code, however it was typed. Joining twice is joining once."""
    brainstorm = open_brainstorm(code)
    participation = Participation.objects.filter(brainstorm=brainstorm, user=by).first()
    if participation is None:
        brainstorm = lock(brainstorm)
        participation, is_new = Participation.objects.get_or_create(brainstorm=brainstorm, user=by)
        if is_new:
            record_for_desk(brainstorm, "joined")
    return participation


def _require_words(text):
    if not text:
        raise LMSError(_("Write your idea first."))
    if len(text) > IDEA_LENGTH:
        raise LMSError(
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
            raise LMSError(_("This idea was not saved. Send it again."))
        return stored
    require(brainstorm, Right.COLLECT, _("Collecting is over, so this idea was not saved. Keep it for the discussion."))
    text = text.strip()
    _require_words(text)
    if counts["own"] >= MOST_IDEAS_PER_PERSON:
        raise LMSError(
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
        LMSError: it is somebody else's; it was withdrawn or not returned; the words are missing, the same or too many;
            collecting is over.
    """
    brainstorm = lock_for(participation)
    idea = brainstorm.ideas.get(pk=idea.pk)
    if not participation.tag or idea.author_tag != participation.tag:
        raise LMSError(_("Only its author can change an idea."))
    text = text.strip()
    if idea.moderation == Idea.Moderation.PASSED and idea.text == text:
        return idea
    require(brainstorm, Right.COLLECT, _("Collecting is over, so this idea was not changed. Bring it up in the room."))
    if idea.withdrawn_at or idea.moderation != Idea.Moderation.RETURNED:
        raise LMSError(_("This idea was not returned, or not any more. Write what you want to add as a new one."))
    _require_words(text)
    if text == idea.text:
        raise LMSError(_("This is the wording that was returned. Read the reason, and change it first."))
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
        raise LMSError(_("Only its author can withdraw an idea."))
    if idea.withdrawn_at:
        return idea
    require(brainstorm, Right.COLLECT, _("Collecting is over. Say in the discussion that you would drop this idea."))
    idea.withdrawn_at = timezone.now()
    idea.save(update_fields=["withdrawn_at"])
    _take_contribution_back(participation)
    record_idea_event(brainstorm, "idea", idea=idea.pk)
    return idea
