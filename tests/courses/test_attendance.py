from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from courses.classes.actions import mark_attendance
from courses.learning.actions import complete_lesson
from courses.models import Attendance, Enrollment
from lms.exceptions import RuleError
from tests.factories.courses import (
    BookingFactory,
    CoursePageFactory,
    EnrollmentFactory,
    LessonPageFactory,
    ScheduledClassFactory,
)
from tests.factories.users import LearnerFactory, TrainerFactory

pytestmark = pytest.mark.django_db

NO_SEAT = r"^Someone on the list no longer has a seat in this class\. Reload the page and mark attendance again\.$"


@pytest.fixture
def held(db):
    return ScheduledClassFactory(starts_in=-timedelta(hours=1))


@pytest.fixture
def meeting(held):
    return held.meetings.get()


def marks():
    return dict(Attendance.objects.values_list("learner_id", "status"))


def test_mark_attendance_notes_who_came(held, meeting, logged):
    trainer = TrainerFactory()
    first, second, third = (BookingFactory(scheduled_class=held).learner for _ in range(3))

    mark_attendance(meeting=meeting, statuses={first.pk: "present", second.pk: "absent", third.pk: ""}, by=trainer)

    assert marks() == {first.pk: "present", second.pk: "absent"}
    assert set(Attendance.objects.values_list("marked_by", flat=True)) == {trainer.pk}
    assert logged(held) == [
        ("lms_courses.mark_attendance", trainer, {"marks": {str(first): "present", str(second): "absent"}})
    ]


def test_mark_attendance_before_the_meeting_is_refused():
    to_come = ScheduledClassFactory(starts_in=timedelta(minutes=1))
    booking = BookingFactory(scheduled_class=to_come)

    with pytest.raises(RuleError, match=r"^This meeting has not started\. You can mark attendance once it has\.$"):
        mark_attendance(meeting=to_come.meetings.get(), statuses={booking.learner_id: "present"}, by=TrainerFactory())

    assert marks() == {}


@pytest.mark.parametrize("status", ["waiting", "cancelled", None])
def test_mark_attendance_of_somebody_without_a_seat_is_refused_as_a_whole(status, held, meeting):
    seated, stranger = BookingFactory(scheduled_class=held).learner, LearnerFactory()
    if status:
        BookingFactory(scheduled_class=held, learner=stranger, status=status)

    with pytest.raises(RuleError, match=NO_SEAT):
        mark_attendance(meeting=meeting, statuses={seated.pk: "present", stranger.pk: "present"}, by=TrainerFactory())

    assert marks() == {}


def test_mark_attendance_again_changes_only_what_differs(held, meeting, logged):
    first, second = (BookingFactory(scheduled_class=held).learner for _ in range(2))
    trainer, other = TrainerFactory(), TrainerFactory()
    mark_attendance(meeting=meeting, statuses={first.pk: "present", second.pk: "absent"}, by=trainer)

    mark_attendance(meeting=meeting, statuses={first.pk: "present", second.pk: "late"}, by=other)

    assert marks() == {first.pk: "present", second.pk: "late"}
    assert dict(Attendance.objects.values_list("learner_id", "marked_by_id")) == {
        first.pk: trainer.pk,
        second.pk: other.pk,
    }
    assert logged(held)[1:] == [("lms_courses.mark_attendance", other, {"marks": {str(second): "late"}})]


def test_mark_attendance_sent_twice_is_logged_once(held, meeting, logged):
    learner = BookingFactory(scheduled_class=held).learner

    for _click in range(2):
        mark_attendance(meeting=meeting, statuses={learner.pk: "present"}, by=TrainerFactory())

    assert Attendance.objects.count() == 1
    assert len(logged(held)) == 1


def test_mark_attendance_left_empty_keeps_an_earlier_mark(held, meeting):
    learner = BookingFactory(scheduled_class=held).learner
    mark_attendance(meeting=meeting, statuses={learner.pk: "present"}, by=TrainerFactory())

    mark_attendance(meeting=meeting, statuses={learner.pk: ""}, by=TrainerFactory())

    assert marks() == {learner.pk: "present"}


@pytest.mark.parametrize(("status", "is_completed"), [("late", True), ("excused", False)])
def test_mark_attendance_as_the_last_requirement_completes_the_course(
    status, is_completed, completed, django_capture_on_commit_callbacks
):
    lesson = LessonPageFactory(course=CoursePageFactory(requirement_keys=["class"]))
    held = ScheduledClassFactory(course=lesson.get_course(), starts_in=-timedelta(hours=1))
    enrollment = EnrollmentFactory(course=held.course)
    BookingFactory(scheduled_class=held, learner=enrollment.learner)
    complete_lesson(enrollment=enrollment, lesson=lesson)

    for _click in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            mark_attendance(meeting=held.meetings.get(), statuses={enrollment.learner_id: status}, by=TrainerFactory())

    assert Enrollment.objects.get().is_completed is is_completed
    assert completed == ([enrollment] if is_completed else [])


def test_mark_attendance_corrected_later_never_uncompletes():
    course = CoursePageFactory(requirement_keys=["class"])
    held = ScheduledClassFactory(course=course, starts_in=-timedelta(hours=1))
    enrollment = EnrollmentFactory(course=course)
    BookingFactory(scheduled_class=held, learner=enrollment.learner)
    mark_attendance(meeting=held.meetings.get(), statuses={enrollment.learner_id: "present"}, by=TrainerFactory())

    mark_attendance(meeting=held.meetings.get(), statuses={enrollment.learner_id: "absent"}, by=TrainerFactory())

    assert Enrollment.objects.get().status == "completed"
    assert marks() == {enrollment.learner_id: "absent"}


def test_attendance_twice_at_one_meeting_is_refused_by_the_database(meeting):
    learner = LearnerFactory()
    Attendance.objects.create(meeting=meeting, learner=learner, status="present")
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(meeting=meeting, learner=learner, status="absent")
