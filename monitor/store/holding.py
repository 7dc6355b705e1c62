"""Versions that are held back: what waits, and what a check decides about it."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from monitor.core.records import Held, Settling, Standing
from monitor.store.rows import Row, moment, stamp, stamp_or_none

HELD = """
    SELECT h.version_id, v.text_sha256, h.until FROM holds h JOIN timeline v ON v.id = h.version_id
    WHERE h.page_id = ? AND h.standing = 'held' ORDER BY v.number"""
TEXT_BEFORE = """
    SELECT b.text_sha256 FROM timeline v JOIN timeline b ON b.page_id = v.page_id AND b.number < v.number
    WHERE v.id = ? ORDER BY b.number DESC LIMIT 1"""

_HOLD = "INSERT INTO holds (version_id, page_id, standing, until, decided_at) VALUES (?, ?, ?, ?, ?)"
_DECIDE = "UPDATE holds SET standing = ?, decided_at = ? WHERE version_id = ?"


def held_of(row: Row) -> Held:
    """From a row of HELD."""
    return Held(row["version_id"], row["text_sha256"], moment(row["until"]))


def put_settling(db: Database, page_id: str, version_id: int | None, settling: Settling, at: datetime) -> None:
    """Record what a check decided, `version_id` being the version that began with it."""
    for standing, ids in ((Standing.CONFIRMED, settling.confirmed), (Standing.WITHDRAWN, settling.withdrawn)):
        db.conn.executemany(_DECIDE, [(standing, stamp(at), decided) for decided in ids])
    if version_id is not None and settling.back:
        db.conn.execute(_HOLD, (version_id, page_id, Standing.BACK, None, stamp(at)))
    elif version_id is not None and settling.until:
        db.conn.execute(_HOLD, (version_id, page_id, Standing.HELD, stamp_or_none(settling.until), None))
