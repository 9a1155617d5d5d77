from brainstorm.ideas.sections import Visit
from brainstorm.sessions.permissions import facilitated_or_404, participation_of


def visit_of(request, pk):
    """Return the `Visit` of a participant, or of a facilitator who has not joined. Raises Http404 for all others."""
    if participation := participation_of(request, pk):
        return Visit(participation.brainstorm, participation, query=request.GET)
    return Visit(facilitated_or_404(request.user, pk), query=request.GET)
