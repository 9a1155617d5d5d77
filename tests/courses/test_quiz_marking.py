import uuid

import pytest
from django.db import IntegrityError, transaction

from courses.enrollment.actions import withdraw_learner
from courses.enrollment.completion import evaluate_completion
from courses.models import Answer, Attempt, Enrollment, Question
from courses.quizzes.actions import submit_attempt
from courses.quizzes.marking import rules_of
from lms.exceptions import RuleError
from tests.factories.courses import (
    CoursePageFactory,
    EnrollmentFactory,
    LessonPageFactory,
    QuestionFactory,
    QuizFactory,
)

pytestmark = pytest.mark.django_db

CHANGED = r"^One of the answers has changed in the meantime\. Reload the page and answer again\.$"
UNANSWERED = r"^Answer every question, then submit the quiz again\.$"


class Desk:
    """A learner in front of a quiz in a lesson."""

    def __init__(self, questions, pass_percent=50):
        self.quiz = QuizFactory(questions=questions, pass_percent=pass_percent)
        self.lesson = LessonPageFactory(body=[("quiz", {"quiz": self.quiz})])
        self.enrollment = EnrollmentFactory(course=self.lesson.get_course())
        self.questions = [place.question for place in self.quiz.quiz_questions.all()]

    def submit(self, answers, **kwargs):
        return submit_attempt(
            **{
                "enrollment": self.enrollment,
                "lesson": self.lesson,
                "quiz": self.quiz,
                "answers": answers,
                "submission_key": uuid.uuid4(),
            }
            | kwargs
        )


def right_of(question):
    return {answer.pk for answer in question.answers.all() if answer.is_correct}


def wrong_of(question):
    return {answer.pk for answer in question.answers.all() if not answer.is_correct}


def test_submit_attempt_all_right():
    desk = Desk(2)

    attempt = desk.submit({question.pk: right_of(question) for question in desk.questions})

    attempt.refresh_from_db()
    assert (attempt.points, attempt.max_points, attempt.percent, attempt.is_passed) == (2, 2, 100, True)
    assert attempt.answers == {str(question.pk): sorted(right_of(question)) for question in desk.questions}


def test_submit_attempt_all_wrong():
    desk = Desk(2)

    attempt = desk.submit({question.pk: wrong_of(question) for question in desk.questions})

    assert (attempt.points, attempt.max_points, attempt.percent, attempt.is_passed) == (0, 2, 0, False)
    assert Enrollment.objects.get().status == "active"


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [(Question.Kind.SINGLE, 1, 3), (Question.Kind.TRUE_FALSE, 1, 1)],
)
def test_submit_attempt_with_one_choice(kind, right, wrong):
    question = QuestionFactory(kind=kind, right=right, wrong=wrong)
    desk = Desk([question])

    assert desk.submit({question.pk: right_of(question)}).points == 1
    for pk in wrong_of(question):
        assert desk.submit({question.pk: {pk}}).points == 0


@pytest.mark.parametrize(
    ("right", "wrong", "points"), [(3, 0, 1), (2, 0, 0), (1, 0, 0), (3, 1, 0), (0, 2, 0), (2, 1, 0), (3, 2, 0)]
)
def test_submit_attempt_with_several_choices_counts_only_the_exact_set(right, wrong, points):
    question = QuestionFactory(kind=Question.Kind.MULTIPLE, right=3, wrong=2)
    desk = Desk([question])
    chosen = sorted(right_of(question))[:right] + sorted(wrong_of(question))[:wrong]

    attempt = desk.submit({question.pk: chosen})

    assert (attempt.points, attempt.max_points) == (points, 1)


@pytest.mark.parametrize("kind", [Question.Kind.SINGLE, Question.Kind.TRUE_FALSE])
def test_submit_attempt_several_answers_to_a_single_choice_are_refused(kind):
    question = QuestionFactory(kind=kind, text="Who reads it?")
    desk = Desk([question])

    with pytest.raises(RuleError, match=r"^Choose one answer to “Who reads it\?”\.$"):
        desk.submit({question.pk: right_of(question) | wrong_of(question)})

    assert Attempt.objects.count() == 0


@pytest.mark.parametrize("sent", [{}, {"first": ()}], ids=["left out", "empty"])
def test_submit_attempt_unanswered_question_is_refused(sent):
    desk = Desk(2)
    first, second = desk.questions

    with pytest.raises(RuleError, match=UNANSWERED):
        desk.submit({second.pk: right_of(second)} | ({first.pk: ()} if sent else {}))

    assert Attempt.objects.count() == 0


def test_submit_attempt_answer_of_another_question_is_refused():
    desk = Desk(2)
    first, second = desk.questions

    with pytest.raises(RuleError, match=CHANGED):
        desk.submit({first.pk: right_of(second), second.pk: right_of(second)})

    assert Attempt.objects.count() == 0


def test_submit_attempt_answer_that_does_not_exist_is_refused():
    question = QuestionFactory(kind=Question.Kind.MULTIPLE)
    desk = Desk([question])

    with pytest.raises(RuleError, match=CHANGED):
        desk.submit({question.pk: right_of(question) | {Answer.objects.order_by("pk").last().pk + 1}})

    assert Attempt.objects.count() == 0


def test_submit_attempt_answers_to_questions_of_other_quizzes_count_for_nothing():
    desk = Desk(1)
    foreign = QuestionFactory()
    question = desk.questions[0]

    attempt = desk.submit({question.pk: wrong_of(question), foreign.pk: right_of(foreign)})

    assert (attempt.points, attempt.max_points) == (0, 1)
    assert attempt.answers == {str(question.pk): sorted(wrong_of(question))}


def test_submit_attempt_to_a_quiz_of_another_lesson_is_refused():
    desk, other = Desk(1), Desk(1)
    question = other.questions[0]

    with pytest.raises(RuleError, match=r"^This quiz is not part of the lesson\.$"):
        desk.submit({question.pk: right_of(question)}, quiz=other.quiz)

    assert Attempt.objects.count() == 0


def test_submit_attempt_in_a_lesson_of_another_course_is_refused():
    desk, other = Desk(1), Desk(1)
    question = other.questions[0]

    with pytest.raises(RuleError, match=r"^This lesson is not part of the course you are enrolled in\.$"):
        desk.submit({question.pk: right_of(question)}, quiz=other.quiz, lesson=other.lesson)

    assert Attempt.objects.count() == 0


def test_submit_attempt_to_a_quiz_only_in_the_draft_is_refused():
    desk = Desk(1)
    desk.lesson.body = []
    desk.lesson.save_revision().publish()
    desk.lesson.body = [("quiz", {"quiz": desk.quiz})]
    desk.lesson.save_revision()
    question = desk.questions[0]

    with pytest.raises(RuleError, match=r"^This quiz is not part of the lesson\.$"):
        desk.submit({question.pk: right_of(question)})


def test_submit_attempt_after_withdrawing_is_refused():
    desk = Desk(1)
    withdraw_learner(enrollment=desk.enrollment, by=desk.enrollment.learner)
    question = desk.questions[0]

    with pytest.raises(RuleError, match=r"^You have left this course\."):
        desk.submit({question.pk: right_of(question)})

    assert Attempt.objects.count() == 0


def test_submit_attempt_with_the_same_key_is_one_attempt():
    desk, key = Desk(1), uuid.uuid4()
    question = desk.questions[0]
    first = desk.submit({question.pk: wrong_of(question)}, submission_key=key)

    second = desk.submit({question.pk: right_of(question)}, submission_key=key)

    assert second == first
    kept = Attempt.objects.get()
    assert (kept.points, kept.is_passed, kept.submission_key) == (0, False, key)


def test_submit_attempt_with_a_key_of_somebody_else_is_ones_own():
    desk, key = Desk(1), uuid.uuid4()
    question = desk.questions[0]
    other = EnrollmentFactory(course=desk.enrollment.course)
    desk.submit({question.pk: wrong_of(question)}, submission_key=key)

    mine = desk.submit({question.pk: right_of(question)}, submission_key=key, enrollment=other)

    assert (mine.enrollment, mine.points) == (other, 1)
    assert Attempt.objects.count() == 2


@pytest.mark.parametrize(
    ("pass_percent", "questions", "right", "is_passed"),
    [
        (75, 4, 3, True),
        (75, 4, 2, False),
        (76, 4, 3, False),
        (67, 3, 2, False),  # two of three are 66.67 %
        (66, 3, 2, True),
        (100, 3, 3, True),
        (100, 3, 2, False),
        (1, 3, 1, True),
        (1, 3, 0, False),
    ],
)
def test_submit_attempt_at_the_pass_mark(pass_percent, questions, right, is_passed):
    desk = Desk(questions, pass_percent=pass_percent)
    answers = {
        question.pk: right_of(question) if place < right else wrong_of(question)
        for place, question in enumerate(desk.questions)
    }

    attempt = desk.submit(answers)

    assert (attempt.points, attempt.is_passed) == (right, is_passed)


def test_submit_attempt_to_a_quiz_without_questions_is_refused():
    with pytest.raises(RuleError, match=r"^This quiz has no questions yet\. Check back later\.$"):
        Desk(0).submit({})

    assert Attempt.objects.count() == 0


def test_submit_attempt_passed_as_the_last_requirement_completes_the_course(
    completed, django_capture_on_commit_callbacks
):
    desk = Desk(1)
    question = desk.questions[0]
    desk.enrollment.lesson_progress.create(
        lesson=desk.lesson, opened_at=desk.enrollment.created_at, completed_at=desk.enrollment.created_at
    )
    key = uuid.uuid4()

    with django_capture_on_commit_callbacks(execute=True):
        desk.submit({question.pk: wrong_of(question)})
    assert completed == []
    for _click in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            desk.submit({question.pk: right_of(question)}, submission_key=key)

    assert completed == [desk.enrollment]
    assert Enrollment.objects.get().status == "completed"


def test_submit_attempt_worse_after_passing_keeps_the_quiz_passed():
    desk = Desk(2, pass_percent=100)
    first, second = desk.questions
    desk.submit({first.pk: right_of(first), second.pk: right_of(second)})

    desk.submit({first.pk: wrong_of(first), second.pk: wrong_of(second)})

    completion = evaluate_completion(
        course=desk.enrollment.course, learner=desk.enrollment.learner, enrollment=desk.enrollment
    )
    quiz = completion.requirements[1]
    assert (quiz.is_met, quiz.evidence) == (True, "2 of 2 right")


def test_question_without_a_right_answer_is_never_right():
    question = QuestionFactory(right=0, wrong=2)

    assert rules_of(question).is_right(question, None) is False
    assert rules_of(question).is_right(question, wrong_of(question)) is False


def test_attempt_with_more_points_than_questions_is_refused_by_the_database():
    desk = Desk(1)

    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.create(
            enrollment=desk.enrollment, quiz=desk.quiz, points=2, max_points=1, is_passed=True, answers={}
        )
    assert Attempt.objects.count() == 0


@pytest.mark.parametrize("percent", [0, 101])
def test_quiz_with_an_impossible_pass_mark_is_refused_by_the_database(percent):
    with pytest.raises(IntegrityError), transaction.atomic():
        QuizFactory(pass_percent=percent)


def test_quiz_question_twice_in_one_quiz_is_refused_by_the_database():
    question = QuestionFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        QuizFactory(questions=[question, question])


def test_quiz_in_two_lessons_of_a_course_is_passed_once():
    quiz = QuizFactory(questions=1)
    course = CoursePageFactory()
    lessons = [LessonPageFactory(course=course, body=[("quiz", {"quiz": quiz})]) for _ in range(2)]
    enrollment = EnrollmentFactory(course=course)
    question = quiz.quiz_questions.get().question

    attempt = submit_attempt(
        enrollment=enrollment,
        lesson=lessons[1],
        quiz=quiz,
        answers={question.pk: right_of(question)},
        submission_key=uuid.uuid4(),
    )

    completion = evaluate_completion(course=course, learner=enrollment.learner, enrollment=enrollment)
    quizzes = [each for each in completion.requirements if each.key.startswith("quizzes")]
    assert [(each.key, each.is_met, each.met_at) for each in quizzes] == [
        (f"quizzes:{quiz.pk}", True, attempt.submitted_at)
    ]
    assert quizzes[0].url == f"/learning/lessons/{lessons[0].pk}/#quiz-{quiz.pk}"
