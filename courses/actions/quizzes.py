from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.exceptions import LMSError

from ..models import Attempt, LessonQuiz, Question
from .enrollment import refresh_completion
from .learning import check_lesson_of


def is_right(question, chosen):
    """Return whether the set of answer ids `chosen` is exactly the set of right answers of `question`."""
    right = {answer.pk for answer in question.answers.all() if answer.is_correct}
    return bool(right) and set(chosen) == right


@transaction.atomic
def submit_attempt(*, enrollment, lesson, quiz, answers, submission_key):
    """Mark one try at `quiz` and return the `Attempt`.

    Args:
        answers: {question id: iterable of chosen answer ids}; what is not among the quiz's own answers is refused.
        submission_key: UUID of the form sent; the same key again returns the attempt already made.

    Raises:
        LMSError: the quiz is not in this lesson of the course, a question is unanswered, or an answer is not one of
            its question's.
    """
    sent_before = Attempt.objects.filter(enrollment=enrollment, submission_key=submission_key).first()
    if sent_before:
        return sent_before
    check_lesson_of(enrollment, lesson)
    if not LessonQuiz.objects.filter(lesson=lesson, quiz=quiz).exists():
        raise LMSError(_("This quiz is not part of the lesson."))

    questions = list(
        Question.objects.filter(quiz_questions__quiz=quiz)
        .order_by("quiz_questions__sort_order")
        .prefetch_related("answers")
    )
    points, chosen_by_question = 0, {}
    for question in questions:
        chosen = {int(pk) for pk in answers.get(question.pk, ())}
        if not chosen:
            raise LMSError(_("Answer every question, then send the quiz again."))
        if not chosen <= {answer.pk for answer in question.answers.all()}:
            raise LMSError(_("One of the answers has changed meanwhile. Reload the page and answer again."))
        if len(chosen) > 1 and not question.takes_several:
            raise LMSError(_("Choose one answer to “%(question)s”.") % {"question": question.text})
        chosen_by_question[str(question.pk)] = sorted(chosen)
        points += is_right(question, chosen)

    attempt, is_new = Attempt.objects.get_or_create(
        enrollment=enrollment,
        submission_key=submission_key,
        defaults={
            "quiz": quiz,
            "question_ids": [question.pk for question in questions],
            "answers": chosen_by_question,
            "submitted_at": timezone.now(),
            "points": points,
            "max_points": len(questions),
            "is_passed": bool(questions) and 100 * points >= quiz.pass_percent * len(questions),
        },
    )
    if is_new and attempt.is_passed:
        refresh_completion(enrollment=enrollment)
    return attempt
