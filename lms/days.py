"""The day of a moment where it is written down for good: that of the site's own time zone, whoever looks or acts."""

from datetime import datetime, time

from django.utils import timezone


def site_day(moment):
    """Return the date of an aware datetime in the time zone of the site (`TIME_ZONE`), or None for None.

    The active time zone is that of whoever is signed in to the Wagtail admin, or of the recipient of a mail.
    """
    return None if moment is None else timezone.localdate(moment, timezone.get_default_timezone())


def start_of_day(day):
    """Return the moment at which the date `day` begins in the time zone of the site."""
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())
