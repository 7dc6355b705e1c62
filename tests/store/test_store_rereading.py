"""The record of rereads: append-only, bounded, and of what was stored before."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from store_samples import at, blocked, changed, document, first, sha, unchanged

from monitor.core.diff import compare
from monitor.core.errors import NotFound, StoreError
from monitor.core.model import Diff, Document, Outcome, Significance
from monitor.core.records import Reread
from monitor.store import SqliteStore
from monitor.store.rereading import MOST_CHANGES


def reread(of: Document, before: Document, **more: object) -> Reread:
    given = Reread("example", 1, 1, at(5), 4, "s", of, sha(of.text), None, compare(before, of, gate=False))
    return replace(given, **more)  # type: ignore[arg-type]


def test_it_takes_the_place_of_the_stored_text(store: SqliteStore) -> None:
    """Text, words, fingerprint, reader and settings are those of the reread; the row says what they were."""
    store.record(first("We keep it for 30 days."))
    old, new = store.document(1), document("We keep it for 30 days.", "And no longer.")
    store.reread(reread(new, old))
    version = store.version_at("example")
    assert store.document(1) == new
    assert (version.words, version.text_sha256, version.reader_version) == (new.words, sha(new.text), 4)
    assert store.settings_keys("example") == {1: "s"}
    (row,) = store.rereads("example")
    assert (row.reader_before, row.reader_after, row.settings_before, row.settings_after) == (3, 4, "k", "s")
    assert (row.words_before, row.words_after) == (old.words, new.words)
    assert (row.text_sha256_before, row.text_sha256_after) == (sha(old.text), sha(new.text))
    assert (row.number, row.snapshot_id, row.reread_at) == (1, 1, at(5))
    assert row.changes == compare(old, new, gate=False).changes


def test_changes_are_replaced_where_they_are_derived_again(store: SqliteStore) -> None:
    """And kept where there is nothing to derive them from."""
    store.record(first())
    store.record(changed())
    told = store.tellings(at(1), None)[0].diff
    stored = store.document(2)
    store.reread(reread(stored, stored, version_id=2))
    assert store.tellings(at(1), None)[0].diff == told
    nothing = Diff(Outcome.UNCHANGED, Significance.NONE)
    store.reread(reread(stored, stored, version_id=2, diff=nothing))
    assert store.tellings(at(1), None)[0].diff == nothing


def test_the_last_snapshot_read_as_a_version_is_its_source(store: SqliteStore) -> None:
    """Not a wall, and not what came later."""
    store.record(first())
    store.record(unchanged(b"<p >We keep it for 30 days.</p>", 1))
    store.record(blocked(2))
    store.record(changed(hours=3))
    assert store.source(1).fetched_at == at(1)
    assert store.source(2).fetched_at == at(3)
    with pytest.raises(NotFound):
        store.source(9)


def test_a_record_is_never_changed(store: SqliteStore, database: Path) -> None:
    """Not even at the sqlite3 shell."""
    store.record(first())
    store.reread(reread(document("x"), store.document(1)))
    with sqlite3.connect(database) as conn:
        for sql in (
            "UPDATE rereads SET words_after = 1",
            "DELETE FROM rereads",
            "INSERT OR REPLACE INTO rereads SELECT * FROM rereads",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                conn.execute(sql)
    conn.close()


def test_few_of_many_changes_are_kept(store: SqliteStore) -> None:
    """A reader that reads all otherwise must not store all twice; their number is told."""
    store.record(first())
    many = document(
        *[f"Paragraph {n} of a text that was not read before, at all, {n}." for n in range(3 * MOST_CHANGES)]
    )
    store.reread(reread(many, store.document(1)))
    (row,) = store.rereads("example")
    assert row.differences > len(row.changes) > 0
    assert len(row.changes) <= MOST_CHANGES


def test_an_unknown_version_or_page_is_told(store: SqliteStore) -> None:
    """And nothing is recorded."""
    store.record(first())
    with pytest.raises(StoreError, match="no version with id 7"):
        store.reread(reread(document("x"), document("y"), version_id=7))
    with pytest.raises(NotFound):
        store.rereads("nobody")
    assert store.rereads("example") == []


def test_a_reread_comes_with_its_check_or_not_at_all(store: SqliteStore, database: Path) -> None:
    """One transaction: where the check cannot be recorded, the version is as it was."""
    store.record(first())
    stored = store.document(1)
    wrong = replace(changed(), body_sha256=sha("another body"), reread=reread(document("z"), stored))
    with pytest.raises(StoreError):
        store.record(wrong)
    assert store.document(1) == stored
    assert store.rereads("example") == []
    store.record(replace(unchanged(), reread=reread(document("z"), stored)))
    assert store.document(1) == document("z")
