"""Seats and the waiting list against a model of a few lines, in any order of what people and trainers do."""

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from courses.actions import book_seat, cancel_booking
from courses.models import Booking, ScheduledClass
from tests.factories.courses import ScheduledClassFactory
from tests.factories.users import LearnerFactory

PEOPLE = 6

steps = st.lists(
    st.tuples(st.just("book"), st.integers(0, PEOPLE - 1))
    | st.tuples(st.just("cancel"), st.integers(0, PEOPLE - 1))
    | st.tuples(st.just("capacity"), st.integers(1, PEOPLE)),
    max_size=25,
)


class Model:
    """What should happen: a set of seats and a line."""

    def __init__(self, capacity):
        self.capacity, self.seated, self.line = capacity, set(), []

    def move_up(self):
        while self.line and len(self.seated) < self.capacity:
            self.seated.add(self.line.pop(0))

    def book(self, person):
        if person not in self.seated and person not in self.line:
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


class TestSeats(TestCase):
    """Hypothesis rolls the database back after each example only in its own TestCase."""

    def setUp(self):
        self.people = LearnerFactory.create_batch(PEOPLE)
        self.scheduled_class = ScheduledClassFactory(capacity=2)

    def bookings(self):
        return Booking.objects.filter(scheduled_class=self.scheduled_class)

    def do(self, model, verb, number):
        if verb == "book":
            model.book(number)
            person = self.people[number]
            book_seat(scheduled_class=self.scheduled_class, learner=person, by=person)
        elif verb == "cancel":
            model.cancel(number)
            person = self.people[number]
            booking = self.bookings().filter(learner=person).first()
            if booking:
                cancel_booking(booking=booking, by=person)
        else:
            model.set_capacity(number)
            scheduled_class = ScheduledClass.objects.get(pk=self.scheduled_class.pk)
            scheduled_class.capacity = number
            with self.captureOnCommitCallbacks(execute=True):
                scheduled_class.save()

    @settings(max_examples=50, deadline=None)
    @given(steps=steps)
    def test_seats_and_line_follow_the_model(self, steps):
        numbers = {person.pk: number for number, person in enumerate(self.people)}
        model, has_place = Model(capacity=2), set()
        for verb, number in steps:
            seated_before = self.bookings().booked().count()
            self.do(model, verb, number)

            seated = [numbers[pk] for pk in self.bookings().booked().values_list("learner_id", flat=True)]
            line = [numbers[pk] for pk in self.bookings().waiting().values_list("learner_id", flat=True)]
            assert sorted(seated) == sorted(model.seated)
            assert line == model.line
            # More people than seats only ever come from a trainer who took seats away.
            assert len(seated) <= max(model.capacity, seated_before)
            assert not line or len(seated) >= model.capacity
            if verb == "book":
                has_place.add(number)
            elif verb == "cancel":
                has_place.discard(number)
            assert set(seated) | set(line) == has_place
