"""The page of one idea: what was said of it, what it touches, who stands where."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from ..permissions import facilitated_or_404, participation_of, seat_required
from ..sections import Visit, shown_sections
from ..sections.idea import SECTIONS


def visit_of(request, pk):
    """Return the `Visit` of a participant, or of a facilitator who has not joined. Raises Http404 for all others."""
    if participation := participation_of(request, pk):
        return Visit(participation.brainstorm, participation, query=request.GET)
    return Visit(facilitated_or_404(request.user, pk), query=request.GET)


def revealed_idea_or_404(brainstorm, number):
    """Return the idea the room knows by this number. Before the reveal no idea has one, so there is nothing to find."""
    ideas = brainstorm.ideas.revealed().select_related("author__user", "group", "lesson")
    return get_object_or_404(ideas, number=number)


def render_idea(request, visit, *, status=200):
    """Render the page of `visit.idea`; `visit.forms` holds the bound forms of sections that were refused."""
    context = {
        "brainstorm": visit.brainstorm,
        "phase": visit.brainstorm.current_phase,
        "participation": visit.participation,
        "idea": visit.idea,
        "sections": shown_sections(SECTIONS, visit),
    }
    return render(request, "lms_brainstorm/idea.html", context, status=status)


@require_GET
@seat_required
def idea(request, pk, number):
    """One idea, read in full. That somebody of the room has opened it is remembered once, and not who."""
    visit = visit_of(request, pk)
    visit.idea = revealed_idea_or_404(visit.brainstorm, number)
    if visit.participation and visit.idea.first_opened_at is None:
        visit.brainstorm.ideas.filter(pk=visit.idea.pk, first_opened_at=None).update(first_opened_at=timezone.now())
    return render_idea(request, visit)
