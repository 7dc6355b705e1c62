"""The text of versions: each block and each section stored once by the hash of what it says, versions refer to them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from sqlite_utils import Database

from monitor.core.model import Document
from monitor.store.rows import block_columns, dump, section_columns

Columns = tuple[object, ...]

_BLOCK = "SELECT id FROM block_texts WHERE sha256 = ?"
_NEW_BLOCK = "INSERT INTO block_texts (sha256, kind, depth, text, links) VALUES (?, ?, ?, ?, ?)"
_SECTION = "SELECT id FROM section_texts WHERE sha256 = ?"
_NEW_SECTION = """
    INSERT INTO section_texts (sha256, level, heading, number, path, anchor, topic) VALUES (?, ?, ?, ?, ?, ?, ?)"""
_SECTION_BLOCK = "INSERT INTO section_blocks VALUES (?, ?, ?)"
_PLACE = "INSERT INTO version_sections VALUES (?, ?, ?)"


def put_text(db: Database, version_id: int, document: Document) -> None:
    """What a version says; of it only what no version said before takes room."""
    put_sections(db, version_id, ((section_columns(s), tuple(map(block_columns, s.blocks))) for s in document.sections))


def drop_text(db: Database, version_id: int) -> None:
    """Let a version say nothing, before another reading is put. What no version says any more goes at `compact`."""
    db.conn.execute("DELETE FROM version_sections WHERE version_id = ?", (version_id,))


def put_sections(db: Database, version_id: int, sections: Iterable[tuple[Columns, Sequence[Columns]]]) -> None:
    """The same from rows: of each section its columns, and those of its blocks."""
    places = [
        (version_id, position, _section_id(db, columns, blocks)) for position, (columns, blocks) in enumerate(sections)
    ]
    db.conn.executemany(_PLACE, places)


def block_sha256(columns: Sequence[object]) -> bytes:
    """Of one line: the compact JSON of `[kind, depth, text, links]`, as they lie in the table."""
    return _hash(columns)


def section_sha256(columns: Sequence[object], blocks: Iterable[bytes]) -> bytes:
    """Of one line: the compact JSON of `section_line`."""
    return _hash(section_line(columns, blocks))


def section_line(columns: Sequence[object], blocks: Iterable[bytes]) -> list[object]:
    """`[level, heading, number, path, anchor, topic, [block hash, ...]]`, hashes in hexadecimal."""
    return [*columns, [block.hex() for block in blocks]]


def forget_unused(db: Database) -> int:
    """Remove sections and blocks that no version has any more; how many."""
    sql = (
        "DELETE FROM section_blocks WHERE section_id NOT IN (SELECT section_id FROM version_sections)",
        "DELETE FROM section_texts WHERE id NOT IN (SELECT section_id FROM version_sections)",
        "DELETE FROM block_texts WHERE id NOT IN (SELECT block_id FROM section_blocks)",
    )
    return sum([db.conn.execute(statement).rowcount for statement in sql][1:])


def _section_id(db: Database, columns: Columns, blocks: Sequence[Columns]) -> int:
    hashes = list(map(block_sha256, blocks))
    digest = section_sha256(columns, hashes)
    known = db.conn.execute(_SECTION, (digest,)).fetchone()
    if known:
        return int(known[0])
    section_id = int(db.conn.execute(_NEW_SECTION, (digest, *columns)).lastrowid or 0)
    ids = _block_ids(db, hashes, blocks)
    db.conn.executemany(_SECTION_BLOCK, [(section_id, position, block_id) for position, block_id in enumerate(ids)])
    return section_id


def _block_ids(db: Database, hashes: Sequence[bytes], blocks: Sequence[Columns]) -> Iterator[int]:
    for digest, columns in zip(hashes, blocks, strict=True):
        known = db.conn.execute(_BLOCK, (digest,)).fetchone()
        yield int(known[0]) if known else int(db.conn.execute(_NEW_BLOCK, (digest, *columns)).lastrowid or 0)


def _hash(values: Sequence[object]) -> bytes:
    """Damaged text, which is no UTF-8, has a hash as well: `verify` reads it with surrogates for what it is not."""
    return hashlib.sha256(f"{dump(list(values))}\n".encode("utf-8", "surrogateescape")).digest()
