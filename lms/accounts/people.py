"""How a person wants to be spoken to: language, time zone, name."""

import zoneinfo

from django.conf import settings
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


def name_of(user):
    return user.get_full_name() or user.get_username()
