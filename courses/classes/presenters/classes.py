"""Classes in lists, and what else happens at the same time."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import pairwise
from statistics import mode

from django.utils.translation import gettext_lazy as _

from courses.classes.models import Booking, ClassMeeting, ScheduledClass

WEEK = timedelta(weeks=1)
#: What a class is on each day of the week, Monday first.
EVERY = (_("Mondays"), _("Tuesdays"), _("Wednesdays"), _("Thursdays"), _("Fridays"), _("Saturdays"), _("Sundays"))
#: Fewer meetings are listed one by one.
FEWEST_FOR_RHYTHM = 3


@dataclass(frozen=True)
class Rhythm:
    """Meetings that a few words can tell: each week, on the same day and at the same hours."""

    day: str
    first: ClassMeeting
    last: ClassMeeting
    count: int


def rhythm_of(meetings, zone):
    """Return the `Rhythm` of `meetings`, in order of time, on the clock of `zone`; None if they have none.

    A week may be left out now and then: their number says so.
    """
    if len(meetings) < FEWEST_FOR_RHYTHM:
        return None
    starts = [meeting.starts_at.astimezone(zone) for meeting in meetings]
    hours = {
        (start.time(), meeting.ends_at.astimezone(zone).time()) for start, meeting in zip(starts, meetings, strict=True)
    }
    gaps = [later.date() - earlier.date() for earlier, later in pairwise(starts)]
    if len(hours) > 1 or mode(gaps) != WEEK or any(gap % WEEK or not gap for gap in gaps):
        return None
    return Rhythm(EVERY[starts[0].weekday()], meetings[0], meetings[-1], len(meetings))


@dataclass
class ClassRow:
    """A class in a list, with its meetings and this person's booking."""

    scheduled_class: ScheduledClass
    meetings: list
    booking: Booking | None = None

    @cached_property
    def rhythm(self):
        return rhythm_of(self.meetings, self.scheduled_class.zone)


def class_rows(classes, user):
    """Return a `ClassRow` for each class of the queryset in four queries, however many there are."""
    classes = list(classes.with_seats_taken().select_related("course").prefetch_related("meetings"))
    bookings = {}
    if user.is_authenticated:
        mine = Booking.objects.in_force().filter(learner=user, scheduled_class__in=classes)
        bookings = {booking.scheduled_class_id: booking for booking in mine}
    return [ClassRow(each, list(each.meetings.all()), bookings.get(each.pk)) for each in classes]


def trainer_clashes(scheduled_class):
    """Return (trainer, other class) for each trainer who teaches elsewhere at the same time; unsaved ones too."""
    others = ScheduledClass.objects.at_the_time_of(scheduled_class).select_related("course")
    return [(trainer, other) for trainer in scheduled_class.trainers.all() for other in others.filter(trainers=trainer)]


def learner_clashes(scheduled_class, learner):
    """Return the other classes at the same time in which `learner` has a place."""
    return list(
        ScheduledClass.objects.booked_by(learner).live().at_the_time_of(scheduled_class).select_related("course")
    )
