from django.core.management.base import BaseCommand

from courses.reminders.actions import send_reminders


class Command(BaseCommand):
    help = (
        "Send reminders of classes and due dates that are due now, and retry those that could not be sent before. Also "
        "grade quizzes whose time is up. Each reminder is sent once. Run this every ten minutes with cron."
    )

    def handle(self, **options):
        count = send_reminders()
        if options["verbosity"] > 1 or count:
            self.stdout.write(f"{count} sent.")
