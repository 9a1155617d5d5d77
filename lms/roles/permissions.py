"""Roles: who teaches, who facilitates, who leads people. Each role is a Django group that a firm fills itself."""

from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.utils.translation import gettext_lazy as _

from lms.caching.compiled_queries import CompiledQuery
from lms.conf import lms_settings


class Role(models.TextChoices):
    """A role; its value is the name of the Django group that holds its people."""

    LEARNER = "Learners", _("Learner")
    TRAINER = "Trainers", _("Trainer")
    FACILITATOR = "Facilitators", _("Facilitator")
    MANAGER = "Managers", _("Manager")


#: The names of the groups of a person, whom each signed-in page asks for.
GROUP_NAMES = CompiledQuery(
    lambda user: (
        get_user_model()._base_manager.filter(pk=user, groups__isnull=False).order_by().values_list("groups__name")
    )
)


def roles_of(user):
    """Return the set of `Role` that `user` holds; one query for each user object, none for anonymous people."""
    if not user.is_authenticated:
        return frozenset()
    if not hasattr(user, "_lms_roles"):
        names = {name for (name,) in GROUP_NAMES.rows(user.pk)}
        user._lms_roles = frozenset(role for role in Role if role.value in names)
    return user._lms_roles


def has_role(user, *roles):
    """Return whether `user` is an active holder of one of `roles`. Superusers hold every role."""
    if not user.is_active:
        return False
    return user.is_superuser or not roles_of(user).isdisjoint(roles)


def holders_of(*roles):
    """Return the users of whom `has_role` is true, as a queryset."""
    users = get_user_model()._default_manager.filter(is_active=True)
    return users.filter(models.Q(is_superuser=True) | models.Q(groups__name__in=roles)).distinct()


def can_teach(user):
    """Trainers read every lesson and see every learner."""
    return has_role(user, Role.TRAINER)


def sign_in_url():
    """Return where people sign in: the host's page if it has named one, else Fledge's own."""
    if lms_settings.SIGN_IN_URL:
        return resolve_url(lms_settings.SIGN_IN_URL)
    if settings.LOGIN_URL == "/accounts/login/":  # Django's default, which no plain Wagtail site serves.
        return resolve_url("lms:sign_in")
    return resolve_url(settings.LOGIN_URL)


def redirect_to_sign_in(request):
    """Return a redirect to the sign-in page that leads back here; a form cannot be sent again, so its page is named."""
    if request.headers.get("HX-Request"):
        # htmx would put the sign-in page into a corner of the page; this sends the browser there.
        came_from = urlsplit(request.headers.get("HX-Current-URL", "")).path or "/"
        return HttpResponse(headers={"HX-Redirect": redirect_to_login(came_from, sign_in_url()).url})
    came_from = request.get_full_path() if request.method == "GET" else "/"
    return redirect_to_login(came_from, sign_in_url())


def sign_in_required(view):
    """Send anonymous visitors of `view` to the sign-in page."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_sign_in(request)
        return view(request, *args, **kwargs)

    return wrapper


def role_required(*roles):
    """Let only holders of one of `roles` into a view; others get 403, anonymous visitors the sign-in page.

    Raises:
        PermissionDenied: the user is signed in but holds none of the roles.
    """

    def decorate(view):
        @wraps(view)
        @sign_in_required
        def wrapper(request, *args, **kwargs):
            if not has_role(request.user, *roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return wrapper

    return decorate
