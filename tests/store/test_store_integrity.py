"""A check is recorded whole or not at all: whatever fails, wherever the process is killed, however full the disk."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from store_samples import changed, document, first, response, returned, sha, unchanged

from monitor.core.errors import StoreError, StoreLocked, StoreUnusable
from monitor.core.model import Block, BlockKind, Document, Section
from monitor.store import SqliteStore, asking, verify, writing

TABLES = ("pages", "checks", "bodies", "snapshots", "versions", "changes", "facts")
TABLES += ("version_sections", "section_texts", "section_blocks", "block_texts")


def contents(database: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    conn = sqlite3.connect(database)
    try:
        return {table: conn.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}
    finally:
        conn.close()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE checks SET outcome = 'unchanged'",
        "DELETE FROM checks",
        "INSERT OR REPLACE INTO checks SELECT * FROM checks",
    ],
)
def test_checks_are_append_only(store: SqliteStore, database: Path, sql: str) -> None:
    """Also for somebody with the sqlite3 shell."""
    store.record(first())
    conn = sqlite3.connect(database)
    with pytest.raises(sqlite3.IntegrityError, match="checks are append-only"):
        conn.execute(sql)
    conn.close()


def test_snapshots_are_never_edited(store: SqliteStore, database: Path) -> None:
    """They are evidence."""
    store.record(first())
    conn = sqlite3.connect(database)
    with pytest.raises(sqlite3.IntegrityError, match="snapshots are never edited"):
        conn.execute("UPDATE snapshots SET fetched_at = '2020-01-01T00:00:00.000Z'")
    conn.close()


def test_tables_are_strict(store: SqliteStore, database: Path) -> None:
    """A column holds what it says."""
    conn = sqlite3.connect(database)
    strict = dict(conn.execute("SELECT name, strict FROM pragma_table_list WHERE type = 'table'"))
    conn.close()
    ours = {table: is_strict for table, is_strict in strict.items() if not table.startswith(("sqlite_", "_sqlite_"))}
    assert {"pages", "checks", "block_texts"} <= set(ours)
    assert set(ours.values()) == {1}


@pytest.mark.parametrize(
    "sql",
    [
        asking._KNOWN,
        asking._SECTIONS,
        asking._BLOCKS,
        asking._EARLIER_TEXT,
        asking._CAPTURE,
        asking._AT,
        asking._CHECKS,
        writing._STANDING,
    ],
)
def test_what_every_check_asks_is_looked_up(store: SqliteStore, database: Path, sql: str) -> None:
    """By an index, and in its order: it takes as long after a million checks as after the first."""
    conn = sqlite3.connect(database)
    plan = [row[3] for row in conn.execute(f"EXPLAIN QUERY PLAN {sql}", ["x"] * sql.count("?"))]
    conn.close()
    assert not [step for step in plan if step.startswith("SCAN") or "TEMP B-TREE" in step]


def test_an_insert_that_fails_midway_leaves_nothing(store: SqliteStore, database: Path) -> None:
    """Snapshot and version were written when the block failed; neither stays, and the store goes on."""
    store.record(first())
    before = contents(database)
    bad = Block(BlockKind.PARAGRAPH, "bad", depth="deep")  # type: ignore[arg-type]
    broken = Document((Section(2, "Retention", blocks=(Block(BlockKind.ITEM, "good"), bad)),), title="Broken")
    with pytest.raises(StoreError, match=r"block_texts\.depth"):
        store.record(replace(changed(), document=broken))
    assert contents(database) == before
    assert store.record(changed()).version_id == 2


def test_a_full_disk_loses_the_check_and_nothing_else(store: SqliteStore, database: Path) -> None:
    """The message says so; the store works on once there is room."""
    store.record(first())
    before = contents(database)
    conn = store._connection._db.conn
    pages = conn.execute("PRAGMA page_count").fetchone()[0]
    conn.execute(f"PRAGMA max_page_count = {pages + 5}")
    body = os.urandom(500_000)
    big = replace(changed(), response=response(body, 1), body_sha256=sha(body))
    with pytest.raises(StoreUnusable, match="the disk is full; nothing of this was recorded, make room"):
        store.record(big)
    assert contents(database) == before
    assert store.record(unchanged()).snapshot_id == 1  # a small check still has room
    conn.execute("PRAGMA max_page_count = 1000000")
    assert store.record(big).version_id == 2
    assert store.version_at("example").number == 2
    assert verify(database, store.head(), lambda done, of: None).faults == ()


def test_a_full_disk_while_the_text_is_written(store: SqliteStore, database: Path) -> None:
    """At whichever table it happens."""
    store.record(first())
    before = contents(database)
    conn = store._connection._db.conn
    pages = conn.execute("PRAGMA page_count").fetchone()[0]
    texts = [os.urandom(2000).hex() for _ in range(20)]
    for room in range(1, 60, 7):
        conn.execute(f"PRAGMA max_page_count = {pages + room}")
        try:
            store.record(replace(changed(), document=document(*texts)))
        except StoreUnusable:
            assert contents(database) == before
        else:
            break
    else:
        pytest.fail("it never fitted")
    assert room > 7
    assert store.version_at("example").number == 2
    assert verify(database, store.head(), lambda done, of: None).faults == ()


def test_another_program_that_writes_is_told(store: SqliteStore, database: Path) -> None:
    """A shell with an open transaction is not waited for for ever; afterwards all is well."""
    store._connection._db.conn.execute("PRAGMA busy_timeout = 1")
    shell = sqlite3.connect(database, isolation_level=None)
    shell.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreLocked, match="is being written to by another program"):
        store.record(first())
    shell.execute("COMMIT")
    shell.close()
    assert store.record(first()).version_id == 1


def test_nobody_else_writes_in_the_middle_of_a_check(store: SqliteStore, database: Path) -> None:
    """From its first look at where the page stands: what it finds then still holds when it writes."""
    shell = sqlite3.connect(database, isolation_level=None, timeout=0)
    with store._connection.transaction(), pytest.raises(sqlite3.OperationalError, match="locked"):
        shell.execute("BEGIN IMMEDIATE")
    shell.close()


def test_what_a_check_refers_to_must_be_there(store: SqliteStore) -> None:
    """A version cannot be the return of one that never was."""
    store.record(first())
    with pytest.raises(StoreError, match="FOREIGN KEY"):
        store.record(returned("We keep it.", 1, to=99))
    assert len(store.checks("example")) == 1


def test_an_interrupt_in_the_middle_leaves_nothing(store: SqliteStore) -> None:
    """Ctrl-C is no error of SQLite; the transaction goes back all the same."""

    def interrupted() -> None:
        with store._connection.transaction() as db:
            db.conn.execute("INSERT INTO pages (id, url) VALUES ('half', '')")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert store.pages() == []
    store.record(first())


def test_a_kill_at_any_moment_loses_nothing_that_was_acknowledged(database: Path) -> None:
    """Ten times over the same database: SIGKILL after so many acknowledged checks, while the next is on its way."""
    acknowledged: dict[int, tuple[int, int]] = {}
    command = [sys.executable, str(Path(__file__).with_name("endless_writer.py")), str(database)]
    for lines in (1, 2, 3, 5, 8, 13, 21, 34, 55, 89):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            for _ in range(lines):
                _acknowledge(acknowledged, writer.stdout.readline())
            writer.kill()
            for line in writer.stdout:  # what it printed before the signal came counts too
                _acknowledge(acknowledged, line)
        store = SqliteStore.open(database, write=True)
        _all_is_well(store, database, acknowledged)
        store.close()
    assert len(acknowledged) >= 231


def _acknowledge(acknowledged: dict[int, tuple[int, int]], line: str) -> None:
    """A line cut short by the kill was not acknowledged."""
    if line.endswith("\n"):
        check_id, snapshot_id, version_id = map(int, line.split())
        acknowledged[check_id] = (snapshot_id, version_id)


def _all_is_well(store: SqliteStore, database: Path, acknowledged: dict[int, tuple[int, int]]) -> None:
    """Sound as a file, complete as a history."""
    conn = sqlite3.connect(database)
    assert conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert conn.execute("PRAGMA foreign_key_check").fetchall() == []
    conn.close()
    checks = {row.id: row for row in store.checks("example")}
    assert sorted(checks) == list(range(1, len(checks) + 1))
    for check_id, (snapshot_id, version_id) in acknowledged.items():
        assert checks[check_id].snapshot_id == snapshot_id
        assert version_id in (0, checks[check_id].version_id)
    versions = store.versions("example")
    assert {row.version_id for row in checks.values()} == {version.id for version in versions}
    for version in versions:
        assert sha(store.document(version.id).text) == version.text_sha256
        store.body(store.snapshot(version.snapshot_id).body_sha256)
    known = store.known("example")
    assert known is not None
    assert known.version_id == versions[-1].id == checks[len(checks)].version_id
    assert [len(one.diff.changes) for one in store.tellings(None, None)] == [0] + [1] * (len(versions) - 1)
