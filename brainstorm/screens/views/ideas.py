"""The page of one idea: what was said of it, what it touches, who stands where."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from brainstorm.ideas.sections import shown_sections
from brainstorm.ideas.visits import visit_of
from brainstorm.screens.sections.idea import SECTIONS
from brainstorm.sessions.permissions import seat_required


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
    return render(request, "lms_brainstorm/screens/idea.html", context, status=status)


@require_GET
@seat_required
def idea(request, pk, number):
    """One idea, read in full. That someone of the room has opened it is remembered once, and not who."""
    visit = visit_of(request, pk)
    visit.idea = revealed_idea_or_404(visit.brainstorm, number)
    if visit.participation and visit.idea.first_opened_at is None:
        visit.brainstorm.ideas.filter(pk=visit.idea.pk, first_opened_at=None).update(first_opened_at=timezone.now())
    return render_idea(request, visit)
