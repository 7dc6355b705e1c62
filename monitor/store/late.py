"""Looks at a page that came to light after later ones: what was decided anew because of them, and how that is kept.

Rows of `checks` are never edited: each says what was decided when it was recorded. What is known better since stands in
`decided_again`, and in the rows of `versions`. `looks` and `timeline` are checks and versions as they are known now:
every question asks these. What a late look changed is a row of `late_looks`, chained like everything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlite_utils import Database

from monitor.core.history.timeline import Placed, Stand, Timeline
from monitor.core.model import Document
from monitor.core.records import Check
from monitor.store import ledger
from monitor.store.rereading import put_diff
from monitor.store.rows import document_columns, dump, repaired, stamp
from monitor.store.texts import drop_text, put_text

NEXT_LOOKS = """
    SELECT * FROM looks
    WHERE page_id = :page AND started_at >= :at AND (started_at, body_sha256, id) > (:at, :sha256, :id)
    ORDER BY started_at, body_sha256, id LIMIT 100"""
LAST_LOOK = """
    SELECT started_at, body_sha256 FROM checks WHERE page_id = ? ORDER BY started_at DESC, body_sha256 DESC LIMIT 1"""
SEEN_BEFORE = """
    SELECT s.body_sha256 FROM looks c JOIN snapshots s ON s.id = c.snapshot_id
    WHERE c.page_id = :page AND c.started_at <= :at AND (c.started_at, c.body_sha256) < (:at, :sha256)
      AND c.outcome <> 'inaccessible'
    ORDER BY c.started_at DESC, c.body_sha256 DESC LIMIT 1"""
VERSIONS = "SELECT * FROM timeline WHERE page_id = ? ORDER BY number"
BEGAN = "SELECT * FROM looks WHERE page_id = ? AND outcome IN ('first', 'changed', 'returned')"

_STANDING = """
    SELECT version_id, snapshot_id FROM looks WHERE page_id = ? AND outcome <> 'inaccessible'
    ORDER BY started_at DESC, body_sha256 DESC, id DESC LIMIT 1"""
_STORED = f"SELECT v.*, c.id AS look FROM timeline v JOIN ({BEGAN}) c ON c.version_id = v.id"  # noqa: S608
_LOOK = "SELECT outcome, reason, evidence, version_id FROM looks WHERE id = ?"
_AGAIN = "INSERT OR REPLACE INTO decided_again VALUES (?, ?, ?, ?, ?)"
_ASIDE = 1_000_000_000  # added to a number that another version gets: numbers are one version's alone


@dataclass(frozen=True, slots=True)
class Put:
    """The ids of the versions of a timeline, and those of the versions that are not as they were."""

    ids: Mapping[Stand, int]
    changed: tuple[int, ...]


def put_versions(db: Database, check: Check, snapshot_id: int | None, line: Timeline) -> Put:
    """The versions of a page as a late look makes them; to be called before that look itself is recorded."""
    stored = {row["id"]: row for row in db.query(_STORED, [check.page_id])}
    rows = [_columns(db, check, snapshot_id, stand, stored.get(stand.id)) for stand in line.stands]
    ids: dict[Stand, int] = {}
    for number, (stand, row) in enumerate(zip(line.stands, rows, strict=True), 1):
        ids[stand] = stand.id or _made(db, {"page_id": check.page_id, "number": 2 * _ASIDE + number, **row})
    for stand in line.gone:
        db.conn.execute("UPDATE versions SET gone = 1, number = 3 * ? + id WHERE id = ?", (_ASIDE, stand.id))
    for number, (before, stand, row) in enumerate(zip((None, *line.stands), line.stands, rows, strict=False), 1):
        row |= {"number": number, "previous_id": ids[before] if before else None, "outcome": stand.outcome}
        row |= {"returned_to": ids[stand.returned_to] if stand.returned_to else None}
    changed = [
        (stand, row)
        for stand, row in zip(line.stands, rows, strict=True)
        if stand.fresh or any(stored[ids[stand]][name] != value for name, value in row.items())
    ]
    aside = [(ids[stand],) for stand, _ in changed]
    db.conn.executemany(f"UPDATE versions SET number = {_ASIDE} + number WHERE id = ?", aside)  # noqa: S608
    for stand, row in changed:
        db.table("versions").update(ids[stand], row)
        if stand.fresh:
            _put_text(db, ids[stand], stand)
    return Put(ids, tuple(ids[stand] for stand, _ in changed))


def put_late(db: Database, check: Check, check_id: int, line: Timeline, put: Put) -> None:
    """What else a late look changed, once it is recorded, and the entry of all of it in the ledger."""
    again = list(_again(db, line.placed, put.ids))
    db.conn.executemany(_AGAIN, again)
    sealed = [*put.changed, *(stand.id for stand in line.gone if stand.id)]
    standing = db.conn.execute(_STANDING, (check.page_id,)).fetchone() or (None, None)
    sql = "UPDATE pages SET current_version_id = ?, good_snapshot_id = ? WHERE id = ?"
    db.conn.execute(sql, (*standing, check.page_id))
    late = db.table("late_looks").insert(
        {
            "page_id": check.page_id,
            "check_id": check_id,
            "current_version_id": standing[0],
            "good_snapshot_id": standing[1],
            "versions": dump([[one, ledger.version_sha256(db, one)] for one in sealed]),
            "checks": dump([list(one) for one in again]),
        }
    )
    assert isinstance(late.last_pk, int)
    ledger.append(db, "late", late.last_pk)


def repair(line: Timeline) -> None:
    """Replace lone surrogates in what was derived anew, as `repaired` does; versions are known by identity here."""
    for stand in line.stands:
        if stand.fresh:
            document = repaired(stand.load())
            stand.load, stand.diff = partial(_same, document), repaired(stand.diff)


def _same(document: Document) -> Document:
    return document


def _columns(
    db: Database, check: Check, snapshot_id: int | None, stand: Stand, stored: Mapping[str, Any] | None
) -> dict[str, object]:
    """What a version that was derived anew says of itself; of another one nothing."""
    if not stand.fresh:
        return {}
    row = {
        **document_columns(stand.load()),
        "text_sha256": stand.text_sha256,
        "significance": stand.significance,
        "outcome": stand.outcome,
        "reader_version": check.reader_version,
        "settings_key": check.settings_key,
    }
    if stored is None or stored["look"] != stand.look:  # it begins with another look than it did
        row["snapshot_id"], row["seen_at"] = snapshot_id, stamp(check.started_at)
        if stand.look:
            sql = "SELECT snapshot_id, started_at FROM checks WHERE id = ?"
            row["snapshot_id"], row["seen_at"] = db.conn.execute(sql, (stand.look,)).fetchone()
    return row


def _made(db: Database, row: dict[str, object]) -> int:
    made = db.table("versions").insert(row).last_pk
    assert isinstance(made, int)
    return made


def _put_text(db: Database, version_id: int, stand: Stand) -> None:
    drop_text(db, version_id)
    put_text(db, version_id, stand.load())
    for table in ("changes", "facts"):
        db.conn.execute(f"DELETE FROM {table} WHERE version_id = ?", (version_id,))  # noqa: S608 - our own names
    if stand.diff is not None:
        put_diff(db, version_id, stand.diff)


def _again(db: Database, placed: Sequence[Placed], ids: Mapping[Stand, int]) -> Iterator[tuple[object, ...]]:
    """The looks that were something else, as far as was known."""
    for one in placed:
        reason = repaired(one.reason)
        now = (
            one.outcome.value,
            reason.reason.value if reason else None,
            reason.evidence if reason else one.pardon or None,
            ids[one.stand] if one.stand else None,
        )
        if one.look and db.conn.execute(_LOOK, (one.look,)).fetchone() != now:
            yield one.look, *now


def look_again(db: Database) -> None:
    """The tables and views of late looks; all other views then ask these."""
    db.execute("ALTER TABLE versions ADD COLUMN gone INTEGER CHECK (gone = 1)")
    db.executescript(_TABLES)
    found = list(db.query("SELECT name, sql FROM sqlite_master WHERE type = 'view' ORDER BY rowid"))
    for name, sql in _VIEWS.items():
        db.create_view(name, sql)
    for view in found:
        sql = re.sub(r"\b(FROM|(?<!LEFT )JOIN) versions\b", r"\1 timeline", view["sql"])
        sql = re.sub(r"\b(FROM|(?<!LEFT )JOIN) checks\b", r"\1 looks", sql)
        if sql != view["sql"]:
            db.execute(f'DROP VIEW "{view["name"]}"')
            db.execute(sql)


def tell_status(db: Database) -> None:
    """The view of where each page stands; it joins what `looks` does: SQLite would make all of that view first."""
    db.execute("DROP VIEW page_status")
    db.create_view("page_status", _STATUS)


_TABLES = """
CREATE TABLE decided_again (
    check_id INTEGER PRIMARY KEY REFERENCES checks (id),
    outcome TEXT NOT NULL,
    reason TEXT,
    evidence TEXT,
    version_id INTEGER REFERENCES versions (id)  -- in force after that check
) STRICT;

CREATE TABLE late_looks (
    id INTEGER PRIMARY KEY,
    page_id TEXT NOT NULL REFERENCES pages (id),
    check_id INTEGER NOT NULL REFERENCES checks (id),  -- the look that came to light late
    current_version_id INTEGER REFERENCES versions (id),  -- where the page stands since
    good_snapshot_id INTEGER REFERENCES snapshots (id),
    versions TEXT NOT NULL CHECK (json_valid(versions)),  -- [[id, version_sha256], ...] of those that it changed
    checks TEXT NOT NULL CHECK (json_valid(checks))  -- rows of `decided_again`
) STRICT;

CREATE INDEX late_looks_by_page ON late_looks (page_id);

DROP INDEX versions_by_page_time;
CREATE INDEX versions_by_page_time ON versions (page_id, seen_at, number);

CREATE TRIGGER late_looks_are_not_updated BEFORE UPDATE ON late_looks
BEGIN SELECT RAISE(ABORT, 'late looks are append-only'); END;

CREATE TRIGGER late_looks_are_not_deleted BEFORE DELETE ON late_looks
BEGIN SELECT RAISE(ABORT, 'late looks are append-only'); END;

CREATE TRIGGER late_looks_are_not_replaced BEFORE INSERT ON late_looks
WHEN EXISTS (SELECT 1 FROM late_looks WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'late looks are append-only'); END;
"""

_VIEWS = {
    # Versions as they are known now, without those that an older look showed never to have begun.
    "timeline": """
        SELECT id, page_id, number, snapshot_id, seen_at, outcome, significance, title, language, updated, effective,
               url, encoding, damage, partial, words, text_sha256, reader_version, settings_key, previous_id,
               returned_to
        FROM versions WHERE gone IS NULL""",
    # Checks with what is known of them now.
    "looks": """
        SELECT c.id, c.page_id, c.started_at, c.finished_at, coalesce(a.outcome, c.outcome) AS outcome,
               CASE WHEN a.check_id IS NULL THEN c.reason ELSE a.reason END AS reason,
               CASE WHEN a.check_id IS NULL THEN c.evidence ELSE a.evidence END AS evidence,
               c.url, c.final_url, c.status, c.hops, c.size, c.body_sha256, c.text_sha256, c.snapshot_id,
               CASE WHEN a.check_id IS NULL THEN c.version_id ELSE a.version_id END AS version_id,
               c.origin, c.reader_version, c.program_version
        FROM checks c LEFT JOIN decided_again a ON a.check_id = c.id""",
}

_STATUS = """
    SELECT p.id AS page_id, p.name, p.url, p.watched, p.paused, p.next_due_at,
           c.started_at AS last_check_at, coalesce(a.outcome, c.outcome) AS last_outcome,
           CASE WHEN a.check_id IS NULL THEN c.reason ELSE a.reason END AS reason,
           CASE WHEN a.check_id IS NULL THEN c.evidence ELSE a.evidence END AS evidence,
           v.number AS version, v.seen_at AS version_since, v.title, v.updated, v.words
    FROM pages p
    LEFT JOIN checks c ON c.id = (
        SELECT id FROM checks WHERE page_id = p.id ORDER BY started_at DESC, id DESC LIMIT 1)
    LEFT JOIN decided_again a ON a.check_id = c.id
    LEFT JOIN timeline v ON v.id = p.current_version_id"""
