"""Asking to take a course, and the answer of a trainer or of the learner's manager."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.catalog.models import EnrollmentPolicy
from courses.enrollment.actions import (
    check_open_to_everybody,
    first_due_date,
    lock_course,
    lock_enrollment,
    log_data_of,
    prerequisites_unmet,
    refresh_completion,
)
from courses.enrollment.models import Enrollment
from courses.enrollment.prerequisites import unmet_by_learner
from courses.signals import enrollment_decided, enrollment_requested
from lms.accounts.throttling import Throttle
from lms.exceptions import RuleError

#: Requests of one person, who may take them back and ask again. Each is mailed to their manager.
REQUESTS = Throttle("lms_courses.requests", limit=20, seconds=3600)


@transaction.atomic
def request_enrollment(*, course, learner):
    """Ask for `learner` to be let on `course` and return the `Enrollment`, which waits. Safe to repeat.

    Raises:
        PrerequisitesError: something is to be completed before.
        ThrottledError: the learner has asked too often.
        RuleError: the course is not published, or its policy is another one by now.
    """
    locked = lock_course(course)
    enrollment = Enrollment.objects.select_for_update().filter(course=course, learner=learner).first()
    if enrollment and (enrollment.is_in_force or enrollment.status == Enrollment.Status.REQUESTED):
        return enrollment
    if locked.enrollment_policy == EnrollmentPolicy.OPEN:
        raise RuleError(_("This course no longer requires approval. Enroll here."))
    if locked.enrollment_policy == EnrollmentPolicy.ASSIGNED:
        check_open_to_everybody(locked)
    if unmet := unmet_by_learner(locked, [learner]):
        raise prerequisites_unmet(unmet, [learner], is_by_oneself=True)
    REQUESTS.take_or_raise(learner.pk)
    enrollment = enrollment or Enrollment(course=course, learner=learner)
    enrollment.status, enrollment.source = Enrollment.Status.REQUESTED, Enrollment.Source.SELF
    enrollment.enrolled_by, enrollment.created_at, enrollment.decision_note = learner, timezone.now(), ""
    enrollment.save()
    log(instance=course, action="lms_courses.request", user=learner, data={"learner": str(learner)})
    transaction.on_commit(lambda: enrollment_requested.send(sender=Enrollment, enrollment=enrollment))
    return enrollment


@transaction.atomic
def approve_request(*, enrollment, by, note="", despite_prerequisites=False):
    """Let in a learner who asked, and return the `Enrollment`. Safe to repeat. `note` is read by the learner.

    Raises:
        PrerequisitesError: the course asks for another one by now, and `despite_prerequisites` is not set.
        RuleError: the request was declined or taken back, or the learner would answer themselves.
    """
    locked = lock_enrollment(enrollment)
    if locked.is_in_force:
        return locked
    check_waiting(locked, by)
    unmet = unmet_by_learner(locked.course, [locked.learner])
    if unmet and not despite_prerequisites:
        raise prerequisites_unmet(unmet, [locked.learner], is_by_oneself=False)
    locked.status, locked.decision_note, locked.created_at = Enrollment.Status.ACTIVE, note, timezone.now()
    locked.enrolled_by, locked.due_date = by, locked.due_date or first_due_date(locked.course)
    locked.save()
    log(
        instance=locked.course,
        action="lms_courses.approve",
        user=by,
        data=log_data_of([locked.learner], unmet) | {"note": note},
    )
    refresh_completion(enrollment=locked)
    transaction.on_commit(lambda: enrollment_decided.send(sender=Enrollment, enrollment=locked, by=by))
    return locked


@transaction.atomic
def decline_request(*, enrollment, by, note):
    """Answer a learner who asked with no, and say why. Safe to repeat. Returns the `Enrollment`.

    Raises:
        RuleError: the request was approved or taken back, or the learner would answer themselves.
    """
    locked = lock_enrollment(enrollment)
    if locked.status == Enrollment.Status.DECLINED:
        return locked
    check_waiting(locked, by)
    locked.status, locked.decision_note = Enrollment.Status.DECLINED, note
    locked.save(update_fields=["status", "decision_note"])
    log(
        instance=locked.course,
        action="lms_courses.decline",
        user=by,
        data={"learner": str(locked.learner), "note": note},
    )
    transaction.on_commit(lambda: enrollment_decided.send(sender=Enrollment, enrollment=locked, by=by))
    return locked


def check_waiting(enrollment, by):
    """Raise RuleError unless `enrollment` waits for an answer, and `by` is somebody else than its learner."""
    if enrollment.learner == by:
        raise RuleError(_("You cannot answer your own request. Someone else must do it."))
    if enrollment.status == Enrollment.Status.WITHDRAWN:
        raise RuleError(_("This request was withdrawn, so there is nothing to answer."))
    if enrollment.status == Enrollment.Status.DECLINED:
        raise RuleError(_("This request was already declined. Enroll the person if the decision has changed."))
    if enrollment.is_in_force:
        raise RuleError(
            _("This request was already approved. Remove the person from the course if the decision has changed.")
        )
