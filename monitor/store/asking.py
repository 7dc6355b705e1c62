"""What can be asked of the store without changing it; reports over a period are in telling.py."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

from monitor.core.errors import NotFound
from monitor.core.model import Document
from monitor.core.records import (
    CheckRow,
    Coverage,
    Held,
    Known,
    PageRow,
    Redirected,
    RereadRow,
    SnapshotRow,
    Telling,
    Validators,
    VersionRow,
    Withdrawn,
)
from monitor.store import late, telling
from monitor.store.bodies import CHAIN, unpacked
from monitor.store.holding import HELD, TEXT_BEFORE, held_of
from monitor.store.ledger import GENESIS, HEAD
from monitor.store.opening import Connection
from monitor.store.rereading import REREADS, reread_row
from monitor.store.rows import (
    ORIGIN,
    Row,
    check_row,
    document_of,
    moment,
    moment_or_none,
    snapshot_row,
    stamp,
    version_row,
)

_MINUTE = timedelta(minutes=1)

_KNOWN = """
    SELECT v.*, s.id AS good_id, s.body_sha256 AS good_sha256, (
        SELECT url FROM checks WHERE page_id = p.id AND outcome <> 'inaccessible' AND origin = 'live'
        ORDER BY started_at DESC, id DESC LIMIT 1) AS watched_at
    FROM pages p JOIN timeline v ON v.id = p.current_version_id JOIN snapshots s ON s.id = p.good_snapshot_id
    WHERE p.id = ?"""

_VALIDATORS = """
    SELECT etag, last_modified, validators_url AS url, (
        SELECT started_at FROM checks
        WHERE page_id = p.id AND origin = 'live' AND outcome <> 'inaccessible' AND status <> 304
        ORDER BY started_at DESC LIMIT 1) AS whole_at
    FROM pages p WHERE id = ?"""

_EARLIER_TEXT = """
    SELECT v.id FROM timeline v JOIN pages p ON p.id = v.page_id
    WHERE v.page_id = ? AND v.text_sha256 = ? AND v.id <> p.current_version_id
    ORDER BY v.number DESC LIMIT 1"""

_PAGES = "SELECT * FROM pages p WHERE (:page IS NULL OR p.id = :page) ORDER BY id"
_COUNTS = """
    SELECT p.id, (SELECT count(*) FROM checks WHERE page_id = p.id) AS checks,
           (SELECT count(*) FROM timeline WHERE page_id = p.id) AS versions
    FROM pages p WHERE (:page IS NULL OR p.id = :page)"""
_LAST_CHECKS = """
    SELECT c.* FROM pages p JOIN looks c ON c.id = (
        SELECT id FROM checks WHERE page_id = p.id ORDER BY started_at DESC, id DESC LIMIT 1)
    WHERE (:page IS NULL OR p.id = :page)"""
_CURRENT = (
    "SELECT v.* FROM pages p JOIN timeline v ON v.id = p.current_version_id WHERE (:page IS NULL OR p.id = :page)"
)

_AT = "SELECT * FROM timeline WHERE page_id = ? AND seen_at <= ? ORDER BY seen_at DESC, number DESC LIMIT 1"
_CHECKS = "SELECT * FROM looks WHERE page_id = ? ORDER BY started_at DESC, id DESC LIMIT ?"
_CAPTURE = "SELECT 1 FROM checks WHERE page_id = ? AND started_at = ? AND body_sha256 = ? LIMIT 1"
_LOOKED = "SELECT 1 FROM checks WHERE page_id = ? AND started_at = ? LIMIT 1"
_SOURCE = """
    SELECT s.*, c.origin FROM timeline v JOIN looks c ON c.page_id = v.page_id AND c.version_id = v.id
    JOIN snapshots s ON s.id = c.snapshot_id
    WHERE v.id = ? AND c.outcome <> 'inaccessible' ORDER BY c.started_at DESC, c.id DESC LIMIT 1"""
_SECTIONS = "SELECT * FROM sections WHERE version_id = ? ORDER BY position"
_BLOCKS = "SELECT section, kind, depth, text, links FROM blocks WHERE version_id = ? ORDER BY section, position"
_DUE = "SELECT id, next_due_at FROM pages WHERE watched AND NOT paused ORDER BY next_due_at, id"


class Asking:
    """The reading half of `ports.Store`; see there."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._query = connection.query

    def steady(self) -> AbstractContextManager[Any]:
        """Several questions that are answered from one state, whatever a writer does meanwhile."""
        return self._connection.steady()

    def known(self, page_id: str) -> Known | None:
        """What the next check compares with, None before the first version."""
        rows = self._query(_KNOWN, [page_id])
        if not rows:
            return None
        row = rows[0]
        return Known(
            snapshot_id=row["good_id"],
            body_sha256=row["good_sha256"],
            version_id=row["id"],
            reader_version=row["reader_version"],
            settings_key=row["settings_key"],
            url=row["watched_at"] or "",
        )

    def validators(self, page_id: str) -> Validators:
        """As last sent with the page itself; empty ones where there is none."""
        rows = self._query(_VALIDATORS, [page_id])
        return Validators(**rows[0] | {"whole_at": moment_or_none(rows[0]["whole_at"])}) if rows else Validators()

    def find_text(self, page_id: str, text_sha256: str) -> int | None:
        """The id of the newest version with this text that is not the current one."""
        rows = self._query(_EARLIER_TEXT, [page_id, text_sha256])
        return rows[0]["id"] if rows else None

    def held(self, page_id: str) -> list[Held]:
        """The versions of a page that are held back, oldest first."""
        return [held_of(row) for row in self._query(HELD, [page_id])]

    def text_before(self, version_id: int) -> str:
        """The `text_sha256` of the version before one, empty before the first."""
        rows = self._query(TEXT_BEFORE, [version_id])
        return rows[0]["text_sha256"] if rows else ""

    def has_capture(self, page_id: str, started_at: datetime, body_sha256: str) -> bool:
        """Whether a check of this moment (to the millisecond) with these bytes is recorded."""
        return bool(self._query(_CAPTURE, [page_id, stamp(started_at), body_sha256]))

    def looked_at(self, page_id: str, started_at: datetime) -> bool:
        """Whether a check of this moment (to the millisecond) is recorded."""
        return bool(self._query(_LOOKED, [page_id, stamp(started_at)]))

    def last_look(self, page_id: str) -> tuple[datetime, str] | None:
        """Time and SHA-256 of the bytes of the last look at a page, None before the first."""
        rows = self._query(late.LAST_LOOK, [page_id])
        return (moment(rows[0]["started_at"]), rows[0]["body_sha256"]) if rows else None

    def beginnings(self, page_id: str) -> list[tuple[VersionRow, CheckRow]]:
        """The versions of a page, each with the check that began it, oldest first; none for an unknown page."""
        versions = [version_row(row) for row in self._query(late.VERSIONS, [page_id])]
        began = {row["version_id"]: check_row(row) for row in self._query(late.BEGAN, [page_id])}
        return [(version, began[version.id]) for version in versions]

    def checks_after(self, page_id: str, at: datetime, body_sha256: str) -> Iterator[CheckRow]:
        """Those after a moment, or at it with bytes of a greater hash, oldest first: read as they are asked for."""
        place = {"page": page_id, "at": stamp(at), "sha256": body_sha256, "id": 0}
        while rows := self._query(late.NEXT_LOOKS, place):
            yield from map(check_row, rows)
            last = rows[-1]
            place |= {"at": last["started_at"], "sha256": last["body_sha256"], "id": last["id"]}

    def seen_before(self, page_id: str, at: datetime, body_sha256: str) -> str:
        """The SHA-256 of the bytes of the last good look before that place, empty before the first."""
        rows = self._query(late.SEEN_BEFORE, {"page": page_id, "at": stamp(at), "sha256": body_sha256})
        return str(rows[0]["body_sha256"]) if rows else ""

    def due(self) -> Iterator[tuple[str, datetime | None]]:
        """Watched pages that are not paused, those never planned first, then by when they are due."""
        return ((row["id"], moment_or_none(row["next_due_at"])) for row in self._query(_DUE))

    def pages(self) -> list[PageRow]:
        """All pages, watched or not, by id."""
        with self._connection.steady():
            return self._pages(None)

    def page(self, page_id: str) -> PageRow:
        """NotFound, with the nearest ids, where there is none."""
        with self._connection.steady():
            self._must_know([page_id])
            return self._pages(page_id)[0]

    def versions(self, page_id: str) -> list[VersionRow]:
        """Oldest first. NotFound for an unknown page."""
        self._must_know([page_id])
        return [
            version_row(row)
            for row in self._query("SELECT * FROM timeline WHERE page_id = ? ORDER BY number", [page_id])
        ]

    def version_at(self, page_id: str, at: datetime | None = None) -> VersionRow:
        """The version in force at a moment, or now; NotFound before the first."""
        self._must_know([page_id])
        rows = self._query(_AT, [page_id, stamp(at)]) if at else self._query(_CURRENT, {"page": page_id})
        if rows:
            return version_row(rows[0])
        first = self._query("SELECT min(seen_at) AS at FROM timeline WHERE page_id = ?", [page_id])[0]["at"]
        since = f"the first was seen at {first}" if first else "it has not been read yet"
        if at and first and stamp(at)[:19] == f"{first[:10]}T00:00:00":  # a day was meant, and its first moment taken
            since += f"; a date alone means its first moment, give a time: {moment(first) + _MINUTE:%Y-%m-%dT%H:%M}"
        raise NotFound(f"page {page_id!r} had no version {f'at {stamp(at)}' if at else 'yet'}: {since}")

    def document(self, version_id: int) -> Document:
        """What a version says; NotFound for an unknown id."""
        rows = self._query("SELECT * FROM timeline WHERE id = ?", [version_id])
        if not rows:
            raise NotFound(f"no version with id {version_id} in {self._connection.path}")
        return self._document(rows[0])

    def checks(self, page_id: str, limit: int | None = None) -> list[CheckRow]:
        """Newest first. NotFound for an unknown page."""
        self._must_know([page_id])
        return [check_row(row) for row in self._query(_CHECKS, [page_id, -1 if limit is None else limit])]

    def last_seen(self, page_id: str, at: datetime) -> datetime | None:
        """The last good look at a page up to a moment; None where there was none."""
        sql = """SELECT started_at FROM checks WHERE page_id = ? AND started_at <= ? AND outcome <> 'inaccessible'
            ORDER BY started_at DESC LIMIT 1"""
        rows = self._query(sql, [page_id, stamp(at)])
        return moment(rows[0]["started_at"]) if rows else None

    def snapshot(self, snapshot_id: int) -> SnapshotRow:
        """NotFound for an unknown id."""
        rows = self._query(f"SELECT s.*, {ORIGIN} FROM snapshots s WHERE s.id = ?", [snapshot_id])  # noqa: S608
        if not rows:
            raise NotFound(f"no snapshot with id {snapshot_id} in {self._connection.path}")
        return snapshot_row(rows[0])

    def body(self, body_sha256: str) -> bytes:
        """The raw bytes. NotFound for an unknown hash, StoreError if they are not what was put in."""
        rows = self._query(CHAIN, [body_sha256])
        if not rows:
            raise NotFound(f"no body with SHA-256 {body_sha256!r} in {self._connection.path}")
        return unpacked(rows)

    def settings_keys(self, page_id: str) -> dict[int, str]:
        """By version id: `select` and `remove`, as they were when it was read; NotFound for an unknown page."""
        self._must_know([page_id])
        rows = self._query("SELECT id, settings_key FROM timeline WHERE page_id = ?", [page_id])
        return {row["id"]: row["settings_key"] for row in rows}

    def source(self, version_id: int) -> SnapshotRow:
        """The last snapshot that was read as this version; NotFound where there is none."""
        rows = self._query(_SOURCE, [version_id])
        if not rows:
            raise NotFound(f"no snapshot of a version with id {version_id} in {self._connection.path}")
        return snapshot_row(rows[0])

    def rereads(self, page_id: str) -> list[RereadRow]:
        """Newest first; NotFound for an unknown page."""
        self._must_know([page_id])
        return [reread_row(row) for row in self._query(REREADS, [page_id])]

    def head(self) -> str:
        """The newest hash of the chain over everything recorded, 64 hexadecimal digits: kept elsewhere, it is proof."""
        rows = self._query(HEAD)
        return str(rows[0]["chain"]) if rows else GENESIS

    def withdrawn(self, since: datetime | None, until: datetime | None, pages: Sequence[str] = ()) -> list[Withdrawn]:
        """Versions that were held back and turned out in the period not to last; NotFound for an unknown page."""
        with self._connection.steady():
            self._must_know(pages)
            return telling.withdrawn(self._query, since, until, pages)

    def redirected(self, since: datetime | None, until: datetime | None, pages: Sequence[str] = ()) -> list[Redirected]:
        """Pages that began in the period to redirect permanently, by id; NotFound for an unknown page."""
        with self._connection.steady():
            self._must_know(pages)
            return telling.redirected(self._query, since, until, pages)

    def tellings(
        self,
        since: datetime | None,
        until: datetime | None,
        pages: Sequence[str] = (),
        *,
        unconfirmed: bool = False,
    ) -> list[Telling]:
        """Versions that began, and lasted, in the period, oldest first; NotFound for an unknown page.

        A version that was held back belongs to the period in which it was confirmed. With `unconfirmed` it belongs to
        that in which it was seen, like those that wait or did not last, which are then told too.
        """
        with self._connection.steady():
            self._must_know(pages)
            return telling.tellings(self._query, since, until, pages, unconfirmed=unconfirmed)

    def news(self, after: str, head: str, pages: Sequence[str] = ()) -> list[Telling]:
        """What could be told after one head of the ledger and up to another; NotFound where it has none of them."""
        with self._connection.steady():
            self._must_know(pages)
            return telling.news(self._query, after, head, pages)

    def waiting(self, until: datetime | None = None, pages: Sequence[str] = ()) -> list[Telling]:
        """Versions that were seen before a moment and not decided by then; NotFound for an unknown page."""
        with self._connection.steady():
            self._must_know(pages)
            return telling.waiting(self._query, until, pages)

    def coverage(self, since: datetime | None, until: datetime | None, pages: Sequence[str] = ()) -> list[Coverage]:
        """A row a page, by id: those asked for, or all that are watched or were looked at; NotFound as above."""
        with self._connection.steady():
            self._must_know(pages)
            return telling.coverage(self._query, since, until, pages)

    def _document(self, version: Row) -> Document:
        of_version = [version["id"]]
        return document_of(version, self._query(_SECTIONS, of_version), self._query(_BLOCKS, of_version))

    def _pages(self, page_id: str | None) -> list[PageRow]:
        """Four queries, however many pages: the rows of each are put together by page here."""
        where = {"page": page_id}
        counts = {row["id"]: row for row in self._query(_COUNTS, where)}
        last = {row["page_id"]: check_row(row) for row in self._query(_LAST_CHECKS, where)}
        current = {row["page_id"]: version_row(row) for row in self._query(_CURRENT, where)}
        return [
            _page_row(row, counts[row["id"]], last.get(row["id"]), current.get(row["id"]))
            for row in self._query(_PAGES, where)
        ]

    def _must_know(self, page_ids: Sequence[str]) -> None:
        for page_id in page_ids:
            if not self._query("SELECT 1 FROM pages WHERE id = ?", [page_id]):
                raise self._unknown(page_id)

    def _unknown(self, page_id: str) -> NotFound:
        ids = [row["id"] for row in self._query("SELECT id FROM pages ORDER BY id")]
        near = difflib.get_close_matches(page_id, ids)
        hint = f"did you mean {', '.join(near)}?" if near else "`privacy-monitor pages` lists them"
        return NotFound(f"no page {page_id!r} in {self._connection.path}; {hint}")


def _page_row(row: Row, counts: Row, last: CheckRow | None, current: VersionRow | None) -> PageRow:
    return PageRow(
        id=row["id"],
        url=row["url"],
        name=row["name"],
        paused=bool(row["paused"]),
        watched=bool(row["watched"]),
        next_due_at=moment_or_none(row["next_due_at"]),
        checks=counts["checks"],
        versions=counts["versions"],
        last_check=last,
        current=current,
    )
