"""docs/datasette.yaml stays true: what it names is there, and its questions run in sqlite3."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from store_samples import changed, first, returned, unreachable

from monitor.store import SqliteStore

TEXT = (Path(__file__).parents[2] / "docs" / "datasette.yaml").read_text(encoding="utf-8")
NAMED, ASKED = TEXT.split("    queries:\n")
TABLES = re.findall(r"^      (\w+):$", NAMED, re.MULTILINE)
QUERIES = dict(
    re.findall(r"^      (\w+):\n(?:        .*\n)*?        sql: \|-\n((?:          .*\n)+)", ASKED, re.MULTILINE)
)
GIVEN = {"words": '"90 days"', "page": "example", "date": "2027-01-01"}


@pytest.fixture
def conn(store: SqliteStore, database: Path) -> sqlite3.Connection:
    """A history in which all of it has happened."""
    old = "We keep it for 30 days."
    for check in (first(old), changed("We keep it for 90 days.", 1), unreachable(2), returned(old, 30, 1)):
        store.record(check)
    return sqlite3.connect(f"file:{database}?mode=ro", uri=True)


def test_the_patterns_find_tables_and_queries() -> None:
    """All that a person sees in the file."""
    assert len(TABLES) == TEXT.count("        title:") - len(QUERIES)
    assert len(QUERIES) == ASKED.count("sql:") > 4


@pytest.mark.parametrize("table", TABLES)
def test_a_view_that_is_described_has_rows(conn: sqlite3.Connection, table: str) -> None:
    """In the database as this program makes it."""
    assert conn.execute(f'SELECT * FROM "{table}"').fetchall()


@pytest.mark.parametrize(("name", "sql"), QUERIES.items())
def test_a_question_runs_and_finds(conn: sqlite3.Connection, name: str, sql: str) -> None:
    """With the parameters that it names; nothing major happens in this history."""
    rows = conn.execute(sql, {key: value for key, value in GIVEN.items() if f":{key}" in sql}).fetchall()
    assert bool(rows) != (name == "major_and_silent")
    assert sorted(re.findall(r":(\w+)", sql)) == sorted({key for key in GIVEN if f":{key}" in sql})
