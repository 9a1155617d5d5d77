"""What learners say about their certificates."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certificates.printing.names import MAX_LENGTH
from certificates.records.models import Preference


class PreferenceForm(forms.ModelForm):
    """What a learner allows on new certificates."""

    class Meta:
        model = Preference
        fields = ["shows_scores", "closes_pages"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_action = reverse("lms_certificates:change_preference")
        self.helper.add_input(Submit("save", _("Save"), css_class="lms-button"))


class CorrectionForm(forms.Form):
    """The correct name, and why."""

    name = forms.CharField(
        label=_("Correct name"),
        max_length=MAX_LENGTH,
        help_text=_("Exactly as it is to be printed, in any script."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    reason = forms.CharField(
        label=_("What is wrong?"),
        max_length=200,
        help_text=_("One sentence for your trainer, such as: I have married, or: the accent is missing."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}
        self.helper.add_input(Submit("ask", _("Ask for the correction"), css_class="lms-button lms-button--primary"))
