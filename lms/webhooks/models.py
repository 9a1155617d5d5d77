from urllib.parse import urlsplit

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from lms.webhooks.querysets import WebhookQuerySet


class Webhook(models.Model):
    """A channel of a chat tool that is told what happens, by the incoming webhook it offers."""

    class Format(models.TextChoices):
        SLACK = "slack", "Slack"
        TEAMS = "teams", "Microsoft Teams"
        MATTERMOST = "mattermost", "Mattermost"

    name = models.CharField(_("name"), max_length=60, unique=True, help_text=_("The channel, such as “#learning”."))
    url = models.URLField(
        _("address"), max_length=500, help_text=_("Copy it from the chat tool. Treat it as a secret.")
    )
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
