"""A course copied has lessons and quizzes of its own, and no one on it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.models import Attempt, CoursePage, Enrollment, Guideline, LessonPage, LessonProgress, Question, Quiz
from tests.factories.courses import (
    CoursePageFactory,
    EnrollmentFactory,
    GuidelineFactory,
    LessonPageFactory,
    QuizFactory,
    ScheduledClassFactory,
)

pytestmark = pytest.mark.django_db


def copy_by_code(client, course):
    return course.copy(recursive=True, update_attrs={"title": "Again", "slug": "again"})


def copy_in_the_admin(client, course):
    form = {"new_title": "Again", "new_slug": "again", "new_parent_page": course.get_parent().pk, "alias": ""}
    url = reverse("wagtailadmin_pages:copy", args=[course.pk])
    assert client.post(url, form | {"copy_subpages": "on", "publish_copies": "on"}).status_code == 302
    return CoursePage.objects.get(slug="again")


def activities(lesson):
    return list(lesson.lesson_quizzes.values_list("quiz_id", flat=True)), list(
        lesson.lesson_guidelines.values_list("guideline_id", flat=True)
    )


@pytest.fixture
def course():
    """A course of two lessons, the first with a quiz and a guideline, with a learner half-way and a class."""
    quiz, guideline = QuizFactory(title="Check", slug="check", attempt_limit=3), GuidelineFactory()
    quiz.tags.add("posts")
    quiz.save()
    course = CoursePageFactory(title="First posts", requirement_keys=["quizzes", "guidelines"])
    follow = LessonPageFactory(
        course=course, title="Follow", body=[("quiz", {"quiz": quiz}), ("guideline", {"guideline": guideline})]
    )
    LessonPageFactory(course=course, title="Reply")
    enrollment = EnrollmentFactory(course=course)
    enrollment.lesson_progress.create(lesson=follow, opened_at=timezone.now())
    Attempt.objects.create(enrollment=enrollment, quiz=quiz, points=1, max_points=2)
    ScheduledClassFactory(course=course)
    return course


@pytest.mark.row("A6")
@pytest.mark.parametrize("copy", [copy_by_code, copy_in_the_admin])
def test_course_copied_takes_lessons_and_quizzes_along_but_nobody(client, trainer, course, copy):
    before = {model: model.objects.count() for model in (Enrollment, LessonProgress, Attempt, Guideline, Question)}
    quiz = Quiz.objects.get()

    copied = copy(client, course)

    assert copied.requirement_keys == ["quizzes", "guidelines"]
    lessons = list(LessonPage.objects.in_course(copied))
    assert [lesson.title for lesson in lessons] == ["Follow", "Reply"]
    own = Quiz.objects.exclude(pk=quiz.pk).get()
    assert (own.title, own.slug, own.live, own.attempt_limit) == ("Check", "check-2", True, 3)
    assert list(own.tags.names()) == ["posts"]
    assert [place.question_id for place in own.quiz_questions.all()] == [
        place.question_id for place in quiz.quiz_questions.all()
    ]
    assert activities(lessons[0]) == ([own.pk], [Guideline.objects.get().pk])
    for text in (lessons[0].body, lessons[0].get_latest_revision_as_object().body):
        assert text.raw_data[0]["value"] == {"quiz": own.pk}
    assert not copied.enrollments.exists()
    assert not copied.scheduled_classes.exists()
    # The first course is as it was.
    assert {model: model.objects.count() for model in before} == before
    assert activities(LessonPage.objects.in_course(course).first()) == ([quiz.pk], [Guideline.objects.get().pk])
    assert course.scheduled_classes.count() == 1


def test_quiz_of_a_copied_course_is_edited_alone(course):
    quiz = Quiz.objects.get()
    course.copy(recursive=True, update_attrs={"slug": "again"})
    own = Quiz.objects.exclude(pk=quiz.pk).get()

    own.quiz_questions.first().delete()
    own.title = "Another check"
    own.save_revision().publish()

    quiz.refresh_from_db()
    assert (quiz.title, quiz.quiz_questions.count()) == ("Check", 2)


def test_lesson_copied_alone_has_quizzes_of_its_own(course):
    follow = LessonPage.objects.in_course(course).first()

    copies = [follow.copy(update_attrs={"slug": slug}) for slug in ("again", "and-again")]

    quizzes = [activities(copy)[0] for copy in copies]
    assert [Quiz.objects.get(pk=pk).slug for (pk,) in quizzes] == ["check-2", "check-3"]


def test_quiz_of_two_lessons_is_one_quiz_in_the_copy_too(course):
    LessonPageFactory(course=course, body=[("quiz", {"quiz": Quiz.objects.get()})])

    copy = course.copy(recursive=True, update_attrs={"slug": "again"})

    assert Quiz.objects.count() == 2
    first, _second, third = LessonPage.objects.in_course(copy)
    assert activities(first)[0] == activities(third)[0] != activities(LessonPage.objects.in_course(course).first())[0]


def test_course_copied_as_a_draft_counts_its_own_quizzes_once_published(course):
    copy = course.copy(recursive=True, keep_live=False, update_attrs={"slug": "again"})

    draft = copy.get_children().first().specific
    assert activities(draft) == ([], [])
    draft.get_latest_revision().publish()

    own = Quiz.objects.exclude(slug="check").get()
    assert activities(draft)[0] == [own.pk]


def test_quiz_not_published_yet_is_copied_as_the_draft_it_is():
    quiz = QuizFactory(slug="check", live=False)
    quiz.title = "Better check"
    quiz.save_revision()
    lesson = LessonPageFactory(body=[("quiz", {"quiz": quiz})])

    lesson.copy(update_attrs={"slug": "again"})

    own = Quiz.objects.get(slug="check-2")
    assert (own.title, own.live) == ("Better check", False)
    assert own.quiz_questions.count() == 2
