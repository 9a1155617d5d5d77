"""Invitations by mail: who is told what, once, and so that calendars follow."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from icalendar import Calendar

from courses.calendars.actions import sync_invitations
from courses.classes.actions import book_seat, cancel_booking, cancel_class
from courses.models import ClassMeeting, Invitation, ScheduledClass
from lms.models import Profile
from tests.factories.courses import BookingFactory, ScheduledClassFactory
from tests.factories.users import LearnerFactory, TrainerFactory

pytestmark = pytest.mark.django_db


def calendar_of(sent):
    """The calendar that a mail carries, and the method by which it is sent."""
    [(content, kind)] = [(text, kind) for text, kind in sent.alternatives if kind.startswith("text/calendar")]
    calendar = Calendar.from_ical(content)
    assert kind == f"text/calendar; method={calendar['method']}"
    return calendar


def event_of(sent):
    [event] = calendar_of(sent).walk("VEVENT")
    return event


def outbox_since(sent):
    """The mails sent since the last call, as (addressee, subject, method, sequence)."""
    news, sent.count = mail.outbox[sent.count :], len(mail.outbox)
    found = []
    for each in news:
        has_calendar = any(kind.startswith("text/calendar") for _text, kind in each.alternatives)
        event = event_of(each) if has_calendar else None
        method = str(calendar_of(each)["method"]) if event else None
        [address] = each.recipients()
        name = address.split("<")[-1].split("@")[0]
        found.append((name, each.subject, method, event["sequence"] if event else None))
    return found


class Seen:
    count = 0


@pytest.fixture
def scheduled_class(db):
    return ScheduledClassFactory(title="First posts", capacity=1, place="Room 1", link="https://meet.example/x")


@pytest.fixture
def ada(db):
    return LearnerFactory(username="ada")


@pytest.fixture
def bo(db):
    return LearnerFactory(username="bo")


@pytest.mark.row("C3")
def test_everybody_is_told_once_of_each_change(scheduled_class, ada, bo, django_capture_on_commit_callbacks):
    seen = Seen()

    def after(change, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            done = change(**kwargs)
        assert sync_invitations(scheduled_class=scheduled_class) == 0
        return done, outbox_since(seen)

    booking, told = after(book_seat, scheduled_class=scheduled_class, learner=ada, by=ada)
    assert told == [("ada", "Your seat: First posts", "REQUEST", 0)]
    _waiting, told = after(book_seat, scheduled_class=scheduled_class, learner=bo, by=bo)
    assert told == [("bo", "Number 1 on the waiting list: First posts", None, None)]
    _done, told = after(cancel_booking, booking=booking, by=ada)
    assert sorted(told) == [
        ("ada", "Your seat is canceled: First posts", "CANCEL", 1),
        ("bo", "You now have a seat: First posts", "REQUEST", 0),
    ]

    scheduled_class.refresh_from_db()
    scheduled_class.place = "Room 2"
    scheduled_class.capacity = 2
    _done, told = after(scheduled_class.save)
    assert told == [("bo", "Changed: First posts", "REQUEST", 1)]
    _booking, told = after(book_seat, scheduled_class=scheduled_class, learner=ada, by=ada)
    assert told == [("ada", "Your seat: First posts", "REQUEST", 2)]

    _done, told = after(cancel_class, scheduled_class=scheduled_class, reason="The trainer is ill.", by=None)
    assert sorted(told) == [
        ("ada", "Canceled: First posts", "CANCEL", 3),
        ("bo", "Canceled: First posts", "CANCEL", 2),
    ]
    assert "The trainer is ill." in mail.outbox[-1].body
    assert set(Invitation.objects.values_list("method", flat=True)) == {"cancel"}


@pytest.mark.row("C3")
def test_invitation_holds_what_calendars_need(scheduled_class, ada, settings):
    settings.DEFAULT_FROM_EMAIL = "Learning <learning@firm.example>"
    BookingFactory(scheduled_class=scheduled_class, learner=ada)
    sync_invitations(scheduled_class=scheduled_class)
    meeting = scheduled_class.meetings.get()
    event = event_of(mail.outbox[0])
    assert event["uid"] == f"{meeting.series}@fledge"
    assert event.start == meeting.starts_at.replace(microsecond=0)
    assert event.end == meeting.ends_at.replace(microsecond=0)
    assert event["organizer"] == "mailto:learning@firm.example"
    assert event["organizer"].params["CN"] == "Learning"
    assert event["attendee"] == "mailto:ada@firm.example"
    assert event["attendee"].params["PARTSTAT"] == "ACCEPTED"
    assert event["location"] == "Room 1"
    assert "https://meet.example/x" in event["description"]
    assert event["status"] == "CONFIRMED"


def test_trainers_and_learners_of_drafts_past_and_cancelled_classes_are_told_rightly(ada, bo):
    trainer = TrainerFactory(username="trainer")
    taught = ScheduledClassFactory(title="Taught")
    taught.trainers = [trainer]
    taught.save()
    draft = ScheduledClassFactory(live=False)
    past = ScheduledClassFactory(starts_in=timedelta(days=-1))
    cancelled = ScheduledClassFactory(title="Off", cancelled_at=timezone.now(), cancel_reason="No room.")
    for each in (draft, past, cancelled):
        BookingFactory(scheduled_class=each, learner=ada)
    BookingFactory(scheduled_class=cancelled, learner=bo, status="waiting")
    assert [sync_invitations(scheduled_class=each) for each in (taught, draft, past, cancelled)] == [1, 0, 0, 2]
    assert outbox_since(Seen()) == [
        ("trainer", "You are teaching Taught", "REQUEST", 0),
        ("ada", "Canceled: Off", None, None),
        ("bo", "Canceled: Off", None, None),
    ]
    assert event_of(mail.outbox[0])["attendee"].params["ROLE"] == "CHAIR"


def test_meetings_that_come_and_go_are_told_one_by_one(scheduled_class, ada):
    first = scheduled_class.meetings.get()
    second = ClassMeeting.objects.create(
        scheduled_class=scheduled_class,
        starts_at=first.starts_at + timedelta(days=2),
        ends_at=first.ends_at + timedelta(days=2),
    )
    BookingFactory(scheduled_class=scheduled_class, learner=ada)
    seen = Seen()
    sync_invitations(scheduled_class=scheduled_class)
    assert [told[2:] for told in outbox_since(seen)] == [("REQUEST", 0)] * 2
    series = second.series
    second.delete()
    ScheduledClass.objects.update(sequence=1)
    sync_invitations(scheduled_class=scheduled_class)
    assert outbox_since(seen) == [
        ("ada", "Changed: First posts", "REQUEST", 1),
        ("ada", "New times: First posts", "CANCEL", 1),
    ]
    assert event_of(mail.outbox[-1])["uid"] == f"{series}@fledge"


def test_mail_tells_the_hour_where_its_reader_is(ada):
    scheduled_class = ScheduledClassFactory(title="Far", time_zone="Europe/Berlin", starts_in=timedelta(days=9))
    at = datetime(2050, 7, 1, 12, tzinfo=UTC)
    scheduled_class.meetings.update(starts_at=at, ends_at=at + timedelta(hours=1))
    BookingFactory(scheduled_class=scheduled_class, learner=ada)
    Profile.objects.create(user=LearnerFactory(username="bo"), time_zone="Asia/Tokyo")
    BookingFactory(scheduled_class=scheduled_class, learner=Profile.objects.get().user)
    sync_invitations(scheduled_class=scheduled_class)
    in_berlin, in_tokyo = (each.body for each in mail.outbox)
    assert "Friday: Jul 1, 2050, 2 p.m. – 3 p.m. (Europe/Berlin)" in in_berlin
    assert "Friday: Jul 1, 2050, 9 p.m. – 10 p.m. (Asia/Tokyo)" in in_tokyo


def test_what_could_not_be_sent_is_sent_by_the_next_run(scheduled_class, ada, settings):
    BookingFactory(scheduled_class=scheduled_class, learner=ada)
    settings.EMAIL_BACKEND = "tests.lms.test_notices.RefusingBackend"
    assert sync_invitations(scheduled_class=scheduled_class) == 0
    assert not Invitation.objects.exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert sync_invitations(scheduled_class=scheduled_class) == 1


@pytest.mark.row("C3")
def test_class_that_expires_is_off_for_all_and_on_again_once_published(
    scheduled_class, ada, bo, django_capture_on_commit_callbacks
):
    seen = Seen()
    scheduled_class.trainers = [TrainerFactory(username="tess")]
    scheduled_class.save_revision().publish()
    for learner in (ada, bo):
        book_seat(scheduled_class=scheduled_class, learner=learner, by=learner)
    sync_invitations(scheduled_class=scheduled_class)
    outbox_since(seen)

    ScheduledClass.objects.update(expire_at=timezone.now() - timedelta(minutes=1))
    for _run in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            call_command("publish_scheduled")

    off = "Canceled: First posts"
    assert sorted(outbox_since(seen), key=str) == [
        ("ada", off, "CANCEL", 1),
        ("bo", off, None, None),
        ("tess", off, "CANCEL", 1),
    ]
    assert "no longer offered" in mail.outbox[-1].body

    again = ScheduledClass.objects.get()
    again.expire_at = None
    with django_capture_on_commit_callbacks(execute=True):
        again.save_revision().publish()
    told = [(name, method) for name, _subject, method, _sequence in outbox_since(seen)]
    assert sorted(told, key=str) == [("ada", "REQUEST"), ("tess", "REQUEST")]
