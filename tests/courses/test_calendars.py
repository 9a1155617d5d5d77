"""Classes in calendars, read by programs of others: Radicale writes repetitions out, dateutil reads time zones."""

import io
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from courses.calendars.documents import ClassDetails, cancellation, invitation
from courses.calendars.entries import entries_of, uid_of
from courses.calendars.zones import zone_component
from courses.classes.wall_clock import move_days

from .calendar_server import CalendarServer

SERIES = UUID(int=7)
HOURS = timedelta(hours=1)
BERLIN, NEW_YORK, SYDNEY = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("Australia/Sydney")
#: Zones whose clocks change by a yearly rule, by none, not at all, and by half an hour.
ZONES = [BERLIN, NEW_YORK, SYDNEY, *map(ZoneInfo, ("Africa/Casablanca", "Asia/Kolkata", "UTC", "Australia/Lord_Howe"))]
EVER = datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    return CalendarServer(tmp_path_factory.mktemp("radicale"), ZONES)


def details(zone, **changes):
    facts = {"title": "First posts", "sequence": 0, "revised_at": EVER[0], "url": "https://learn.example/classes/1/"}
    return ClassDetails(**{**facts, "zone": zone, "sender": ("Learning", "learning@firm.example"), **changes})


def meeting(starts_at, length=2 * HOURS, *, original=None, series=SERIES):
    starts_at = starts_at.astimezone(UTC)
    return SimpleNamespace(
        series=series, starts_at=starts_at, ends_at=starts_at + length, original_starts_at=original or starts_at
    )


def weekly(first, weeks, zone):
    return [meeting(move_days(first, timedelta(weeks=week), zone)) for week in range(weeks)]


def times_of(meetings):
    return sorted((each.starts_at.astimezone(UTC), each.ends_at.astimezone(UTC)) for each in meetings)


def imported(content):
    """What a program stores of an invitation: everything but the method."""
    return b"".join(line for line in content.splitlines(keepends=True) if not line.startswith(b"METHOD:"))


@pytest.mark.row("C3")
@pytest.mark.parametrize(
    ("first", "hours_in_utc"),
    [
        (datetime(2026, 10, 12, 9, tzinfo=BERLIN), [7, 7, 8, 8]),  # back on the last Sunday of October
        (datetime(2027, 3, 3, 18, 30, tzinfo=NEW_YORK), [23, 23, 22, 22]),  # forward on the second Sunday of March
        (datetime(2026, 9, 24, 8, tzinfo=SYDNEY), [22, 22, 21, 21]),  # the southern hemisphere: forward in October
    ],
    ids=["Berlin", "New York", "Sydney"],
)
def test_weekly_class_keeps_its_hour_across_a_change_of_clocks(server, first, hours_in_utc):
    zone = first.tzinfo
    meetings = weekly(first, 4, zone)
    [entry] = entries_of(meetings, zone)
    content = invitation(entry, details(zone), attendee=("", "ada@firm.example"))
    assert content.count(b"BEGIN:VEVENT") == 1
    assert b"RRULE:FREQ=WEEKLY;COUNT=4" in content
    server.store(imported(content))
    found = server.occurrences(*EVER)
    assert [start.hour for start, _end in found] == hours_in_utc
    assert found == times_of(meetings)


@pytest.mark.row("C3")
def test_invitation_is_moved_and_cancelled_in_another_calendar(server):
    meetings = weekly(datetime(2026, 10, 12, 9, tzinfo=BERLIN), 4, BERLIN)
    meetings[2].starts_at += timedelta(days=1, hours=3)
    meetings[2].ends_at += timedelta(days=1, hours=4)
    del meetings[1]
    [entry] = entries_of(meetings, BERLIN)
    content = invitation(entry, details(BERLIN, sequence=1), attendee=("Ada", "ada@firm.example"))
    events = Calendar.from_ical(content).walk("VEVENT")
    assert {event["uid"] for event in events} == {uid_of(SERIES)}
    assert [event["sequence"] for event in events] == [1, 1]
    server.store(imported(content))
    assert server.occurrences(*EVER) == times_of(meetings)

    cancelled = cancellation(SERIES, entry.starts_at, details(BERLIN, sequence=2), attendee=("Ada", "ada@firm.example"))
    calendar = Calendar.from_ical(cancelled)
    [event] = calendar.walk("VEVENT")
    assert calendar["method"] == "CANCEL"
    assert (event["uid"], event["sequence"], event["status"]) == (uid_of(SERIES), 2, "CANCELLED")
    assert event["attendee"] == "mailto:ada@firm.example"
    server.store(imported(cancelled))
    assert server.occurrences(*EVER) == [(datetime(2026, 10, 12, 7, tzinfo=UTC),) * 2]


#: What may become of one week: held, left out, or moved by so many hours and made so many hours longer.
FATES = st.one_of(st.just("held"), st.just("left out"), st.tuples(st.integers(-60, 60), st.integers(0, 3)))


@settings(max_examples=40, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    minutes=st.integers(0, 10 * 365 * 24 * 60),
    fates=st.lists(FATES, min_size=1, max_size=9),
)
def test_any_run_of_meetings_is_written_out_as_it_is(server, zone, minutes, fates):
    start = move_days(EVER[0] + timedelta(days=30, minutes=minutes), timedelta(0), zone)
    meetings = []
    for planned, fate in zip(weekly(start, len(fates), zone), fates, strict=True):
        if fate == "held":
            meetings.append(planned)
        elif fate != "left out":
            moved_by, longer_by = (hours * HOURS for hours in fate)
            meetings.append(meeting(planned.starts_at + moved_by, 2 * HOURS + longer_by, original=planned.starts_at))
    entries = entries_of(meetings, zone)
    assert len(entries) == bool(meetings)
    server.empty()
    for entry in entries:
        server.store(imported(invitation(entry, details(zone), attendee=("", "ada@firm.example"))))
    assert server.occurrences(*EVER) == times_of(meetings)


def test_series_that_is_no_weekly_run_becomes_an_entry_for_each_meeting(server):
    first = datetime(2026, 10, 12, 9, tzinfo=BERLIN)
    meetings = [meeting(first), meeting(first + timedelta(days=3)), meeting(first + timedelta(weeks=1))]
    entries = entries_of(meetings, BERLIN)
    assert len({entry.series for entry in entries}) == 3
    assert entries == entries_of(meetings[::-1], BERLIN)
    server.empty()
    for number, entry in enumerate(entries):
        server.store(
            imported(invitation(entry, details(BERLIN), attendee=("", "ada@firm.example"))), name=f"class{number}"
        )
    assert server.occurrences(*EVER) == times_of(meetings)


def test_meetings_of_their_own_keep_their_series_as_name():
    series = [uuid4(), uuid4()]
    first = datetime(2026, 10, 12, 9, tzinfo=BERLIN)
    meetings = [meeting(first + n * HOURS * 3, series=name) for n, name in enumerate(series)]
    assert [entry.series for entry in entries_of(meetings, BERLIN)] == series


@pytest.mark.parametrize("zone", ZONES, ids=lambda zone: zone.key)
def test_rules_of_time_zones_are_right_for_programs_that_do_not_know_the_name(zone):
    first, last = datetime(2026, 3, 1, tzinfo=UTC), datetime(2028, 2, 1, tzinfo=UTC)
    rules = zone_component(zone, first, last).to_ical().decode()
    theirs = tzical(io.StringIO(rules)).get()
    moment = first
    while moment < last:
        naive = moment.astimezone(zone).replace(tzinfo=None)
        assert naive.replace(tzinfo=theirs).utcoffset() == moment.astimezone(zone).utcoffset(), moment
        moment += timedelta(days=1)


@pytest.mark.row("R8")
def test_hostile_words_break_out_of_no_line():
    evil = 'Bo"\r\nATTENDEE:mailto:all@firm.example\nX;,:\\'
    entry = entries_of([meeting(datetime(2026, 10, 12, 9, tzinfo=BERLIN))], BERLIN)[0]
    hostile = details(BERLIN, title=evil, place=evil, agenda=evil, sender=("Learning", "learning@firm.example"))
    content = invitation(entry, hostile, attendee=(evil, "bo@firm.example"))
    [event] = Calendar.from_ical(content).walk("VEVENT")
    assert event["attendee"] == "mailto:bo@firm.example"
    assert event["summary"].replace("\r", "") == evil.replace("\r", "")
    assert content.count(b"\nATTENDEE") == 1
