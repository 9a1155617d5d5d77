"""What other pages show of brainstorms: "My learning", the course's page, the page of a class."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.dashboard import DashboardPanel, NextStep

from .models import Brainstorm, Pilot


def add_to_dashboard(request, dashboard):
    """Show brainstorms to enter and to lead, and pilots one owns; one that runs now comes first of all."""
    user = request.user
    joined = list(Brainstorm.objects.open().joined_by(user))
    inviting = list(Brainstorm.objects.inviting(user))
    leading = list(Brainstorm.objects.open().filter(facilitators=user))
    pilots = list(Pilot.objects.running().owned_by(user).select_related("decision__idea"))
    context = {"joined": joined, "inviting": inviting, "leading": leading, "pilots": pilots}
    dashboard.panels.append(
        DashboardPanel(
            order=40,
            template_name="lms_brainstorm/includes/dashboard_panel.html",
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
                kicker=_("You lead: %(phase)s") % {"phase": leading[0].current_phase.label},
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
    return [(60, render_to_string("lms_brainstorm/includes/course_panel.html", context, request))]


def _within_reach(user, brainstorms):
    """Of `brainstorms` those that `user` leads, has joined or may join."""
    reachable = [
        Brainstorm.objects.joined_by(user),
        Brainstorm.objects.inviting(user),
        Brainstorm.objects.facilitated_by(user),
    ]
    pks = set().union(
        *(set(some.filter(pk__in=[each.pk for each in brainstorms]).values_list("pk", flat=True)) for some in reachable)
    )
    return [brainstorm for brainstorm in brainstorms if brainstorm.pk in pks]


def course_panels(request, course, enrollment):
    """Open brainstorms of the course that this visitor may enter, and the pilots that came out of earlier ones."""
    if not request.user.is_authenticated:
        return []
    brainstorms = list(Brainstorm.objects.open().filter(course=course))
    pilots = list(_published_pilots().filter(decision__idea__brainstorm__course=course)[:3])
    return _panel(request, brainstorms and _within_reach(request.user, brainstorms), pilots)


def class_panels(request, scheduled_class):
    """The brainstorms of this class, and what came of those of earlier classes of the same course."""
    if not request.user.is_authenticated:
        return []
    brainstorms = list(Brainstorm.objects.filter(scheduled_class=scheduled_class))
    pilots = list(_published_pilots().filter(decision__idea__brainstorm__course=scheduled_class.course_id)[:3])
    return _panel(request, brainstorms and _within_reach(request.user, brainstorms), pilots)


def _published_pilots():
    return Pilot.objects.published().select_related("decision__idea").order_by("-starts_on", "-pk")
