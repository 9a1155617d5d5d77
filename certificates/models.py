from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin

from .codes import format_code
from .querysets import CertificateQuerySet, CertificateTemplateQuerySet
from .tokens import TOKENS, unknown_tokens


class CertificateTemplate(PreviewableMixin, DraftStateMixin, RevisionMixin, models.Model):
    """How certificates look and what they say. Only its published state is printed.

    `is_default` belongs to the object as a whole: it is changed by an action, never by publishing a draft.
    """

    class Design(models.TextChoices):
        CLASSIC = "classic", _("Classic: centered, woven frame and seal")
        MODERN = "modern", _("Modern: large name, colored band")
        PLAIN = "plain", _("Plain: black on white, for any printer")

    name = models.CharField(_("name"), max_length=80, help_text=_("Only seen here, such as “Advanced courses”."))
    design = models.CharField(_("design"), max_length=20, choices=Design, default=Design.CLASSIC)
    title = models.CharField(_("title"), max_length=60, default=_("Certificate of completion"))
    body = models.TextField(
        _("text"),
        max_length=240,
        default=_("has completed the course {course}."),
        help_text=_("Goes on after the learner's name, which every design prints."),
    )
    signatory_name = models.CharField(_("signed by"), max_length=60, blank=True)
    signatory_role = models.CharField(_("role of the signatory"), max_length=60, blank=True)
    is_default = models.BooleanField(_("used by default"), default=False, editable=False)

    objects = CertificateTemplateQuerySet.as_manager()

    panels = [
        FieldPanel("name"),
        FieldPanel("design"),
        MultiFieldPanel(
            [
                FieldPanel("title"),
                FieldPanel("body"),
                HelpPanel(template="lms_certificates/admin/tokens.html"),
            ],
            heading=_("What it says"),
        ),
        FieldRowPanel([FieldPanel("signatory_name"), FieldPanel("signatory_role")], heading=_("Signature")),
    ]

    class Meta:
        verbose_name = _("certificate template")
        verbose_name_plural = _("certificate templates")
        ordering = ["-is_default", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="lms_certificates_one_default_template"
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        if unknown := unknown_tokens(self.body):
            raise ValidationError(
                {
                    "body": gettext("“%(token)s” is no token. Write one of: %(known)s.")
                    % {
                        "token": unknown[0] if unknown[0] in "{}" else f"{{{unknown[0]}}}",
                        "known": " ".join(f"{{{token}}}" for token in TOKENS),
                    }
                }
            )

    def with_content_json(self, content):
        template = super().with_content_json(content)
        template.is_default = self.is_default
        return template

    @property
    def preview_modes(self):
        return [("sheet", _("Certificate")), ("pdf", _("PDF file"))]

    def serve_preview(self, request, mode_name):
        from .previews import serve_template_preview

        return serve_template_preview(self, request, mode_name)


class Certificate(models.Model):
    """An issued certificate. What it says is frozen in `snapshot`; the record outlives learner, course and template."""

    class State(models.TextChoices):
        PRINTING = "printing", _("being printed")
        VALID = "valid", _("valid")
        REVOKED = "revoked", _("revoked")

    #: One that takes longer needs somebody to look after it.
    PRINTED_WITHIN = timedelta(minutes=10)

    enrollment = models.ForeignKey(
        "lms_courses.Enrollment",
        on_delete=models.SET_NULL,
        null=True,
        related_name="certificates",
        verbose_name=_("enrollment"),
    )
    completed_at = models.DateTimeField(_("completed on"))
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="lms_certificates",
        verbose_name=_("learner"),
    )
    template = models.ForeignKey(
        CertificateTemplate,
        on_delete=models.SET_NULL,
        null=True,
        related_name="certificates",
        verbose_name=_("template"),
    )
    verification_code = models.CharField(_("verification code"), max_length=20, unique=True)
    snapshot = models.JSONField(_("what is printed"))
    issued_at = models.DateTimeField(_("issued on"), default=timezone.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("issued by")
    )
    printed_at = models.DateTimeField(_("printed on"), null=True)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    revoked_at = models.DateTimeField(_("revoked on"), null=True)
    revoked_reason = models.CharField(_("reason"), max_length=200, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("revoked by")
    )

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "completed_at"], name="lms_certificates_one_for_each_completion"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_reason="") | (Q(revoked_at__isnull=False) & ~Q(revoked_reason="")),
                name="lms_certificates_revoked_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(printed_at=None, sha256="") | (Q(printed_at__isnull=False) & ~Q(sha256="")),
                name="lms_certificates_printed_with_checksum",
            ),
        ]

    def __str__(self):
        return f"{self.learner_name}: {self.course_title}"

    def get_absolute_url(self):
        return reverse("lms_certificates:detail", args=[self.grouped_code])

    @property
    def learner_name(self):
        return self.snapshot["learner"]

    @property
    def course_title(self):
        return self.snapshot["course"]

    @property
    def grouped_code(self):
        return format_code(self.verification_code)

    @property
    def is_printed(self):
        return self.printed_at is not None

    @property
    def is_revoked(self):
        return self.revoked_at is not None

    @property
    def state(self):
        """A certificate counts from its issue; `PRINTING` only says that the file is not there yet."""
        if self.is_revoked:
            return self.State.REVOKED
        return self.State.VALID if self.is_printed else self.State.PRINTING

    @property
    def is_late(self):
        return not self.is_printed and timezone.now() - self.issued_at > self.PRINTED_WITHIN

    @property
    def file_name(self):
        return f"{self.snapshot['title']} - {self.learner_name} - {self.course_title}.pdf"


class CertificateFile(models.Model):
    """The bytes of a printed certificate, kept apart so that no list ever loads them.

    They live in the database: certificate and file are stored together or not at all, no web server can hand them
    out by itself, and one backup holds both.
    """

    certificate = models.OneToOneField(Certificate, on_delete=models.CASCADE, primary_key=True, related_name="file")
    content = models.BinaryField()

    class Meta:
        verbose_name = _("file of a certificate")
        verbose_name_plural = _("files of certificates")

    def __str__(self):
        return str(self.certificate)
