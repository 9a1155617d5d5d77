"""Background tasks. They take ids, call an action, and are safe to run twice."""

from django_tasks import task

from courses.reminders.actions import send_reminders


@task()
def remind():
    """Send the reminders that are due now."""

    send_reminders()
