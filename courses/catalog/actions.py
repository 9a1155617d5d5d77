from django.db import transaction

from courses.catalog.models import LessonGuideline, LessonQuiz
from lms.caching.cache import invalidate


def ids_in_blocks(value, block_name):
    """Yield the ids of the snippets chosen in blocks called `block_name`, top-level blocks only."""
    for block in value:
        if block.block_type == block_name and block.value:
            yield block.value["quiz" if block_name == "quiz" else "guideline"].pk


@transaction.atomic
def sync_lesson_activities(*, lesson):
    """Keep the tables `LessonQuiz` and `LessonGuideline` in step with the published text of `lesson`."""
    _sync(LessonQuiz, "quiz_id", lesson, set(ids_in_blocks(lesson.body, "quiz")))
    _sync(LessonGuideline, "guideline_id", lesson, set(ids_in_blocks(lesson.body, "guideline")))
    invalidate()  # New rows come in bulk, without a signal.


def _sync(model, attribute, lesson, wanted):
    present = set(model.objects.filter(lesson=lesson).values_list(attribute, flat=True))
    if gone := present - wanted:
        model.objects.filter(lesson=lesson, **{f"{attribute}__in": gone}).delete()
    model.objects.bulk_create(
        [model(lesson=lesson, **{attribute: pk}) for pk in sorted(wanted - present)], ignore_conflicts=True
    )
