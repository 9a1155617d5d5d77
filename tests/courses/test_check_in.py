"""Attendance by the code shown in the room, and the page that shows it."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.classes import room_codes
from courses.classes.actions import check_in, mark_attendance
from courses.models import Attendance, ClassMeeting, Enrollment
from lms.exceptions import RuleError
from tests.factories.courses import (
    BookingFactory,
    CoursePageFactory,
    EnrollmentFactory,
    LessonPageFactory,
    ScheduledClassFactory,
)
from tests.factories.users import LearnerFactory, TrainerFactory

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
NO_SEAT = "You do not have a seat in this class. Ask the trainer to add you, then try again."


def meeting_in(delta, **fields):
    return ScheduledClassFactory(starts_in=delta, **fields).meetings.get()


def seated(meeting):
    return BookingFactory(scheduled_class=meeting.scheduled_class).learner


def url(name, meeting):
    return reverse(f"lms_courses:{name}", args=[meeting.pk])


def said(response):
    return [message.message for message in get_messages(response.wsgi_request)]


@pytest.fixture
def clock(monkeypatch):
    """Sets the clock of the codes forward by so many seconds."""

    def forward(seconds):
        real = room_codes.time.time
        monkeypatch.setattr(room_codes.time, "time", lambda: real() + seconds)

    return forward


# --- The rule ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since_start", "status"),
    [(-14 * MINUTE, "present"), (9 * MINUTE, "present"), (11 * MINUTE, "late"), (119 * MINUTE, "late")],
)
def test_check_in_is_present_or_late(since_start, status, logged):
    meeting = meeting_in(-since_start)
    learner = seated(meeting)

    for _click in range(2):
        check_in(meeting=meeting, learner=learner)

    attendance = Attendance.objects.get()
    assert (attendance.learner, attendance.status, attendance.method) == (learner, status, "code")
    assert logged(meeting.scheduled_class) == [
        ("lms_courses.check_in", learner, {"learner": str(learner), "status": status})
    ]


@pytest.mark.parametrize(
    ("since_start", "sentence"),
    [(-16 * MINUTE, "^It is too early to check in"), (121 * MINUTE, "^This meeting is over")],
)
def test_check_in_counts_only_while_the_meeting_runs(since_start, sentence):
    meeting = meeting_in(-since_start)
    with pytest.raises(RuleError, match=sentence):
        check_in(meeting=meeting, learner=seated(meeting))
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("status", [None, "waiting", "cancelled"])
def test_check_in_needs_a_seat(status):
    meeting, learner = meeting_in(-MINUTE), LearnerFactory()
    if status:
        BookingFactory(scheduled_class=meeting.scheduled_class, learner=learner, status=status)
    with pytest.raises(RuleError, match=r"^You do not have a seat"):
        check_in(meeting=meeting, learner=learner)


def test_check_in_leaves_what_the_trainer_has_marked():
    meeting = meeting_in(-MINUTE)
    learner = seated(meeting)
    mark_attendance(meeting=meeting, statuses={learner.pk: "excused"}, by=TrainerFactory())

    assert check_in(meeting=meeting, learner=learner).status == "excused"
    mark_attendance(meeting=meeting, statuses={learner.pk: "present"}, by=TrainerFactory())
    assert Attendance.objects.get().method == "sheet"


def test_check_in_as_the_last_requirement_completes_the_course():
    course = CoursePageFactory(requirement_keys=["class"])
    meeting = meeting_in(-MINUTE, course=course)
    enrollment = EnrollmentFactory(course=course)
    BookingFactory(scheduled_class=meeting.scheduled_class, learner=enrollment.learner)
    check_in(meeting=meeting, learner=enrollment.learner)
    assert Enrollment.objects.get().is_completed


# --- The code ------------------------------------------------------------------------------------------------------


def address_on(page):
    """Return where the QR code leads, which is a link too, without the host."""
    address = re.search(r'href="http://testserver(/[^"]+token=[^"]+)"', page.content.decode()).group(1)
    assert address == page.context["qr_address"].removeprefix("http://testserver")
    return address


@pytest.mark.row("C4")
def test_learner_scans_the_code_signs_in_and_is_present(client, trainer):
    meeting = meeting_in(-MINUTE)
    learner = seated(meeting)
    page = client.get(url("attendance_code", meeting))
    assert page["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert "<svg" in page.content.decode()
    address = address_on(page)

    phone = Client()
    sign_in = phone.get(address)
    assert sign_in.status_code == 302
    assert sign_in.url.startswith("/learning/sign-in/?next=/learning/meetings/")
    phone.force_login(learner)
    here = phone.get(address)
    assert "I am here" in here.content.decode()
    assert not Attendance.objects.exists(), "a GET changes nothing"
    token = here.context["token"]
    for _click in range(2):
        response = phone.post(url("check_in", meeting), {"token": token})
        assert response.url == reverse("lms_courses:room", args=[meeting.scheduled_class_id])

    assert Attendance.objects.get().learner == learner
    assert said(response)[-1] == "Welcome. You are marked as present."
    assert learner.first_name in phone.get(response.url).content.decode()


def test_code_expires_is_not_forged_and_belongs_to_one_meeting(client, clock):
    meeting, other = meeting_in(-MINUTE), meeting_in(-MINUTE)
    learner = seated(meeting)
    BookingFactory(scheduled_class=other.scheduled_class, learner=learner)
    client.force_login(learner)
    token = room_codes.make_token(meeting)

    def answer(meeting, token):
        for method in (client.get, client.post):
            response = method(url("check_in", meeting), {"token": token})
            assert response.status_code == 409
        return response.context["problem"]

    assert answer(other, token) == "This code belongs to another meeting. Scan the one in your room."
    assert answer(meeting, token[:-1] + "x") == "This code is not valid. Scan the one on the screen."
    clock(80)
    assert client.get(url("check_in", meeting), {"token": token}).status_code == 200
    clock(12)
    assert answer(meeting, token) == "This code has expired. Scan the one that is on the screen now."
    assert not Attendance.objects.exists()


def test_digits_count_for_a_minute_and_a_half_and_cannot_be_guessed(client, clock):
    meeting = meeting_in(-MINUTE)
    digits = room_codes.make_digits(meeting)
    assert re.fullmatch(r"\d{6}", digits)
    assert digits != room_codes.make_digits(meeting_in(-MINUTE))
    client.force_login(seated(meeting))
    page = url("check_in", meeting)
    assert 'name="code"' in client.get(page).content.decode()

    for wrong in ("000 00", "", "１２３４５６", "x" * 6, "-1"):
        response = client.post(page, {"code": wrong})
        assert response.status_code == 409
        assert response.context["problem"].startswith("This code does not match the one on the screen.")
        assert f'value="{wrong}"' in response.content.decode()
    blocked = client.post(page, {"code": digits})
    assert blocked.status_code == 429
    assert blocked.context["problem"].startswith("Too many attempts. Try again in ")

    friend = BookingFactory(scheduled_class=meeting.scheduled_class).learner
    client.force_login(friend)
    clock(80)
    assert client.post(page, {"code": f" {digits[:3]} {digits[3:]} "}).status_code == 302
    assert Attendance.objects.get().learner == friend
    clock(45)
    with pytest.raises(RuleError):
        room_codes.check_digits(meeting, digits)


def test_somebody_in_the_room_without_a_seat_is_told_and_a_stranger_to_the_course_finds_nothing(client):
    meeting = meeting_in(-MINUTE)
    client.force_login(LearnerFactory())
    response = client.post(url("check_in", meeting), {"token": room_codes.make_token(meeting)})
    assert (response.status_code, response.context["problem"]) == (409, NO_SEAT)

    meeting.scheduled_class.course.unpublish()
    assert client.get(url("check_in", meeting)).status_code == 404
    assert client.get(url("check_in", meeting), {"token": "12:forged:token"}).status_code == 404
    assert client.get(url("check_in", meeting), {"token": room_codes.make_token(meeting)}).status_code == 200


def test_page_of_the_code_renews_its_part_and_counts_who_is_here(client, trainer):
    meeting = meeting_in(-MINUTE)
    seated(meeting)
    check_in(meeting=meeting, learner=seated(meeting))

    whole, part = client.get(url("attendance_code", meeting)), client.get(url("attendance_code", meeting), {"part": ""})

    assert '<noscript><meta http-equiv="refresh"' in whole.content.decode()
    html = part.content.decode()
    assert "<html" not in html
    assert re.search(r"<strong>1</strong>\s+of 2 here", html)
    assert 'hx-trigger="load delay:' in html
    early = meeting_in(timedelta(hours=1))
    assert "Check-in opens 15 minutes before the meeting." in client.get(url("attendance_code", early)).content.decode()
    over = meeting_in(-timedelta(hours=3))
    assert "hx-trigger" not in client.get(url("attendance_code", over), {"part": ""}).content.decode()


# --- The sheet -----------------------------------------------------------------------------------------------------


def test_all_others_present_leaves_what_is_marked(client, trainer):
    meeting = meeting_in(-MINUTE)
    late, unmarked, absent = (seated(meeting) for _ in range(3))
    mark_attendance(meeting=meeting, statuses={late.pk: "late"}, by=trainer)
    form = {f"learner-{late.pk}": "late", f"learner-{absent.pk}": "absent", "all_present": "1"}

    for _click in range(2):
        client.post(url("attendance", meeting), form)

    marks = dict(Attendance.objects.values_list("learner_id", "status"))
    assert marks == {late.pk: "late", unmarked.pk: "present", absent.pk: "absent"}
    counts = client.get(url("attendance", meeting)).context["counts"]
    assert [(status, number) for status, _label, number in counts if number] == [
        ("present", 1),
        ("late", 1),
        ("absent", 1),
    ]


def test_sheet_leads_to_the_other_meetings_of_the_class(client, trainer):
    first = meeting_in(-timedelta(days=7))
    second = ClassMeeting.objects.create(
        scheduled_class=first.scheduled_class, starts_at=timezone.now(), ends_at=timezone.now() + timedelta(hours=1)
    )
    html = client.get(url("attendance", first)).content.decode()
    assert f'href="{url("attendance", first)}" aria-current="page"' in html
    assert f'href="{url("attendance", second)}">' in html


def test_learning_goes_on_from_the_room(client):
    """The page of the room knows the next lesson of the one who looks at it."""
    lesson = LessonPageFactory(title="Say hello")
    meeting = meeting_in(-MINUTE, course=lesson.get_course())
    learner = seated(meeting)
    EnrollmentFactory(course=lesson.get_course(), learner=learner)
    client.force_login(learner)
    html = client.get(reverse("lms_courses:room", args=[meeting.scheduled_class_id])).content.decode()
    assert f'href="{lesson.url}">Say hello</a>' in html
