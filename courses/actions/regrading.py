"""Marking again after a question was corrected."""

from dataclasses import dataclass

from django.db import transaction
from wagtail.log_actions import log

from ..marking import mark_answers, passes
from ..models import Attempt, Question
from .enrollment import refresh_completion


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
