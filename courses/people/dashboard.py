"""What courses add to "My learning"."""

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.classes.models import Booking, ScheduledClass
from courses.classes.presenters.classes import class_rows
from courses.enrollment.models import Enrollment
from courses.enrollment.permissions import requests_for
from lms.accounts.people import name_of
from lms.dashboard.panels import DashboardPanel, NextStep
from lms.days import write_date, write_datetime
from lms.roles.permissions import Role, has_role

#: People who wait for approval and are named on "My learning".
WAITING_SHOWN = 3


def add_panels(request, dashboard):
    """Add my courses and classes, and what to do next: today's class, else the course that is due first."""
    enrollments = list(
        Enrollment.objects.in_force_or_requested()
        .filter(learner=request.user, course__live=True)
        .with_progress()
        .with_new_lessons()
        .select_related("course__tool")
        .order_by(F("due_date").asc(nulls_last=True), F("last_active_at").desc(nulls_last=True), "pk")
    )
    active = [each for each in enrollments if each.status == Enrollment.Status.ACTIVE]
    requested = [each for each in enrollments if each.status == Enrollment.Status.REQUESTED]
    completed = [each for each in enrollments if each.is_completed]
    rows = class_rows(ScheduledClass.objects.booked_by(request.user).upcoming(), request.user)
    dashboard.panels += [
        DashboardPanel(20, "lms_courses/people/dashboard/classes.html", {"rows": rows}, is_empty=not rows),
        DashboardPanel(
            30,
            "lms_courses/people/dashboard/courses.html",
            {"enrollments": active, "requested": requested},
            is_empty=not (active or requested),
        ),
        DashboardPanel(
            80, "lms_courses/people/dashboard/completed.html", {"enrollments": completed}, is_empty=not completed
        ),
    ]
    for row in rows:
        starts = timezone.localtime(row.scheduled_class.starts_at, row.scheduled_class.zone)
        if starts.date() == timezone.localdate(timezone=row.scheduled_class.zone) and is_booked(row):
            dashboard.next_steps.append(
                NextStep(
                    order=5,
                    kicker=_("Today"),
                    title=str(row.scheduled_class),
                    text=_("Your class starts at %(time)s.") % {"time": date_format(starts, "TIME_FORMAT")},
                    url=row.scheduled_class.get_absolute_url(),
                    action=_("Open the class"),
                    icon="calendar-event",
                )
            )
    if active:
        dashboard.next_steps.append(next_course_step(active[0]))
    if has_role(request.user, Role.TRAINER):
        add_step_of_trainer(request, dashboard)
    if has_role(request.user, Role.MANAGER):
        add_step_of_manager(request, dashboard)
    if has_role(request.user, Role.TRAINER, Role.MANAGER):
        add_waiting(request, dashboard)


def add_step_of_trainer(request, dashboard):
    """Attendance that is still open, else the next class to teach."""
    classes = ScheduledClass.objects.taught_by(request.user).select_related("course")
    if to_mark := classes.held().with_meeting_to_mark().first():
        dashboard.next_steps.append(
            NextStep(
                order=10,
                kicker=_("Attendance to mark"),
                title=str(to_mark),
                text=_("Who attended? A course may require it."),
                url=to_mark.get_absolute_url(),
                action=_("Open the class"),
                icon="clipboard-check",
            )
        )
    elif upcoming := classes.upcoming().first():
        starts = timezone.localtime(upcoming.starts_at, upcoming.zone)
        dashboard.next_steps.append(
            NextStep(
                order=15,
                kicker=_("Your next class"),
                title=str(upcoming),
                text=write_datetime(starts),
                url=upcoming.get_absolute_url(),
                action=_("Open the class"),
                icon="easel",
            )
        )


def add_step_of_manager(request, dashboard):
    """People of one's own who are late with a course."""
    overdue = Enrollment.objects.led_by(request.user).overdue().count()
    if overdue:
        dashboard.next_steps.append(
            NextStep(
                order=12,
                kicker=_("My people"),
                title=ngettext("%(n)s course is overdue", "%(n)s courses are overdue", overdue) % {"n": overdue},
                text=_("A quick word from you often helps more than a reminder."),
                url=reverse("lms_courses:people"),
                action=_("See who"),
                icon="people",
            )
        )


def add_waiting(request, dashboard):
    """People who ask to take a course and wait for an answer: a panel, and a step, since they cannot begin."""
    waiting = list(requests_for(request.user).select_related("learner", "course")[: WAITING_SHOWN + 1])
    if not waiting:
        return
    context = {"waiting": waiting[:WAITING_SHOWN], "has_more": len(waiting) > WAITING_SHOWN}
    dashboard.panels.append(DashboardPanel(10, "lms_courses/people/dashboard/waiting.html", context))
    names = {"name": name_of(waiting[0].learner)}
    dashboard.next_steps.append(
        NextStep(
            order=11,
            kicker=_("Waiting for approval"),
            title=waiting[0].course.title,
            text=_("%(name)s has been waiting the longest and cannot start until you answer.") % names,
            url=reverse("lms_courses:requests"),
            action=_("Answer"),
            icon="hourglass-split",
        )
    )


def is_booked(row):
    return row.booking is not None and row.booking.status == Booking.Status.BOOKED


def next_course_step(enrollment):
    """Return the step "go on with this course"."""
    left = enrollment.lessons_total - enrollment.lessons_done
    if enrollment.lessons_done == 0:
        text, action = enrollment.course.summary, _("Start")
    elif left > 0:
        text = _("%(done)s of %(total)s lessons done.") % {
            "done": enrollment.lessons_done,
            "total": enrollment.lessons_total,
        }
        action = _("Continue")
    else:
        text, action = _("You have read all lessons. See what is left to do."), _("See what is left")
    return NextStep(
        order=20,
        kicker=_("Due %(date)s") % {"date": write_date(enrollment.due_date)} if enrollment.due_date else _("Next"),
        title=enrollment.course.title,
        text=text,
        url=reverse("lms_courses:resume", args=[enrollment.course_id]) if left > 0 else enrollment.course.url,
        action=action,
        icon="book",
    )
