"""Seats and the waiting list. Every change locks the class first, so that no seat is given twice."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from lms.exceptions import LMSError
from lms.throttling import Throttle

from ..models import Booking, Enrollment
from ..signals import booking_changed
from .classes import check_not_begun, check_open_for_booking, check_takes_place, lock_class
from .enrollment import enroll_learner

#: Seats that one person takes for themselves, and may give back. Each is mailed, and moves the waiting list.
BOOKINGS = Throttle("lms_courses.bookings", limit=20, seconds=3600)


@transaction.atomic
def book_seat(*, scheduled_class, learner, by):
    """Give `learner` a seat, or the last place on the waiting list if the class is full. Returns the `Booking`.

    Also enrolls the learner on the course. Safe to repeat: who has a place keeps it. Learners keep to the times of
    booking; somebody who books for them, a trainer at the door, may do so until the class is over.

    Raises:
        ThrottledError: the learner has booked for themselves too often.
        LMSError: the class cannot be booked now, or the learner may not enroll on its course.
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
        LMSError: the class has begun, or, if somebody else than the learner cancels, is over.
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

    Nobody loses a seat by it: whoever has one moves only to a free one.

    Raises:
        LMSError: the place was given back meanwhile, the classes teach different courses, or `to` has no free seat.
    """
    # Always in the same order, so that two moves in opposite directions do not wait for each other.
    for each in sorted((booking.scheduled_class, to), key=lambda scheduled_class: scheduled_class.pk):
        lock_class(each)
    booking.refresh_from_db()
    there = Booking.objects.in_force().filter(scheduled_class=to, learner=booking.learner).first()
    if booking.status == Booking.Status.CANCELLED:
        if there:
            return there
        raise LMSError(_("This place was given back meanwhile. Reload the page."))
    if booking.scheduled_class_id == to.pk or booking.scheduled_class.course_id != to.course_id:
        raise LMSError(_("Choose another class of the same course."))
    had_seat = booking.status == Booking.Status.BOOKED
    moved = book_seat(scheduled_class=to, learner=booking.learner, by=by)
    if had_seat and moved.status != Booking.Status.BOOKED:
        raise LMSError(_("That class is full. Choose another one, or give it more seats first."))
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
