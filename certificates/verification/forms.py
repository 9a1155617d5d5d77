"""What a stranger gives to verify a certificate: its code or its file."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.pages.forms import form_helper


class CodeForm(forms.Form):
    """The code on a certificate, typed. Sent by GET, so that the answer has an address of its own."""

    code = forms.CharField(
        label=_("Verification code"),
        max_length=200,
        strip=True,
        help_text=_("The twenty letters and digits below the QR code. Dashes and capitalization do not matter."),
        error_messages={"required": _("Enter the code that is printed on the certificate.")},
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
        self.helper = form_helper("code")

    def clean_code(self):
        # People paste the whole address from the QR code.
        return self.cleaned_data["code"].rstrip("/").rsplit("/", 1)[-1]


class FileForm(forms.Form):
    """The file of a certificate, dropped or chosen: the PDF, the badge or the credential."""

    #: In bytes; a certificate with logo and signatures has a tenth of it.
    LARGEST = 2 * 1024 * 1024

    file = forms.FileField(
        label=_("File of the certificate"),
        help_text=_("The PDF file as you received it, up to 2 MB. It is checked and then deleted."),
        error_messages={
            "required": _("Select the PDF file of the certificate first."),
            "empty": _("This file is empty. Download it again, or ask for a new copy."),
        },
        widget=forms.FileInput(attrs={"accept": ".pdf,.svg,.jwt,application/pdf"}),
    )

    @staticmethod
    def too_large():
        return gettext("Certificates are never larger than 2 MB. Select the PDF file that you were given.")

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > self.LARGEST:
            raise forms.ValidationError(self.too_large())
        return file
