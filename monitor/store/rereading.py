"""A version as it is read now in the place of the stored one: text, changes, and the record of what that brought."""

from __future__ import annotations

import json
from dataclasses import replace

from sqlite_utils import Database

from monitor.core.errors import StoreError
from monitor.core.model import Change, Diff, Significance
from monitor.core.records import Reread, RereadRow
from monitor.store import ledger
from monitor.store.rows import (
    Row,
    change_of,
    change_rows,
    document_columns,
    dump,
    fact_rows,
    moment,
    stamp,
)
from monitor.store.texts import drop_text, put_text

MOST_CHANGES = 100  # of a reread that are kept; a better reader may drop a menu from thousands of versions
MOST_CHARACTERS = 50_000  # in their texts

REREADS = """
    SELECT r.*, v.number FROM rereads r JOIN versions v ON v.id = r.version_id
    WHERE r.page_id = ? ORDER BY r.id DESC"""

_CHANGES = "INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_FACTS = "INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_STORED = "SELECT reader_version, settings_key, text_sha256, words, significance FROM versions WHERE id = ?"
_KEYS = ("kind", "section", "before", "after", "edits", "significance", "heading", "before_at", "after_at")


def put_diff(db: Database, version_id: int, diff: Diff) -> None:
    """What differs from the version before."""
    db.conn.executemany(_CHANGES, change_rows(version_id, diff))
    db.conn.executemany(_FACTS, fact_rows(version_id, diff))


def put_again(db: Database, reread: Reread) -> None:
    """Replace what was derived of a version, and record that. Nothing that was observed is touched."""
    row = db.conn.execute(_STORED, (reread.version_id,)).fetchone()
    if row is None:
        raise StoreError(f"no version with id {reread.version_id} of {reread.page_id!r} to read again")
    reader, settings, text_sha256, words, significance = row
    version_id, document, diff = reread.version_id, reread.document, reread.diff
    drop_text(db, version_id)
    put_text(db, version_id, document)
    if diff is not None:
        for table in ("changes", "facts"):
            db.conn.execute(f"DELETE FROM {table} WHERE version_id = ?", (version_id,))  # noqa: S608 - our own names
        put_diff(db, version_id, diff)
    columns = {
        **document_columns(document),
        "text_sha256": reread.text_sha256,
        "reader_version": reread.reader_version,
        "settings_key": reread.settings_key,
        "significance": diff.significance if diff is not None else significance,
    }
    db.table("versions").update(version_id, columns)
    row = db.table("rereads").insert(
        {
            "page_id": reread.page_id,
            "version_id": version_id,
            "snapshot_id": reread.snapshot_id,
            "reread_at": stamp(reread.reread_at),
            "reader_before": reader,
            "reader_after": reread.reader_version,
            "settings_before": settings,
            "settings_after": reread.settings_key,
            "text_sha256_before": text_sha256,
            "text_sha256_after": reread.text_sha256,
            "words_before": words,
            "words_after": document.words,
            "significance": reread.brought.significance,
            "differences": len(reread.brought.changes),
            "changes": dump(_first(version_id, reread.brought)),
        }
    )
    reread_id = row.last_pk
    assert isinstance(reread_id, int)
    ledger.append(db, "reread", reread_id, version_id=version_id)


def reread_row(row: Row) -> RereadRow:
    """From a row of REREADS."""
    return RereadRow(
        id=row["id"],
        page_id=row["page_id"],
        version_id=row["version_id"],
        number=row["number"],
        snapshot_id=row["snapshot_id"],
        reread_at=moment(row["reread_at"]),
        reader_before=row["reader_before"],
        reader_after=row["reader_after"],
        settings_before=row["settings_before"],
        settings_after=row["settings_after"],
        text_sha256_before=row["text_sha256_before"],
        text_sha256_after=row["text_sha256_after"],
        words_before=row["words_before"],
        words_after=row["words_after"],
        significance=Significance(row["significance"]),
        differences=row["differences"],
        changes=tuple(_changes(row["changes"])),
    )


def _first(version_id: int, brought: Diff) -> list[list[object]]:
    """The first changes, as `changes` would have them."""
    kept: list[Change] = []
    size = 0
    for change in brought.changes[:MOST_CHANGES]:
        size += len(change.before) + len(change.after)
        if size > MOST_CHARACTERS:
            break
        kept.append(change)
    return [list(row[2:]) for row in change_rows(version_id, replace(brought, changes=tuple(kept)))]


def _changes(text: str) -> list[Change]:
    return [change_of(dict(zip(_KEYS, row, strict=True))) for row in json.loads(text)]
