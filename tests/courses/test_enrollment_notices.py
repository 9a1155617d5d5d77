"""People are told by mail what others did: enrolled them, ask, answered."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from courses.enrollment.actions import (
    approve_request,
    decline_request,
    enroll_learner,
    enroll_learners,
    request_enrollment,
)
from courses.enrollment.notices import WINDOW, retry_enrollments, tell_of_enrollments
from courses.models import Enrollment
from courses.reminders.actions import send_reminders
from tests.factories.courses import CoursePageFactory
from tests.factories.users import LearnerFactory, ManagerFactory, ProfileFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(django_capture_on_commit_callbacks):
    """Return a function that calls an action, lets it be committed, and returns {address: subject} of the mails."""

    def call(action, **arguments):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            action(**arguments)
        return {message.to[0].split("<")[-1].strip(">"): message.subject for message in mail.outbox}

    return call


def test_those_enrolled_by_others_are_told_once(told):
    course, manager, learner = CoursePageFactory(title="First posts"), ManagerFactory(), LearnerFactory()
    learners = {learner: date(2030, 5, 3), manager: None}

    assert told(enroll_learners, course=course, learners=learners, by=manager, source="manager") == {
        learner.email: "You are enrolled: First posts"
    }
    assert f"{manager.get_full_name()} has enrolled you." in mail.outbox[0].body
    assert "Complete it by May 3, 2030." in mail.outbox[0].body
    assert told(enroll_learners, course=course, learners=learners, by=manager, source="manager") == {}
    tell_of_enrollments.call([Enrollment.objects.get(learner=learner).pk])
    assert mail.outbox == []


def test_who_enrolls_by_oneself_is_not_told(told):
    learner = LearnerFactory()

    assert told(enroll_learner, course=CoursePageFactory(), learner=learner, by=learner) == {}


def test_who_asks_is_answered_and_the_manager_is_told(told):
    course, manager = CoursePageFactory(title="First posts", enrollment_policy="approval"), ManagerFactory()
    learner = ProfileFactory(manager=manager, user=LearnerFactory(first_name="Odile", last_name="Pell")).user

    assert told(request_enrollment, course=course, learner=learner) == {
        manager.email: "Odile Pell requests enrollment in “First posts”"
    }
    enrollment = Enrollment.objects.get()
    assert told(decline_request, enrollment=enrollment, by=manager, note="Not before May.") == {
        learner.email: "Your request was declined: First posts"
    }
    assert "Not before May." in mail.outbox[0].body
    Enrollment.objects.update(status="requested")
    assert told(approve_request, enrollment=enrollment, by=manager) == {learner.email: "You are enrolled: First posts"}


def test_request_of_somebody_without_a_manager_waits_in_the_queue(told):
    course = CoursePageFactory(enrollment_policy="approval")

    assert told(request_enrollment, course=course, learner=LearnerFactory()) == {}


def test_mails_that_could_not_be_sent_follow_with_the_reminders(told, settings, django_assert_num_queries):
    course, manager = CoursePageFactory(title="First posts", enrollment_policy="approval"), ManagerFactory()
    people = [ProfileFactory(manager=manager).user for _ in range(4)]
    enrolled, asks, declined, approved = people
    settings.EMAIL_BACKEND = "tests.lms.test_notices.RefusingBackend"
    told(enroll_learners, course=course, learners={enrolled: None, manager: None}, by=manager, source="manager")
    for learner in (asks, declined, approved):
        told(request_enrollment, course=course, learner=learner)
    told(decline_request, enrollment=Enrollment.objects.get(learner=declined), by=manager, note="Not now.")
    told(approve_request, enrollment=Enrollment.objects.get(learner=approved), by=manager)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    assert retry_enrollments(now=timezone.now() + WINDOW + timedelta(minutes=1)) == 0
    assert told(send_reminders) == {
        enrolled.email: "You are enrolled: First posts",
        manager.email: f"{asks.get_full_name()} requests enrollment in “First posts”",
        declined.email: "Your request was declined: First posts",
        approved.email: "You are enrolled: First posts",
    }
    with django_assert_num_queries(2):
        assert retry_enrollments(now=timezone.now()) == 0
    assert told(send_reminders) == {}
