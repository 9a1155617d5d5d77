"""Issued certificates: the frozen record, its stored file, and what learners may ask about it."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.records.codes import format_code
from certificates.records.querysets import CertificateQuerySet
from lms.days import site_day


class Certificate(models.Model):
    """An issued certificate. What it says is frozen in `snapshot`; the record outlives learner, course and template."""

    class State(models.TextChoices):
        PRINTING = "printing", _("being printed")
        VALID = "valid", _("valid")
        EXPIRED = "expired", _("expired")
        SUSPENDED = "suspended", _("suspended")
        SUPERSEDED = "superseded", _("superseded by a newer one")
        REVOKED = "revoked", _("revoked")

    #: One that takes longer needs someone to look after it.
    PRINTED_WITHIN = timedelta(minutes=10)
    #: From then on its learner may begin the course again.
    RENEWABLE_BEFORE = timedelta(days=60)

    enrollment = models.ForeignKey(
        "lms_courses.Enrollment",
        on_delete=models.SET_NULL,
        null=True,
        related_name="certificates",
        verbose_name=_("enrollment"),
    )
    completed_at = models.DateTimeField(_("completed on"))
    edition = models.PositiveSmallIntegerField(
        _("edition"), default=1, help_text=_("Goes up each time the certificate of one completion is reissued.")
    )
    supersedes = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, related_name="superseded_by", verbose_name=_("takes the place of")
    )
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="lms_certificates",
        verbose_name=_("learner"),
    )
    template = models.ForeignKey(
        "lms_certificates.CertificateTemplate",
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
    expires_at = models.DateTimeField(_("valid until"), null=True)
    printed_at = models.DateTimeField(_("printed on"), null=True)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    unsigned_sha256 = models.CharField(
        _("SHA-256 before signing"), max_length=64, blank=True, help_text=_("Printing the record again gives it again.")
    )
    credential_key = models.ForeignKey(
        "lms_certificates.IssuerKey",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("key of the credential"),
    )
    document_key = models.ForeignKey(
        "lms_certificates.IssuerKey",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("key of the file"),
    )
    status_list = models.ForeignKey(
        "lms_certificates.StatusList",
        on_delete=models.PROTECT,
        null=True,
        related_name="certificates",
        verbose_name=_("status list"),
    )
    status_index = models.PositiveIntegerField(_("place in the status list"), null=True)
    closed_at = models.DateTimeField(
        _("public page closed on"), null=True, help_text=_("Closed by the learner. The code then shows no name.")
    )
    suspended_at = models.DateTimeField(_("suspended on"), null=True)
    suspended_reason = models.CharField(_("reason of the suspension"), max_length=200, blank=True)
    suspended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("suspended by")
    )
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
                fields=["enrollment", "completed_at", "edition"], name="lms_certificates_one_for_each_completion"
            ),
            models.UniqueConstraint(fields=["status_list", "status_index"], name="lms_certificates_own_status_place"),
            models.CheckConstraint(
                condition=Q(suspended_at=None, suspended_reason="")
                | (Q(suspended_at__isnull=False) & ~Q(suspended_reason="")),
                name="lms_certificates_suspended_with_reason",
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
    def completed_on(self):
        """The date that is printed."""
        return date.fromisoformat(self.snapshot["completed_on_iso"])

    @property
    def issued_on(self):
        """The date that is printed where the template has the day of issue."""
        printed = self.snapshot.get("issued_on_iso")
        return date.fromisoformat(printed) if printed else site_day(self.issued_at)

    @property
    def expires_on(self):
        """The last day on which it is valid, as it is printed, or None."""
        printed = self.snapshot.get("expires_on_iso")
        return date.fromisoformat(printed) if printed else site_day(self.expires_at)

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
    def is_suspended(self):
        return self.suspended_at is not None

    @property
    def is_withheld(self):
        """Whether no form of it is handed out: neither file nor credential nor badge. A superseded one still is."""
        return self.is_revoked or self.is_suspended

    @property
    def is_closed(self):
        return self.closed_at is not None

    @property
    def is_expired(self):
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def is_current(self):
        """Whether it counts: it may be shown, shared and issued anew."""
        return self.state in (self.State.VALID, self.State.PRINTING)

    @property
    def is_renewable(self):
        """Whether it has ended or soon will, and nothing else stands against being certified again."""
        ends_soon = self.expires_at is not None and self.expires_at - timezone.now() <= self.RENEWABLE_BEFORE
        return ends_soon and (self.is_current or self.state == self.State.EXPIRED)

    @property
    def is_superseded(self):
        """Asks for the successor once where it was not selected with the certificate (`with_successor`)."""
        return hasattr(self, "superseded_by")

    @property
    def state(self):
        """What a stranger is told; the gravest first. A certificate counts from its issue: `PRINTING` only says that
        the file is not there yet."""
        if self.is_revoked:
            return self.State.REVOKED
        if self.is_suspended:
            return self.State.SUSPENDED
        if self.is_superseded:
            return self.State.SUPERSEDED
        if self.is_expired:
            return self.State.EXPIRED
        return self.State.VALID if self.is_printed else self.State.PRINTING

    @property
    def is_late(self):
        return not self.is_printed and timezone.now() - self.issued_at > self.PRINTED_WITHIN

    @property
    def file_name(self):
        return f"{self.snapshot['title']} - {self.learner_name} - {self.course_title}.pdf"


class CertificateFile(models.Model):
    """The signed bytes of a printed certificate, kept apart so that no list ever loads them.

    They live in the database: certificate and file are stored together or not at all, no web server can hand them
    out by itself, and one backup holds both.
    """

    certificate = models.OneToOneField(Certificate, on_delete=models.CASCADE, primary_key=True, related_name="file")
    content = models.BinaryField()
    credential = models.TextField(blank=True, help_text="The Open Badges 3.0 credential as a compact JWT.")

    class Meta:
        verbose_name = _("file of a certificate")
        verbose_name_plural = _("files of certificates")

    def __str__(self):
        return str(self.certificate)


class FrozenPicture(models.Model):
    """A picture as it was when a certificate was printed with it, found by its checksum. Never changed or deleted."""

    sha256 = models.CharField(_("SHA-256"), max_length=64, primary_key=True)
    content = models.BinaryField()
    content_type = models.CharField(max_length=40)

    class Meta:
        verbose_name = _("picture on certificates")
        verbose_name_plural = _("pictures on certificates")

    def __str__(self):
        return self.sha256


class NameCorrection(models.Model):
    """A learner's wish to be called otherwise on a certificate. Granted, it issues the certificate anew."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        GRANTED = "granted", _("granted")
        DECLINED = "declined", _("declined")

    certificate = models.ForeignKey(
        Certificate, on_delete=models.CASCADE, related_name="name_corrections", verbose_name=_("certificate")
    )
    name = models.CharField(_("correct name"), max_length=80)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(_("asked on"), auto_now_add=True)
    answer = models.CharField(_("answer"), max_length=200, blank=True)
    decided_at = models.DateTimeField(_("decided on"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by")
    )

    class Meta:
        verbose_name = _("correction of a name")
        verbose_name_plural = _("corrections of names")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(state="asked"), name="lms_certificates_one_open_correction"
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(answer=""), name="lms_certificates_declined_with_answer"
            ),
        ]

    def __str__(self):
        return f"{self.certificate}: {self.name}"


class Preference(models.Model):
    """What a learner allows on certificates issued from now on."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="lms_certificate_preference",
        verbose_name=_("learner"),
    )
    shows_scores = models.BooleanField(
        _("quiz scores on my certificates"),
        default=False,
        help_text=_("They are in the credential that is part of the file, not on the printed page."),
    )
    closes_pages = models.BooleanField(
        _("close the public pages of new certificates"),
        default=False,
        help_text=_("The code then shows that a certificate is valid, but not whose it is."),
    )

    class Meta:
        verbose_name = _("preference for certificates")
        verbose_name_plural = _("preferences for certificates")

    def __str__(self):
        return str(self.user)
