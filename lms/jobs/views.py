from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from lms.jobs.health import check_health


@never_cache
@require_GET
def health(request):
    """Tell a load balancer or a monitor how the site is: 200 while it serves pages, 503 without its database."""
    found = check_health()
    return JsonResponse(found, status=503 if found["status"] == "down" else 200)
