"""Who came to a meeting."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from lms.exceptions import LMSError

from ..models import Attendance, Enrollment
from .enrollment import refresh_completion


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
        LMSError: the learner has no seat, the class was cancelled, or the meeting is not under way.
    """
    scheduled_class, now = meeting.scheduled_class, timezone.now()
    if scheduled_class.cancelled_at:
        raise LMSError(_("This class was cancelled. Choose another date."))
    if not scheduled_class.bookings.booked().filter(learner=learner).exists():
        raise LMSError(_("You have no seat in this class. Ask the trainer to add you, then try again."))
    if present := meeting.attendance.filter(learner=learner).first():
        return present
    if now < meeting.starts_at - Attendance.CODE_COUNTS_BEFORE:
        raise LMSError(_("You are early: this is possible from 15 minutes before the meeting."))
    if now > meeting.ends_at:
        raise LMSError(_("This meeting is over. Ask the trainer to mark that you were there."))
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
    enrollments = Enrollment.objects.active().filter(course=scheduled_class.course, learner__in=learners)
    for enrollment in enrollments.select_related("course", "learner"):
        refresh_completion(enrollment=enrollment)
