"""Text is stored once, whichever versions and pages say it, and comes back as it was."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from store_samples import beginning, document, of, sha

from monitor.core.model import Outcome
from monitor.store import SqliteStore

LONG = [f"We keep what you tell us for {n} days, and no longer than the law allows us to." for n in range(50)]


def count(database: Path, table: str) -> int:
    with closing(sqlite3.connect(database)) as conn:
        return int(conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def said(store: SqliteStore, outcome: Outcome, hours: float, *texts: str, page: str = "example") -> int:
    """The id of a version that says these blocks."""
    read = document(*texts)
    one = replace(beginning(outcome, f"{hours}", hours), document=read, text_sha256=sha(read.text), diff=None)
    version_id = store.record(of(page, one)).version_id
    assert version_id
    return version_id


def test_a_version_adds_only_what_no_version_said_before(store: SqliteStore, database: Path) -> None:
    """One block more is one block and one section more; the same text again is none."""
    first = said(store, Outcome.FIRST, 0, *LONG)
    assert (count(database, "block_texts"), count(database, "section_texts")) == (50, 2)
    second = said(store, Outcome.CHANGED, 1, *LONG, "We sell nothing.")
    assert (count(database, "block_texts"), count(database, "section_texts")) == (51, 3)
    third = said(store, Outcome.RETURNED, 2, *LONG)
    other = said(store, Outcome.FIRST, 3, *LONG, page="other")
    assert (count(database, "block_texts"), count(database, "section_texts")) == (51, 3)
    assert store.document(first) == store.document(third) == store.document(other) == document(*LONG)
    assert store.document(second) == document(*LONG, "We sell nothing.")


def test_a_block_that_stands_twice_stands_twice(store: SqliteStore, database: Path) -> None:
    """Order and repetition are the version's, not the text's."""
    version = said(store, Outcome.FIRST, 0, "B", "A", "B", "B")
    assert [block.text for block in store.document(version).sections[1].blocks] == ["B", "A", "B", "B"]
    assert count(database, "block_texts") == 2


def test_the_views_show_a_row_a_place(store: SqliteStore, database: Path) -> None:
    """As somebody with the sqlite3 shell would expect, whatever is shared underneath."""
    said(store, Outcome.FIRST, 0, "A", "B")
    said(store, Outcome.CHANGED, 1, "A", "C")
    with closing(sqlite3.connect(database)) as conn:
        rows = conn.execute("SELECT version_id, section, position, text FROM blocks ORDER BY 1, 2, 3").fetchall()
    assert rows == [(1, 1, 0, "A"), (1, 1, 1, "B"), (2, 1, 0, "A"), (2, 1, 1, "C")]


def test_the_hash_of_a_block_can_be_made_again_with_nothing_but_json(store: SqliteStore, database: Path) -> None:
    """As snapshots/README.md says it."""
    said(store, Outcome.FIRST, 0, "“Señor” keeps\x00it")
    with closing(sqlite3.connect(database)) as conn:
        [(digest, *columns)] = conn.execute("SELECT sha256, kind, depth, text, links FROM block_texts").fetchall()
    line = json.dumps(columns, ensure_ascii=False, separators=(",", ":")) + "\n"
    assert digest == hashlib.sha256(line.encode()).digest()
