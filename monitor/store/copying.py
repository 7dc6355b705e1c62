"""Whole databases: a copy while somebody writes, and taking in a copy that may come from a stranger."""

from __future__ import annotations

import os
import shutil
from contextlib import closing, suppress
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # see opening.py

from monitor.core.errors import StoreError, StoreUnusable
from monitor.store import indexes
from monitor.store.opening import opened_for_reading, opened_for_writing, told
from monitor.store.schema import APPLICATION_ID, known_migrations, migrations, unexpected
from monitor.store.verifying import Progress, Verdict, verify

LARGEST_FILE = 100_000_000_000  # bytes, of a database that is restored
LARGEST_BODY = 1_000_000_000  # bytes, unpacked
_LONGEST_VALUE = 1_000_000_000  # bytes, of one value in a row
_BESIDE = ("-wal", "-shm", "-journal")


def backup(source: Path, target: Path) -> None:
    """Copy a database as it is at one moment, also while somebody writes.

    StoreUnusable where `target` is there, where its folder is not (a disk that is not mounted would be filled in its
    place), and where the copy is not sound: a damaged file must not pass for a backup. Nothing is left then.
    """
    _must_be_free(target)
    if not target.parent.is_dir():
        raise StoreUnusable(f"no folder {target.parent} to put a copy into; make it, or mount the disk that it is on")
    connection = opened_for_reading(source)
    partial = _partial(target)
    try:
        with closing(connection), told(target):
            copy = sqlite3.connect(partial)
            with closing(copy):
                connection.copy_to(copy)
                if fault := _unsound(copy):
                    raise StoreUnusable(f"{source} is damaged: {fault}; no copy was made")
                copy.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
        partial.replace(target)
    finally:
        _forget(partial)


def restore(source: Path, target: Path, on_row: Progress, against: str = "") -> Verdict:
    """Take a copy of a database into use, once it is known to be one of ours in every table, row and byte.

    The copy may come from anybody: it is looked at read-only and with its schema untrusted until each of its tables,
    triggers and views is known to be as this program makes them. StoreUnusable where it is not, or where it does not
    hold; nothing is left then. The verdict otherwise.
    """
    _must_be_free(target)
    partial = _partial(target)
    try:
        _copied(source, partial)
        with told(source):
            _inspect(source, partial)
        with closing(opened_for_writing(partial)) as connection, connection.transaction() as db:
            indexes.rebuild(db)  # an older one was brought up; and who made the copy may have left words out
        verdict = verify(partial, against, on_row)
        if verdict.faults:
            more = f", and {len(verdict.faults) - 1} more" if len(verdict.faults) > 1 else ""
            raise StoreUnusable(f"{source} does not hold: {verdict.faults[0]}{more}; nothing was restored")
        partial.replace(target)
    finally:
        _forget(partial)
    return verdict


def _must_be_free(target: Path) -> None:
    for path in (target, *(Path(f"{target}{end}") for end in _BESIDE)):
        if path.exists() or path.is_symlink():
            raise StoreUnusable(f"{path} is there already; move it away, or give another path")


def _partial(target: Path) -> Path:
    """A new file beside the target, that nobody else has."""
    partial = Path(f"{target}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o644))
    except FileExistsError as error:
        raise StoreUnusable(f"{partial} is there already: of a copy that was stopped, or that is being made") from error
    except OSError as error:
        raise StoreUnusable(f"{partial} cannot be written to: {error.strerror}") from error
    return partial


def _forget(partial: Path) -> None:
    for end in ("", ".lock", *_BESIDE):
        with suppress(FileNotFoundError):
            Path(f"{partial}{end}").unlink()


def _copied(source: Path, partial: Path) -> None:
    """The file alone: what lies beside it (a log) is not part of a backup."""
    try:
        size = source.stat().st_size
        if size > LARGEST_FILE:
            raise StoreUnusable(f"{source} is too large: {size:,} of {LARGEST_FILE:,} bytes")
        with source.open("rb") as stream:
            if stream.read(16) != b"SQLite format 3\0":
                raise StoreUnusable(f"{source} is not an SQLite database")
        shutil.copyfile(source, partial)
    except OSError as error:
        raise StoreUnusable(f"{source} cannot be copied: {error.strerror}") from error


def _inspect(source: Path, partial: Path) -> None:
    """StoreUnusable unless the schema is ours to the letter and the file is sound."""
    conn = sqlite3.connect(f"{partial.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    with closing(conn):
        conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
        for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0"):
            conn.execute(f"PRAGMA {pragma}")
        db = Database(conn, execute_plugins=False)
        if next(db.query("PRAGMA application_id"))["application_id"] != APPLICATION_ID:
            raise StoreUnusable(f"{source} is not a database of privacy-monitor")
        if unknown := {migration.name for migration in migrations.applied(db)} - known_migrations():
            raise StoreUnusable(f"{source} was written by a newer privacy-monitor ({', '.join(sorted(unknown))})")
        if wrong := unexpected(db):
            raise StoreUnusable(f"{source} is not as privacy-monitor makes it: {wrong[0]}; nothing was restored")
        if fault := _unsound(conn):
            raise StoreUnusable(f"{source} is damaged: {fault}; nothing was restored")
        largest = conn.execute("SELECT max(size) FROM bodies").fetchone()[0] or 0
        if largest > LARGEST_BODY:
            raise StoreError(f"{source} claims a body of {largest:,} bytes, of {LARGEST_BODY:,} that are taken")


def _unsound(conn: sqlite3.Connection) -> str:
    """The first thing that is wrong with the file, as SQLite tells it, in one line; or nothing."""
    found = str(conn.execute("PRAGMA integrity_check(1)").fetchone()[0])
    return "" if found == "ok" else " ".join(found.split())
