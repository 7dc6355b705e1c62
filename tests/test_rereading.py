"""Versions derived again: an upgrade is never an alarm, nothing observed moves, and a kill in the middle costs nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from monitor import rereading
from monitor.core.model import Outcome, Reason, Significance
from monitor.core.read import READER_VERSION
from monitor.core.records import Check, Page, Range
from monitor.core.rereading import Settings, settings_from
from monitor.engine import Engine
from monitor.rereading import Done
from monitor.store import SqliteStore
from monitor.wiring import readers
from tests.clocks import FakeClock
from tests.fetchers import Inline, ScriptedFetcher, response
from tests.rereadings import MENU, OLD, age, history, observed
from tests.test_engine import html

PAGE = Page("privacy", "https://example.org/privacy")
TWO = [html(), html("90 days")]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "privacy.db"


@pytest.fixture
def store(database: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore.open(database, write=True)
    yield opened
    opened.close()


def look(store: SqliteStore, clock: FakeClock, body: str, page: Page = PAGE) -> Check:
    clock.advance(hours=1)
    engine = Engine(store, ScriptedFetcher(clock, {}), clock, Inline())
    return engine.take(page, response(body, clock.now()))


def run(store: SqliteStore, *page_ids: str, jobs: int = 1, fresh: bool = False, page: Page | None = None) -> list[Done]:
    work = rereading.tasks(store, {page.id: page} if page else {}, page_ids or ["privacy"], fresh=fresh)
    with readers(jobs if jobs > 1 else 0) as pool:
        return list(rereading.run(store, FakeClock(), work, pool, jobs))


def test_an_upgrade_is_no_change_of_the_page(store: SqliteStore) -> None:
    """Other bytes, the same policy: unchanged, though the old reader had taken the menu for text."""
    clock = FakeClock()
    look(store, clock, html())
    age(store, "privacy", clock)
    assert MENU.text in store.document(1).text
    assert look(store, clock, html(noise="x")).outcome is Outcome.UNCHANGED
    (version,) = store.versions("privacy")
    assert MENU.text not in store.document(version.id).text
    assert (version.reader_version, version.significance) == (READER_VERSION, Significance.NONE)


def test_what_the_upgrade_brought_is_recorded_once_and_shown(store: SqliteStore) -> None:
    """With the check that needed it; the next one finds the version as it is read now."""
    clock = FakeClock()
    look(store, clock, html())
    age(store, "privacy", clock)
    for noise in "xyz":
        look(store, clock, html(noise=noise))
    made, *planted = store.rereads("privacy")
    assert [row.reader_after for row in planted] == [OLD]
    assert (made.number, made.reader_before, made.reader_after) == (1, OLD, READER_VERSION)
    assert (made.words_before - made.words_after, made.differences) == (3, 1)
    assert [(change.before, change.after) for change in made.changes] == [(MENU.text, "")]
    assert made.text_sha256_after == store.versions("privacy")[0].text_sha256


def test_a_change_that_comes_with_the_upgrade_is_told_alone(store: SqliteStore) -> None:
    """What the page changed is told, what the reader changed is not."""
    clock = FakeClock()
    look(store, clock, html())
    age(store, "privacy", clock)
    check = look(store, clock, html("90 days"))
    assert check.outcome is Outcome.CHANGED
    (telling,) = store.tellings(clock.now(), None)
    assert [change.after for change in telling.diff.changes] == [
        "We keep your search history for 90 days and delete it after that."
    ]
    assert len(store.rereads("privacy")) == 2


def test_what_moved_unseen_before_the_upgrade_is_no_alarm_either(store: SqliteStore) -> None:
    """A version is read again from the last bytes that were read as it, not from the first."""
    clock = FakeClock()
    blind = replace(PAGE, remove=(".count",))
    for count in (12, 14):
        look(store, clock, html(extra=f"<p class=count>We have written {count} posts.</p>"), blind)
    seeing = look(store, clock, html(extra="<p class=count>We have written 14 posts.</p>", noise="x"))
    assert seeing.outcome is Outcome.UNCHANGED
    assert "14 posts" in store.document(1).text


def test_settings_are_recorded_with_the_reread(store: SqliteStore) -> None:
    """Selectors and ranges, as they were and as they are; and they can be had back from there."""
    clock = FakeClock()
    look(store, clock, html())
    wanted = replace(PAGE, select=("h1", Range(start_after="h1", end_after="h2")), remove=("h1 + p",))
    assert look(store, clock, html(noise="x"), wanted).outcome is Outcome.UNCHANGED
    (made,) = store.rereads("privacy")
    assert made.settings_before == ""
    assert settings_from(made.settings_after) == Settings(wanted.select, wanted.remove)


@pytest.mark.parametrize("key", ["", "nonsense", "[1, 2]", '[[{"a": "b"}], []]', "{}"])
def test_settings_that_cannot_be_understood_are_none(key: str) -> None:
    """A database may come from somebody else."""
    assert settings_from(key) == Settings()


def test_all_versions_are_derived_again_and_nothing_observed_moves(database: Path) -> None:
    """Texts, changes and significance are those of this reader; checks, snapshots and bodies are untouched."""
    history(database, ["privacy"], TWO)
    before = observed(database)
    with closing(SqliteStore.open(database, write=True)) as store:
        assert [done.made is not None for done in run(store)] == [True, True]
        assert all(MENU.text not in store.document(version.id).text for version in store.versions("privacy"))
        assert [version.reader_version for version in store.versions("privacy")] == [READER_VERSION] * 2
        (_, telling) = store.tellings(None, None)
        assert len(telling.diff.changes) == 1
        assert telling.diff.significance is telling.after.significance
    assert observed(database) == before


def test_a_version_that_only_the_old_reader_saw_stays_with_nothing_to_tell(store: SqliteStore) -> None:
    """Its number and its checks are history; what it brought is nothing."""
    clock = FakeClock()
    counted = [html(extra=f"<p class=count>Read by {n} people.</p>") for n in (12, 14)]
    assert [look(store, clock, body).outcome for body in counted] == [Outcome.FIRST, Outcome.CHANGED]
    run(store, page=replace(PAGE, remove=(".count",)))
    (_, telling) = store.tellings(None, None)
    assert (telling.after.number, telling.diff.significance, telling.diff.changes) == (2, Significance.NONE, ())


def test_running_again_does_nothing(database: Path) -> None:
    """Also when all versions are asked for."""
    history(database, ["privacy"], TWO)
    with closing(SqliteStore.open(database, write=True)) as store:
        run(store)
        count = len(store.rereads("privacy"))
        assert run(store) == []
        assert [done.made for done in run(store, fresh=True)] == [None, None]
        assert len(store.rereads("privacy")) == count


def test_processes_read_as_one_does(database: Path, tmp_path: Path) -> None:
    """Same texts, same changes, in the same order."""
    other = tmp_path / "other.db"
    told = []
    for path, jobs in ((database, 1), (other, 2)):
        history(path, ["a", "b"], [*TWO, html("5 days"), html("6 days")])
        with closing(SqliteStore.open(path, write=True)) as store:
            done = run(store, "a", "b", jobs=jobs)
            told.append(([(one.version.page_id, one.version.number) for one in done], store.tellings(None, None)))
    assert told[0] == told[1]
    assert len(told[0][0]) == 8


def test_a_version_that_cannot_be_read_any_more_stays(store: SqliteStore) -> None:
    """A selector for the new design of a page does not match the old one."""
    clock = FakeClock()
    look(store, clock, html())
    text = store.document(1).text
    (done,) = run(store, page=replace(PAGE, select=("#new-design",)))
    assert done.reason is not None
    assert done.reason.reason is Reason.SELECTOR
    assert store.document(1).text == text
    assert store.rereads("privacy") == []


def test_a_kill_in_the_middle_costs_nothing_that_was_done(database: Path) -> None:
    """What was recorded stays, another run does the rest, and each version is done once."""
    history(database, [f"p{n}" for n in range(30)], TWO)
    before = observed(database)
    command = [sys.executable, "-m", "monitor", "--config", "/nowhere", "--db", str(database), "reread", "--jobs", "1"]
    with subprocess.Popen([*command, "--json"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(7)]
        process.send_signal(signal.SIGKILL)
    assert all(told)
    with closing(SqliteStore.open(database, write=False)) as store:
        done = sum(
            version.reader_version == READER_VERSION for page in store.pages() for version in store.versions(page.id)
        )
    assert done >= 7
    again = subprocess.run(command, capture_output=True, text=True, check=True)
    with closing(SqliteStore.open(database, write=True)) as store:
        assert run(store, *[page.id for page in store.pages()]) == []
        made = [row for page in store.pages() for row in store.rereads(page.id) if row.reader_after == READER_VERSION]
    assert len(made) == 60
    assert observed(database) == before
    assert ("read again" in again.stdout.lower()) == (done < 60)
