"""What goes on in the room of a class at this moment."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from ..models import Attendance, ClassMeeting


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
    def minutes_left(self):
        """Whole minutes until the meeting ends, rounded up."""
        return _minutes(self.meeting.ends_at - self.now)

    @property
    def minutes_until(self):
        """Whole minutes until the meeting begins, rounded up."""
        return _minutes(self.meeting.starts_at - self.now)

    @property
    def begins_soon(self):
        return self.is_to_come and self.meeting.starts_at - self.now <= timedelta(hours=2)


def _minutes(span):
    return -(-span // timedelta(minutes=1))


def now_in_room(scheduled_class):
    """Return the `Room` in three queries."""
    now, meetings = timezone.now(), list(scheduled_class.meetings.all())
    meeting = next((each for each in meetings if each.ends_at > now), meetings[-1] if meetings else None)
    present = []
    if meeting:
        here = Attendance.objects.filter(meeting=meeting, status__in=Attendance.TOOK_PART).select_related("learner")
        people = [attendance.learner for attendance in here.order_by("learner__first_name", "learner__last_name", "pk")]
        present = [person.first_name or person.get_username() for person in people]
    return Room(meeting, present, scheduled_class.bookings.booked().count(), now)
