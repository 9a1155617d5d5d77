"""The private feed of each person, and one class as a file."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from lms.accounts.people import profile_of
from tests.factories.courses import BookingFactory, CoursePageFactory, EnrollmentFactory, ScheduledClassFactory
from tests.factories.users import LearnerFactory, TrainerFactory

pytestmark = pytest.mark.django_db


def feed_url(person):
    return reverse("lms_courses:calendar_feed", args=[profile_of(person).calendar_key])


def titles(response):
    assert response.status_code == 200
    return [str(event["summary"]) for event in Calendar.from_ical(response.content).walk("VEVENT")]


@pytest.fixture
def ada(db):
    return LearnerFactory(username="ada")


@pytest.mark.row("C3")
def test_feed_holds_what_one_sits_in_teaches_and_owes(client, ada):
    def booked(title, status="booked", **facts):
        BookingFactory(learner=ada, status=status, scheduled_class=ScheduledClassFactory(title=title, **facts))

    booked("Mine", link="https://meet.example/x")
    booked("Over", starts_in=timedelta(days=-80))
    booked("Long over", starts_in=timedelta(days=-100))
    booked("Waiting", status="waiting")
    booked("Given back", status="cancelled")
    booked("Draft", live=False)
    booked("Off", cancelled_at=timezone.now())
    taught = ScheduledClassFactory(title="Taught", starts_in=timedelta(days=9))
    taught.trainers = [ada]
    taught.save()
    EnrollmentFactory(learner=ada, course=CoursePageFactory(title="Owed"), due_date=timezone.localdate())
    EnrollmentFactory(
        learner=ada, course=CoursePageFactory(title="Done"), due_date=timezone.localdate(), completed=True
    )
    response = client.get(feed_url(ada))
    assert titles(response) == ["Over", "Mine", "Taught", "Due: Owed"]
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(response.content)
    assert calendar["method"] == "PUBLISH"
    assert "https://meet.example/x" in response.content.decode()
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in response.content
    assert b"X-PUBLISHED-TTL:PT1H" in response.content


def test_feed_is_sent_again_only_when_it_changed(client, ada):
    booking = BookingFactory(learner=ada)
    first = client.get(feed_url(ada))
    again = client.get(feed_url(ada), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    booking.status = "cancelled"
    booking.save()
    assert titles(client.get(feed_url(ada), headers={"If-None-Match": first["ETag"]})) == []


@pytest.mark.row("R5")
def test_feed_answers_its_own_key_only_and_nobody_who_left(client, ada):
    BookingFactory(learner=ada, scheduled_class=ScheduledClassFactory(title="Mine"))
    other = LearnerFactory()
    assert titles(client.get(feed_url(other))) == []
    assert client.get(reverse("lms_courses:calendar_feed", args=[uuid.uuid4()])).status_code == 404
    ada.is_active = False
    ada.save()
    assert client.get(feed_url(ada)).status_code == 404


def test_new_address_replaces_the_old_one(client, ada):
    client.force_login(ada)
    old_url, old_key = feed_url(ada), profile_of(ada).calendar_key
    assert old_url in client.get(reverse("lms_courses:calendar")).content.decode()
    url = reverse("lms_courses:new_calendar_address")
    page = client.post(url, {"old_key": old_key}, follow=True).content.decode()
    assert "Your calendar has a new address" in page
    assert feed_url(ada) in page
    assert Client().get(old_url).status_code == 404
    assert Client().get(feed_url(ada)).status_code == 200
    key = profile_of(ada).calendar_key
    refused = client.post(url, {"old_key": "nonsense"})
    assert refused.status_code == 422
    assert "Your calendar address has not changed." in refused.content.decode()
    client.post(url, {"old_key": old_key})
    assert profile_of(ada).calendar_key == key


def test_many_classes_cost_a_feed_no_more_queries(count_queries, ada):
    client, url = Client(), feed_url(ada)

    def add():
        BookingFactory(learner=ada)
        EnrollmentFactory(learner=ada, due_date=timezone.localdate())

    add()
    one = count_queries(lambda: client.get(url))
    add()
    add()
    assert count_queries(lambda: client.get(url)) == one <= 12


@pytest.mark.row("R5")
def test_class_is_a_file_for_those_with_a_seat_and_for_trainers(ada):
    scheduled_class = ScheduledClassFactory(title="Mine", link="https://meet.example/x")
    BookingFactory(learner=ada, scheduled_class=scheduled_class)
    waits = BookingFactory(scheduled_class=scheduled_class, status="waiting").learner
    statuses = []
    for person in (ada, TrainerFactory(), waits, LearnerFactory()):
        client = Client()
        client.force_login(person)
        statuses.append(client.get(reverse("lms_courses:class_file", args=[scheduled_class.pk])).status_code)
    assert statuses == [200, 200, 404, 404]
