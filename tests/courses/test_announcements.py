"""What channels of chat tools are told of classes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from courses.classes.actions import cancel_class
from courses.classes.notices import announce_classes
from courses.reminders.actions import send_reminders
from lms.models import Webhook
from tests.factories.courses import CoursePageFactory, ScheduledClassFactory
from tests.lms.test_webhooks import chat_tool  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(chat_tool):  # noqa: F811
    """A function that returns what the channel was told since the last call, as texts."""
    Webhook.objects.create(name="#learning", url=chat_tool.url, format="mattermost")

    def news():
        texts = [payload["text"] for _path, _type, payload in chat_tool.received]
        chat_tool.received.clear()
        return texts

    return news


def class_at(starts_at, **facts):
    facts = {"time_zone": "Europe/Berlin", "title": "First posts", "link": "https://meet.example/secret"} | facts
    scheduled_class = ScheduledClassFactory(**facts)
    scheduled_class.meetings.update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    return scheduled_class


@pytest.mark.row("C5")
def test_channel_hears_of_a_class_when_it_opens_begins_and_is_cancelled(told, django_capture_on_commit_callbacks):
    scheduled_class = class_at(datetime(2051, 7, 5, 12, tzinfo=UTC), first_published_at=timezone.now())
    assert [announce_classes(), announce_classes()] == [1, 0]
    [opened] = told()
    assert opened.startswith("**Open for booking: First posts**\nJul 5, 2051, 2 p\\.m\\. \\(Europe/Berlin\\)\nRoom 1\n")
    assert f"[Open the class](http://127.0.0.1:8000{scheduled_class.get_absolute_url()})" in opened
    assert "secret" not in opened
    for hour in (11, 12, 13):
        send_reminders(now=datetime(2051, 7, 4, hour, tzinfo=UTC))
    [soon] = told()
    assert soon.startswith("**Coming up: First posts**")
    with django_capture_on_commit_callbacks(execute=True):
        cancel_class(scheduled_class=scheduled_class, reason="The trainer is ill.", by=None)
    [cancelled] = told()
    assert cancelled.startswith("**Canceled: First posts**")
    assert "The trainer is ill\\." in cancelled


def test_channel_hears_of_booking_when_it_opens_and_never_of_old_news(told):
    now = timezone.now()
    later = {"first_published_at": now - timedelta(days=9), "booking_opens_at": now + timedelta(hours=1)}
    class_at(now + timedelta(days=30), **later)
    class_at(now + timedelta(days=30), first_published_at=now - timedelta(days=1))
    class_at(now + timedelta(days=30), cancelled_at=now - timedelta(days=1))
    assert announce_classes() == 0


@pytest.mark.row("R5")
def test_channel_hears_nothing_of_drafts_and_of_courses_behind_a_password(told):
    now = timezone.now()
    hidden = CoursePageFactory()
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    class_at(now + timedelta(days=30), first_published_at=now, course=hidden)
    class_at(now + timedelta(days=30), live=False)
    assert announce_classes() == 0
