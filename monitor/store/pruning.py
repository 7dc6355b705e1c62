"""Giving up raw bytes that are old, and nothing else: every hash, check, version and text stays, and stays provable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from monitor.core.errors import StoreError
from monitor.store.bodies import FAST, HARD, PRUNED, Packed, best
from monitor.store.compacting import replace
from monitor.store.opening import Connection
from monitor.store.packing import base_of, bases
from monitor.store.rows import moment, stamp

Progress = Callable[[int, int], None]  # done, of so many

# A body may go if each of its snapshots may. A snapshot may not: that is the first or the last that was read as a
# version (the one is its evidence, from the other it is read again), or that is among the newest of its page.
_DOOMED = """
    WITH ranked AS (
        SELECT s.id, s.page_id, s.body_sha256, s.fetched_at,
               row_number() OVER (PARTITION BY s.page_id ORDER BY s.fetched_at DESC, s.id DESC) AS newest
        FROM snapshots s),
    good AS (
        SELECT snapshot_id, row_number() OVER (PARTITION BY version_id ORDER BY started_at DESC, id DESC) AS newest
        FROM looks WHERE outcome <> 'inaccessible'),
    kept AS (
        SELECT body_sha256 FROM ranked r
        WHERE (:before IS NOT NULL AND r.fetched_at >= :before) OR r.newest <= :keep
           OR r.id IN (SELECT snapshot_id FROM versions) OR r.id IN (SELECT good_snapshot_id FROM pages)
           OR r.id IN (SELECT snapshot_id FROM good WHERE newest = 1))
    SELECT sha256, size, length(stored) AS stored FROM bodies
    WHERE codec <> :pruned AND sha256 NOT IN (SELECT body_sha256 FROM kept)
    ORDER BY rowid"""

_DEPENDENTS = "SELECT sha256, level FROM bodies WHERE base_sha256 = ?"
_PLACE = "SELECT page_id, fetched_at FROM snapshots WHERE body_sha256 = ? ORDER BY id LIMIT 1"


@dataclass(frozen=True, slots=True)
class Pruned:
    """What `prune` gave up, or would: how many bodies, of how many bytes, and what they took."""

    bodies: int
    size: int
    stored: int


def prune(
    connection: Connection,
    on_body: Progress,
    *,
    before: datetime | None,
    keep: int,
    dry_run: bool = False,
) -> Pruned:
    """Give up the bodies of snapshots from before a moment (None: any) that are not the `keep` newest of their page.

    Those that versions were read from stay always. Bodies that were packed against one that goes are packed against
    another in the same transaction.
    """
    doomed = connection.query(
        _DOOMED,
        {"before": stamp(before) if before else None, "keep": keep, "pruned": PRUNED},
    )
    told = Pruned(len(doomed), sum(row["size"] for row in doomed), sum(row["stored"] for row in doomed))
    if dry_run:
        return told
    names = {row["sha256"] for row in doomed}
    # Those that need most others go first: what is stopped halfway leaves none that cannot be unpacked.
    doomed.sort(key=lambda row: len(_chain(connection, row["sha256"])), reverse=True)
    for done, row in enumerate(doomed, 1):
        dependents = connection.query(_DEPENDENTS, [row["sha256"]])
        moved = [_moved(connection, of["sha256"], of["level"], names) for of in dependents]
        with connection.transaction() as db:
            for packed in moved:
                replace(db, packed)
            replace(db, Packed(row["sha256"], PRUNED, row["size"], b"", None, HARD))
        on_body(done, len(doomed))
    return told


def _moved(connection: Connection, digest: str, level: int, doomed: set[str]) -> Packed:
    """A body packed against a neighbour that stays and does not depend on it, or alone."""
    own = base_of(connection.query, digest)
    if own is None:
        raise StoreError(f"body {digest} is damaged, and what it is packed against cannot go; see `verify`")
    place = connection.query(_PLACE, [digest])[0]
    near = bases(connection.query, place["page_id"], moment(place["fetched_at"]))
    safe = [base for base in near if not set(_chain(connection, base.sha256)) & {*doomed, own.sha256}]
    return best(own.sha256, own.body, safe, HARD if level == HARD else FAST)


def _chain(connection: Connection, digest: str) -> list[str]:
    """A body and all that it is packed against."""
    sql = """
        WITH RECURSIVE chain (sha256, step) AS (
            SELECT ?, 0 UNION ALL
            SELECT b.base_sha256, step + 1 FROM chain JOIN bodies b ON b.sha256 = chain.sha256
            WHERE b.base_sha256 IS NOT NULL AND step < 64)
        SELECT sha256 FROM chain"""
    return [row["sha256"] for row in connection.query(sql, [digest])]
