"""What people change about themselves."""

import uuid

from django.db import transaction
from wagtail.log_actions import log

from lms.accounts.models import Profile
from lms.accounts.people import profile_of


@transaction.atomic
def save_preferences(*, user, time_zone, gets_reminders):
    """Store where and whether the person wants to be told. Returns the `Profile`."""
    profile = Profile.objects.select_for_update().get(pk=profile_of(user).pk)
    profile.time_zone, profile.gets_reminders = time_zone, gets_reminders
    profile.save(update_fields=["time_zone", "gets_reminders"])
    return profile


@transaction.atomic
def renew_calendar_key(*, user, old_key):
    """Give the person's calendar feed a new address; the old one answers no more. Returns the `Profile`.

    `old_key` is the key that was to be replaced: a second click finds another one and changes nothing.
    """
    profile = Profile.objects.select_for_update().get(pk=profile_of(user).pk)
    if profile.calendar_key == old_key:
        profile.calendar_key = uuid.uuid4()
        profile.save(update_fields=["calendar_key"])
        log(instance=profile, action="lms.renew_calendar_key", user=user)
    return profile
