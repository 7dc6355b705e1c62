"""An open database: one writer held by a lock, readers beside it, and every SQLite error told as one of ours."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # pysqlite3 where that is installed

from monitor.core.errors import StoreError, StoreLocked, StoreUnusable
from monitor.store.rows import repaired, selected
from monitor.store.schema import APPLICATION_ID, known_migrations, migrations

BUSY_SECONDS = 5.0  # how long to wait for somebody who writes with another program
CORRUPT = 11  # SQLITE_CORRUPT
WAL_BYTES = 64_000_000  # what the write-ahead log is cut back to after a large import

# By primary result code (sqlite.org/rescode.html): the error, and what to tell.
_TOLD: dict[int, tuple[type[StoreError], str]] = {
    5: (StoreLocked, "{path} is being written to by another program; let it finish, or close it"),
    6: (StoreLocked, "{path} is being written to by another program; let it finish, or close it"),
    8: (StoreUnusable, "{path} cannot be written to: the file, its folder or the disk is read-only"),
    10: (StoreUnusable, "{path}: the disk reports an error ({error}); what was recorded before is kept"),
    CORRUPT: (StoreUnusable, "{path} is damaged ({error}); put a backup in its place, or try `sqlite3 FILE .recover`"),
    267: (
        StoreUnusable,
        "the search index of {path} is damaged; nothing is lost, `privacy-monitor compact` makes it anew",
    ),
    13: (StoreUnusable, "no room to write to {path}: the disk is full; nothing of this was recorded, make room"),
    14: (StoreUnusable, "{path} cannot be opened: see whether the file and its folder may be read and written by you"),
    26: (StoreUnusable, "{path} is not an SQLite database"),
}
_NOT_TEXT = "Could not decode to UTF-8"  # Python's own error, without a code: text in a row that is none any more


class Connection:
    """A connection with its lock. One thread uses it at a time; others wait."""

    def __init__(self, path: Path, db: Database, lock: int | None = None) -> None:
        self.path = path
        self._db = db
        self._lock = lock
        self._turn = threading.RLock()

    def query(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[dict[str, Any]]:
        """All rows of a SELECT."""
        with self._turn, told(self.path):
            if isinstance(parameters, Mapping):
                return selected(self._db, sql, {name: repaired(value) for name, value in parameters.items()})
            return selected(self._db, sql, [repaired(value) for value in parameters])

    @contextmanager
    def steady(self) -> Iterator[Database]:
        """Several queries that see one state of the database, whatever a writer does meanwhile."""
        with self._turn, told(self.path), self._db.atomic():
            yield self._db

    @contextmanager
    def transaction(self) -> Iterator[Database]:
        """All of it or nothing. The write lock is taken first: a deferred BEGIN fails at once where it could wait."""
        with self._turn, told(self.path):
            self._db.conn.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.conn.execute("COMMIT")
            except BaseException:
                self._db.rollback()  # does nothing where SQLite has rolled back by itself, as on a full disk
                raise

    def read_damaged_text(self) -> None:
        """From now on text that is no UTF-8 comes with surrogates for what it is not, where it would be an error."""
        self._db.conn.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")

    def copy_to(self, other: sqlite3.Connection) -> None:
        """Put all of this database, as it is at one moment, into another one. A writer is not held up (WAL)."""
        with self._turn, told(self.path):
            self._db.conn.backup(other)

    def vacuum(self) -> None:
        """Make the file as small as it can be, and fold the log into it."""
        with self._turn, told(self.path):
            self._db.conn.execute("VACUUM")
            self._db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Give back the file, then the lock; a second time does nothing."""
        with self._turn:
            with told(self.path):
                self._db.close()
            if self._lock is not None:
                os.close(self._lock)
                self._lock = None


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn errors of SQLite into ours, with the path and what to do."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None) or 0
        if not code and _NOT_TEXT in str(error):
            code = CORRUPT
        kind, message = _TOLD.get(code) or _TOLD.get(code & 0xFF, (StoreError, "{path}: {error}"))
        raise kind(message.format(path=path, error=error)) from error


def opened_for_writing(path: Path) -> Connection:
    """The database, made with its folder if it is not there, brought to the newest schema, and locked.

    StoreLocked while another process has it, StoreUnusable where it cannot be written or is not ours.
    """
    real = _real(path)  # one file has one lock, whatever links lead to it
    try:
        real.parent.mkdir(parents=True, exist_ok=True)
        lock = _locked(path, real)
    except OSError as error:
        raise StoreUnusable(f"{path} cannot be written to: {error.strerror} ({error.filename or real})") from error
    try:
        with told(path):
            db = _connected(real, "rwc")
            _prepare(path, db)
        return Connection(path, db, lock)
    except BaseException:
        os.close(lock)
        raise


def opened_for_reading(path: Path) -> Connection:
    """The database as it is, beside a writer or without one. StoreUnusable where there is none, or none of ours."""
    real = _real(path)
    if not real.exists():
        raise StoreUnusable(f"no database at {path} yet: `privacy-monitor check` or `privacy-monitor run` makes it")
    with told(path):
        db = _connected_for_reading(real)
        try:
            _refuse_foreign(path, db)
        except BaseException:
            db.close()
            raise
    return Connection(path, db)


def _real(path: Path) -> Path:
    try:
        real = path.resolve()
    except (OSError, ValueError, RuntimeError) as error:  # a NUL in the path, a loop of links
        raise StoreUnusable(f"{str(path)!r} is no path of a database: {error}") from error
    if real.is_dir():
        raise StoreUnusable(f"{path} is a folder; a database is a file, such as {path / 'privacy.db'}")
    return real


def _locked(path: Path, real: Path) -> int:
    """A file descriptor that holds the lock as long as it is open: the kernel frees it however the process ends."""
    lock = os.open(f"{real}.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        process, _, since = os.pread(lock, 100, 0).decode("ascii", "replace").strip().partition(" ")
        os.close(lock)
        who = f"process {process}, since {since}" if process else "process unknown"
        message = f"{path} is in use by another privacy-monitor ({who}); stop it first, or wait for it"
        raise StoreLocked(message) from error
    except OSError:
        os.close(lock)
        raise
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"{os.getpid()} {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}\n".encode(), 0)
    return lock


def _connected(real: Path, mode: str) -> Database:
    """A URI, so that a mode can be given; quoted, since a path may hold ?, # and %."""
    uri = f"file:{quote(os.fsencode(real))}?mode={mode}"
    conn = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, check_same_thread=False)
    try:
        conn.execute("PRAGMA foreign_keys = ON")
        return Database(conn, execute_plugins=False)
    except BaseException:
        conn.close()
        raise


def _connected_for_reading(real: Path) -> Database:
    """Read-only; where SQLite cannot make its -shm file beside the database, as a file that nobody is writing to."""
    db = _connected(real, "ro")
    try:
        db.execute("SELECT 1 FROM sqlite_master").fetchone()
        return db
    except sqlite3.OperationalError:
        db.close()
        if Path(f"{real}-wal").exists():  # somebody is writing: reading past the log would show an old state, or none
            raise
        return _connected(real, "ro&immutable=1")
    except BaseException:
        db.close()
        raise


def _prepare(path: Path, db: Database) -> None:
    """Refuse what is not ours before touching it, then settings, then the newest schema in one transaction."""
    try:
        _refuse_foreign(path, db, new=True)
        db.enable_wal()
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute(f"PRAGMA journal_size_limit = {WAL_BYTES}")
        db.conn.execute("BEGIN IMMEDIATE")
        migrations.apply(db)  # each in a savepoint of this transaction
        db.conn.execute("UPDATE pages SET watched = 1 WHERE 0")  # a read-only file fails now, not at the first check
        db.conn.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            db.rollback()
        db.close()
        raise


def _refuse_foreign(path: Path, db: Database, *, new: bool = False) -> None:
    """StoreUnusable for another program's database and for a schema that this program does not know.

    With `new`, a database that is empty or of an older schema is welcome.
    """
    owner = next(db.query("PRAGMA application_id"))["application_id"]
    if owner != APPLICATION_ID:
        if new and not owner and not db.table_names():
            return  # an empty file: a new one, or one whose making was cut short
        raise StoreUnusable(f"{path} is not a database of privacy-monitor; give another path")
    applied = {migration.name for migration in migrations.applied(db)}
    if unknown := applied - known_migrations():
        names = ", ".join(sorted(unknown))
        raise StoreUnusable(f"{path} was written by a newer privacy-monitor ({names}); update this one")
    if not new and migrations.pending(db):
        raise StoreUnusable(f"{path} was written by an older privacy-monitor: `privacy-monitor check` brings it up")
