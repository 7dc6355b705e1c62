"""Reading ahead: while one capture is compared and stored, processes read those that come after it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor as Pool
from concurrent.futures import Future

from monitor.archive.intake import Incoming
from monitor.core.judging import Headers, read_or_reason
from monitor.core.model import Document, Inaccessible
from monitor.core.records import Page, Range

BATCH = 8  # captures that a process is given at a time: what it costs to hand one over is some of what it costs to read
MOST = 2 * BATCH  # captures that wait, and
MOST_BYTES = 16_000_000  # of bodies, after which no more are taken, so that a run of the largest ones fits in memory

Key = tuple[bytes, str, Headers, Sequence[str | Range], Sequence[str]]  # the arguments of a reading
Read = list[Document | Inaccessible]
# The page of a capture with the selectors that it is read with, None for one that need not be read.
PageOf = Callable[[Incoming], Page | None]


class Ahead:
    """Hands on captures in their order, and has the next ones read in a pool.

    What is read does not depend on it: `read` is `read_or_reason`, sooner.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._begun: dict[Key, tuple[Future[Read], int]] = {}

    def over(self, captures: Iterator[Incoming], page_of: PageOf) -> Iterator[Incoming]:
        """The same captures, one by one."""
        waiting: deque[tuple[Incoming, Key | None]] = deque()
        while True:
            while len(waiting) <= MOST - BATCH and _size(waiting) < MOST_BYTES and (batch := _batch(captures)):
                waiting += zip(batch, self._begin(batch, waiting[-1][0] if waiting else None, page_of), strict=True)
            if not waiting:
                return
            incoming, key = waiting.popleft()
            yield incoming
            if key:
                del self._begun[key]

    def read(
        self, body: bytes, url: str, headers: Headers, select: Sequence[str | Range] = (), remove: Sequence[str] = ()
    ) -> Document | Inaccessible:
        """As `read_or_reason` reads: what was begun is waited for, all else is read here and now."""
        key = body, url, headers, select, remove
        if key not in self._begun:
            return read_or_reason(*key)
        future, place = self._begun[key]
        return future.result()[place]

    def _begin(self, batch: Sequence[Incoming], last: Incoming | None, page_of: PageOf) -> list[Key | None]:
        """Have captures read, but for those that have the bytes of the one before them, which are not read at all.

        By which arguments each is read; None for one that is not, or is already.
        """
        keys: list[Key | None] = []
        for incoming in batch:
            response = incoming.response
            same = last and last.page.id == incoming.page.id and last.response.body == response.body
            page = None if same else page_of(incoming)
            key = (response.body, response.final_url, response.headers, page.select, page.remove) if page else None
            keys.append(None if key in self._begun or key in keys else key)
            last = incoming
        chosen = [key for key in keys if key]
        if chosen:
            future = self._pool.submit(_all_read, chosen)
            self._begun |= {key: (future, place) for place, key in enumerate(chosen)}
        return keys


def _size(waiting: Iterable[tuple[Incoming, Key | None]]) -> int:
    return sum(len(incoming.response.body) for incoming, _ in waiting)


def _all_read(keys: Sequence[Key]) -> Read:
    return [read_or_reason(*key) for key in keys]


def _batch(captures: Iterator[Incoming]) -> list[Incoming]:
    """The next captures, as many as one process is given."""
    batch: list[Incoming] = []
    size = 0
    while len(batch) < BATCH and size < MOST_BYTES and (incoming := next(captures, None)):
        batch.append(incoming)
        size += len(incoming.response.body)
    return batch
