from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from lms.exceptions import LMSError

from ..models import Attendance, Booking, Enrollment, ScheduledClass
from .enrollment import enroll_learner, refresh_completion


def lock_class(scheduled_class):
    """Lock and return the class, so that seats are counted by one transaction at a time.

    PostgreSQL locks the row; on SQLite the transaction itself holds the write lock (`transaction_mode=IMMEDIATE`).
    """
    return ScheduledClass.objects.select_for_update().get(pk=scheduled_class.pk)


def check_open_for_booking(scheduled_class):
    """Raise LMSError if the class is cancelled or has begun."""
    if scheduled_class.cancelled_at:
        raise LMSError(_("This class was cancelled. Choose another date."))
    first = scheduled_class.meetings.order_by("starts_at").first()
    if first is None:
        raise LMSError(_("This class has no date yet. Come back when it is announced."))
    if first.starts_at <= timezone.now():
        raise LMSError(_("This class has already begun. Choose another date."))


@transaction.atomic
def book_seat(*, scheduled_class, learner, by):
    """Give `learner` a seat, or the last place on the waiting list if the class is full. Returns the `Booking`.

    Also enrolls the learner on the course. Safe to repeat: who has a place keeps it.

    Raises:
        LMSError: the class is cancelled or has begun.
    """
    locked = lock_class(scheduled_class)
    check_open_for_booking(locked)
    booking = Booking.objects.filter(scheduled_class=locked, learner=learner).first()
    if booking and booking.status != Booking.Status.CANCELLED:
        return booking
    is_full = locked.bookings.booked().count() >= locked.capacity or locked.bookings.waiting().exists()
    booking = booking or Booking(scheduled_class=locked, learner=learner)
    booking.status = Booking.Status.WAITING if is_full else Booking.Status.BOOKED
    booking.queued_at = timezone.now()
    booking.save()
    log(instance=locked, action="lms_courses.book", user=by, data={"learner": str(learner), "status": booking.status})
    enroll_learner(course=locked.course, learner=learner, by=by, source=_source_of(learner, by))
    return booking


def _source_of(learner, by):
    return Enrollment.Source.SELF if by == learner else Enrollment.Source.TRAINER


@transaction.atomic
def cancel_booking(*, booking, by):
    """Give a place back; the first on the waiting list moves up. Safe to repeat. Returns the `Booking`.

    Raises:
        LMSError: the class has begun.
    """
    locked = lock_class(booking.scheduled_class)
    booking.refresh_from_db()
    if booking.status == Booking.Status.CANCELLED:
        return booking
    check_open_for_booking(locked)
    booking.status = Booking.Status.CANCELLED
    booking.save(update_fields=["status"])
    log(instance=locked, action="lms_courses.cancel_booking", user=by, data={"learner": str(booking.learner)})
    promote_waiting(scheduled_class=locked, by=by)
    return booking


@transaction.atomic
def promote_waiting(*, scheduled_class, by):
    """Give free seats to the waiting list in order. Returns the promoted bookings."""
    locked = lock_class(scheduled_class)
    free = max(0, locked.capacity - locked.bookings.booked().count())
    promoted = list(locked.bookings.waiting().select_related("learner")[:free])
    for booking in promoted:
        booking.status = Booking.Status.BOOKED
        booking.save(update_fields=["status"])
        log(instance=locked, action="lms_courses.promote", user=by, data={"learner": str(booking.learner)})
    return promoted


@transaction.atomic
def mark_attendance(*, meeting, statuses, by):
    """Note who came to `meeting`. Safe to repeat; a later mark replaces the earlier one.

    Args:
        statuses: {learner id: `Attendance.Status` value}; an empty value leaves that learner unmarked.

    Raises:
        LMSError: somebody has no seat in the class, or the meeting has not begun.
    """
    if meeting.starts_at > timezone.now():
        raise LMSError(_("This meeting has not begun. Mark attendance once it has."))
    scheduled_class = meeting.scheduled_class
    seated = {
        booking.learner_id: booking.learner for booking in scheduled_class.bookings.booked().select_related("learner")
    }
    if not set(statuses) <= set(seated):
        raise LMSError(_("Somebody on the list has no seat in this class any more. Reload the page and mark again."))
    before = dict(meeting.attendance.values_list("learner_id", "status"))
    changes = {pk: status for pk, status in statuses.items() if status and before.get(pk) != status}
    for learner_id, status in changes.items():
        Attendance.objects.update_or_create(
            meeting=meeting, learner_id=learner_id, defaults={"status": status, "marked_by": by}
        )
    if changes:
        log(
            instance=scheduled_class,
            action="lms_courses.mark_attendance",
            user=by,
            data={"marks": {str(seated[pk]): status for pk, status in changes.items()}},
        )
    enrollments = Enrollment.objects.active().filter(course=scheduled_class.course, learner__in=changes)
    for enrollment in enrollments.select_related("course", "learner"):
        refresh_completion(enrollment=enrollment)
