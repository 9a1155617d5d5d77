"""Pages that list something ask the database equally often for one and for three."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from tests.factories.courses import (
    BookingFactory,
    CoursePageFactory,
    EnrollmentFactory,
    GuidelineFactory,
    LessonPageFactory,
    QuizFactory,
    ScheduledClassFactory,
    SocialToolFactory,
)
from tests.factories.users import LearnerFactory, ManagerFactory, ProfileFactory, TrainerFactory

pytestmark = pytest.mark.django_db

ALL = ["quizzes", "guidelines", "class"]


@pytest.fixture
def user(db, client):
    user = LearnerFactory()
    client.force_login(user)
    return user


@pytest.fixture
def count(client, count_queries):
    """Return a function that counts the queries of the page at an address."""
    return lambda url: count_queries(lambda: client.get(url))


def cover():
    return Image.objects.create(title="Cover", file=get_test_image_file(size=(64, 36)))


def add_class(course, learner):
    scheduled_class = ScheduledClassFactory(course=course)
    BookingFactory(scheduled_class=scheduled_class)
    BookingFactory(scheduled_class=scheduled_class, learner=learner)
    return scheduled_class


# Wagtail leaves the temporary file of a new rendition for the garbage collector to close.
@pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")
@pytest.mark.usefixtures("search_index")
@pytest.mark.parametrize("query", ["", "?q=course", "?level=basics"])
def test_catalog_page(user, catalog, count, query):
    counts = []
    for number in (1, 2, 3):
        course = CoursePageFactory(title=f"Course of {number}", tool=SocialToolFactory(), image=cover())
        LessonPageFactory(course=course)
        EnrollmentFactory(course=course, learner=user)
        counts.append(count(catalog.url + query))

    assert counts[2] == counts[0]


def test_course_page(user, count):
    course = CoursePageFactory(requirement_keys=ALL)
    EnrollmentFactory(course=course, learner=user)
    counts = []
    for number in (1, 2, 3):
        LessonPageFactory(
            course=course,
            body=[("quiz", {"quiz": QuizFactory()}), ("guideline", {"guideline": GuidelineFactory()})],
        )
        course.outcomes.create(text=f"Follow {number}")
        add_class(course, user)
        counts.append(count(course.url))

    assert counts[2] == counts[0]


def test_lesson_page(user, count):
    course = CoursePageFactory(requirement_keys=ALL)
    enrollment = EnrollmentFactory(course=course, learner=user)
    first = LessonPageFactory(course=course)
    counts = []
    for number in (1, 2, 3):
        first.body = [
            block
            for _ in range(number)
            for block in (
                ("paragraph", "<p>Text.</p>"),
                ("quiz", {"quiz": QuizFactory(questions=number)}),
                ("guideline", {"guideline": GuidelineFactory()}),
            )
        ]
        first.save_revision().publish()
        other = LessonPageFactory(course=course)
        enrollment.lesson_progress.create(lesson=other, opened_at=timezone.now(), completed_at=timezone.now())
        counts.append(count(first.url))

    assert counts[2] == counts[0]


def test_class_list(user, count):
    counts = []
    for _number in (1, 2, 3):
        add_class(CoursePageFactory(), user)
        counts.append(count("/learning/classes/"))

    assert counts[2] == counts[0]


def test_class_page_of_a_trainer(client, count):
    trainer = TrainerFactory()
    client.force_login(trainer)
    scheduled_class = ScheduledClassFactory(capacity=9)
    counts = []
    for _number in (1, 2, 3):
        BookingFactory(scheduled_class=scheduled_class)
        meeting = scheduled_class.meetings.first()
        scheduled_class.meetings.create(
            starts_at=meeting.starts_at + timedelta(days=1), ends_at=meeting.ends_at + timedelta(days=1)
        )
        scheduled_class.save()
        counts.append(count(scheduled_class.get_absolute_url()))

    assert counts[2] == counts[0]


def test_attendance_sheet(client, count):
    client.force_login(TrainerFactory())
    scheduled_class = ScheduledClassFactory()
    counts = []
    for _number in (1, 2, 3):
        BookingFactory(scheduled_class=scheduled_class)
        counts.append(count(reverse("lms_courses:attendance", args=[scheduled_class.meetings.get().pk])))

    assert counts[2] == counts[0]


def test_teaching(client, count):
    trainer = TrainerFactory()
    client.force_login(trainer)
    counts = []
    for _number in (1, 2, 3):
        course = CoursePageFactory(tool=SocialToolFactory())
        EnrollmentFactory(course=course)
        for starts_in in (timedelta(days=1), -timedelta(days=1)):
            scheduled_class = ScheduledClassFactory(course=course, starts_in=starts_in)
            scheduled_class.trainers = [trainer]
            scheduled_class.save()
            BookingFactory(scheduled_class=scheduled_class)
        counts.append(count("/learning/teaching/"))

    assert counts[2] == counts[0]


def test_course_learners(client, count):
    client.force_login(TrainerFactory())
    lesson = LessonPageFactory()
    course = lesson.get_course()
    counts = []
    for _number in (1, 2, 3):
        enrollment = EnrollmentFactory(course=course)
        enrollment.lesson_progress.create(lesson=lesson, opened_at=timezone.now())
        counts.append(count(reverse("lms_courses:course_learners", args=[course.pk])))

    assert counts[2] == counts[0]


def test_people(client, count):
    manager = ManagerFactory()
    client.force_login(manager)
    counts = []
    for _number in (1, 2, 3):
        EnrollmentFactory(learner=ProfileFactory(manager=manager).user)
        ProfileFactory(manager=manager)
        counts.append(count("/learning/people/"))

    assert counts[2] == counts[0]


def test_resume(user, client, django_assert_max_num_queries):
    course = CoursePageFactory()
    EnrollmentFactory(course=course, learner=user)
    for _number in range(3):
        LessonPageFactory(course=course)

    client.get(reverse("lms_courses:resume", args=[course.pk]))
    with django_assert_max_num_queries(8):
        assert client.get(reverse("lms_courses:resume", args=[course.pk])).status_code == 302
