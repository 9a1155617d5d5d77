"""The same hour on the clock, week after week, whatever daylight saving does in between."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from courses.classes.wall_clock import exists, move_days, weekly_starts

BERLIN = ZoneInfo("Europe/Berlin")


@given(
    start=st.integers(0, 15 * 366 * 24).map(
        lambda hours: datetime(2020, 1, 1, tzinfo=UTC) + hours * timedelta(hours=1)
    ),
    times=st.integers(1, 60),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]),
)
def test_weekly_starts_keep_the_hour_on_the_clock(start, times, zone):
    zone = ZoneInfo(zone)
    local = start.astimezone(zone)
    starts = weekly_starts(start, times, zone)

    assert [each.date() for each in starts] == [local.date() + timedelta(weeks=n) for n in range(1, times + 1)]
    for each in starts:
        assert exists(each)
        meant = datetime.combine(each.date(), local.time(), tzinfo=zone)
        assert not exists(meant) or each.time() == local.time()


def test_week_left_out_is_made_up_for_at_the_end():
    start = datetime(2026, 12, 17, 10, tzinfo=BERLIN)
    starts = weekly_starts(start, 2, BERLIN, {date(2026, 12, 24), date(2026, 12, 31)})
    assert [each.isoformat() for each in starts] == ["2027-01-07T10:00:00+01:00", "2027-01-14T10:00:00+01:00"]


def test_hour_that_is_skipped_or_exists_twice_is_read_as_calendars_do():
    week = timedelta(weeks=1)
    skipped = move_days(datetime(2026, 3, 22, 2, 30, tzinfo=BERLIN), week, BERLIN)
    assert skipped.isoformat() == "2026-03-29T03:30:00+02:00"
    twice = move_days(datetime(2026, 10, 18, 2, 30, tzinfo=BERLIN), week, BERLIN)
    assert twice.isoformat() == "2026-10-25T02:30:00+02:00", "the first of the two"
