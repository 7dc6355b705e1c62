"""Which bodies a new one may be packed against: those of the snapshots of its page that are nearest in time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from monitor.core.errors import StoreError
from monitor.store.bodies import CHAIN, Base, unpacked
from monitor.store.rows import stamp

Query = Callable[..., list[dict[str, Any]]]

# Two before: pages that serve two variants by turns have the other one between. One after: for captures taken in late.
_BEFORE = """
    SELECT body_sha256 FROM snapshots WHERE page_id = ? AND fetched_at <= ? ORDER BY fetched_at DESC, id DESC LIMIT 2"""
_AFTER = "SELECT body_sha256 FROM snapshots WHERE page_id = ? AND fetched_at > ? ORDER BY fetched_at, id LIMIT 1"


def bases(query: Query, page_id: str, at: datetime) -> Iterator[Base]:
    """Nearest first; what is damaged or pruned is passed over: a new body must not depend on it."""
    near = [row["body_sha256"] for sql in (_BEFORE, _AFTER) for row in query(sql, [page_id, stamp(at)])]
    chains = {digest: query(CHAIN, [digest]) for digest in near}
    held: dict[str, bytes] = {}
    for digest in sorted(chains, key=lambda digest: len(chains[digest])):  # one often leads to the other
        if base := _base(chains[digest], held):
            held[digest] = base.body
    return (Base(digest, held[digest], len(chain) - 1) for digest, chain in chains.items() if digest in held)


def base_of(query: Query, digest: str) -> Base | None:
    """A body to pack against, None where it cannot be unpacked."""
    return _base(query(CHAIN, [digest]), {})


def _base(chain: list[dict[str, Any]], held: dict[str, bytes]) -> Base | None:
    try:
        return Base(chain[-1]["sha256"], unpacked(chain, held), len(chain) - 1) if chain else None
    except StoreError:
        return None
