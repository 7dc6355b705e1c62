"""Captures of pages in WARC files (ISO 28500). Needs the extra `archive`.

Reading is done in two passes: the first notes what there is and where, the second reads captures in order of time. A
file is not trusted: the heads and bodies of records are bounded, and what they claim is checked.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urljoin, urlsplit

from monitor.archive.intake import LARGEST_BODY, OF_THE_WAY, Incoming, PassedOver
from monitor.archive.manifest import amiss_in_time, is_address
from monitor.core.errors import CaptureError
from monitor.core.records import Hop, Page, Response

LONGEST_LINE = 50_000  # bytes of a header
MOST_TOLD = 1_000  # things passed over
MOST_LED = 10  # redirects one behind the other
_CARRYING = frozenset(("response", "resource", "revisit"))
MISSING = "WARC files need the extra `archive`: pip install 'privacy-monitor[archive]'"


@dataclass(frozen=True, slots=True)
class _Entry:
    """Where a record lies, and what it is of."""

    at: datetime
    file: Path
    offset: int
    address: str
    kind: str
    status: int
    digest: str
    location: str = ""
    of: tuple[str, str] = ("", "")  # of a revisit: address and date of what it repeats

    @property
    def is_page(self) -> bool:
        """Whether a page came, or none for lack of one; a revisit may say by a 304 that the page was as before."""
        return not 300 <= self.status < 400 or (self.status == 304 and self.kind == "revisit")


@dataclass
class Warcs:
    """The captures of some pages in WARC files, in order of time. `others` counts records of other addresses."""

    wanted: Sequence[Page]
    entries: list[tuple[Page, _Entry]] = field(default_factory=list)
    originals: dict[object, _Entry] = field(default_factory=dict)
    passed_over: list[PassedOver] = field(default_factory=list)
    others: int = 0

    @property
    def total(self) -> int:
        """How many captures there are."""
        return len(self.entries)

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages that the files hold captures of."""
        held = {page.id for page, _ in self.entries}
        return tuple(page for page in self.wanted if page.id in held)

    def incoming(self) -> Iterator[Incoming]:
        """The captures as responses; CaptureError where a file cannot be read any more."""
        for page, entry in self.entries:
            source = self._original(entry)
            if source is None:
                self.pass_over(entry, "repeats a capture that is in none of these files")
                continue
            if not source.is_page:  # nor is what repeats it
                continue
            found = _response(source, page)
            if isinstance(found, str):
                self.pass_over(entry, found)
            else:
                hops = (Hop(entry.address, found.status),)
                yield Incoming(page, replace(found, fetched_at=entry.at, final_url=entry.address, hops=hops))

    def _original(self, entry: _Entry) -> _Entry | None:
        if entry.kind != "revisit":
            return entry
        return self.originals.get(entry.of) or self.originals.get(entry.digest or None)

    def pass_over(self, entry: _Entry, why: str) -> None:
        """Note a record that is not taken in."""
        if len(self.passed_over) < MOST_TOLD:
            self.passed_over.append(PassedOver(f"{entry.file}, at byte {entry.offset:,}", why))


def look_through(
    files: Sequence[Path], wanted: Sequence[Page], now: datetime, on_bytes: Callable[[int], None]
) -> Warcs:
    """What WARC files hold of some pages, by their addresses and those that these led to; CaptureError for no WARC."""
    warcs = Warcs(wanted)
    entries: list[_Entry] = []
    for file in files:
        for entry in _entries(file, on_bytes):
            if amiss_in_time(entry.at, now):
                warcs.pass_over(entry, f"{entry.at:%Y-%m-%d} lies before 1990 or in the future")
            else:
                entries.append(entry)
    pages = {_key(page.url): page for page in wanted}
    redirects = [entry for entry in entries if entry.location]
    led_then = _led_then(redirects, pages)
    for _ in range(MOST_LED):  # an address that led to another, which led on
        led = {_key(e.location): pages[_key(e.address)] for e in redirects if _key(e.address) in pages}
        if led.keys() <= pages.keys():
            break
        pages = led | pages
    for entry in sorted(entries, key=lambda entry: (entry.at, str(entry.file), entry.offset)):
        page = led_then.get((entry.at, _key(entry.address))) or pages.get(_key(entry.address))
        if page is None:
            warcs.others += 1
        elif entry.is_page:
            warcs.entries.append((page, entry))
        if entry.kind != "revisit":
            warcs.originals.setdefault(_name(entry.address, entry.at), entry)
            warcs.originals.setdefault(entry.digest, entry)
    return warcs


def _led_then(redirects: Sequence[_Entry], pages: Mapping[str, Page]) -> dict[tuple[datetime, str], Page]:
    """The page that led to an address at one moment, to the millisecond, as `export warc` writes it.

    What came then is of that page, also where the address is of another one. Files without parts of a second do not
    tell whose it is.
    """
    led: dict[tuple[datetime, str], Page] = {}
    for _ in range(MOST_LED):
        for entry in (entry for entry in redirects if entry.at.microsecond):
            page = led.get((entry.at, _key(entry.address))) or pages.get(_key(entry.address))
            if page:
                led.setdefault((entry.at, _key(entry.location)), page)
    return led


def _key(address: str) -> str:
    """Http and https, www and none, a slash at the end or none: one address, as in the index of an archive."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}{'?' if parts.query else ''}{parts.query}"


def _entries(file: Path, on_bytes: Callable[[int], None]) -> Iterator[_Entry]:
    """What a file holds, record by record; CaptureError with the place where it cannot be read further."""
    with _opened(file) as stream, _reading(file, stream) as records:
        for record in records:
            entry = _entry(file, record) if record.rec_type in _CARRYING else None
            offset = records.get_record_offset()  # reads to its end
            if record.raw_stream.limit > 0:
                raise ValueError("it ends within a record")
            on_bytes(stream.tell())
            if entry:
                yield replace(entry, offset=offset)


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    try:
        with file.open("rb") as stream:
            yield stream
    except OSError as error:
        raise CaptureError(f"{file} cannot be read: {error.strerror or error}") from error


@contextmanager
def _reading(file: Path, stream: BinaryIO) -> Iterator[Any]:
    """The records of a file by warcio, with bounded heads, and its errors in our words."""
    try:
        from warcio.archiveiterator import WARCIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError:
        raise CaptureError(MISSING) from None
    records = WARCIterator(stream)
    records.INC_RECORD = ""  # it would print what it stumbles over
    records.reader.readline = _Lines(records.reader.readline)
    try:
        yield records
    except (ArchiveLoadFailed, EOFError, ValueError, AttributeError, TypeError, zlib.error) as error:
        what = " ".join(str(error).split())[:200] or type(error).__name__
        raise CaptureError(f"{file} is no WARC file, or is damaged, near byte {stream.tell():,}: {what}") from error


class _Lines:
    """Lines of a reader, none longer than a head may be: a compressed line may unpack without end."""

    def __init__(self, readline: Callable[[int], bytes]) -> None:
        self._readline = readline

    def __call__(self, length: int | None = None) -> bytes:
        line = self._readline(min(length or 2 * LONGEST_LINE, 2 * LONGEST_LINE))
        if len(line) >= LONGEST_LINE:
            raise ValueError(f"a line of a head is longer than {LONGEST_LINE:,} bytes")
        return line


def _entry(file: Path, record: Any) -> _Entry | None:
    """A record, but for its place; None where it is of no page."""
    head, http = record.rec_headers, record.http_headers
    address = (head.get_header("WARC-Target-URI") or "").strip("<> ")
    at = _moment(head.get_header("WARC-Date") or "")
    if at is None or not is_address(address):
        return None
    status = int(code) if http and (code := http.get_statuscode() or "").isdecimal() else 200
    location = (http.get_header("location") or "") if http and 300 <= status < 400 else ""
    return _Entry(
        at=at,
        file=file,
        offset=0,
        address=address,
        kind=record.rec_type,
        status=status,
        digest=head.get_header("WARC-Payload-Digest") or "",
        location=_joined(address, location) if location else "",
        of=_name(head.get_header("WARC-Refers-To-Target-URI"), _moment(head.get_header("WARC-Refers-To-Date") or "")),
    )


def _name(address: str | None, at: datetime | None) -> tuple[str, str]:
    """By what a revisit names the capture that it repeats; WARC 1.0 has no fractions of a second."""
    return (address or "").strip("<> "), f"{at:%Y-%m-%dT%H:%M:%S}" if at else ""


def _joined(address: str, location: str) -> str:
    try:
        return urljoin(address, location)
    except ValueError:
        return ""


def _moment(value: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(value)
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _response(entry: _Entry, page: Page) -> Response | str:
    """The response of a record, or why it cannot be had."""
    with _opened(entry.file) as stream:
        stream.seek(entry.offset)
        with _reading(entry.file, stream) as records:
            record = next(records)
            http = record.http_headers
            body = record.content_stream().read(LARGEST_BODY + 1)
            if len(body) > LARGEST_BODY:
                return f"is too large: more than {LARGEST_BODY:,} bytes"
            told = http.headers if http else [("content-type", record.rec_headers.get_header("Content-Type") or "")]
    headers = tuple((name.lower(), value) for name, value in told if value and name.lower() not in OF_THE_WAY)
    return Response(page.url, entry.address, entry.status, headers, body, (), entry.at)
