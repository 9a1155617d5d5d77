"""Certificates that cannot be issued yet, and why."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.accounts.people import name_of
from lms.pdf.glyphs import remedy_of


class HeldCertificate(models.Model):
    """A completed course whose certificate is held back until its reason is mended. Issued, it is deleted."""

    enrollment = models.OneToOneField(
        "lms_courses.Enrollment",
        on_delete=models.CASCADE,
        related_name="lms_held_certificate",
        verbose_name=_("enrollment"),
    )
    reason = models.CharField(_("reason"), max_length=500)
    letter = models.CharField(_("letter"), max_length=1, blank=True, help_text="The one that no font can draw.")
    held_at = models.DateTimeField(_("held since"), auto_now_add=True)
    tried_at = models.DateTimeField(_("last tried"), default=timezone.now)

    class Meta:
        verbose_name = _("held certificate")
        verbose_name_plural = _("held certificates")
        ordering = ["-held_at", "-pk"]

    def __str__(self):
        return f"{self.learner_name}: {self.enrollment.course.title}"

    @property
    def remedy(self):
        """What helps, as a sentence; "" where no letter is the reason."""
        return remedy_of(self.letter) if self.letter else ""

    @property
    def learner_name(self):
        return name_of(self.enrollment.learner)
