"""The seams: what the engine needs from outside, as Protocols. Implementations never import one another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from monitor.core.model import Document
from monitor.core.records import (
    Check,
    CheckRow,
    Coverage,
    Known,
    Page,
    PageRow,
    Reread,
    RereadRow,
    Response,
    SnapshotRow,
    Telling,
    Validators,
    VersionRow,
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

    def snapshot(self, snapshot_id: int) -> SnapshotRow: ...
    def body(self, body_sha256: str) -> bytes:
        """The raw bytes, checked against their hash."""
        ...

    def head(self) -> str:
        """The newest hash of the chain over everything recorded: who keeps it can prove that nothing was rewritten."""
        ...

    def tellings(self, since: datetime | None, until: datetime | None, pages: Sequence[str] = ()) -> list[Telling]:
        """Versions that began in since <= seen_at < until, oldest first, first versions included; no ids: all pages."""
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
    def close(self) -> None: ...
