"""The site's addresses, and one that says what a request looks like from inside."""

from django.http import JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from fledge_site.urls import urlpatterns as site


@csrf_exempt
def seen(request):
    size = len(request.read())
    return JsonResponse({key: value for key, value in request.META.items() if isinstance(value, str)} | {"size": size})


urlpatterns = [path("seen/", seen), *site]
