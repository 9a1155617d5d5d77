from datetime import timedelta

import pytest
from django.utils import timezone

from courses.models import Attendance, Booking, ClassMeeting, ScheduledClass
from tests.factories.courses import BookingFactory, ScheduledClassFactory
from tests.factories.users import LearnerFactory, TrainerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def add_meeting(scheduled_class, starts_in):
    start = timezone.now() + starts_in
    return ClassMeeting.objects.create(scheduled_class=scheduled_class, starts_at=start, ends_at=start + HOUR)


def test_upcoming_leaves_out_what_is_over_and_begins_with_the_next():
    later, sooner = ScheduledClassFactory(starts_in=2 * DAY), ScheduledClassFactory(starts_in=DAY)
    under_way = ScheduledClassFactory(starts_in=-HOUR)
    ScheduledClassFactory(starts_in=-3 * HOUR)

    assert list(ScheduledClass.objects.upcoming()) == [under_way, sooner, later]


def test_past_begins_with_the_last_one():
    older, newer = ScheduledClassFactory(starts_in=-9 * DAY), ScheduledClassFactory(starts_in=-2 * DAY)
    ScheduledClassFactory(starts_in=-HOUR)

    assert list(ScheduledClass.objects.past()) == [newer, older]


def test_upcoming_and_past_leave_out_cancelled_classes_and_those_without_a_date():
    ScheduledClassFactory(cancelled_at=timezone.now())
    ScheduledClassFactory(cancelled_at=timezone.now(), starts_in=-DAY)
    ScheduledClassFactory().meetings.all().delete()

    assert not ScheduledClass.objects.upcoming().exists()
    assert not ScheduledClass.objects.past().exists()
    assert ScheduledClass.objects.held().count() == 1


def test_class_with_several_meetings_is_upcoming_until_the_last_is_over():
    scheduled_class = ScheduledClassFactory(starts_in=-7 * DAY)
    last = add_meeting(scheduled_class, 7 * DAY)

    [row] = ScheduledClass.objects.upcoming()
    assert row.starts_at == scheduled_class.meetings.first().starts_at
    assert row.ends_at == last.ends_at
    assert not ScheduledClass.objects.past().exists()


@pytest.mark.parametrize(
    ("capacity", "booked", "taken", "free"), [(3, 0, 0, 3), (3, 2, 2, 1), (3, 3, 3, 0), (1, 2, 2, 0)]
)
def test_with_seats_taken_counts_only_booked_seats(capacity, booked, taken, free):
    scheduled_class = ScheduledClassFactory(capacity=capacity)
    add_meeting(scheduled_class, 8 * DAY)
    BookingFactory.create_batch(booked, scheduled_class=scheduled_class)
    BookingFactory(scheduled_class=scheduled_class, status="waiting")
    BookingFactory(scheduled_class=scheduled_class, status="cancelled")
    BookingFactory()

    row = ScheduledClass.objects.with_seats_taken().get(pk=scheduled_class.pk)

    assert (row.seats_taken, row.seats_free) == (taken, free)


def test_booked_by_finds_seats_and_waiting_places_once():
    learner = LearnerFactory()
    mine = [BookingFactory(learner=learner, status=status).scheduled_class for status in ("booked", "waiting")]
    BookingFactory(learner=learner, status="cancelled")
    BookingFactory(scheduled_class=mine[0])

    assert set(ScheduledClass.objects.booked_by(learner)) == set(mine)
    assert ScheduledClass.objects.booked_by(learner).count() == 2


def test_taught_by_finds_the_classes_of_a_trainer():
    trainer, other = TrainerFactory(), TrainerFactory()
    mine, shared, _free = ScheduledClassFactory.create_batch(3)
    for scheduled_class, trainers in ((mine, [trainer]), (shared, [trainer, other])):
        scheduled_class.trainers = trainers
        scheduled_class.save()

    assert set(ScheduledClass.objects.taught_by(trainer)) == {mine, shared}
    assert set(ScheduledClass.objects.taught_by(other)) == {shared}


def test_with_meeting_to_mark_waits_for_every_seat():
    held = ScheduledClassFactory(starts_in=-DAY)
    first, second = (BookingFactory(scheduled_class=held).learner for _ in range(2))
    BookingFactory(scheduled_class=held, status="waiting")
    meeting = held.meetings.get()
    to_mark = ScheduledClass.objects.with_meeting_to_mark()

    assert list(to_mark.all()) == [held]
    Attendance.objects.create(meeting=meeting, learner=first, status="present")
    assert list(to_mark.all()) == [held]
    Attendance.objects.create(meeting=meeting, learner=second, status="absent")
    assert list(to_mark.all()) == []
    # Marked for the first meeting is not marked for the second.
    add_meeting(held, -HOUR)
    assert list(to_mark.all()) == [held]


def test_with_meeting_to_mark_leaves_out_classes_to_come_and_empty_ones():
    BookingFactory(scheduled_class=ScheduledClassFactory(starts_in=DAY))
    ScheduledClassFactory(starts_in=-DAY)

    assert not ScheduledClass.objects.with_meeting_to_mark().exists()


def test_bookings_waiting_come_in_the_order_they_were_asked_for():
    scheduled_class, now = ScheduledClassFactory(), timezone.now()
    late = BookingFactory(scheduled_class=scheduled_class, status="waiting", queued_at=now)
    early = BookingFactory(scheduled_class=scheduled_class, status="waiting", queued_at=now - DAY)
    seat = BookingFactory(scheduled_class=scheduled_class)
    BookingFactory(scheduled_class=scheduled_class, status="cancelled")

    assert list(Booking.objects.waiting()) == [early, late]
    assert list(Booking.objects.booked()) == [seat]
    assert set(Booking.objects.in_force()) == {early, late, seat}


def test_meeting_is_over_once_it_has_ended():
    assert ScheduledClassFactory(starts_in=-3 * HOUR).meetings.get().is_over is True
    assert ScheduledClassFactory(starts_in=-HOUR).meetings.get().is_over is False
