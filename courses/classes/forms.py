"""The form in which a trainer schedules a class: hours are typed and shown in the time zone of the class."""

import zoneinfo
from collections import Counter
from datetime import date

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateTimeInput

from courses.classes.models import Attendance, ClassMeeting
from courses.classes.wall_clock import exists, weekly_starts
from lms.accounts.people import by_first_name, by_name, name_of
from lms.days import write_date
from lms.roles.permissions import Role, holders_of

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_REPEATS = 52


class ZonedDateTimeField(forms.DateTimeField):
    """A date and hour on the wall clock of `zone`, which the form sets once it knows it."""

    widget = AdminDateTimeInput
    zone = zoneinfo.ZoneInfo("UTC")

    def prepare_value(self, value):
        with timezone.override(self.zone):
            return super().prepare_value(value)

    def to_python(self, value):
        with timezone.override(self.zone):
            try:
                moment = super().to_python(value)
            except ValidationError as error:
                if error.code != "ambiguous_timezone":
                    raise
                # Where the clocks change. An hour that exists twice is the first of the two, as in calendars.
                moment = error.params["datetime"].replace(tzinfo=self.zone)
        if moment and not FIRST_YEAR <= moment.year < LAST_YEAR:
            raise ValidationError(
                _("Choose a year from %(first)s to %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR - 1}
            )
        if moment and not exists(moment):
            raise ValidationError(
                _("Clocks in %(zone)s move forward on that day, so this time does not exist. Choose another time.")
                % {"zone": self.zone.key}
            )
        return moment


class MeetingForm(WagtailAdminModelForm):
    """One meeting. A draft's meetings have no rows yet, so hidden fields keep which weekly run each belongs to."""

    starts_at = ZonedDateTimeField(label=gettext_lazy("Start"))
    ends_at = ZonedDateTimeField(label=gettext_lazy("End"))
    run = forms.UUIDField(widget=forms.HiddenInput, required=False)
    occurs_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = ClassMeeting
        fields = ["starts_at", "ends_at"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A fresh row has a series of its own already, which must not make an empty row look filled in.
        if self.instance.starts_at and self.instance.pk is None:
            occurs_at = self.instance.original_starts_at
            self.initial |= {"run": self.instance.series, "occurs_at": occurs_at and occurs_at.isoformat()}

    def _post_clean(self):
        super()._post_clean()
        if self.instance.pk is None and self.cleaned_data.get("run"):
            self.instance.series = self.cleaned_data["run"]
            self.instance.original_starts_at = self.cleaned_data.get("occurs_at")


class PeopleField(forms.ModelMultipleChoiceField):
    """People to tick by their names."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, user):
        return name_of(user)


class ClassForm(WagtailAdminModelForm):
    """A class with its meetings, and what repeats the last of them every week.

    `is_saved_by_itself`: the admin saves while someone still types; then nothing is repeated yet.
    """

    is_saved_by_itself = False
    booking_opens_at = ZonedDateTimeField(required=False)
    booking_closes_at = ZonedDateTimeField(required=False)
    trainers = PeopleField(queryset=None, required=False)
    repeat_weekly = forms.IntegerField(
        label=gettext_lazy("Repeat the last meeting weekly"),
        help_text=gettext_lazy("How many more times. The time of day stays the same, even when the clocks change."),
        min_value=0,
        max_value=MOST_REPEATS,
        required=False,
    )
    repeat_except = forms.CharField(
        label=gettext_lazy("Skip dates"),
        help_text=gettext_lazy(
            "Dates to skip, such as 2026-12-24, 2026-12-31. The series runs longer to make up for them."
        ),
        required=False,
        max_length=600,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("booking_opens_at", "booking_closes_at", "trainers"):
            model_field = self.instance._meta.get_field(name)
            self.fields[name].label = capfirst(model_field.verbose_name)
            self.fields[name].help_text = model_field.help_text
        # Someone who taught it before losing the role stays on the list.
        chosen = [trainer.pk for trainer in self.instance.trainers.all()]
        people = get_user_model()._default_manager.filter(Q(pk__in=holders_of(Role.TRAINER)) | Q(pk__in=chosen))
        self.fields["trainers"].queryset = people.order_by(*by_first_name(), "pk")
        zone = self.read_zone()
        for form in [self, *self.formsets["meetings"].forms]:
            for field in form.fields.values():
                if isinstance(field, ZonedDateTimeField):
                    field.zone = zone

    def read_zone(self):
        """Return the zone that is chosen on the form, else that of the class: the hours beside it are meant there."""
        chosen = self.data.get(self.add_prefix("time_zone")) if self.is_bound else None
        try:
            return zoneinfo.ZoneInfo(chosen) if chosen else self.instance.zone
        except (KeyError, ValueError, OSError):  # No such zone; the field itself says so.
            return self.instance.zone

    def clean_repeat_except(self):
        try:
            words = self.cleaned_data["repeat_except"].replace(",", " ").split()
            return frozenset(date.fromisoformat(word) for word in words)
        except ValueError as error:
            raise ValidationError(_("Enter dates as 2026-12-24, separated by commas.")) from error

    def clean(self):
        cleaned = super().clean()
        opens, closes = cleaned.get("booking_opens_at"), cleaned.get("booking_closes_at")
        if opens and closes and closes <= opens:
            self.add_error("booking_closes_at", _("Choose a time after booking opens."))
        formset = self.formsets["meetings"]
        if formset.is_valid():
            self.check_evidence_is_kept(formset)
            if cleaned.get("repeat_weekly") and not self.kept_meetings(formset):
                self.add_error("repeat_weekly", _("Add a meeting first. There is none to repeat."))
        return cleaned

    @staticmethod
    def kept_meetings(formset):
        forms = [form for form in formset.forms if form not in formset.deleted_forms]
        return [form.instance for form in forms if form.instance.starts_at]

    def check_evidence_is_kept(self, formset):
        """Refuse to delete a meeting for which attendance is marked: courses were completed by it."""
        kept = [meeting.pk for meeting in self.kept_meetings(formset) if meeting.pk]
        marked = ClassMeeting.objects.filter(scheduled_class=self.instance.pk, attendance__isnull=False)
        if lost := marked.exclude(pk__in=kept).first():
            day = write_date(self.instance.local(lost.starts_at))
            self.add_error(
                None,
                _("Attendance has been marked for the meeting on %(day)s, so you cannot delete it. Reload the page.")
                % {"day": day},
            )

    def save(self, commit=True):
        scheduled_class = super().save(commit=False)
        if not self.is_saved_by_itself:
            self.add_repeats(scheduled_class)
        if commit:
            scheduled_class.save()
        return scheduled_class

    def add_repeats(self, scheduled_class):
        """Add the weekly meetings asked for, in one series with the last one, so that calendars see one event.

        "Last" is among those on the page: sent twice, the same form adds the same meetings once.
        """
        times, leave_out = self.cleaned_data.get("repeat_weekly"), self.cleaned_data.get("repeat_except")
        if not times:
            return
        last = max(self.kept_meetings(self.formsets["meetings"]), key=lambda meeting: meeting.starts_at)
        present = {meeting.starts_at for meeting in scheduled_class.meetings.all()}
        series, begins = last.series, last.original_starts_at or last.starts_at
        if begins != last.starts_at:
            # It was moved away from the hour of its run, so what repeats it is a run of its own.
            series = ClassMeeting().series
        else:
            last.original_starts_at = begins
            scheduled_class.meetings.add(last)
        length = last.ends_at - last.starts_at
        for start in weekly_starts(last.starts_at, times, scheduled_class.zone, leave_out or frozenset()):
            if start not in present:
                scheduled_class.meetings.add(
                    ClassMeeting(starts_at=start, ends_at=start + length, series=series, original_starts_at=start)
                )


class CancelClassForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("Everyone who booked will get it."),
        error_messages={"required": gettext_lazy("Give a reason. Everyone who booked will get it.")},
    )


class ScheduleAgainForm(forms.Form):
    """When a class like an earlier one begins."""

    first_day = forms.DateField(label=gettext_lazy("First meeting"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean_first_day(self):
        day = self.cleaned_data["first_day"]
        if not FIRST_YEAR <= day.year < LAST_YEAR:
            raise ValidationError(_("Choose a date in this century."))
        return day


class AttendanceForm(forms.Form):
    """One choice for each person with a seat in the class of `meeting`.

    Sent with `all_present`, it marks as present everyone for whom nothing is chosen.
    """

    def __init__(self, *args, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.learner_ids = {}  # {name of a field: whom it is about}
        self.marked = {mark.learner_id: mark for mark in meeting.attendance.all()}
        bookings = meeting.scheduled_class.bookings.booked().select_related("learner")
        for booking in bookings.order_by(*by_name("learner__"), "pk"):
            mark = self.marked.get(booking.learner_id)
            field_name = f"learner-{booking.learner_id}"
            self.learner_ids[field_name] = booking.learner_id
            field = self.fields[field_name] = forms.ChoiceField(
                label=name_of(booking.learner),
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
        return {self.learner_ids[name]: value or default for name, value in self.cleaned_data.items()}
