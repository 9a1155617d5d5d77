"""Who may send how much: small bodies anyone, large files those who may enter the admin, and only there."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections
from django.urls import reverse

AROUND_THE_FILE = 2**20  # bytes of a form beside its file


def most_bytes(environ):
    """Return how many bytes the body of this request may have; asks the database who sends it, reads no body."""
    limits = settings.REQUEST_LIMITS
    if not environ["PATH_INFO"].startswith(reverse("wagtailadmin_home")):
        return limits["BODY_BYTES"]
    close_old_connections()
    request = WSGIRequest(environ)
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    if not get_user(request).has_perm("wagtailadmin.access_admin"):
        return limits["BODY_BYTES"]
    return limits["UPLOAD_BYTES"] + AROUND_THE_FILE
