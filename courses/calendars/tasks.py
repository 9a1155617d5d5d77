"""Background tasks. They take ids, call an action, and are safe to run twice."""

from django_tasks import task

from courses.calendars.actions import sync_invitations
from courses.classes.models import Booking, ScheduledClass
from courses.classes.notices import announce_classes


@task()
def tell_class(class_pk):
    """Tell everyone of a class what they do not know yet, and the channels if it was cancelled."""

    scheduled_class = ScheduledClass.objects.filter(pk=class_pk).first()
    if scheduled_class:
        sync_invitations(scheduled_class=scheduled_class)
        if scheduled_class.cancelled_at:
            announce_classes()


@task()
def tell_learner(booking_pk):
    """Tell one learner what has become of their place in a class."""

    booking = Booking.objects.select_related("scheduled_class", "learner").filter(pk=booking_pk).first()
    if booking:
        sync_invitations(scheduled_class=booking.scheduled_class, person=booking.learner)
