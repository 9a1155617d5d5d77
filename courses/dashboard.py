"""What courses add to "My learning"."""

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.dashboard import DashboardPanel, NextStep

from .models import Booking, Enrollment, ScheduledClass
from .presenters import class_rows


def add_panels(request, dashboard):
    """Add my courses and classes, and what to do next: today's class, else the course that is due first."""
    enrollments = list(
        Enrollment.objects.of(request.user)
        .filter(course__live=True)
        .with_progress()
        .select_related("course__tool")
        .order_by(F("due_date").asc(nulls_last=True), F("last_active_at").desc(nulls_last=True), "pk")
    )
    active = [each for each in enrollments if not each.is_completed]
    completed = [each for each in enrollments if each.is_completed]
    rows = class_rows(ScheduledClass.objects.booked_by(request.user).upcoming(), request.user)
    today = timezone.localdate()
    dashboard.panels += [
        DashboardPanel(20, "lms_courses/dashboard/classes.html", {"rows": rows}, is_empty=not rows),
        DashboardPanel(
            30, "lms_courses/dashboard/courses.html", {"enrollments": active, "today": today}, is_empty=not active
        ),
        DashboardPanel(80, "lms_courses/dashboard/completed.html", {"enrollments": completed}, is_empty=not completed),
    ]
    for row in rows:
        starts = timezone.localtime(row.scheduled_class.starts_at, row.scheduled_class.zone)
        if starts.date() == timezone.localdate(timezone=row.scheduled_class.zone) and is_booked(row):
            dashboard.next_steps.append(
                NextStep(
                    order=5,
                    kicker=_("Today"),
                    title=str(row.scheduled_class),
                    text=_("Your class begins at %(time)s.") % {"time": date_format(starts, "TIME_FORMAT")},
                    url=row.scheduled_class.get_absolute_url(),
                    action=_("Open the class"),
                    icon="calendar-event",
                )
            )
    if active:
        dashboard.next_steps.append(next_course_step(active[0]))


def is_booked(row):
    return row.booking is not None and row.booking.status == Booking.Status.BOOKED


def next_course_step(enrollment):
    """Return the step "go on with this course"."""
    left = enrollment.lessons_total - enrollment.lessons_done
    if enrollment.lessons_done == 0:
        text, action = enrollment.course.summary, _("Begin")
    elif left > 0:
        text = _("%(done)s of %(total)s lessons done.") % {
            "done": enrollment.lessons_done,
            "total": enrollment.lessons_total,
        }
        action = _("Go on")
    else:
        text, action = _("All lessons read. See what is still missing."), _("See what is missing")
    return NextStep(
        order=20,
        kicker=_("Due %(date)s") % {"date": date_format(enrollment.due_date)} if enrollment.due_date else _("Next"),
        title=enrollment.course.title,
        text=text,
        url=reverse("lms_courses:resume", args=[enrollment.course_id]) if left > 0 else enrollment.course.url,
        action=action,
        icon="book",
    )
