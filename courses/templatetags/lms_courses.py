import uuid
from dataclasses import dataclass

from django import template

register = template.Library()


@dataclass(frozen=True)
class QuestionResult:
    """How a learner answered one question: the answers chosen, and whether they were the right ones."""

    chosen: list
    is_right: bool
    is_partly_right: bool


@register.simple_tag
def lms_submission_key():
    """A new key for a form, so that sending the same form twice counts once."""
    return uuid.uuid4()


@register.filter
def has_chosen(activity, answer):
    """Whether the learner had ticked `answer` in this `QuizActivity`."""
    return answer.pk in activity.chosen.get(answer.question_id, ())


@register.simple_tag
def question_result(activity, question):
    """Return the `QuestionResult` of `question` in the attempt that `activity` shows."""
    answers = list(question.answers.all())
    ticked = activity.chosen.get(question.pk, set())
    chosen = [answer for answer in answers if answer.pk in ticked]
    right = {answer.pk for answer in answers if answer.is_correct}
    return QuestionResult(
        chosen=chosen,
        is_right=bool(right) and {answer.pk for answer in chosen} == right,
        is_partly_right=any(answer.is_correct for answer in chosen),
    )
