"""A brainstorm from a file: first looked at, then made."""

from django import forms
from django.utils.translation import gettext_lazy as _

from brainstorm.transfer.entries import BrainstormFileError, read_file


class BrainstormFileForm(forms.Form):
    """A file of a brainstorm. `data_of_file` is what a valid one holds."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A JSON file exported here or on another site, up to 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            self.data_of_file = read_file(file)
        except BrainstormFileError as error:
            raise forms.ValidationError(str(error)) from error
        return file


class ConfirmImportForm(forms.Form):
    """Which of the files that were looked at shall be imported."""

    upload = forms.IntegerField(widget=forms.HiddenInput)
