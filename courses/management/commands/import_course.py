from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from courses.catalog.models import CatalogPage
from courses.transfer.actions import import_course
from courses.transfer.archive import CourseArchive
from lms.exceptions import RuleError


class Command(BaseCommand):
    help = "Import a course as a draft from a file that export_course or the admin created."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--catalog", metavar="SLUG", help="the catalog to import into, if there is more than one")
        parser.add_argument("--dry-run", action="store_true", help="report what would be created, but create nothing")

    def handle(self, *, file, catalog, dry_run, **options):
        catalogs = CatalogPage.objects.all()
        catalogs = list(catalogs.filter(slug=catalog) if catalog else catalogs)
        if len(catalogs) != 1:
            present = ", ".join(sorted(CatalogPage.objects.values_list("slug", flat=True))) or "none"
            raise CommandError(f"Name one catalog with --catalog. Catalogs here: {present}.")
        try:
            with file.open("rb") as content:
                report = import_course(archive=CourseArchive(content), catalog=catalogs[0], is_rehearsal=dry_run)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except RuleError as error:
            raise CommandError(str(error)) from error
        for sentence in [*report.notes, *report.kept]:
            self.stdout.write(f"- {sentence}")
        made = ", ".join(f"{what}: {number}" for what, number in report.made.items())
        self.stdout.write(f"New: {made}.")
        if report.found:
            self.stdout.write(f"Already here: {', '.join(f'{what}: {n}' for what, n in report.found.items())}.")
        self.stdout.write(
            f"“{report.title}” would be imported as a draft."
            if dry_run
            else f"“{report.title}” was imported as a draft."
        )
