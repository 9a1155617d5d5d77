"""What came of it all: from classes to results."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from lms.permissions import sign_in_required

from ..presenters.river import build_river


@require_GET
@sign_in_required
def outcomes(request):
    """The river from classes to ideas, decisions, pilots and results, of all brainstorms that have been closed."""
    return render(request, "lms_brainstorm/outcomes.html", {"river": build_river()})
