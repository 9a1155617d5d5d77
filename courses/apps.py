from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lms.pages.statuses import register_statuses

STATUSES = {
    "absent": ("danger", "x-circle", _("Absent")),
    "active": ("accent", "circle-half", _("In progress")),
    "adopted": ("success", "check-circle", _("Adopted")),
    "booked": ("success", "calendar-check", _("Booked")),
    "cancelled": ("muted", "slash-circle", _("Canceled")),
    "completed": ("success", "check-circle-fill", _("Completed")),
    "declined": ("danger", "x-circle", _("Declined")),
    "draft": ("muted", "pencil", _("Draft")),
    "excused": ("info", "info-circle", _("Excused")),
    "late": ("warning", "clock", _("Late")),
    "locked": ("muted", "lock", _("Locked")),
    "open": ("accent", "unlock", _("Open")),
    "overdue": ("danger", "exclamation-triangle", _("Overdue")),
    "present": ("success", "check-circle", _("Present")),
    "silent": ("warning", "hourglass-split", _("Inactive")),
    "waiting": ("warning", "hourglass-split", _("On the waiting list")),
    "withdrawn": ("muted", "slash-circle", _("Withdrawn")),
}


class CoursesConfig(AppConfig):
    """Courses, lessons, quizzes, guidelines, enrollments and scheduled classes."""

    name = "courses"
    label = "lms_courses"
    verbose_name = _("Courses")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        register_statuses(STATUSES)

        from courses import models
        from courses.catalog.forms import CoursePageForm
        from lms.caching.cache import invalidate_on

        import_module("courses.calendars.receivers")
        import_module("courses.catalog.receivers")
        import_module("courses.enrollment.receivers")
        import_module("courses.quizzes.receivers")

        models.CoursePage.base_form_class = CoursePageForm  # Models cannot name a form, which stands above them.

        invalidate_on(models.Quiz, models.Guideline, models.SocialTool, models.LessonQuiz, models.LessonGuideline)
        invalidate_on(models.CourseOutcome, models.CoursePrerequisite, models.ScheduledClass, models.ClassMeeting)
