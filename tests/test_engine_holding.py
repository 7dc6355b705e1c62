"""The hold-back from fetch to report: a change is told when a second look still shows it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import main
from monitor.core.errors import FetchError
from monitor.core.model import Inaccessible, Outcome, Reason
from monitor.core.records import Check, Page, Schedule, Standing
from monitor.engine import Engine
from monitor.report import entry_of
from monitor.report.phrases import headline
from monitor.store import SqliteStore
from tests.clocks import FakeClock
from tests.fetchers import Answer, Inline, ScriptedFetcher

HOUR = timedelta(hours=1)
PAGE = Page(
    "privacy", "https://example.org/privacy", schedule=Schedule(interval=timedelta(hours=12)), confirm_after=HOUR
)
AT = datetime(2026, 3, 1, 8, tzinfo=UTC)


def html(retention: str) -> str:
    return (
        "<html lang=en><title>Privacy</title><main><h1>Privacy policy</h1>"
        "<p>We collect the personal data that you give us when you open an account with us.</p>"
        f"<h2>Retention</h2><p>We keep your search history for {retention} and delete it after that.</p>"
        "<h2>Your rights</h2><p>You can ask us to access, correct or delete the data that we hold about you.</p></main>"
    )


OLD, NEW, THIRD = html("30 days"), html("90 days"), html("ten years")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore.open(tmp_path / "privacy.db", write=True)
    yield opened
    opened.close()


async def looks(store: SqliteStore, *answers: tuple[float, Answer], page: Page = PAGE) -> list[Check]:
    """Check the page at these hours."""
    clock = FakeClock(AT)
    engine = Engine(store, ScriptedFetcher(clock, {page.id: [answer for _, answer in answers]}), clock, Inline())
    made = []
    for hours, _ in answers:
        await clock.sleep((AT + hours * HOUR - clock.now()).total_seconds())
        made.append(await engine.check(page))
    return made


def told(store: SqliteStore) -> list[int]:
    return [telling.after.number for telling in store.tellings(None, None)]


async def test_a_change_is_looked_at_again_before_it_is_told(store: SqliteStore) -> None:
    """The next check is due after the hold-back, and the one after that by the schedule."""
    _, change, second = await looks(store, (0, OLD), (12, NEW), (13, NEW))
    assert change.outcome is Outcome.CHANGED
    assert change.next_due_at == AT + 13 * HOUR
    assert second.next_due_at == AT + 25 * HOUR
    assert told(store) == [1, 2]


async def test_until_then_it_is_not_told(store: SqliteStore) -> None:
    """Also where it was looked at in between."""
    *_, early = await looks(store, (0, OLD), (12, NEW), (12.5, NEW))
    assert told(store) == [1]
    assert early.next_due_at == AT + 13 * HOUR


async def test_what_did_not_last_is_recorded_and_not_told(store: SqliteStore) -> None:
    """The history has all three versions."""
    await looks(store, (0, OLD), (12, NEW), (13, OLD), (25, OLD))
    assert told(store) == [1]
    assert [(page.page_id, page.times) for page in store.withdrawn(None, None)] == [("privacy", 1)]
    standings = [telling.standing for telling in store.tellings(None, None, unconfirmed=True)]
    assert standings == [Standing.CONFIRMED, Standing.WITHDRAWN, Standing.BACK]


async def test_a_further_change_confirms_the_first(store: SqliteStore) -> None:
    """So that every difference is told."""
    await looks(store, (0, OLD), (12, NEW), (12.2, THIRD), (14, THIRD))
    assert told(store) == [1, 2, 3]


async def test_a_page_that_cannot_be_read_decides_nothing(store: SqliteStore) -> None:
    """It is looked at again after the same time."""
    down = FetchError(Inaccessible(Reason.TIMEOUT, "no answer"))
    *_, failed = await looks(store, (0, OLD), (12, NEW), (13.5, down))
    assert failed.next_due_at == AT + 14.5 * HOUR
    assert told(store) == [1]
    [held] = store.held("privacy")
    assert held.until == AT + 13 * HOUR


async def test_a_return_to_what_was_never_told_is_told_as_the_change(store: SqliteStore) -> None:
    """A roll-out that went forth and back before it lasted; what comes back later is a return to what was told."""
    hours = zip((0, 1, 1.5, 2, 2.5, 3, 4, 50, 51), (OLD, NEW, OLD, NEW, OLD, NEW, NEW, OLD, OLD), strict=True)
    made = await looks(store, *hours)
    assert made[5].outcome is Outcome.RETURNED
    _, change, back = store.tellings(None, None)
    assert (change.after.number, change.returned_to) == (6, None)
    assert headline(entry_of(change)).endswith("lengthened the retention of search history from 30 days to 90 days")
    assert headline(entry_of(back)).endswith("returned to the text of 2026-03-01 08:00 UTC (version 1)")


async def test_a_change_is_known_to_wait_until_it_is_decided(store: SqliteStore) -> None:
    """Also as of a moment before that; what did not last never waited."""
    down = FetchError(Inaccessible(Reason.STATUS, "HTTP 403 Forbidden"))
    await looks(store, (0, OLD), (12, NEW), (13, down), (40, down), (60, NEW), (72, THIRD), (73, NEW))
    assert told(store) == [1, 2]
    assert store.waiting() == []
    assert [one.after.number for one in store.waiting(AT + 60 * HOUR)] == [2]
    assert store.waiting(AT + 61 * HOUR) == []
    assert store.waiting(AT + 12 * HOUR) == []


async def test_a_report_names_a_change_that_waits(store: SqliteStore, tmp_path: Path) -> None:
    """A page that changed and was never readable again: in every format, and not only once its day is over."""
    store.watch([PAGE])
    down = FetchError(Inaccessible(Reason.STATUS, "HTTP 403 Forbidden"))
    await looks(store, (0, OLD), (12, NEW), (13, down), (40, down))
    for since in ("2026-03-01", "2026-03-02"):
        for kind in ("text", "markdown", "html", "json", "atom"):
            made = report(tmp_path, "--since", since, "--until", "2026-03-03", "--format", kind).stdout
            assert "Nothing changed" not in made
            assert "lengthened the retention of search history from 30 days to 90 days" in " ".join(made.split())
    assert "unconfirmed: the page was not read since 2026-03-01 21:00 UTC" in report(tmp_path).stdout.replace("\n", " ")
    [waits] = json.loads(report(tmp_path, "--json").stdout)["waiting"]
    assert (waits["standing"], waits["held_until"], waits["told"]) == ("held", "2026-03-01T21:00:00Z", False)
    whole = json.loads(report(tmp_path, "--json", "--unconfirmed").stdout)
    assert [[entry["standing"] for entry in whole[where]] for where in ("entries", "waiting")] == [["held"], []]
    assert "1 change that waits" in CliRunner().invoke(main, ["--db", str(tmp_path / "privacy.db"), "facts"]).stderr


def report(folder: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(
        main, ["--db", str(folder / "privacy.db"), "--config", "none.toml", "report", *arguments]
    )
    assert result.exit_code == 0, result.output
    return result


async def test_without_a_hold_back_a_change_is_told_at_once(store: SqliteStore) -> None:
    """And the schedule stands."""
    page = replace(PAGE, confirm_after=timedelta(0))
    _, change = await looks(store, (0, OLD), (12, NEW), page=page)
    assert change.next_due_at == AT + 24 * HOUR
    assert told(store) == [1, 2]
    assert store.held("privacy") == []


async def test_a_cosmetic_change_is_not_looked_at_again(store: SqliteStore) -> None:
    """Links that differ at every visit would have the page asked for every hour."""
    linked = OLD.replace("</main>", "<p>Read <a href='https://example.org/a'>our terms</a> as well.</p></main>")
    _, change = await looks(store, (0, linked), (12, linked.replace("org/a", "org/b")))
    assert change.outcome is Outcome.CHANGED
    assert change.next_due_at == AT + 24 * HOUR
    assert store.held("privacy") == []
