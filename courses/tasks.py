"""Work for the background. Tasks take ids, call an action, and are safe to run twice."""

from django_tasks import task


@task()
def tell_class(class_pk):
    """Tell everybody of a class what they do not know yet, and the channels if it was cancelled."""
    from .actions import announce_classes, sync_invitations
    from .models import ScheduledClass

    scheduled_class = ScheduledClass.objects.filter(pk=class_pk).first()
    if scheduled_class:
        sync_invitations(scheduled_class=scheduled_class)
        if scheduled_class.cancelled_at:
            announce_classes()


@task()
def tell_learner(booking_pk):
    """Tell one learner what has become of their place in a class."""
    from .actions import sync_invitations
    from .models import Booking

    booking = Booking.objects.select_related("scheduled_class", "learner").filter(pk=booking_pk).first()
    if booking:
        sync_invitations(scheduled_class=booking.scheduled_class, person=booking.learner)


@task()
def remind():
    """Send the reminders that are due now."""
    from .actions import send_reminders

    send_reminders()
