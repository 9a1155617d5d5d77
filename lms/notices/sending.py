"""The one way to tell a person something by mail: once for each occasion, however often it is asked for."""

import logging
from datetime import timedelta
from enum import Enum

from django.utils import timezone

from lms.jobs.queue import TryLater, report_progress
from lms.notices.mails import compose_mail
from lms.notices.models import SentNotice

logger = logging.getLogger(__name__)


#: How long a run that has claimed a notice may take to send it or to fail.
LONGEST_SENDING = timedelta(minutes=10)


class Outcome(Enum):
    """What became of a notice."""

    SENT = "sent"
    SENT_BEFORE = "sent before"
    UNDER_WAY = "claimed lately by a run that may still fail"
    UNWANTED = "unwanted"
    FAILED = "failed"

    @property
    def is_told(self):
        return self in (Outcome.SENT, Outcome.SENT_BEFORE)


def send_notice(*, key, recipient, template, context, zone=None, calendar=None, page=None, is_reminder=False):
    """Mail `recipient` about the occasion `key`, unless they were told of it already. Returns the `Outcome`.

    The key is claimed before the mail is sent, so two workers send it once; where sending fails the claim is given
    back, so that the next run tries again. To be called outside of transactions: a mail cannot be rolled back.

    Args:
        key: names occasion and addressee, as "meeting:12:user:5"; at most 200 characters.
        template, context, zone, calendar, page: see `mails.compose_mail`.
        is_reminder: whether people who want no reminders are spared.
    """
    report_progress()
    if not is_reachable(recipient) or (is_reminder and not wants_reminders(recipient)):
        return Outcome.UNWANTED
    if before := find_claim(key):
        return before
    try:
        mail = compose_mail(
            recipient=recipient, template=template, context=context, zone=zone, calendar=calendar, page=page
        )
    except ValueError:
        logger.exception("The mail %s could not be written: is %r an address?", key, recipient.email)
        return Outcome.FAILED
    claim, is_new = SentNotice.objects.get_or_create(
        key=key, defaults={"recipient": recipient, "subject": mail.subject}
    )
    if not is_new:
        return Outcome.UNDER_WAY
    try:
        mail.send()
    except (OSError, ValueError):  # No server, a refusal, or an address that is none.
        claim.delete()
        logger.exception("The mail %s could not be sent; the next run tries again.", key)
        return Outcome.FAILED
    except BaseException:
        claim.delete()
        raise
    return Outcome.SENT


def require_delivery(outcomes):
    """Let the task that sent these notices be tried again later, if one of them could not be sent.

    For notices that no run of the reminders sends again.

    Raises:
        TryLater: the task is put back into the queue; who was told is not told again.
    """
    if Outcome.FAILED in outcomes:
        raise TryLater("A mail could not be sent.")


def is_reachable(person):
    return person.is_active and bool(person.email)


def wants_reminders(person):
    profile = getattr(person, "lms_profile", None)
    return profile is None or profile.gets_reminders


def find_claim(key):
    """Return what is known of a notice that was claimed before, or None."""
    claimed_at = SentNotice.objects.filter(key=key).values_list("sent_at", flat=True).first()
    if claimed_at is None:
        return None
    return Outcome.UNDER_WAY if claimed_at > timezone.now() - LONGEST_SENDING else Outcome.SENT_BEFORE


def already_sent(keys):
    """Return those of `keys` that were told already, to spare a run that is repeated often most of its questions."""
    keys = list(keys)
    told: set[str] = set()
    for start in range(0, len(keys), 500):
        told.update(SentNotice.objects.filter(key__in=keys[start : start + 500]).values_list("key", flat=True))
    return told
