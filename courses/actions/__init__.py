"""Every change of the courses app: one function each, the same for pages, the admin, commands and tests."""

from .classes import book_seat, cancel_booking, mark_attendance
from .enrollment import enroll_learner, refresh_completion, withdraw_learner
from .learning import acknowledge_guideline, complete_lesson, open_lesson
from .publishing import sync_lesson_activities
from .quizzes import submit_attempt

__all__ = [
    "acknowledge_guideline",
    "book_seat",
    "cancel_booking",
    "complete_lesson",
    "enroll_learner",
    "mark_attendance",
    "open_lesson",
    "refresh_completion",
    "submit_attempt",
    "sync_lesson_activities",
    "withdraw_learner",
]
