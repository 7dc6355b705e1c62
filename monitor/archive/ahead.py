"""Reading ahead: while one capture is compared and stored, processes read those that come after it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor as Pool
from concurrent.futures import Future

from monitor.archive.intake import Incoming
from monitor.core.judging import Headers, read_or_reason
from monitor.core.model import Document, Inaccessible
from monitor.core.records import Page, Range

MOST = 8  # captures that wait at a time, and
MOST_BYTES = 32_000_000  # of their bodies, so that a run of the largest ones fits in memory

Key = tuple[object, ...]  # the arguments of a reading
# The page of a capture with the selectors that it is read with, None for one that need not be read.
PageOf = Callable[[Incoming], Page | None]


class Ahead:
    """Hands on captures in their order, and has the next ones read in a pool.

    What is read does not depend on it: `read` is `read_or_reason`, sooner.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._begun: dict[Key, Future[Document | Inaccessible]] = {}

    def over(self, captures: Iterator[Incoming], page_of: PageOf) -> Iterator[Incoming]:
        """The same captures, one by one."""
        waiting: deque[tuple[Incoming, Key | None]] = deque()
        size = 0
        last: Incoming | None = None
        while True:
            while len(waiting) < MOST and size < MOST_BYTES and (incoming := next(captures, None)):
                waiting.append((incoming, self._begin(incoming, last, page_of)))
                size += len(incoming.response.body)
                last = incoming
            if not waiting:
                return
            incoming, key = waiting.popleft()
            yield incoming
            size -= len(incoming.response.body)
            self._begun.pop(key, None) if key else None

    def read(
        self, body: bytes, url: str, headers: Headers, select: Sequence[str | Range] = (), remove: Sequence[str] = ()
    ) -> Document | Inaccessible:
        """As `read_or_reason` reads: what was begun is waited for, all else is read here and now."""
        begun = self._begun.get((body, url, headers, select, remove))
        return begun.result() if begun else read_or_reason(body, url, headers, select, remove)

    def _begin(self, incoming: Incoming, last: Incoming | None, page_of: PageOf) -> Key | None:
        """Have a capture read, but for one with the bytes of the one before it, which is not read at all."""
        response = incoming.response
        if last and last.page.id == incoming.page.id and last.response.body == response.body:
            return None
        page = page_of(incoming)
        if page is None:
            return None
        key = (response.body, response.final_url, response.headers, page.select, page.remove)
        if key in self._begun:
            return None
        self._begun[key] = self._pool.submit(read_or_reason, *key)
        return key
