"""Whose turn it is: how many requests are under way, how soon a host is asked again, and how long a fetch may take."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.core.model import Reason
from monitor.fetch.failures import failed
from monitor.ports import Clock

MAX_TURNS = 4096  # hosts remembered; redirects can name any number


class Deadline:
    """The time a fetch has, of which only work counts: waiting for our own turn is not the page's fault."""

    def __init__(self, total: float) -> None:
        self._total = total
        self.spent = 0.0  # seconds

    @property
    def left(self) -> float:
        """Seconds."""
        return self._total - self.spent

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Count the time of the block; FetchError (timeout) when it is used up."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            async with asyncio.timeout(self.left):
                yield
        except TimeoutError:
            raise failed(Reason.TIMEOUT, f"not complete within {self._total:g} s in all") from None
        finally:
            self.spent += loop.time() - began


@dataclass(slots=True)
class _Turn:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    last: datetime | None = None


class Pacing:
    """At most `concurrency` requests at a time, one at a time a host, and `host_delay` seconds between two of those.

    Without any delay there are no turns either: hosts are asked as often as callers like.
    """

    def __init__(self, clock: Clock, concurrency: int, host_delay: float) -> None:
        self._clock = clock
        self._all = asyncio.Semaphore(concurrency)
        self._host_delay = host_delay
        self._turns: dict[str, _Turn] = {}

    @asynccontextmanager
    async def slot(self, host: str, crawl_delay: float = 0.0) -> AsyncIterator[None]:
        """The right to make one request. `crawl_delay`: seconds that the host itself asks for."""
        delay = max(self._host_delay, crawl_delay)
        if delay <= 0:
            async with self._all:
                yield
            return
        turn = self._turn(host)
        async with turn.lock:
            await self._wait(turn, delay)
            async with self._all:
                try:
                    yield
                finally:
                    turn.last = self._clock.now()

    async def _wait(self, turn: _Turn, delay: float) -> None:
        if turn.last is None:
            return
        passed = (self._clock.now() - turn.last).total_seconds()
        if passed < delay:
            await self._clock.sleep(min(delay - passed, delay))  # a clock that was set back must not stop us

    def _turn(self, host: str) -> _Turn:
        turn = self._turns.get(host)
        if turn is None:
            if len(self._turns) >= MAX_TURNS:
                self._forget()
            turn = self._turns[host] = _Turn()
        return turn

    def _forget(self) -> None:
        old = self._clock.now() - timedelta(minutes=5)
        for host, turn in tuple(self._turns.items()):
            if not turn.lock.locked() and (turn.last is None or turn.last < old):
                del self._turns[host]
