from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from courses.guidelines.models import LONGEST_PROPOSAL
from lms.pages.forms import LongTextField


class GuidelineForm(WagtailAdminModelForm):
    """Counts the versions of a guideline, so that no one forgets it or counts one twice.

    However often a draft is saved, what is published next is either the version that people have accepted, or the one
    after it.
    """

    asks_again = forms.BooleanField(
        required=False,
        label=_("Ask everyone again"),
        help_text=_(
            "Select this if the meaning has changed. It creates a new version that everyone is asked to accept."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.published = type(self.instance).objects.filter(pk=self.instance.pk).first()
        if self.published is None or not (self.published.live or self.published.first_published_at):
            del self.fields["asks_again"]  # No one can have accepted it yet.
        else:
            self.initial["asks_again"] = self.instance.version > self.published.version

    def save(self, commit=True):
        if "asks_again" in self.fields:
            self.instance.version = self.published.version + self.cleaned_data["asks_again"]
        return super().save(commit)


class ProposalForm(forms.Form):
    text = LongTextField(
        max_length=LONGEST_PROPOSAL,
        error_messages={
            "required": _("Say what should change, and why."),
            "max_length": _("Shorten it to %(limit_value)d characters. It has %(show_value)d."),
        },
    )
    version = forms.IntegerField(min_value=1)
