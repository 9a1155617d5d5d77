from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .models import CertificateTemplate
from .querysets import enrollments_without_certificate


class CodeForm(forms.Form):
    """The code on a certificate, typed. Sent by GET, so that the answer has an address of its own."""

    code = forms.CharField(
        label=_("Verification code"),
        max_length=200,
        strip=True,
        help_text=_("Twenty letters and digits below the QR code. Dashes and capitals do not matter."),
        error_messages={"required": _("Type the code that is printed on the certificate.")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "placeholder": "7QK2-M9XD-4TPA-WEVC-H3JR",
                "class": "lms-code-input",
            }
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_method = "get"
        self.helper.form_action = reverse("lms_certificates:verify")
        self.helper.disable_csrf = True
        self.helper.attrs = {"novalidate": ""}
        self.helper.add_input(Submit("", _("Verify"), css_class="lms-button lms-button--primary"))

    def clean_code(self):
        # People paste the whole address from the QR code.
        return self.cleaned_data["code"].rstrip("/").rsplit("/", 1)[-1]


class CompletionField(forms.ModelChoiceField):
    def label_from_instance(self, enrollment):
        name = enrollment.learner.get_full_name() or enrollment.learner.get_username()
        return f"{name}: {enrollment.course.title}"


class IssueForm(forms.Form):
    """Issue by hand, for a completion that has no certificate yet."""

    enrollment = CompletionField(
        label=_("Completed course"),
        queryset=None,
        help_text=_("Only completions without a certificate are listed; most certificates issue themselves."),
    )
    template = forms.ModelChoiceField(
        label=_("Template"), queryset=None, required=False, empty_label=_("The default template")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["enrollment"].queryset = enrollments_without_certificate()
        self.fields["template"].queryset = CertificateTemplate.objects.in_use()


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Whoever verifies the certificate reads it. Do not name other people."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ConfirmForm(forms.Form):
    """Nothing to fill in: sending it says yes."""
