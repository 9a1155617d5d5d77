"""Classes: seats and the waiting list, attendance, canceling, scheduling again.

Every change locks the class first, so that no seat is given twice.
"""

from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.classes.models import Attendance, Booking, BookingState, ClassMeeting, ScheduledClass
from courses.classes.wall_clock import move_days
from courses.enrollment.actions import enroll_learner, refresh_completion
from courses.enrollment.models import Enrollment
from courses.signals import booking_changed, class_canceled
from lms.accounts.throttling import Throttle
from lms.days import write_datetime
from lms.exceptions import RuleError

#: Seats that one person takes for themselves, and may give back. Each is mailed, and moves the waiting list.
BOOKINGS = Throttle("lms_courses.bookings", limit=20, seconds=3600)


@transaction.atomic
def book_seat(*, scheduled_class, learner, by):
    """Give `learner` a seat, or the last place on the waiting list if the class is full. Returns the `Booking`.

    Also enrolls the learner on the course. Safe to repeat: who has a place keeps it. Learners keep to the times of
    booking; someone who books for them, a trainer at the door, may do so until the class is over.

    Raises:
        ThrottledError: the learner has booked for themselves too often.
        RuleError: the class cannot be booked now, or the learner may not enroll on its course.
    """
    locked = lock_class(scheduled_class)
    booking = Booking.objects.filter(scheduled_class=locked, learner=learner).first()
    if booking and booking.status != Booking.Status.CANCELLED:
        return booking
    is_by_oneself = by == learner
    if is_by_oneself:
        check_open_for_booking(locked)
        BOOKINGS.take_or_raise(learner.pk)
    else:
        check_takes_place(locked)
    is_full = locked.bookings.booked().count() >= locked.capacity or locked.bookings.waiting().exists()
    booking = booking or Booking(scheduled_class=locked, learner=learner)
    booking.status = Booking.Status.WAITING if is_full else Booking.Status.BOOKED
    booking.queued_at = timezone.now()
    booking.save()
    log(instance=locked, action="lms_courses.book", user=by, data={"learner": str(learner), "status": booking.status})
    enroll_learner(
        course=locked.course,
        learner=learner,
        by=by,
        source=Enrollment.Source.SELF if is_by_oneself else Enrollment.Source.TRAINER,
        despite_prerequisites=not is_by_oneself,
    )
    tell(booking)
    return booking


@transaction.atomic
def cancel_booking(*, booking, by):
    """Give a place back; the first on the waiting list moves up. Safe to repeat. Returns the `Booking`.

    Raises:
        RuleError: the class has begun, or, if someone else than the learner cancels, is over.
    """
    locked = lock_class(booking.scheduled_class)
    booking.refresh_from_db()
    if booking.status == Booking.Status.CANCELLED:
        return booking
    if by == booking.learner:
        check_not_begun(locked)
    else:
        check_takes_place(locked)
    booking.status = Booking.Status.CANCELLED
    booking.save(update_fields=["status"])
    log(instance=locked, action="lms_courses.cancel_booking", user=by, data={"learner": str(booking.learner)})
    tell(booking)
    promote_waiting(scheduled_class=locked, by=by)
    return booking


@transaction.atomic
def move_booking(*, booking, to, by):
    """Move a learner to the class `to` of the same course. Safe to repeat. Returns the booking there.

    No one loses a seat by it: whoever has one moves only to a free one.

    Raises:
        RuleError: the place was given back meanwhile, the classes teach different courses, or `to` has no free seat.
    """
    # Always in the same order, so that two moves in opposite directions do not wait for each other.
    for each in sorted((booking.scheduled_class, to), key=lambda scheduled_class: scheduled_class.pk):
        lock_class(each)
    booking.refresh_from_db()
    there = Booking.objects.in_force().filter(scheduled_class=to, learner=booking.learner).first()
    if booking.status == Booking.Status.CANCELLED:
        if there:
            return there
        raise RuleError(_("This booking has been canceled in the meantime. Reload the page."))
    if booking.scheduled_class_id == to.pk or booking.scheduled_class.course_id != to.course_id:
        raise RuleError(_("Choose another class in the same course."))
    had_seat = booking.status == Booking.Status.BOOKED
    moved = book_seat(scheduled_class=to, learner=booking.learner, by=by)
    if had_seat and moved.status != Booking.Status.BOOKED:
        raise RuleError(_("That class is full. Choose another one, or add seats first."))
    cancel_booking(booking=booking, by=by)
    return moved


@transaction.atomic
def promote_waiting(*, scheduled_class, by):
    """Give free seats to the waiting list in order, unless the class is cancelled or over. Returns those promoted."""
    locked = lock_class(scheduled_class)
    if locked.cancelled_at or locked.is_over:
        return []
    free = max(0, locked.capacity - locked.bookings.booked().count())
    promoted = list(locked.bookings.waiting().select_related("learner")[:free])
    for booking in promoted:
        booking.status = Booking.Status.BOOKED
        booking.save(update_fields=["status"])
        log(instance=locked, action="lms_courses.promote", user=by, data={"learner": str(booking.learner)})
        tell(booking)
    return promoted


def tell(booking):
    """Send `booking_changed` once this transaction is committed."""
    transaction.on_commit(lambda: booking_changed.send(sender=Booking, booking=booking))


@transaction.atomic
def mark_attendance(*, meeting, statuses, by):
    """Note who came to `meeting`. Safe to repeat; a later mark replaces the earlier one.

    Args:
        statuses: {learner id: `Attendance.Status` value}; an empty value leaves that learner unmarked.

    Raises:
        RuleError: someone has no seat in the class, or the meeting has not begun.
    """
    if meeting.starts_at > timezone.now():
        raise RuleError(_("This meeting has not started. You can mark attendance once it has."))
    scheduled_class = meeting.scheduled_class
    seated = {
        booking.learner_id: booking.learner for booking in scheduled_class.bookings.booked().select_related("learner")
    }
    if not set(statuses) <= set(seated):
        raise RuleError(
            _("Someone on the list no longer has a seat in this class. Reload the page and mark attendance again.")
        )
    before = dict(meeting.attendance.values_list("learner_id", "status"))
    changes = {pk: status for pk, status in statuses.items() if status and before.get(pk) != status}
    for learner_id, status in changes.items():
        Attendance.objects.update_or_create(
            meeting=meeting,
            learner_id=learner_id,
            defaults={"status": status, "marked_by": by, "method": Attendance.Method.SHEET},
        )
    if changes:
        log(
            instance=scheduled_class,
            action="lms_courses.mark_attendance",
            user=by,
            data={"marks": {str(seated[pk]): status for pk, status in changes.items()}},
        )
        refresh_those_who_came(scheduled_class, changes)


@transaction.atomic
def check_in(*, meeting, learner):
    """Note that `learner` is in the room, by the code shown there: present, or late. Returns the `Attendance`.

    Safe to repeat: the first note stays, and so does what a trainer has marked.

    Raises:
        RuleError: the learner has no seat, the class was cancelled, or the meeting is not under way.
    """
    scheduled_class, now = meeting.scheduled_class, timezone.now()
    if scheduled_class.cancelled_at:
        raise RuleError(_("This class was canceled. Choose another date."))
    if not scheduled_class.bookings.booked().filter(learner=learner).exists():
        raise RuleError(_("You do not have a seat in this class. Ask the trainer to add you, then try again."))
    if present := meeting.attendance.filter(learner=learner).first():
        return present
    if now < meeting.starts_at - Attendance.CODE_COUNTS_BEFORE:
        raise RuleError(_("It is too early to check in. Check-in opens 15 minutes before the meeting."))
    if now > meeting.ends_at:
        raise RuleError(_("This meeting is over. Ask the trainer to mark you as present."))
    is_late = now > meeting.starts_at + Attendance.LATE_AFTER
    attendance, is_new = Attendance.objects.get_or_create(
        meeting=meeting,
        learner=learner,
        defaults={
            "status": Attendance.Status.LATE if is_late else Attendance.Status.PRESENT,
            "marked_by": learner,
            "method": Attendance.Method.CODE,
        },
    )
    if is_new:
        log(
            instance=scheduled_class,
            action="lms_courses.check_in",
            user=learner,
            data={"learner": str(learner), "status": attendance.status},
        )
        refresh_those_who_came(scheduled_class, [learner.pk])
    return attendance


def refresh_those_who_came(scheduled_class, learners):
    """Complete the course for those of `learners` (ids) to whom attendance was what was missing."""
    enrollments = Enrollment.objects.active().filter(
        course_key=scheduled_class.course.translation_key, learner__in=learners
    )
    for enrollment in enrollments.select_related("course", "learner"):
        refresh_completion(enrollment=enrollment)


def lock_class(scheduled_class):
    """Lock and return the class, so that seats are counted by one transaction at a time.

    PostgreSQL locks the row; on SQLite the transaction itself holds the write lock (`transaction_mode=IMMEDIATE`).
    """
    return ScheduledClass.objects.select_for_update().get(pk=scheduled_class.pk)


def check_takes_place(scheduled_class):
    """Raise RuleError unless the class is published, has a date, is not cancelled and not over: so far trainers go."""
    if not scheduled_class.live:
        raise RuleError(_("This class is not published yet. Check back when it is announced."))
    if scheduled_class.cancelled_at:
        raise RuleError(_("This class was canceled. Choose another date."))
    if not scheduled_class.meetings.all():
        raise RuleError(_("This class has no date yet. Check back when it is announced."))
    if scheduled_class.is_over:
        raise RuleError(_("This class is over. Choose another date."))


def check_not_begun(scheduled_class):
    """Raise RuleError unless the class takes place and is yet to begin."""
    check_takes_place(scheduled_class)
    if scheduled_class.booking_state == BookingState.BEGUN:
        raise RuleError(_("This class has already started. Choose another date."))


def check_open_for_booking(scheduled_class):
    """Raise RuleError unless learners may book now."""
    check_not_begun(scheduled_class)
    if scheduled_class.booking_state == BookingState.EARLY:
        moment = in_words(scheduled_class, scheduled_class.booking_opens_at)
        raise RuleError(_("Booking opens on %(moment)s. Check back then.") % {"moment": moment})
    if scheduled_class.booking_state == BookingState.CLOSED:
        moment = in_words(scheduled_class, scheduled_class.booking_closes_at)
        raise RuleError(
            _("Booking closed on %(moment)s. Ask the trainer, or choose another date.") % {"moment": moment}
        )


def in_words(scheduled_class, moment):
    """Return `moment` for a sentence, with the time zone of the class."""
    return f"{write_datetime(scheduled_class.local(moment))} ({scheduled_class.time_zone})"


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
        RuleError: no reason is given, or the class is over.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise RuleError(_("Give a reason. Everyone who booked will get it."))
    locked = lock_class(scheduled_class)
    if locked.cancelled_at:
        return locked
    if locked.is_over:
        raise RuleError(_("This class is over, so there is nothing to cancel."))
    locked.cancelled_at, locked.cancel_reason = timezone.now(), reason
    locked.sequence += 1
    locked.save(update_fields=["cancelled_at", "cancel_reason", "sequence"])
    log(instance=locked, action="lms_courses.cancel_class", user=by, data={"reason": reason})
    transaction.on_commit(lambda: class_canceled.send(sender=ScheduledClass, scheduled_class=locked))
    return locked


@transaction.atomic
def schedule_again(*, scheduled_class, first_day, by):
    """Return a new draft like `scheduled_class`, without its bookings, whose first meeting is on `first_day`.

    All meetings and the times of booking move by as many days, at the same hours of the class's time zone. A draft
    that `by` made so before and has not worked on is that draft: a double click makes no second one.

    Raises:
        RuleError: the class has no meeting to go by.
    """
    lock_class(scheduled_class)
    meetings = list(scheduled_class.meetings.all())
    if not meetings:
        raise RuleError(_("This class has no date yet, so there is nothing to repeat."))
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
