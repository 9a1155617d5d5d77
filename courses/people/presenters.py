"""A manager's people: what they learn, without what is theirs alone (notes, reflections, answers)."""

from dataclasses import dataclass

from courses.classes.models import Attendance, Booking
from courses.enrollment.models import Enrollment


@dataclass(frozen=True)
class PlaceInClass:
    """A person's place in a class, and how they attended its meetings so far."""

    booking: Booking
    meetings: list
    attendance: list


def places_in_classes(person):
    """Return the `PlaceInClass`es of `person`, the latest class first, in three queries."""
    bookings = list(
        Booking.objects.in_force()
        .filter(learner=person, scheduled_class__live=True)
        .select_related("scheduled_class__course")
        .prefetch_related("scheduled_class__meetings")
    )
    marks = {}
    for mark in Attendance.objects.filter(learner=person):
        marks.setdefault(mark.meeting_id, mark)
    places = []
    for booking in bookings:
        meetings = list(booking.scheduled_class.meetings.all())
        places.append(PlaceInClass(booking, meetings, [marks[each.pk] for each in meetings if each.pk in marks]))
    return sorted(places, key=lambda place: [meeting.starts_at for meeting in place.meetings], reverse=True)


def courses_of(person):
    """Return what `person` is on or asks for, with progress, those who are stuck first; in one query."""
    return (
        Enrollment.objects.in_force_or_requested()
        .filter(learner=person)
        .with_progress()
        .stuck_first()
        .select_related("course")
    )
