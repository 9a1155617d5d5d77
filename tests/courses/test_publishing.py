import pytest

from courses.actions import sync_lesson_activities
from courses.models import (
    Attempt,
    CoursePage,
    Enrollment,
    LessonGuideline,
    LessonPage,
    LessonProgress,
    LessonQuiz,
)
from tests.factories.courses import (
    CoursePageFactory,
    EnrollmentFactory,
    GuidelineFactory,
    LessonPageFactory,
    QuizFactory,
    ScheduledClassFactory,
)

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


def test_course_copied_has_its_lessons_and_quizzes_but_no_learners():
    quiz, guideline = QuizFactory(), GuidelineFactory()
    course = CoursePageFactory(title="First posts", requirement_keys=["quizzes", "guidelines"])
    lessons = [
        LessonPageFactory(
            course=course, title="Follow", body=[("quiz", {"quiz": quiz}), ("guideline", {"guideline": guideline})]
        ),
        LessonPageFactory(course=course, title="Reply"),
    ]
    enrollment = EnrollmentFactory(course=course)
    enrollment.lesson_progress.create(lesson=lessons[0], opened_at=enrollment.created_at)
    Attempt.objects.create(enrollment=enrollment, quiz=quiz, points=1, max_points=2, is_passed=True)
    scheduled_class = ScheduledClassFactory(course=course)

    copy = course.copy(recursive=True, update_attrs={"title": "First posts, again", "slug": "again"})

    assert copy.pk != course.pk
    assert copy.requirement_keys == ["quizzes", "guidelines"]
    copies = list(LessonPage.objects.in_course(copy))
    assert [lesson.title for lesson in copies] == ["Follow", "Reply"]
    assert copies[0].body.raw_data[0]["value"] == {"quiz": quiz.pk}
    assert activities(copies[0]) == ({quiz.pk}, {guideline.pk})
    assert not Enrollment.objects.filter(course=copy).exists()
    assert not LessonProgress.objects.filter(lesson__in=copies).exists()
    assert not copy.scheduled_classes.exists()
    # The original is as it was.
    assert Enrollment.objects.get().course == course
    assert course.scheduled_classes.get() == scheduled_class
    assert CoursePage.objects.count() == 2


def test_course_copied_as_a_draft_counts_its_quizzes_once_published():
    quiz = QuizFactory()
    lesson = LessonPageFactory(body=[("quiz", {"quiz": quiz})])

    copy = lesson.get_course().copy(recursive=True, keep_live=False, update_attrs={"slug": "again"})
    draft = copy.get_children().get().specific
    draft.save_revision().publish()

    assert activities(draft) == ({quiz.pk}, set())
