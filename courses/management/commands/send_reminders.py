from django.core.management.base import BaseCommand

from courses.reminders.actions import send_reminders


class Command(BaseCommand):
    help = (
        "Send the reminders of classes and due dates that are due now, and try again what could not be sent before. "
        "Quizzes whose time is up are marked as well. Each is sent once: run it by cron every ten minutes."
    )

    def handle(self, **options):
        count = send_reminders()
        if options["verbosity"] > 1 or count:
            self.stdout.write(f"{count} sent.")
