"""Opening a database: made when it is not there, held by one writer, and refused in words where it cannot be had."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from store_samples import changed, first, unchanged

from monitor.core.errors import StoreError, StoreLocked, StoreUnusable
from monitor.store import SqliteStore, schema

NOBODY = 65534


@contextmanager
def without_privileges() -> Iterator[None]:
    """As a user to whom the modes of files apply; tests may be run by root."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user may pass through and read; tmp_path is its owner's alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def opened(path: Path, *, write: bool) -> SqliteStore:
    return SqliteStore.open(path, write=write)


def refused(path: Path, *, write: bool) -> str:
    """What StoreUnusable says."""
    with pytest.raises(StoreUnusable) as caught:
        SqliteStore.open(path, write=write)
    return str(caught.value)


def test_writing_makes_the_file_and_its_folders(tmp_path: Path) -> None:
    """Nobody has to prepare anything; a second time the same file is used."""
    path = tmp_path / "a" / "b" / "privacy.db"
    store = opened(path, write=True)
    store.record(first())
    store.close()
    store = opened(path, write=True)
    assert store.page("example").checks == 1
    store.close()


def test_closing_twice_is_once(database: Path) -> None:
    """And afterwards asking is an error of ours."""
    store = opened(database, write=True)
    store.close()
    store.close()
    with pytest.raises(StoreError):
        store.pages()


def test_asking_where_nothing_is_says_what_makes_it(database: Path) -> None:
    """And makes nothing itself."""
    assert refused(database, write=False) == (
        f"no database at {database} yet: `privacy-monitor check` or `privacy-monitor run` makes it"
    )
    assert list(database.parent.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["a b.db", "what?.db", "#1.db", "100%25.db", "file:x?mode=memory", "é\u202e.db", ":memory:", "a'b.db"]
)
def test_odd_paths_are_paths(tmp_path: Path, name: str) -> None:
    """What a URI or SQLite could take for something else is a file of that name."""
    path = tmp_path / name
    writer = opened(path, write=True)
    writer.record(first())
    reader = opened(path, write=False)
    assert reader.page("example").checks == 1
    reader.close()
    writer.close()
    assert path.read_bytes().startswith(b"SQLite format 3\0")


def test_a_path_that_cannot_be_is_refused(tmp_path: Path) -> None:
    """A NUL, a folder, a loop of links, a folder that is a file."""
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "file").write_bytes(b"")
    assert "no path of a database" in refused(tmp_path / "a\0b", write=True)
    assert "is a folder" in refused(tmp_path, write=True)
    assert "is a folder" in refused(tmp_path, write=False)
    assert "no path of a database" in refused(tmp_path / "loop", write=False)
    assert "cannot be written to" in refused(tmp_path / "file" / "privacy.db", write=True)


def test_a_second_writer_is_told_who_is_the_first(store: SqliteStore, database: Path) -> None:
    """By process id and since when, also by another path to the same file; readers are let in."""
    link = database.parent / "link.db"
    link.symlink_to(database)
    told = rf"is in use by another privacy-monitor \(process {os.getpid()}, since 20\d\d-.*Z\); stop it first"
    for path in (database, link):
        with pytest.raises(StoreLocked, match=told):
            opened(path, write=True)
    reader = opened(link, write=False)
    store.record(first())
    assert reader.page("example").checks == 1
    reader.close()


def test_a_writer_in_another_process_holds_it_too(database: Path) -> None:
    """Until that process ends, however it ends."""
    script = "import sys; from pathlib import Path; from monitor.store import SqliteStore as S\n"
    script += "s = S.open(Path(sys.argv[1]), write=True); print('open', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", script, str(database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(StoreLocked, match=f"process {other.pid},"):
            opened(database, write=True)
        other.kill()
    opened(database, write=True).close()


def test_a_lock_that_says_nothing_still_holds(store: SqliteStore, database: Path) -> None:
    """The other process may not have written its number yet."""
    Path(f"{database}.lock").write_text("")
    with pytest.raises(StoreLocked, match="process unknown"):
        opened(database, write=True)


def test_a_lock_file_left_behind_does_not_matter(database: Path) -> None:
    """Whatever stands in it: what counts is who holds it, and that is written anew."""
    Path(f"{database}.lock").write_text("99999999999 since long ago, by somebody with a long name\n")
    store = opened(database, write=True)
    with pytest.raises(StoreLocked, match=rf"process {os.getpid()}, since [-:TZ0-9]+\)"):
        opened(database, write=True)
    store.close()


def test_the_lock_is_given_back(database: Path) -> None:
    """By closing, and by an opening that failed."""
    database.write_bytes(b"not a database, but a text of some length" * 100)
    assert "is not an SQLite database" in refused(database, write=True)
    database.unlink()
    opened(database, write=True).close()
    opened(database, write=True).close()


def test_a_lock_is_not_taken_through_a_link(database: Path) -> None:
    """A link in its place could point the truncation at another file."""
    precious = database.parent / "precious"
    precious.write_text("kept")
    Path(f"{database}.lock").symlink_to(precious)
    assert "cannot be written to" in refused(database, write=True)
    assert precious.read_text() == "kept"


def test_a_reader_sees_what_was_committed_and_no_more(store: SqliteStore, database: Path) -> None:
    """Beside a writer, without waiting for it."""
    store.record(first())
    reader = opened(database, write=False)
    with store._connection.transaction() as db:
        db.conn.execute("UPDATE pages SET name = 'half done'")
        assert reader.page("example").name == ""
    assert reader.page("example").name == "half done"
    store.record(changed())
    assert len(reader.versions("example")) == 2
    reader.close()


def test_a_reader_that_is_in_the_middle_holds_nobody_up(store: SqliteStore, database: Path) -> None:
    """It goes on seeing what it began with, and the check is recorded meanwhile."""
    store.record(first())
    reader = opened(database, write=False)
    with reader._connection.steady():
        assert len(reader.versions("example")) == 1
        store.record(changed())
        assert len(reader.versions("example")) == 1
    assert len(reader.versions("example")) == 2
    reader.close()


def test_a_reader_cannot_write(store: SqliteStore, database: Path) -> None:
    """Not even by the methods that write."""
    reader = opened(database, write=False)
    with pytest.raises(StoreUnusable, match="read-only"):
        reader.record(first())
    reader.close()


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<html>not a database</html>" * 100, "is not an SQLite database"),
        (b"SQLite format 3\0" + b"\xff" * 5000, "is not an SQLite database"),
    ],
)
def test_what_is_no_database_is_refused_and_left_alone(database: Path, content: bytes, told: str, write: bool) -> None:
    """For reading and for writing."""
    database.write_bytes(content)
    assert told in refused(database, write=write)
    assert database.read_bytes() == content


@pytest.mark.parametrize("write", [True, False])
def test_the_database_of_another_program_is_refused_and_left_alone(database: Path, write: bool) -> None:
    """It is not switched to another journal, nor given tables."""
    conn = sqlite3.connect(database)
    conn.execute("CREATE TABLE bookmarks (url TEXT)")
    conn.close()
    before = database.read_bytes()
    assert "is not a database of privacy-monitor" in refused(database, write=write)
    assert database.read_bytes() == before


def test_an_empty_file_becomes_a_database(database: Path) -> None:
    """As left by a making that was cut short; for a reader it is none yet."""
    database.touch()
    assert "is not a database of privacy-monitor" in refused(database, write=False)
    opened(database, write=True).close()
    opened(database, write=False).close()


@pytest.mark.parametrize("write", [True, False])
def test_a_newer_schema_is_refused(database: Path, write: bool) -> None:
    """An older program does not write into what it does not understand; it names what is new."""
    opened(database, write=True).close()
    with sqlite3.connect(database) as conn:
        conn.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('privacy-monitor', 'm999_x', '')"
        )
    conn.close()
    assert f"{database} was written by a newer privacy-monitor (m999_x); update this one" == refused(
        database, write=write
    )


def test_an_older_schema_is_not_read(database: Path) -> None:
    """A reader cannot bring it up, and says who does."""
    opened(database, write=True).close()
    with sqlite3.connect(database) as conn:
        conn.execute("DELETE FROM _sqlite_migrations")
    conn.close()
    assert "was written by an older privacy-monitor: `privacy-monitor check`" in refused(database, write=False)


def test_a_making_that_fails_leaves_an_empty_file(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All migrations are one transaction: there is no half schema to come back to."""
    monkeypatch.setitem(schema._VIEWS, "broken", "SELECT FROM")
    with pytest.raises(StoreError, match="syntax error"):
        opened(database, write=True)
    monkeypatch.undo()
    opened(database, write=True).close()


def test_a_damaged_file_is_told_as_damaged(database: Path) -> None:
    """Whatever is asked of it."""
    store = opened(database, write=True)
    for hour in range(50):
        store.record(unchanged(os.urandom(4000), hour))
    store.close()
    content = bytearray(database.read_bytes())
    for page in range(1, len(content) // 4096):
        content[page * 4096 : page * 4096 + 100] = b"\xff" * 100
    database.write_bytes(content)
    with pytest.raises(StoreUnusable, match="is damaged"):
        opened(database, write=False).pages()
    assert "is damaged" in refused(database, write=True)


def test_text_that_is_none_any_more_is_told_as_damage(database: Path) -> None:
    """Python's sqlite3 has no code for it, and its own words name a column that nobody asked for."""
    store = opened(database, write=True)
    store.record(first())
    store.close()
    with closing(sqlite3.connect(database)) as conn, conn:
        conn.execute("UPDATE pages SET url = CAST(x'ff' AS TEXT)")
    with pytest.raises(StoreUnusable, match=r"privacy\.db is damaged"):
        opened(database, write=False).pages()


def test_a_read_only_file_is_not_written(open_folder: Path) -> None:
    """The message comes when it is opened, not at the first check; reading works."""
    database = open_folder / "privacy.db"
    store = opened(database, write=True)
    store.record(first())
    store.close()
    database.chmod(0o444)
    open_folder.chmod(0o777)
    Path(f"{database}.lock").chmod(0o666)
    with without_privileges():
        assert "cannot be written to" in refused(database, write=True)
        reader = opened(database, write=False)
        assert reader.page("example").checks == 1
        reader.close()


def test_a_read_only_folder_can_be_read(open_folder: Path) -> None:
    """Also one where SQLite cannot make the files it needs beside the database; writing is refused."""
    database = open_folder / "privacy.db"
    store = opened(database, write=True)
    store.record(first())
    store.close()
    open_folder.chmod(0o555)
    with without_privileges():
        reader = opened(database, write=False)
        assert reader.page("example").checks == 1
        reader.close()
        assert "cannot be written to: Permission denied" in refused(database, write=True)
        assert "cannot be written to: Permission denied" in refused(open_folder / "new" / "privacy.db", write=True)


def test_a_log_in_a_read_only_folder_is_not_passed_over(open_folder: Path, tmp_path: Path) -> None:
    """After a crash the newest checks may be in the log alone: the file is refused rather than read without it."""
    store = opened(tmp_path / "privacy.db", write=True)
    store.record(first())
    for end in ("", "-wal"):
        shutil.copy(tmp_path / f"privacy.db{end}", open_folder / f"privacy.db{end}")
        (open_folder / f"privacy.db{end}").chmod(0o444)
    store.close()
    open_folder.chmod(0o555)
    with without_privileges():
        assert "see whether the file and its folder may be read" in refused(open_folder / "privacy.db", write=False)


def test_a_file_that_may_not_be_read_is_told(open_folder: Path) -> None:
    """Permissions are named as the thing to look at."""
    database = open_folder / "privacy.db"
    opened(database, write=True).close()
    database.chmod(0o000)
    with without_privileges():
        assert "see whether the file and its folder may be read" in refused(database, write=False)
