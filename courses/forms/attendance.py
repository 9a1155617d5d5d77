from django import forms
from django.utils.translation import gettext as _

from ..models import Attendance


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
