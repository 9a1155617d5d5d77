from django_tasks import task

from courses.reminders.actions import send_reminders


@task()
def remind():
    """Send the reminders that are due now."""

    send_reminders()
