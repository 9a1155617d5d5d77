"""The health report: how brainstorms go, for those who lead and teach."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from brainstorm.reports.health import SPANS, HealthReport
from courses.reports.views import export
from lms.roles.permissions import Role, role_required


@require_GET
@role_required(Role.FACILITATOR, Role.TRAINER)
def health(request):
    """Formats compared, then brainstorm by brainstorm; `?course=3&format=consent-round&span=12-months` choose."""
    report = HealthReport.of(request.GET)
    if download := export(request, _("Health of brainstorms"), report.table):
        return download
    context = {
        "report": report,
        "spans": [(key, words) for key, (words, _days) in SPANS.items()],
        "courses": report.courses(),
        "formats": report.known_formats(),
    }
    return render(request, "lms_brainstorm/reports/health.html", context)
