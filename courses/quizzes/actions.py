"""Tries at a quiz. The server decides what is asked, until when, and what is right; a browser only sends answers."""

import random
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log

from courses.catalog.models import LessonQuiz
from courses.enrollment.access import check_lesson_of
from courses.enrollment.actions import refresh_completion
from courses.enrollment.models import Enrollment
from courses.quizzes.marking import clean_answers, mark_answers, passes
from courses.quizzes.marking.rules import shuffled
from courses.quizzes.models import Attempt, Question
from lms.exceptions import RuleError


class TimeIsUpError(RuleError):
    """The time of an attempt is over: what had been saved by then is marked, and nothing more is accepted."""

    def __init__(self):
        super().__init__(_("Time was up before your answers arrived. What you had saved by then has been graded."))


def draw_questions(quiz, key):
    """Return the ids of the questions that an attempt with this submission key asks, in its order.

    What is drawn cannot be foreseen from the key, which comes from the learner's browser.
    """
    listed = quiz.quiz_questions.filter(question__live=True).order_by("sort_order", "pk")
    ids = list(listed.values_list("question_id", flat=True))
    if quiz.draw_count:
        bank = list(Question.objects.tagged(quiz).values_list("pk", flat=True))
        ids += random.SystemRandom().sample(bank, min(quiz.draw_count, len(bank)))
    return shuffled(key, ids) if quiz.shuffles else ids


@transaction.atomic
def begin_attempt(*, enrollment, lesson, quiz, submission_key):
    """Begin a try at `quiz` and return the `Attempt`; one already under way goes on. Safe to repeat with one key.

    Raises:
        RuleError: the quiz is not in this lesson of the course, has no questions, or no attempts are left.
    """
    check_quiz_of(enrollment, lesson, quiz)
    _lock(enrollment)
    return _find(enrollment, quiz, submission_key) or _begin(enrollment, quiz, submission_key)


def save_answers(*, enrollment, lesson, quiz, answers, submission_key):
    """Keep `answers`, even incomplete ones, of the attempt under way and return the `Attempt`.

    A quiz that needs no beginning begins by its first save.

    Raises:
        AnswerError: an answer is not one of its question's.
        TimeIsUpError: the attempt's time was up. It has been marked with what was saved before.
        RuleError: the attempt was submitted already, or one of the reasons of `begin_attempt`.
    """
    attempt = _take(enrollment, lesson, quiz, answers, submission_key, is_final=False)
    if attempt.ran_out_of_time:
        raise TimeIsUpError
    if attempt.submitted_at:
        raise RuleError(_("You have already submitted this quiz. Reload the page to see the result."))
    return attempt


def submit_attempt(*, enrollment, lesson, quiz, answers, submission_key):
    """Mark one try at `quiz` and return the `Attempt`.

    Args:
        answers: {question id: response}, in the shapes of `Attempt.answers`; questions not asked are ignored.
        submission_key: UUID of the form sent; the same key again returns the attempt already made.

    Raises:
        AnswerError: a question is unanswered, or an answer is not one of its question's.
        TimeIsUpError: the attempt's time was up. It has been marked with what was saved before.
        RuleError: one of the reasons of `begin_attempt`.
    """
    attempt = _take(enrollment, lesson, quiz, answers, submission_key, is_final=True)
    # Raised here, after the commit: the attempt stays closed.
    if attempt.ran_out_of_time:
        raise TimeIsUpError
    return attempt


def close_overdue_attempts(*, enrollment=None):
    """Mark what was saved in the attempts whose time is up, of one enrollment or of all; return how many.

    Called when a learner meets such an attempt again, and with the reminders for those who do not come back.
    """
    overdue = Attempt.objects.overdue()
    if enrollment:
        overdue = overdue.filter(enrollment=enrollment)
    closed = 0
    for attempt in overdue.select_related("enrollment__course", "enrollment__learner", "quiz"):
        with transaction.atomic():
            _lock(attempt.enrollment)
            # Somebody else may have closed it since it was read.
            if Attempt.objects.under_way().filter(pk=attempt.pk).exists():
                attempt.refresh_from_db(fields=["answers"])
                _finish(attempt, at=attempt.deadline_at)
                closed += 1
    return closed


def check_quiz_of(enrollment, lesson, quiz):
    """Raise RuleError unless `quiz` is published and stands in `lesson`, a lesson of the learner's course."""
    check_lesson_of(enrollment, lesson)
    if not LessonQuiz.objects.filter(lesson=lesson, quiz=quiz).exists():
        raise RuleError(_("This quiz is not part of the lesson."))
    if not quiz.live:
        raise RuleError(_("This quiz is closed right now. Check back later."))


def _lock(enrollment):
    """Let one change of a learner's attempts happen at a time: attempts are counted."""
    Enrollment.objects.select_for_update().get(pk=enrollment.pk)


def _find(enrollment, quiz, submission_key):
    """Return the attempt made with this key, else the one under way, which another window began; or None."""
    attempts = Attempt.objects.filter(enrollment=enrollment, quiz=quiz)
    found = attempts.filter(submission_key=submission_key).first() or attempts.under_way().first()
    if found:
        found.enrollment, found.quiz = enrollment, quiz
        if found.is_overdue:
            _finish(found, at=found.deadline_at)
            if found.submission_key != submission_key:
                return None
    return found


def _begin(enrollment, quiz, submission_key):
    if quiz.attempt_limit is not None:
        used = Attempt.objects.submitted().filter(enrollment=enrollment, quiz=quiz).count()
        if used >= quiz.attempt_limit:
            raise RuleError(
                ngettext(
                    "You have used your attempt. Ask your trainer if you need another one.",
                    "You have used all %(n)s attempts. Ask your trainer if you need another one.",
                    quiz.attempt_limit,
                )
                % {"n": quiz.attempt_limit}
            )
    question_ids = draw_questions(quiz, submission_key)
    if not question_ids:
        raise RuleError(_("This quiz has no questions yet. Check back later."))
    now = timezone.now()
    return Attempt.objects.create(
        enrollment=enrollment,
        quiz=quiz,
        submission_key=submission_key,
        question_ids=question_ids,
        max_points=len(question_ids),
        started_at=now,
        deadline_at=now + timedelta(minutes=quiz.time_limit_minutes) if quiz.time_limit_minutes else None,
    )


@transaction.atomic
def _take(enrollment, lesson, quiz, answers, submission_key, *, is_final):
    """Keep `answers` and, if they are final, mark them; an attempt that is over is returned as it is."""
    check_quiz_of(enrollment, lesson, quiz)
    _lock(enrollment)
    attempt = _find(enrollment, quiz, submission_key)
    if attempt is None:
        if quiz.needs_beginning:
            raise RuleError(_("Select “Start” first. If you submitted this quiz in another window, reload this page."))
        attempt = _begin(enrollment, quiz, submission_key)
    if attempt.submitted_at:
        return attempt
    questions = Question.objects.in_order(attempt.question_ids)
    attempt.answers = clean_answers(questions, answers, must_be_complete=is_final)
    if is_final:
        # The key of the form that was sent, so that sending it again is recognized: another window may have begun it.
        attempt.submission_key = submission_key
        _finish(attempt, at=timezone.now(), questions=questions)
    else:
        attempt.save(update_fields=["answers"])
    return attempt


def _finish(attempt, *, at, questions=None):
    """Mark the answers of an attempt under way and close it; complete the course if that was the last thing missing."""
    if questions is None:
        questions = Question.objects.in_order(attempt.question_ids)
    attempt.marks = mark_answers(questions, attempt.answers)
    attempt.points, attempt.max_points = sum(attempt.marks.values()), len(attempt.marks)
    attempt.is_passed = passes(attempt.points, attempt.max_points, attempt.quiz.pass_percent)
    attempt.submitted_at = at
    attempt.save()
    if attempt.is_passed:
        refresh_completion(enrollment=attempt.enrollment)


@dataclass(frozen=True)
class Regrade:
    """What marking again changes for one attempt; `attempt` carries what is marked anew, saved or not."""

    attempt: Attempt
    points_before: int
    was_passed: bool

    @property
    def is_newly_passed(self):
        return self.attempt.is_passed and not self.was_passed

    @property
    def is_no_longer_passed(self):
        return self.was_passed and not self.attempt.is_passed


def regrade_question(*, question, by, dry_run=False):
    """Mark `question` again, as it is published now, in all submitted attempts that asked it.

    Returns the list of `Regrade`s, one for each attempt whose mark changes; with `dry_run` nothing is saved.
    A course that was completed stays completed; one for which only this quiz was missing gets completed.
    """
    return _regrade(question, Attempt.objects.that_asked(question), only=question, by=by, dry_run=dry_run)


def regrade_quiz(*, quiz, by, dry_run=False):
    """Mark all submitted attempts at `quiz` again, by its questions and its pass mark as they are published now.

    Returns and keeps what `regrade_question` does.
    """
    return _regrade(quiz, quiz.attempts.submitted(), only=None, by=by, dry_run=dry_run)


@transaction.atomic
def _regrade(subject, attempts, *, only, by, dry_run):
    attempts = list(
        attempts.select_related("enrollment__learner", "enrollment__course", "quiz")
        .select_for_update(of=("self",))
        .order_by(
            "quiz__title", "enrollment__learner__last_name", "enrollment__learner__username", "submitted_at", "pk"
        )
    )
    asked = {only.pk} if only else {pk for attempt in attempts for pk in attempt.question_ids}
    questions = {question.pk: question for question in Question.objects.in_order(sorted(asked))}
    changes = []
    for attempt in attempts:
        before = (attempt.marks, attempt.points, attempt.is_passed)
        own = [questions[pk] for pk in attempt.question_ids if pk in questions]
        attempt.marks = attempt.marks | mark_answers(own, attempt.answers)
        attempt.points, attempt.max_points = sum(attempt.marks.values()), len(attempt.marks)
        attempt.is_passed = passes(attempt.points, attempt.max_points, attempt.quiz.pass_percent)
        if before != (attempt.marks, attempt.points, attempt.is_passed):
            changes.append(Regrade(attempt, points_before=before[1], was_passed=before[2]))
    if dry_run or not changes:
        return changes
    Attempt.objects.bulk_update(
        [change.attempt for change in changes], ["marks", "points", "max_points", "is_passed"], batch_size=200
    )
    log(
        instance=subject,
        action="lms_courses.regrade",
        user=by,
        data={
            "attempts": len(changes),
            "newly_passed": sum(change.is_newly_passed for change in changes),
            "no_longer_passed": sum(change.is_no_longer_passed for change in changes),
        },
    )
    for change in changes:
        if change.is_newly_passed:
            refresh_completion(enrollment=change.attempt.enrollment)
    return changes
