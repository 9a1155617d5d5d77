"""What stands in a person's own calendar."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.calendars.documents import ClassDetails, DueDate, build_feed
from courses.calendars.entries import entries_of
from courses.classes.models import ScheduledClass
from courses.enrollment.models import Enrollment
from lms.models import Brand
from lms.notices.mails import organization_of
from lms.pages.addresses import default_site, full_address

#: For so long a calendar goes on to show what is over.
LOOK_BACK = timedelta(days=90)


def personal_calendar(person, *, now=None):
    """Return the feed of `person` in bytes: classes they sit in or teach, and due dates. Equal as long as these are."""
    since = (now or timezone.now()) - LOOK_BACK
    site = default_site()
    mine = Q(bookings__learner=person, bookings__status="booked") | Q(trainers=person)
    classes = ScheduledClass.objects.held().filter(pk__in=ScheduledClass.objects.filter(mine).values("pk"))
    classes = classes.with_times().filter(ends_at__gt=since).order_by("starts_at", "pk")
    enrollments = Enrollment.objects.active().filter(
        learner=person, course__live=True, due_date__gt=timezone.localdate(since)
    )
    return build_feed(
        [pair for each in with_meetings(classes) for pair in calendar_entries(each)],
        [
            DueDate(
                key=f"due-{enrollment.pk}",
                title=_("Due: %(course)s") % {"course": enrollment.course.title},
                day=enrollment.due_date,
                revised_at=enrollment.created_at,
                url=full_address(enrollment.course),
            )
            for enrollment in enrollments.select_related("course").order_by("due_date", "pk")
        ],
        name=_("%(firm)s: learning") % {"firm": organization_of(Brand.for_site(site))},
    )


def class_calendar(scheduled_class):
    """Return one class, with its link, as a calendar to open."""
    return build_feed(calendar_entries(scheduled_class), name=str(scheduled_class))


def calendar_entries(scheduled_class):
    """Return (`Entry`, `ClassDetails`) of each entry, for someone who may know the link."""
    details = ClassDetails.of(scheduled_class, knows_link=True)
    return [(entry, details) for entry in entries_of(scheduled_class.meetings.all(), scheduled_class.zone)]


def with_meetings(classes):
    return classes.select_related("course").prefetch_related("meetings")
