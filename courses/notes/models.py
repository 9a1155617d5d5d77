"""What learners write for themselves in a lesson: notes, and answers to reflections."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.notes.querysets import ReflectionQuerySet

LONGEST_NOTE = 10_000
LONGEST_REFLECTION = 5000


class Note(models.Model):
    """A learner's private notes on one lesson. No one else ever sees them, trainers included."""

    #: The admin's list of what uses a lesson must not name who wrote something there.
    wagtail_reference_index_ignore = True

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lms_notes")
    lesson = models.ForeignKey("lms_courses.LessonPage", on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(_("notes"), max_length=LONGEST_NOTE)
    updated_at = models.DateTimeField(_("changed on"), auto_now=True)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        constraints = [models.UniqueConstraint(fields=["learner", "lesson"], name="lms_courses_one_note_a_lesson")]

    def __str__(self):
        return f"{self.learner}: {self.lesson}"

    @property
    def version(self):
        """What a form names to say which text it began from, so that two tabs do not overwrite each other."""
        return self.updated_at.isoformat()


class Reflection(models.Model):
    """A learner's answer to a reflection block of a lesson. Private until its learner shares it."""

    wagtail_reference_index_ignore = True

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lms_reflections")
    lesson = models.ForeignKey("lms_courses.LessonPage", on_delete=models.CASCADE, related_name="reflections")
    block_id = models.UUIDField(help_text="The block of the lesson's text that asks.")
    text = models.TextField(_("reflection"), max_length=LONGEST_REFLECTION)
    is_shared = models.BooleanField(_("share with everyone in the course"), default=False)
    updated_at = models.DateTimeField(_("changed on"), auto_now=True)

    objects = ReflectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("reflection")
        verbose_name_plural = _("reflections")
        ordering = ["-updated_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "lesson", "block_id"], name="lms_courses_one_reflection_a_block")
        ]

    def __str__(self):
        return f"{self.learner}: {self.lesson}"
