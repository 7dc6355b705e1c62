"""Giving up bytes, copying, restoring: what stays is whole, and what comes from a stranger is looked at first."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from old_databases import NAMES, as_of
from store_samples import at, blocked, changed, first, of, unchanged
from test_store_bodies import look, page, rows, sha

from monitor.core.errors import StoreError, StoreUnusable
from monitor.store import SqliteStore, Verdict, backup, restore, verify


def quiet(done: int, of: int) -> None:
    """Nobody looks on."""


def verdict(database: Path) -> Verdict:
    return verify(database, "", quiet)


@pytest.fixture
def long(store: SqliteStore) -> SqliteStore:
    """Two versions, and thirty snapshots that nothing was read from."""
    store.record(first())
    for number in range(30):
        look(store, page(number), number + 1)
    store.record(changed(hours=40))
    return store


def test_pruning_gives_up_bytes_and_keeps_every_proof(long: SqliteStore, database: Path) -> None:
    """Old bodies go, others come out as before, and the chain holds with the same head."""
    head = long.head()
    told: list[tuple[int, int]] = []
    done = long.prune(lambda n, total: told.append((n, total)), before=at(20), keep=0)
    assert (done.bodies, told) == (19, [(n, 19) for n in range(1, 20)])
    assert done.size == sum(len(page(number)) for number in range(19))
    with pytest.raises(StoreError, match=f"body {sha(page(3))} was pruned: its hash is kept"):
        long.body(sha(page(3)))
    for number in range(19, 30):
        assert long.body(sha(page(number))) == page(number)
    found = verdict(database)
    assert (found.faults, found.head, found.pruned) == ((), head, 19)
    assert long.prune(quiet, before=at(20), keep=0).bodies == 0


def test_pruning_by_count_keeps_the_newest_of_each_page(long: SqliteStore) -> None:
    """And what versions were read from, and what other pages still have."""
    look(long, page(2), 50, "other")
    assert long.prune(quiet, before=None, keep=5).bodies == 25
    assert long.body(sha(page(2))) == page(2)
    assert long.body(sha(b"<p>We keep it for 30 days.</p>"))


def test_what_versions_were_read_from_always_stays(long: SqliteStore) -> None:
    """The first bytes, which are their evidence, and the last, from which they are read again."""
    last = b"<p>We keep it for 90 days. </p>"
    for body, hours in ((b"<p> We keep it for 90 days.</p>", 50), (last, 51)):
        long.record(unchanged(body, hours))
    assert long.prune(quiet, before=None, keep=0).bodies == 31
    for body in (b"<p>We keep it for 30 days.</p>", b"<p>We keep it for 90 days.</p>", last):
        assert long.body(sha(body)) == body
    for version in long.versions("example"):
        long.body(long.source(version.id).body_sha256)


def test_a_rehearsal_gives_up_nothing(long: SqliteStore, database: Path) -> None:
    """It says what would go."""
    before = rows(database)
    assert long.prune(quiet, before=at(20), keep=0, dry_run=True).bodies == 19
    assert rows(database) == before


def test_a_pruning_that_is_stopped_leaves_nothing_unreadable(long: SqliteStore, database: Path) -> None:
    """What is still there can be unpacked at any moment."""

    def stop(done: int, of: int) -> None:
        if done == 9:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        long.prune(stop, before=at(20), keep=0)
    assert verdict(database).faults == ()
    assert long.prune(quiet, before=at(20), keep=0).bodies == 10


def test_a_pruned_body_that_comes_again_is_there_again(long: SqliteStore, database: Path) -> None:
    """With its bytes, so that a version which begins with them can be proved."""
    long.prune(quiet, before=at(20), keep=0)
    look(long, page(3), 60)
    assert long.checks("example")[0].body_sha256 == sha(page(3))
    assert long.body(sha(page(3))) == page(3)
    assert verdict(database).faults == ()


def test_a_copy_is_one_moment_while_somebody_writes(long: SqliteStore, database: Path, tmp_path: Path) -> None:
    """Nobody is held up, and the copy holds."""
    head = long.head()
    with pytest.raises(StoreUnusable, match=r"no folder .*/copies to put a copy into"):
        backup(database, tmp_path / "copies" / "copy.db")
    (tmp_path / "copies").mkdir()
    backup(database, tmp_path / "copies" / "copy.db")
    long.record(blocked(99))
    found = verdict(tmp_path / "copies" / "copy.db")
    assert (found.head, found.faults) == (head, ())
    assert [path.name for path in (tmp_path / "copies").iterdir()] == ["copy.db"]
    with pytest.raises(StoreUnusable, match="is there already"):
        backup(database, tmp_path / "copies" / "copy.db")


def test_a_damaged_database_is_not_copied_without_a_word(long: SqliteStore, database: Path, tmp_path: Path) -> None:
    """Whoever keeps backups would find out when they are needed."""
    long.close()
    with closing(sqlite3.connect(database)) as conn:
        pages = dict(conn.execute("SELECT name, rootpage FROM sqlite_master WHERE rootpage > 0"))
        size = conn.execute("PRAGMA page_size").fetchone()[0]
    with database.open("r+b") as stream:  # an entry gone from an index: the rows are all there, and not all are found
        stream.seek((pages["checks_by_time"] - 1) * size + 3)
        stream.write(b"\0\1")
    with pytest.raises(StoreUnusable, match=r"privacy\.db is damaged: .* no copy was made"):
        backup(database, tmp_path / "copy.db")
    assert not list(tmp_path.glob("copy.db*"))


def test_a_copy_comes_back_as_it_was(long: SqliteStore, database: Path, tmp_path: Path) -> None:
    """Where there is nothing yet; a database in use is not overwritten."""
    copy, target = tmp_path / "copy.db", tmp_path / "new" / "privacy.db"
    backup(database, copy)
    assert restore(copy, target, quiet, long.head()).head == long.head()
    store = SqliteStore.open(target, write=True)
    assert store.pages() == long.pages()
    store.record(blocked(99))
    store.close()
    with pytest.raises(StoreUnusable, match="is there already; move it away"):
        restore(copy, target, quiet)
    assert {path.name for path in target.parent.iterdir()} == {"privacy.db", "privacy.db.lock"}


@pytest.mark.parametrize("migration", NAMES[1:])
def test_a_copy_of_an_earlier_version_is_brought_up(store: SqliteStore, database: Path, migration: str) -> None:
    """Its schema is held against that of its own version first."""
    store.record(first())
    store.close()
    old = database.with_name("old.db")
    as_of(migration, database, old)
    assert restore(old, database.with_name("target.db"), quiet).entries == 1


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("CREATE TRIGGER t AFTER INSERT ON checks BEGIN DELETE FROM facts; END", "trigger t is not ours"),
        ("CREATE VIEW v AS SELECT load_extension('x')", "view v is not ours"),
        ("CREATE VIRTUAL TABLE f USING fts5 (x)", "table f is not ours"),
        ("DROP TRIGGER checks_are_not_updated", "trigger checks_are_not_updated is missing"),
        (
            "DROP VIEW change_log; CREATE VIEW change_log AS SELECT 1 AS seen_at",
            "view change_log is not as this program",
        ),
        (
            "DROP INDEX checks_by_time; CREATE INDEX checks_by_time ON checks (abs(status))",
            "index checks_by_time is not",
        ),
        ("PRAGMA application_id = 7", "is not a database of privacy-monitor"),
        ("UPDATE versions SET title = 'forged'", "does not hold: versions 1: it, its sections"),
        ("UPDATE bodies SET size = 5000000000", "claims a body of 5,000,000,000 bytes"),
        ("INSERT INTO _sqlite_migrations VALUES (99, 'privacy-monitor', 'm999_x', '')", "written by a newer"),
        ("PRAGMA foreign_keys = OFF; DELETE FROM bodies", "does not hold: snapshots 1: refers to a row"),
    ],
)
def test_what_is_not_ours_to_the_letter_is_not_taken(
    store: SqliteStore, database: Path, tmp_path: Path, sql: str, told: str
) -> None:
    """And nothing is left of it."""
    store.record(of("other", first()))
    store.close()
    copy, target = tmp_path / "copy.db", tmp_path / "new" / "privacy.db"
    shutil.copy(database, copy)
    with closing(sqlite3.connect(copy)) as conn:
        conn.executescript(sql)
    with pytest.raises(StoreError, match=told):
        restore(copy, target, quiet)
    assert list(target.parent.iterdir()) == []


def test_what_is_no_database_is_not_taken(tmp_path: Path) -> None:
    """Nor a file that only begins like one."""
    copy = tmp_path / "copy.db"
    for content, told in (
        (b"PK\3\4", "not an SQLite database"),
        (b"SQLite format 3\0" + b"\xff" * 5000, "not an SQLite"),
    ):
        copy.write_bytes(content)
        with pytest.raises(StoreUnusable, match=told):
            restore(copy, tmp_path / "privacy.db", quiet)
    assert [path.name for path in tmp_path.iterdir()] == ["copy.db"]
