"""What attempts tell about questions, for trainers."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.models import Attempt
from courses.quizzes.report import QuizReport, ways_of_answering
from tests.factories.courses import (
    AttemptFactory,
    CoursePageFactory,
    EnrollmentFactory,
    LessonPageFactory,
    QuestionFactory,
    QuizFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def course():
    return CoursePageFactory(title="First posts", requirement_keys=[])


@pytest.mark.row("C7")
def test_quiz_report_counts_first_attempts_unless_all_are_asked(client, trainer, course):
    easy, tricky = QuestionFactory(), QuestionFactory()
    quiz = QuizFactory(questions=[easy, tricky])
    LessonPageFactory(course=course, body=[("quiz", {"quiz": quiz})])
    right, wrong = tricky.answers.get(is_correct=True), tricky.answers.get(is_correct=False)
    for number in range(10):
        enrollment = EnrollmentFactory(course=course)
        is_right = number < 3
        chosen = [right.pk] if is_right else [wrong.pk]
        marks = {str(easy.pk): not is_right or number == 0, str(tricky.pk): is_right}
        AttemptFactory(
            enrollment=enrollment,
            quiz=quiz,
            marks=marks,
            answers={str(tricky.pk): chosen},
            submitted_at=timezone.now() - timedelta(days=2),
        )
        AttemptFactory(
            enrollment=enrollment, quiz=quiz, marks={str(easy.pk): True, str(tricky.pk): True}, is_passed=True
        )
    Attempt.objects.create(enrollment=EnrollmentFactory(course=course), quiz=quiz)  # Under way: not counted.
    url = reverse("lms_courses:quiz_report", args=[quiz.pk])

    response = client.get(f"{url}?course={course.pk}")
    report = response.context["report"]

    assert (report.count, report.pass_percent, report.mean_percent) == (10, 0, 55)
    first, second = report.items
    assert (first.question, first.right_percent, second.right_percent) == (easy, 80, 30)
    assert second.figures.discrimination < 0
    assert [(way.text, way.count, way.is_right) for way in second.ways] == [("Right 0", 3, True), ("Wrong 0", 7, False)]
    assert "Check the answer key" in response.content.decode()
    assert client.get(f"{url}?attempts=all").context["report"].count == 20
    assert client.get(f"{url}?course={CoursePageFactory().pk}").context["report"].count == 0
    content = b"".join(client.get(f"{url}?export=csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(StringIO(content, newline="")))
    assert [row[5] for row in rows[1:]] == ["0.8", "0.8", "0.3", "0.3"]


def test_quiz_report_warns_of_few_attempts(client, trainer, course):
    quiz = QuizFactory(questions=1)
    AttemptFactory(enrollment__course=course, quiz=quiz, marks={str(quiz.quiz_questions.get().question_id): True})

    html = client.get(reverse("lms_courses:quiz_report", args=[quiz.pk])).content.decode()

    assert "With fewer than 10 attempts" in html
    assert "Too few attempts to judge." in html


@pytest.mark.row("C7")
def test_ways_of_answering_every_kind_of_question():
    def ways(question, responses):
        return [(way.text, way.count, way.is_right) for way in ways_of_answering(question, responses)]

    short = QuestionFactory(kind="short", right=1, wrong=0)
    short.answers.update(text="Hashtag")
    assert ways(short, ["hashtag", "HÁSHTAG", "boost"]) == [("hashtag", 2, True), ("boost", 1, False)]

    order = QuestionFactory(kind="ordering", right=2, wrong=0)
    one, two = order.answers.order_by("sort_order").values_list("pk", flat=True)
    assert ways(order, [[one, two], [two, one], [two, one]]) == [
        ("Right 1 → Right 0", 2, False),
        ("Right 0 → Right 1", 1, True),
    ]

    pairs = QuestionFactory(kind="matching", right=2, wrong=0)
    one, two = pairs.answers.order_by("sort_order").values_list("pk", flat=True)
    pairs.answers.filter(pk=one).update(match="#")
    pairs.answers.filter(pk=two).update(match="@")
    pairs.refresh_from_db()
    assert ways(pairs, [{str(one): one, str(two): one}, {str(one): one}]) == [
        ("Right 0 – #", 2, True),
        ("Right 1 – #", 1, False),
    ]

    several = QuestionFactory(kind="multiple", right=2, wrong=1)
    a, b, c = several.answers.order_by("sort_order").values_list("pk", flat=True)
    assert ways(several, [[a, b], [a, c], [a, 999_999]]) == [
        ("Right 0", 3, True),
        ("Right 1", 1, True),
        ("Wrong 0", 1, False),
        ("an answer that no longer exists", 1, None),
    ]


def test_course_quizzes_lists_those_of_its_lessons_with_numbers_of_its_learners(client, trainer, course):
    quiz = QuizFactory(questions=2)
    LessonPageFactory(course=course, title="Where", body=[("quiz", {"quiz": quiz})])
    passed, failed = EnrollmentFactory(course=course), EnrollmentFactory(course=course)
    AttemptFactory(enrollment=passed, quiz=quiz, marks={"1": True, "2": True}, is_passed=True)
    AttemptFactory(enrollment=failed, quiz=quiz, marks={"1": True, "2": False})
    AttemptFactory(quiz=quiz, marks={"1": False, "2": False})

    [row] = client.get(reverse("lms_courses:course_quizzes", args=[course.pk])).context["quizzes"]

    assert (row.lesson_title, row.learner_count, row.attempt_count) == ("Where", 2, 2)
    assert (row.passed_count, row.mean_percent) == (1, 75)


def test_quiz_report_never_reads_more_than_the_latest_attempts(course, monkeypatch):
    quiz = QuizFactory(questions=1)
    for _number in range(3):
        AttemptFactory(enrollment__course=course, quiz=quiz, marks={"1": True})
    monkeypatch.setattr("courses.quizzes.report.MOST_ATTEMPTS", 2)

    assert QuizReport(quiz).count == 2
