from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from courses.catalog.models import CoursePage
from courses.transfer.exporting import write_course
from lms.exceptions import RuleError


class Command(BaseCommand):
    help = "Export a course with its lessons, quizzes, pictures and documents to one file."

    def add_arguments(self, parser):
        parser.add_argument("slug", help="the last part of the course's address, such as first-steps")
        parser.add_argument("--output", type=Path, help="the file to write (default: SLUG.course.zip)")

    def handle(self, *, slug, output, **options):
        courses = list(CoursePage.objects.filter(slug=slug))
        if len(courses) != 1:
            present = ", ".join(sorted(CoursePage.objects.values_list("slug", flat=True))) or "none"
            raise CommandError(f"There are {len(courses)} courses called “{slug}”. Courses here: {present}.")
        path = output or Path(f"{slug}.course.zip")
        try:
            with path.open("wb") as file:
                write_course(courses[0], file)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        except RuleError as error:
            path.unlink(missing_ok=True)
            raise CommandError(str(error)) from error
        self.stdout.write(f"“{courses[0].title}” was exported to {path}.")
