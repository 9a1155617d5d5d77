from django import forms
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from .models import Attendance, Question

#: Digits of the largest id a database gives.
LONGEST_ID = 19


def read_id(text):
    """Return the id that a form or an address names, or None if no row can have it."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_ID else None


class QuestionForm(WagtailAdminModelForm):
    """Sends back a question that nobody could answer right, and a course with it could never be completed."""

    def clean(self):
        cleaned = super().clean()
        answers = self.formsets["answers"]
        if answers.is_valid():
            kept = [form.cleaned_data for form in answers.forms if form not in answers.deleted_forms]
            right = sum(bool(answer.get("is_correct")) for answer in kept)
            if right == 0:
                self.add_error("kind", _("Tick the right answer: without one nobody could pass."))
            elif right > 1 and cleaned.get("kind") != Question.Kind.MULTIPLE:
                self.add_error("kind", _("Tick one right answer only, or choose “Several right answers”."))
        return cleaned


class AttendanceForm(forms.Form):
    """One choice for each person with a seat in the class of `meeting`."""

    def __init__(self, *args, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        marked = dict(meeting.attendance.values_list("learner_id", "status"))
        bookings = meeting.scheduled_class.bookings.booked().select_related("learner")
        for booking in bookings.order_by("learner__last_name", "learner__first_name", "pk"):
            self.fields[f"learner-{booking.learner_id}"] = forms.ChoiceField(
                label=booking.learner.get_full_name() or booking.learner.get_username(),
                choices=Attendance.Status.choices,
                widget=forms.RadioSelect,
                required=False,
                initial=marked.get(booking.learner_id),
                error_messages={"invalid_choice": _("Choose present, late, excused or absent.")},
            )

    def statuses(self):
        """Return {learner id: status}, "" for those not marked. Only after `is_valid()`."""
        return {int(name.removeprefix("learner-")): value for name, value in self.cleaned_data.items()}
