"""The rules of a time zone for calendars that do not know it by name: Outlook, above all."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Change:
    """A moment at which the clocks of a zone change; `local` is what they show just before, without a zone."""

    moment: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def local(self):
        return (self.moment + self.before).replace(tzinfo=None)


def zone_component(zone, first, last):
    """Return the VTIMEZONE of `zone` that is right from `first` to `last`, two aware moments.

    Where clocks change by the same rule every year ("the last Sunday of October") it states the rule; Outlook takes
    no lists of dates. Elsewhere it states each change.
    """
    component = Timezone()
    component.add("tzid", zone.key)
    years = tuple(range(first.year - 1, last.year + 2))
    changes = changes_of(zone, years[0], years[-1])
    yearly = [change for change in changes if change.local.year == years[0]]
    if not changes:
        start = datetime(1970, 1, 1, tzinfo=UTC)
        offset = first.astimezone(zone).utcoffset()
        add_change(component, Change(start - offset, offset, offset, first.astimezone(zone).tzname()))
    elif rules := yearly_rules(yearly, changes, years):
        for change, rule in zip(yearly, rules, strict=True):
            add_change(component, change, rule)
    else:
        start = datetime(years[0], 1, 1, tzinfo=UTC)
        begins = start.astimezone(zone)
        add_change(component, Change(start, begins.utcoffset(), begins.utcoffset(), begins.tzname()))
        for change in changes:
            add_change(component, change)
    return component


def add_change(component, change, rule=None):
    observance = TimezoneDaylight() if change.after > change.before else TimezoneStandard()
    observance.add("dtstart", change.local)
    observance.add("tzoffsetfrom", change.before)
    observance.add("tzoffsetto", change.after)
    observance.add("tzname", change.name)
    if rule:
        observance.add("rrule", rule)
    component.add_component(observance)


def yearly_rules(yearly, changes, years):
    """Return one RRULE for each change of the first year, or None if the years do not follow the same rules."""
    rules = []
    for change in yearly:
        rule = next(
            (
                rule
                for rule in (weekday_of_month(change.local, from_end=True), weekday_of_month(change.local))
                if rule and all(follows(rule, change, year, changes) for year in years)
            ),
            None,
        )
        if rule is None:
            return None
        month, place, weekday = rule
        rules.append({"freq": "yearly", "bymonth": month, "byday": f"{place}{WEEKDAYS[weekday]}"})
    return rules if rules and len(changes) == len(yearly) * len(years) else None


def weekday_of_month(day, *, from_end=False):
    """Return (month, place, weekday) of `day`, with place 2 for the second such weekday of the month, -1 for the last.

    None if it is to be counted from the end and is not the last.
    """
    is_last = (day + timedelta(weeks=1)).month != day.month
    if from_end and not is_last:
        return None
    return day.month, -1 if from_end else (day.day - 1) // 7 + 1, day.weekday()


def follows(rule, pattern, year, changes):
    """Return whether the clocks changed by `rule` in `year` as they did at `pattern`."""
    return any(
        change.local.year == year
        and weekday_of_month(change.local, from_end=rule[1] == -1) == rule
        and change.local.time() == pattern.local.time()
        and (change.before, change.after) == (pattern.before, pattern.after)
        for change in changes
    )


@lru_cache(maxsize=256)
def changes_of(zone, first_year, last_year):
    """Return the `Change`s of `zone` from the begin of one year to the end of another, by looking at every day."""
    changes = []
    day, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    while day < end:
        next_day = day + timedelta(days=1)
        if offset(day, zone) != offset(next_day, zone):
            changes.append(find_change(day, next_day, zone))
        day = next_day
    return changes


def find_change(before, after, zone):
    """Return the change between two moments whose offsets differ."""
    first = offset(before, zone)
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if offset(middle, zone) == first:
            before = middle
        else:
            after = middle
    return Change(after, first, offset(after, zone), after.astimezone(zone).tzname())


def offset(moment, zone):
    return moment.astimezone(zone).utcoffset()
