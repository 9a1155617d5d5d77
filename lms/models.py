from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from .querysets import ProfileQuerySet


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

    objects = ProfileQuerySet.as_manager()

    panels = [FieldPanel("user"), FieldPanel("manager"), FieldPanel("department")]

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

    @classmethod
    def for_site(cls, site):
        """Return the brand of `site`, or an empty one where no site answers for the address that was asked."""
        return cls() if site is None else super().for_site(site)
