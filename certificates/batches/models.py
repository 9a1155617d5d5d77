"""Certificates for many people at once."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.batches.querysets import BatchQuerySet
from certificates.records.models import Certificate


class Batch(models.Model):
    """An order to issue and print certificates for the people of a class or of a file, kept with what became of it.

    Its rows are worked off one by one, so that a killed worker leaves a batch that the next one goes on with.
    """

    scheduled_class = models.ForeignKey(
        "lms_courses.ScheduledClass", on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("class")
    )
    source = models.CharField(_("made from"), max_length=200, help_text="Name of the file or of the class.")
    template = models.ForeignKey(
        "lms_certificates.CertificateTemplate",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("template"),
    )
    created_at = models.DateTimeField(_("ordered on"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("ordered by")
    )
    finished_at = models.DateTimeField(_("finished on"), null=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch of certificates")
        verbose_name_plural = _("batches of certificates")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return self.source

    @property
    def is_finished(self):
        """Every row is issued or has failed, and what is issued is printed. Needs `with_progress`."""
        return self.printed + self.failed == self.total

    @property
    def files(self):
        """How many files there are to take away. Needs `with_progress`."""
        return self.printed - self.withheld

    @property
    def is_held_up(self):
        """Nothing has happened for longer than printing may take. Needs `with_progress`."""
        last_step = max(filter(None, (self.created_at, self.last_issued_at, self.last_printed_at)))
        return not self.is_finished and timezone.now() - last_step > Certificate.PRINTED_WITHIN


class BatchRow(models.Model):
    """One person of a batch: waiting, done with a certificate, or failed with a sentence that says what to do."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rows", verbose_name=_("batch"))
    number = models.PositiveIntegerField(_("row"), help_text="Line of the file, or place in the class, from 1.")
    enrollment = models.ForeignKey(
        "lms_courses.Enrollment", on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("enrollment")
    )
    certificate = models.ForeignKey(
        "lms_certificates.Certificate",
        on_delete=models.SET_NULL,
        null=True,
        related_name="batch_rows",
        verbose_name=_("certificate"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    error = models.CharField(_("what went wrong"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("row of a batch")
        verbose_name_plural = _("rows of a batch")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="lms_certificates_batch_row_once"),
            models.UniqueConstraint(fields=["batch", "enrollment"], name="lms_certificates_batch_person_once"),
            models.CheckConstraint(
                condition=Q(state="failed") & ~Q(error="") | ~Q(state="failed") & Q(error=""),
                name="lms_certificates_batch_row_failed_with_error",
            ),
        ]
        indexes = [models.Index(fields=["batch", "state"], name="lms_certificates_batch_state")]

    def __str__(self):
        return f"{self.batch} {self.number}"
