from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.classes.actions import BOOKINGS, book_seat, cancel_booking, promote_waiting
from courses.enrollment.actions import withdraw_learner
from courses.models import Booking, ClassMeeting, Enrollment, ScheduledClass
from lms.accounts.throttling import ThrottledError
from lms.exceptions import RuleError
from tests.factories.courses import BookingFactory, CoursePageFactory, EnrollmentFactory, ScheduledClassFactory
from tests.factories.users import LearnerFactory, TrainerFactory

pytestmark = pytest.mark.django_db


def book(scheduled_class, learner=None):
    learner = learner or LearnerFactory()
    return book_seat(scheduled_class=scheduled_class, learner=learner, by=learner)


def statuses(scheduled_class):
    return list(scheduled_class.bookings.order_by("pk").values_list("status", flat=True))


def test_book_seat_with_a_seat_free(logged):
    scheduled_class, learner = ScheduledClassFactory(capacity=1), LearnerFactory()

    booking = book(scheduled_class, learner)

    booking.refresh_from_db()
    assert (booking.scheduled_class, booking.learner, booking.status) == (scheduled_class, learner, "booked")
    assert timezone.now() - booking.queued_at < timedelta(minutes=1)
    assert logged(scheduled_class) == [
        ("lms_courses.book", learner, {"learner": str(learner), "status": Booking.Status.BOOKED})
    ]


def test_book_seat_enrolls_on_the_course():
    scheduled_class, learner, trainer = ScheduledClassFactory(), LearnerFactory(), TrainerFactory()
    other = LearnerFactory()

    book(scheduled_class, learner)
    book_seat(scheduled_class=scheduled_class, learner=other, by=trainer)

    mine, theirs = Enrollment.objects.order_by("pk")
    assert (mine.course, mine.learner, mine.source, mine.enrolled_by) == (
        scheduled_class.course,
        learner,
        "self",
        learner,
    )
    assert (theirs.learner, theirs.source, theirs.enrolled_by) == (other, "trainer", trainer)


def test_book_seat_lets_back_in_who_had_left_the_course():
    scheduled_class = ScheduledClassFactory()
    enrollment = EnrollmentFactory(course=scheduled_class.course)
    withdraw_learner(enrollment=enrollment, by=enrollment.learner)

    book(scheduled_class, enrollment.learner)

    assert Enrollment.objects.get().status == "active"


def test_book_seat_in_a_full_class_waits_in_line():
    scheduled_class = ScheduledClassFactory(capacity=1)
    book(scheduled_class)

    second, third = book(scheduled_class), book(scheduled_class)

    assert statuses(scheduled_class) == ["booked", "waiting", "waiting"]
    assert list(scheduled_class.bookings.waiting()) == [second, third]


def test_book_seat_does_not_overtake_those_who_wait():
    scheduled_class = ScheduledClassFactory(capacity=1)
    book(scheduled_class)
    waiting = book(scheduled_class)
    # More seats, and no one has been moved up yet.
    ScheduledClass.objects.filter(pk=scheduled_class.pk).update(capacity=2)

    late = book(scheduled_class)

    assert late.status == "waiting"
    assert promote_waiting(scheduled_class=scheduled_class, by=None) == [waiting]
    assert statuses(scheduled_class) == ["booked", "booked", "waiting"]


def test_book_seat_twice_keeps_the_place(logged):
    scheduled_class, learner, waiter = ScheduledClassFactory(capacity=1), LearnerFactory(), LearnerFactory()
    first, waiting = book(scheduled_class, learner), book(scheduled_class, waiter)
    third = book(scheduled_class)

    assert book(scheduled_class, learner) == first
    assert book(scheduled_class, waiter) == waiting

    assert statuses(scheduled_class) == ["booked", "waiting", "waiting"]
    assert list(scheduled_class.bookings.waiting()) == [waiting, third]
    assert len(logged(scheduled_class)) == 3


def test_book_seat_again_after_cancelling_joins_the_end_of_the_line():
    scheduled_class, learner = ScheduledClassFactory(capacity=1), LearnerFactory()
    booking = book(scheduled_class, learner)
    second, third = book(scheduled_class), book(scheduled_class)
    cancel_booking(booking=booking, by=learner)

    again = book(scheduled_class, learner)

    assert again.pk == booking.pk
    assert statuses(scheduled_class) == ["waiting", "booked", "waiting"]
    assert [each.pk for each in scheduled_class.bookings.waiting()] == [third.pk, again.pk]
    assert scheduled_class.bookings.booked().get() == second


def test_book_seat_in_a_begun_class_is_refused():
    scheduled_class = ScheduledClassFactory(starts_in=-timedelta(minutes=1))

    with pytest.raises(RuleError, match=r"^This class has already started\. Choose another date\.$"):
        book(scheduled_class)

    assert Booking.objects.count() == Enrollment.objects.count() == 0


def test_book_seat_in_a_cancelled_class_is_refused():
    scheduled_class = ScheduledClassFactory(cancelled_at=timezone.now())

    with pytest.raises(RuleError, match=r"^This class was canceled\. Choose another date\.$"):
        book(scheduled_class)

    assert Booking.objects.count() == Enrollment.objects.count() == 0


def test_book_seat_in_a_class_without_a_date_is_refused():
    scheduled_class = ScheduledClassFactory()
    scheduled_class.meetings.all().delete()

    with pytest.raises(RuleError, match=r"^This class has no date yet\. Check back when it is announced\.$"):
        book(scheduled_class)


def test_book_seat_of_a_draft_course_leaves_nothing_behind():
    scheduled_class = ScheduledClassFactory(course=CoursePageFactory(live=False))

    with pytest.raises(RuleError, match=r"^This course is not open yet\."):
        book(scheduled_class)

    assert Booking.objects.count() == Enrollment.objects.count() == 0


def test_cancel_booking_moves_the_first_waiting_up(logged):
    scheduled_class = ScheduledClassFactory(capacity=1)
    booking, second, third = (book(scheduled_class) for _ in range(3))

    cancel_booking(booking=booking, by=booking.learner)

    assert statuses(scheduled_class) == ["cancelled", "booked", "waiting"]
    assert scheduled_class.bookings.booked().get() == second
    assert scheduled_class.bookings.waiting().get() == third
    assert logged(scheduled_class)[3:] == [
        ("lms_courses.cancel_booking", booking.learner, {"learner": str(booking.learner)}),
        ("lms_courses.promote", booking.learner, {"learner": str(second.learner)}),
    ]


def test_cancel_booking_of_a_waiting_place_moves_nobody():
    scheduled_class = ScheduledClassFactory(capacity=1)
    _booked, second, third = (book(scheduled_class) for _ in range(3))

    cancel_booking(booking=second, by=second.learner)

    assert statuses(scheduled_class) == ["booked", "cancelled", "waiting"]
    assert scheduled_class.bookings.waiting().get() == third


def test_cancel_booking_twice_moves_up_one():
    scheduled_class = ScheduledClassFactory(capacity=1)
    booking, _second, _third = (book(scheduled_class) for _ in range(3))
    stale = Booking.objects.get(pk=booking.pk)

    cancel_booking(booking=booking, by=booking.learner)
    again = cancel_booking(booking=stale, by=booking.learner)

    assert again.status == "cancelled"
    assert statuses(scheduled_class) == ["cancelled", "booked", "waiting"]


def test_cancel_booking_of_a_begun_class_is_refused():
    booking = BookingFactory(scheduled_class=ScheduledClassFactory(starts_in=-timedelta(minutes=1)))

    with pytest.raises(RuleError, match=r"^This class has already started\."):
        cancel_booking(booking=booking, by=booking.learner)

    assert Booking.objects.get().status == "booked"


def test_cancel_booking_keeps_the_enrollment():
    booking = book(ScheduledClassFactory())

    cancel_booking(booking=booking, by=booking.learner)

    assert Enrollment.objects.get().status == "active"


def test_cancel_booking_after_seats_were_taken_away_moves_nobody_up():
    scheduled_class = ScheduledClassFactory(capacity=3)
    bookings = [book(scheduled_class) for _ in range(4)]
    ScheduledClass.objects.filter(pk=scheduled_class.pk).update(capacity=1)

    cancel_booking(booking=bookings[0], by=bookings[0].learner)
    assert statuses(scheduled_class) == ["cancelled", "booked", "booked", "waiting"]
    cancel_booking(booking=bookings[1], by=bookings[1].learner)
    assert statuses(scheduled_class) == ["cancelled", "cancelled", "booked", "waiting"]
    cancel_booking(booking=bookings[2], by=bookings[2].learner)
    assert statuses(scheduled_class) == ["cancelled", "cancelled", "cancelled", "booked"]


def test_class_saved_with_more_seats_moves_the_waiting_up_in_order(logged, django_capture_on_commit_callbacks):
    scheduled_class = ScheduledClassFactory(capacity=1)
    _booked, second, third, _fourth = (book(scheduled_class) for _ in range(4))
    scheduled_class.capacity = 3

    with django_capture_on_commit_callbacks(execute=True):
        scheduled_class.save()

    assert statuses(scheduled_class) == ["booked", "booked", "booked", "waiting"]
    assert logged(scheduled_class)[4:] == [
        ("lms_courses.promote", None, {"learner": str(second.learner)}),
        ("lms_courses.promote", None, {"learner": str(third.learner)}),
    ]


def test_class_saved_with_fewer_seats_sends_nobody_away(django_capture_on_commit_callbacks):
    scheduled_class = ScheduledClassFactory(capacity=3)
    for _ in range(3):
        book(scheduled_class)
    scheduled_class.capacity = 1

    with django_capture_on_commit_callbacks(execute=True):
        scheduled_class.save()

    assert statuses(scheduled_class) == ["booked", "booked", "booked"]
    assert book(scheduled_class).status == "waiting"


def test_class_of_another_course_has_seats_of_its_own():
    full, free = ScheduledClassFactory(capacity=1), ScheduledClassFactory(capacity=1)
    book(full)

    assert book(full).status == "waiting"
    assert book(free).status == "booked"


def test_class_without_a_seat_is_refused_by_the_database():
    with pytest.raises(IntegrityError), transaction.atomic():
        ScheduledClassFactory(capacity=0)


def test_booking_twice_for_one_person_is_refused_by_the_database():
    booking = BookingFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        BookingFactory(scheduled_class=booking.scheduled_class, learner=booking.learner, status="waiting")


@pytest.mark.parametrize("length", [timedelta(0), -timedelta(hours=1)])
def test_meeting_that_ends_before_it_starts_is_refused(length):
    scheduled_class, start = ScheduledClassFactory(), timezone.now()
    meeting = ClassMeeting(scheduled_class=scheduled_class, starts_at=start, ends_at=start + length)

    with pytest.raises(ValidationError) as caught:
        meeting.clean()
    assert caught.value.message_dict == {"ends_at": ["Choose an end after the start."]}
    with pytest.raises(IntegrityError), transaction.atomic():
        ClassMeeting.objects.create(scheduled_class=scheduled_class, starts_at=start, ends_at=start + length)


def test_class_is_called_by_its_title_else_by_its_course():
    course = CoursePageFactory(title="First posts")

    assert str(ScheduledClassFactory(course=course, title="")) == "First posts"
    assert str(ScheduledClassFactory(course=course, title="First posts, in Spanish")) == "First posts, in Spanish"


@pytest.mark.row("R18")
def test_booking_and_giving_back_again_and_again_has_to_wait():
    """Each is mailed. A trainer who books for others is not limited."""
    scheduled_class, learner = ScheduledClassFactory(), LearnerFactory()
    for _number in range(BOOKINGS.limit):
        cancel_booking(booking=book(scheduled_class, learner), by=learner)
    with pytest.raises(ThrottledError, match="Too many attempts"):
        book(scheduled_class, learner)
    assert statuses(scheduled_class) == ["cancelled"]
    book_seat(scheduled_class=scheduled_class, learner=learner, by=TrainerFactory())
    book(scheduled_class)
    assert statuses(scheduled_class) == ["booked", "booked"]
