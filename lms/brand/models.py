from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.images import get_image_model_string

from lms.pdf.glyphs import validate_letters


@register_setting(icon="view")
class Brand(BaseSiteSetting):
    """The firm's name, logo and color, shown on pages, in mails and on certificates."""

    organization_name = models.CharField(
        _("organization"), max_length=100, blank=True, help_text=_("Shown in the header and on certificates.")
    )
    logo = models.ForeignKey(
        get_image_model_string(),
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
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Enter the color as a hex code, such as #00675f."))],
        help_text=_(
            "A hex code, such as #00675f. Used for buttons, links and progress bars, and for the seal and band "
            "on certificates."
        ),
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
