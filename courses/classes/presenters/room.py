"""What goes on in the room of a class at this moment."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.classes.models import Attendance, ClassMeeting
from lms.accounts.people import by_first_name, short_name_of


@dataclass
class Room:
    """The meeting that is on, else the next one, else the last one; and the first names of those who came to it."""

    meeting: ClassMeeting | None
    present: list
    seats: int
    now: object

    @property
    def is_on(self):
        return self.meeting is not None and self.meeting.starts_at <= self.now < self.meeting.ends_at

    @property
    def is_to_come(self):
        return self.meeting is not None and self.now < self.meeting.starts_at

    @property
    def is_over(self):
        """Whether no meeting is on or to come."""
        return self.meeting is None or self.meeting.ends_at <= self.now

    @property
    def takes_check_ins(self):
        return not self.is_over and self.meeting.starts_at - Attendance.CODE_COUNTS_BEFORE <= self.now

    @property
    def time_left(self):
        """How long the meeting still goes on, in words."""
        return _in_words(self.meeting.ends_at - self.now)

    @property
    def time_until(self):
        """How long until the meeting begins, in words."""
        return _in_words(self.meeting.starts_at - self.now)

    @property
    def begins_soon(self):
        return self.is_to_come and self.meeting.starts_at - self.now <= timedelta(hours=3)


def _in_words(span):
    """Return a span in whole minutes, rounded up: "42 minutes", "2 h 5 min"."""
    minutes = -(-span // timedelta(minutes=1))
    if minutes <= 90:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    return _("%(hours)s h %(minutes)s min") % {"hours": minutes // 60, "minutes": minutes % 60}


def now_in_room(scheduled_class):
    """Return the `Room` in three queries."""
    now, meetings = timezone.now(), list(scheduled_class.meetings.all())
    meeting = next((each for each in meetings if each.ends_at > now), meetings[-1] if meetings else None)
    present = []
    if meeting:
        here = Attendance.objects.filter(meeting=meeting, status__in=Attendance.TOOK_PART).select_related("learner")
        people = [attendance.learner for attendance in here.order_by(*by_first_name("learner__"), "pk")]
        present = [short_name_of(person) for person in people]
    return Room(meeting, present, scheduled_class.bookings.booked().count(), now)
