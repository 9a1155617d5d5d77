from datetime import timedelta

import pytest
from django.utils import timezone

from courses.enrollment.actions import refresh_completion, withdraw_learner
from courses.learning.actions import complete_lesson, open_lesson
from courses.models import Enrollment, LessonProgress
from lms.exceptions import RuleError
from tests.factories.courses import CoursePageFactory, EnrollmentFactory, LessonPageFactory, QuizFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(db):
    return CoursePageFactory(requirement_keys=[])


@pytest.fixture
def enrollment(course):
    return EnrollmentFactory(course=course)


def test_complete_lesson_marks_it_done(course, enrollment):
    lesson, _other = LessonPageFactory(course=course), LessonPageFactory(course=course)

    completion = complete_lesson(enrollment=enrollment, lesson=lesson)

    progress = LessonProgress.objects.get()
    assert (progress.enrollment, progress.lesson) == (enrollment, lesson)
    assert timezone.now() - progress.completed_at < timedelta(minutes=1)
    assert completion.is_complete is False
    assert Enrollment.objects.get().status == "active"


def test_complete_lesson_of_another_course_is_refused(enrollment):
    foreign = LessonPageFactory()

    with pytest.raises(RuleError, match=r"^This lesson is not part of the course you are enrolled in\.$"):
        complete_lesson(enrollment=enrollment, lesson=foreign)

    assert LessonProgress.objects.count() == 0


def test_complete_lesson_not_published_is_refused(course, enrollment):
    draft = LessonPageFactory(course=course, live=False)

    with pytest.raises(RuleError, match=r"^This lesson is not part of the course you are enrolled in\.$"):
        complete_lesson(enrollment=enrollment, lesson=draft)

    assert LessonProgress.objects.count() == 0


def test_complete_lesson_after_withdrawing_is_refused(course, enrollment):
    lesson = LessonPageFactory(course=course)
    withdraw_learner(enrollment=enrollment, by=enrollment.learner)

    with pytest.raises(RuleError, match=r"^You have left this course\. Enroll again to continue where you left off\.$"):
        complete_lesson(enrollment=enrollment, lesson=lesson)

    assert LessonProgress.objects.count() == 0


def test_complete_lesson_again_keeps_the_first_date(course, enrollment):
    lesson, _other = LessonPageFactory(course=course), LessonPageFactory(course=course)
    complete_lesson(enrollment=enrollment, lesson=lesson)
    long_ago = timezone.now() - timedelta(days=9)
    LessonProgress.objects.update(completed_at=long_ago)

    complete_lesson(enrollment=enrollment, lesson=lesson)

    assert LessonProgress.objects.get().completed_at == long_ago


def test_complete_lesson_opened_before_keeps_when_it_was_opened(course, enrollment):
    lesson = LessonPageFactory(course=course)
    opened_at = open_lesson(enrollment=enrollment, lesson=lesson).opened_at

    complete_lesson(enrollment=enrollment, lesson=lesson)

    progress = LessonProgress.objects.get()
    assert progress.opened_at == opened_at
    assert progress.completed_at >= opened_at


def test_complete_lesson_last_of_all_completes_the_course_once(
    course, enrollment, completed, logged, django_capture_on_commit_callbacks
):
    first, second = LessonPageFactory(course=course), LessonPageFactory(course=course)
    with django_capture_on_commit_callbacks(execute=True):
        complete_lesson(enrollment=enrollment, lesson=first)
    assert completed == []

    with django_capture_on_commit_callbacks(execute=True):
        completion = complete_lesson(enrollment=enrollment, lesson=second)
        assert completed == [], "the signal waits for the transaction"
    with django_capture_on_commit_callbacks(execute=True):
        complete_lesson(enrollment=enrollment, lesson=second)
        complete_lesson(enrollment=Enrollment.objects.get(), lesson=first)

    assert completion.is_complete
    assert completed == [enrollment]
    stored = Enrollment.objects.get()
    assert stored.status == "completed"
    assert timezone.now() - stored.completed_at < timedelta(minutes=1)
    assert logged(course) == [("lms_courses.complete", enrollment.learner, {"learner": str(enrollment.learner)})]


def test_complete_lesson_while_a_quiz_is_not_passed_does_not_complete(completed, django_capture_on_commit_callbacks):
    course = CoursePageFactory(requirement_keys=["quizzes"])
    lesson = LessonPageFactory(course=course, body=[("quiz", {"quiz": QuizFactory()})])
    enrollment = EnrollmentFactory(course=course)

    with django_capture_on_commit_callbacks(execute=True):
        completion = complete_lesson(enrollment=enrollment, lesson=lesson)

    assert [requirement.is_met for requirement in completion.requirements] == [True, False]
    assert Enrollment.objects.get().status == "active"
    assert completed == []


# --- Editing later ------------------------------------------------------------------------------------------------


def publish_another_lesson(course):
    LessonPageFactory(course=course)


def unpublish_every_lesson(course):
    for lesson in course.get_children():
        lesson.specific.unpublish()


def delete_every_lesson(course):
    for lesson in course.get_children():
        lesson.specific.delete()


def ask_for_a_class(course):
    course.requirement_keys = ["quizzes", "guidelines", "class"]
    course.save_revision().publish()


def put_a_quiz_into_the_lesson(course):
    course.requirement_keys = ["quizzes"]
    course.save_revision().publish()
    lesson = course.get_children().first().specific
    lesson.body = [("quiz", {"quiz": QuizFactory()})]
    lesson.save_revision().publish()


def unpublish_the_course(course):
    course.unpublish()


@pytest.mark.parametrize(
    "edit",
    [
        publish_another_lesson,
        unpublish_every_lesson,
        delete_every_lesson,
        ask_for_a_class,
        put_a_quiz_into_the_lesson,
        unpublish_the_course,
    ],
)
def test_completed_course_edited_later_stays_completed(
    edit, course, enrollment, completed, django_capture_on_commit_callbacks
):
    lesson = LessonPageFactory(course=course)
    with django_capture_on_commit_callbacks(execute=True):
        complete_lesson(enrollment=enrollment, lesson=lesson)
    completed_at = Enrollment.objects.get().completed_at

    course.refresh_from_db()
    edit(course)
    with django_capture_on_commit_callbacks(execute=True):
        refresh_completion(enrollment=Enrollment.objects.get())

    stored = Enrollment.objects.get()
    assert (stored.status, stored.completed_at) == ("completed", completed_at)
    assert completed == [enrollment]


def test_completed_course_with_a_new_lesson_asks_nothing_more(course, enrollment):
    complete_lesson(enrollment=enrollment, lesson=LessonPageFactory(course=course))
    new = LessonPageFactory(course=course)

    assert refresh_completion(enrollment=Enrollment.objects.get()).unmet == []
    assert complete_lesson(enrollment=Enrollment.objects.get(), lesson=new).is_complete


# --- Opening ------------------------------------------------------------------------------------------------------


def test_open_lesson_notes_when(enrollment, course):
    lesson = LessonPageFactory(course=course)

    open_lesson(enrollment=enrollment, lesson=lesson)

    progress = LessonProgress.objects.get()
    assert timezone.now() - progress.opened_at < timedelta(minutes=1)
    assert progress.completed_at is None


def test_open_lesson_reloaded_at_once_writes_nothing(enrollment, course, django_assert_num_queries):
    lesson = LessonPageFactory(course=course)
    opened_at = open_lesson(enrollment=enrollment, lesson=lesson).opened_at

    with django_assert_num_queries(1):
        open_lesson(enrollment=enrollment, lesson=lesson)

    assert LessonProgress.objects.get().opened_at == opened_at


def test_open_lesson_a_day_later_is_noted(enrollment, course):
    lesson = LessonPageFactory(course=course)
    open_lesson(enrollment=enrollment, lesson=lesson)
    LessonProgress.objects.update(opened_at=timezone.now() - timedelta(days=1))

    open_lesson(enrollment=enrollment, lesson=lesson)

    assert timezone.now() - LessonProgress.objects.get().opened_at < timedelta(minutes=1)
