from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from lms.personal_data.tables import personal_data, write_archive
from lms.roles.permissions import sign_in_required


@never_cache
@require_GET
@sign_in_required
def my_data(request):
    """What is kept about me, why, and who reads it."""
    return render(request, "lms/personal_data/my_data.html", {"tables": personal_data(request.user)})


@never_cache
@require_GET
@sign_in_required
def my_data_file(request):
    """All of it in one file; always one's own, so there is nothing to guess."""
    response = HttpResponse(write_archive(request.user), content_type="application/zip")
    name = f"my-data-{timezone.localdate():%Y-%m-%d}.zip"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
