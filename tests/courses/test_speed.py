"""How often the pages that everyone uses ask the database, with all that may stand on them and at full size."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.models import Acknowledgment, DiscussionPost, LessonPage, LessonProgress, Note
from courses.quizzes.actions import submit_attempt
from tests.factories.brainstorm import BrainstormFactory, PilotFactory
from tests.factories.certificates import CertificateFactory
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
from tests.factories.users import LearnerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(client):
    learner = LearnerFactory()
    client.force_login(learner)
    return learner


def long_course(learner, length):
    """Return the lessons of a course that asks for quizzes and guidelines; `learner` has done half of everything.

    All lessons but the first two are stored without a revision: publishing a hundred would take most of the test.
    """
    course = CoursePageFactory(tool=SocialToolFactory(), requirement_keys=["quizzes", "guidelines"])
    quiz, guidelines = QuizFactory(questions=1), GuidelineFactory.create_batch(2)
    first = LessonPageFactory(course=course, body=[("quiz", {"quiz": quiz}), ("quiz", {"quiz": QuizFactory()})])
    second = LessonPageFactory(course=course, body=[("guideline", {"guideline": each}) for each in guidelines])
    lessons = [first, second]
    for number in range(length - 2):
        body = [("paragraph", "<p>Text.</p>")]
        lessons.append(course.add_child(instance=LessonPage(title=f"Part {number}", slug=f"part-{number}", body=body)))
    enrollment = EnrollmentFactory(course=course, learner=learner)
    now = timezone.now()
    LessonProgress.objects.bulk_create(
        LessonProgress(enrollment=enrollment, lesson=lesson, opened_at=now, completed_at=now)
        for lesson in lessons[: length // 2]
    )
    right = {question.pk: [question.answers.get(is_correct=True).pk] for question in questions_of(quiz)}
    submit_attempt(enrollment=enrollment, lesson=first, quiz=quiz, answers=right, submission_key=uuid.uuid4())
    Acknowledgment.objects.create(learner=learner, guideline=guidelines[0], version=1)
    course.outcomes.create(text="Follow a colleague")
    return lessons


def questions_of(quiz):
    return [place.question for place in quiz.quiz_questions.all()]


def queries_of(send):
    """Return the statements of the second of two requests, caches being warm."""
    send()
    with CaptureQueriesContext(connection) as queries:
        assert send().status_code == 200
    return [query["sql"] for query in queries]


@pytest.mark.row("V1")
@pytest.mark.parametrize("length", [20, 100])
def test_lesson_page_asks_eight_times_at_most(client, learner, length):
    lesson = long_course(learner, length)[length // 2]
    Note.objects.create(learner=learner, lesson=lesson, text="Mine")
    for _number in range(3):
        DiscussionPost.objects.create(lesson=lesson, author=learner, text="Hello", submission_key=uuid.uuid4())

    queries = queries_of(lambda: client.get(lesson.url))

    assert len(queries) <= 8, "\n".join(queries)


@pytest.mark.row("V2")
@pytest.mark.parametrize("length", [20, 100])
def test_course_page_asks_eight_times_at_most(client, learner, length):
    course = long_course(learner, length)[0].get_course()

    queries = queries_of(lambda: client.get(course.url))

    assert len(queries) <= 8, "\n".join(queries)


@pytest.mark.row("V3")
def test_catalog_of_twenty_courses_asks_eight_times_at_most(client, learner, catalog):
    for number in range(20):
        lesson = LessonPageFactory(course=CoursePageFactory(title=f"Course {number}", tool=SocialToolFactory()))
        if number % 2:
            enrollment = EnrollmentFactory(course=lesson.get_course(), learner=learner)
            enrollment.lesson_progress.create(lesson=lesson, opened_at=timezone.now(), completed_at=timezone.now())

    queries = queries_of(lambda: client.get(catalog.url))

    assert len(queries) <= 8, "\n".join(queries)


def fill_my_learning(learner, times):
    """Give `learner` everything that "My learning" can show: `times` of each, and ten courses for each of these."""
    for _number in range(times):
        for course in CoursePageFactory.create_batch(9):
            LessonPageFactory(course=course)
            EnrollmentFactory(course=course, learner=learner, due_date=timezone.localdate() + timedelta(days=3))
        CertificateFactory(learner=learner, course=CoursePageFactory())
        scheduled_class = ScheduledClassFactory(starts_in=timedelta(days=1))
        BookingFactory(scheduled_class=scheduled_class, learner=learner)
        BrainstormFactory(participants=[learner])
        BrainstormFactory(scheduled_class=scheduled_class)
        PilotFactory(owner=learner)


@pytest.mark.row("V3")
def test_my_learning_with_thirty_enrollments_asks_twelve_times_at_most(client, learner, catalog):
    fill_my_learning(learner, 3)

    queries = queries_of(lambda: client.get("/learning/"))

    assert len(queries) <= 12, "\n".join(queries)


@pytest.mark.row("L1")
def test_my_learning_shows_all_there_is_with_queries_that_do_not_grow(client, learner, catalog):
    counts = []
    for times in (1, 2):
        fill_my_learning(learner, times)
        counts.append(len(queries_of(lambda: client.get("/learning/"))))
    html = client.get("/learning/").content.decode()

    assert counts[1] == counts[0]
    for words in ("My courses", "Due ", "My classes", "Brainstorms", "Certificates", "Completed", 'class="lms-next"'):
        assert words in html, words


@pytest.mark.row("V4")
@pytest.mark.parametrize("length", [20, 100])
def test_completing_a_lesson_asks_twelve_times_at_most(client, learner, length):
    lesson = long_course(learner, length)[length // 2]
    progress = LessonProgress.objects.filter(lesson=lesson, completed_at__isnull=False)
    url = reverse("lms_courses:complete", args=[lesson.pk])
    client.post(url)
    progress.update(completed_at=None)

    with CaptureQueriesContext(connection) as captured:
        assert client.post(url).status_code == 302

    assert progress.exists()
    # The test itself runs in a transaction, so what opens and ends one in life are savepoints here.
    assert len(captured) <= 12, "\n".join(query["sql"] for query in captured)
