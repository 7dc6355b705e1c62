"""Packing harder what was packed in haste, and giving back the room."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlite_utils import Database

from monitor.core.errors import StoreError
from monitor.store import indexes
from monitor.store.bodies import HARD, PRUNED, Base, Packed, best
from monitor.store.opening import Connection
from monitor.store.packing import base_of
from monitor.store.texts import forget_unused

Progress = Callable[[int, int], None]  # done, of so many

WINDOW = 32  # snapshots of the page that each body is tried against, the newest first
_HELD = 64_000_000  # bytes of bodies that are held for that, at most

_TO_DO = """
    SELECT count(*) FROM bodies WHERE level < ? AND codec <> ?
    AND sha256 IN (SELECT body_sha256 FROM snapshots)"""
_PAGES = "SELECT DISTINCT page_id FROM snapshots ORDER BY page_id"
_OF_PAGE = """
    SELECT DISTINCT s.body_sha256 AS sha256, b.level FROM snapshots s JOIN bodies b ON b.sha256 = s.body_sha256
    WHERE s.page_id = ? AND b.codec <> ? GROUP BY s.body_sha256 ORDER BY min(s.fetched_at), min(s.id)"""
_REPLACE = """
    UPDATE bodies SET codec = ?, size = ?, stored = ?, base_sha256 = ?, level = ?, crc32 = ? WHERE sha256 = ?"""


@dataclass(frozen=True, slots=True)
class Compacted:
    """What `compact` did: bodies packed again, texts that no version says any more, bytes of the file."""

    bodies: int
    texts: int
    bytes_before: int
    bytes_after: int


def compact(connection: Connection, on_body: Progress) -> Compacted:
    """Pack bodies as small as they get, forget texts that nobody says, make the search indexes anew and the file small.

    A body is packed against those alone that are packed hard themselves, so that no chain can become a loop; each is
    a transaction, and a `compact` that is stopped goes on where it was. Needs as much free room as the file has.
    """
    before = _file_bytes(connection)
    todo = connection.query(_TO_DO, [HARD, PRUNED])[0]["count(*)"]
    done = 0
    for row in connection.query(_PAGES):
        for packed in _repacked(connection, row["page_id"]):
            with connection.transaction() as db:
                replace(db, packed)
            done += 1
            on_body(done, todo)
    with connection.transaction() as db:
        indexes.rebuild(db)  # before texts are taken out of them, which a damaged one would not bear
        texts = forget_unused(db)
    connection.vacuum()
    return Compacted(done, texts, before, _file_bytes(connection))


def replace(db: Database, packed: Packed) -> None:
    """Put the same body, packed otherwise, in the place of what is stored."""
    digest, *columns = packed.row
    db.conn.execute(_REPLACE, (*columns, digest))


def _repacked(connection: Connection, page_id: str) -> Iterator[Packed]:
    near: deque[Base] = deque()
    for row in connection.query(_OF_PAGE, [page_id, PRUNED]):
        own = base_of(connection.query, row["sha256"])
        if own is None:
            raise StoreError(f"body {row['sha256']} of {page_id!r} is damaged; `privacy-monitor verify` tells more")
        if row["level"] < HARD:
            packed = best(own.sha256, own.body, reversed(near), HARD)
            yield packed
            own = Base(own.sha256, own.body, _depth(packed, near))
        near.append(own)
        while len(near) > WINDOW or (len(near) > 1 and sum(len(base.body) for base in near) > _HELD):
            near.popleft()


def _depth(packed: Packed, near: deque[Base]) -> int:
    return next((base.depth + 1 for base in near if base.sha256 == packed.base_sha256), 0)


def _file_bytes(connection: Connection) -> int:
    sql = "SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size"
    return int(connection.query(sql)[0]["bytes"])
