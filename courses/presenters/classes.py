"""Classes in lists, and what else happens at the same time."""

from dataclasses import dataclass

from ..models import Booking, ScheduledClass


@dataclass
class ClassRow:
    """A class in a list, with its meetings and this person's booking."""

    scheduled_class: ScheduledClass
    meetings: list
    booking: Booking | None = None


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
