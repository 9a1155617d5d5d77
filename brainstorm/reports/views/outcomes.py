"""What came of it all: from classes to results."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from brainstorm.reports.outcome_flow import build_outcome_flow
from lms.roles.permissions import Role, has_role, sign_in_required


@require_GET
@sign_in_required
def outcomes(request):
    """The flow from classes to ideas, decisions, pilots and results, of all brainstorms that have been closed."""
    context = {"flow": build_outcome_flow(), "may_see_health": has_role(request.user, Role.FACILITATOR, Role.TRAINER)}
    return render(request, "lms_brainstorm/reports/outcomes.html", context)
