"""Does everything that is stored still hold? The ledger, the bodies, the texts and the versions, against their hashes.

Not covered: what the configuration says of a page (`url`, `name`, `paused`, `watched`), when it is due, and the
validators of its last response. They may change at any time, and nothing is concluded from them.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from monitor.core.errors import StoreError, StoreUnusable
from monitor.store import indexes, ledger
from monitor.store.bodies import CHAIN, PRUNED, checksum, unpacked
from monitor.store.opening import opened_for_reading
from monitor.store.schema import unexpected
from monitor.store.texts import block_sha256, section_sha256

Progress = Callable[[int, int], None]  # done, of so many

_HOLD = ("version_id", "page_id", "standing", "until", "decided_at")
BATCH = 500  # rows that are held at a time
MOST_TOLD = 100  # faults: in a database that was rewritten all of it is one


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that does not hold. `row` is its key as text, empty where it is about the whole table or file."""

    table: str
    row: str
    what: str

    def __str__(self) -> str:
        place = f"{self.table} {self.row}" if self.row else self.table
        return f"{place}: {self.what}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found: the head of the chain, how much was looked at, and what does not hold, in order."""

    head: str
    entries: int
    bodies: int
    pruned: int
    versions: int
    since: int | None  # entries after the one whose hash was given, None if none was given or it is not there
    faults: tuple[Fault, ...]


@dataclass(slots=True)
class _Walk:
    """What one pass over the ledger leaves to compare."""

    against: str
    previous: str = ledger.GENESIS
    entries: int = 0
    bodies: int = 0
    pruned: int = 0
    versions: int = 0
    known_at: int | None = None  # how many entries there were when `against` was the head
    snapshots: set[int] = field(default_factory=set)
    sealed: dict[int, str] = field(default_factory=dict)  # version id -> what its newest entry says of it
    standing: dict[str, tuple[int, int]] = field(default_factory=dict)  # page id -> version and good snapshot
    holds: dict[int, tuple[Any, ...]] = field(default_factory=dict)  # version id -> how it stands
    again: dict[int, tuple[Any, ...]] = field(default_factory=dict)  # check id -> what was decided of it anew


def verify(path: Path, against: str, on_row: Progress) -> Verdict:
    """Look at every row. `against` is a head that somebody kept; without one, nothing is known of what was cut off."""
    connection, walk = opened_for_reading(path), _Walk(against)
    faults: list[Fault] = []
    with closing(connection):
        connection.read_damaged_text()
        try:
            with connection.steady() as db:
                faults.extend(itertools.islice(_faults(db, walk, on_row), MOST_TOLD))
        except StoreUnusable as error:  # a page of the file that cannot be read at all
            faults.append(Fault("file", "", str(error)))
    since = None if walk.known_at is None else walk.entries - walk.known_at
    return Verdict(walk.previous, walk.entries, walk.bodies, walk.pruned, walk.versions, since, tuple(faults))


_COUNTS = """
    SELECT (SELECT count(*) FROM ledger) + (SELECT count(*) FROM bodies) + (SELECT count(*) FROM block_texts)
           + (SELECT count(*) FROM section_texts) + (SELECT count(*) FROM versions) AS rows"""


def _faults(db: Database, walk: _Walk, on_row: Progress) -> Iterator[Fault]:
    """File and schema first: what is found in the rows of a broken file means nothing."""
    yield from _file(db)
    total = next(db.query(_COUNTS))["rows"]
    steps = (_entries(db, walk), _unentered(db, walk), _bodies(db, walk), _texts(db), _versions(db, walk))
    done = 0
    for step in (*steps, _pages(db, walk)):
        for fault in step:
            if fault is not None:
                yield fault
                continue
            done += 1
            if done % 50 == 0 or done == total:
                on_row(done, total)


# Each step gives None for a row that holds, so that progress can be told.
_Step = Iterator[Fault | None]


def _file(db: Database) -> Iterator[Fault]:
    for row in db.query("PRAGMA integrity_check"):
        if row["integrity_check"] != "ok":
            yield Fault("file", "", row["integrity_check"])
    for row in db.query("PRAGMA foreign_key_check"):
        yield Fault(row["table"], str(row["rowid"]), f"refers to a row of `{row['parent']}` that is not there")
    for what in unexpected(db):
        yield Fault("schema", "", what)
    for index, what in indexes.differing(db):
        yield Fault(index, "", what)


def _entries(db: Database, walk: _Walk) -> _Step:
    for batch in _batches(db, "ledger"):
        rows = {kind: _by_id(db, table, _ids(batch, "row_id", kind)) for kind, table in ledger.TABLES.items()}
        snapshots = _by_id(db, "snapshots", _ids(batch, "snapshot_id"))
        for entry in batch:
            yield _entry(entry, rows.get(entry["kind"], {}), snapshots, walk)


def _entry(
    entry: Mapping[str, Any], rows: Mapping[int, Any], snapshots: Mapping[int, Any], walk: _Walk
) -> Fault | None:
    """Whether an entry follows from the one before it and from what it is of; the walk goes on from what it claims."""
    previous, walk.previous = walk.previous, entry["chain"]
    walk.entries += 1
    walk.known_at = walk.entries if entry["chain"] == walk.against else walk.known_at
    if entry["id"] != walk.entries:
        return Fault("ledger", str(entry["id"]), "entries are not counted from 1 without a gap")
    row, snapshot = rows.get(entry["row_id"]), snapshots.get(entry["snapshot_id"])
    table = ledger.TABLES.get(entry["kind"], "")
    if row is None or (entry["snapshot_id"] and snapshot is None):
        return Fault("ledger", str(entry["id"]), f"what it is of is not there: {table or 'kind'} {entry['row_id']}")
    if entry["version_id"] != (row.get("version_id") if entry["version_sha256"] else None):
        return Fault("ledger", str(entry["id"]), "names another version than its row")
    said = ledger.line(entry["kind"], row, snapshot, entry["version_sha256"])
    if snapshot:
        walk.snapshots.add(snapshot["id"])
    if entry["version_id"]:
        walk.sealed[entry["version_id"]] = entry["version_sha256"]
    if entry["kind"] == "check" and row["outcome"] != "inaccessible":
        walk.standing[row["page_id"]] = (row["version_id"], row["snapshot_id"])
    if entry["kind"] == "hold":
        walk.holds[row["version_id"]] = tuple(row[name] for name in _HOLD)
    if ledger.chained(previous, said) != entry["chain"]:
        with_it = f", its snapshot {snapshot['id']}" if snapshot else ""
        return Fault(table, str(row["id"]), f"this row{with_it} or its entry {entry['id']} in the ledger was changed")
    return _late(row, walk) if entry["kind"] == "late" else None


def _late(row: Mapping[str, Any], walk: _Walk) -> Fault | None:
    """What a late look has left. Its row is known to be as it was chained, which says nothing of who chained it."""
    try:
        walk.sealed |= dict(json.loads(row["versions"]))
        walk.again |= {one[0]: tuple(one) for one in json.loads(row["checks"])}
    except (ValueError, TypeError, LookupError):
        return Fault("late_looks", str(row["id"]), "does not say what it changed")
    walk.standing[row["page_id"]] = (row["current_version_id"], row["good_snapshot_id"])
    return None


def _unentered(db: Database, walk: _Walk) -> _Step:
    if walk.against not in ("", ledger.GENESIS) and walk.known_at is None:
        yield Fault("ledger", "", f"the hash {walk.against} is not in it: what it stood for was rewritten or cut off")
    if walk.against == ledger.GENESIS:
        walk.known_at = 0
    tables = {row["name"] for row in db.query("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for kind, table in ledger.TABLES.items():
        if table in tables:
            sql = f"SELECT id FROM {table} WHERE id NOT IN (SELECT row_id FROM ledger WHERE kind = ?)"  # noqa: S608
            for row in db.query(sql, [kind]):
                yield Fault(table, str(row["id"]), "is not in the ledger")
    for row in db.query("SELECT id FROM snapshots"):
        if row["id"] not in walk.snapshots:
            yield Fault("snapshots", str(row["id"]), "came with no entry of the ledger")


def _bodies(db: Database, walk: _Walk) -> _Step:
    columns = ("sha256", "codec", "size", "stored", "base_sha256", "level")
    for (rowid,) in db.conn.execute("SELECT rowid FROM bodies ORDER BY rowid").fetchall():
        row = next(db.query("SELECT * FROM bodies WHERE rowid = ?", [rowid]))
        walk.bodies += 1
        walk.pruned += row["codec"] == PRUNED
        if checksum(*(row[column] for column in columns)) != row["crc32"]:
            yield Fault("bodies", row["sha256"], "this row was changed: its checksum does not hold")
        elif row["codec"] == PRUNED:
            yield None
        else:
            yield _body(row["sha256"], list(db.query(CHAIN, [row["sha256"]])))
    sql = """SELECT sha256 FROM bodies WHERE sha256 NOT IN (SELECT body_sha256 FROM snapshots)"""
    for row in db.query(sql):
        yield Fault("bodies", row["sha256"], "is of no snapshot")
    sql = "SELECT s.id FROM snapshots s JOIN bodies b ON b.sha256 = s.body_sha256 WHERE s.size <> b.size"
    for row in db.query(sql):
        yield Fault("snapshots", str(row["id"]), "gives another size than its body has")


def _body(digest: str, chain: list[dict[str, Any]]) -> Fault | None:
    try:
        unpacked(chain)
    except StoreError as error:
        return Fault("bodies", digest, str(error))
    return None


def _texts(db: Database) -> _Step:
    for batch in _batches(db, "block_texts"):
        for row in batch:
            holds = block_sha256([row[name] for name in ("kind", "depth", "text", "links")]) == row["sha256"]
            yield None if holds else Fault("block_texts", str(row["id"]), "has another hash than its text")
    names = ("level", "heading", "number", "path", "anchor", "topic")
    of_section = """
        SELECT b.sha256 FROM section_blocks p JOIN block_texts b ON b.id = p.block_id
        WHERE p.section_id = ? ORDER BY p.position"""
    for batch in _batches(db, "section_texts"):
        for row in batch:
            blocks = [found["sha256"] for found in db.query(of_section, [row["id"]])]
            holds = section_sha256([row[name] for name in names], blocks) == row["sha256"]
            yield None if holds else Fault("section_texts", str(row["id"]), "it or its blocks were changed")
    for row in db.query("SELECT section_id FROM section_blocks GROUP BY 1 HAVING max(position) >= count(*)"):
        yield Fault("section_blocks", str(row["section_id"]), "positions are not counted from 0 without a gap")
    for row in db.query("SELECT version_id FROM version_sections GROUP BY 1 HAVING max(position) >= count(*)"):
        yield Fault("version_sections", str(row["version_id"]), "positions are not counted from 0 without a gap")


def _versions(db: Database, walk: _Walk) -> _Step:
    for (version_id,) in db.conn.execute("SELECT id FROM versions ORDER BY id").fetchall():
        walk.versions += 1
        if version_id not in walk.sealed:
            yield Fault("versions", str(version_id), "is not in the ledger")
        elif ledger.version_sha256(db, version_id) != walk.sealed[version_id]:
            yield Fault("versions", str(version_id), "it, its sections, changes or facts were changed")
        else:
            yield None


def _pages(db: Database, walk: _Walk) -> _Step:
    yield from _left(db, "decided_again", walk.again)
    yield from _left(db, "holds", walk.holds)
    for row in db.query("SELECT id, current_version_id, good_snapshot_id FROM pages"):
        if (row["current_version_id"], row["good_snapshot_id"]) != walk.standing.get(row["id"], (None, None)):
            yield Fault("pages", row["id"], "does not stand where its last good check left it")


def _left(db: Database, table: str, left: Mapping[int, tuple[Any, ...]]) -> _Step:
    """A table in which each row is as the newest entry about it has left it; its first column is the key."""
    known = next(db.query("SELECT count(*) AS n FROM sqlite_master WHERE name = ?", [table]))["n"]
    columns = ", ".join(_HOLD) if table == "holds" else "*"
    rows = {row[0]: tuple(row) for row in db.conn.execute(f"SELECT {columns} FROM {table}")} if known else {}  # noqa: S608
    for key in sorted(rows.keys() | left.keys()):
        if rows.get(key) != left.get(key):
            yield Fault(table, str(key), "is not what the newest entry about it in the ledger has left")


def _batches(db: Database, table: str) -> Iterator[list[dict[str, Any]]]:
    """All rows in the order of their ids, some at a time."""
    last = 0
    while batch := list(db.query(f"SELECT * FROM {table} WHERE id > ? ORDER BY id LIMIT {BATCH}", [last])):  # noqa: S608
        yield batch
        last = batch[-1]["id"]


def _ids(batch: list[dict[str, Any]], column: str, kind: str = "") -> list[int]:
    return [row[column] for row in batch if row[column] is not None and kind in ("", row["kind"])]


def _by_id(db: Database, table: str, ids: list[int]) -> dict[int, dict[str, Any]]:
    if not ids:
        return {}
    marks = ", ".join("?" * len(ids))
    return {row["id"]: row for row in db.query(f"SELECT * FROM {table} WHERE id IN ({marks})", ids)}  # noqa: S608
