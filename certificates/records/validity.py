"""How long a certificate is valid: whole calendar months, to the end of the last day."""

from calendar import monthrange
from datetime import datetime, time

from django.utils import timezone

from lms.days import site_day

LAST_SECOND = time(23, 59, 59)


def add_months(day, months):
    """Return the date `months` calendar months after `day`; where that month is shorter, its last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))


def end_of_validity(issued_at, months):
    """Return the last second of a certificate issued at `issued_at` and valid for `months`; None means for ever.

    Days are those of the site's own time zone: what is printed must be true wherever the reader is.
    """
    if months is None:
        return None
    last_day = add_months(site_day(issued_at), months)
    return timezone.make_aware(datetime.combine(last_day, LAST_SECOND), timezone.get_default_timezone())
