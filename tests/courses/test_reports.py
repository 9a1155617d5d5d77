"""Reports for trainers: who stands where, lesson by lesson, quiz by quiz and over time."""

import csv
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from courses.models import Attendance, Enrollment, LessonProgress
from courses.reports.presenters.completions import periods
from courses.reports.presenters.matrix import ProgressMatrix
from tests.factories.courses import (
    AttemptFactory,
    BookingFactory,
    CoursePageFactory,
    EnrollmentFactory,
    LessonPageFactory,
    QuizFactory,
    ScheduledClassFactory,
)
from tests.factories.users import LearnerFactory, ManagerFactory, ProfileFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

DAY = timedelta(days=1)


@pytest.fixture
def course():
    return CoursePageFactory(title="First posts", requirement_keys=[])


def on_course(course, last_name, *, department="Sales", enrolled_ago=DAY, opened_ago=None, done=(), **kwargs):
    """Enroll someone who opened the lessons `done` and finished them so long ago."""
    learner = ProfileFactory(user=LearnerFactory(first_name="Pat", last_name=last_name), department=department).user
    enrollment = EnrollmentFactory(course=course, learner=learner, **kwargs)
    Enrollment.objects.filter(pk=enrollment.pk).update(created_at=timezone.now() - enrolled_ago)
    at = timezone.now() - (opened_ago or DAY)
    for lesson in done:
        LessonProgress.objects.create(enrollment=enrollment, lesson=lesson, opened_at=at, completed_at=at)
    return enrollment


def roster(client, course, query=""):
    response = client.get(reverse("lms_courses:course_learners", args=[course.pk]) + query)
    assert response.status_code == 200
    return response


def names(response):
    return [row.enrollment.learner.last_name for row in response.context["page_obj"]]


def download(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response, b"".join(response.streaming_content)


def read_csv(content):
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


# --- Roster -------------------------------------------------------------------------------------------------------


@pytest.mark.row("C7")
def test_roster_puts_the_stuck_on_top_and_says_why(client, trainer, course):
    lesson = LessonPageFactory(course=course)
    today = timezone.localdate()
    on_course(course, "Done", completed=True)
    on_course(course, "Fresh", enrolled_ago=DAY)
    on_course(course, "Soon", done=[lesson], due_date=today + DAY)
    on_course(course, "Silent", enrolled_ago=30 * DAY, opened_ago=20 * DAY, done=[lesson])
    on_course(course, "Never", enrolled_ago=15 * DAY)
    on_course(course, "Late", due_date=today - 3 * DAY)
    on_course(course, "Gone", status="withdrawn")

    response = roster(client, course)

    assert names(response) == ["Late", "Never", "Silent", "Soon", "Fresh", "Done"]
    labels = [row.state_label for row in response.context["page_obj"]]
    assert labels[:5] == [
        "overdue by 3 days",
        "inactive for 15 days",
        "inactive for 20 days",
        "in progress",
        "not started",
    ]
    assert response.context["counts"] == {"all": 6, "completed": 1, "overdue": 1, "stuck": 3}
    assert names(roster(client, course, "?status=stuck")) == ["Late", "Never", "Silent"]


@pytest.mark.row("C7")
def test_roster_is_filtered_and_ordered_by_the_address(client, trainer, course):
    lesson = LessonPageFactory(course=course)
    scheduled_class = ScheduledClassFactory(course=course)
    on_course(course, "Alder", department="Sales", due_date=timezone.localdate() - DAY)
    booked = on_course(course, "Birch", department="Workshop", done=[lesson])
    on_course(course, "Cedar", department="Workshop", completed=True)
    on_course(course, "Dogwood", status="requested")
    BookingFactory(scheduled_class=scheduled_class, learner=booked.learner)

    found = {
        "?status=overdue": ["Alder"],
        "?status=completed": ["Cedar"],
        "?status=active&sort=-name": ["Birch", "Alder"],
        "?status=requested": ["Dogwood"],
        "?status=not-begun": ["Alder"],
        "?department=Workshop&sort=name": ["Birch", "Cedar"],
        f"?class={scheduled_class.pk}": ["Birch"],
        "?q=pat+alder": ["Alder"],
        "?q=%25": [],
        "?sort=-lessons": ["Birch", "Alder", "Cedar"],
        "?sort=-active": ["Birch", "Alder", "Cedar"],
        "?sort=due": ["Alder", "Birch", "Cedar"],
        "?status=nonsense&sort=password&class=x&sort=name": ["Alder", "Birch", "Cedar"],
    }

    assert {query: names(roster(client, course, query)) for query in found} == found


def test_roster_tells_what_each_has_achieved(client, trainer, course):
    quiz = QuizFactory()
    lesson = LessonPageFactory(course=course, body=[("quiz", {"quiz": quiz})])
    LessonPageFactory(course=course)
    manager = ManagerFactory(first_name="Mona", last_name="Manager")
    enrollment = on_course(course, "Able", done=[lesson], source="manager", enrolled_by=manager)
    for _number in range(2):
        AttemptFactory(enrollment=enrollment, quiz=quiz, is_passed=True)
    meeting = ScheduledClassFactory(course=course, starts_in=-DAY).meetings.get()
    Attendance.objects.create(meeting=meeting, learner=enrollment.learner, status="late")

    [row] = roster(client, course).context["page_obj"]

    assert (row.lessons_done, row.lessons_total, row.quizzes, row.meetings) == ("1", "2", "1/1", "1/1")
    assert (row.department, row.source) == ("Sales", "by a manager: Mona Manager")


@pytest.mark.row("C7", "R8")
def test_roster_is_taken_away_as_filtered_and_never_as_formulas(client, trainer, course):
    LessonPageFactory(course=course)
    on_course(course, "=HYPERLINK(1)", department="@SUM(1)")
    on_course(course, "Other", department="Sales")
    url = reverse("lms_courses:course_learners", args=[course.pk]) + "?department=@SUM(1)"
    get_user_model().objects.filter(last_name="=HYPERLINK(1)").update(first_name="")

    response, content = download(client, f"{url}&export=csv")

    headings, [*row] = read_csv(content)
    row = dict(zip(headings, row, strict=True))
    assert response["Content-Disposition"].startswith('attachment; filename="first-posts-learners-20')
    assert (row["Name"], row["Department"], row["Lessons done"]) == ("'=HYPERLINK(1)", "'@SUM(1)", "0")
    assert row["Since"] == (timezone.localdate() - DAY).isoformat()

    _response, content = download(client, f"{url}&export=xlsx")
    [_headings, cells] = load_workbook(BytesIO(content)).active.iter_rows()
    assert (cells[0].value, cells[0].data_type) == ("=HYPERLINK(1)", "s")


# --- Matrix -------------------------------------------------------------------------------------------------------


@pytest.mark.row("C7")
def test_matrix_says_for_each_lesson_where_each_learner_stands(client, trainer, course):
    first, second = LessonPageFactory(course=course, title="One"), LessonPageFactory(course=course, title="Two")
    done = on_course(course, "Done", done=[first], completed=True)
    Enrollment.objects.filter(pk=done.pk).update(completed_at=timezone.now() - DAY)
    busy = on_course(course, "Busy", done=[first])
    LessonProgress.objects.create(enrollment=busy, lesson=second, opened_at=timezone.now())

    response = client.get(reverse("lms_courses:course_matrix", args=[course.pk]))

    rows = {row.name: (row.states, row.done) for row in response.context["page_obj"]}
    assert rows == {"Pat Busy": (["done", "opened"], "1/2"), "Pat Done": (["done", "new"], "1/2")}
    html = response.content.decode()
    assert '<th scope="row">Pat Busy</th>' in html
    assert '<span class="visually-hidden">new since they finished</span>' in html
    assert html.count('<td class="lms-matrix__cell') == 4

    _response, content = download(client, reverse("lms_courses:course_matrix", args=[course.pk]) + "?export=csv")
    headings, busy_row, _done_row = read_csv(content)
    assert headings[-2:] == ["One", "Two"]
    assert busy_row[-3:] == ["1", (timezone.localdate() - DAY).isoformat(), ""]


@pytest.mark.row("V5")
def test_reports_ask_equally_often_for_few_and_for_a_thousand_learners(client, trainer, course, count_queries):
    lessons = [LessonPageFactory(course=course)]
    EnrollmentFactory(course=course)
    pages = [reverse(f"lms_courses:{name}", args=[course.pk]) for name in ("course_learners", "course_matrix")]
    few = [count_queries(lambda page=page: client.get(page)) for page in pages]

    lessons += [LessonPageFactory(course=course) for _number in range(29)]
    users = get_user_model().objects.bulk_create([get_user_model()(username=f"crowd{n}") for n in range(1000)])
    crowd = Enrollment.objects.bulk_create([Enrollment(course=course, learner=user) for user in users])
    LessonProgress.objects.bulk_create(
        LessonProgress(enrollment=enrollment, lesson=lesson, opened_at=timezone.now())
        for enrollment in crowd
        for lesson in lessons
    )
    many = [count_queries(lambda page=page: client.get(page)) for page in pages]

    assert many == few
    assert max(many) <= 12
    assert len(ProgressMatrix(course).page(1).object_list) == 20
    for page in pages:  # A stream of rows, but all of them.
        assert len(read_csv(download(client, f"{page}?export=csv")[1])) == 1002


# --- Over time ----------------------------------------------------------------------------------------------------


def test_periods_end_with_the_present_one():
    assert periods("week", 3, today=date(2026, 1, 7)) == [date(2025, 12, 22), date(2025, 12, 29), date(2026, 1, 5)]
    assert periods("month", 3, today=date(2026, 1, 7)) == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]


@pytest.mark.row("C7")
def test_over_time_counts_by_week_in_the_sites_time_zone_and_by_department(client, trainer, course):
    lesson = LessonPageFactory(course=course)
    on_course(course, "Now", department="Sales", done=[lesson])
    past = on_course(course, "Past", department="Workshop", enrolled_ago=30 * DAY, completed=True)
    on_course(course, "Old", enrolled_ago=300 * DAY)
    on_course(course, "Asking", status="requested")
    EnrollmentFactory()
    Enrollment.objects.filter(pk=past.pk).update(completed_at=timezone.now() - 8 * DAY)
    url = reverse("lms_courses:course_completions", args=[course.pk])

    report = client.get(url).context["report"]

    enrolled, completed = report.chart.series
    assert (len(report.counts), enrolled.total, completed.total) == (12, 2, 1)
    assert (enrolled.values[-1] + enrolled.values[-2], completed.values[-1]) == (1, 0)
    assert client.get(f"{url}?department=Workshop").context["report"].chart.series[0].total == 1
    assert client.get(f"{url}?span=12-months").context["report"].chart.series[0].total == 3
    assert [(each.done, each.total) for each in client.get(url).context["reach"]] == [(1, 3)]
    rows = read_csv(download(client, f"{url}?export=csv")[1])
    assert [sum(int(row[column]) for row in rows[1:]) for column in (1, 2)] == [2, 1]


@pytest.mark.row("V5")
def test_over_time_asks_equally_often_for_few_and_for_thousands(client, trainer, course, count_queries):
    pages = ["/learning/teaching/over-time/", reverse("lms_courses:course_completions", args=[course.pk])]
    LessonPageFactory(course=course)
    EnrollmentFactory(course=course, completed=True)
    few = [count_queries(lambda page=page: client.get(page)) for page in pages]
    users = get_user_model().objects.bulk_create([get_user_model()(username=f"crowd{n}") for n in range(3000)])
    courses = [course, *(CoursePageFactory() for _number in range(3))]
    now = timezone.now()
    Enrollment.objects.bulk_create(
        Enrollment(course=courses[n % 4], learner=user, status="completed", completed_at=now - n % 70 * DAY)
        for n, user in enumerate(users)
    )

    assert [count_queries(lambda page=page: client.get(page)) for page in pages] == few
    assert client.get(pages[0]).context["report"].chart.series[1].total == 3001


# --- Classes and teams --------------------------------------------------------------------------------------------


@pytest.mark.row("C7")
def test_class_report_shows_who_came_to_which_meeting(client, trainer, course):
    scheduled_class = ScheduledClassFactory(course=course, title="Morning", starts_in=-DAY)
    meeting = scheduled_class.meetings.get()
    came, missed = (BookingFactory(scheduled_class=scheduled_class).learner for _number in range(2))
    BookingFactory(scheduled_class=scheduled_class, status="waiting")
    Attendance.objects.create(meeting=meeting, learner=came, status="present")
    url = reverse("lms_courses:class_report", args=[scheduled_class.pk])

    report = client.get(url).context["report"]

    assert [(row.name, row.statuses) for row in report.rows] == [
        (came.get_full_name(), ["present"]),
        (missed.get_full_name(), [""]),
    ]
    assert report.turnout == [(meeting, 1)]
    headings, first, second = read_csv(download(client, f"{url}?export=csv")[1])
    assert headings[-1] == f"{meeting.starts_at:%Y-%m-%d %H:%M}"
    assert (first[-2:], second[-2:]) == (["1", "present"], ["0", ""])


@pytest.mark.row("C7", "R5")
def test_manager_takes_away_ones_own_people_only(client, course):
    manager = ManagerFactory()
    mine = EnrollmentFactory(course=course, learner=ProfileFactory(manager=manager).user)
    EnrollmentFactory(course=course, learner=ProfileFactory().user)
    client.force_login(manager)

    headings, row = read_csv(download(client, "/learning/people/?export=csv")[1])

    assert (len(row), row[0], row[2]) == (len(headings), mine.learner.get_full_name(), "First posts")
    assert read_csv(download(client, "/learning/people/?export=csv&overdue=on")[1]) == [headings]


def test_nobody_but_trainers_takes_a_table_away(client, course):
    pages = ["/learning/teaching/over-time/"]
    pages += [reverse(f"lms_courses:{name}", args=[course.pk]) for name in ("course_learners", "course_matrix")]
    for user in (LearnerFactory(), ManagerFactory()):
        client.force_login(user)
        for page in pages:
            assert client.get(f"{page}?export=csv").status_code == 403
