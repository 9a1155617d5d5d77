from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.enrollment.actions import enroll_learner, refresh_completion, withdraw_learner
from courses.learning.actions import complete_lesson
from courses.models import Enrollment
from lms.exceptions import RuleError
from tests.factories.courses import CoursePageFactory, EnrollmentFactory, LessonPageFactory
from tests.factories.users import LearnerFactory, ManagerFactory

pytestmark = pytest.mark.django_db


def test_enroll_learner_on_published_course(logged):
    course, learner = CoursePageFactory(), LearnerFactory()

    enrollment = enroll_learner(course=course, learner=learner, by=learner)

    enrollment.refresh_from_db()
    assert (enrollment.learner, enrollment.course, enrollment.enrolled_by) == (learner, course, learner)
    assert (enrollment.status, enrollment.source) == ("active", "self")
    assert (enrollment.due_date, enrollment.completed_at) == (None, None)
    assert logged(course) == [("lms_courses.enroll", learner, {"learner": str(learner)})]


def test_enroll_learner_by_manager_keeps_source_and_due_date(logged):
    course, learner, manager = CoursePageFactory(), LearnerFactory(), ManagerFactory()

    enroll_learner(
        course=course, learner=learner, by=manager, source=Enrollment.Source.MANAGER, due_date=date(2030, 5, 3)
    )

    enrollment = Enrollment.objects.get()
    assert (enrollment.source, enrollment.enrolled_by, enrollment.due_date) == ("manager", manager, date(2030, 5, 3))
    assert logged(course) == [("lms_courses.enroll", manager, {"learner": str(learner)})]


def test_enroll_learner_twice_is_one_enrollment(logged):
    course, learner, manager = CoursePageFactory(), LearnerFactory(), ManagerFactory()
    first = enroll_learner(course=course, learner=learner, by=learner)

    second = enroll_learner(
        course=course, learner=learner, by=manager, source=Enrollment.Source.MANAGER, due_date=date(2030, 5, 3)
    )

    assert second == first
    kept = Enrollment.objects.get()
    assert (kept.source, kept.enrolled_by, kept.due_date) == ("self", learner, None)
    assert len(logged(course)) == 1


def test_enroll_learner_on_draft_course_is_refused(logged):
    course = CoursePageFactory(live=False)

    with pytest.raises(RuleError, match=r"^This course is not open yet\. Check back when it is published\.$"):
        enroll_learner(course=course, learner=LearnerFactory(), by=None)

    assert Enrollment.objects.count() == 0
    assert logged(course) == []


def test_enroll_learner_who_completed_stays_completed(logged):
    enrollment = EnrollmentFactory(completed=True)
    completed_at = enrollment.completed_at

    again = enroll_learner(course=enrollment.course, learner=enrollment.learner, by=enrollment.learner)

    assert (again.pk, again.status, again.completed_at) == (enrollment.pk, "completed", completed_at)
    assert logged(enrollment.course) == []


def test_withdraw_learner_keeps_progress(logged):
    course = CoursePageFactory()
    lesson, _other = LessonPageFactory(course=course), LessonPageFactory(course=course)
    enrollment = EnrollmentFactory(course=course)
    complete_lesson(enrollment=enrollment, lesson=lesson)

    withdraw_learner(enrollment=enrollment, by=enrollment.learner)

    enrollment.refresh_from_db()
    assert enrollment.status == "withdrawn"
    assert enrollment.lesson_progress.get().completed_at is not None
    assert logged(course) == [("lms_courses.withdraw", enrollment.learner, {"learner": str(enrollment.learner)})]


def test_withdraw_learner_twice_is_logged_once(logged):
    enrollment = EnrollmentFactory()

    withdraw_learner(enrollment=enrollment, by=enrollment.learner)
    withdraw_learner(enrollment=enrollment, by=enrollment.learner)

    assert Enrollment.objects.get().status == "withdrawn"
    assert len(logged(enrollment.course)) == 1


def test_withdraw_learner_from_completed_course_is_refused(logged):
    enrollment = EnrollmentFactory(completed=True)

    with pytest.raises(RuleError, match=r"^You have completed this course, so you cannot leave it\.$"):
        withdraw_learner(enrollment=enrollment, by=enrollment.learner)

    assert Enrollment.objects.get().status == "completed"
    assert logged(enrollment.course) == []


def test_enroll_learner_who_withdrew_lets_in_with_progress(logged):
    course = CoursePageFactory()
    lesson, _other = LessonPageFactory(course=course), LessonPageFactory(course=course)
    enrollment = EnrollmentFactory(course=course)
    complete_lesson(enrollment=enrollment, lesson=lesson)
    withdraw_learner(enrollment=enrollment, by=enrollment.learner)

    again = enroll_learner(course=course, learner=enrollment.learner, by=enrollment.learner)

    assert again.pk == enrollment.pk
    assert Enrollment.objects.get().status == "active"
    assert again.lesson_progress.get().lesson == lesson
    assert [action for action, _user, _data in logged(course)] == ["lms_courses.withdraw", "lms_courses.enroll"]


def test_enroll_learner_who_withdrew_completes_when_nothing_is_missing_any_more(
    completed, django_capture_on_commit_callbacks
):
    course = CoursePageFactory()
    lesson, other = LessonPageFactory(course=course), LessonPageFactory(course=course)
    enrollment = EnrollmentFactory(course=course)
    complete_lesson(enrollment=enrollment, lesson=lesson)
    withdraw_learner(enrollment=enrollment, by=enrollment.learner)
    other.unpublish()

    with django_capture_on_commit_callbacks(execute=True):
        again = enroll_learner(course=course, learner=enrollment.learner, by=enrollment.learner)

    assert again.is_completed
    assert completed == [enrollment]


def test_refresh_completion_without_lessons_never_completes(completed, django_capture_on_commit_callbacks):
    enrollment = EnrollmentFactory()

    with django_capture_on_commit_callbacks(execute=True):
        completion = refresh_completion(enrollment=enrollment)

    assert (completion.total, completion.is_complete) == (0, False)
    assert Enrollment.objects.get().status == "active"
    assert completed == []


def test_refresh_completion_of_withdrawn_enrollment_changes_nothing(completed, django_capture_on_commit_callbacks):
    lesson = LessonPageFactory()
    enrollment = EnrollmentFactory(course=lesson.get_course())
    stale = Enrollment.objects.get(pk=enrollment.pk)
    enrollment.lesson_progress.create(lesson=lesson, opened_at=timezone.now(), completed_at=timezone.now())
    withdraw_learner(enrollment=enrollment, by=enrollment.learner)

    with django_capture_on_commit_callbacks(execute=True):
        assert refresh_completion(enrollment=enrollment).is_complete
        # Someone who read the row before the withdrawal must not complete it either.
        refresh_completion(enrollment=stale)

    assert Enrollment.objects.get().status == "withdrawn"
    assert completed == []


def test_refresh_completion_by_two_readers_of_one_row_is_told_once(
    completed, logged, django_capture_on_commit_callbacks
):
    lesson = LessonPageFactory()
    enrollment = EnrollmentFactory(course=lesson.get_course())
    enrollment.lesson_progress.create(lesson=lesson, opened_at=timezone.now(), completed_at=timezone.now())
    stale = Enrollment.objects.get(pk=enrollment.pk)

    with django_capture_on_commit_callbacks(execute=True):
        refresh_completion(enrollment=enrollment)
        refresh_completion(enrollment=stale)
        refresh_completion(enrollment=Enrollment.objects.get())

    assert completed == [enrollment]
    assert [action for action, _user, _data in logged(enrollment.course)] == ["lms_courses.complete"]


@pytest.mark.parametrize(
    ("status", "completed_at"), [("completed", None), ("active", timezone.now()), ("withdrawn", timezone.now())]
)
def test_enrollment_whose_date_contradicts_its_status_is_refused_by_the_database(status, completed_at):
    with pytest.raises(IntegrityError), transaction.atomic():
        EnrollmentFactory(status=status, completed_at=completed_at)
    assert Enrollment.objects.count() == 0
