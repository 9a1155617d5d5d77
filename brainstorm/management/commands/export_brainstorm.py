from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from brainstorm.sessions.models.brainstorms import Brainstorm
from brainstorm.transfer.exporting import write_json
from lms.exceptions import RuleError


class Command(BaseCommand):
    help = "Write a brainstorm into a JSON file, as far as its phase shows it."

    def add_arguments(self, parser):
        parser.add_argument("id", type=int, help="the number in the address of its console")
        parser.add_argument("file", type=Path)

    def handle(self, *, id, file, **options):
        try:
            content = write_json(Brainstorm.objects.get(pk=id))
        except Brainstorm.DoesNotExist as error:
            raise CommandError(f"There is no brainstorm {id}.") from error
        except RuleError as error:
            raise CommandError(str(error)) from error
        try:
            file.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{file} holds the brainstorm.")
