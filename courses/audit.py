"""What the audit log calls the things that happen to courses and classes."""

from django.utils.translation import gettext_lazy as _

ACTIONS = [
    ("lms_courses.enroll", _("Enroll"), _("Enrolled a learner")),
    ("lms_courses.request", _("Ask"), _("Asked to take the course")),
    ("lms_courses.approve", _("Approve"), _("Let a learner on the course")),
    ("lms_courses.decline", _("Decline"), _("Declined a learner's request")),
    ("lms_courses.change_due_date", _("Change due date"), _("Changed a learner's due date")),
    ("lms_courses.withdraw", _("Withdraw"), _("Took a learner off the course")),
    ("lms_courses.begin_again", _("Begin again"), _("A learner began the completed course again")),
    ("lms_courses.complete", _("Complete"), _("A learner completed the course")),
    ("lms_courses.book", _("Book"), _("Booked a place")),
    ("lms_courses.cancel_booking", _("Cancel booking"), _("Gave a place back")),
    ("lms_courses.promote", _("Promote"), _("Gave a free seat to the waiting list")),
    ("lms_courses.regrade", _("Mark again"), _("Marked answers again after a correction")),
    ("lms_courses.hide_post", _("Hide post"), _("Hid a post of the discussion")),
    ("lms_courses.unhide_post", _("Show post"), _("Showed a hidden post of the discussion again")),
    ("lms_courses.dismiss_reports", _("Leave post"), _("Left a reported post as it is")),
    ("lms_courses.import_course", _("Import"), _("Imported the course from a file")),
    ("lms_courses.answer_proposal", _("Answer proposal"), _("Answered a proposal to change the guideline")),
    ("lms_courses.mark_attendance", _("Mark attendance"), _("Marked attendance")),
    ("lms_courses.check_in", _("Check in"), _("A learner noted their presence by the code in the room")),
    ("lms_courses.cancel_class", _("Cancel the class"), _("Cancelled the class")),
    ("lms_courses.schedule_again", _("Schedule again"), _("Scheduled it like another class")),
]


def register_log_actions(actions):
    for action, label, message in ACTIONS:
        actions.register_action(action, label, message)
