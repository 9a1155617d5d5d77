from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.exceptions import LMSError
from lms.shared import read_version

from ..models import Acknowledgment, Enrollment, LessonPage, LessonProgress
from ..shapes import shape_of
from .enrollment import refresh_completion

#: A lesson opened again within this time is not noted again: a reload needs no write.
OPENED_AGAIN_AFTER = timedelta(minutes=5)


def check_lesson_of(enrollment, lesson, shape=None):
    """Raise LMSError unless `lesson` is a published lesson of the course that `enrollment` is for, and in force.

    shape: of that course, where it is known already.
    """
    if enrollment.status == Enrollment.Status.WITHDRAWN:
        raise LMSError(_("You have left this course. Enroll again to go on where you were."))
    if lesson.pk not in (shape or shape_of(enrollment.course, read_version())).positions:
        raise LMSError(_("This lesson is not part of the course you are enrolled on."))


def is_to_be_noted(opened_at):
    """Return whether opening a lesson should be noted.

    opened_at: when it was opened before, None if that was never or another lesson was opened since.
    """
    return opened_at is None or timezone.now() - opened_at > OPENED_AGAIN_AFTER


def open_lesson(*, enrollment, lesson):
    """Note that the learner opened `lesson`, so that they can resume there. Returns the `LessonProgress`."""
    last = LessonProgress.objects.filter(enrollment=enrollment).order_by("-opened_at").first()
    if last and last.lesson_id == lesson.pk and not is_to_be_noted(last.opened_at):
        return last
    progress, _is_new = LessonProgress.objects.update_or_create(
        enrollment=enrollment, lesson=lesson, defaults={"opened_at": timezone.now()}
    )
    return progress


@transaction.atomic
def complete_lesson(*, enrollment, lesson):
    """Mark `lesson` as done by its learner and return the course's `Completion`. Safe to repeat.

    Raises:
        LMSError: the lesson is not a published lesson of the learner's course.
    """
    shape = shape_of(enrollment.course, read_version())
    check_lesson_of(enrollment, lesson, shape)
    now = timezone.now()
    is_opened = LessonProgress.objects.filter(enrollment=enrollment, lesson=lesson, completed_at__isnull=True)
    if not is_opened.update(completed_at=now):
        LessonProgress.objects.get_or_create(
            enrollment=enrollment, lesson=lesson, defaults={"opened_at": now, "completed_at": now}
        )
    return refresh_completion(enrollment=enrollment, shape=shape)


@transaction.atomic
def acknowledge_guideline(*, guideline, learner, version):
    """Note that `learner` accepts `guideline` in the `version` they were shown. Safe to repeat.

    Raises:
        LMSError: the guideline has a newer version than the one shown.
    """
    if version != guideline.version:
        raise LMSError(_("This guideline has changed while you were reading. Read the new version and accept it then."))
    acknowledgment, is_new = Acknowledgment.objects.get_or_create(guideline=guideline, learner=learner, version=version)
    if is_new:
        courses = guideline.lesson_guidelines.values_list("lesson__path", flat=True)
        course_paths = {path[: -LessonPage.steplen] for path in courses}
        for enrollment in (
            Enrollment.objects.of(learner)
            .active()
            .filter(course__path__in=course_paths)
            .select_related("course", "learner")
        ):
            refresh_completion(enrollment=enrollment)
    return acknowledgment
