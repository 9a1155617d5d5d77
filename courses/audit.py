"""What the audit log calls the things that happen to courses and classes."""

from django.utils.translation import gettext_lazy as _

ACTIONS = [
    ("lms_courses.enroll", _("Enroll"), _("Enrolled a learner")),
    ("lms_courses.request", _("Request enrollment"), _("Requested enrollment in the course")),
    ("lms_courses.approve", _("Approve"), _("Approved a learner's request")),
    ("lms_courses.decline", _("Decline"), _("Declined a learner's request")),
    ("lms_courses.change_due_date", _("Change due date"), _("Changed a learner's due date")),
    ("lms_courses.withdraw", _("Withdraw"), _("Withdrew a learner from the course")),
    ("lms_courses.begin_again", _("Restart"), _("Restarted the completed course")),
    ("lms_courses.complete", _("Complete"), _("A learner completed the course")),
    ("lms_courses.book", _("Book"), _("Booked a seat or a place on the waiting list")),
    ("lms_courses.cancel_booking", _("Cancel booking"), _("Canceled a booking")),
    ("lms_courses.promote", _("Promote"), _("Gave an open seat to the next person on the waiting list")),
    ("lms_courses.regrade", _("Regrade"), _("Regraded answers after a correction")),
    ("lms_courses.hide_post", _("Hide post"), _("Hid a discussion post")),
    ("lms_courses.unhide_post", _("Unhide post"), _("Unhid a discussion post")),
    ("lms_courses.dismiss_reports", _("Keep post"), _("Kept a reported post")),
    ("lms_courses.import_course", _("Import"), _("Imported the course from a file")),
    ("lms_courses.answer_proposal", _("Answer proposal"), _("Answered a proposal to change the guideline")),
    ("lms_courses.mark_attendance", _("Mark attendance"), _("Marked attendance")),
    ("lms_courses.check_in", _("Check in"), _("A learner checked in with the room code")),
    ("lms_courses.cancel_class", _("Cancel the class"), _("Canceled the class")),
    ("lms_courses.schedule_again", _("Schedule again"), _("Scheduled it as a copy of another class")),
]


def register_log_actions(actions):
    for action, label, message in ACTIONS:
        actions.register_action(action, label, message)
