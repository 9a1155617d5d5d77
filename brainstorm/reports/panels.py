"""What other pages show of brainstorms: "My learning", the course's page, the page of a class."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from brainstorm.pilots.models import Pilot
from brainstorm.sessions.models.brainstorms import Brainstorm
from lms.caching.cache import cached, version_for
from lms.dashboard.panels import DashboardPanel, NextStep


@dataclass(frozen=True)
class Present:
    """Ids that say whether a page has anything to ask for: most courses have no brainstorm at the moment."""

    courses_of_open: frozenset
    courses_of_published: frozenset
    owners_of_running: frozenset


def what_there_is(request):
    """Return the `Present`, which all visitors share."""
    return cached(
        version_for(request),
        ("lms_brainstorm.present",),
        lambda: Present(
            courses_of_open=frozenset(Brainstorm.objects.open().order_by().values_list("course", flat=True)),
            courses_of_published=frozenset(
                Pilot.objects.published().order_by().values_list("decision__idea__brainstorm__course", flat=True)
            ),
            owners_of_running=frozenset(Pilot.objects.running().order_by().values_list("owner", flat=True)),
        ),
    )


def add_to_dashboard(request, dashboard):
    """Show brainstorms to enter and to lead, and pilots one owns; one that runs now comes first of all."""
    user, present = request.user, what_there_is(request)
    mine = list(Brainstorm.objects.open().of(user)) if present.courses_of_open else []
    joined = [brainstorm for brainstorm in mine if brainstorm.is_joined]
    inviting = [brainstorm for brainstorm in mine if brainstorm.is_inviting]
    leading = [brainstorm for brainstorm in mine if brainstorm.is_led]
    pilots = []
    if user.pk in present.owners_of_running:
        pilots = list(Pilot.objects.running().owned_by(user).select_related("decision__idea"))
    context = {"joined": joined, "inviting": inviting, "leading": leading, "pilots": pilots}
    dashboard.panels.append(
        DashboardPanel(
            order=40,
            template_name="lms_brainstorm/reports/includes/dashboard_panel.html",
            context=context,
            is_empty=not any(context.values()),
        )
    )
    running = [brainstorm for brainstorm in joined if brainstorm.phase_ends_at]
    if running:
        dashboard.next_steps.append(
            NextStep(
                order=5,
                kicker=_("Happening now"),
                title=running[0].title,
                text=running[0].question,
                url=running[0].get_absolute_url(),
                action=_("Go to the brainstorm"),
                icon="lightbulb",
            )
        )
    if leading:
        dashboard.next_steps.append(
            NextStep(
                order=8,
                kicker=_("You lead: %(phase)s") % {"phase": leading[0].get_phase_display()},
                title=leading[0].title,
                text=leading[0].question,
                url=reverse("lms_brainstorm:console", args=[leading[0].pk]),
                action=_("Open the console"),
                icon="easel",
            )
        )


def _panel(request, brainstorms, pilots):
    if not brainstorms and not pilots:
        return []
    context = {"brainstorms": brainstorms, "pilots": pilots, "outcomes_url": reverse("lms_brainstorm:outcomes")}
    return [(60, render_to_string("lms_brainstorm/reports/includes/course_panel.html", context, request))]


def course_panels(request, course, enrollment):
    """Open brainstorms of the course that this visitor may enter, and the pilots that came out of earlier ones."""
    if not request.user.is_authenticated:
        return []
    present, brainstorms, pilots = what_there_is(request), [], []
    if course.pk in present.courses_of_open:
        brainstorms = list(Brainstorm.objects.open().filter(course=course).within_reach_of(request.user))
    if course.pk in present.courses_of_published:
        pilots = list(_published_pilots().filter(decision__idea__brainstorm__course=course)[:3])
    return _panel(request, brainstorms, pilots)


def class_panels(request, scheduled_class):
    """The brainstorms of this class, and what came of those of earlier classes of the same course."""
    if not request.user.is_authenticated:
        return []
    brainstorms = list(Brainstorm.objects.filter(scheduled_class=scheduled_class).within_reach_of(request.user))
    pilots = list(_published_pilots().filter(decision__idea__brainstorm__course=scheduled_class.course_id)[:3])
    return _panel(request, brainstorms, pilots)


def _published_pilots():
    return Pilot.objects.published().select_related("decision__idea").order_by("-starts_on", "-pk")
