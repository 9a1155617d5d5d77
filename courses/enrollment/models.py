"""What learners do in a course: enroll, read lessons, acknowledge guidelines."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.enrollment.fields import CourseKeyField
from courses.enrollment.querysets import EnrollmentQuerySet
from lms.days import site_day


class Enrollment(models.Model):
    """A learner on a course. Once completed it stays so, whatever is later edited.

    It counts for the course in all its languages: `course` is the page on which it began, whose lessons all progress
    refers to, and `course_key` what that page has in common with its translations.
    """

    class Status(models.TextChoices):
        REQUESTED = "requested", _("waiting for approval")
        DECLINED = "declined", _("declined")
        ACTIVE = "active", _("in progress")
        COMPLETED = "completed", _("completed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Source(models.TextChoices):
        SELF = "self", _("by themselves")
        TRAINER = "trainer", _("by a trainer")
        MANAGER = "manager", _("by a manager")
        GROUP = "group", _("with a group")
        FILE = "file", _("from a file")
        PATH = "path", _("with a learning path")

    #: Statuses that let their learner in.
    IN_FORCE = (Status.ACTIVE, Status.COMPLETED)
    #: Ways to come to a course by oneself: they keep to its `enrollment_policy`, and one may leave by oneself.
    BY_ONESELF = (Source.SELF, Source.PATH)

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lms_enrollments", verbose_name=_("learner")
    )
    course = models.ForeignKey(
        "lms_courses.CoursePage", on_delete=models.PROTECT, related_name="enrollments", verbose_name=_("course")
    )
    course_key = CourseKeyField()
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.ACTIVE)
    source = models.CharField(_("enrolled"), max_length=20, choices=Source, default=Source.SELF)
    enrolled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("enrolled by"),
    )
    due_date = models.DateField(_("due date"), null=True, blank=True)
    created_at = models.DateTimeField(_("enrolled on"), auto_now_add=True)
    completed_at = models.DateTimeField(_("completed on"), null=True, blank=True)
    decision_note = models.CharField(_("reason"), max_length=300, blank=True, help_text=_("The learner can see it."))

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrollment")
        verbose_name_plural = _("enrollments")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "course_key"], name="lms_courses_one_enrollment_a_course"),
            models.CheckConstraint(
                condition=(Q(status="completed") & Q(completed_at__isnull=False))
                | (~Q(status="completed") & Q(completed_at__isnull=True)),
                name="lms_courses_completed_has_a_date",
            ),
        ]
        indexes = [models.Index(fields=["course", "status"], name="lms_courses_enr_course_status")]

    def __str__(self):
        return f"{self.learner}: {self.course}"

    def know(self, course, learner):
        """Keep what has been read already. A course that is a translation of the enrollment's is not taken for it."""
        self.learner = learner
        if self.course_id == course.pk:
            self.course = course

    @property
    def is_completed(self):
        return self.status == self.Status.COMPLETED

    @property
    def completed_on(self):
        return site_day(self.completed_at)

    @property
    def is_in_force(self):
        return self.status in self.IN_FORCE

    @property
    def is_overdue(self):
        return self.is_overdue_on(timezone.localdate())

    def is_overdue_on(self, day):
        """Whether it is under way after its due date; as `courses.enrollment.querysets.is_overdue` in SQL."""
        return self.status == self.Status.ACTIVE and self.due_date is not None and self.due_date < day

    @property
    def may_be_left(self):
        """Whether the learner may end it by themselves: still under way, and not assigned by someone else."""
        waits = self.status == self.Status.REQUESTED
        return waits or (self.status == self.Status.ACTIVE and self.source in self.BY_ONESELF)


class LessonProgress(models.Model):
    """How far a learner is in one lesson: opened, and when done."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="lesson_progress")
    lesson = models.ForeignKey("lms_courses.LessonPage", on_delete=models.CASCADE, related_name="progress")
    opened_at = models.DateTimeField(_("last opened"))
    completed_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        verbose_name = _("lesson progress")
        verbose_name_plural = _("lesson progress")
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "lesson"], name="lms_courses_one_progress_a_lesson")
        ]
        # Lists order learners by when each was last active.
        indexes = [models.Index(fields=["enrollment", "-opened_at"], name="lms_courses_progress_recent")]

    def __str__(self):
        return f"{self.enrollment}: {self.lesson}"
