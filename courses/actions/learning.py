from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.exceptions import LMSError

from ..models import Acknowledgment, Enrollment, LessonPage, LessonProgress
from .enrollment import refresh_completion

#: A lesson opened again within this time is not noted again: a reload needs no write.
OPENED_AGAIN_AFTER = timedelta(minutes=5)


def check_lesson_of(enrollment, lesson):
    """Raise LMSError unless `lesson` is a published lesson of the course that `enrollment` is for, and in force."""
    if enrollment.status == Enrollment.Status.WITHDRAWN:
        raise LMSError(_("You have left this course. Enroll again to go on where you were."))
    if not LessonPage.objects.in_course(enrollment.course).filter(pk=lesson.pk).exists():
        raise LMSError(_("This lesson is not part of the course you are enrolled on."))


def open_lesson(*, enrollment, lesson):
    """Note that the learner opened `lesson`, so that they can resume there. Returns the `LessonProgress`."""
    now = timezone.now()
    progress = LessonProgress.objects.filter(enrollment=enrollment, lesson=lesson).first()
    if progress is None:
        progress, _created = LessonProgress.objects.get_or_create(
            enrollment=enrollment, lesson=lesson, defaults={"opened_at": now}
        )
    elif now - progress.opened_at > OPENED_AGAIN_AFTER:
        progress.opened_at = now
        progress.save(update_fields=["opened_at"])
    return progress


@transaction.atomic
def complete_lesson(*, enrollment, lesson):
    """Mark `lesson` as done by its learner and return the course's `Completion`. Safe to repeat.

    Raises:
        LMSError: the lesson is not a published lesson of the learner's course.
    """
    check_lesson_of(enrollment, lesson)
    now = timezone.now()
    progress, is_new = LessonProgress.objects.get_or_create(
        enrollment=enrollment, lesson=lesson, defaults={"opened_at": now, "completed_at": now}
    )
    if not is_new and progress.completed_at is None:
        progress.completed_at = now
        progress.save(update_fields=["completed_at"])
    return refresh_completion(enrollment=enrollment)


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
