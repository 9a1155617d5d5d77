"""Every change of the courses app: one function each, the same for pages, the admin, commands and tests."""

from .classes import book_seat, cancel_booking, mark_attendance
from .enrollment import change_due_date, enroll_learner, enroll_learners, refresh_completion, withdraw_learner
from .learning import acknowledge_guideline, complete_lesson, open_lesson
from .publishing import sync_lesson_activities
from .quizzes import begin_attempt, close_overdue_attempts, save_answers, submit_attempt
from .regrading import regrade_question, regrade_quiz
from .requests import approve_request, decline_request, request_enrollment

__all__ = [
    "acknowledge_guideline",
    "approve_request",
    "begin_attempt",
    "book_seat",
    "cancel_booking",
    "change_due_date",
    "close_overdue_attempts",
    "complete_lesson",
    "decline_request",
    "enroll_learner",
    "enroll_learners",
    "mark_attendance",
    "open_lesson",
    "refresh_completion",
    "regrade_question",
    "regrade_quiz",
    "request_enrollment",
    "save_answers",
    "submit_attempt",
    "sync_lesson_activities",
    "withdraw_learner",
]
