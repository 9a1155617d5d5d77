from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.catalog.models import CatalogPage
from courses.transfer.archive import MOST_TOTAL, CourseArchive
from courses.transfer.entries import CourseFileError


class CourseFileForm(forms.Form):
    """A course file, and the catalog that shall hold the course. `archive` is the opened file of a valid form."""

    file = forms.FileField(
        label=gettext_lazy("Course file"),
        help_text=gettext_lazy("The ZIP file that “Export” created, here or on another site."),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )
    catalog = forms.ModelChoiceField(CatalogPage.objects.none(), label=gettext_lazy("Catalog"), empty_label=None)

    def __init__(self, *args, catalogs, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["catalog"].queryset = CatalogPage.objects.filter(pk__in=[catalog.pk for catalog in catalogs])
        self.initial.setdefault("catalog", catalogs[0].pk if catalogs else None)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_TOTAL:
            size = filesizeformat(MOST_TOTAL)
            raise forms.ValidationError(_("Choose a file no larger than %(size)s.") % {"size": size})
        try:
            self.archive = CourseArchive(file)
        except CourseFileError as error:
            raise forms.ValidationError(str(error)) from error
        return file


class ConfirmImportForm(forms.Form):
    """Which of the files that were looked at shall be imported, and where to."""

    upload = forms.IntegerField(widget=forms.HiddenInput)
    catalog = forms.IntegerField(widget=forms.HiddenInput)
