"""Who stands where, for trainers by course."""

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
from tests.factories.users import LearnerFactory

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


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


def test_course_learners_leads_to_enrolling_and_to_those_who_ask(client, trainer):
    course = CoursePageFactory()
    page = reverse("lms_courses:course_learners", args=[course.pk])
    enroll = f"{reverse('lms_courses:enroll_people')}?course={course.pk}"
    html = client.get(page).content.decode()
    assert (enroll in html, "enrollment request" in html) == (True, False)

    EnrollmentFactory.create_batch(2, course=course, status="requested")
    EnrollmentFactory(status="requested")
    html = client.get(page).content.decode()
    assert f'href="{reverse("lms_courses:requests")}"' in html
    assert "2 enrollment requests" in html

    course.unpublish()
    assert enroll not in client.get(page).content.decode()


def test_course_learners_of_an_empty_course_says_so(client, trainer):
    html = client.get(reverse("lms_courses:course_learners", args=[CoursePageFactory().pk])).content.decode()

    assert "No one is enrolled in this course yet" in html


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
    assert "You have no upcoming classes." in html
