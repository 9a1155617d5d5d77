import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brainstorm.sessions.models import CODE_LETTERS, Brainstorm, Participation
from brainstorm.sessions.rules import lock, record_for_desk
from courses.enrollment.actions import refresh_completion
from courses.models import Enrollment
from lms.exceptions import RuleError

CLAIM_LENGTH = 12


def note_contribution(participation):
    """Remember that this person took part, which a course may ask for; the day only, never the time."""
    if participation.contributed_on:
        return
    participation.contributed_on = timezone.localdate()
    participation.save(update_fields=["contributed_on"])
    refresh_completion_of(participation)


def refresh_completion_of(participation):
    """Look once more at what the course asks of whoever takes part, once this is saved."""
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
    """Return the open brainstorm with this join code, however it was typed. Raises RuleError where there is none."""
    spoken = "".join(letter for letter in code.upper() if letter in CODE_LETTERS)
    brainstorm = Brainstorm.objects.open().filter(join_code=spoken).first()
    if brainstorm is None:
        raise RuleError(_("No open brainstorm has this code. Read it again from the wall."))
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
