"""How answers are read, checked, marked and explained: one `KindRules` for each kind of question.

Three shapes meet here:
    fields: what a form sends for one question, {"": [values]} or, for items that each have a field of their own,
        {"<answer id>": [values]};
    response: what is stored of it, in the shapes that `Attempt.answers` names, or None while nothing is answered;
    row: an answer as its author gives it, {"text": ..., "match": ..., "is_correct": ...}.
Nothing here asks the database, apart from the answers of a question if they are not loaded yet.
"""

from django.utils.translation import gettext as _

from courses.quizzes.marking.arranging import Matching, Ordering
from courses.quizzes.marking.choices import Choices, Scenario, SeveralChoices, TrueFalse
from courses.quizzes.marking.rules import AnswerError, KindRules, ReviewLine, fold, shuffled
from courses.quizzes.marking.writing import ShortAnswer
from courses.quizzes.models import Question

__all__ = [
    "KINDS",
    "AnswerError",
    "KindRules",
    "ReviewLine",
    "clean_answers",
    "fold",
    "mark_answers",
    "passes",
    "rules_of",
    "shuffled",
]

KINDS = {
    Question.Kind.SINGLE: Choices(),
    Question.Kind.MULTIPLE: SeveralChoices(),
    Question.Kind.TRUE_FALSE: TrueFalse(),
    Question.Kind.SHORT: ShortAnswer(),
    Question.Kind.ORDERING: Ordering(),
    Question.Kind.MATCHING: Matching(),
    Question.Kind.SCENARIO: Scenario(),
}


def rules_of(question):
    return KINDS[question.kind]


def clean_answers(questions, answers, *, must_be_complete):
    """Return {question id as a string: response} of `questions`, as an attempt stores it.

    answers: {question id: response}; questions that are not asked are left out.

    Raises:
        AnswerError: a response does not fit its question, or, if all must be complete, one is missing.
    """
    cleaned = {}
    for question in questions:
        rules = rules_of(question)
        response = rules.clean(question, answers.get(question.pk))
        if must_be_complete and not rules.is_complete(question, response):
            raise AnswerError(_("Answer every question, then submit the quiz again."))
        if response is not None:
            cleaned[str(question.pk)] = response
    return cleaned


def mark_answers(questions, answers):
    """Return {question id as a string: whether it was answered right} from an attempt's `answers`."""
    return {
        str(question.pk): rules_of(question).is_right(question, answers.get(str(question.pk))) for question in questions
    }


def passes(points, max_points, pass_percent):
    """Return whether so many right answers are enough. A quiz without questions is never passed."""
    return max_points > 0 and 100 * points >= pass_percent * max_points
