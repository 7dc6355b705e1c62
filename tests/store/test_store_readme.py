"""snapshots/README.md stays true: its queries run and find something, its tables are those of the database."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from store_samples import blocked, changed, first, of, returned

from monitor.store import SqliteStore

README = (Path(__file__).parents[2] / "snapshots" / "README.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", README, re.DOTALL)
PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
TABLES = dict(re.findall(r"^### ([a-z_]+)\n(.*?)(?=^### )", README, re.DOTALL | re.MULTILINE))


@pytest.fixture
def told(store: SqliteStore, database: Path) -> Path:
    """A database in which all that the README asks for has happened."""
    old, new = "We keep it for 30 days.", "We keep it for 90 days."
    for one in (first(old), changed(new, 1), blocked(2), returned(old, 30, 1)):
        store.record(of("microsoft-privacy-statement", one))
    return database


def test_there_are_queries_to_run() -> None:
    """The pattern above finds them."""
    assert len(QUERIES) >= 10
    assert len(PYTHON) == 1


@pytest.mark.parametrize("sql", QUERIES)
def test_a_query_of_the_readme_finds_something(told: Path, sql: str) -> None:
    """As it stands there, on a small history."""
    conn = sqlite3.connect(told)
    rows = conn.execute(sql, {"words": "%90 days%"} if ":words" in sql else {}).fetchall()
    conn.close()
    assert rows
    assert any(value is not None for value in rows[0])


def test_the_words_query_tells_when(told: Path) -> None:
    """The version that brought the words, and no other page or time."""
    [sql] = [sql for sql in QUERIES if ":words" in sql]
    conn = sqlite3.connect(told)
    moment = "2026-11-24T09:30:00.000Z"
    assert conn.execute(sql, {"words": "%90 days%"}).fetchall() == [("microsoft-privacy-statement", moment, moment)]
    conn.close()


def test_the_python_of_the_readme_runs(told: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the path of this database in place of the default."""
    exec(compile(PYTHON[0].replace("snapshots/privacy.db", str(told)), "README.md", "exec"), {})
    assert capsys.readouterr().out == "https://example.com/privacy/ 30\n"


def test_every_table_and_column_is_told(told: Path) -> None:
    """In the order in which they stand in the database, none missing and none invented."""
    conn = sqlite3.connect(told)
    strict = "SELECT name FROM pragma_table_list WHERE strict"
    names = [row[0] for row in conn.execute(f"{strict} UNION VALUES ('sections'), ('blocks')")]  # views like tables
    columns = {name: [row[1] for row in conn.execute(f"PRAGMA table_info({name})")] for name in names}
    conn.close()
    assert {name: re.findall(r"^\| `([a-z0-9_]+)` \|", text, re.MULTILINE) for name, text in TABLES.items()} == columns


def test_every_view_is_told(told: Path) -> None:
    """By its name."""
    conn = sqlite3.connect(told)
    views = [row[0] for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'view'")]
    conn.close()
    assert views
    assert all(f"`{view}` (" in README for view in views)


def test_a_view_shows_the_current_text_in_order(told: Path) -> None:
    """Sections without blocks included."""
    conn = sqlite3.connect(told)
    rows = conn.execute("SELECT heading, text FROM current_text").fetchall()
    conn.close()
    assert rows == [("Privacy", None), ("Retention", "We keep it for 30 days.")]
