from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.models import PageLogEntry

from courses.catalog.models import LessonPage
from courses.quizzes.actions import close_overdue_attempts, give_lesson_own_quizzes
from courses.signals import overdue_attempt_met

#: What Wagtail's audit log calls a page that was copied.
COPIES = ("wagtail.copy", "wagtail.copy_for_translation")


@receiver(overdue_attempt_met)
def overdue_attempt_was_met(sender, enrollment, **kwargs):
    close_overdue_attempts(enrollment=enrollment)


@receiver(post_save, sender=PageLogEntry)
def page_logged(sender, instance, created, raw=False, **kwargs):
    """Take quizzes along when lessons are copied.

    The audit log is the one place where Wagtail tells of every copy: in the admin, by its API and by `page.copy()`,
    for the page itself and for each one below it.
    """
    if not created or raw or instance.action not in COPIES or not isinstance(instance.page, LessonPage):
        return
    if source := instance.data.get("source"):
        give_lesson_own_quizzes(lesson=instance.page, source_course_id=source["id"], by=instance.user)
