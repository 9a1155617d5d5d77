from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from courses.catalog.structure import structure_of
from courses.enrollment.actions import check_lesson_of, refresh_completion
from courses.enrollment.models import LessonProgress
from lms.caching.cache import read_version

#: A lesson opened again within this time is not noted again: a reload needs no write.
OPENED_AGAIN_AFTER = timedelta(minutes=5)


def is_to_be_noted(opened_at):
    """Return whether opening a lesson should be noted.

    opened_at: when it was opened before, None if that was never or another lesson was opened since.
    """
    return opened_at is None or timezone.now() - opened_at > OPENED_AGAIN_AFTER


def open_lesson(*, enrollment, lesson):
    """Note that the learner opened `lesson`, so that they can resume there. Returns the `LessonProgress`."""
    lesson_id = lesson.pk
    if lesson.locale_id != enrollment.course.locale_id:
        lesson_id = structure_of(enrollment.course, read_version()).lesson_here(lesson.pk)
    last = LessonProgress.objects.filter(enrollment=enrollment).order_by("-opened_at").first()
    if last and last.lesson_id == lesson_id and not is_to_be_noted(last.opened_at):
        return last
    progress, _is_new = LessonProgress.objects.update_or_create(
        enrollment=enrollment, lesson_id=lesson_id, defaults={"opened_at": timezone.now()}
    )
    return progress


@transaction.atomic
def complete_lesson(*, enrollment, lesson):
    """Mark `lesson` as done by its learner and return the course's `Completion`. Safe to repeat.

    Raises:
        RuleError: the lesson is not a published lesson of the learner's course.
    """
    structure = structure_of(enrollment.course, read_version())
    check_lesson_of(enrollment, lesson, structure)
    lesson_id, now = structure.lesson_here(lesson.pk), timezone.now()
    is_opened = LessonProgress.objects.filter(enrollment=enrollment, lesson_id=lesson_id, completed_at__isnull=True)
    if not is_opened.update(completed_at=now):
        LessonProgress.objects.get_or_create(
            enrollment=enrollment, lesson_id=lesson_id, defaults={"opened_at": now, "completed_at": now}
        )
    return refresh_completion(enrollment=enrollment, structure=structure)
