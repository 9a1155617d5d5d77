from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from lms.exceptions import LMSError

from ..completion import evaluate_completion
from ..models import Enrollment
from ..signals import enrollment_completed


@transaction.atomic
def enroll_learner(*, course, learner, by, source=Enrollment.Source.SELF, due_date=None):
    """Enroll `learner` on `course` and return the `Enrollment`.

    Somebody already enrolled stays as they are; somebody who withdrew is let in again with their progress.

    Raises:
        LMSError: the course is not published.
    """
    if not course.live:
        raise LMSError(_("This course is not open yet. Come back when it is published."))
    enrollment, is_new = Enrollment.objects.get_or_create(
        learner=learner, course=course, defaults={"source": source, "enrolled_by": by, "due_date": due_date}
    )
    if is_new:
        log(instance=course, action="lms_courses.enroll", user=by, data={"learner": str(learner)})
    elif enrollment.status == Enrollment.Status.WITHDRAWN:
        enrollment.status = Enrollment.Status.ACTIVE
        enrollment.save(update_fields=["status"])
        log(instance=course, action="lms_courses.enroll", user=by, data={"learner": str(learner)})
        refresh_completion(enrollment=enrollment)
    return enrollment


@transaction.atomic
def withdraw_learner(*, enrollment, by):
    """Take a learner off a course; what they did is kept in case they come back.

    Raises:
        LMSError: the course is already completed.
    """
    if enrollment.is_completed:
        raise LMSError(_("You have completed this course, so there is nothing to leave."))
    if enrollment.status != Enrollment.Status.WITHDRAWN:
        enrollment.status = Enrollment.Status.WITHDRAWN
        enrollment.save(update_fields=["status"])
        log(
            instance=enrollment.course,
            action="lms_courses.withdraw",
            user=by,
            data={"learner": str(enrollment.learner)},
        )
    return enrollment


@transaction.atomic
def refresh_completion(*, enrollment):
    """Complete `enrollment` if every requirement of its course is met, and return the `Completion`.

    To be called after evidence of any app has changed. Safe to repeat: a completed enrollment stays completed, and
    `enrollment_completed` is sent once.
    """
    completion = evaluate_completion(course=enrollment.course, learner=enrollment.learner, enrollment=enrollment)
    if enrollment.status == Enrollment.Status.ACTIVE and completion.is_complete:
        now = timezone.now()
        # One statement decides which of two simultaneous calls completes it.
        has_changed = Enrollment.objects.filter(pk=enrollment.pk, status=Enrollment.Status.ACTIVE).update(
            status=Enrollment.Status.COMPLETED, completed_at=now
        )
        if has_changed:
            enrollment.status, enrollment.completed_at = Enrollment.Status.COMPLETED, now
            log(
                instance=enrollment.course,
                action="lms_courses.complete",
                user=enrollment.learner,
                data={"learner": str(enrollment.learner)},
            )
            transaction.on_commit(lambda: enrollment_completed.send(sender=Enrollment, enrollment=enrollment))
    return completion
