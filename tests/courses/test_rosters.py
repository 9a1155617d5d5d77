"""A trainer's list of classes, who sits in one, and who is moved; the page of the room."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertRedirects

from courses.classes.actions import book_seat, cancel_booking, check_in, move_booking, promote_waiting
from courses.models import Booking, ClassMeeting, Enrollment, ScheduledClass
from courses.signals import booking_changed
from lms.exceptions import RuleError
from tests.factories.courses import BookingFactory, CoursePageFactory, EnrollmentFactory, ScheduledClassFactory
from tests.factories.users import LearnerFactory, TrainerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CLOSED = "Booking closed on May 3, 2030, 5:30 p.m. (Asia/Kolkata). Ask the trainer, or choose another date."


def url(name, *args):
    return reverse(f"lms_courses:{name}", args=args)


def said(response):
    return [message.message for message in get_messages(response.wsgi_request)]


def places(scheduled_class):
    return list(scheduled_class.bookings.order_by("pk").values_list("status", flat=True))


@pytest.fixture
def told():
    """What `booking_changed` told, in order: (learner, status)."""
    told = []

    def note(sender, booking, **kwargs):
        told.append((booking.learner, booking.status))

    booking_changed.connect(note)
    yield told
    booking_changed.disconnect(note)


# --- When one may book ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opens_in", "closes_in", "sentence"),
    [
        (DAY, None, "Booking opens on May 3, 2030, 5:30 p.m. (Asia/Kolkata). Check back then."),
        (
            None,
            -DAY,
            CLOSED,
        ),
    ],
)
def test_booking_keeps_to_its_times_except_for_trainers(client, monkeypatch, opens_in, closes_in, sentence):
    edge = datetime(2030, 5, 3, 12, tzinfo=UTC)
    now = edge - (opens_in or closes_in)
    monkeypatch.setattr(timezone, "now", lambda: now)
    scheduled_class = ScheduledClassFactory(
        time_zone="Asia/Kolkata",
        booking_opens_at=edge if opens_in else None,
        booking_closes_at=edge if closes_in else None,
    )
    learner = LearnerFactory()
    client.force_login(learner)

    html = client.get(scheduled_class.get_absolute_url()).content.decode()
    assert ("Booking opens on May 3, 2030, 5:30 p.m." if opens_in else "Booking is closed. Ask the trainer.") in html
    assert "Book this seat" not in html
    assert said(client.post(url("book", scheduled_class.pk))) == [sentence]
    assert not Booking.objects.exists()

    booking = book_seat(scheduled_class=scheduled_class, learner=learner, by=TrainerFactory())
    assert booking.status == "booked"
    assert "Cancel my booking" in client.get(scheduled_class.get_absolute_url()).content.decode()
    assert cancel_booking(booking=booking, by=learner).status == "cancelled"


def test_class_of_a_course_that_asks_for_approval_leads_there_first(client):
    course = CoursePageFactory(enrollment_policy="approval")
    scheduled_class, learner = ScheduledClassFactory(course=course), LearnerFactory()
    client.force_login(learner)
    html = client.get(scheduled_class.get_absolute_url()).content.decode()
    assert f'<a href="{course.url}">Request it on the course page</a>' in html
    assert "Book this seat" not in html

    EnrollmentFactory(course=course, learner=learner)
    assert "Book this seat" in client.get(scheduled_class.get_absolute_url()).content.decode()


def test_class_not_published_is_met_by_nobody(client):
    learner, scheduled_class = LearnerFactory(), ScheduledClassFactory(live=False, starts_in=HOUR)
    BookingFactory(scheduled_class=scheduled_class, learner=learner)
    client.force_login(learner)

    for name in ("class_detail", "room", "roster"):
        assert client.get(url(name, scheduled_class.pk)).status_code in {403, 404}
    assert client.post(url("book", scheduled_class.pk)).status_code == 404
    assert client.post(url("cancel", scheduled_class.pk)).status_code == 404
    assert client.get(url("class_list")).context["rows"] == []
    with pytest.raises(RuleError, match=r"^This class is not published yet\."):
        book_seat(scheduled_class=scheduled_class, learner=LearnerFactory(), by=TrainerFactory())


def test_learner_with_another_class_at_that_time_is_asked_first(client):
    learner = LearnerFactory()
    client.force_login(learner)
    mine, touching, clashing = (
        ScheduledClassFactory(title=title, starts_in=delta)
        for title, delta in (
            ("Mine", DAY),
            ("Right after", DAY + 3 * HOUR),
            ("Same", DAY + HOUR),
        )
    )
    BookingFactory(scheduled_class=mine, learner=learner, status="waiting")

    assert "Book anyway" not in client.get(touching.get_absolute_url()).content.decode()
    html = client.get(clashing.get_absolute_url()).content.decode()
    assert f'You have another class at that time: <a href="{mine.get_absolute_url()}">Mine</a>.' in html
    assert "Book anyway" in html

    asked = client.post(url("book", clashing.pk))
    assert said(asked) == ["You have another class at that time. Check the details below before you book."]
    assert not clashing.bookings.exists()
    client.post(url("book", clashing.pk), {"anyway": "1"})
    assert clashing.bookings.get().status == "booked"
    mine.cancelled_at = timezone.now()
    mine.save(update_fields=["cancelled_at"])
    assert client.get(clashing.get_absolute_url()).context.get("clashes") is None


# --- Someone else's place -----------------------------------------------------------------------------------------


def test_trainer_books_for_people_at_the_door_and_removes_them(
    client, trainer, told, django_capture_on_commit_callbacks
):
    scheduled_class = ScheduledClassFactory(capacity=1, starts_in=-HOUR)
    first, second = LearnerFactory(first_name="Mo", last_name="Door"), LearnerFactory()

    with django_capture_on_commit_callbacks(execute=True):
        for _click in range(2):
            added = client.post(url("add_learner", scheduled_class.pk), {"learner": first.pk})
        client.post(url("add_learner", scheduled_class.pk), {"learner": second.pk})
    assert added.url == url("roster", scheduled_class.pk)
    assert said(added)[-1] == "Mo Door now has a seat."
    assert places(scheduled_class) == ["booked", "waiting"]
    assert Enrollment.objects.get(learner=first).source == "trainer"

    booking = Booking.objects.get(learner=first)
    with django_capture_on_commit_callbacks(execute=True):
        for _click in range(2):
            assert client.post(url("remove_booking", booking.pk)).url == url("roster", scheduled_class.pk)
    assert places(scheduled_class) == ["cancelled", "booked"]
    assert told == [(first, "booked"), (second, "waiting"), (first, "cancelled"), (second, "booked")]


@pytest.mark.parametrize("learner", ["", "0", "9" * 40, "abc"])
def test_trainer_adds_somebody_who_does_not_exist_gets_404(client, trainer, learner):
    assert client.post(url("add_learner", ScheduledClassFactory().pk), {"learner": learner}).status_code == 404


def test_trainer_changes_nothing_in_a_class_that_is_over(client, trainer):
    booking = BookingFactory(scheduled_class=ScheduledClassFactory(starts_in=-DAY))
    response = client.post(url("remove_booking", booking.pk))
    assert said(response) == ["This class is over. Choose another date."]
    assert Booking.objects.get().status == "booked"


def test_move_booking_takes_a_free_seat_and_leaves_one(told, django_capture_on_commit_callbacks):
    course, trainer = CoursePageFactory(), TrainerFactory()
    here, there = ScheduledClassFactory(course=course, capacity=1), ScheduledClassFactory(course=course, capacity=1)
    booking = BookingFactory(scheduled_class=here)
    waiting = BookingFactory(scheduled_class=here, status="waiting")

    with django_capture_on_commit_callbacks(execute=True):
        moved = [move_booking(booking=booking, to=there, by=trainer) for _click in range(2)]

    assert {each.pk for each in moved} == {there.bookings.get().pk}
    assert (places(here), places(there)) == (["cancelled", "booked"], ["booked"])
    assert told == [(booking.learner, "booked"), (booking.learner, "cancelled"), (waiting.learner, "booked")]
    # The class there is full now, so a seat here is worth more than a place in line there.
    waiting.refresh_from_db()
    with pytest.raises(RuleError, match=r"^That class is full\."):
        move_booking(booking=waiting, to=there, by=trainer)
    assert (places(here), places(there)) == (["cancelled", "booked"], ["booked"])


def test_move_booking_to_another_course_is_refused():
    booking = BookingFactory()
    for other in (ScheduledClassFactory(), booking.scheduled_class):
        with pytest.raises(RuleError, match=r"^Choose another class in the same course\."):
            move_booking(booking=booking, to=other, by=TrainerFactory())


def test_promote_waiting_of_a_cancelled_class_moves_nobody():
    scheduled_class = ScheduledClassFactory(cancelled_at=timezone.now())
    BookingFactory(scheduled_class=scheduled_class, status="waiting")
    assert promote_waiting(scheduled_class=scheduled_class, by=None) == []


# --- The roster ----------------------------------------------------------------------------------------------------


def test_roster_shows_seats_the_line_in_order_and_how_to_write(client, trainer, count_queries):
    scheduled_class, now = ScheduledClassFactory(capacity=1), timezone.now()
    other = ScheduledClassFactory(course=scheduled_class.course, title="Other date")
    BookingFactory(scheduled_class=scheduled_class, learner=LearnerFactory(email="seat@firm.example"))
    for name, hours in (("Later", 0), ("Sooner", 1)):
        learner = LearnerFactory(first_name=name, email="")
        BookingFactory(scheduled_class=scheduled_class, learner=learner, status="waiting", queued_at=now - hours * HOUR)
    page = url("roster", scheduled_class.pk)

    response = client.get(page, {"q": "someone"})

    assert [booking.learner.first_name for booking in response.context["waiting"]] == ["Sooner", "Later"]
    html = response.content.decode()
    assert 'href="mailto:?bcc=seat@firm.example"' in html
    assert f'<option value="{other.pk}">Other date' in html
    assert "No one found who is not already on the list." in html
    LearnerFactory(first_name="Ann", last_name="Found")
    found = client.get(page, {"q": "ann fou"}).content.decode()
    assert "Ann Found" in found
    assert "Add to the waiting list" in found
    before = count_queries(lambda: client.get(page))
    BookingFactory.create_batch(2, scheduled_class=scheduled_class, status="waiting")
    assert count_queries(lambda: client.get(page)) == before


def test_roster_of_a_class_that_is_cancelled_offers_no_change(client, trainer):
    booking = BookingFactory(scheduled_class=ScheduledClassFactory(cancelled_at=timezone.now()))
    html = client.get(url("roster", booking.scheduled_class_id)).content.decode()
    assert "Add someone" not in html
    assert url("remove_booking", booking.pk) not in html


def test_my_classes_are_sorted_into_to_come_over_cancelled_and_drafts(client, trainer, count_queries):
    def class_of(title, **fields):
        scheduled_class = ScheduledClassFactory(title=title, **fields)
        scheduled_class.trainers = [trainer]
        scheduled_class.save()

    ScheduledClassFactory(title="Of someone else")
    for title, fields in {
        "Next": {},
        "Held": {"starts_in": -DAY},
        "Off": {"cancelled_at": timezone.now()},
        "Draft": {"live": False},
    }.items():
        class_of(title, **fields)

    for shown, title in {"": "Next", "past": "Held", "cancelled": "Off", "drafts": "Draft", "x": "Next"}.items():
        rows = client.get(url("my_classes"), {"show": shown}).context["rows"]
        assert [str(row.scheduled_class) for row in rows] == [title]
    before = count_queries(lambda: client.get(url("my_classes")))
    for number in range(2):
        class_of(f"Next {number}")
    assert count_queries(lambda: client.get(url("my_classes"))) == before


# --- The room ------------------------------------------------------------------------------------------------------


@pytest.mark.row("C6")
def test_room_is_for_those_with_a_seat_and_shows_who_is_here(client):
    scheduled_class = ScheduledClassFactory(
        starts_in=-HOUR, link="https://meet.firm.example/room", agenda="Write\n<i>Read</i>"
    )
    booking = BookingFactory(
        scheduled_class=scheduled_class, learner=LearnerFactory(first_name="Odile", last_name="Secret")
    )
    waiting = BookingFactory(scheduled_class=scheduled_class, status="waiting")
    check_in(meeting=scheduled_class.meetings.get(), learner=booking.learner)
    room, now = url("room", scheduled_class.pk), url("room_now", scheduled_class.pk)

    for stranger in (waiting.learner, LearnerFactory()):
        client.force_login(stranger)
        assertRedirects(client.get(room), scheduled_class.get_absolute_url())
        refused = client.get(now)
        assert (refused.status_code, refused.content) == (286, b"")
    client.force_login(booking.learner)
    html = client.get(room).content.decode()
    for words in ("60 minutes left", "<li>Odile</li>", "1 / 1", "&lt;i&gt;Read&lt;/i&gt;", scheduled_class.link):
        assert words in html
    assert "Secret" not in html.split("<main")[1]
    assert url("attendance_code", scheduled_class.meetings.get().pk) not in html

    client.force_login(TrainerFactory())
    html = client.get(room).content.decode()
    assert url("attendance_code", scheduled_class.meetings.get().pk) in html


def test_room_is_asked_again_without_being_sent_again_until_it_is_over(client):
    scheduled_class = ScheduledClassFactory(starts_in=-HOUR)
    booking = BookingFactory(scheduled_class=scheduled_class)
    client.force_login(booking.learner)
    now = url("room_now", scheduled_class.pk)

    first = client.get(now)
    again = client.get(now, headers={"if-none-match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert set(first["Cache-Control"].split(", ")) == {"private", "no-cache"}
    check_in(meeting=scheduled_class.meetings.get(), learner=booking.learner)
    assert client.get(now, headers={"if-none-match": first["ETag"]}).status_code == 200

    ClassMeeting.objects.update(starts_at=timezone.now() - 3 * HOUR, ends_at=timezone.now() - HOUR)
    assert client.get(now).status_code == 286
    assert "This class is over." in client.get(now).content.decode()


def test_room_before_the_first_meeting_says_when_it_begins(client):
    booking = BookingFactory(scheduled_class=ScheduledClassFactory(starts_in=timedelta(minutes=125)))
    client.force_login(booking.learner)
    room = url("room", booking.scheduled_class_id)
    assert "Starts in 2 h 5 min" in client.get(room).content.decode()
    ClassMeeting.objects.all().delete()
    assert "No date yet." in client.get(room).content.decode()
    assert ScheduledClass.objects.count() == 1
