"""The card on top of "My learning" names the next step of each role."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.courses import BookingFactory, EnrollmentFactory, ScheduledClassFactory
from tests.factories.users import ManagerFactory, ProfileFactory, TrainerFactory

pytestmark = pytest.mark.django_db


def next_step(client, user):
    client.force_login(user)
    step = client.get("/learning/").context["dashboard"].next_step
    return step and (step.kicker, step.title, step.url)


def teach(trainer, **kwargs):
    scheduled_class = ScheduledClassFactory(**kwargs)
    scheduled_class.trainers = [trainer]
    scheduled_class.save()
    return scheduled_class


def test_trainer_is_reminded_of_open_attendance_before_the_next_class(client):
    trainer = TrainerFactory()
    assert next_step(client, trainer) is None

    coming = teach(trainer, title="Coming")
    assert next_step(client, trainer) == ("Your next class", "Coming", coming.get_absolute_url())

    past = teach(trainer, title="Past", starts_in=-timedelta(days=1))
    BookingFactory(scheduled_class=past)
    assert next_step(client, trainer) == ("Attendance to mark", "Past", past.get_absolute_url())


def test_manager_is_told_how_many_courses_of_their_own_people_are_overdue(client):
    manager, yesterday = ManagerFactory(), timezone.localdate() - timedelta(days=1)
    EnrollmentFactory(due_date=yesterday)
    assert next_step(client, manager) is None

    EnrollmentFactory(learner=ProfileFactory(manager=manager).user, due_date=yesterday)
    assert next_step(client, manager) == ("My people", "1 course is overdue", "/learning/people/")

    EnrollmentFactory(learner=ProfileFactory(manager=manager).user, due_date=yesterday)
    assert next_step(client, manager)[1] == "2 courses are overdue"
