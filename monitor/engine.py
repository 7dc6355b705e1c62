"""The flow of one check, and of a run over many pages: fetch, read, gate, compare, record."""

from __future__ import annotations

import asyncio
import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from urllib.parse import urlsplit

from monitor.core.errors import FetchError
from monitor.core.history.holding import NOTHING, due_again, settle
from monitor.core.judging import Judged, Reader, Trust, judge, read_or_reason
from monitor.core.model import Document, Outcome, Significance
from monitor.core.read import READER_VERSION
from monitor.core.records import Check, Held, Known, Page, Reread, Response, Settling, Validators
from monitor.core.rereading import is_stale, settings_of
from monitor.core.schedule import next_due, retry_after
from monitor.core.status import refused_status
from monitor.ports import Clock, Executor, Fetcher, Store
from monitor.rereading import current_again

LONGEST_WAIT = timedelta(days=1)  # that a server's Retry-After can put off the next check
# In a server that says that nothing changed: some keep an ETag while the text changes.
LONGEST_TRUST = timedelta(days=1)


class Engine:
    """Checks pages. Everything that touches the store runs in `executor`, one call at a time: one writer."""

    def __init__(self, store: Store, fetcher: Fetcher, clock: Clock, executor: Executor) -> None:
        self._store = store
        self._fetcher = fetcher
        self._clock = clock
        self._executor = executor

    async def check(self, page: Page, *, accept: bool = False) -> Check:
        """Look at a page once and record what came of it; a page that cannot be had is an outcome, not an error.

        With `accept` a person says that whatever text comes is the page: the gate is recorded, and not heeded.
        """
        started = self._clock.now()
        validators = await self._executor.run(self._store.validators, page.id)
        if accept or validators.whole_at is None or started - validators.whole_at >= LONGEST_TRUST:
            validators = Validators()
        try:
            response = await self._fetcher.fetch(page, validators)
        except FetchError as error:
            return await self._executor.run(self._missed, page, error, started)
        return await self._executor.run(partial(self.take, accept=accept), page, response, started)

    def take(
        self,
        page: Page,
        response: Response,
        started_at: datetime | None = None,
        *,
        origin: str = "live",
        read: Reader | None = None,
        accept: bool = False,
    ) -> Check:
        """Read, judge, compare and record one response, in one transaction. `read` may have begun before."""
        sha256 = hashlib.sha256(response.body).hexdigest()
        known = self._store.known(page.id)
        live = origin == "live"
        trust = Trust(accept, bool(known and known.url and known.url != page.url), page.language) if live else Trust()
        judged, reread = self._judged(page, response, sha256, known, read or read_or_reason, trust)
        returned_to = self._returned_to(page, judged)
        finished = self._clock.now() if live else response.fetched_at
        held = self._store.held(page.id) if live else ()
        hold = timedelta(0) if accept else page.confirm_after  # what somebody has looked at need not last first
        settling = self._settled(judged, held, response.fetched_at, hold) if live else NOTHING
        check = Check(
            page_id=page.id,
            url=page.url,
            started_at=started_at or response.fetched_at,
            finished_at=finished,
            outcome=judged.outcome if returned_to is None else Outcome.RETURNED,
            reason=judged.reason,
            response=response,
            hops=response.hops,
            body_sha256=sha256 if response.status != HTTPStatus.NOT_MODIFIED else "",
            document=judged.document,
            text_sha256=judged.text_sha256,
            diff=judged.diff,
            returned_to=returned_to,
            reader_version=READER_VERSION,
            settings_key=settings_of(page).key,
            origin=origin,
            reread=reread,
            next_due_at=self._next_due(page, finished, held, settling, response) if live else None,
            settling=settling,
            pardon=judged.pardon,
        )
        self._store.record(check)
        return check

    def _missed(self, page: Page, error: FetchError, started: datetime) -> Check:
        finished = self._clock.now()
        check = Check(
            page_id=page.id,
            url=page.url,
            started_at=started,
            finished_at=finished,
            outcome=Outcome.INACCESSIBLE,
            reason=error.inaccessible,
            hops=error.hops,
            next_due_at=self._next_due(page, finished, self._store.held(page.id)),
        )
        self._store.record(check)
        return check

    def _judged(
        self, page: Page, response: Response, sha256: str, known: Known | None, read: Reader, trust: Trust
    ) -> tuple[Judged, Reread | None]:
        """What a response brought; and the version that it was compared with, where that had to be read again."""
        rereads: list[Reread] = []
        judged = judge(
            partial(read, response.body, response.final_url, response.headers, page.select, page.remove),
            partial(self._before, page, known, rereads) if known else None,
            refused=refused_status(response, known=known is not None),
            same=known is not None and (response.status == HTTPStatus.NOT_MODIFIED or sha256 == known.body_sha256),
            trust=trust,
        )
        return judged, next(iter(rereads), None)

    def _before(self, page: Page, known: Known, rereads: list[Reread]) -> Document:
        """The document to compare with: read again when the reader or the selectors are not those it was read with.

        What a better reader sees for the first time is then on both sides, and never told as a change of the page.
        """
        if is_stale(known.reader_version, known.settings_key, settings_of(page)):
            made = current_again(self._store, page, self._clock.now())
            if isinstance(made, Reread):
                rereads.append(made)
                return made.document
        return self._store.document(known.version_id)

    def _returned_to(self, page: Page, judged: Judged) -> int | None:
        """The earlier version whose very text a change above cosmetic brought back."""
        if judged.diff is None or judged.diff.significance.rank <= Significance.COSMETIC.rank:
            return None
        return self._store.find_text(page.id, judged.text_sha256)

    def _settled(self, judged: Judged, held: Sequence[Held], now: datetime, hold: timedelta) -> Settling:
        """What this look at the page says about the changes that are held back, and about its own."""
        if judged.outcome in (Outcome.FIRST, Outcome.INACCESSIBLE):
            return NOTHING
        began = judged.outcome is not Outcome.UNCHANGED
        told = self._store.text_before(held[0].version_id) if began and held else ""
        # Links that differ at every visit must not make a page be asked for more often.
        real = judged.diff is not None and judged.diff.significance.rank > Significance.COSMETIC.rank
        hold = hold if real else timedelta(0)
        return settle(held, now, judged.text_sha256, told_sha256=told, began=began, hold=hold)

    def _next_due(
        self,
        page: Page,
        now: datetime,
        held: Sequence[Held],
        settling: Settling = NOTHING,
        response: Response | None = None,
    ) -> datetime:
        """By the schedule, sooner to see whether a change lasts, later where a failing server asks (Retry-After,
        RFC 9110, 10.2.3).
        """
        due = next_due(page.schedule, now, page.id)
        if page.confirm_after:
            due = due_again(due, now, held, settling, page.confirm_after)
        if response is None or response.status < HTTPStatus.BAD_REQUEST:
            return due
        wait = retry_after(response.header("retry-after"), now) or 0.0
        return max(due, now + min(timedelta(seconds=wait), LONGEST_WAIT))


class Lanes:
    """Pages that wait to be checked, in one lane a host, so that a slow host holds up none but itself."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Page]] = {}
        self._free: deque[str] = deque()
        self._busy: set[str] = set()

    def add(self, page: Page) -> None:
        """Let a page wait at the end of its host's lane."""
        host = _host(page)
        lane = self._waiting.setdefault(host, deque())
        lane.append(page)
        if len(lane) == 1 and host not in self._busy:
            self._free.append(host)

    def take(self) -> Page | None:
        """The next page of a host that is not being asked, None if there is none."""
        if not self._free:
            return None
        host = self._free.popleft()
        self._busy.add(host)
        lane = self._waiting[host]
        page = lane.popleft()
        if not lane:
            del self._waiting[host]
        return page

    def done(self, page: Page) -> None:
        """The host of this page may be asked again."""
        host = _host(page)
        self._busy.discard(host)
        if host in self._waiting:
            self._free.append(host)


def _host(page: Page) -> str:
    return urlsplit(page.url).netloc.lower()


async def check_all(
    engine: Engine, pages: Iterable[Page], concurrency: int, on_check: Callable[[Page, Check], None]
) -> None:
    """Check pages, so many at a time and one at a time of each host; StoreError ends the run."""
    lanes = Lanes()
    for page in pages:
        lanes.add(page)
    running: dict[asyncio.Task[Check], Page] = {}
    try:
        while True:
            while len(running) < concurrency and (page_ := lanes.take()):
                running[asyncio.create_task(engine.check(page_))] = page_
            if not running:
                return
            done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                page = running.pop(task)
                lanes.done(page)
                on_check(page, task.result())
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
