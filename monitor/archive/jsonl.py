"""Everything in the store as JSON Lines: `privacy-monitor/export/1`, described in docs/archive.md.

An object a line, `kind` first: the export itself, then page by page the page, its checks, snapshots and versions (with
the sections they say), changes and facts, and on demand each body once, before the first line that names it.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

from monitor import __version__
from monitor.core.errors import StoreError
from monitor.core.records import PageRow
from monitor.ports import Store
from monitor.report.json import dumps, plain

SCHEMA = "privacy-monitor/export/1"


def lines(store: Store, *, bodies: bool) -> Iterator[str]:
    """The lines, without their ends. The same store gives the same lines."""
    yield _line("export", {"schema": SCHEMA, "program_version": __version__})
    seen: set[str] = set()
    for page in store.pages():
        yield from _page(store, page, seen if bodies else None)


def _page(store: Store, page: PageRow, seen: set[str] | None) -> Iterator[str]:
    told = plain(page)
    del told["last_check"], told["current"]  # they have lines of their own
    yield _line("page", told | {"current_version_id": page.current.id if page.current else None})
    snapshots: set[int] = set()
    for check in reversed(store.checks(page.id)):
        if check.snapshot_id is not None and check.snapshot_id not in snapshots:
            snapshots.add(check.snapshot_id)
            yield from _snapshot(store, check.snapshot_id, seen)
        yield _line("check", plain(check))
    for version in store.versions(page.id):
        document = store.document(version.id)
        yield _line("version", plain(version) | {"url": document.url, "sections": plain(document.sections)})
    for reread in reversed(store.rereads(page.id)):
        yield _line("reread", plain(reread))
    for telling in store.tellings(None, None, [page.id], unconfirmed=True):
        of = {"page_id": page.id, "version_id": telling.after.id}
        yield _line("standing", of | {"standing": telling.standing.value, "confirmed_at": plain(telling.confirmed_at)})
        for position, change in enumerate(telling.diff.changes):
            yield _line("change", of | {"position": position} | plain(change) | {"change_kind": change.kind.value})
        for position, fact in enumerate(telling.diff.facts):
            yield _line("fact", of | {"position": position} | plain(fact))


def _snapshot(store: Store, snapshot_id: int, seen: set[str] | None) -> Iterator[str]:
    """`seen` are the bodies that are written already, None where none are wanted."""
    snapshot = store.snapshot(snapshot_id)
    if seen is not None and snapshot.body_sha256 not in seen:
        seen.add(snapshot.body_sha256)
        yield _body(store, snapshot.body_sha256)
    yield _line("snapshot", plain(snapshot))


def _body(store: Store, sha256: str) -> str:
    """One that was pruned or is damaged is told as such: the rest of the export is worth having."""
    try:
        body = base64.b64encode(store.body(sha256)).decode("ascii")
    except StoreError as error:
        return _line("body", {"sha256": sha256, "base64": None, "why": str(error)})
    return _line("body", {"sha256": sha256, "base64": body})


def _line(kind: str, fields: dict[str, Any]) -> str:
    return dumps({"kind": kind} | {name: value for name, value in fields.items() if name != "kind"}, indent=None)
