"""When pages are checked: the daemon over a real store, a scripted fetcher, and the machine's own loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.config import Config
from monitor.core.errors import ConfigError, StoreLocked, StoreUnusable
from monitor.core.model import Outcome
from monitor.core.records import Check, Page, Response, Schedule, Validators
from monitor.daemon import Daemon
from monitor.engine import Engine
from monitor.store import SqliteStore
from monitor.wiring import SystemClock
from tests.fetchers import Inline, ScriptedFetcher, response
from tests.test_engine import html

SOON = Schedule(interval=timedelta(seconds=1))
RARELY = Schedule(interval=timedelta(days=30))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore.open(tmp_path / "privacy.db", write=True)
    yield opened
    opened.close()


def page(name: str, schedule: Schedule = RARELY, **settings: object) -> Page:
    return Page(name, f"https://{name}.example/privacy", schedule=schedule, **settings)  # type: ignore[arg-type]


class Watch:
    """A daemon, and what it has checked so far."""

    def __init__(self, store: SqliteStore, pages: list[Page], fetcher: ScriptedFetcher | None = None) -> None:
        clock = SystemClock()
        self.fetcher = fetcher or ScriptedFetcher(clock, {p.id: [html()] for p in pages})
        self.checked: list[str] = []
        self.stop = asyncio.Event()
        self.until: Callable[[], bool] = lambda: False
        executor = Inline()
        engine = Engine(store, self.fetcher, clock, executor)
        self.daemon = Daemon(
            engine, store, clock, executor, Config(Path("privacy.db"), tuple(pages)), on_check=self.on_check
        )

    def on_check(self, page: Page, check: Check) -> None:
        self.checked.append(page.id)
        if self.until():
            self.stop.set()

    async def run(self, until: Callable[[], bool]) -> None:
        self.until = until
        async with asyncio.timeout(20):
            await self.daemon.run(self.stop)


async def test_pages_never_checked_are_checked_at_once_and_then_planned(store: SqliteStore) -> None:
    """Each once; when each is due next stands in the store."""
    watch = Watch(store, [page(f"p{n}") for n in range(5)])
    await watch.run(lambda: len(watch.checked) == 5)
    assert sorted(watch.checked) == [f"p{n}" for n in range(5)]
    assert all(due and due > datetime.now(UTC) + timedelta(days=29) for _, due in store.due())


async def test_a_page_is_checked_again_when_it_is_due(store: SqliteStore) -> None:
    """Every second, while a page that is rarely due is left alone."""
    watch = Watch(store, [page("often", SOON), page("rarely")])
    await watch.run(lambda: watch.checked.count("often") == 3)
    assert watch.checked.count("rarely") == 1


async def test_a_restart_after_a_week_checks_each_page_once(store: SqliteStore) -> None:
    """What was missed is made up for once, not once for each missed time; what is not due waits."""
    pages = [page("missed", Schedule(interval=timedelta(hours=1))), page("later"), page("soon", SOON)]
    store.watch(pages)
    now = datetime.now(UTC)
    store.plan([("missed", now - timedelta(days=7)), ("later", now + timedelta(days=1)), ("soon", now)])
    watch = Watch(store, pages)
    await watch.run(lambda: watch.checked.count("soon") == 2)
    assert watch.checked.count("missed") == 1
    assert "later" not in watch.checked


async def test_a_shorter_schedule_counts_from_the_restart(store: SqliteStore) -> None:
    """A page planned for next month by an older configuration is not left until then."""
    store.watch([page("p")])
    store.plan([("p", datetime.now(UTC) + timedelta(days=30))])
    watch = Watch(store, [page("p", SOON)])
    await watch.run(lambda: watch.checked == ["p"])


async def test_paused_pages_are_left_alone(store: SqliteStore) -> None:
    """They stay in the store and are not looked at."""
    watch = Watch(store, [page("paused", SOON, paused=True), page("p", SOON)])
    await watch.run(lambda: len(watch.checked) == 2)
    assert set(watch.checked) == {"p"}


class Failing(ScriptedFetcher):
    """Fails for one page in a way that nobody foresaw."""

    async def fetch(self, page: Page, validators: Validators) -> Response:
        if page.id == "bad":
            raise RuntimeError("not foreseen")
        return await super().fetch(page, validators)


async def test_one_page_that_fails_unforeseen_stops_no_other(
    store: SqliteStore, caplog: pytest.LogCaptureFixture
) -> None:
    """The defect is logged with its trace, the others are watched on."""
    pages = [page("bad", SOON), page("good", SOON)]
    watch = Watch(store, pages, Failing(SystemClock(), {"good": [html()]}))
    await watch.run(lambda: watch.checked.count("good") == 2)
    assert "not foreseen" in caplog.text


class FullOnce(SqliteStore):
    """A store on a disk that is full when the first check is recorded."""

    full = True

    def record(self, check: Check):  # type: ignore[no-untyped-def]
        if self.full:
            self.full = False
            raise StoreUnusable("the disk is full")
        return super().record(check)


async def test_a_full_disk_is_told_and_the_daemon_lives(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The check is tried again later; other pages go on."""
    store = FullOnce.open(tmp_path / "full.db", write=True)
    watch = Watch(store, [page("a", SOON), page("b", SOON)])
    await watch.run(lambda: len(watch.checked) == 3)
    assert "the disk is full" in caplog.text
    store.close()


class Hanging(ScriptedFetcher):
    """Never answers."""

    async def fetch(self, page: Page, validators: Validators) -> Response:
        self.asked.append((page.id, validators))
        await asyncio.Event().wait()
        raise AssertionError


async def test_a_check_that_hangs_is_abandoned_at_the_stop(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is given some seconds, then left; nothing is invented for it and it is due again at the next start."""
    monkeypatch.setattr("monitor.daemon.GRACE", 0.05)
    watch = Watch(store, [page("p")], Hanging(SystemClock(), {}))
    running = asyncio.create_task(watch.run(lambda: False))
    async with asyncio.timeout(5):
        while not watch.fetcher.asked:
            await asyncio.sleep(0)
        watch.stop.set()
        await running
    assert store.checks("p") == []
    assert dict(store.due()) == {"p": None}


async def test_reloading_takes_over_what_changed_and_refuses_mistakes(store: SqliteStore) -> None:
    """A new page is watched, one that went is not; with mistakes the old configuration holds."""
    watch = Watch(store, [page("old", SOON)])
    watch.fetcher.answers["new"] = [html()]

    def broken() -> Config:
        raise ConfigError("config.toml", ["line 3: no such key"])

    async def change() -> None:
        assert not await watch.daemon.reload(broken)
        assert not await watch.daemon.reload(lambda: Config(Path("other.db"), (page("new", SOON),)))
        assert await watch.daemon.reload(lambda: Config(Path("privacy.db"), (page("new", SOON),)))
        watch.checked.clear()

    running = asyncio.create_task(watch.run(lambda: watch.checked.count("new") >= 2))
    async with asyncio.timeout(5):
        while not watch.checked:
            await asyncio.sleep(0)
    await change()
    await running
    assert "old" not in watch.checked[1:]
    assert [row.watched for row in store.pages() if row.id == "old"] == [False]


class BusyOnce(SqliteStore):
    """A store that another program writes to when its list of pages is to be changed for the second time."""

    calls = 0

    def watch(self, pages: Iterable[Page]) -> None:
        self.calls += 1
        if self.calls == 2:
            raise StoreLocked("another program writes")
        super().watch(pages)


async def test_a_reload_that_cannot_be_recorded_is_told_and_can_be_asked_for_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The old configuration holds until then."""
    store = BusyOnce.open(tmp_path / "busy.db", write=True)
    watch = Watch(store, [page("old", SOON)])
    watch.fetcher.answers["new"] = [html()]
    both = Config(Path("privacy.db"), (page("old", SOON), page("new", SOON)))

    async def reload_twice() -> None:
        assert not await watch.daemon.reload(lambda: both)
        assert "new" not in {row.id for row in store.pages()}
        assert await watch.daemon.reload(lambda: both)

    running = asyncio.create_task(watch.run(lambda: "new" in watch.checked))
    async with asyncio.timeout(5):
        while not watch.checked:
            await asyncio.sleep(0)
    await reload_twice()
    await running
    assert "another program writes" in caplog.text
    store.close()


class Held(ScriptedFetcher):
    """Answers when it is let."""

    let: asyncio.Event

    async def fetch(self, page: Page, validators: Validators) -> Response:
        self.asked.append((page.id, validators))
        await self.let.wait()
        return response(html(), self.clock.now(), url=page.url)


async def test_a_schedule_that_became_shorter_holds_for_a_page_in_flight_too(store: SqliteStore) -> None:
    """It was asked for under the old one, which would have it due in a month."""
    fetcher = Held(SystemClock(), {})
    fetcher.let = asyncio.Event()
    watch = Watch(store, [page("p", RARELY)], fetcher)
    running = asyncio.create_task(watch.run(lambda: len(watch.checked) == 2))
    async with asyncio.timeout(5):
        while not fetcher.asked:
            await asyncio.sleep(0)
        assert await watch.daemon.reload(lambda: Config(Path("privacy.db"), (page("p", SOON),)))
        fetcher.let.set()
        await running
    assert watch.checked == ["p", "p"]


async def test_every_outcome_is_passed_on(store: SqliteStore) -> None:
    """Those who listen are told of pages that cannot be had, too."""
    outcomes: list[Outcome] = []
    watch = Watch(store, [page("p"), page("gone")], ScriptedFetcher(SystemClock(), {"p": [html()]}))
    watch.daemon._on_check = lambda page, check: (
        outcomes.append(check.outcome),
        len(outcomes) == 2 and watch.stop.set(),
    )  # type: ignore[assignment]
    await watch.run(lambda: False)
    assert set(outcomes) == {Outcome.FIRST, Outcome.INACCESSIBLE}
