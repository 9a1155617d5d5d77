"""Dates on the wall clock of a time zone: the same hour next week, whatever daylight saving does in between.

Where a clock is put forward or back, hours are read as calendars read them (RFC 5545, 3.3.5): an hour that exists
twice is the first of the two, an hour that does not exist is counted as if the clock had not been put forward yet.
"""

from datetime import UTC, timedelta

from django.utils import timezone


def exists(moment):
    """Return whether the wall clock of `moment`'s time zone shows it at all."""
    return moment.astimezone(UTC).astimezone(moment.tzinfo).replace(tzinfo=None) == moment.replace(tzinfo=None)


def move_days(moment, days, zone):
    """Return the same hour of `zone` as `moment` shows there, `days` (a timedelta of whole days) later."""
    naive = timezone.localtime(moment, zone).replace(tzinfo=None) + days
    # Through UTC, so that an hour that does not exist becomes the one that clocks show instead.
    return naive.replace(tzinfo=zone, fold=0).astimezone(UTC).astimezone(zone)


def weekly_starts(first, times, zone, leave_out=frozenset()):
    """Return `times` starts after `first`, a week apart on the clock of `zone`, none on a date in `leave_out`.

    A week left out is made up for at the end.
    """
    starts, week = [], 0
    while len(starts) < times:
        week += 1
        start = move_days(first, timedelta(weeks=week), zone)
        if start.date() not in leave_out:
            starts.append(start)
    return starts
