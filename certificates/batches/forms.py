"""Whom a batch of certificates is for: the people of a class, or of a file."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.batches import candidates
from certificates.designs.models import CertificateTemplate
from courses.enrollment.forms.people_file import MAX_BYTES, check_rows, decode, read_rows
from courses.models import CoursePage, ScheduledClass


class BatchForm(forms.Form):
    """After `is_valid()`, `candidates` are those of the class or the file, and `source` says which it was.

    The text of a file is sent along when the order is confirmed, and read anew.
    """

    scheduled_class = forms.ModelChoiceField(
        queryset=ScheduledClass.objects.none(),
        required=False,
        label=gettext_lazy("Class"),
        empty_label=gettext_lazy("No class: from a file"),
        help_text=gettext_lazy("Everyone who had a seat and has completed the course."),
    )
    course = forms.ModelChoiceField(
        queryset=CoursePage.objects.none(),
        required=False,
        label=gettext_lazy("Course"),
        empty_label=gettext_lazy("Select the course for the file"),
    )
    file = forms.FileField(
        required=False,
        label=gettext_lazy("File"),
        help_text=gettext_lazy("A UTF-8 CSV file of up to 1 MB with a “username” or “email” column."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
        error_messages={"empty": gettext_lazy("The file is empty. Put one person on each row, below a header row.")},
    )
    template = forms.ModelChoiceField(
        queryset=CertificateTemplate.objects.none(),
        required=False,
        label=gettext_lazy("Template"),
        empty_label=gettext_lazy("The course’s own template"),
    )
    text = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    name = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.candidates, self.source = user, [], ""
        self.fields["scheduled_class"].queryset = ScheduledClass.objects.past().select_related("course")
        self.fields["course"].queryset = CoursePage.objects.order_by("title")
        self.fields["template"].queryset = CertificateTemplate.objects.in_use()

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        scheduled_class, file = cleaned["scheduled_class"], cleaned["file"]
        if scheduled_class and (file or cleaned["text"]):
            self.add_error("file", _("Select a class or a file, not both."))
        elif scheduled_class:
            self.candidates, self.source = candidates.of_class(scheduled_class), str(scheduled_class)[:200]
            if not self.candidates:
                self.add_error("scheduled_class", _("No one had a seat in this class."))
        elif not (file or cleaned["text"].strip()):
            self.add_error("scheduled_class", _("Select a class, or a file below."))
        elif not cleaned["course"]:
            self.add_error("course", _("Select the course that the people in the file have completed."))
        else:
            self._read(file)
        return cleaned

    def _read(self, file):
        cleaned = self.cleaned_data
        if (file.size if file else len(cleaned["text"].encode())) > MAX_BYTES:
            self.add_error("file", _("The file is larger than 1 MB. Split it into several files."))
            return
        try:
            cleaned["text"] = decode(file.read()) if file else cleaned["text"]
            rows = read_rows(cleaned["text"])
        except ValidationError as error:
            self.add_error("file", error)
            return
        check_rows(rows, self.user)
        cleaned["name"] = (file.name if file else cleaned["name"])[:200] or _("File")
        self.source = cleaned["name"]
        self.candidates = candidates.of_rows(rows, cleaned["course"])
