from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    """Courses, lessons, quizzes, guidelines, enrollments and scheduled classes."""

    name = "courses"
    label = "lms_courses"
    verbose_name = _("Courses")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
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
