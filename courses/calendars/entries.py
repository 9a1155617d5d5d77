"""From meetings to calendar entries: weekly meetings become one entry that repeats, with what differs from the week."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import mode
from uuid import UUID, uuid5

from courses.classes.wall_clock import move_days

WEEK = timedelta(weeks=1)
#: A run with more weeks left out than held, and more than these, is no run any more.
MOST_GAPS = 60


def uid_of(series):
    """Return the name by which every calendar knows the entry of `series`, for ever."""
    return f"{series}@fledge"


@dataclass(frozen=True)
class Slot:
    """One occurrence: `original` is its place in the weekly run, or its start if there is none."""

    original: datetime
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Entry:
    """What one UID stands for: a single meeting, or a weekly run.

    starts_at, length: of the first week of the run; length is a timedelta.
    weeks: how many weeks the run goes on, 1 for a single meeting.
    left_out: starts of the weeks that are not held.
    moved: the `Slot`s of the weeks that are held at another time or for another length.
    slots: everything that is held.
    """

    series: UUID
    starts_at: datetime
    length: timedelta
    weeks: int
    left_out: tuple[datetime, ...]
    moved: tuple[Slot, ...]
    slots: tuple[Slot, ...]

    @property
    def ends_at(self):
        """When the last meeting is over."""
        return max(slot.ends_at for slot in self.slots)


def entries_of(meetings, zone):
    """Return the `Entry`s of a class's meetings, in order of time.

    Meetings of one series are one entry if each has a week of its own in a weekly run on the clock of `zone`; else
    each is an entry of its own.
    """
    by_series = defaultdict(list)
    for meeting in meetings:
        times = (meeting.original_starts_at or meeting.starts_at, meeting.starts_at, meeting.ends_at)
        # In UTC, since Python reckons two moments of one zone by its clock, whatever that does in between.
        by_series[meeting.series].append(Slot(*(moment.astimezone(UTC) for moment in times)))
    entries = []
    for series, slots in by_series.items():
        slots.sort(key=lambda slot: (slot.original, slot.starts_at))
        if len(slots) == 1:
            entries.append(single_entry(series, slots[0]))
        else:
            run = weekly_entry(series, slots, zone)
            entries += [run] if run else split_entries(series, slots)
    return sorted(entries, key=lambda entry: entry.starts_at)


def single_entry(series, slot):
    return Entry(series, slot.starts_at, slot.ends_at - slot.starts_at, 1, (), (), (slot,))


def split_entries(series, slots):
    """Return an entry for each slot; an entry is known by the time for which it was planned first."""
    seen = defaultdict(int)
    entries = []
    for slot in slots:
        name = f"{slot.original.astimezone(UTC):%Y%m%dT%H%M%S} {seen[slot.original]}"
        seen[slot.original] += 1
        entries.append(single_entry(uuid5(series, name), slot))
    return entries


def weekly_entry(series, slots, zone):
    """Return the run that `slots` make on the clock of `zone`, or None if one of them has no week of its own."""
    first = slots[0].original
    last_week = (zone_date(slots[-1].original, zone) - zone_date(first, zone)).days // 7
    if last_week + 1 - len(slots) > MOST_GAPS:
        return None
    weeks = {move_days(first, week * WEEK, zone): None for week in range(last_week + 1)}
    for slot in slots:
        if weeks.get(slot.original, slot) is not None:
            return None
        weeks[slot.original] = slot
    length = mode(slot.ends_at - slot.starts_at for slot in slots)
    return Entry(
        series=series,
        starts_at=first,
        length=length,
        weeks=last_week + 1,
        left_out=tuple(start for start, slot in weeks.items() if slot is None),
        moved=tuple(slot for slot in slots if needs_own_times(slot, length, zone)),
        slots=tuple(slots),
    )


def needs_own_times(slot, length, zone):
    """Whether a week differs from the run, or the clocks change during it: programs read its length in two ways."""
    differs = slot.starts_at != slot.original or slot.ends_at - slot.starts_at != length
    return differs or slot.starts_at.astimezone(zone).utcoffset() != slot.ends_at.astimezone(zone).utcoffset()


def zone_date(moment, zone):
    return moment.astimezone(zone).date()
