"""The seams: what the engine needs from outside, as Protocols. Implementations never import one another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from monitor.core.history.answers import (
    Blamed,
    FactRow,
    Hit,
    PageStats,
    Silent,
    Steady,
    Stretch,
    Undone,
    Variant,
)
from monitor.core.history.timeline import Timeline
from monitor.core.model import Document
from monitor.core.records import (
    Check,
    CheckRow,
    Coverage,
    Held,
    Known,
    Page,
    PageRow,
    Redirected,
    Reread,
    RereadRow,
    Response,
    SnapshotRow,
    Telling,
    Validators,
    VersionRow,
    Withdrawn,
)

T = TypeVar("T")


class Clock(Protocol):
    """The time, and waiting for it."""

    def now(self) -> datetime:
        """Aware, in UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Let others run for so long."""
        ...


class Executor(Protocol):
    """Where work runs that must not hold up the loop: reading, comparing, storing."""

    async def run(self, function: Callable[..., T], *arguments: object) -> T:
        """The function's answer; calls run one at a time, in the order they came."""
        ...

    def close(self) -> None:
        """Finish what has begun."""
        ...


class Fetcher(Protocol):
    """Brings a page. The only way to anything outside."""

    async def fetch(self, page: Page, validators: Validators) -> Response:
        """The response, whatever its status; FetchError where none was had."""
        ...

    async def close(self) -> None:
        """Give back connections."""
        ...


@dataclass(frozen=True, slots=True)
class Recorded:
    """What `Store.record` made of a check."""

    check_id: int
    snapshot_id: int | None
    version_id: int | None  # of the new version, None where none began


class Store(Protocol):
    """Keeps pages, checks, snapshots, versions and changes. Reading methods may be called beside a writer."""

    # writing: each one transaction
    def watch(self, pages: Iterable[Page]) -> None:
        """Make the store's list of watched pages this one; what is no longer in it keeps its history."""
        ...

    def introduce(self, pages: Iterable[Page]) -> None:
        """Make pages known that nobody watches, such as those of captures; known ones stay as they are."""
        ...

    def plan(self, due: Iterable[tuple[str, datetime | None]]) -> None:
        """Set when pages are due next."""
        ...

    def record(self, check: Check) -> Recorded:
        """Record a check with all that came of it, or nothing."""
        ...

    def record_late(self, check: Check, line: Timeline) -> Recorded:
        """Record a look that others which are recorded followed, with the timeline of its page as it is known since."""
        ...

    def reread(self, reread: Reread) -> None:
        """Put a version as it is read now in the place of the stored one, and record what that brought."""
        ...

    # what a check needs
    def known(self, page_id: str) -> Known | None:
        """What the next check compares with, None before the first version."""
        ...

    def validators(self, page_id: str) -> Validators:
        """Of the last snapshot that was read as the page; empty ones where there is none."""
        ...

    def find_text(self, page_id: str, text_sha256: str) -> int | None:
        """The id of the newest earlier version with this text."""
        ...

    def held(self, page_id: str) -> list[Held]:
        """The versions of a page that are held back, oldest first."""
        ...

    def text_before(self, version_id: int) -> str:
        """The `text_sha256` of the version before one, empty before the first."""
        ...

    def looked_at(self, page_id: str, started_at: datetime) -> bool:
        """Whether a check of this moment is recorded."""
        ...

    def last_look(self, page_id: str) -> tuple[datetime, str] | None:
        """Time and SHA-256 of the bytes of the last look at a page, None before the first."""
        ...

    # what a look that came to light late needs
    def beginnings(self, page_id: str) -> list[tuple[VersionRow, CheckRow]]:
        """The versions of a page, each with the check that began it, oldest first."""
        ...

    def checks_after(self, page_id: str, at: datetime, body_sha256: str) -> Iterator[CheckRow]:
        """Those at a page after a moment, or at it with bytes of a greater hash; oldest first."""
        ...

    def seen_before(self, page_id: str, at: datetime, body_sha256: str) -> str:
        """The SHA-256 of the bytes of the last good look before that place, empty before the first."""
        ...

    def has_capture(self, page_id: str, started_at: datetime, body_sha256: str) -> bool:
        """Whether a check of this moment with these bytes is recorded."""
        ...

    def due(self) -> Iterator[tuple[str, datetime | None]]:
        """Watched pages that are not paused, with when they are due (None: never checked or planned)."""
        ...

    # asking
    def pages(self) -> list[PageRow]: ...
    def page(self, page_id: str) -> PageRow:
        """NotFound, with the nearest ids, where there is none."""
        ...

    def versions(self, page_id: str) -> list[VersionRow]:
        """Oldest first."""
        ...

    def version_at(self, page_id: str, at: datetime | None = None) -> VersionRow:
        """The version in force at a moment, or now; NotFound before the first."""
        ...

    def document(self, version_id: int) -> Document: ...
    def checks(self, page_id: str, limit: int | None = None) -> list[CheckRow]:
        """Newest first."""
        ...

    def last_seen(self, page_id: str, at: datetime) -> datetime | None:
        """The last good look at a page up to a moment; None where there was none."""
        ...

    def snapshot(self, snapshot_id: int) -> SnapshotRow: ...
    def body(self, body_sha256: str) -> bytes:
        """The raw bytes, checked against their hash."""
        ...

    def steady(self) -> AbstractContextManager[Any]:
        """Several questions that are answered from one state, whatever a writer does meanwhile."""
        ...

    def head(self) -> str:
        """The newest hash of the chain over everything recorded: who keeps it can prove that nothing was rewritten."""
        ...

    def withdrawn(self, since: datetime | None, until: datetime | None, pages: Sequence[str] = ()) -> list[Withdrawn]:
        """How many versions that were held back turned out in the period not to last, by page, the most first."""
        ...

    def redirected(self, since: datetime | None, until: datetime | None, pages: Sequence[str] = ()) -> list[Redirected]:
        """Pages that were led in the period, by permanent redirects alone, elsewhere than at the look before."""
        ...

    def tellings(
        self,
        since: datetime | None,
        until: datetime | None,
        pages: Sequence[str] = (),
        *,
        unconfirmed: bool = False,
    ) -> list[Telling]:
        """Versions of since <= time < until, oldest first, first versions included; no ids: all pages.

        The time is when a version was confirmed (which is when it was seen, unless it was held back). `unconfirmed`:
        when it was seen, and with those that wait or did not last.
        """
        ...

    def news(self, after: str, head: str, pages: Sequence[str] = ()) -> list[Telling]:
        """Versions that were recorded live, or confirmed, after one head of the ledger and up to another, oldest first.

        What is told so is told once, however long the check took that brought it. NotFound for an unknown head.
        """
        ...

    def waiting(self, until: datetime | None = None, pages: Sequence[str] = ()) -> list[Telling]:
        """Versions that were seen before a moment (None: now) and waited then to be confirmed, oldest first.

        Those that turned out not to last are left out, also where that was decided later.
        """
        ...

    def settings_keys(self, page_id: str) -> dict[int, str]:
        """By version id: `select` and `remove`, as they were when it was read; NotFound for an unknown page."""
        ...

    def source(self, version_id: int) -> SnapshotRow:
        """The last snapshot that was read as this version; NotFound where there is none."""
        ...

    def rereads(self, page_id: str) -> list[RereadRow]:
        """Newest first; NotFound for an unknown page."""
        ...

    def coverage(self, since: datetime | None, until: datetime | None, pages: Sequence[str] = ()) -> list[Coverage]: ...

    # the questions of docs/history.md
    def unchanged(
        self, since: datetime | None = None, until: datetime | None = None, pages: Sequence[str] = ()
    ) -> list[Stretch]:
        """The times in which a version stood, by page and time, as far as the checks of the period tell."""
        ...

    def variants(self, page_id: str) -> list[Variant]:
        """The different texts of a page, oldest first, and how often each was served."""
        ...

    def blame(self, page_id: str, at: datetime | None = None) -> list[Blamed]:
        """Each line of the text in force at a moment (default: now) with the versions that it comes from."""
        ...

    def steady_sections(self, page_id: str) -> list[Steady]:
        """Each section of the current text with the version since which it stands as it is, in reading order."""
        ...

    def search(
        self, terms: Sequence[str], pages: Sequence[str] = (), *, all_texts: bool = False, limit: int = 100
    ) -> list[Hit]:
        """Blocks and headings of the current texts (or of all) that have all the terms, by page and time.

        A term is a word, some words in a row, or with a `*` at its end the beginning of a word.
        """
        ...

    def facts(
        self,
        since: datetime | None = None,
        until: datetime | None = None,
        pages: Sequence[str] = (),
        *,
        types: Sequence[str] = (),
        topic: str = "",
    ) -> list[FactRow]:
        """Facts over time; `types` are ids of the published table or their first part (`retention`)."""
        ...

    def silent(
        self, since: datetime | None = None, until: datetime | None = None, pages: Sequence[str] = ()
    ) -> list[Silent]:
        """Changes above cosmetic that moved none of the dates that their page states, oldest first."""
        ...

    def undone(
        self, since: datetime | None = None, until: datetime | None = None, pages: Sequence[str] = ()
    ) -> list[Undone]:
        """Returns to an earlier text, with what they undid and after how long, oldest first."""
        ...

    def stats(self, pages: Sequence[str] = ()) -> list[PageStats]:
        """Each page in numbers, by id."""
        ...

    def close(self) -> None: ...
