"""When a page is due."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.errors import ScheduleError
from monitor.core.records import Schedule
from monitor.core.schedule import ALIASES, check_cron, check_zone, describe, first_due, next_due, parse_interval

NOW = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)  # a Tuesday
LINES = [
    "0 0 * * *",
    "30 2 * * *",
    "*/15 * * * *",
    "0 */6 * * *",
    "*/30 2 * * *",
    "0 9 13 * fri",
    "0 0 29 2 *",
    "@weekly",
]
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Santiago"]


def fires(line: str, zone: str, after: str, count: int = 3) -> list[str]:
    """The next moments in local time, beginning from a local time."""
    here = ZoneInfo(zone)
    moment = datetime.fromisoformat(after).replace(tzinfo=here)
    found = []
    for _ in range(count):
        moment = next_due(Schedule(cron=line, timezone=zone), moment, "page")
        assert moment.tzinfo is UTC
        found.append(moment.astimezone(here).strftime("%Y-%m-%d %H:%M %z"))
    return found


@pytest.mark.parametrize(
    ("line", "zone", "after", "expected"),
    [
        # spring forward, 2026-03-29 02:00 -> 03:00 in Berlin
        ("0 0 * * *", "Europe/Berlin", "2026-03-28T12:00", ["2026-03-29 00:00 +0100", "2026-03-30 00:00 +0200"]),
        ("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00", ["2026-03-29 03:00 +0200", "2026-03-30 02:30 +0200"]),
        ("0 * * * *", "Europe/Berlin", "2026-03-29T00:30", ["2026-03-29 01:00 +0100", "2026-03-29 03:00 +0200"]),
        # fall back, 2026-10-25 03:00 -> 02:00
        ("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00", ["2026-10-25 02:30 +0200", "2026-10-26 02:30 +0100"]),
        ("0 0 * * *", "Europe/Berlin", "2026-10-24T12:00", ["2026-10-25 00:00 +0200", "2026-10-26 00:00 +0100"]),
        ("0 * * * *", "Europe/Berlin", "2026-10-25T01:30", ["2026-10-25 02:00 +0200", "2026-10-25 02:00 +0100"]),
        # New York: 2026-03-08 and 2026-11-01
        ("30 2 * * *", "America/New_York", "2026-03-07T12:00", ["2026-03-08 03:00 -0400", "2026-03-09 02:30 -0400"]),
        ("30 1 * * *", "America/New_York", "2026-10-31T12:00", ["2026-11-01 01:30 -0400", "2026-11-02 01:30 -0500"]),
        ("0 0 * * *", "America/New_York", "2026-10-31T12:00", ["2026-11-01 00:00 -0400", "2026-11-02 00:00 -0500"]),
        # Kolkata never changes, half an hour off
        ("30 2 * * *", "Asia/Kolkata", "2026-03-28T12:00", ["2026-03-29 02:30 +0530", "2026-03-30 02:30 +0530"]),
        ("0 0 * * *", "Asia/Kolkata", "2026-10-24T12:00", ["2026-10-25 00:00 +0530", "2026-10-26 00:00 +0530"]),
    ],
)
def test_cron_across_daylight_saving(line: str, zone: str, after: str, expected: list[str]) -> None:
    """A fixed time runs once on the day it is skipped and once on the day it comes twice; midnight is never lost."""
    assert fires(line, zone, after, len(expected)) == expected


def test_the_second_pass_of_an_hour_does_not_go_back() -> None:
    """Asked in the second 02:10 of the night, a job at 02:30 is due the next day: it ran in the first pass."""
    after = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # 02:10 for the second time in Berlin
    assert next_due(Schedule(cron="30 2 * * *", timezone="Europe/Berlin"), after, "page") == datetime(
        2026, 10, 26, 1, 30, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("0 0 * * 0", ["2026-11-29", "2026-12-06"]),  # Sunday
        ("0 0 * * 7", ["2026-11-29", "2026-12-06"]),  # Sunday too
        ("0 0 * * mon", ["2026-11-30", "2026-12-07"]),
        ("0 0 * * Mon-Fri", ["2026-11-25", "2026-11-26", "2026-11-27", "2026-11-30"]),
        ("0 0 13 * fri", ["2026-11-27", "2026-12-04", "2026-12-11", "2026-12-13"]),  # either
        ("0 0 1 feb,jul *", ["2027-02-01", "2027-07-01"]),
        ("0 0 31 * *", ["2026-12-31", "2027-01-31", "2027-03-31"]),
        ("0 0 29 2 *", ["2028-02-29", "2032-02-29"]),
        ("@daily", ["2026-11-25", "2026-11-26"]),
        ("@midnight", ["2026-11-25", "2026-11-26"]),
        ("@weekly", ["2026-11-29", "2026-12-06"]),
        ("@monthly", ["2026-12-01", "2027-01-01"]),
        ("@Yearly", ["2027-01-01", "2028-01-01"]),
        ("@annually", ["2027-01-01", "2028-01-01"]),
    ],
)
def test_days(line: str, expected: list[str]) -> None:
    """Day numbers, names, ranges and aliases mean what users of cron expect; two day fields mean either."""
    assert [time[:10] for time in fires(line, "UTC", "2026-11-24T08:30", len(expected))] == expected


def test_hourly() -> None:
    """@hourly is on the hour."""
    assert fires("@hourly", "UTC", "2026-11-24T08:30", 1) == ["2026-11-24 09:00 +0000"]


def test_intervals_count_real_time() -> None:
    """12 h are 12 h, also in the night in which the clock is put back."""
    after = datetime(2026, 10, 25, 0, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    due = next_due(Schedule(timedelta(hours=12), timezone="Europe/Berlin"), after, "page")
    assert due == datetime(2026, 10, 25, 10, 0, tzinfo=UTC)
    assert due.tzinfo is UTC


def test_a_page_never_checked_is_due_now() -> None:
    """Whatever its schedule, in UTC."""
    now = NOW.astimezone(ZoneInfo("Asia/Kolkata"))
    due = first_due(Schedule(timedelta(days=7), jitter=timedelta(hours=1)), now, "page")
    assert due == NOW
    assert due.tzinfo is UTC


def test_jitter_spreads_pages_and_repeats_itself() -> None:
    """Pages that share a schedule are spread over the jitter; the same page and moment get the same delay again."""
    schedule = Schedule(cron="0 9 * * *", jitter=timedelta(minutes=30))
    due = [next_due(schedule, NOW, f"page-{number}") for number in range(200)]
    assert due == [next_due(schedule, NOW, f"page-{number}") for number in range(200)]
    assert {moment.minute // 10 for moment in due} == {0, 1, 2}
    tomorrow = next_due(schedule, NOW + timedelta(days=1), "page-0")
    assert tomorrow - due[0] != timedelta(days=1)


def test_jitter_is_the_same_on_every_machine() -> None:
    """The delay is a matter of record: it must not move with the version of Python or of this program."""
    due = next_due(Schedule(timedelta(hours=1), jitter=timedelta(minutes=30)), NOW, "page")
    assert due == datetime(2026, 11, 24, 9, 38, 46, 624850, tzinfo=UTC)


moments = st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))
jitters = st.timedeltas(timedelta(0), timedelta(days=2))
schedules = st.builds(
    Schedule,
    st.timedeltas(timedelta(seconds=1), timedelta(days=366)),
    st.sampled_from(["", *LINES]),
    st.sampled_from(ZONES),
)


@given(schedules, moments, jitters, st.text(max_size=5))
def test_due_is_later_and_within_the_jitter(schedule: Schedule, after: datetime, jitter: timedelta, page: str) -> None:
    """The next moment is strictly after, later moments are never due earlier, and jitter adds less than itself."""
    due = next_due(schedule, after, page)
    assert due > after
    assert next_due(schedule, due, page) > due
    assert next_due(schedule, after + timedelta(minutes=7), page) >= due
    with_jitter = next_due(Schedule(schedule.interval, schedule.cron, schedule.timezone, jitter), after, page)
    assert due <= with_jitter
    assert with_jitter < due + jitter or with_jitter == due


@pytest.mark.parametrize(
    "line",
    [
        "0 0 31 2 *",
        "0 0 30 2 *",
        "0 0 31 4,6,9,11 *",
        "60 * * * *",
        "* 24 * * *",
        "0 0 0 * *",
        "0 0 1 13 *",
        "0 0 * * 8",
        "*/0 * * * *",
        "5-1 * * * *",
        "0 0 * * monday",
        "9" * 190 + " * * * *",
        "a b c d e",
        "0 0 * * ?",
    ],
)
def test_lines_that_cannot_fire(line: str) -> None:
    """A day that never comes and a number out of range are told when the line is read, not when it should have run."""
    with pytest.raises(ScheduleError, match="cannot fire"):
        check_cron(line, "Europe/Berlin")


@pytest.mark.parametrize(
    "line", ["", "* * * *", "0 * * * * *", "@reboot", "@daily @daily", "* " * 150, "0" + ",0" * 100 + " * * * *"]
)
def test_lines_that_are_none(line: str) -> None:
    """Fewer or more than five fields are no cron line, seconds neither; the message shows one."""
    with pytest.raises(ScheduleError, match=r'is no cron line; write .* "30 6 \* \* mon-fri"'):
        check_cron(line)


@pytest.mark.parametrize("line", [*LINES, *ALIASES, "0 0 * 2 mon#5", "0 0 L * *", "5/10 * * * *"])
def test_lines_that_are_right(line: str) -> None:
    """What Debian's cron takes is taken, and the last and nth days of a month."""
    check_cron(line, "Europe/Berlin")


@pytest.mark.parametrize(
    ("zone", "hint"),
    [
        ("Europe/Berln", 'did you mean "Europe/Berlin"'),
        ("utc", '"UTC"'),
        ("", "IANA"),
        ("../etc/passwd", "IANA"),
        ("Europe", "no time zone"),
        ("\0", "IANA"),
        ("x" * 5000, "IANA"),
    ],
)
def test_unknown_zones(zone: str, hint: str) -> None:
    """A zone that is not in the database is told with the nearest name, and in few words."""
    with pytest.raises(ScheduleError, match=hint) as caught:
        check_zone(zone)
    assert len(str(caught.value)) < 300
    with pytest.raises(ScheduleError, match=hint):
        check_cron("0 0 * * *", zone)


@given(st.text(), st.text())
def test_any_line_is_right_or_told(line: str, zone: str) -> None:
    """Whatever stands there, it is taken or a ScheduleError."""
    for name in ("UTC", zone):
        with contextlib.suppress(ScheduleError):
            check_cron(line, name)


def test_a_schedule_of_nothing_is_told() -> None:
    """Neither interval nor cron line is no schedule."""
    with pytest.raises(ScheduleError, match="needs an interval or a cron line"):
        next_due(Schedule(interval=None), NOW, "page")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90s", 90),
        ("30m", 1800),
        ("12h", 43_200),
        ("7d", 604_800),
        ("1w", 604_800),
        ("1h30m", 5400),
        ("1d 12h", 129_600),
        ("1s", 1),
        ("366d", 31_622_400),
    ],
)
def test_intervals(text: str, expected: int) -> None:
    """A number and a unit, or some of falling size, are so many seconds."""
    assert parse_interval(text) == timedelta(seconds=expected)


@pytest.mark.parametrize(
    "text", ["", "12", "h", "0s", "-1h", "1.5h", "30m1h", "1h1h", "1y", "367d", "٣h", "9" * 5000 + "h"]
)
def test_intervals_that_are_none(text: str) -> None:
    """No number, no unit, the wrong order, nothing at all, or more than a year."""
    with pytest.raises(ScheduleError, match="is no interval; write"):
        parse_interval(text)


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (Schedule(), "every 12 h"),
        (Schedule(timedelta(seconds=5400)), "every 1 h 30 min"),
        (Schedule(timedelta(days=7), jitter=timedelta(minutes=30)), "every 7 d, up to 30 min later"),
        (Schedule(None, "30 6 * * *", "Europe/Dublin"), "cron 30 6 * * * Europe/Dublin"),
        (Schedule(None, "@daily", jitter=timedelta(seconds=5)), "cron @daily UTC, up to 5 s later"),
    ],
)
def test_schedules_in_words(schedule: Schedule, words: str) -> None:
    """A schedule is told as a person would."""
    assert describe(schedule) == words
