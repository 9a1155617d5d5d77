"""Attempts at a quiz, marking a question again after a correction, and copies of quizzes.

The server decides what is asked, until when, and what is correct; a browser only sends answers.
"""

import json
import random
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log

from courses.catalog.actions import ids_in_blocks, sync_lesson_activities
from courses.catalog.models import CoursePage, LessonQuiz
from courses.enrollment.actions import check_lesson_of, refresh_completion
from courses.enrollment.models import Enrollment
from courses.quizzes.marking import clean_answers, mark_answers, passes
from courses.quizzes.marking.rules import shuffled
from courses.quizzes.models import Attempt, Question, Quiz
from lms.accounts.people import by_name
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
            # Someone else may have closed it since it was read.
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
    attempts = Attempt.objects.filter(enrollment=enrollment, quiz__translation_key=quiz.translation_key)
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
        used = (
            Attempt.objects.submitted()
            .filter(enrollment=enrollment, quiz__translation_key=quiz.translation_key)
            .count()
        )
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
        .order_by("quiz__title", *by_name("enrollment__learner__"), "submitted_at", "pk")
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


# What copying a page leaves to us: Wagtail copies lessons, but knows nothing of the quizzes they name.


@transaction.atomic
def give_lesson_own_quizzes(*, lesson, source_course_id, by=None):
    """Give a `lesson` that was just copied from `source_course_id` copies of its quizzes, in every revision of it.

    Whoever edits the copied course thereby leaves the quizzes of the first one alone. Questions stay shared in the
    bank, guidelines stay the firm's. A quiz of several lessons of the copied course becomes one quiz again.
    """
    revisions = list(lesson.revisions.all())
    bodies = [revision.content.get("body") or "[]" for revision in revisions]
    wanted = set(ids_in_blocks(lesson.body, "quiz"))
    for body in bodies:
        wanted |= {block["value"].get("quiz") for block in json.loads(body) if block["type"] == "quiz"}
    own = {
        quiz.pk: _own_quiz(quiz, lesson=lesson, source_course_id=source_course_id, by=by)
        for quiz in Quiz.objects.filter(pk__in=wanted - {None})
    }
    if not own:
        return
    for revision, body in zip(revisions, bodies, strict=True):
        revision.content = revision.content | {"body": json.dumps(_name_own(json.loads(body), own))}
        revision.save(update_fields=["content"])
    lesson.body = _name_own(lesson.body.get_prep_value(), own)
    lesson.save(clean=False, update_fields=["body"])
    if lesson.live:
        sync_lesson_activities(lesson=lesson)


def _name_own(blocks, own):
    """Return the `blocks` of a lesson with its own quizzes in the place of those they name."""
    return [
        block | {"value": {"quiz": own[block["value"]["quiz"]].pk}}
        if block["type"] == "quiz" and block["value"].get("quiz") in own
        else block
        for block in blocks
    ]


def _own_quiz(quiz, *, lesson, source_course_id, by):
    source_path = CoursePage.objects.values_list("path", flat=True).get(pk=source_course_id)
    lessons = LessonQuiz.objects.filter(quiz=quiz, lesson__path__startswith=source_path).exclude(lesson=lesson)
    if lessons.count() < 2:
        return copy_quiz(quiz=quiz, slug=_free_slug(quiz.slug), by=by)
    slug = f"{quiz.slug[:100]}-{lesson.get_parent().pk}"
    return Quiz.objects.filter(slug=slug).first() or copy_quiz(quiz=quiz, slug=slug, by=by)


def _free_slug(slug):
    taken = set(Quiz.objects.filter(slug__startswith=slug[:110]).values_list("slug", flat=True))
    return next(free for number in count(2) if (free := f"{slug[:110]}-{number}") not in taken)


@transaction.atomic
def copy_quiz(*, quiz, slug, by=None):
    """Return a copy of `quiz` that asks the same questions of the bank; it is live if `quiz` is."""
    source = quiz if quiz.live else quiz.get_latest_revision_as_object()
    copy = Quiz.objects.get(pk=quiz.pk) if quiz.live else quiz.get_latest_revision_as_object()
    copy.pk, copy.slug, copy.live, copy.has_unpublished_changes = None, slug, False, True
    copy.translation_key = uuid4()
    copy.latest_revision = copy.live_revision = copy.locked_by = None
    copy.first_published_at = copy.last_published_at = copy.locked_at = copy.go_live_at = copy.expire_at = None
    copy.locked = copy.expired = False
    copy._state.adding = True
    source.copy_all_child_relations(copy)
    copy.save()
    log(instance=copy, action="wagtail.create", user=by)
    revision = copy.save_revision(user=by)
    if quiz.live:
        revision.publish(user=by)
        copy.refresh_from_db()
    return copy
