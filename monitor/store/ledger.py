"""The hash chain over everything that was recorded: who keeps one hash can prove that nothing before it was rewritten.

Each check (and each reread) is an entry. What an entry says is one line of compact JSON. Its `chain` is the SHA-256 of
two lines: the `chain` of the entry before it, and the SHA-256 of its own line. (In two steps, so that a proof can pass
over the entries of other pages by their hashes alone.) NULL columns are left out, so that a later schema may add some
without breaking what was chained before. All lines are UTF-8 and are hashed with their line ends.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from monitor.store.rows import Row, dump, selected

GENESIS = "0" * 64  # stands before the first entry

# What an entry is of, and where its row lies. The tables of later schemas may not be there yet.
TABLES = {"check": "checks", "reread": "rereads", "late": "late_looks", "hold": "hold_log"}

HEAD = "SELECT id, chain FROM ledger ORDER BY id DESC LIMIT 1"
_ENTRY = "INSERT INTO ledger (kind, row_id, snapshot_id, version_id, version_sha256, chain) VALUES (?, ?, ?, ?, ?, ?)"
_SEALED = {
    "sections": """
        SELECT lower(hex(s.sha256)) AS sha256 FROM version_sections v JOIN section_texts s ON s.id = v.section_id
        WHERE v.version_id = ? ORDER BY v.position""",
    "changes": "SELECT * FROM changes WHERE version_id = ? ORDER BY position",
    "facts": "SELECT * FROM facts WHERE version_id = ? ORDER BY position",
}


def append(
    db: Database, kind: str, row_id: int, *, snapshot_id: int | None = None, version_id: int | None = None
) -> str:
    """Chain a row of `TABLES[kind]` that has just been written; the new head.

    `snapshot_id` is given where the row brought that snapshot, `version_id` where that version began or was derived
    again: the entry is then bound to them as they are now.
    """
    head = db.conn.execute(HEAD).fetchone()
    row = _row(db, TABLES[kind], row_id)
    snapshot = _row(db, "snapshots", snapshot_id) if snapshot_id else None
    sealed = version_sha256(db, version_id) if version_id else ""
    chain = chained(head[1] if head else GENESIS, line(kind, row, snapshot, sealed))
    db.conn.execute(_ENTRY, (kind, row_id, snapshot_id, version_id, sealed, chain))
    return chain


def entry_line(db: Database, entry: Row) -> str:
    """What an entry that is in the ledger says, from the rows as they are now."""
    row = _row(db, TABLES[entry["kind"]], entry["row_id"])
    snapshot = _row(db, "snapshots", entry["snapshot_id"]) if entry["snapshot_id"] else None
    return line(entry["kind"], row, snapshot, entry["version_sha256"])


def line(kind: str, row: Row, snapshot: Row | None, version: str) -> str:
    """What an entry says."""
    told: dict[str, object] = {"kind": kind, "row": _told(row)}
    if snapshot:
        told["snapshot"] = _told(snapshot)
    if version:
        told["version_sha256"] = version
    return dump(told)


def chained(previous: str, said: str) -> str:
    """The `chain` of an entry that says this line."""
    return linked(previous, line_sha256(said))


def linked(previous: str, said_sha256: str) -> str:
    """The same from the hash of the line."""
    return line_sha256(f"{previous}\n{said_sha256}")


def line_sha256(text: str) -> str:
    """Of a line, or of lines, with the last line end. What is no UTF-8 (`verify` meets that) has a hash as well."""
    return hashlib.sha256(f"{text}\n".encode("utf-8", "surrogateescape")).hexdigest()


def version_sha256(db: Database, version_id: int) -> str:
    """Of all that was derived: of the line that `version_line` gives."""
    return line_sha256(version_line(db, version_id))


def version_line(db: Database, version_id: int) -> str:
    """A version with its sections (by their hashes), changes and facts, as one line of compact JSON."""
    told: dict[str, object] = {"version": _told(_row(db, "versions", version_id))}
    for name, sql in _SEALED.items():
        rows = selected(db, sql, [version_id])
        told[name] = [row["sha256"] if name == "sections" else _told(row) for row in rows]
    return dump(told)


def _row(db: Database, table: str, row_id: int) -> dict[str, Any]:
    return selected(db, f"SELECT * FROM {table} WHERE id = ?", [row_id])[0]  # noqa: S608 - our own names


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}
