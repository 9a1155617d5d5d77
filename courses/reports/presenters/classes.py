"""A class after the fact: who had a seat, and who came to which meeting."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from courses.classes.models import Attendance, Booking
from courses.reports.presenters.roster import department_of
from lms.accounts.people import by_name, name_of


@dataclass(frozen=True)
class AttendanceRow:
    """A person with a seat, and their status ("" for not marked) at each meeting in order."""

    booking: Booking
    name: str
    department: str
    statuses: list

    @property
    def attended(self):
        return sum(status in Attendance.TOOK_PART for status in self.statuses)


@dataclass
class AttendanceReport:
    scheduled_class: object

    @cached_property
    def meetings(self):
        """The meetings, their hours in the time zone of the class."""
        meetings = list(self.scheduled_class.meetings.all())
        for meeting in meetings:
            meeting.local_start = timezone.localtime(meeting.starts_at, self.scheduled_class.zone)
            meeting.local_day = date_format(meeting.local_start, _("D, M j"))
        return meetings

    @cached_property
    def rows(self):
        """An `AttendanceRow` for everyone with a seat and everyone who came without one, by name."""
        marks = {}
        for learner, meeting, status in Attendance.objects.filter(meeting__in=self.meetings).values_list(
            "learner_id", "meeting_id", "status"
        ):
            marks.setdefault(learner, {})[meeting] = status
        bookings = self.scheduled_class.bookings.select_related("learner__lms_profile").order_by(
            *by_name("learner__"), "pk"
        )
        return [
            AttendanceRow(
                booking=booking,
                name=name_of(booking.learner),
                department=department_of(booking.learner),
                statuses=[marks.get(booking.learner_id, {}).get(meeting.pk, "") for meeting in self.meetings],
            )
            for booking in bookings
            if booking.status == Booking.Status.BOOKED or booking.learner_id in marks
        ]

    @property
    def turnout(self):
        """[(meeting, how many came)]"""
        return [
            (meeting, sum(row.statuses[place] in Attendance.TOOK_PART for row in self.rows))
            for place, meeting in enumerate(self.meetings)
        ]

    def table(self):
        """Return (headings, rows): one column for each meeting."""
        headings = [_("Name"), _("Username"), _("Email"), _("Department"), _("Seat"), _("Meetings attended")]
        headings += [f"{meeting.local_start:%Y-%m-%d %H:%M}" for meeting in self.meetings]
        words = dict(Attendance.Status.choices)
        rows = [
            [
                row.name,
                row.booking.learner.get_username(),
                row.booking.learner.email,
                row.department,
                row.booking.get_status_display(),
                row.attended,
                *(words.get(status, "") for status in row.statuses),
            ]
            for row in self.rows
        ]
        return headings, rows
