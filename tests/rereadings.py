"""Databases as an older reader has left them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from monitor.core.compare import fingerprint
from monitor.core.diff import compare
from monitor.core.model import Block, BlockKind, Document
from monitor.core.records import Page, Reread
from monitor.engine import Engine
from monitor.store import SqliteStore
from tests.clocks import FakeClock
from tests.fetchers import Inline, ScriptedFetcher, response

OLD = 0  # the number of a reader that took menus for text
MENU = Block(BlockKind.PARAGRAPH, "Home Blog Careers")


def with_menu(document: Document) -> Document:
    """As the old reader read it."""
    first, *others = document.sections
    return replace(document, sections=(replace(first, blocks=(MENU, *first.blocks)), *others))


def age(store: SqliteStore, page_id: str, clock: FakeClock) -> None:
    """Make all versions of a page such as the old reader would have made them."""
    before: Document | None = None
    for version in store.versions(page_id):
        document = with_menu(store.document(version.id))
        diff = compare(before, document, gate=False) if before else None
        put = Reread(page_id, version.id, version.snapshot_id, clock.now(), OLD, "", document, fingerprint(document), diff,
                     compare(document, document))  # fmt: skip
        store.reread(put)
        before = document


def history(path: Path, pages: Iterable[str], bodies: Iterable[str]) -> None:
    """A database in which each page had these bodies, an hour apart, and the old reader read them."""
    clock = FakeClock()
    with closing(SqliteStore.open(path, write=True)) as store:
        engine = Engine(store, ScriptedFetcher(clock, {}), clock, Inline())
        script = list(bodies)
        for page_id in pages:
            for body in script:
                clock.advance(hours=1)
                engine.take(Page(page_id, f"https://example.org/{page_id}"), response(body, clock.now()))
            age(store, page_id, clock)


def observed(path: Path) -> list[tuple[object, ...]]:
    """What was observed, and must stay: checks, snapshots and bodies."""
    with closing(sqlite3.connect(path)) as db:
        return [row for table in ("checks", "snapshots", "bodies") for row in db.execute(f"SELECT * FROM {table}")]
