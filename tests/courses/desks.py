"""A learner in front of a quiz in a lesson."""

import uuid

from courses.models import Answer, Question
from courses.quizzes.actions import begin_attempt, save_answers, submit_attempt
from courses.quizzes.marking import rules_of
from tests.factories.courses import EnrollmentFactory, LessonPageFactory, QuestionFactory, QuizFactory


def question_of(kind, answers, **fields):
    """Return a question with these answers, given as (text, whether right) or (text, other half)."""
    question = QuestionFactory(kind=kind, right=0, wrong=0, **fields)
    for place, (text, other) in enumerate(answers):
        Answer.objects.create(
            question=question,
            text=text,
            is_correct=other is True,
            match=other if isinstance(other, str) else "",
            sort_order=place,
        )
    return question


def one_of_each_kind():
    """Return {kind: a question of it}."""
    choices = [("Yes", True), ("No", False)]
    return {
        "single": question_of("single", [*choices, ("Perhaps", False)]),
        "multiple": question_of("multiple", [("A", True), ("B", True), ("C", False)]),
        "true_false": question_of("true_false", choices),
        "short": question_of("short", [("Café crème", False), ("Coffee", False)]),
        "ordering": question_of("ordering", [("First", False), ("Second", False), ("Third", False)]),
        "matching": question_of("matching", [("Toot", "Mastodon"), ("Tweet", "X"), ("Boost", "Mastodon")]),
        "scenario": question_of("scenario", choices, scenario="Buy now!", scenario_author="Odile"),
    }


def tag(thing, *names):
    thing.tags.add(*names)
    thing.save()
    return thing


def solution(question):
    return rules_of(question).solution(question)


class Desk:
    """`quiz` is a number of questions, a list of them, or a quiz; other arguments are those of the quiz."""

    def __init__(self, quiz=2, **fields):
        self.quiz = QuizFactory(questions=quiz, **fields) if isinstance(quiz, int | list) else quiz
        self.lesson = LessonPageFactory(body=[("quiz", {"quiz": self.quiz})])
        self.enrollment = EnrollmentFactory(course=self.lesson.get_course())

    def where(self, **other):
        key = other.pop("key", None) or uuid.uuid4()
        own = {"enrollment": self.enrollment, "lesson": self.lesson, "quiz": self.quiz, "submission_key": key}
        return own | other

    def begin(self, **other):
        return begin_attempt(**self.where(**other))

    def save(self, answers, **other):
        return save_answers(**self.where(answers=answers, **other))

    def submit(self, answers, **other):
        return submit_attempt(**self.where(answers=answers, **other))

    def right_answers(self, attempt=None):
        ids = attempt.question_ids if attempt else self.quiz.quiz_questions.values_list("question", flat=True)
        return {question.pk: solution(question) for question in Question.objects.in_order(list(ids))}
