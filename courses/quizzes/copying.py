"""What copying a page leaves to us: Wagtail copies lessons, but knows nothing of the quizzes they name."""

import json
from itertools import count

from django.db import transaction
from wagtail.log_actions import log

from courses.catalog.actions import ids_in_blocks, sync_lesson_activities
from courses.catalog.models import CoursePage, LessonQuiz
from courses.quizzes.models import Quiz


@transaction.atomic
def give_lesson_own_quizzes(*, lesson, source_course_id, by=None):
    """Give a `lesson` that was just copied from `source_course_id` copies of its quizzes, in every revision of it.

    Whoever edits the copied course thereby leaves the quizzes of the first one alone. Questions stay shared in the
    bank, guidelines stay the firm's. A quiz of several lessons of the copied course becomes one quiz again.
    """
    revisions = list(lesson.revisions.all())
    bodies = [revision.content.get("body") or "[]" for revision in revisions]
    wanted = set(ids_in_blocks(lesson.body, "quiz"))
    for body in bodies:
        wanted |= {block["value"].get("quiz") for block in json.loads(body) if block["type"] == "quiz"}
    own = {
        quiz.pk: _own_quiz(quiz, lesson=lesson, source_course_id=source_course_id, by=by)
        for quiz in Quiz.objects.filter(pk__in=wanted - {None})
    }
    if not own:
        return
    for revision, body in zip(revisions, bodies, strict=True):
        revision.content = revision.content | {"body": json.dumps(_name_own(json.loads(body), own))}
        revision.save(update_fields=["content"])
    lesson.body = _name_own(lesson.body.get_prep_value(), own)
    lesson.save(clean=False, update_fields=["body"])
    if lesson.live:
        sync_lesson_activities(lesson=lesson)


def _name_own(blocks, own):
    """Return the `blocks` of a lesson with its own quizzes in the place of those they name."""
    return [
        block | {"value": {"quiz": own[block["value"]["quiz"]].pk}}
        if block["type"] == "quiz" and block["value"].get("quiz") in own
        else block
        for block in blocks
    ]


def _own_quiz(quiz, *, lesson, source_course_id, by):
    source_path = CoursePage.objects.values_list("path", flat=True).get(pk=source_course_id)
    lessons = LessonQuiz.objects.filter(quiz=quiz, lesson__path__startswith=source_path).exclude(lesson=lesson)
    if lessons.count() < 2:
        return copy_quiz(quiz=quiz, slug=_free_slug(quiz.slug), by=by)
    slug = f"{quiz.slug[:100]}-{lesson.get_parent().pk}"
    return Quiz.objects.filter(slug=slug).first() or copy_quiz(quiz=quiz, slug=slug, by=by)


def _free_slug(slug):
    taken = set(Quiz.objects.filter(slug__startswith=slug[:110]).values_list("slug", flat=True))
    return next(free for number in count(2) if (free := f"{slug[:110]}-{number}") not in taken)


@transaction.atomic
def copy_quiz(*, quiz, slug, by=None):
    """Return a copy of `quiz` that asks the same questions of the bank; it is live if `quiz` is."""
    source = quiz if quiz.live else quiz.get_latest_revision_as_object()
    copy = Quiz.objects.get(pk=quiz.pk) if quiz.live else quiz.get_latest_revision_as_object()
    copy.pk, copy.slug, copy.live, copy.has_unpublished_changes = None, slug, False, True
    copy.latest_revision = copy.live_revision = copy.locked_by = None
    copy.first_published_at = copy.last_published_at = copy.locked_at = copy.go_live_at = copy.expire_at = None
    copy.locked = copy.expired = False
    copy._state.adding = True
    source.copy_all_child_relations(copy)
    copy.save()
    log(instance=copy, action="wagtail.create", user=by)
    revision = copy.save_revision(user=by)
    if quiz.live:
        revision.publish(user=by)
        copy.refresh_from_db()
    return copy
