from django.http import HttpResponse
from django.urls import path

from fledge_site.urls import urlpatterns as site_urls


def plain_view(request):
    """The least that Django does: middleware, no database, no template."""
    return HttpResponse("<!doctype html><title>Plain</title><p>Plain.")


urlpatterns = [path("bench/plain/", plain_view), *site_urls]
