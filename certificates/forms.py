from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage

from .models import CertificateTemplate, Preference
from .names import MAX_LENGTH
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


class FileForm(forms.Form):
    """The file of a certificate, dropped or chosen: the PDF, the badge or the credential."""

    #: In bytes; a certificate with logo and signatures has a tenth of it.
    LARGEST = 2 * 1024 * 1024

    file = forms.FileField(
        label=_("File of the certificate"),
        help_text=_("The PDF as you got it, up to 2 MB. It is checked and forgotten, not kept."),
        error_messages={
            "required": _("Choose the PDF file of the certificate first."),
            "empty": _("This file is empty. Ask for it again, or download it again."),
        },
        widget=forms.FileInput(attrs={"accept": ".pdf,.svg,.jwt,application/pdf"}),
    )

    @staticmethod
    def too_large():
        return gettext("A certificate is never larger than 2 MB. Choose the PDF that you were given.")

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > self.LARGEST:
            raise forms.ValidationError(self.too_large())
        return file


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


class DeclineForm(forms.Form):
    answer = forms.CharField(
        label=_("Why not?"),
        max_length=200,
        help_text=_("The learner reads it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


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


class ReissueForm(forms.Form):
    name = forms.CharField(
        label=_("Correct name"), max_length=MAX_LENGTH, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Kept in the history of both."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ConfirmForm(forms.Form):
    """Nothing to fill in: sending it says yes."""


class CoursesForm(forms.Form):
    """The courses whose certificates a template is for."""

    courses = forms.ModelMultipleChoiceField(
        queryset=CoursePage.objects.order_by("title"),
        required=False,
        label=_("Courses"),
        widget=forms.CheckboxSelectMultiple,
    )
