import uuid
import zoneinfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from lms.accounts.querysets import ProfileQuerySet


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
        help_text=_("Can see this person's courses and due dates."),
    )
    department = models.CharField(_("department"), max_length=100, blank=True)
    time_zone = models.CharField(
        _("time zone"),
        max_length=60,
        blank=True,
        choices=time_zone_choices,
        help_text=_(
            "Times in emails to this person are shown in this time zone. Leave blank to use the site's time zone."
        ),
    )
    gets_reminders = models.BooleanField(
        _("reminders by email"), default=True, help_text=_("Sent before classes and due dates.")
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
                violation_error_message=_("Choose someone else. People cannot be their own manager."),
            )
        ]

    def __str__(self):
        return str(self.user)

    def clean(self):
        if self.manager_id and self.manager_id == self.user_id:
            raise ValidationError({"manager": _("Choose someone else. People cannot be their own manager.")})


class AttemptCount(models.Model):
    """How often someone tried something until `expires_at` (see `lms.accounts.throttling`)."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "count of attempts"

    def __str__(self):
        return self.key
