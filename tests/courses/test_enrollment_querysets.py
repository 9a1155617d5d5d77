from datetime import date, timedelta

import pytest
from django.utils import timezone

from courses.catalog.structure import structure_of
from courses.models import CoursePage, Enrollment, LessonPage
from tests.factories.courses import (
    CatalogPageFactory,
    CoursePageFactory,
    EnrollmentFactory,
    GuidelineFactory,
    LessonPageFactory,
    SocialToolFactory,
)
from tests.factories.users import LearnerFactory, ManagerFactory, ProfileFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

TODAY = date(2030, 5, 3)
DAY = timedelta(days=1)


def progress(enrollment, lesson, *, opened_ago=DAY, is_done=True):
    now = timezone.now()
    return enrollment.lesson_progress.create(
        lesson=lesson, opened_at=now - opened_ago, completed_at=now if is_done else None
    )


def test_enrollments_by_status():
    learner = LearnerFactory()
    active = EnrollmentFactory(learner=learner)
    completed = EnrollmentFactory(learner=learner, completed=True)
    EnrollmentFactory(learner=learner, status="withdrawn")
    EnrollmentFactory()

    assert set(Enrollment.objects.of(learner)) == {active, completed}
    assert set(Enrollment.objects.of(learner).active()) == {active}
    assert set(Enrollment.objects.of(learner).completed()) == {completed}
    assert Enrollment.objects.in_force().count() == 3


def test_led_by_finds_only_ones_own_people():
    manager, other = ManagerFactory(), ManagerFactory()
    mine = EnrollmentFactory(learner=ProfileFactory(manager=manager).user)
    EnrollmentFactory(learner=mine.learner, status="withdrawn")
    EnrollmentFactory(learner=ProfileFactory(manager=other).user)
    EnrollmentFactory(learner=ProfileFactory(manager=None).user)
    EnrollmentFactory()
    EnrollmentFactory(learner=manager)

    assert list(Enrollment.objects.led_by(manager)) == [mine]


@pytest.mark.parametrize(
    ("due_date", "status", "is_overdue"),
    [
        (TODAY - DAY, "active", True),
        (TODAY, "active", False),
        (TODAY + DAY, "active", False),
        (None, "active", False),
        (TODAY - DAY, "withdrawn", False),
    ],
)
def test_overdue_begins_the_day_after(due_date, status, is_overdue):
    enrollment = EnrollmentFactory(due_date=due_date, status=status)

    assert Enrollment.objects.overdue(today=TODAY).exists() is is_overdue
    assert enrollment.is_overdue_on(TODAY) is is_overdue


def test_overdue_leaves_out_what_is_completed():
    EnrollmentFactory(due_date=TODAY - DAY, completed=True)

    assert not Enrollment.objects.overdue(today=TODAY).exists()


def test_overdue_counts_from_today_by_default():
    late = EnrollmentFactory(due_date=timezone.localdate() - DAY)
    in_time = EnrollmentFactory(due_date=timezone.localdate())

    assert list(Enrollment.objects.overdue()) == [late]
    assert (late.is_overdue, in_time.is_overdue) == (True, False)


def test_with_progress_counts_published_lessons_of_the_course():
    course, other = CoursePageFactory(), CoursePageFactory()
    done, half, unpublished = (LessonPageFactory(course=course) for _ in range(3))
    LessonPageFactory(course=course, live=False)
    foreign = LessonPageFactory(course=other)
    enrollment, stranger = EnrollmentFactory(course=course), EnrollmentFactory(course=other)
    progress(enrollment, done, opened_ago=9 * DAY)
    progress(enrollment, unpublished, opened_ago=8 * DAY)
    last = progress(enrollment, half, opened_ago=2 * DAY, is_done=False)
    progress(stranger, foreign)
    unpublished.unpublish()

    row = Enrollment.objects.with_progress().get(pk=enrollment.pk)

    assert (row.lessons_done, row.lessons_total, row.last_active_at) == (1, 2, last.opened_at)


def test_with_progress_of_an_empty_course_is_nothing_of_nothing():
    EnrollmentFactory()

    row = Enrollment.objects.with_progress().get()

    assert (row.lessons_done, row.lessons_total, row.last_active_at) == (0, 0, None)


def test_stuck_first_orders_by_who_needs_help():
    lesson = LessonPageFactory()
    course = lesson.get_course()
    finished = EnrollmentFactory(course=course, completed=True, due_date=TODAY - DAY)
    busy, idle, never, due_later, due_soon = (
        EnrollmentFactory(course=course, due_date=due_date) for due_date in (None, None, None, TODAY + DAY, TODAY)
    )
    progress(busy, lesson, opened_ago=DAY)
    progress(idle, lesson, opened_ago=9 * DAY)

    ordered = list(Enrollment.objects.with_progress().stuck_first())

    assert ordered == [due_soon, due_later, never, idle, busy, finished]


def test_with_progress_asks_the_database_once_for_one_and_three(django_assert_num_queries):
    lesson = LessonPageFactory()
    for count in (1, 3):
        while Enrollment.objects.count() < count:
            progress(EnrollmentFactory(course=lesson.get_course()), lesson)
        with django_assert_num_queries(1):
            rows = list(Enrollment.objects.with_progress().stuck_first().select_related("learner", "course"))
            assert [(str(row), row.lessons_done) for row in rows] == [
                (f"{row.learner.get_username()}: {row.course.title}", 1) for row in rows
            ]
        assert len(rows) == count


# --- Pages --------------------------------------------------------------------------------------------------------


def test_courses_at_level_and_for_tool():
    chirp, loft = SocialToolFactory(slug="chirp"), SocialToolFactory(slug="loft")
    first = CoursePageFactory(tool=chirp, level="basics")
    second = CoursePageFactory(tool=loft, level="advanced")
    any_tool = CoursePageFactory(tool=None, level="basics")

    assert set(CoursePage.objects.at_level("basics")) == {first, any_tool}
    assert set(CoursePage.objects.for_tool("chirp")) == {first, any_tool}
    assert set(CoursePage.objects.for_tool("loft").at_level("advanced")) == {second}


def test_with_enrollment_counts():
    course, empty = CoursePageFactory(), CoursePageFactory()
    yesterday = timezone.localdate() - DAY
    EnrollmentFactory(course=course)
    EnrollmentFactory(course=course, due_date=yesterday)
    EnrollmentFactory(course=course, due_date=yesterday, completed=True)
    EnrollmentFactory(course=course, due_date=yesterday, status="withdrawn")

    rows = {row.pk: row for row in CoursePage.objects.with_enrollment_counts()}

    counted = rows[course.pk]
    assert (counted.learners_active, counted.learners_completed, counted.learners_overdue) == (2, 1, 1)
    none = rows[empty.pk]
    assert (none.learners_active, none.learners_completed, none.learners_overdue) == (0, 0, 0)


def test_lessons_in_course_are_published_and_in_their_order():
    course = CoursePageFactory()
    first, second, draft = (LessonPageFactory(course=course, live=live) for live in (True, True, False))
    LessonPageFactory()
    second.move(first, pos="left")

    assert list(LessonPage.objects.in_course(course)) == [second, first]
    assert draft not in LessonPage.objects.in_course(course)


def test_totals_by_course_path_add_up_published_lessons(django_assert_num_queries):
    course, other = CoursePageFactory(), CoursePageFactory()
    CoursePageFactory()
    LessonPageFactory(course=course, duration_minutes=5)
    LessonPageFactory(course=course, duration_minutes=12)
    LessonPageFactory(course=course, duration_minutes=90, live=False)
    LessonPageFactory(course=other, duration_minutes=7)

    with django_assert_num_queries(1):
        assert LessonPage.objects.totals_by_course_path() == {course.path: (2, 17), other.path: (1, 7)}


def test_with_course_path_names_the_parent():
    lesson = LessonPageFactory(course=CoursePageFactory(parent=CatalogPageFactory()))

    assert LessonPage.objects.with_course_path().get().course_path == lesson.get_parent().path


def test_guidelines_asked_by_a_course_come_once():
    asked, drafted, elsewhere = GuidelineFactory.create_batch(3)
    course = CoursePageFactory()
    for _ in range(2):
        LessonPageFactory(course=course, body=[("guideline", {"guideline": asked})])
    LessonPageFactory(course=course, live=False, body=[("guideline", {"guideline": drafted})])
    LessonPageFactory(body=[("guideline", {"guideline": elsewhere})])

    assert [guideline.pk for guideline in structure_of(course).guidelines] == [asked.pk]
