import pytest

from courses.catalog.actions import sync_lesson_activities
from courses.models import LessonGuideline, LessonPage, LessonQuiz
from tests.factories.courses import GuidelineFactory, LessonPageFactory, QuizFactory

pytestmark = pytest.mark.django_db


def activities(lesson):
    return (
        set(LessonQuiz.objects.filter(lesson=lesson).values_list("quiz_id", flat=True)),
        set(LessonGuideline.objects.filter(lesson=lesson).values_list("guideline_id", flat=True)),
    )


def test_lesson_published_notes_its_quizzes_and_guidelines():
    quizzes, guideline = QuizFactory.create_batch(2), GuidelineFactory()

    lesson = LessonPageFactory(
        body=[
            ("quiz", {"quiz": quizzes[0]}),
            ("paragraph", "<p>Between.</p>"),
            ("guideline", {"guideline": guideline}),
            ("quiz", {"quiz": quizzes[1]}),
        ]
    )

    assert activities(lesson) == ({quizzes[0].pk, quizzes[1].pk}, {guideline.pk})


def test_lesson_published_again_follows_the_text():
    first, second, guideline = QuizFactory(), QuizFactory(), GuidelineFactory()
    lesson = LessonPageFactory(body=[("quiz", {"quiz": first}), ("guideline", {"guideline": guideline})])
    kept = LessonQuiz.objects.create(lesson=LessonPageFactory(), quiz=first)

    lesson.body = [("quiz", {"quiz": second})]
    lesson.save_revision().publish()

    assert activities(lesson) == ({second.pk}, set())
    assert LessonQuiz.objects.filter(pk=kept.pk).exists()


def test_lesson_with_one_quiz_twice_notes_it_once():
    quiz = QuizFactory()

    lesson = LessonPageFactory(body=[("quiz", {"quiz": quiz}), ("quiz", {"quiz": quiz})])

    assert activities(lesson) == ({quiz.pk}, set())


def test_lesson_draft_is_not_counted():
    quiz = QuizFactory()
    lesson = LessonPageFactory(body=[("quiz", {"quiz": quiz})])

    lesson.body = [("quiz", {"quiz": QuizFactory()})]
    revision = lesson.save_revision()
    assert activities(lesson) == ({quiz.pk}, set())

    revision.publish()
    assert quiz.pk not in activities(lesson)[0]


def test_sync_lesson_activities_again_changes_nothing(django_assert_num_queries):
    lesson = LessonPageFactory(
        body=[("quiz", {"quiz": QuizFactory()}), ("guideline", {"guideline": GuidelineFactory()})]
    )
    before = list(LessonQuiz.objects.values()), list(LessonGuideline.objects.values())

    sync_lesson_activities(lesson=LessonPage.objects.get(pk=lesson.pk))

    assert (list(LessonQuiz.objects.values()), list(LessonGuideline.objects.values())) == before
