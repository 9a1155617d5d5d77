from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SentNotice(models.Model):
    """That something was told to someone, so that a repeated or interrupted run tells it once.

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
        help_text=_("Blank for a webhook."),
    )
    subject = models.CharField(_("subject"), max_length=250)
    sent_at = models.DateTimeField(_("sent on"), auto_now_add=True)

    class Meta:
        verbose_name = _("sent notice")
        verbose_name_plural = _("sent notices")
        ordering = ["-sent_at", "-pk"]

    def __str__(self):
        return self.subject
