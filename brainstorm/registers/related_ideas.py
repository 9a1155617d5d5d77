"""What ideas touch, on the pages of what they touch: a lesson, a guideline, and "My learning" of a system's owner.

Only ideas of brainstorms that everyone may read stand here.
"""

from dataclasses import dataclass

from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse

from brainstorm.ideas.models import Idea
from brainstorm.registers.models import EnterpriseSystem, PolicyChange, SystemLink
from brainstorm.registers.permissions import may_settle_wordings
from brainstorm.registers.presenters import waiting_wordings
from brainstorm.sessions.models.brainstorms import Brainstorm
from brainstorm.sessions.phases import Right, phases_with
from lms.caching.cache import cached, version_for
from lms.dashboard.panels import DashboardPanel

MOST_IDEAS = 5


@dataclass(frozen=True)
class RelatedIdea:
    """Ids that say whether a page has anything to ask for: most lessons prompted no idea."""

    collecting_courses: frozenset
    lessons: frozenset
    owners: frozenset


def _collecting():
    return Brainstorm.objects.open().filter(phase__in=phases_with(Right.COLLECT))


def _prompted():
    return Idea.objects.on_the_board().filter(brainstorm__in=Brainstorm.objects.reporting(), lesson__isnull=False)


def find_related(request):
    """Return the `RelatedIdea`, which all visitors share."""
    return cached(
        version_for(request),
        ("lms_brainstorm.touched",),
        lambda: RelatedIdea(
            collecting_courses=frozenset(_collecting().order_by().values_list("course", flat=True)),
            lessons=frozenset(_prompted().order_by().values_list("lesson", flat=True)),
            owners=frozenset(SystemLink.objects.published().order_by().values_list("system__owner", flat=True)),
        ),
    )


def lesson_panels(request, lesson, enrollment):
    """The way from a lesson into the brainstorm that collects now, and the ideas that came out of this lesson."""
    touched, user = find_related(request), request.user
    brainstorms, ideas = [], []
    course = lesson.get_course()
    if user.is_authenticated and course.pk in touched.collecting_courses:
        mine = _collecting().filter(course=course.pk).with_standing_of(user)
        brainstorms = list(mine.filter(Q(is_joined=True) | Q(is_inviting=True)))
    if user.is_authenticated and lesson.pk in touched.lessons:
        prompted = _prompted().filter(lesson=lesson.pk).select_related("brainstorm", "decision")
        ideas = list(prompted.order_by("-brainstorm__closed_at", "number")[:MOST_IDEAS])
    if not brainstorms and not ideas:
        return []
    context = {"brainstorms": brainstorms, "ideas": ideas, "lesson": lesson}
    return [(60, render_to_string("lms_brainstorm/registers/includes/lesson_panel.html", context, request))]


def guideline_panels(request, guideline):
    """In the admin, above the text of a guideline: the adopted wordings that wait to be written in."""
    if not may_settle_wordings(request.user):
        return []
    waiting = waiting_wordings(guideline)
    proposed = PolicyChange.objects.published().filter(guideline=guideline, state=PolicyChange.State.PROPOSED).count()
    if not waiting and not proposed:
        return []
    url = reverse("lms_brainstorm:guideline_changes", args=[guideline.pk])
    context = {"waiting": waiting, "proposed": proposed, "url": url}
    return [(60, render_to_string("lms_brainstorm/registers/admin/guideline_panel.html", context, request))]


def add_owned_systems(request, dashboard):
    """For the owner of systems: those that ideas touch, with how many were adopted."""
    user, systems = request.user, []
    if user.pk in find_related(request).owners:
        systems = list(EnterpriseSystem.objects.owned_by(user).with_reach().filter(idea_count__gt=0).order_by("name"))
    dashboard.panels.append(
        DashboardPanel(
            order=45,
            template_name="lms_brainstorm/registers/includes/systems_panel.html",
            context={"systems": systems},
            is_empty=not systems,
        )
    )
