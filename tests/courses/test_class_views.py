"""Classes over HTTP: finding one, booking, the class's page, attendance."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from courses.models import Attendance, Booking, ClassMeeting, Enrollment
from tests.factories.courses import BookingFactory, CoursePageFactory, EnrollmentFactory, ScheduledClassFactory
from tests.factories.users import AdminFactory, FacilitatorFactory, LearnerFactory, ManagerFactory, TrainerFactory

pytestmark = pytest.mark.django_db

LINK = "https://meet.firm.example/secret-room"


def url(name, scheduled_class):
    return reverse(f"lms_courses:{name}", args=[scheduled_class.pk])


def said(response):
    return [(message.level_tag, message.message) for message in get_messages(response.wsgi_request)]


@pytest.fixture
def learner(db, client):
    user = LearnerFactory(first_name="Odile", last_name="Martin")
    client.force_login(user)
    return user


def titles(response):
    return [str(row.scheduled_class) for row in response.context["rows"]]


# --- The list -----------------------------------------------------------------------------------------------------


def test_class_list_shows_what_is_to_come_next_first(client, learner):
    ScheduledClassFactory(title="Later", starts_in=timedelta(days=9))
    ScheduledClassFactory(title="Sooner", starts_in=timedelta(days=2))
    ScheduledClassFactory(title="Over", starts_in=-timedelta(days=2))
    ScheduledClassFactory(title="Cancelled", cancelled_at=timezone.now())

    response = client.get("/learning/classes/")

    assert titles(response) == ["Sooner", "Later"]
    html = response.content.decode()
    assert "Sooner</a>" in html
    assert "Over</a>" not in html


def test_weekly_class_is_told_in_a_few_words_on_lists_and_in_full_on_its_page(client, learner):
    zone = ZoneInfo("Europe/Berlin")
    scheduled_class = ScheduledClassFactory(title="Weekly", time_zone="Europe/Berlin")
    meetings = ClassMeeting.objects.filter(scheduled_class=scheduled_class)
    meetings.delete()
    first = datetime(2035, 10, 8, 10, tzinfo=zone)
    for week in (0, 1, 3, 4):  # 22 October is left out, and on the 28th the clocks are put back.
        starts_at = first + timedelta(weeks=week)
        ends_at = starts_at + timedelta(hours=1)
        ClassMeeting.objects.create(scheduled_class=scheduled_class, starts_at=starts_at, ends_at=ends_at)
    row = "weekly, Mondays 10 a.m.–11 a.m., 4 meetings, Oct 8 – Nov 5"

    assert row in client.get("/learning/classes/").content.decode()
    page = client.get(scheduled_class.get_absolute_url()).content.decode()
    assert all(f"{day}, 2035" in page for day in ("Oct 8", "Oct 15", "Oct 29", "Nov 5"))

    later = meetings.last()
    later.ends_at += timedelta(minutes=30)
    later.save()
    assert "weekly" not in client.get("/learning/classes/").content.decode()


def test_class_list_of_one_course(client, learner):
    mine = ScheduledClassFactory(title="Mine")
    ScheduledClassFactory(title="Other")

    response = client.get(f"/learning/classes/?course={mine.course.pk}")

    assert titles(response) == ["Mine"]
    assert response.context["course"] == mine.course


@pytest.mark.parametrize("course", ["999999999", "9" * 19, "9" * 5000, "abc", "-1"], ids=lambda value: value[:9])
def test_class_list_of_a_course_that_does_not_exist_is_404(client, learner, course):
    assert client.get(f"/learning/classes/?course={course}").status_code == 404


def test_class_list_of_a_draft_course_is_404(client, learner):
    course = CoursePageFactory(live=False)
    assert client.get(f"/learning/classes/?course={course.pk}").status_code == 404


def test_class_list_without_classes_says_so(client, learner):
    html = client.get("/learning/classes/").content.decode()

    assert "No classes scheduled yet" in html


def test_class_list_marks_ones_own_booking_and_counts_free_seats(client, learner):
    mine, waiting, free, full = (
        ScheduledClassFactory(title=title, capacity=capacity, starts_in=timedelta(days=days))
        for days, (title, capacity) in enumerate([("Mine", 2), ("Waiting", 1), ("Free", 3), ("Full", 1)], start=1)
    )
    BookingFactory(scheduled_class=mine, learner=learner)
    BookingFactory(scheduled_class=waiting)
    BookingFactory(scheduled_class=waiting, learner=learner, status="waiting")
    BookingFactory(scheduled_class=free)
    BookingFactory(scheduled_class=free, learner=learner, status="cancelled")
    BookingFactory(scheduled_class=full)

    response = client.get("/learning/classes/")

    rows = response.context["rows"]
    assert [(str(row.scheduled_class), row.booking and row.booking.status) for row in rows] == [
        ("Mine", "booked"),
        ("Waiting", "waiting"),
        ("Free", None),
        ("Full", None),
    ]
    assert [row.scheduled_class.seats_free for row in rows] == [1, 0, 2, 0]
    html = response.content.decode()
    for words in (
        "Your seat is booked",
        "You are on the waiting list",
        "2 seats available",
        "Full (waiting list open)",
    ):
        assert html.count(words) == 1


# --- Booking ------------------------------------------------------------------------------------------------------


def test_book_a_free_seat(client, learner):
    scheduled_class = ScheduledClassFactory()

    response = client.post(url("book", scheduled_class))

    assert response.url == scheduled_class.get_absolute_url()
    assert said(response) == [("success", "Your seat is booked. See you there.")]
    assert Booking.objects.get().learner == Enrollment.objects.get().learner == learner


def test_book_twice_is_one_booking(client, learner):
    scheduled_class = ScheduledClassFactory()

    for _click in range(2):
        assert client.post(url("book", scheduled_class)).status_code == 302

    assert Booking.objects.get().status == "booked"


def test_book_a_full_class_says_that_one_waits(client, learner):
    scheduled_class = ScheduledClassFactory(capacity=1)
    BookingFactory(scheduled_class=scheduled_class)

    response = client.post(url("book", scheduled_class))

    assert said(response) == [
        ("info", "The class is full, so you are on the waiting list. If a seat opens up, you get it automatically.")
    ]
    page = client.get(scheduled_class.get_absolute_url())
    assert page.context["place_in_line"] == 1
    assert "You are number 1 in line" in page.content.decode()


def test_book_a_begun_class_says_why_not(client, learner):
    scheduled_class = ScheduledClassFactory(starts_in=-timedelta(minutes=1))

    response = client.post(url("book", scheduled_class))

    assert said(response) == [("error", "This class has already started. Choose another date.")]
    assert not Booking.objects.exists()


def test_cancel_gives_the_seat_to_the_next(client, learner):
    scheduled_class = ScheduledClassFactory(capacity=1)
    BookingFactory(scheduled_class=scheduled_class, learner=learner)
    waiting = BookingFactory(scheduled_class=scheduled_class, status="waiting")

    first = client.post(url("cancel", scheduled_class))
    second = client.post(url("cancel", scheduled_class))

    assert said(first) == [("success", "Your booking is canceled.")]
    assert second.status_code == 302
    assert set(Booking.objects.values_list("learner", "status")) == {
        (learner.pk, "cancelled"),
        (waiting.learner_id, "booked"),
    }


def test_cancel_a_begun_class_says_why_not(client, learner):
    booking = BookingFactory(learner=learner, scheduled_class=ScheduledClassFactory(starts_in=-timedelta(minutes=1)))

    response = client.post(url("cancel", booking.scheduled_class))

    assert said(response) == [("error", "This class has already started. Choose another date.")]
    assert Booking.objects.get().status == "booked"


def test_cancel_of_somebody_elses_booking_is_404(client, learner):
    booking = BookingFactory()

    assert client.post(url("cancel", booking.scheduled_class)).status_code == 404
    assert Booking.objects.get().status == "booked"


# --- The page of a class ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "sees_link"), [("booked", True), ("waiting", False), ("cancelled", False), (None, False)]
)
def test_class_link_is_only_for_those_with_a_seat(client, learner, status, sees_link):
    scheduled_class = ScheduledClassFactory(link=LINK)
    if status:
        BookingFactory(scheduled_class=scheduled_class, learner=learner, status=status)
    BookingFactory(scheduled_class=scheduled_class)
    EnrollmentFactory(course=scheduled_class.course, learner=learner)

    html = client.get(scheduled_class.get_absolute_url()).content.decode()

    assert (LINK in html) is sees_link
    assert ("shown once you have a seat" in html) is not sees_link
    assert LINK not in client.get("/learning/classes/").content.decode()
    assert LINK not in client.get(scheduled_class.course.url).content.decode()


@pytest.mark.parametrize(
    ("factory", "sees_all"),
    [(TrainerFactory, True), (AdminFactory, True), (ManagerFactory, False), (FacilitatorFactory, False)],
)
def test_class_roster_and_link_are_only_for_trainers(client, factory, sees_all):
    scheduled_class = ScheduledClassFactory(link=LINK)
    BookingFactory(scheduled_class=scheduled_class, learner=LearnerFactory(first_name="Ravi", last_name="Secret"))
    waiting = LearnerFactory(first_name="Mia", last_name="Patient")
    BookingFactory(scheduled_class=scheduled_class, learner=waiting, status="waiting")
    gone = LearnerFactory(first_name="Tom", last_name="Gone")
    BookingFactory(scheduled_class=scheduled_class, learner=gone, status="cancelled")
    client.force_login(factory())

    html = client.get(scheduled_class.get_absolute_url()).content.decode()

    assert [words in html for words in ("Ravi Secret", "Mia Patient", LINK, "Mark attendance")] == [sees_all] * 4
    assert "Tom Gone" not in html


def test_class_page_offers_what_one_can_do(client, learner):
    scheduled_class = ScheduledClassFactory(capacity=1)
    page = scheduled_class.get_absolute_url()
    assert "Book this seat" in client.get(page).content.decode()

    client.post(url("book", scheduled_class))
    html = client.get(page).content.decode()
    assert "Cancel my booking" in html
    assert "Book this seat" not in html

    client.force_login(LearnerFactory())
    assert "Join the waiting list" in client.get(page).content.decode()


@pytest.mark.parametrize("kwargs", [{"starts_in": -timedelta(minutes=1)}, {"cancelled_at": timezone.now()}])
def test_class_page_of_a_class_not_open_offers_no_booking(client, learner, kwargs):
    html = client.get(ScheduledClassFactory(**kwargs).get_absolute_url()).content.decode()

    assert "Book this seat" not in html
    assert "Join the waiting list" not in html
    assert ("This class was canceled" in html) is ("cancelled_at" in kwargs)


def test_class_page_tells_hours_in_the_zone_of_the_class(client, learner):
    scheduled_class = ScheduledClassFactory(time_zone="Asia/Kolkata")
    meeting = scheduled_class.meetings.get()
    meeting.starts_at = timezone.now().replace(year=2030, month=5, day=3, hour=10, minute=0)
    meeting.ends_at = meeting.starts_at + timedelta(hours=2)
    meeting.save()

    html = client.get(scheduled_class.get_absolute_url()).content.decode()

    assert "Friday, May 3, 2030" in html
    assert "3:30 p.m.–5:30 p.m. (Asia/Kolkata)" in html


# --- Attendance ---------------------------------------------------------------------------------------------------


@pytest.fixture
def held(db, client):
    client.force_login(TrainerFactory())
    return ScheduledClassFactory(title="Tuesday", starts_in=-timedelta(hours=1))


def sheet(scheduled_class):
    return reverse("lms_courses:attendance", args=[scheduled_class.meetings.get().pk])


def test_attendance_sheet_lists_seats_by_name_with_earlier_marks(client, held):
    zoe, adam = LearnerFactory(first_name="Zoe", last_name="Ant"), LearnerFactory(first_name="Adam", last_name="Bee")
    for learner in (adam, zoe):
        BookingFactory(scheduled_class=held, learner=learner)
    BookingFactory(scheduled_class=held, learner=LearnerFactory(last_name="Waiter"), status="waiting")
    Attendance.objects.create(meeting=held.meetings.get(), learner=adam, status="late")

    response = client.get(sheet(held))

    fields = list(response.context["form"])
    assert [(field.label, field.initial) for field in fields] == [("Zoe Ant", None), ("Adam Bee", "late")]
    html = response.content.decode()
    assert html.count(" checked") == 1
    assert "Waiter" not in html


def test_attendance_sent_is_saved_and_shown(client, held):
    first, second = (BookingFactory(scheduled_class=held).learner for _ in range(2))
    form = {f"learner-{first.pk}": "present", f"learner-{second.pk}": "absent"}

    responses = [client.post(sheet(held), form) for _click in range(2)]

    assert {response.url for response in responses} == {sheet(held)}
    assert said(responses[0]) == [("success", "Attendance is saved.")]
    assert dict(Attendance.objects.values_list("learner_id", "status")) == {first.pk: "present", second.pk: "absent"}


def test_attendance_of_a_broken_status_says_what_to_choose(client, held):
    learner = BookingFactory(scheduled_class=held).learner

    response = client.post(sheet(held), {f"learner-{learner.pk}": "asleep"})

    assert response.status_code == 422
    assert "Choose present, late, excused or absent." in response.content.decode()
    assert not Attendance.objects.exists()


def test_attendance_before_the_meeting_says_to_wait(client, held):
    to_come = ScheduledClassFactory()
    learner = BookingFactory(scheduled_class=to_come).learner

    response = client.post(sheet(to_come), {f"learner-{learner.pk}": "present"})

    assert response.status_code == 422
    html = response.content.decode()
    assert "This meeting has not started. You can mark attendance once it has." in html
    assert html.count(" checked") == 1, "what was marked is kept"


def test_attendance_of_somebody_not_in_the_class_is_ignored(client, held):
    seated, stranger = BookingFactory(scheduled_class=held).learner, LearnerFactory()

    client.post(sheet(held), {f"learner-{seated.pk}": "present", f"learner-{stranger.pk}": "present"})

    assert Attendance.objects.get().learner == seated


def test_attendance_sheet_of_an_empty_class_says_so(client, held):
    assert (
        "No one has a seat in this class, so there is no attendance to mark."
        in client.get(sheet(held)).content.decode()
    )


def test_attendance_sent_empty_saves_nothing(client, held):
    BookingFactory(scheduled_class=held)

    assert client.post(sheet(held), {"csrfmiddlewaretoken": "sent by every form"}).status_code == 302
    assert not Attendance.objects.exists()
