from collections import Counter

from django import forms
from django.utils.translation import gettext as _

from ..models import Attendance


class AttendanceForm(forms.Form):
    """One choice for each person with a seat in the class of `meeting`.

    Sent with `all_present`, it marks as present everybody for whom nothing is chosen.
    """

    def __init__(self, *args, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.marked = {mark.learner_id: mark for mark in meeting.attendance.all()}
        bookings = meeting.scheduled_class.bookings.booked().select_related("learner")
        for booking in bookings.order_by("learner__last_name", "learner__first_name", "pk"):
            mark = self.marked.get(booking.learner_id)
            field = self.fields[f"learner-{booking.learner_id}"] = forms.ChoiceField(
                label=booking.learner.get_full_name() or booking.learner.get_username(),
                choices=Attendance.Status.choices,
                widget=forms.RadioSelect,
                required=False,
                initial=mark and mark.status,
                error_messages={"invalid_choice": _("Choose present, late, excused or absent.")},
            )
            field.is_by_code = mark is not None and mark.method == Attendance.Method.CODE

    def counts(self):
        """Return [(status, its word, number of people)] as marked so far, with "" for those not marked."""
        numbers = Counter(field.initial or "" for field in self.fields.values())
        rows = [(status, label, numbers[status]) for status, label in Attendance.Status.choices]
        return [*rows, ("", _("not marked"), numbers[""])]

    def statuses(self):
        """Return {learner id: status}, "" for those not marked. Only after `is_valid()`."""
        default = Attendance.Status.PRESENT.value if "all_present" in self.data else ""
        return {int(name.removeprefix("learner-")): value or default for name, value in self.cleaned_data.items()}
