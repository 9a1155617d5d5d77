"""People without an account: they join with a name of their own choice, where the facilitator lets them in."""

import secrets
import unicodedata

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from brainstorm.sessions.actions import open_brainstorm
from brainstorm.sessions.models import Participation
from brainstorm.sessions.rules import lock, record_for_all, record_for_desk
from lms.exceptions import RuleError
from lms.pdf.glyphs import composed

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
    """Let somebody without an account take part in the open brainstorm with this code.

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
        raise RuleError(_("This brainstorm is closed. Nobody joins any more."))
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
