"""A class as a whole: changed, cancelled, scheduled once more. Who sits in it is `booking`."""

from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from lms.exceptions import LMSError

from ..models import BookingState, ClassMeeting, ScheduledClass
from ..signals import class_cancelled
from ..weeks import move_days


def lock_class(scheduled_class):
    """Lock and return the class, so that seats are counted by one transaction at a time.

    PostgreSQL locks the row; on SQLite the transaction itself holds the write lock (`transaction_mode=IMMEDIATE`).
    """
    return ScheduledClass.objects.select_for_update().get(pk=scheduled_class.pk)


def check_takes_place(scheduled_class):
    """Raise LMSError unless the class is published, has a date, is not cancelled and not over: so far trainers go."""
    if not scheduled_class.live:
        raise LMSError(_("This class is not published yet. Come back when it is announced."))
    if scheduled_class.cancelled_at:
        raise LMSError(_("This class was cancelled. Choose another date."))
    if not scheduled_class.meetings.all():
        raise LMSError(_("This class has no date yet. Come back when it is announced."))
    if scheduled_class.is_over:
        raise LMSError(_("This class is over. Choose another date."))


def check_not_begun(scheduled_class):
    """Raise LMSError unless the class takes place and is yet to begin."""
    check_takes_place(scheduled_class)
    if scheduled_class.booking_state == BookingState.BEGUN:
        raise LMSError(_("This class has already begun. Choose another date."))


def check_open_for_booking(scheduled_class):
    """Raise LMSError unless learners may book now."""
    check_not_begun(scheduled_class)
    if scheduled_class.booking_state == BookingState.EARLY:
        moment = in_words(scheduled_class, scheduled_class.booking_opens_at)
        raise LMSError(_("Booking opens on %(moment)s. Come back then.") % {"moment": moment})
    if scheduled_class.booking_state == BookingState.CLOSED:
        moment = in_words(scheduled_class, scheduled_class.booking_closes_at)
        raise LMSError(_("Booking closed on %(moment)s. Ask the trainer, or choose another date.") % {"moment": moment})


def in_words(scheduled_class, moment):
    """Return `moment` for a sentence, with the time zone of the class."""
    return f"{date_format(scheduled_class.local(moment), 'DATETIME_FORMAT')} ({scheduled_class.time_zone})"


def raise_sequence(*, scheduled_class):
    """Raise `sequence` by one if what calendars show differs from what is stored. Saves nothing itself.

    To be called before a published class is saved. Returns whether calendars must be told.
    """
    stored = ScheduledClass.objects.filter(pk=scheduled_class.pk).first()
    if stored is None or not (stored.live or stored.first_published_at):
        return False
    scheduled_class.sequence = stored.sequence
    if stored.calendar_facts() == scheduled_class.calendar_facts():
        return False
    scheduled_class.sequence += 1
    return True


@transaction.atomic
def cancel_class(*, scheduled_class, reason, by):
    """Cancel a class; its bookings are kept as they are, for the record. Safe to repeat: the first reason stays.

    Raises:
        LMSError: no reason is given, or the class is over.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise LMSError(_("Give a reason: everybody who booked is told."))
    locked = lock_class(scheduled_class)
    if locked.cancelled_at:
        return locked
    if locked.is_over:
        raise LMSError(_("This class is over, so there is nothing to cancel."))
    locked.cancelled_at, locked.cancel_reason = timezone.now(), reason
    locked.sequence += 1
    locked.save(update_fields=["cancelled_at", "cancel_reason", "sequence"])
    log(instance=locked, action="lms_courses.cancel_class", user=by, data={"reason": reason})
    transaction.on_commit(lambda: class_cancelled.send(sender=ScheduledClass, scheduled_class=locked))
    return locked


@transaction.atomic
def schedule_again(*, scheduled_class, first_day, by):
    """Return a new draft like `scheduled_class`, without its bookings, whose first meeting is on `first_day`.

    All meetings and the times of booking move by as many days, at the same hours of the class's time zone. A draft
    that `by` made so before and has not worked on is that draft: a double click makes no second one.

    Raises:
        LMSError: the class has no meeting to go by.
    """
    lock_class(scheduled_class)
    meetings = list(scheduled_class.meetings.all())
    if not meetings:
        raise LMSError(_("This class has no date yet, so there is nothing to repeat."))
    zone = scheduled_class.zone
    days = first_day - scheduled_class.local(meetings[0].starts_at).date()

    def moved(moment):
        return moment and move_days(moment, days, zone)

    copied = ("course", "title", "capacity", "place", "link", "time_zone", "agenda")
    facts = {name: getattr(scheduled_class, name) for name in copied}
    drafts = ScheduledClass.objects.untouched_drafts_of(by).filter(**facts)
    if (
        earlier := drafts.filter(meetings__starts_at=moved(meetings[0].starts_at))
        .exclude(pk=scheduled_class.pk)
        .first()
    ):
        return earlier
    copy = ScheduledClass(live=False, **facts)
    copy.booking_opens_at = moved(scheduled_class.booking_opens_at)
    copy.booking_closes_at = moved(scheduled_class.booking_closes_at)
    series = {meeting.series: uuid4() for meeting in meetings}
    copy.meetings = [
        ClassMeeting(
            starts_at=moved(meeting.starts_at),
            ends_at=moved(meeting.starts_at) + (meeting.ends_at - meeting.starts_at),
            series=series[meeting.series],
            original_starts_at=moved(meeting.original_starts_at),
        )
        for meeting in meetings
    ]
    copy.trainers = list(scheduled_class.trainers.all())
    copy.save()
    copy.save_revision(user=by, log_action=False)
    log(instance=copy, action="lms_courses.schedule_again", user=by, data={"like": scheduled_class.pk})
    return copy


def next_free_day(scheduled_class):
    """Return the first day after the last meeting that is a multiple of a week from the first one, or None."""
    days = [scheduled_class.local(meeting.starts_at).date() for meeting in scheduled_class.meetings.all()]
    if not days:
        return None
    return min(days) + timedelta(weeks=(max(days) - min(days)).days // 7 + 1)
