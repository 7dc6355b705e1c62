"""`report --since last`: each change is told by one report, whenever these are made and whatever happens meanwhile."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from monitor.cli import main
from monitor.core.records import Page
from monitor.engine import Engine
from monitor.store import SqliteStore
from tests.clocks import FakeClock
from tests.fetchers import Inline, ScriptedFetcher, response
from tests.test_engine import html

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
PAGES = [Page(name, f"https://example.org/{name}", confirm_after=HOUR) for name in ("slow", "quick")]


class Watch:
    """A daemon that looks when it is told to."""

    def __init__(self, store: SqliteStore) -> None:
        self.clock = FakeClock(START)
        self.engine = Engine(store, ScriptedFetcher(self.clock, {}), self.clock, Inline())
        store.watch(PAGES)

    def sees(self, page: Page, retention: str, hours: float, origin: str = "live") -> None:
        at = START + hours * HOUR
        self.clock.moment = at
        self.engine.take(page, response(html(retention), at, url=page.url), at, origin=origin)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "privacy.db"


@pytest.fixture
def watch(database: Path) -> Iterator[Watch]:
    with closing(SqliteStore.open(database, write=True)) as store:
        yield Watch(store)


def report(database: Path, *arguments: str, code: int = 0) -> Result:
    command = ["--db", str(database), "--config", "none.toml", "report", "--since", "last", *arguments]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == code, result.output
    return result


def told(database: Path, *arguments: str) -> list[tuple[str, int]]:
    made = json.loads(report(database, "--json", *arguments).stdout)
    return [(entry["page_id"], entry["after"]["number"]) for entry in (*made["first"], *made["entries"])]


def test_each_change_is_told_by_one_report(database: Path, watch: Watch) -> None:
    """Also one that was held back, and one whose check was under way when the report was made: it has an earlier time."""
    slow, quick = PAGES
    watch.sees(slow, "30 days", 0)
    watch.sees(quick, "30 days", 0)
    assert told(database) == [("quick", 1), ("slow", 1)]
    watch.sees(quick, "60 days", 10)
    assert told(database) == []
    watch.sees(quick, "60 days", 12)
    assert told(database) == [("quick", 2)]
    watch.sees(replace(slow, confirm_after=timedelta(0)), "90 days", 11)
    assert told(database) == [("slow", 2)]
    assert told(database) == []


def test_what_is_taken_in_from_the_past_is_no_news(database: Path, watch: Watch) -> None:
    """Five years of captures would fill the next mail."""
    slow, _ = PAGES
    watch.sees(slow, "30 days", 0)
    report(database)
    watch.sees(slow, "60 days", 1, origin="capture")
    assert told(database) == []


def test_each_recipient_has_a_cursor(database: Path, watch: Watch, tmp_path: Path) -> None:
    """One does not take from another what it was not told yet; what could not be written was not told."""
    watch.sees(PAGES[0], "30 days", 0)
    assert told(database, "--cursor", str(tmp_path / "chat")) == [("slow", 1)]
    report(database, "--output", str(tmp_path / "none" / "report.html"), code=3)
    assert told(database) == [("slow", 1)]
    assert told(database, "--cursor", str(tmp_path / "chat")) == []


def test_a_cursor_that_is_none_is_told(database: Path, watch: Watch, tmp_path: Path) -> None:
    """A damaged file, one of another database, one that cannot be written; and options that say something else."""
    watch.sees(PAGES[0], "30 days", 0)
    other = tmp_path / "other.db"
    with closing(SqliteStore.open(other, write=True)) as store:
        Watch(store).sees(PAGES[1], "30 days", 0)
    report(database)
    cursor = tmp_path / "privacy.db.last"
    shutil.copy(cursor, tmp_path / "other.db.last")
    assert "this is another database, or an older copy of it" in report(other, code=3).stderr
    cursor.write_text("\x1b[2J")
    assert "delete it, and the next one tells everything" in report(database, code=3).stderr
    assert "cannot be written" in report(database, "--cursor", str(tmp_path / "none" / "chat"), code=3).stderr
    report(database, "--until", "2026-04-01", code=2)
    report(database, "--unconfirmed", code=2)
    alone = CliRunner().invoke(main, ["--db", str(database), "report", "--since", "7d", "--cursor", str(cursor)])
    assert alone.exit_code == 2
    for part in (("--topic", "retention"), ("--type", "dispute")):  # it would pass over what the rest would tell
        assert "needs a --cursor of its own" in report(database, *part, code=2).stderr


def test_a_check_that_ends_while_a_report_is_made_is_told_by_the_next(
    database: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once, also where that report is the first."""
    watch.sees(PAGES[0], "30 days", 0)
    of = SqliteStore.tellings

    def late(self: SqliteStore, *arguments: Any, **named: Any) -> Any:
        watch.sees(PAGES[1], "30 days", 1)
        return of(self, *arguments, **named)

    monkeypatch.setattr(SqliteStore, "tellings", late)
    assert told(database) == [(PAGES[0].id, 1)]
    assert told(database) == [(PAGES[1].id, 1)]
