"""A database of an earlier version of the program is brought up to this one, and tells the same afterwards."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from old_databases import NAMES, as_of
from store_samples import blocked, changed, first, not_modified, of, returned

from monitor.core.errors import StoreUnusable
from monitor.core.model import Diff, Fact
from monitor.store import SqliteStore

OLD = "We keep it for 30 days."
EARLIER = NAMES[1:]  # a database without the first migration is none


@pytest.fixture
def told(store: SqliteStore, database: Path) -> Path:
    """A history of two pages with every kind of row."""
    for one in (first(OLD), changed(), blocked(2), not_modified(3), returned(OLD, 4, 1)):
        store.record(one)
    store.record(of("other", first("“Señor” keeps\x00it")))
    return database


def everything(path: Path) -> list[object]:
    """What a database answers to all that can be asked of it."""
    store = SqliteStore.open(path, write=False)
    try:
        tellings = [replace(one, diff=_as_first_kept(one.diff)) for one in store.tellings(None, None)]
        documents = [store.document(one.after.id) for one in tellings]
        bodies = [store.body(one.snapshot_after.body_sha256) for one in tellings]
        checks = [store.checks(page.id) for page in store.pages()]
        return [store.pages(), tellings, documents, bodies, checks, store.coverage(None, None)]
    finally:
        store.close()


def _as_first_kept(diff: Diff) -> Diff:
    """Facts with what the first schema had room for."""
    facts = ((f.type, f.op, f.value_before, f.value_after, f.quote_before, f.quote_after, f.rule) for f in diff.facts)
    return replace(diff, facts=tuple(Fact(*columns[:-1], rule=columns[-1]) for columns in facts))


@pytest.mark.parametrize("migration", EARLIER)
def test_an_earlier_database_tells_the_same_once_brought_up(told: Path, tmp_path: Path, migration: str) -> None:
    """From each version of the schema that there ever was."""
    old = tmp_path / "old.db"
    as_of(migration, told, old)
    with pytest.raises(StoreUnusable, match="was written by an older"):
        SqliteStore.open(old, write=False)
    SqliteStore.open(old, write=True).close()
    assert everything(old) == everything(told)


@pytest.mark.parametrize("migration", EARLIER)
def test_an_earlier_database_goes_on(told: Path, tmp_path: Path, migration: str) -> None:
    """What is recorded next joins what was there."""
    old = tmp_path / "old.db"
    as_of(migration, told, old)
    store = SqliteStore.open(old, write=True)
    recorded = store.record(changed("We keep it for ever.", 5))
    assert recorded.version_id == 5
    assert store.version_at("example").number == 4
    store.close()
