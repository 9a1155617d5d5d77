"""Days and moments: which day it is on this site, and how people read it.

The day that is written down for good is that of the site's own time zone, whoever looks or acts.
"""

from datetime import datetime, time

from django.utils import timezone
from django.utils.formats import date_format, get_format


def site_day(moment):
    """Return the date of an aware datetime in the time zone of the site (`TIME_ZONE`), or None for None.

    The active time zone is that of whoever is signed in to the Wagtail admin, or of the recipient of a mail.
    """
    return None if moment is None else timezone.localdate(moment, timezone.get_default_timezone())


def start_of_day(day):
    """Return the moment at which the date `day` begins in the time zone of the site."""
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())


def write_date(value):
    """Return a date, or the date of a moment as it is, the way people read it: "Dec 7, 2026" in American English."""
    return date_format(value, _short("DATE_FORMAT"))


def write_datetime(value):
    """Return a moment as it is, the way people read it: "Dec 7, 2026, 2:30 p.m." in American English."""
    return date_format(value, _short("DATETIME_FORMAT"))


def _short(name):
    """Return a format of the active language or the site, but plain where Django's own is "Dec. 7" and "Sept. 7"."""
    return get_format(name).replace("N j, Y", "M j, Y")
