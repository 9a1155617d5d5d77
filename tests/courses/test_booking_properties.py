"""Seats and waiting lists against a model of a few lines, in any order of what people and trainers do."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from courses.classes.actions import book_seat, cancel_booking, move_booking
from courses.models import Booking, ScheduledClass
from courses.signals import booking_changed
from lms.exceptions import RuleError
from tests.factories.courses import CoursePageFactory, ScheduledClassFactory
from tests.factories.users import LearnerFactory, TrainerFactory

PEOPLE = 6
CLASSES = 2

steps = st.lists(
    st.tuples(st.sampled_from(["book", "cancel", "remove", "move"]), st.integers(0, 1), st.integers(0, PEOPLE - 1))
    | st.tuples(st.just("capacity"), st.integers(0, 1), st.integers(1, PEOPLE)),
    max_size=25,
)


class Model:
    """What should happen in one class: a set of seats and a line."""

    def __init__(self, capacity):
        self.capacity, self.seated, self.line = capacity, set(), []

    def move_up(self):
        while self.line and len(self.seated) < self.capacity:
            self.seated.add(self.line.pop(0))

    def has(self, person):
        return person in self.seated or person in self.line

    def has_free_seat(self):
        return len(self.seated) < self.capacity and not self.line

    def book(self, person):
        if not self.has(person):
            self.line.append(person)
            self.move_up()

    def cancel(self, person):
        self.seated.discard(person)
        if person in self.line:
            self.line.remove(person)
        self.move_up()

    def set_capacity(self, capacity):
        self.capacity = capacity
        self.move_up()

    def move_to(self, other, person):
        """Return whether the move is allowed: no one gives up a seat for a place in line."""
        if not self.has(person):
            return other.has(person)
        if person in self.seated and not (other.has_free_seat() or person in other.seated):
            return False
        other.book(person)
        self.cancel(person)
        return True


class TestSeats(TestCase):
    """Hypothesis rolls the database back after each example only in its own TestCase."""

    def setUp(self):
        course = CoursePageFactory()
        self.trainer, self.people = TrainerFactory(), LearnerFactory.create_batch(PEOPLE)
        self.numbers = {person.pk: number for number, person in enumerate(self.people)}
        self.classes = [ScheduledClassFactory(course=course, capacity=2) for _ in range(CLASSES)]
        self.told = {}
        booking_changed.connect(self.note)

    def tearDown(self):
        booking_changed.disconnect(self.note)

    def note(self, sender, booking, **kwargs):
        self.told[booking.scheduled_class_id, self.numbers[booking.learner_id]] = booking.status

    def do(self, models, verb, which, number):
        model, scheduled_class = models[which], self.classes[which]
        if verb == "capacity":
            model.set_capacity(number)
            changed = ScheduledClass.objects.get(pk=scheduled_class.pk)
            changed.capacity = number
            changed.save_revision().publish()
            return
        person = self.people[number]
        booking = Booking.objects.filter(scheduled_class=scheduled_class, learner=person).first()
        if verb == "book":
            model.book(number)
            book_seat(scheduled_class=scheduled_class, learner=person, by=person)
        elif booking and verb == "move":
            if model.move_to(models[1 - which], number):
                move_booking(booking=booking, to=self.classes[1 - which], by=self.trainer)
            else:
                with pytest.raises(RuleError):
                    move_booking(booking=booking, to=self.classes[1 - which], by=self.trainer)
        elif booking:
            model.cancel(number)
            cancel_booking(booking=booking, by=person if verb == "cancel" else self.trainer)

    @pytest.mark.row("C2")
    @settings(max_examples=40, deadline=None)
    @given(steps=steps)
    def test_seats_and_lines_follow_the_model(self, steps):
        models = [Model(capacity=2) for _ in self.classes]
        self.told.clear()
        for verb, which, number in steps:
            seated_before = [each.bookings.booked().count() for each in self.classes]
            with self.captureOnCommitCallbacks(execute=True):
                self.do(models, verb, which, number)

            for model, scheduled_class, before in zip(models, self.classes, seated_before, strict=True):
                bookings = scheduled_class.bookings
                seated = [self.numbers[pk] for pk in bookings.booked().values_list("learner_id", flat=True)]
                line = [self.numbers[pk] for pk in bookings.waiting().values_list("learner_id", flat=True)]
                assert sorted(seated) == sorted(model.seated), "no one lost, no one twice"
                assert line == model.line, "promoted in order"
                # More people than seats only ever come from a trainer who took seats away.
                assert len(seated) <= max(model.capacity, before)
                assert not line or len(seated) >= model.capacity
        # Whoever listened to the signal knows the same.
        stored = Booking.objects.values_list("scheduled_class_id", "learner_id", "status")
        assert self.told == {(pk, self.numbers[learner]): status for pk, learner, status in stored}
