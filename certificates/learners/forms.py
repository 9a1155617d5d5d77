"""What learners say about their certificates."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.printing.names import MAX_LENGTH
from certificates.records.models import Preference
from lms.pages.forms import form_helper


class PreferenceForm(forms.ModelForm):
    """What a learner allows on new certificates."""

    class Meta:
        model = Preference
        fields = ["shows_scores", "closes_pages"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(*self.fields, button=_("Save"))


class CorrectionForm(forms.Form):
    """The correct name, and why."""

    name = forms.CharField(
        label=_("Correct name"),
        max_length=MAX_LENGTH,
        help_text=_("Exactly as it should be printed, in any script."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    reason = forms.CharField(
        label=_("What is wrong?"),
        max_length=200,
        help_text=_("One sentence for your trainer, such as “I got married” or “The accent is missing.”"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper("name", "reason", button=_("Ask for the correction"))
