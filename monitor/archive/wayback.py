"""Captures of one page in the Wayback Machine, or in an archive that speaks its protocol.

Its CDX server lists captures (`/cdx/search/cdx`, rows of JSON), and `/web/<timestamp>id_/<address>` plays one back as
it came, with the headers of then as `x-archive-orig-*` and its time as Memento-Datetime (RFC 7089). All of it comes
through the Fetcher, like everything from outside. What the archive says is checked: it may be anybody's.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from operator import attrgetter
from urllib.parse import quote, urlencode, urlsplit

from monitor.archive.intake import LARGEST_BODY, OF_THE_WAY, Incoming, PassedOver
from monitor.archive.manifest import amiss_in_time, is_address
from monitor.core.errors import CaptureError, FetchError
from monitor.core.records import Hop, Page, Response, Validators
from monitor.ports import Fetcher

ARCHIVE = "https://web.archive.org"
PAGE_OF_ROWS = 5_000  # that are asked for at a time
MOST_ROWS = 200_000  # of a listing
MOST_PARTS = 200
EVERY = {"capture": 14, "hour": 10, "day": 8, "month": 6}  # digits of a timestamp in which one capture is enough
_NEVER = datetime.min.replace(tzinfo=UTC)
_FIELDS = "timestamp,original,statuscode,digest"
_BROKEN_OFF = 5  # captures in a row that could not be played back: the archive is down, or has had enough
_ORIGINAL = "x-archive-orig-"


@dataclass(frozen=True, slots=True)
class Row:
    """A capture that the archive lists: when, at which address, its status (0: as one before), which bytes."""

    at: datetime
    address: str
    status: int
    digest: str

    @property
    def timestamp(self) -> str:
        """As the archive writes it."""
        return f"{self.at:%Y%m%d%H%M%S}"


_time_of = attrgetter("at")


@dataclass(frozen=True, slots=True)
class Period:
    """Which captures are asked for: since <= time < until, one in each `every`."""

    since: datetime | None = None
    until: datetime | None = None
    every: str = "day"


@dataclass
class Wayback:
    """The captures of a page in an archive. `total` is known once they are listed."""

    page: Page
    period: Period
    archive: str
    allow_private: bool
    now: datetime
    total: int | None = None
    passed_over: list[PassedOver] = field(default_factory=list)

    @property
    def pages(self) -> tuple[Page, ...]:
        """The one page."""
        return (self.page,)

    async def incoming(self, fetcher: Fetcher, is_there: Callable[[datetime], bool]) -> AsyncIterator[Incoming | None]:
        """The captures in order of time, None for one that is there already, which is not fetched again.

        Bytes that the archive lists as the same as those of the capture before are not fetched again either.
        CaptureError where the listing cannot be had, or so many captures in a row that it is no use to go on.
        """
        rows = await self._listed(fetcher)
        self.total = len(rows)
        last: tuple[Row, Response] | None = None
        failed = 0
        for row in rows:
            if is_there(row.at):
                yield None
                continue
            if last is None or last[0].digest != row.digest:
                response, why = await self._played(fetcher, row)
                if response is None:
                    self.passed_over.append(PassedOver(f"{row.timestamp} {row.address}", why))
                    failed += 1
                    if failed >= _BROKEN_OFF:
                        raise CaptureError(
                            f"{self.archive} did not play back {failed} captures in a row (the last: {why}); "
                            "run it again later, it goes on from there"
                        )
                    continue
                last = row, response
            failed = 0
            yield Incoming(self.page, _of(row, last[1]))

    async def _listed(self, fetcher: Fetcher) -> list[Row]:
        """The rows, in order of time and one in each unit of it.

        They are asked for in parts, each from the moment after the last, until none comes. The resume keys of CDX
        servers are left alone: those of the Wayback Machine skip years or come back to where they were (its issues 121
        and 195), and others have none.
        """
        rows: dict[str, Row] = {}
        since = self.period.since
        for _ in range(MOST_PARTS):
            body = await self._asked(fetcher, self._listing(since))
            found, strange = listing_of(body, self.page.url, self.now)
            after = max((row.at for row in found), default=_NEVER) + timedelta(seconds=1)
            goes_on = since is None or after > since  # else there is nothing more, or the same as before
            if goes_on:
                self.passed_over += strange
                for row in sorted(found, key=_time_of):
                    rows.setdefault(row.timestamp[: EVERY[self.period.every]], row)
            if not goes_on or not found:
                return sorted(rows.values(), key=_time_of)
            if len(rows) >= MOST_ROWS:
                break
            since = after
        raise CaptureError(f"{self.archive} lists captures without end: ask for fewer with --every, --since or --until")

    def _listing(self, since: datetime | None) -> str:
        """Captures that brought a page, or that say that the page was as before (their status is `-`)."""
        asked = [
            ("url", self.page.url),
            ("output", "json"),
            ("fl", _FIELDS),
            ("filter", "!statuscode:[1345]..|204"),
            ("collapse", f"timestamp:{EVERY[self.period.every]}"),
            ("limit", str(PAGE_OF_ROWS)),
        ]
        if since:
            asked.append(("from", f"{since:%Y%m%d%H%M%S}"))
        if self.period.until:
            asked.append(("to", f"{self.period.until - timedelta(seconds=1):%Y%m%d%H%M%S}"))
        return f"{self.archive}/cdx/search/cdx?{urlencode(asked)}"

    async def _asked(self, fetcher: Fetcher, url: str) -> bytes:
        try:
            response = await fetcher.fetch(self._request(url), Validators())
        except FetchError as error:
            raise CaptureError(f"{self.archive} cannot be asked: {error}") from error
        if response.status != 200:
            raise CaptureError(f"{self.archive} does not list captures now: HTTP {response.status}; try again later")
        return response.body

    async def _played(self, fetcher: Fetcher, row: Row) -> tuple[Response | None, str]:
        """A capture as the response that came then, or why it cannot be had."""
        url = f"{self.archive}/web/{row.timestamp}id_/{quote(row.address, safe=_AS_IT_IS)}"
        try:
            response = await fetcher.fetch(self._request(url), Validators())
        except FetchError as error:
            return None, str(error)
        return played_back(response, row, self.page)

    def _request(self, url: str) -> Page:
        """As a page of the archive. Its robots.txt is for crawlers; this is what its interface for programs is for."""
        return Page(
            id=f"archive-of-{self.page.id}",
            url=url,
            max_bytes=LARGEST_BODY,
            total_timeout=180.0,
            read_timeout=60.0,
            retries=4,
            allow_private=self.allow_private,
            robots=False,
        )


_AS_IT_IS = "!#$%&'()*+,/:;=?@[]~"  # in an address within an address


def listing_of(body: bytes, url: str, now: datetime) -> tuple[list[Row], list[PassedOver]]:
    """The rows of a listing, and what is no capture of the page.

    CaptureError where it is no listing.
    """
    if not body.strip():
        return [], []
    try:
        table = json.loads(body)
        if not isinstance(table, list) or not all(isinstance(row, list) for row in table):
            raise ValueError("no rows")
    except (ValueError, RecursionError) as error:
        raise CaptureError("what the archive lists cannot be understood: it is not the JSON of a CDX server") from error
    found, strange = [], []
    for number, cells in enumerate(table[1:], 1):
        row = _row(cells)
        why = _amiss(row, url, now)
        if row is None or why:
            strange.append(PassedOver(f"row {number} of the listing", why))
        else:
            found.append(row)
    return found, strange


def _row(cells: list[object]) -> Row | None:
    try:
        timestamp, address, status, digest = map(str, cells)
        if len(timestamp) != 14:
            return None  # strptime takes fewer digits, and tells another time by them
        at = datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        return Row(at, address, int(status) if status.isdecimal() and len(status) == 3 else 0, digest)
    except ValueError:
        return None


def _amiss(row: Row | None, url: str, now: datetime) -> str:
    """Why a row is no capture of the page, empty where it is one."""
    if row is None:
        return "is not a timestamp of 14 digits, an address, a status and a digest"
    if amiss_in_time(row.at, now):
        return f"{row.at:%Y-%m-%d} lies before 1990 or in the future"
    if not is_address(row.address) or _host(row.address) != _host(url):
        return f"is of another address: {row.address}"
    return ""


def _host(address: str) -> str:
    """The CDX server takes http and https, www and none, any port, for one address."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


def played_back(response: Response, row: Row, page: Page) -> tuple[Response | None, str]:
    """What was captured, out of what an archive answered; else None, and why."""
    if response.status in (429, 503):
        return None, f"HTTP {response.status}: the archive asks to wait"
    moment = response.header("memento-datetime")
    if not moment:
        return None, f"HTTP {response.status}: the archive does not play it back"
    if _at(moment) != row.at:
        return None, f"the archive answers with another capture, of {moment}"
    if not 200 <= response.status < 300:
        return None, f"HTTP {response.status}"
    headers = dict(_headers(response))
    body = _unpacked(response.body, response.header(f"{_ORIGINAL}content-encoding"))
    if body is None:
        return None, "its bytes cannot be unpacked, or are too many"
    return _of(row, Response(page.url, row.address, 0, tuple(headers.items()), body, (), row.at)), ""


def _of(row: Row, response: Response) -> Response:
    """What a capture holds, as the answer of its moment and address."""
    status = row.status or response.status or 200
    hops = (Hop(row.address, status),)
    return replace(response, final_url=row.address, status=status, hops=hops, fetched_at=row.at)


def _at(moment: str) -> datetime | None:
    try:
        return parsedate_to_datetime(moment).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def _headers(response: Response) -> Iterator[tuple[str, str]]:
    """Those of then, and the content type of the playback where the archive does not tell that of then."""
    if kind := response.header("content-type"):
        yield "content-type", kind
    for name, value in response.headers:
        name = name.removeprefix(_ORIGINAL) if name.startswith(_ORIGINAL) else ""
        if name and name not in OF_THE_WAY:
            yield name, value


def _unpacked(body: bytes, coding: str) -> bytes | None:
    """Some archives play back the compressed bytes as they were, without saying so."""
    if coding.strip().lower() != "gzip" or not body.startswith(b"\x1f\x8b"):
        return body
    unpacking = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacking.decompress(body, LARGEST_BODY)
    except zlib.error:
        return None
    return unpacked if unpacking.eof else None
