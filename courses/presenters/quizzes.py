"""A quiz as one learner meets it."""

from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from ..models import Attempt, Question, Quiz


@dataclass
class QuizActivity:
    quiz: Quiz
    questions: list
    attempt: Attempt | None = None
    chosen: dict = field(default_factory=dict)
    error: str = ""
    is_open: bool = True

    @property
    def missing(self):
        """What the learner still has to do here, as a sentence, or "" when it is done."""
        if self.attempt and self.attempt.is_passed:
            return ""
        return _("the quiz “%(quiz)s” is waiting.") % {"quiz": self.quiz.title}


def load_quizzes(ids):
    """Return {id: (quiz, its questions in order with answers)} in four queries."""
    if not ids:
        return {}
    quizzes = Quiz.objects.filter(pk__in=ids).prefetch_related(
        Prefetch("quiz_questions__question", queryset=Question.objects.prefetch_related("answers"))
    )
    return {quiz.pk: (quiz, [place.question for place in quiz.quiz_questions.all()]) for quiz in quizzes}


def quiz_activities(ids, enrollment, *, quiz_state=None, retake=""):
    """Return {quiz id: `QuizActivity`} of the quizzes in a lesson; `enrollment` may be None.

    quiz_state: {quiz id: (error, {question id: chosen ids})} of a form that was sent with a mistake.
    retake: id of a quiz that the learner wants to answer again, as it stands in the address.
    """
    quizzes = load_quizzes(ids)
    attempts = {}
    if enrollment and quizzes:
        for attempt in Attempt.objects.filter(enrollment=enrollment, quiz__in=quizzes).order_by("submitted_at", "pk"):
            attempts[attempt.quiz_id] = attempt
    activities = {}
    for pk, (quiz, questions) in quizzes.items():
        error, chosen = (quiz_state or {}).get(pk, ("", {}))
        attempt = attempts.get(pk)
        is_again = bool(error) or retake == str(pk)
        if attempt and not is_again:
            chosen = {int(question_pk): set(answers) for question_pk, answers in attempt.answers.items()}
        activities[pk] = QuizActivity(
            quiz=quiz,
            questions=questions,
            attempt=attempt,
            chosen=chosen,
            error=error,
            is_open=attempt is None or is_again,
        )
    return activities
