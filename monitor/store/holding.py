"""Versions that are held back: what waits, and what a check decides about it. Each step is an entry of the ledger."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from monitor.core.records import Held, Settling, Standing
from monitor.store import ledger
from monitor.store.rows import Row, moment, stamp, stamp_or_none

HELD = """
    SELECT h.version_id, v.text_sha256, h.until FROM holds h JOIN timeline v ON v.id = h.version_id
    WHERE h.page_id = ? AND h.standing = 'held' ORDER BY v.number"""
TEXT_BEFORE = """
    SELECT b.text_sha256 FROM timeline v JOIN timeline b ON b.page_id = v.page_id AND b.number < v.number
    WHERE v.id = ? ORDER BY b.number DESC LIMIT 1"""

_HOLD = "INSERT INTO holds (version_id, page_id, standing, until, decided_at) VALUES (?, ?, ?, ?, ?)"
_LOG = """
    INSERT INTO hold_log (version_id, page_id, standing, until, decided_at)
    SELECT version_id, page_id, standing, until, decided_at FROM holds WHERE version_id = ?"""
_DECIDE = "UPDATE holds SET standing = ?, decided_at = ? WHERE version_id = ?"


def held_of(row: Row) -> Held:
    """From a row of HELD."""
    return Held(row["version_id"], row["text_sha256"], moment(row["until"]))


def put_settling(db: Database, page_id: str, version_id: int | None, settling: Settling, at: datetime) -> None:
    """Record what a check decided, `version_id` being the version that began with it."""
    for standing, ids in ((Standing.CONFIRMED, settling.confirmed), (Standing.WITHDRAWN, settling.withdrawn)):
        for decided in ids:
            db.conn.execute(_DECIDE, (standing, stamp(at), decided))
            log(db, decided)
    if version_id is not None and (settling.back or settling.until):
        back, held = (Standing.BACK, None, stamp(at)), (Standing.HELD, stamp_or_none(settling.until), None)
        db.conn.execute(_HOLD, (version_id, page_id, *(back if settling.back else held)))
        log(db, version_id)


def log(db: Database, version_id: int) -> None:
    """Chain how a version stands now."""
    logged = db.conn.execute(_LOG, (version_id,)).lastrowid
    ledger.append(db, "hold", int(logged or 0))


def log_all(db: Database) -> None:
    """Make the log, and enter what was held back before there was one."""
    db.executescript(_TABLE)
    for (version_id,) in db.conn.execute("SELECT version_id FROM holds ORDER BY version_id").fetchall():
        log(db, version_id)


_TABLE = """
CREATE TABLE hold_log (
    id INTEGER PRIMARY KEY,
    version_id INTEGER NOT NULL REFERENCES versions (id),
    page_id TEXT NOT NULL REFERENCES pages (id),
    standing TEXT NOT NULL,
    until TEXT,
    decided_at TEXT
) STRICT;

CREATE TRIGGER hold_log_is_not_updated BEFORE UPDATE ON hold_log
BEGIN SELECT RAISE(ABORT, 'the log of holds is append-only'); END;

CREATE TRIGGER hold_log_is_not_deleted BEFORE DELETE ON hold_log
BEGIN SELECT RAISE(ABORT, 'the log of holds is append-only'); END;

CREATE TRIGGER hold_log_is_not_replaced BEFORE INSERT ON hold_log
WHEN EXISTS (SELECT 1 FROM hold_log WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the log of holds is append-only'); END;
"""
