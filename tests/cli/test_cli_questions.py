"""The commands that ask questions: tables for people, JSON and CSV for programs, and nothing in them that acts."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import main
from monitor.core.records import Page, Response
from monitor.engine import Engine
from monitor.store import SqliteStore
from tests.clocks import FakeClock
from tests.fetchers import Inline, ScriptedFetcher

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
PAGE = Page("example", "https://example.org/privacy", "Example")
HOSTILE = '=HYPERLINK("https://evil.example") \x1b[2J is how we keep your search history, and nothing else is.'


def html(retention: str, more: str = "") -> bytes:
    return (
        "<html lang=en><title>Privacy</title><main><h1>Privacy policy</h1><p>Last updated: March 1, 2026</p>"
        "<p>We collect the personal data that you give us when you open an account with us.</p>"
        f"<h2>Retention</h2><p>We keep your search history for {retention} and delete it after that.</p>{more}"
        "<h2>Your rights</h2><p>You can ask us to access, correct or delete the data that we hold about you.</p></main>"
    ).encode()


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """30 days, then 90, then 30 again, then a hostile paragraph, a day apart."""
    path = tmp_path_factory.mktemp("questions") / "privacy.db"
    store = SqliteStore.open(path, write=True)
    clock = FakeClock(AT)
    engine = Engine(store, ScriptedFetcher(clock, {}), clock, Inline())
    store.watch([PAGE])
    more = f"<p>{HOSTILE.replace(chr(27), '&#x1b;')}</p>"
    for day, body in enumerate((html("30 days"), html("90 days"), html("30 days"), html("30 days", more))):
        at = AT + timedelta(days=day)
        headers = (("content-type", "text/html; charset=utf-8"),)
        engine.take(PAGE, Response(PAGE.url, PAGE.url, 200, headers, body, (), at), at, origin="capture")
    store.close()
    return path


def ask(database: Path, *arguments: str, code: int = 0, config: Path = Path("none.toml")) -> Result:
    """Run a command as a pipe would see it."""
    result = CliRunner().invoke(main, ["--db", str(database), "--config", str(config), *arguments])
    assert result.exit_code == code, (result.output, result.exception)
    assert "\x1b" not in result.output
    return result


EVERY = [
    ("coverage",),
    ("coverage", "--unchanged", "example"),
    ("variants", "example"),
    ("blame", "example"),
    ("search", "search history", "--all"),
    ("facts", "--type", "retention"),
    ("silent",),
    ("undone", "example"),
    ("steady", "example"),
    ("stats",),
]


@pytest.mark.parametrize("command", EVERY, ids=" ".join)
def test_every_question_answers_in_three_forms_with_the_same_rows(database: Path, command: tuple[str, ...]) -> None:
    """A line a row for people, an object a row in JSON, a record a row in CSV under one line of names."""
    rows = json.loads(ask(database, *command, "--json").stdout)
    names, *records = csv.reader(io.StringIO(ask(database, *command, "--csv").stdout))
    assert rows
    assert len(records) == len(rows)
    assert all(len(record) == len(names) for record in records)
    assert len(ask(database, *command).stdout.splitlines()) > len(rows)


def test_what_a_person_reads(database: Path) -> None:
    """The dates, the marked words, and what is so."""
    assert "[90 days]" in ask(database, "search", "90 days", "--all").stdout
    assert "2 (2026-03-02)" in ask(database, "search", "90 days", "--all").stdout
    assert "--all asks all texts" in ask(database, "search", "90 days").stderr
    undone = ask(database, "undone").stdout
    assert "1 (2026-03-01)" in undone
    assert "24 h" in undone
    assert "never changed" in ask(database, "steady", "example").stdout
    assert "1, 3" in ask(database, "variants", "example").stdout
    assert "as in 1 (2026-03-01)" in ask(database, "blame", "example").stdout
    facts = ask(database, "facts", "example", "--type", "retention.period").stdout
    assert "lengthened the retention of search history from 30 days to 90" in " ".join(facts.split())
    assert "Page" not in facts
    assert "updated 2026-03-01" in ask(database, "silent").stdout


def test_a_cell_is_never_a_formula(database: Path) -> None:
    """A spreadsheet would run what begins with =, +, - or @; JSON has the text as it is."""
    records = list(csv.DictReader(io.StringIO(ask(database, "blame", "example", "--csv").stdout)))
    [text] = [record["text"] for record in records if "HYPERLINK" in record["text"]]
    assert text.startswith("'=")
    rows = json.loads(ask(database, "blame", "example", "--json").stdout)
    assert any(row["text"].startswith("=HYPERLINK") for row in rows)


def test_coverage_plans_by_the_schedule_as_it_is_configured(database: Path, tmp_path: Path) -> None:
    """Planned, made and good, and the longest blind interval with its ends."""
    config = tmp_path / "config.toml"
    config.write_text('[[page]]\nid = "example"\nurl = "https://example.org/privacy"\nevery = "12h"\n')
    period = ("--since", "2026-03-01T08:00", "--until", "2026-03-11T08:00")
    [row] = json.loads(ask(database, "coverage", *period, "--json", config=config).stdout)
    assert (row["planned"], row["checks"], row["good"]) == (20, 4, 4)
    assert (row["longest_blind"], row["blind_from"]) == (7 * 86400, "2026-03-04T08:00:00Z")
    [row] = json.loads(ask(database, "coverage", *period, "--json").stdout)
    assert row["planned"] is None


def test_a_page_that_is_not_there_is_told(database: Path) -> None:
    """With the nearest that is."""
    for command in (("blame",), ("variants",), ("steady",), ("undone",), ("search", "x", "--page")):
        assert "did you mean example" in ask(database, *command, "exmaple", code=3).stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("facts", "--type", "retntion"), "'retntion' is none of"),
        (("facts", "--topic", "nowhere"), "'nowhere' is none of"),
        (("coverage", "--since", "2027-01-01", "--until", "2026-01-01"), "is not before --until"),
        (("facts", "--since", "2027-01-01", "--until", "2026-01-01"), "is not before --until"),
        (("show", "example", "--at", "0001-01-01T00:00+14:00"), "is not a date such as"),
        (("blame", "example", "--at", "yesterday"), "7d"),
    ],
)
def test_what_cannot_be_asked_is_told(database: Path, arguments: tuple[str, ...], told: str) -> None:
    """A slip of the pen is no "nothing happened"."""
    assert told in " ".join(ask(database, *arguments, code=2).stderr.split())


def test_a_period_without_a_look_is_told_as_that(database: Path, tmp_path: Path) -> None:
    """Pages are recorded, only not then, and nobody watches them."""
    copy = tmp_path / "copy.db"
    copy.write_bytes(database.read_bytes())
    store = SqliteStore.open(copy, write=True)
    store.watch([])
    store.close()
    for command in ("coverage", "report"):
        found = ask(copy, command, "--since", "2020-01-01", "--until", "2020-02-01")
        assert "No page was looked at in this period" in found.stderr


def test_a_text_is_shown_with_when_it_was_last_seen_so(database: Path) -> None:
    """What the page said after that nobody knows."""
    assert "Last seen so at 2026-03-04 08:00 UTC" in ask(database, "show", "example", "--at", "2026-09-01").stderr
    assert "Last seen so at 2026-03-04 08:00 UTC" in ask(database, "show", "example", "--at", "2999-01-01").stderr
    assert "Last seen" not in ask(database, "show", "example", "--at", "2026-03-02T09:00").stderr


def test_an_alarm_is_an_exit_code(database: Path) -> None:
    """For what watches the monitor: 4 where a page was not read in the period, paused ones apart."""
    ask(database, "coverage", "--since", "2026-03-01", "--until", "2026-03-02", "--alarm")
    ask(database, "coverage", "--since", "26h", "--alarm", code=4)
    ask(database, "coverage", "--since", "26h")
