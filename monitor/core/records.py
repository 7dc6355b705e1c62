"""What flows between the edges: pages, requests, responses, and the rows that a store answers with.

All times are aware datetimes in UTC. Sizes are bytes. Hashes are lower-case hexadecimal SHA-256.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from monitor.core.model import Change, Diff, Document, Inaccessible, Outcome, Significance


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a page is checked: every `interval`, or by a `cron` line in `timezone`, each time up to `jitter` later."""

    interval: timedelta | None = timedelta(hours=12)
    cron: str = ""
    timezone: str = "UTC"
    jitter: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Range:
    """A part of a page between two elements, each named by a CSS selector and left in or out.

    One of `start_before` (with the element) and `start_after` (without it) is set, and one of `end_before` (without)
    and `end_after` (with).
    """

    start_before: str = ""
    start_after: str = ""
    end_before: str = ""
    end_after: str = ""

    def __post_init__(self) -> None:
        """ValueError unless there is one start and one end."""
        if bool(self.start_before) == bool(self.start_after) or bool(self.end_before) == bool(self.end_after):
            raise ValueError("a range has one of start_before and start_after, and one of end_before and end_after")

    def __str__(self) -> str:
        """In words."""
        start = f"from “{self.start_before}”" if self.start_before else f"after “{self.start_after}”"
        return f"{start} {f'to “{self.end_after}”' if self.end_after else f'up to “{self.end_before}”'}"


@dataclass(frozen=True, slots=True)
class Page:
    """What is watched, with every setting as it holds for this page. `id` outlives `url`."""

    id: str
    url: str
    name: str = ""
    schedule: Schedule = Schedule()
    select: tuple[str | Range, ...] = ()
    remove: tuple[str, ...] = ()
    language: str = ""  # asked for, as an Accept-Language value; "" leaves the header out
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)  # may hold secrets
    connect_timeout: float = 10.0  # seconds
    read_timeout: float = 20.0  # seconds, between two pieces of the body
    total_timeout: float = 60.0  # seconds, redirects included
    max_bytes: int = 20_000_000  # of the decoded body
    retries: int = 2
    tell: Significance = Significance.EDITORIAL
    confirm_after: timedelta = timedelta(0)  # how long a change is held back before it is told
    paused: bool = False
    allow_private: bool = False
    robots: bool = True


@dataclass(frozen=True, slots=True)
class Validators:
    """What makes the next request conditional: from the last snapshot that was read as the page."""

    etag: str = ""
    last_modified: str = ""
    url: str = ""  # final_url of the response they came with; "" where that is not known
    whole_at: datetime | None = None  # when the page was last had whole, and not as a 304; None: never


@dataclass(frozen=True, slots=True)
class Hop:
    """One request of a chain: where it went, and what came back."""

    url: str
    status: int
    location: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """What came back at the end of the redirects, whatever its status.

    `body` is decoded from its content coding, and complete. `headers` are in order, names in lower case; values of
    cookies are not kept. `hops` holds every request that was made, the last one included.
    """

    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    hops: tuple[Hop, ...]
    fetched_at: datetime
    elapsed: timedelta = timedelta(0)

    def header(self, name: str) -> str:
        """The first value of a header, or an empty string."""
        return next((value for key, value in self.headers if key == name.lower()), "")


@dataclass(frozen=True, slots=True)
class Known:
    """What a store knows of a page before a check: the last snapshot read as the page, and the current version."""

    snapshot_id: int
    body_sha256: str
    version_id: int
    reader_version: int
    settings_key: str  # select and remove, as they were when it was read
    url: str = ""  # that the page was watched at when it was last read live; "" where it never was


@dataclass(frozen=True, slots=True)
class Reread:
    """A version derived again from a stored snapshot, because the reader or the page's settings changed.

    `document` takes the place of the stored one, `diff` that of what differs from the version before (None: there is
    none before). `brought` is what differs between the version as it was stored and as it is read now.
    """

    page_id: str
    version_id: int
    snapshot_id: int
    reread_at: datetime
    reader_version: int
    settings_key: str
    document: Document
    text_sha256: str
    diff: Diff | None
    brought: Diff


@dataclass(frozen=True, slots=True)
class Held:
    """A version that is held back until it has lasted to `until`."""

    version_id: int
    text_sha256: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Settling:
    """What a check decides about versions that are held back, by their ids, and about the version that it begins.

    That one is held back with `until`; with `back` it is the return that withdrew the others, and is not told either.
    """

    confirmed: tuple[int, ...] = ()
    withdrawn: tuple[int, ...] = ()
    until: datetime | None = None
    back: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """One attempt to look at a page, to be recorded in one transaction.

    `response` is None where none was had. `document` and `diff` are set where a new version begins (first, changed,
    returned). `returned_to` is the id of the earlier version that has the same text.
    """

    page_id: str
    url: str
    started_at: datetime
    finished_at: datetime
    outcome: Outcome
    reason: Inaccessible | None = None
    response: Response | None = None
    hops: tuple[Hop, ...] = ()
    body_sha256: str = ""
    document: Document | None = None
    text_sha256: str = ""
    diff: Diff | None = None
    returned_to: int | None = None
    reader_version: int = 0
    settings_key: str = ""
    origin: str = "live"  # or "capture": taken in from a file
    next_due_at: datetime | None = None
    reread: Reread | None = None  # of the version in force, which was stale
    settling: Settling = Settling()
    pardon: str = ""  # why it was taken as the page although the gate refuses it, in words


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check as it was recorded."""

    id: int
    page_id: str
    started_at: datetime
    finished_at: datetime
    outcome: Outcome
    reason: Inaccessible | None
    url: str
    final_url: str
    status: int | None
    size: int | None
    body_sha256: str
    snapshot_id: int | None
    version_id: int | None  # the version in force after this check
    origin: str
    program_version: str
    pardon: str = ""  # why it was taken as the page although the gate refuses it


@dataclass(frozen=True, slots=True)
class SnapshotRow:
    """The raw response as fetched, without its bytes: `Store.body(snapshot.body_sha256)` has those."""

    id: int
    page_id: str
    fetched_at: datetime
    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    hops: tuple[Hop, ...]
    body_sha256: str
    size: int
    origin: str = "live"  # of the check that brought it; anything else was not fetched by this program


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version, without its text. `number` counts from 1 within the page; `seen_at`: when its snapshot was fetched."""

    id: int
    page_id: str
    number: int
    snapshot_id: int
    seen_at: datetime
    outcome: Outcome  # first, changed or returned
    significance: Significance
    title: str
    language: str
    words: int
    text_sha256: str
    reader_version: int
    previous_id: int | None
    returned_to: int | None
    updated: date | None = None  # as the page states them
    effective: date | None = None


@dataclass(frozen=True, slots=True)
class RereadRow:
    """A reread as it was recorded. `changes` are the first of the `differences` that it brought."""

    id: int
    page_id: str
    version_id: int
    number: int  # of the version
    snapshot_id: int
    reread_at: datetime
    reader_before: int
    reader_after: int
    settings_before: str
    settings_after: str
    text_sha256_before: str
    text_sha256_after: str
    words_before: int
    words_after: int
    significance: Significance
    differences: int
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page as the store knows it, with where it stands now."""

    id: str
    url: str
    name: str
    paused: bool
    watched: bool  # False: no longer in the configuration; its history stays
    next_due_at: datetime | None
    checks: int
    versions: int
    last_check: CheckRow | None
    current: VersionRow | None


class Standing(StrEnum):
    """Whether a version is told: only a confirmed one is."""

    CONFIRMED = "confirmed"
    HELD = "held"  # held back until it has lasted for a while
    WITHDRAWN = "withdrawn"  # it did not last
    BACK = "back"  # the return to the text told last that withdrew others


@dataclass(frozen=True, slots=True)
class Telling:
    """A version with what led to it: all that a report needs to tell one change."""

    page_id: str
    page_name: str
    before: VersionRow | None
    after: VersionRow
    snapshot_before: SnapshotRow | None
    snapshot_after: SnapshotRow
    diff: Diff
    returned_to: VersionRow | None = None  # the newest version that was told whose text came back; None: no such
    standing: Standing = Standing.CONFIRMED
    confirmed_at: datetime | None = None  # when it could be told: at once, or after the hold-back; None: not (yet)
    held_until: datetime | None = None  # to then it was held back; None for what never was
    pardon: str = ""  # why the version was taken as the page although the gate refuses it
    repeats: bool = False  # the page went from and to these very texts not long before


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """How many changes of a page were held back and did not last."""

    page_id: str
    page_name: str
    times: int


@dataclass(frozen=True, slots=True)
class Redirected:
    """A page that began to redirect permanently (301, 308) to another address."""

    page_id: str
    page_name: str
    at: datetime  # of the first check that was led there
    url: str
    final_url: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How well a page was looked at in a period: checks made and good, and the longest time without a good one."""

    page_id: str
    page_name: str
    checks: int
    good: int
    first_at: datetime | None
    last_at: datetime | None
    longest_gap: timedelta | None  # between two good checks in the period, None with fewer than two
    troubles: tuple[tuple[str, int], ...] = ()  # reason -> how often, most frequent first
    longest_blind: timedelta | None = None  # without a good check, edges of the period included; None: never looked at
    blind_from: datetime | None = None  # when that began, and ended
    blind_to: datetime | None = None
    planned: int | None = None  # checks that the schedule as it is now asks for; None where no schedule is known
    not_modified: int = 0  # good checks that rest on the server's word that nothing changed (304)
