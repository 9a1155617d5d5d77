"""Tries at a quiz: begun, saved as they go, sent and marked by the server."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..querysets import AttemptQuerySet
from ..querysets.questions import GRACE


class Attempt(models.Model):
    """One try at a quiz. While `submitted_at` is empty it is under way, and nothing is marked.

    question_ids: the questions asked in this try, in the order shown.
    answers: {question id as a string: what was answered}, saved as the learner goes; the shape depends on the kind:
        a list of answer ids for choices and, in the chosen order, for orderings; a text for a short answer;
        {answer id as a string: answer id whose `match` was chosen} for pairs.
    marks: {question id as a string: whether it was right}, as last marked.
    """

    enrollment = models.ForeignKey("lms_courses.Enrollment", on_delete=models.CASCADE, related_name="attempts")
    quiz = models.ForeignKey("lms_courses.Quiz", on_delete=models.PROTECT, related_name="attempts")
    submission_key = models.UUIDField(
        default=uuid.uuid4, editable=False, help_text="Sent with the form, so that a double click is one attempt."
    )
    answers = models.JSONField(_("answers"), default=dict)
    question_ids = models.JSONField(default=list)
    marks = models.JSONField(default=dict)
    points = models.PositiveSmallIntegerField(_("right answers"), default=0)
    max_points = models.PositiveSmallIntegerField(_("questions"), default=0)
    is_passed = models.BooleanField(_("passed"), default=False)
    started_at = models.DateTimeField(_("begun"), default=timezone.now)
    deadline_at = models.DateTimeField(_("time is up"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "submission_key"], name="lms_courses_attempt_sent_once"),
            models.UniqueConstraint(
                fields=["enrollment", "quiz"],
                condition=Q(submitted_at__isnull=True),
                name="lms_courses_one_attempt_under_way",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=False) | Q(is_passed=False), name="lms_courses_passed_was_submitted"
            ),
            models.CheckConstraint(condition=Q(points__lte=F("max_points")), name="lms_courses_points_within_maximum"),
        ]

    def __str__(self):
        return f"{self.enrollment.learner}: {self.quiz}, {self.points}/{self.max_points}"

    @property
    def percent(self):
        """Right answers in percent, rounded down, so that 100 means all."""
        return 100 * self.points // self.max_points if self.max_points else 0

    @property
    def is_overdue(self):
        """Whether it is under way though its time is up, so that nothing more is accepted."""
        return self.submitted_at is None and self.deadline_at is not None and timezone.now() > self.deadline_at + GRACE

    @property
    def ran_out_of_time(self):
        """Whether it was closed when its time was up, with what had been saved: then it ends at its deadline."""
        return self.deadline_at is not None and self.submitted_at == self.deadline_at

    @property
    def seconds_left(self):
        """Whole seconds until the deadline, never negative; None without a time limit."""
        if self.deadline_at is None:
            return None
        return max(0, int((self.deadline_at - timezone.now()).total_seconds()))
