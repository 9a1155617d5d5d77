from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from brainstorm.transfer.actions import import_brainstorm
from brainstorm.transfer.entries import read_file
from lms.exceptions import RuleError


class Command(BaseCommand):
    help = "Make a brainstorm of a JSON file that its console or export_brainstorm wrote."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--facilitator", metavar="USERNAME", required=True, help="who leads it here")
        parser.add_argument("--dry-run", action="store_true", help="tell what would be made, and make nothing")

    def handle(self, *, file, facilitator, dry_run, **options):
        users = get_user_model()
        try:
            by = users.objects.get_by_natural_key(facilitator)
        except users.DoesNotExist as error:
            raise CommandError(f"There is no account “{facilitator}”.") from error
        try:
            with file.open("rb") as content:
                report = import_brainstorm(data=read_file(content), by=by, is_rehearsal=dry_run)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except RuleError as error:
            raise CommandError(str(error)) from error
        for sentence in report.notes:
            self.stdout.write(f"- {sentence}")
        self.stdout.write(f"New: {', '.join(f'{what}: {n}' for what, n in report.made.items() if n)}.")
        self.stdout.write(f"“{report.title}” would be imported." if dry_run else f"“{report.title}” is imported.")
