""" "My learning": what comes first, and for whom."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from wagtail import hooks

from lms.dashboard.panels import Dashboard, DashboardPanel, NextStep, build_dashboard
from tests.factories.courses import (
    BookingFactory,
    CoursePageFactory,
    EnrollmentFactory,
    LessonPageFactory,
    ScheduledClassFactory,
)
from tests.factories.users import LearnerFactory

pytestmark = pytest.mark.django_db

COURSES, CLASSES, COMPLETED = (
    f"lms_courses/people/dashboard/{name}.html" for name in ("courses", "classes", "completed")
)


@pytest.fixture
def learner(db):
    return LearnerFactory(first_name="Odile")


def dashboard_of(rf, user):
    request = rf.get("/learning/")
    request.user = user
    return build_dashboard(request)


def enroll(learner, title, *, lessons=2, done=0, due_date=None, days_ago=None):
    course = CoursePageFactory(title=title, summary=f"Promise of {title}.")
    enrollment = EnrollmentFactory(learner=learner, course=course, due_date=due_date)
    for number in range(lessons):
        lesson = LessonPageFactory(course=course)
        if number < done:
            opened_at = timezone.now() - timedelta(days=days_ago or 1)
            enrollment.lesson_progress.create(lesson=lesson, opened_at=opened_at, completed_at=opened_at)
    return enrollment


# --- The frame ----------------------------------------------------------------------------------------------------


def test_next_step_with_the_lowest_order_wins():
    steps = [NextStep(order, f"Step {order}", "", "/", "Go") for order in (30, 5, 20)]

    assert Dashboard(next_steps=steps).next_step.title == "Step 5"
    assert Dashboard().next_step is None


def test_panels_come_in_order_and_without_empty_ones(rf, learner):
    def add(request, dashboard):
        assert request.user == learner
        dashboard.panels += [
            DashboardPanel(70, "late.html"),
            DashboardPanel(1, "early.html"),
            DashboardPanel(2, "empty.html", is_empty=True),
        ]

    with hooks.register_temporarily("register_dashboard_panels", add):
        names = [panel.template_name for panel in dashboard_of(rf, learner).panels]

    assert [name for name in names if name in {"early.html", "empty.html", "late.html"}] == ["early.html", "late.html"]
    assert names[0] == "early.html"


# --- What courses add ---------------------------------------------------------------------------------------------


def test_dashboard_of_somebody_new_has_no_courses_and_nothing_next(rf, learner):
    EnrollmentFactory()
    BookingFactory()
    EnrollmentFactory(learner=learner, status="withdrawn")
    BookingFactory(learner=learner, status="cancelled")

    dashboard = dashboard_of(rf, learner)

    assert not {COURSES, CLASSES, COMPLETED} & {panel.template_name for panel in dashboard.panels}
    assert dashboard.next_step is None


def test_dashboard_sorts_courses_into_panels(rf, learner):
    active = enroll(learner, "Under way")
    done = EnrollmentFactory(learner=learner, completed=True)
    booking = BookingFactory(learner=learner)

    panels = {panel.template_name: panel.context for panel in dashboard_of(rf, learner).panels}

    assert panels[COURSES]["enrollments"] == [active]
    assert panels[COMPLETED]["enrollments"] == [done]
    assert [row.booking for row in panels[CLASSES]["rows"]] == [booking]


def test_next_step_is_the_course_due_first(rf, learner):
    enroll(learner, "No date", done=1, days_ago=1)
    enroll(learner, "Later", due_date=date(2031, 1, 1))
    first = enroll(learner, "First", due_date=date(2030, 5, 3))

    step = dashboard_of(rf, learner).next_step

    assert (step.title, step.kicker, step.url) == (
        "First",
        "Due May 3, 2030",
        f"/learning/courses/{first.course_id}/resume/",
    )


def test_next_step_without_due_dates_is_what_was_read_last(rf, learner):
    enroll(learner, "Never opened")
    enroll(learner, "Long ago", done=1, days_ago=30)
    enroll(learner, "Yesterday", done=1, days_ago=1)

    step = dashboard_of(rf, learner).next_step

    assert (step.title, step.kicker) == ("Yesterday", "Next")


@pytest.mark.parametrize(
    ("done", "text", "action"),
    [
        (0, "Promise of Posts.", "Start"),
        (1, "1 of 2 lessons done.", "Continue"),
        (2, "You have read all lessons. See what is left to do.", "See what is left"),
    ],
)
def test_next_step_says_how_far_one_is(rf, learner, done, text, action):
    enrollment = enroll(learner, "Posts", done=done)

    step = dashboard_of(rf, learner).next_step

    course = enrollment.course
    assert (step.title, step.text, step.action) == ("Posts", text, action)
    assert step.url == (course.url if done == 2 else f"/learning/courses/{course.pk}/resume/")


def class_this_minute(**kwargs):
    """A class whose hour is not over, begun today by the clock of its own zone."""
    return ScheduledClassFactory(starts_in=timedelta(0), **kwargs)


def test_next_step_is_todays_class_before_any_course(rf, learner):
    enroll(learner, "Due", due_date=date(2020, 1, 1))
    scheduled_class = class_this_minute(title="Morning class")
    BookingFactory(learner=learner, scheduled_class=scheduled_class)

    step = dashboard_of(rf, learner).next_step

    assert (step.title, step.kicker, step.url) == (
        "Morning class",
        "Today",
        f"/learning/classes/{scheduled_class.pk}/",
    )


@pytest.mark.parametrize("status", ["waiting", "cancelled"])
def test_next_step_is_no_class_without_a_seat(rf, learner, status):
    BookingFactory(learner=learner, scheduled_class=class_this_minute(), status=status)

    assert dashboard_of(rf, learner).next_step is None


def test_next_step_is_no_class_of_another_day(rf, learner):
    BookingFactory(learner=learner, scheduled_class=ScheduledClassFactory(starts_in=timedelta(days=1)))

    assert dashboard_of(rf, learner).next_step is None


def test_next_step_tells_the_hour_in_the_zone_of_the_class(rf, learner):
    scheduled_class = class_this_minute(time_zone="Asia/Kolkata")
    BookingFactory(learner=learner, scheduled_class=scheduled_class)
    starts_at = scheduled_class.meetings.get().starts_at

    step = dashboard_of(rf, learner).next_step

    assert (
        step.text == f"Your class starts at {date_format(starts_at.astimezone(scheduled_class.zone), 'TIME_FORMAT')}."
    )


# --- The page -----------------------------------------------------------------------------------------------------


def test_dashboard_page_shows_what_is_next(client, learner):
    enroll(learner, "First posts")
    client.force_login(learner)

    html = client.get("/learning/").content.decode()

    assert "Hello, Odile" in html
    assert '<h2 id="next-title">First posts</h2>' in html
    assert "Nothing here yet" not in html


def test_dashboard_page_of_somebody_new_shows_the_way_to_the_courses(client, learner):
    client.force_login(learner)

    html = client.get("/learning/").content.decode()

    assert "Nothing here yet" in html
    assert "See the courses" in html


def test_dashboard_page_never_shows_what_others_learn(client, learner):
    enroll(LearnerFactory(), "Secret course")
    client.force_login(learner)

    assert "Secret course" not in client.get("/learning/").content.decode()


def test_dashboard_page_asks_the_database_equally_often_for_one_and_three(client, learner, count_queries):
    client.force_login(learner)
    counts = []
    for number in (1, 2, 3):
        enroll(learner, f"Active {number}", done=1)
        EnrollmentFactory(learner=learner, completed=True)
        BookingFactory(learner=learner)
        counts.append(count_queries(lambda: client.get("/learning/")))

    assert counts[2] == counts[0]
