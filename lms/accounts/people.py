"""How a person wants to be spoken to: language, time zone, name.

A host brings its own user model, so whatever reads, orders or searches names does it here, with the fields there are.
"""

import zoneinfo
from functools import cache

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q, Value
from django.db.models.functions import Concat, StrIndex, Substr
from django.utils import timezone

from lms.accounts.models import Profile


def profile_of(user):
    """Return the person's `Profile`, which is made when it is first asked for."""
    return Profile.objects.get_or_create(user=user)[0]


def language_of(user):
    """Return the language chosen in the Wagtail admin if the site speaks it, else the site's own."""
    preferences = getattr(user, "wagtail_userprofile", None)
    language = preferences.preferred_language if preferences else ""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def zone_of(user, default=None):
    """Return the `ZoneInfo` the person has chosen, else `default`, else the site's own."""
    profile = getattr(user, "lms_profile", None)
    if profile and profile.time_zone:
        return zoneinfo.ZoneInfo(profile.time_zone)
    return default or timezone.get_default_timezone()


#: In which fields user models keep names, those first by which a list is ordered.
NAME_FIELDS = ("last_name", "first_name", "full_name", "name")


@cache
def name_fields():
    """Return the fields of the user model by which people are ordered: names, then what they sign in with."""
    model = get_user_model()
    present = {field.name for field in model._meta.concrete_fields}
    fields = [name for name in NAME_FIELDS if name in present]
    return tuple(dict.fromkeys([*fields, model.USERNAME_FIELD]))


def name_of(user):
    """Return the name of `user`, "" for no one: as their own `get_full_name` says it, else from the fields for names.

    Without any it is `handle_of`: names are read by colleagues, and on certificates by anyone.
    """
    if user is None:
        return ""
    names = {field: getattr(user, field, None) or "" for field in NAME_FIELDS}
    in_fields = f"{names['first_name']} {names['last_name']}".strip() or names["full_name"] or names["name"]
    return (_said(user, "get_full_name") or in_fields).strip() or handle_of(user)


def short_name_of(user):
    """Return how a page speaks to `user`: as their own `get_short_name` says it, else the first name or whole name."""
    return _said(user, "get_short_name") or getattr(user, "first_name", None) or name_of(user)


def handle_of(user):
    """Return by what a mention calls `user`: what they sign in with.

    Of an email address only what stands before the @: whoever reads a page with it need not know the address.
    """
    sign_in_name = str(user.get_username())
    return sign_in_name.partition("@")[0] or sign_in_name


def with_handle(people):
    """Annotate the `handle` of each of `people`, a queryset, as `handle_of` has it."""
    field, at = get_user_model().USERNAME_FIELD, Value("@")
    return people.annotate(handle=Substr(field, 1, StrIndex(Concat(field, at), at) - 1))


def _said(user, method):
    """Return what a host's own method says; Django's says "None None" where a host has taken its fields away."""
    says = getattr(user, method, None)
    return (callable(says) and says.__module__ != "django.contrib.auth.models" and says()) or ""


def by_name(prefix=""):
    """Return what a queryset is ordered by to list people by name: `order_by(*by_name("learner__"), "pk")`."""
    return tuple(f"{prefix}{field}" for field in name_fields())


def by_first_name(prefix=""):
    """Return what lists are ordered by in which people know each other by their first names."""
    fields = name_fields()
    return tuple(f"{prefix}{field}" for field in sorted(fields, key=lambda field: field != "first_name"))


def name_key(user):
    """Return by what a list of people in memory is sorted, in the order of `by_name`."""
    return [*(str(getattr(user, field) or "") for field in name_fields()), str(user.pk)]


def search_fields(prefix=""):
    """Return the fields in which people are looked for: names, what they sign in with, email address."""
    email = get_user_model().get_email_field_name()
    return tuple(f"{prefix}{field}" for field in dict.fromkeys([*name_fields(), email]))


def has_word(word, prefix="", lookup="icontains"):
    """Return the condition that `word` is in a name, in what they sign in with, or in the email address."""
    return Q(*((f"{field}__{lookup}", word) for field in search_fields(prefix)), _connector=Q.OR)
