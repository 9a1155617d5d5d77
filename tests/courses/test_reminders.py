"""Reminders: once, in good time, in the morning of whoever reads them, and nothing of the past."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import override_settings

from courses.models import ScheduledClass
from courses.reminders.actions import send_reminders
from lms.models import Profile
from tests.factories.courses import BookingFactory, CoursePageFactory, EnrollmentFactory, ScheduledClassFactory
from tests.factories.users import LearnerFactory, ManagerFactory, TrainerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

#: A Monday, far enough away that what the code itself calls "now" lies before it.
MONDAY = datetime(2051, 1, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


def at(hour, *, day=0):
    return MONDAY + timedelta(days=day, hours=hour)


def news():
    """(addressee, subject) of the mails since the last call; invitations, which other tests look at, left out."""
    found = [
        (each.recipients()[0].split("<")[-1].split("@")[0], each.subject)
        for each in mail.outbox
        if len(each.alternatives) == 1
    ]
    mail.outbox.clear()
    return sorted(found)


def class_at(starts_at, **facts):
    scheduled_class = ScheduledClassFactory(**facts)
    scheduled_class.meetings.update(starts_at=starts_at, ends_at=starts_at + 2 * HOUR)
    return scheduled_class


def person(username, time_zone="", **facts):
    user = LearnerFactory(username=username)
    Profile.objects.create(user=user, time_zone=time_zone, **facts)
    return user


@pytest.mark.row("C5")
def test_everybody_in_a_class_is_reminded_once_a_day_before(django_user_model):
    scheduled_class = class_at(at(10, day=1), title="First posts", time_zone="Europe/Berlin")
    scheduled_class.trainers = [TrainerFactory(username="trainer")]
    scheduled_class.save()
    booked = {"queued_at": at(0, day=-9), "scheduled_class": scheduled_class}
    BookingFactory(learner=person("ada"), **booked)
    BookingFactory(learner=person("far", "Asia/Tokyo"), **booked)
    BookingFactory(learner=person("quiet", gets_reminders=False), **booked)
    BookingFactory(learner=person("waits"), **(booked | {"status": "waiting"}))
    BookingFactory(learner=person("late"), **(booked | {"queued_at": at(11)}))
    assert [send_reminders(now=at(9)) > 0, news()] == [
        True,
        [("waits", "Number 1 on the waiting list: First posts")],
    ]
    send_reminders(now=at(10))
    assert news() == [
        ("ada", "Tuesday, 11 a.m.: First posts"),
        ("far", "Tuesday, 7 p.m.: First posts"),
        ("trainer", "Tuesday, 11 a.m.: First posts"),
    ]
    for hours in (10, 20, 33.9):
        assert send_reminders(now=at(hours)) == 0


def test_moved_meeting_is_reminded_of_again_and_a_cancelled_one_is_not():
    scheduled_class = class_at(at(10, day=1), title="First posts")
    BookingFactory(scheduled_class=scheduled_class, learner=person("ada"), queued_at=at(0, day=-9))
    send_reminders(now=at(12))
    assert len(news()) == 1
    scheduled_class.meetings.update(starts_at=at(10, day=3), ends_at=at(12, day=3))
    send_reminders(now=at(12, day=2))
    assert news() == [("ada", "Thursday, 10 a.m.: First posts")]
    scheduled_class.meetings.update(starts_at=at(10, day=5), ends_at=at(12, day=5))
    ScheduledClass.objects.update(cancelled_at=at(0, day=4))
    send_reminders(now=at(12, day=4))
    assert news() == []


@override_settings(LMS={"TASK_BACKEND": "lms", "REMIND_BEFORE_MEETING_HOURS": [24, 1]})
def test_hours_of_reminders_are_a_setting():
    scheduled_class = class_at(at(10, day=1), title="First posts")
    BookingFactory(scheduled_class=scheduled_class, learner=person("ada"), queued_at=at(0, day=-9))
    counts = []
    for hours in (9.9, 10, 21, 30, 33, 33.5):
        send_reminders(now=MONDAY + timedelta(hours=hours))
        counts.append(len(news()))
    assert counts == [0, 1, 0, 0, 1, 0]


@pytest.mark.row("C5")
@pytest.mark.parametrize(
    ("time_zone", "morning_in_utc"), [("Europe/Berlin", 7), ("America/New_York", 13), ("Pacific/Auckland", -5)]
)
def test_due_date_is_told_in_the_morning_of_the_learner_s_own_day(time_zone, morning_in_utc):
    ada = person("ada", time_zone)
    EnrollmentFactory(learner=ada, course=CoursePageFactory(title="First steps"), due_date=date(2051, 1, 10))
    told = {}
    for hour in (morning_in_utc + 24 * day + step for day in (0, 1, 2, 6, 7, 8, 9, 10) for step in (-1, 0, 11)):
        send_reminders(now=at(hour))
        for addressee, subject in news():
            told[hour] = (addressee, subject)
    # The 10th is day 8, so the days are 1 (a week before), 7 (a day before) and 9 (a day after).
    assert told == {
        24 + morning_in_utc: ("ada", "Due on Jan 10, 2051: First steps"),
        7 * 24 + morning_in_utc: ("ada", "Due on Jan 10, 2051: First steps"),
        9 * 24 + morning_in_utc: ("ada", "Overdue since Jan 10, 2051: First steps"),
    }


def test_several_courses_come_in_one_mail_and_overdue_ones_every_week():
    ada = person("ada")
    EnrollmentFactory(learner=ada, course=CoursePageFactory(title="Soon"), due_date=date(2051, 1, 3))
    EnrollmentFactory(learner=ada, course=CoursePageFactory(title="Late"), due_date=date(2051, 1, 1))
    EnrollmentFactory(learner=ada, course=CoursePageFactory(title="Much later"), due_date=date(2051, 2, 1))
    EnrollmentFactory(learner=ada, completed=True, due_date=date(2051, 1, 1))
    send_reminders(now=at(9))
    [sent] = mail.outbox
    assert sent.subject == "Your courses: what is due"
    assert "- Late: http" in sent.body
    assert "- Soon: http" in sent.body
    assert "Much later" not in sent.body
    send_reminders(now=at(9, day=1))
    assert len(news()) == 1
    send_reminders(now=at(9, day=7))
    assert news() == [("ada", "Overdue since Jan 1, 2051: Late")]


def test_first_run_tells_nothing_of_the_past():
    ada, now = person("ada"), at(9)
    manager = ManagerFactory(username="boss")
    Profile.objects.update(manager=manager)
    for day in (date(2050, 12, 20), date(2050, 1, 3), date(2050, 12, 31)):
        EnrollmentFactory(learner=ada, due_date=day)
    over = class_at(at(10, day=-3))
    BookingFactory(scheduled_class=over, learner=ada, queued_at=at(0, day=-20))
    # Twenty-one hours were time enough: its reminder was due a day before.
    soon = class_at(at(12))
    BookingFactory(scheduled_class=soon, learner=ada, queued_at=at(0, day=-20))
    send_reminders(now=now)
    assert news() == [("boss", "One of your people is overdue")]


@pytest.mark.row("C5")
def test_managers_are_told_on_monday_morning_of_their_own_people_only():
    boss, other = ManagerFactory(username="boss"), ManagerFactory(username="other")
    Profile.objects.create(user=boss, time_zone="America/New_York")
    ada, bo, cy = (person(name, manager=manager) for name, manager in (("ada", boss), ("bo", boss), ("cy", other)))
    course = CoursePageFactory(title="First steps")
    for learner in (ada, bo, cy):
        EnrollmentFactory(learner=learner, course=course, due_date=date(2050, 12, 20))
    EnrollmentFactory(learner=ada, course=CoursePageFactory(title="In time"), due_date=date(2051, 5, 1))
    told = []
    for hour in (7, 8, 12, 13, 19, 33, 174, 175, 176, 180, 181):
        send_reminders(now=at(hour))
        told += [(hour, *each) for each in news() if "overdue" in each[1]]
    assert told == [
        (8, "other", "One of your people is overdue"),
        (13, "boss", "2 of your people are overdue"),
        (7 * 24 + 8, "other", "One of your people is overdue"),
        (7 * 24 + 13, "boss", "2 of your people are overdue"),
    ]


def test_mail_to_a_manager_names_who_and_what():
    boss = ManagerFactory(username="boss")
    ada = person("ada", manager=boss)
    ada.first_name, ada.last_name = "<b>Ada</b>", "Okonkwo"
    ada.save()
    EnrollmentFactory(learner=ada, course=CoursePageFactory(title="First steps"), due_date=date(2050, 12, 20))
    EnrollmentFactory(course=CoursePageFactory(title="Of others"), due_date=date(2050, 12, 20))
    send_reminders(now=at(9))
    sent = next(each for each in mail.outbox if "boss@firm.example" in each.recipients()[0])
    assert "<b>Ada</b> Okonkwo: First steps, due on Dec 20, 2050" in sent.body
    assert "Of others" not in sent.body
    assert "<b>Ada" not in sent.alternatives[0][0]


def test_command_sends_what_is_due_and_is_quiet_otherwise(capsys):
    BookingFactory(scheduled_class=ScheduledClassFactory(starts_in=timedelta(hours=23)), queued_at=at(0, day=-20_000))
    call_command("send_reminders")
    call_command("send_reminders")
    assert capsys.readouterr().out == "2 sent.\n"
