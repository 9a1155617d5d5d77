import uuid
import zoneinfo
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from .glyphs import validate_letters
from .querysets import ProfileQuerySet, WebhookQuerySet


def time_zone_choices():
    """Return the time zones that people choose from, as choices of a field: places, and UTC."""
    names = sorted(name for name in zoneinfo.available_timezones() if "/" in name or name == "UTC")
    return [(name, name.replace("_", " ")) for name in names]


class Profile(models.Model):
    """What the firm knows of a person beyond the account: who leads them, and where they work."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lms_profile", verbose_name=_("person")
    )
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="lms_reports",
        verbose_name=_("manager"),
        help_text=_("Sees this person's courses and due dates."),
    )
    department = models.CharField(_("department"), max_length=100, blank=True)
    time_zone = models.CharField(
        _("time zone"),
        max_length=60,
        blank=True,
        choices=time_zone_choices,
        help_text=_("Mails to this person tell the time there; empty means the site's own."),
    )
    gets_reminders = models.BooleanField(
        _("reminders by e-mail"), default=True, help_text=_("Before classes and due dates.")
    )
    calendar_key = models.UUIDField(
        default=uuid.uuid4, unique=True, editable=False, help_text="The secret in the address of the calendar feed."
    )

    objects = ProfileQuerySet.as_manager()

    panels = [
        FieldPanel("user"),
        FieldPanel("manager"),
        FieldPanel("department"),
        FieldPanel("time_zone"),
        FieldPanel("gets_reminders"),
    ]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(manager__isnull=True) | ~models.Q(manager=models.F("user")),
                name="lms_profile_not_own_manager",
                violation_error_message=_("Choose somebody else: nobody is their own manager."),
            )
        ]

    def __str__(self):
        return str(self.user)

    def clean(self):
        if self.manager_id and self.manager_id == self.user_id:
            raise ValidationError({"manager": _("Choose somebody else: nobody is their own manager.")})


@register_setting(icon="view")
class Brand(BaseSiteSetting):
    """The firm's name, logo and color, shown on pages, in mails and on certificates."""

    organization_name = models.CharField(
        _("organization"), max_length=100, blank=True, help_text=_("Stands in the header and on certificates.")
    )
    logo = models.ForeignKey(
        "wagtailimages.Image",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo"),
    )
    accent_color = models.CharField(
        _("accent color"),
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write the color like #00675f."))],
        help_text=_("Like #00675f. Used for buttons, links and progress, and for the seal and band of certificates."),
    )

    panels = [FieldPanel("organization_name"), FieldPanel("logo"), FieldPanel("accent_color")]

    class Meta:
        verbose_name = _("brand")

    def clean(self):
        try:
            validate_letters(self.organization_name)
        except ValidationError as error:
            raise ValidationError({"organization_name": error}) from error

    @classmethod
    def for_site(cls, site):
        """Return the brand of `site`, or an empty one where no site answers for the address that was asked."""
        return cls() if site is None else super().for_site(site)


class SentNotice(models.Model):
    """That something was told to somebody, so that a repeated or interrupted run tells it once.

    `key` names the occasion and the addressee, for example "meeting-reminder:12:user:5".
    """

    key = models.CharField(_("occasion"), max_length=200, unique=True)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="lms_notices",
        verbose_name=_("recipient"),
        help_text=_("Empty for a webhook."),
    )
    subject = models.CharField(_("subject"), max_length=250)
    sent_at = models.DateTimeField(_("sent on"), auto_now_add=True)

    class Meta:
        verbose_name = _("sent notice")
        verbose_name_plural = _("sent notices")
        ordering = ["-sent_at", "-pk"]

    def __str__(self):
        return self.subject


class Webhook(models.Model):
    """A channel of a chat tool that is told what happens, by the incoming webhook it offers."""

    class Format(models.TextChoices):
        SLACK = "slack", "Slack"
        TEAMS = "teams", "Microsoft Teams"
        MATTERMOST = "mattermost", "Mattermost"

    name = models.CharField(_("name"), max_length=60, unique=True, help_text=_("The channel: “#learning”."))
    url = models.URLField(_("address"), max_length=500, help_text=_("As the chat tool shows it. Treat it as a secret."))
    format = models.CharField(_("chat tool"), max_length=20, choices=Format, default=Format.SLACK)
    is_active = models.BooleanField(_("active"), default=True)

    objects = WebhookQuerySet.as_manager()

    panels = [FieldPanel("name"), FieldPanel("format"), FieldPanel("url"), FieldPanel("is_active")]

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def masked_url(self):
        """The address as far as it tells the channel apart: its host and its last letters."""
        return f"{urlsplit(self.url).hostname} … {self.url[-4:]}"


class SharedVersion(models.Model):
    """One row: the token that changes with whatever all visitors share (see `lms.shared`)."""

    token = models.CharField(max_length=32)

    class Meta:
        verbose_name = "version of what visitors share"

    def __str__(self):
        return self.token


class WorkerLease(models.Model):
    """A background worker that was alive at `renewed_at` (see `lms.leases`)."""

    worker_id = models.CharField(max_length=64, primary_key=True)
    renewed_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "lease of a worker"

    def __str__(self):
        return self.worker_id


class AttemptCount(models.Model):
    """How often somebody tried something until `expires_at` (see `lms.throttling`)."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "count of attempts"

    def __str__(self):
        return self.key
