"""When a page is due: intervals, and cron lines as Debian's cron keeps them, also across daylight-saving changes.

A job at a fixed time runs once on the day the clock skips it (right after the gap) and once on the day the clock
passes it twice; a job with a wildcard hour runs by the time that really passes. A page that was never checked is due
at once: what keeps the start of 10,000 new pages from being a stampede is the bound on checks in flight and the pause
between two requests to one host, not a delay here.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from difflib import get_close_matches
from email.utils import parsedate_to_datetime
from functools import lru_cache
from hashlib import sha256
from zoneinfo import ZoneInfo, available_timezones

from cronsim import CronSim, CronSimError

from monitor.core.errors import ScheduleError
from monitor.core.records import Schedule

ALIASES = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}

_UNITS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
_INTERVAL = re.compile("".join(rf"(?:([0-9]{{1,9}}){unit})?" for unit in _UNITS))
_LONGEST = timedelta(days=366)
_LONGEST_LINE = 200  # a cron line for a person; the parser's work grows with its length


MOST_PLANNED = 100_000  # fires of a cron line that are counted


def next_due(schedule: Schedule, after: datetime, page_id: str) -> datetime:
    """The first moment strictly after `after` (aware) at which the page is due; aware, in UTC.

    The jitter is the same for the same page and moment, on any machine. ScheduleError for a cron line that cannot be.
    """
    after = after.astimezone(UTC)  # adding to local time would lose or win an hour when the clock changes
    if schedule.cron:
        moment = _next_fire(schedule.cron, schedule.timezone, after)
    elif schedule.interval:
        moment = after + schedule.interval
    else:
        raise ScheduleError("a schedule needs an interval or a cron line")
    return moment + _jitter(schedule.jitter, moment, page_id)


def first_due(schedule: Schedule, now: datetime, page_id: str) -> datetime:  # noqa: ARG001 - asked like `next_due`
    """When a page that was never checked is due: now, whatever its schedule."""
    return now.astimezone(UTC)


def planned(schedule: Schedule, since: datetime, until: datetime) -> int:
    """How many checks a schedule asks for from one time to another, at most MOST_PLANNED."""
    if not schedule.cron:
        return min(int((until - since) / (schedule.interval or timedelta.max)), MOST_PLANNED)
    count, moment = 0, _next_fire(schedule.cron, schedule.timezone, since)
    while moment < until and count < MOST_PLANNED:
        count, moment = count + 1, _next_fire(schedule.cron, schedule.timezone, moment)
    return count


def parse_interval(text: str) -> timedelta:
    """`90s`, `30m`, `12h`, `7d`, `1w`, or falling parts such as `1h30m`; ScheduleError outside 1 s to 366 days."""
    match = _INTERVAL.fullmatch(text.replace(" ", ""))
    counts = match.groups(default="0") if match else ()
    span = timedelta(seconds=sum(int(count) * size for count, size in zip(counts, _UNITS.values(), strict=False)))
    if not timedelta(seconds=1) <= span <= _LONGEST:
        raise ScheduleError(
            f'{text[:_LONGEST_LINE]!r} is no interval; write "90s", "30m", "12h", "7d", "1w" or "1h30m"'
        )
    return span


@lru_cache(maxsize=1024)
def check_cron(line: str, timezone: str = "UTC") -> None:
    """ScheduleError for a line that is not five cron fields or an alias, never fires, or an unknown time zone."""
    start = datetime(2000, 1, 1, tzinfo=UTC)  # any start will do: a line that fires does so within decades
    _next_fire(line, timezone, start)


def check_zone(timezone: str) -> None:
    """ScheduleError for a name that is not in the IANA time zone database."""
    _zone(timezone)


def describe(schedule: Schedule) -> str:
    """In words: `every 12 h`, `cron 30 6 * * * Europe/Dublin`; with jitter, `every 12 h, up to 30 min later`."""
    if schedule.cron:
        words = f"cron {schedule.cron} {schedule.timezone}"
    else:
        words = f"every {_spell(schedule.interval or timedelta(0))}"
    return f"{words}, up to {_spell(schedule.jitter)} later" if schedule.jitter else words


def _spell(span: timedelta) -> str:
    left = round(span.total_seconds())
    parts = []
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts) or "0 s"


def _next_fire(line: str, timezone: str, after: datetime) -> datetime:
    """When a cron line fires next, strictly after `after`, in UTC."""
    fields = ALIASES.get(line.strip().lower(), line).split()
    if len(fields) != 5 or len(line) > _LONGEST_LINE:
        raise ScheduleError(
            f"{line[:_LONGEST_LINE]!r} is no cron line; write minute, hour, day of month, month and day of week, "
            f'such as "30 6 * * mon-fri", or one of {", ".join(ALIASES)}'
        )
    try:
        for local in CronSim(" ".join(fields), after.astimezone(_zone(timezone))):
            moment = local.astimezone(UTC)
            if moment > after:  # within the hour that comes twice, the first pass is given again
                return moment
    except CronSimError as error:
        field = str(error).removeprefix("Bad ")
        raise ScheduleError(f"{line!r} cannot fire: its {field} is out of range or never comes") from None
    raise ScheduleError(f"{line!r} cannot fire: such a day never comes")


@lru_cache(maxsize=1024)
def _zone(timezone: str) -> tzinfo:
    try:
        return UTC if timezone == "UTC" else ZoneInfo(timezone)
    except (KeyError, ValueError, OSError):  # unknown; not a relative path; a folder such as "Europe"
        raise ScheduleError(f"{timezone[:_LONGEST_LINE]!r} is no time zone{_nearest_zone(timezone)}") from None


@lru_cache(maxsize=1024)
def _nearest_zone(timezone: str) -> str:
    names = {name.lower(): name for name in available_timezones()}
    near = get_close_matches(timezone[:60].lower(), names, n=1)
    return f'; did you mean "{names[near[0]]}"?' if near else '; write an IANA name such as "Europe/Dublin"'


def _jitter(jitter: timedelta, moment: datetime, page_id: str) -> timedelta:
    """From 0 up to, not including, `jitter`; by hash and not by chance, so that a restart plans the same moments."""
    span = jitter // timedelta(microseconds=1)
    if span <= 0:
        return timedelta(0)
    digest = sha256(f"{page_id}\n{moment.isoformat()}".encode()).digest()
    return timedelta(microseconds=int.from_bytes(digest) % span)


def retry_after(value: str, now: datetime) -> float | None:
    """The seconds that a Retry-After header asks for, as a number or an HTTP date; None if it says nothing we know."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:12])
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, IndexError, OverflowError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - now).total_seconds())
