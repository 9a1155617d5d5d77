"""Every change to a session itself: create it, copy its plan from a format, join it, let guests in.

Joining is not written to the audit log: its entries carry names, and readers of the log are not the room.
"""

import hashlib
import secrets
import unicodedata

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from brainstorm.sessions.models.brainstorms import CODE_LETTERS, Brainstorm, BrainstormSecret, Participation
from brainstorm.sessions.models.formats import BrainstormFormat, BrainstormPhase
from brainstorm.sessions.presets import DEFAULT
from brainstorm.sessions.rules import lock, record_for_all, record_for_desk
from courses.enrollment.actions import refresh_completion
from courses.models import Enrollment
from lms.exceptions import RuleError
from lms.pdf.glyphs import composed

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
    course = participation.brainstorm.course
    if participation.is_guest or course is None:
        return  # no course asks a guest for anything
    enrollment = Enrollment.objects.filter(course_key=course.translation_key, learner=participation.user_id).first()
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


COPIED = ("kind", "label", "minutes", "says", "script", "asked_kind", "is_anonymous")


@transaction.atomic
def create_brainstorm(*, facilitators=(), format=None, **fields):
    """Create a brainstorm led by `facilitators`, with a plan of `format`, by default silent brainwriting and voting.

    `fields` are those of `Brainstorm`.
    """
    brainstorm = Brainstorm(format=format or BrainstormFormat.objects.filter(slug=DEFAULT).first(), **fields)
    brainstorm.save()
    brainstorm.facilitators.add(*facilitators)
    prepare(brainstorm=brainstorm)
    return brainstorm


@transaction.atomic
def prepare(*, brainstorm):
    """Give a new brainstorm its key, and its plan where it has none. Safe to repeat."""
    if not brainstorm.sealed_at:
        BrainstormSecret.objects.get_or_create(brainstorm=brainstorm)
    if brainstorm.format_id and not brainstorm.phases.exists():
        plan_phases(brainstorm=brainstorm)
    return brainstorm


@transaction.atomic
def plan_phases(*, brainstorm):
    """Replace the plan by the phases of the brainstorm's format, and go to the first.

    Raises RuleError once the brainstorm has started: what people did belongs to the phases they did it in.
    """
    stored = lock(brainstorm)
    if stored.has_started:
        raise RuleError(_("The format cannot change once the brainstorm has started."))
    BrainstormPhase.objects.filter(brainstorm=brainstorm).delete()
    template = brainstorm.format.phases.order_by("sort_order")
    BrainstormPhase.objects.bulk_create(
        BrainstormPhase(brainstorm=brainstorm, sort_order=step, **{name: getattr(phase, name) for name in COPIED})
        for step, phase in enumerate(template)
    )
    Brainstorm.objects.filter(pk=brainstorm.pk).update(
        phase=template[0].kind, vote_method=brainstorm.format.vote_method
    )
    brainstorm.refresh_from_db()


@transaction.atomic
def revise_plan(*, brainstorm, has_new_format=False):
    """Take in what was edited of the plan or beside it: pages that show it learn that they are out of date."""
    if has_new_format:
        plan_phases(brainstorm=brainstorm)
    record_for_all(lock(brainstorm), "plan")
    return brainstorm


# People without an account: they join with a name of their own choice, where the facilitator lets them in.

LONGEST_NAME = 60
MOST_GUESTS = 500  # in one brainstorm: bounds what a script that knows the code can do
JOINERS = "\u200c\u200d"  # invisible, but names in Persian or Hindi are spelled with them


def new_guest_key():
    """Return 256 random bits as text."""
    return secrets.token_urlsafe(32)


def clean_name(text):
    """Return `text` as a name that can stand in a line of others: without controls, such as those that turn the
    direction of writing, and without runs of spaces. Empty where no letter or digit is left."""
    kept = "".join(
        " " if letter.isspace() else letter
        for letter in composed(text)
        if letter.isspace() or letter in JOINERS or unicodedata.category(letter)[0] != "C"
    )
    return " ".join(kept.split()) if any(letter.isalnum() for letter in kept) else ""


@transaction.atomic
def join_as_guest(*, code, name, key):
    """Let someone without an account take part in the open brainstorm with this code.

    key: random, kept by the guest's browser alone. The same key again is the same guest, so that a second press of the
    button is no second guest.

    Raises:
        RuleError: no open brainstorm has this code; it lets no guests in; the name is empty or too long; it is full.
    """
    brainstorm = open_brainstorm(code)
    known = Participation.objects.of_guest(key).filter(brainstorm=brainstorm)
    if guest := known.first():
        return guest
    name = clean_name(name)
    if not name:
        raise RuleError(_("Write the name by which the others may call you."))
    if len(name) > LONGEST_NAME:
        raise RuleError(_("Shorten your name to %(most)s characters.") % {"most": LONGEST_NAME})
    brainstorm = lock(brainstorm)
    if brainstorm.closed_at or not brainstorm.allows_guests:
        raise RuleError(_("Only people with an account may join this brainstorm. Sign in, or ask your facilitator."))
    if guest := known.first():  # the first of two presses, while the second waited for the lock
        return guest
    if brainstorm.participations.guests().count() >= MOST_GUESTS:
        raise RuleError(_("%(most)s guests are in this brainstorm, and no more fit in.") % {"most": MOST_GUESTS})
    guest = Participation.objects.create(
        brainstorm=brainstorm, guest_name=name, guest_key_hash=Participation.hash_key(key)
    )
    record_for_desk(brainstorm, "joined")
    return guest


@transaction.atomic
def let_guests_in(*, brainstorm, by, allows=True):
    """Open the door to people without an account, or with `allows=False` close it; who is in stays in. Twice is once.

    Raises:
        RuleError: the brainstorm is closed.
    """
    brainstorm = lock(brainstorm)
    if brainstorm.closed_at:
        raise RuleError(_("This brainstorm is closed. No one joins any more."))
    if brainstorm.allows_guests != allows:
        brainstorm.allows_guests = allows
        brainstorm.save(update_fields=["allows_guests"])
        record_for_all(brainstorm, "guests")
        log(brainstorm, "lms_brainstorm.guests_let_in" if allows else "lms_brainstorm.guests_kept_out", user=by)
    return brainstorm


@transaction.atomic
def remove_guest(*, brainstorm, guest, by):
    """Take the guest with the id `guest` out of the room: the name is deleted, and the browser that held it is out.

    What the guest wrote and chose stays, without a name; where the guest stood in a negotiation goes. Twice is once.
    """
    brainstorm = lock(brainstorm)
    removed = brainstorm.participations.guests().filter(pk=guest).first()
    if removed:
        removed.delete()
        record_for_all(brainstorm, "removed")
        log(brainstorm, "lms_brainstorm.guest_removed", user=by)  # without the name: it is gone
