from django.shortcuts import render
from django.views.decorators.http import require_GET

from lms.dashboard.panels import build_dashboard
from lms.roles.permissions import sign_in_required


@require_GET
@sign_in_required
def dashboard(request):
    """ "My learning": what to do next, on one page."""
    return render(request, "lms/dashboard/dashboard.html", {"dashboard": build_dashboard(request)})
