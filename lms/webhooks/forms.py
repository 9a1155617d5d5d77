from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from lms.exceptions import RuleError
from lms.webhooks.posting import check_address


class WebhookForm(WagtailAdminModelForm):
    """A webhook, whose address is a secret: once stored it is not shown again, only replaced."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["url"] = ""
            self.fields["url"].required = False
            self.fields["url"].help_text = _("Saved: %(address)s. Paste a new address to replace it.") % {
                "address": self.instance.masked_url
            }

    def clean_url(self):
        url = self.cleaned_data["url"] or self.instance.url
        try:
            check_address(url)
        except RuleError as error:
            raise ValidationError(str(error)) from error
        return url
