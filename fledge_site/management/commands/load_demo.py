from importlib import import_module

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from wagtail.models import Site

from courses.models import CoursePage
from fledge_site.demo.crowd import load_crowd
from fledge_site.demo.curriculum import load_catalog, load_courses, load_guidelines, load_tools
from fledge_site.demo.paths import load_paths
from fledge_site.demo.people import load_people
from fledge_site.demo.schedule import load_classes, load_learning
from lms.brand.models import Brand


class Command(BaseCommand):
    help = (
        "Load the demonstration: accounts, courses, classes, brainstorms, certificates. Does nothing when it is there."
    )

    def handle(self, *args, **options):
        if not getattr(settings, "LMS_DEMO", False):
            raise CommandError(
                "The demonstration has accounts with a public password, so it is loaded only where LMS_DEMO is set. "
                "Use the settings fledge_site.settings.dev."
            )
        if CoursePage.objects.exists():
            self.stdout.write("There are courses already, so the demonstration is left alone.")
            return
        with transaction.atomic():
            self.load()
        self.stdout.write(self.style.SUCCESS("The demonstration is loaded."))

    def load(self):
        people = load_people()
        load_tools()
        load_guidelines()
        catalog = load_catalog()
        Brand.objects.update_or_create(
            site=Site.objects.get(is_default_site=True), defaults={"organization_name": "Marlow & Finch"}
        )
        courses = load_courses(catalog)
        classes = load_classes(courses, people["trainer"])
        completed = load_learning(people, courses, classes)
        load_paths(courses, people)
        load_crowd(courses)
        colleagues = [people[name] for name in sorted(people) if name.startswith("colleague")]
        import_module("fledge_site.demo.brainstorms").load(
            scheduled_classes=classes,
            course=courses["ask-and-work-out-loud"],
            facilitator=people["facilitator"],
            participants=colleagues,
        )
        import_module("fledge_site.demo.conversations").load(people=people, course=courses["reading-without-drowning"])
        import_module("fledge_site.demo.certificates").load(enrollments=completed, by=people["admin"])
