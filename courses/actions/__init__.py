"""Every change of the courses app: one function each, the same for pages, the admin, commands and tests."""

from .announcements import announce_classes
from .attendance import check_in, mark_attendance
from .booking import book_seat, cancel_booking, move_booking, promote_waiting
from .classes import cancel_class, next_free_day, raise_sequence, schedule_again
from .discussion import (
    delete_post,
    dismiss_reports,
    edit_post,
    follow_discussion,
    hide_post,
    report_post,
    submit_post,
    unfollow_discussion,
    unhide_post,
)
from .enrollment import (
    begin_again,
    change_due_date,
    enroll_learner,
    enroll_learners,
    refresh_completion,
    withdraw_learner,
)
from .exchange import import_course
from .invitations import sync_invitations
from .learning import acknowledge_guideline, complete_lesson, is_to_be_noted, open_lesson
from .notes import save_note, save_reflection, unshare_reflection
from .paths import enroll_on_path
from .proposals import answer_proposal, propose_change, take_up_proposals
from .publishing import sync_lesson_activities
from .quizzes import begin_attempt, close_overdue_attempts, save_answers, submit_attempt
from .regrading import regrade_question, regrade_quiz
from .reminders import send_reminders
from .requests import approve_request, decline_request, request_enrollment

__all__ = [
    "acknowledge_guideline",
    "announce_classes",
    "answer_proposal",
    "approve_request",
    "begin_again",
    "begin_attempt",
    "book_seat",
    "cancel_booking",
    "cancel_class",
    "change_due_date",
    "check_in",
    "close_overdue_attempts",
    "complete_lesson",
    "decline_request",
    "delete_post",
    "dismiss_reports",
    "edit_post",
    "enroll_learner",
    "enroll_learners",
    "enroll_on_path",
    "follow_discussion",
    "hide_post",
    "import_course",
    "is_to_be_noted",
    "mark_attendance",
    "move_booking",
    "next_free_day",
    "open_lesson",
    "promote_waiting",
    "propose_change",
    "raise_sequence",
    "refresh_completion",
    "regrade_question",
    "regrade_quiz",
    "report_post",
    "request_enrollment",
    "save_answers",
    "save_note",
    "save_reflection",
    "schedule_again",
    "send_reminders",
    "submit_attempt",
    "submit_post",
    "sync_invitations",
    "sync_lesson_activities",
    "take_up_proposals",
    "unfollow_discussion",
    "unhide_post",
    "unshare_reflection",
    "withdraw_learner",
]
