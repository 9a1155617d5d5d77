"""Who stands where: trainers by course, managers by person, and nobody beyond that."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.models import Attendance
from tests.factories.courses import (
    BookingFactory,
    CoursePageFactory,
    EnrollmentFactory,
    LessonPageFactory,
    ScheduledClassFactory,
)
from tests.factories.users import LearnerFactory, ManagerFactory, ProfileFactory

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def manager(db, client):
    user = ManagerFactory()
    client.force_login(user)
    return user


def person(manager, last_name):
    return ProfileFactory(manager=manager, user=LearnerFactory(first_name="Pat", last_name=last_name)).user


# --- Manager ------------------------------------------------------------------------------------------------------


def test_people_shows_only_ones_own(client, manager):
    course = CoursePageFactory(title="First posts")
    mine = EnrollmentFactory(course=course, learner=person(manager, "Mine"))
    EnrollmentFactory(course=course, learner=person(ManagerFactory(), "Theirs"))
    EnrollmentFactory(course=course, learner=LearnerFactory(first_name="Pat", last_name="Nobodys"))
    EnrollmentFactory(course=course, learner=person(manager, "Left"), status="withdrawn")
    person(manager, "Idle")
    person(ManagerFactory(), "Elsewhere")

    response = client.get("/learning/people/")

    assert list(response.context["page_obj"]) == [mine]
    assert [profile.user.last_name for profile in response.context["people"]] == ["Idle"]
    html = response.content.decode()
    assert "Pat Mine" in html
    assert "Pat Idle" in html
    for name in ("Theirs", "Nobodys", "Elsewhere"):
        assert name not in html


def test_people_who_need_a_word_stand_on_top(client, manager):
    lesson = LessonPageFactory()
    today = timezone.localdate()
    done = EnrollmentFactory(course=lesson.get_course(), learner=person(manager, "Done"), completed=True)
    on_time = EnrollmentFactory(course=lesson.get_course(), learner=person(manager, "Time"), due_date=today)
    late = EnrollmentFactory(course=lesson.get_course(), learner=person(manager, "Late"), due_date=today - DAY)

    response = client.get("/learning/people/")

    assert list(response.context["page_obj"]) == [late, on_time, done]
    assert response.content.decode().count("overdue") == 1


def test_people_of_a_manager_without_a_team_says_what_to_do(client, manager):
    assert "Nobody reports to you here yet" in client.get("/learning/people/").content.decode()


def test_people_come_fifty_a_page(client, manager):
    course = CoursePageFactory()
    for number in range(51):
        EnrollmentFactory(course=course, learner=person(manager, f"Nr{number:03}"))

    first, second = client.get("/learning/people/"), client.get("/learning/people/?page=2")

    assert [len(page.context["page_obj"].object_list) for page in (first, second)] == [50, 1]
    shown = {each.pk for page in (first, second) for each in page.context["page_obj"]}
    assert len(shown) == 51
    assert client.get("/learning/people/?page=nonsense").context["page_obj"].number == 1
    assert client.get("/learning/people/?page=99").context["page_obj"].number == 2


# --- Trainer ------------------------------------------------------------------------------------------------------


def test_course_learners_shows_everybody_on_the_course(client, trainer):
    lesson = LessonPageFactory()
    course = lesson.get_course()
    active = EnrollmentFactory(course=course, learner=LearnerFactory(first_name="Ada", last_name="Active"))
    done = EnrollmentFactory(course=course, completed=True)
    EnrollmentFactory(course=course, status="withdrawn")
    EnrollmentFactory()

    response = client.get(reverse("lms_courses:course_learners", args=[course.pk]))

    assert [row.enrollment for row in response.context["page_obj"]] == [active, done]
    assert "Ada Active" in response.content.decode()


def test_course_learners_of_an_empty_course_says_so(client, trainer):
    html = client.get(reverse("lms_courses:course_learners", args=[CoursePageFactory().pk])).content.decode()

    assert "Nobody is on this course yet" in html


def test_teaching_shows_my_classes_what_to_mark_and_every_course(client, trainer):
    course = CoursePageFactory(title="First posts")
    EnrollmentFactory(course=course, due_date=timezone.localdate() - DAY)
    EnrollmentFactory(course=course, completed=True)
    CoursePageFactory(title="Draft", live=False)
    mine, held, marked = (
        ScheduledClassFactory(course=course, title=title, starts_in=starts_in)
        for title, starts_in in (("To come", DAY), ("Held", -DAY), ("Marked", -2 * DAY))
    )
    for scheduled_class in (mine, held, marked):
        scheduled_class.trainers = [trainer]
        scheduled_class.save()
        booking = BookingFactory(scheduled_class=scheduled_class)
    Attendance.objects.create(meeting=marked.meetings.get(), learner=booking.learner, status="present")
    BookingFactory(scheduled_class=ScheduledClassFactory(course=course, title="Of another", starts_in=-DAY))

    response = client.get("/learning/teaching/")

    home = response.context["home"]
    assert [str(row.scheduled_class) for row in home.later] == ["To come"]
    assert [meeting.scheduled_class for meeting in home.to_mark] == [held]
    [row] = home.courses
    assert (row.title, row.learners_active, row.learners_completed, row.learners_overdue) == ("First posts", 1, 1, 1)
    html = response.content.decode()
    assert reverse("lms_courses:attendance", args=[held.meetings.get().pk]) in html
    assert reverse("lms_courses:attendance", args=[marked.meetings.get().pk]) not in html


def test_teaching_before_anything_is_written_says_where_to_begin(client, trainer):
    html = client.get("/learning/teaching/").content.decode()

    assert "No courses yet" in html
    assert "You have no class ahead." in html
