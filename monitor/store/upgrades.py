"""What the later migrations do: their tables, and how rows of an older schema are brought into them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from sqlite_utils import Database

from monitor.store import ledger
from monitor.store.bodies import FAST, checksum
from monitor.store.texts import Columns, put_sections


def share_texts(db: Database) -> None:
    """Move the text of all versions from a row a place to a row a text."""
    db.executescript(_TEXTS)
    for (version_id,) in db.conn.execute("SELECT id FROM versions ORDER BY id").fetchall():
        put_sections(db, version_id, list(_old_sections(db, version_id)))
    db.execute("DROP TABLE blocks")
    db.execute("DROP TABLE sections")
    for name, sql in _TEXT_VIEWS.items():
        db.create_view(name, sql)


def pack_bodies(db: Database) -> None:
    """Make room for bodies that are packed against others; those that are there stay packed alone."""
    for column in _BODY_COLUMNS:
        db.execute(f"ALTER TABLE bodies ADD COLUMN {column}")
    db.execute("CREATE INDEX snapshots_by_page_time ON snapshots (page_id, fetched_at)")
    columns = "SELECT sha256, codec, size, stored, base_sha256, level FROM bodies WHERE sha256 = ?"
    for (digest,) in db.conn.execute("SELECT sha256 FROM bodies").fetchall():
        row = db.conn.execute(columns, (digest,)).fetchone()
        db.conn.execute("UPDATE bodies SET crc32 = ? WHERE sha256 = ?", (checksum(*row), digest))


def chain_checks(db: Database) -> None:
    """Make the ledger, and enter what was recorded before there was one."""
    db.executescript(_LEDGER)
    enter_checks(db)


def enter_checks(db: Database) -> None:
    """Chain all checks in the order of recording, each with the snapshot and version that it is the first to have."""
    snapshots: set[int] = set()
    versions: set[int] = set()
    rows = db.conn.execute("SELECT id, snapshot_id, version_id FROM checks ORDER BY id").fetchall()
    for check_id, snapshot_id, version_id in rows:
        ledger.append(
            db,
            "check",
            check_id,
            snapshot_id=None if snapshot_id in snapshots else snapshot_id,
            version_id=None if version_id in versions else version_id,
        )
        snapshots.add(snapshot_id)
        versions.add(version_id)


def _old_sections(db: Database, version_id: int) -> Iterator[tuple[Columns, list[Columns]]]:
    rows = db.conn.execute(
        "SELECT section, kind, depth, text, links FROM blocks WHERE version_id = ? ORDER BY section, position",
        (version_id,),
    )
    blocks = {at: [row[1:] for row in group] for at, group in groupby(rows, key=itemgetter(0))}
    sections = db.conn.execute(
        """SELECT position, level, heading, number, path, anchor, topic FROM sections
           WHERE version_id = ? ORDER BY position""",
        (version_id,),
    )
    for position, *columns in sections.fetchall():
        yield tuple(columns), blocks.get(position, [])


_TEXTS = """
CREATE TABLE block_texts (
    id INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),  -- of the line [kind, depth, text, links]
    kind TEXT NOT NULL,
    depth INTEGER NOT NULL,
    text TEXT NOT NULL,
    links TEXT NOT NULL CHECK (json_valid(links))  -- [[text, target], ...]
) STRICT;

CREATE TABLE section_texts (
    id INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),  -- of the line [level, ..., topic, [block hash, ...]]
    level INTEGER NOT NULL,
    heading TEXT NOT NULL,
    number TEXT NOT NULL,
    path TEXT NOT NULL CHECK (json_valid(path)),
    anchor TEXT NOT NULL,
    topic TEXT NOT NULL
) STRICT;

CREATE TABLE section_blocks (
    section_id INTEGER NOT NULL REFERENCES section_texts (id),
    position INTEGER NOT NULL,
    block_id INTEGER NOT NULL REFERENCES block_texts (id),
    PRIMARY KEY (section_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE version_sections (
    version_id INTEGER NOT NULL REFERENCES versions (id),
    position INTEGER NOT NULL,
    section_id INTEGER NOT NULL REFERENCES section_texts (id),
    PRIMARY KEY (version_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX section_blocks_by_block ON section_blocks (block_id);
CREATE INDEX version_sections_by_section ON version_sections (section_id);
"""

_LEDGER = """
CREATE TABLE ledger (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,  -- what the entry is of: check, reread
    row_id INTEGER NOT NULL,  -- in `checks`, `rereads`
    snapshot_id INTEGER REFERENCES snapshots (id),  -- that came with it
    version_id INTEGER REFERENCES versions (id),  -- that began with it, or was derived again
    version_sha256 TEXT NOT NULL,  -- of that version as it was then, with its text, changes and facts
    chain TEXT NOT NULL CHECK (length(chain) = 64)  -- SHA-256 of two lines: the chain before, the SHA-256 of this entry
) STRICT;

CREATE UNIQUE INDEX ledger_by_row ON ledger (kind, row_id);
CREATE INDEX ledger_by_version ON ledger (version_id) WHERE version_id IS NOT NULL;

CREATE TRIGGER ledger_is_not_updated BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

CREATE TRIGGER ledger_is_not_deleted BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

CREATE TRIGGER ledger_is_not_replaced BEFORE INSERT ON ledger
WHEN EXISTS (SELECT 1 FROM ledger WHERE id = NEW.id OR (kind = NEW.kind AND row_id = NEW.row_id))
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
"""

_BODY_COLUMNS = (
    "base_sha256 TEXT REFERENCES bodies (sha256)",  # that it is packed against; NULL: packed alone
    f"level INTEGER NOT NULL DEFAULT {FAST}",  # how hard it was packed; `compact` packs harder
    "crc32 INTEGER NOT NULL DEFAULT 0",  # of all other columns: a flipped bit may leave the body as it was
)

_TEXT_VIEWS = {
    "sections": """
        SELECT v.version_id, v.position, s.level, s.heading, s.number, s.path, s.anchor, s.topic
        FROM version_sections v JOIN section_texts s ON s.id = v.section_id""",
    "blocks": """
        SELECT v.version_id, v.position AS section, p.position, b.kind, b.depth, b.text, b.links
        FROM version_sections v
        JOIN section_blocks p ON p.section_id = v.section_id
        JOIN block_texts b ON b.id = p.block_id""",
}
