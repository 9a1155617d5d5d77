"""What trainers fill in in the Wagtail admin."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.designs.models import CertificateTemplate
from certificates.printing.names import MAX_LENGTH
from certificates.records.querysets import enrollments_without_certificate
from lms.accounts.people import name_of


class CompletionField(forms.ModelChoiceField):
    def label_from_instance(self, enrollment):
        name = name_of(enrollment.learner)
        return f"{name}: {enrollment.course.title}"


class IssueForm(forms.Form):
    """Issue by hand, for a completion that has no certificate yet."""

    enrollment = CompletionField(
        label=_("Completed course"),
        queryset=None,
        help_text=_("Only completions without a certificate are listed. Most certificates are issued automatically."),
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
        help_text=_("Anyone who verifies the certificate can read this. Do not name other people."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ReissueForm(forms.Form):
    name = forms.CharField(
        label=_("Correct name"), max_length=MAX_LENGTH, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Saved in the history of both certificates."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
