"""When to check: the daemon. APScheduler is its clock; the truth about what is due is in the store.

A start reads from the store when each page is due, so that a restart after a week of downtime checks each page once.
One wake-up is scheduled, for the next page that is due; a sweep each minute heals whatever was missed.
"""

from __future__ import annotations

import asyncio
import heapq
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from monitor.config import Config
from monitor.core.errors import ConfigError, StoreError
from monitor.core.records import Check, Page
from monitor.core.schedule import next_due
from monitor.engine import Engine, Lanes
from monitor.ports import Clock, Executor, Store

log = logging.getLogger("monitor.daemon")

GRACE = 3.0  # seconds that checks in flight get to finish when the daemon is told to stop
MOST_WAKES = 10  # of them at a time: what they do takes no time, and more of them do no more
SWEEP = 60  # seconds between two looks at everything that may be due
AFTER_FAILURE = timedelta(minutes=1)  # until a page is tried again whose check could not be recorded


class Daemon:
    """Watches the pages of a configuration until it is told to stop."""

    def __init__(
        self,
        engine: Engine,
        store: Store,
        clock: Clock,
        executor: Executor,
        config: Config,
        *,
        on_check: Callable[[Page, Check], None],
    ) -> None:
        self._engine = engine
        self._store = store
        self._clock = clock
        self._executor = executor
        self._config = config
        self._on_check = on_check
        self._pages: dict[str, Page] = {}
        self._agenda: list[tuple[datetime, str]] = []  # a heap; entries of pages that went are skipped
        self._due: dict[str, datetime] = {}
        self._lanes = Lanes()
        self._waiting: set[str] = set()  # in a lane
        self._running: dict[asyncio.Task[None], Page] = {}
        self._stopping = False
        self._scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Watch until `stop` is set; then checks in flight get GRACE seconds, and what is not done is abandoned."""
        await self._adopt(self._config)
        self._scheduler.start()
        self._scheduler.add_job(self._wake, IntervalTrigger(seconds=SWEEP), id="sweep")
        self._look()
        try:
            await stop.wait()
        finally:
            self._stopping = True
            self._scheduler.shutdown(wait=False)
            await self._end()

    async def reload(self, load: Callable[[], Config]) -> bool:
        """Take over a changed configuration; with mistakes, or if it cannot be recorded, the old one holds."""
        try:
            config = load()
        except ConfigError as error:
            log.error("the configuration was not reloaded, the old one holds: %s", error)
            return False
        if config.database != self._config.database:
            log.error("the configuration was not reloaded, the old one holds: another database needs a restart")
            return False
        try:
            await self._adopt(config)
        except StoreError as error:
            log.error("the configuration was not reloaded, the old one holds; send SIGHUP again: %s", error)
            return False
        log.info("configuration reloaded: %d pages", len(config.pages))
        self._look()
        return True

    async def _adopt(self, config: Config) -> None:
        now = self._clock.now()
        await self._executor.run(self._store.watch, config.pages)
        stored = dict(await self._executor.run(lambda: list(self._store.due())))
        self._config = config
        self._pages = {page.id: page for page in config.pages if not page.paused}
        self._agenda, self._due = [], {}
        busy = {page.id for page in self._running.values()} | self._waiting
        for page in self._pages.values():
            if page.id not in busy:
                self._plan(page, self._first_due(page, stored.get(page.id), now))

    @staticmethod
    def _first_due(page: Page, stored: datetime | None, now: datetime) -> datetime:
        """As the store says, but never later than the schedule as it is now would have it."""
        if stored is None or stored <= now:
            return now
        return min(stored, next_due(page.schedule, now, page.id))

    def _plan(self, page: Page, due: datetime) -> None:
        self._due[page.id] = due
        heapq.heappush(self._agenda, (due, page.id))

    async def _wake(self) -> None:
        """What the clock calls: a coroutine, since APScheduler sends plain functions to another thread."""
        self._look()

    def _look(self) -> None:
        """Start what is due and can be started, and wake up again when the next page is due."""
        if self._stopping:
            return
        now = self._clock.now()
        while self._agenda and self._agenda[0][0] <= now:
            due, page_id = heapq.heappop(self._agenda)
            if self._due.get(page_id) == due and page_id not in self._waiting:
                del self._due[page_id]
                self._waiting.add(page_id)
                self._lanes.add(self._pages[page_id])
        while len(self._running) < self._config.concurrency and (page := self._lanes.take()):
            self._waiting.discard(page.id)
            task = asyncio.create_task(self._one(self._pages.get(page.id, page)))
            self._running[task] = page
            task.add_done_callback(self._finished)
        if self._agenda:
            # It may be due before the wake-up that asks for it counts as ended, and must not be skipped then.
            when = DateTrigger(self._agenda[0][0])
            self._scheduler.add_job(self._wake, when, id="wake", replace_existing=True, max_instances=MOST_WAKES)

    async def _one(self, page: Page) -> None:
        """One check; whatever goes wrong with it stops no other."""
        due = self._clock.now() + AFTER_FAILURE
        try:
            if page.id in self._pages:
                check = await self._engine.check(page)
                due = check.next_due_at or due
                self._on_check(page, check)
        except StoreError as error:
            log.error("the check of %s could not be recorded, it is tried again in a minute: %s", page.id, error)
        except Exception:
            log.exception("the check of %s failed in a way that was not foreseen", page.id)
        if (current := self._pages.get(page.id)) and not self._stopping:
            if current.schedule != page.schedule:  # reloaded in the meantime
                due = self._first_due(current, due, self._clock.now())
            self._plan(current, due)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._lanes.done(self._running.pop(task))
        self._look()

    async def _end(self) -> None:
        if not self._running:
            return
        log.info("stopping: %d checks in flight get %.0f seconds", len(self._running), GRACE)
        _, late = await asyncio.wait(list(self._running), timeout=GRACE)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
