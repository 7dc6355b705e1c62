"""What changes the store: each method is one transaction, and a check is recorded whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlite_utils import Database

from monitor import __version__
from monitor.core.errors import StoreError
from monitor.core.history.timeline import Timeline
from monitor.core.model import Document, Outcome, Significance
from monitor.core.records import Check, Page, Reread
from monitor.ports import Recorded
from monitor.store import compacting, late, ledger, packing, pruning
from monitor.store.bodies import PRUNED, Packed, best, sha256
from monitor.store.compacting import Compacted, Progress
from monitor.store.holding import put_settling
from monitor.store.opening import opened_for_reading, opened_for_writing
from monitor.store.pruning import Pruned
from monitor.store.questions import Questions
from monitor.store.rereading import put_again, put_diff
from monitor.store.rows import (
    document_columns,
    dump,
    hop_items,
    repaired,
    stamp,
    stamp_or_none,
)
from monitor.store.texts import put_text

T = TypeVar("T")
R = TypeVar("R")

_BEGINS = {Outcome.FIRST, Outcome.CHANGED, Outcome.RETURNED}
_COOKIES = {"set-cookie", "set-cookie2"}  # the fetcher drops their values; an import might not

_WATCH = """
    INSERT INTO pages (id, url, name, paused, watched) VALUES (?, ?, ?, ?, 1)
    ON CONFLICT (id) DO UPDATE SET url = excluded.url, name = excluded.name, paused = excluded.paused, watched = 1"""

_INTRODUCE = """
    INSERT INTO pages (id, url, name) VALUES (?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE pages.name = ''"""

_STANDING = """
    SELECT p.current_version_id, p.good_snapshot_id, s.id, s.body_sha256
    FROM pages p LEFT JOIN snapshots s
        ON s.id = (SELECT id FROM snapshots WHERE page_id = p.id ORDER BY fetched_at DESC, id DESC LIMIT 1)
    WHERE p.id = ?"""

_BODY = """
    INSERT INTO bodies (sha256, codec, size, stored, base_sha256, level, crc32) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (sha256) DO UPDATE SET codec = excluded.codec, stored = excluded.stored,
        base_sha256 = excluded.base_sha256, level = excluded.level, crc32 = excluded.crc32
        WHERE codec = 'pruned'"""

_PLAN = "UPDATE pages SET next_due_at = ? WHERE id = ?"


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where a page stood before this check."""

    version_id: int | None
    good_snapshot_id: int | None
    newest_snapshot_id: int | None
    newest_sha256: str | None


class SqliteStore(Questions):
    """`ports.Store` in an SQLite file. May be used by several threads, one at a time."""

    # The document that was asked for last, while this process alone can change it: an import compares one capture after
    # the other with the same version.
    _last: tuple[int, Document] | None = None
    _writes = False

    @classmethod
    def open(cls, path: Path, *, write: bool) -> SqliteStore:
        """The database at `path`; for writing it is made if it is not there, and locked until closed.

        StoreLocked while another process writes to it, StoreUnusable where it cannot be had.
        """
        store = cls(opened_for_writing(path) if write else opened_for_reading(path))
        store._writes = write
        return store

    def document(self, version_id: int) -> Document:
        """What a version says; NotFound for an unknown id."""
        if self._last is None or self._last[0] != version_id:
            found = super().document(version_id)
            if not self._writes:
                return found
            self._last = version_id, found
        return self._last[1]

    def close(self) -> None:
        """Give back the file and the lock; a second time does nothing."""
        self._connection.close()

    def watch(self, pages: Iterable[Page]) -> None:
        """Make the list of watched pages this one; what is no longer in it keeps its history."""
        _despite_surrogates(self._watch, tuple((page.id, page.url, page.name, page.paused) for page in pages))

    def introduce(self, pages: Iterable[Page]) -> None:
        """Make pages known that nobody watches; known ones stay as they are, but get a name where they had none."""
        _despite_surrogates(self._introduce, tuple((page.id, page.url, page.name) for page in pages))

    def plan(self, due: Iterable[tuple[str, datetime | None]]) -> None:
        """Set when pages are due next; unknown pages are passed over."""
        _despite_surrogates(self._plan, tuple((stamp_or_none(at), page_id) for page_id, at in due))

    def record(self, check: Check) -> Recorded:
        """Record a check with all that came of it, or nothing. Lone surrogates in texts become U+FFFD.

        StoreError where a version begins without the document or response it needs, or the body has another hash than
        the check says.
        """
        return _despite_surrogates(self._record, check)

    def record_late(self, check: Check, line: Timeline) -> Recorded:
        """Record a look that others which are recorded followed, with the timeline of its page as it is known since.

        In `line` the look itself has the id 0, others that of their check. StoreError as for `record`.
        """
        self._last = None
        try:
            return self._record_late(check, line)
        except UnicodeEncodeError:
            late.repair(line)
            return self._record_late(repaired(check), line)

    def reread(self, reread: Reread) -> None:
        """Put a version as it is read now in the place of the stored one, and record what that brought.

        Checks and snapshots stay as they are. StoreError for an unknown version.
        """
        self._last = None
        _despite_surrogates(self._reread, reread)

    def compact(self, on_body: Progress) -> Compacted:
        """Pack bodies as small as they get and give back the room; see `compacting.compact`."""
        return compacting.compact(self._connection, on_body)

    def prune(self, on_body: Progress, *, before: datetime | None, keep: int, dry_run: bool = False) -> Pruned:
        """Give up old raw bytes, and nothing else; see `pruning.prune`."""
        return pruning.prune(self._connection, on_body, before=before, keep=keep, dry_run=dry_run)

    def _watch(self, rows: tuple[tuple[object, ...], ...]) -> None:
        with self._connection.transaction() as db:
            db.conn.execute("UPDATE pages SET watched = 0 WHERE watched")
            db.conn.executemany(_WATCH, rows)

    def _introduce(self, rows: tuple[tuple[object, ...], ...]) -> None:
        with self._connection.transaction() as db:
            db.conn.executemany(_INTRODUCE, rows)

    def _plan(self, rows: tuple[tuple[object, ...], ...]) -> None:
        with self._connection.transaction() as db:
            db.conn.executemany(_PLAN, rows)

    def _record(self, check: Check) -> Recorded:
        packed = self._packed(check)
        with self._connection.transaction() as db:
            standing = _standing(db, check)
            if check.reread:
                self._last = None
                put_again(db, check.reread)
            snapshot_id = _snapshot(db, check, packed, standing)
            version_id = _version(db, check, snapshot_id, standing) if check.outcome in _BEGINS else None
            in_force = version_id or standing.version_id
            check_id = _check(db, check, snapshot_id, in_force)
            came = None if snapshot_id in (standing.good_snapshot_id, standing.newest_snapshot_id) else snapshot_id
            ledger.append(db, "check", check_id, snapshot_id=came, version_id=version_id)
            put_settling(db, check.page_id, version_id, check.settling, check.finished_at)
            if check.outcome is not Outcome.INACCESSIBLE:
                _stand(db, check, snapshot_id, in_force)
            if check.next_due_at:
                db.conn.execute(_PLAN, (stamp(check.next_due_at), check.page_id))
            return Recorded(check_id, snapshot_id, version_id)

    def _record_late(self, check: Check, line: Timeline) -> Recorded:
        packed = self._packed(check)
        with self._connection.transaction() as db:
            # A snapshot of its own, with its own time, also where the newest has the same bytes.
            standing = replace(_standing(db, check), newest_snapshot_id=None, newest_sha256=None)
            snapshot_id = _snapshot(db, check, packed, standing)
            put = late.put_versions(db, check, snapshot_id, line)
            in_force = next((one.stand for one in line.placed if not one.look), None)
            check_id = _check(db, check, snapshot_id, put.ids[in_force] if in_force else None)
            ledger.append(db, "check", check_id, snapshot_id=snapshot_id)
            late.put_late(db, check, check_id, line, put)
            began = next((stand for stand in line.stands if not stand.look), None)
            return Recorded(check_id, snapshot_id, put.ids[began] if began else None)

    def _reread(self, reread: Reread) -> None:
        with self._connection.transaction() as db:
            put_again(db, reread)

    def _packed(self, check: Check) -> Packed | None:
        """The body, if it is not there yet: packed before the transaction, which it would make twice as long."""
        response = check.response
        if response is None or not response.body:
            return None
        digest = check.body_sha256 or sha256(response.body)
        if self._query("SELECT 1 FROM bodies WHERE sha256 = ? AND codec <> ?", [digest, PRUNED]):
            return None
        if sha256(response.body) != digest:  # it could never be read again: body() checks
            raise StoreError(f"the check of {check.page_id!r} gives a SHA-256 that is not that of its body")
        bases = packing.bases(self._query, check.page_id, response.fetched_at)
        return best(digest, response.body, bases)


def _despite_surrogates(write: Callable[[T], R], value: T) -> R:
    """UTF-8 has no form for lone surrogates. They are rare: nothing is looked through before one has been met."""
    try:
        return write(value)
    except UnicodeEncodeError:
        return write(repaired(value))


def _standing(db: Database, check: Check) -> _Standing:
    """Where the page stands; a page that nobody watches is taken in by its first check."""
    row = db.conn.execute(_STANDING, (check.page_id,)).fetchone()
    if row is None:
        db.conn.execute("INSERT INTO pages (id, url) VALUES (?, ?)", (check.page_id, check.url))
        return _Standing(None, None, None, None)
    return _Standing(*row)


def _snapshot(db: Database, check: Check, packed: Packed | None, standing: _Standing) -> int | None:
    """The snapshot that the check saw: a new one where other bytes came than last time, whatever they were."""
    response = check.response
    if response is None or not response.body:
        return None if check.outcome is Outcome.INACCESSIBLE else standing.good_snapshot_id
    digest = check.body_sha256 or sha256(response.body)
    if digest == standing.newest_sha256:
        return standing.newest_snapshot_id
    if packed:
        db.conn.execute(_BODY, packed.row)
    row = {
        "page_id": check.page_id,
        "fetched_at": stamp(response.fetched_at),
        "url": response.url,
        "final_url": response.final_url,
        "status": response.status,
        "headers": dump([(name, value) for name, value in response.headers if name.lower() not in _COOKIES]),
        "hops": hop_items(response.hops),
        "body_sha256": digest,
        "size": len(response.body),
    }
    return _inserted(db, "snapshots", row)


def _version(db: Database, check: Check, snapshot_id: int | None, standing: _Standing) -> int:
    """The version that begins with this check, with its text and what differs from the one before."""
    document, response, diff = check.document, check.response, check.diff
    if document is None or response is None or snapshot_id is None:
        raise StoreError(f"a version of {check.page_id!r} cannot begin without a response and the document in it")
    numbers = db.conn.execute("SELECT coalesce(max(number), 0) FROM versions WHERE page_id = ?", (check.page_id,))
    row = {
        "page_id": check.page_id,
        "number": numbers.fetchone()[0] + 1,
        "snapshot_id": snapshot_id,
        "seen_at": stamp(response.fetched_at),
        "outcome": check.outcome,
        "significance": diff.significance if diff else Significance.NONE,
        **document_columns(document),
        "text_sha256": check.text_sha256,
        "reader_version": check.reader_version,
        "settings_key": check.settings_key,
        "previous_id": standing.version_id,
        "returned_to": check.returned_to,
    }
    version_id = _inserted(db, "versions", row)
    put_text(db, version_id, document)
    if diff is not None:
        put_diff(db, version_id, diff)
    return version_id


def _check(db: Database, check: Check, snapshot_id: int | None, version_id: int | None) -> int:
    """The attempt itself, whatever came of it."""
    response, reason = check.response, check.reason
    row = {
        "page_id": check.page_id,
        "started_at": stamp(check.started_at),
        "finished_at": stamp(check.finished_at),
        "outcome": check.outcome,
        "reason": reason.reason if reason else None,
        "evidence": reason.evidence if reason else check.pardon or None,
        "url": check.url,
        "final_url": response.final_url if response else "",
        "status": response.status if response else None,
        "hops": hop_items(check.hops or (response.hops if response else ())),
        "size": len(response.body) if response else None,
        "body_sha256": check.body_sha256,
        "text_sha256": check.text_sha256,
        "snapshot_id": snapshot_id,
        "version_id": version_id,
        "origin": check.origin,
        "reader_version": check.reader_version,
        "program_version": __version__,
    }
    return _inserted(db, "checks", row)


def _stand(db: Database, check: Check, snapshot_id: int | None, version_id: int | None) -> None:
    """The page was read: this snapshot and version are what the next check is compared with.

    Validators come from the newest response, also where its bytes are the known ones or it was a bare 304 that names
    new ones (RFC 9110, 15.4.5): with those of the snapshot a server that renews its ETag would never say 304 again.
    """
    sql = "UPDATE pages SET current_version_id = ?, good_snapshot_id = ? WHERE id = ?"
    db.conn.execute(sql, (version_id, snapshot_id, check.page_id))
    response = check.response
    if response is None:
        return
    etag, modified = response.header("etag"), response.header("last-modified")
    if response.body or etag or modified:
        sql = "UPDATE pages SET etag = ?, last_modified = ?, validators_url = ? WHERE id = ?"
        db.conn.execute(sql, (etag, modified, response.final_url, check.page_id))


def _inserted(db: Database, table: str, row: Mapping[str, object]) -> int:
    """The id of the new row. `Table.insert` asks for the names of all tables first, twice: too dear for each check."""
    sql = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"  # noqa: S608 - our own names
    row_id = db.execute(sql, list(row.values())).lastrowid
    assert row_id is not None
    return row_id
