"""robots.txt (RFC 9309): may we ask for this URL, and how long do we wait between requests?"""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from types import MappingProxyType

import httpx
from protego import Protego

from monitor.core.errors import FetchError
from monitor.core.model import Inaccessible, Reason
from monitor.core.records import Page, Response
from monitor.fetch.failures import failed, passing
from monitor.fetch.pacing import Deadline
from monitor.fetch.urls import origin
from monitor.ports import Clock

MAX_BYTES = 500 * 1024  # what lies beyond is not read (RFC 9309, 2.5)
FRESH = timedelta(hours=24)  # RFC 9309, 2.4
MAX_CRAWL_DELAY = 30.0  # seconds; more is not waited for
MAX_KNOWN = 2048  # origins whose rules are remembered

Ask = Callable[[Page, Deadline], Awaitable[Response]]
Key = tuple[str, str, int | None, bool]


@dataclass(frozen=True, slots=True)
class Rules:
    """What a robots.txt says to us. `file` is None where there is none, and all is allowed."""

    file: Protego | None
    delay: float
    until: datetime


@dataclass(frozen=True, slots=True)
class _Asking:
    task: asyncio.Task[Rules]
    deadline: Deadline


class Robots:
    """The rules of all hosts that were met, each asked for once a day, and once for all who wait for it."""

    def __init__(self, clock: Clock, token: str, ask: Ask) -> None:
        self._clock = clock
        self._token = token.lower()
        self._ask = ask
        self._known: OrderedDict[Key, Rules] = OrderedDict()
        self._asking: dict[Key, _Asking] = {}

    async def permit(self, url: httpx.URL, page: Page, deadline: Deadline) -> float:
        """The crawl-delay of the URL's host in seconds; FetchError (robots) where we may not ask for the URL."""
        key = (*origin(url), page.allow_private)
        rules = self._known.get(key)
        if rules is None or rules.until <= self._clock.now():
            rules = await self._learn(key, url, page, deadline)
        if rules.file is not None and not rules.file.can_fetch(str(url), self._token):
            told = f"the robots.txt of {url.host} does not let {self._token} fetch {url.path}"
            raise failed(Reason.ROBOTS, f"{told}; if you may, set `robots = false` for the page")
        return rules.delay

    async def close(self) -> None:
        """Break off what is being asked."""
        tasks = [asking.task for asking in self._asking.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _learn(self, key: Key, url: httpx.URL, page: Page, deadline: Deadline) -> Rules:
        asking = self._asking.get(key)
        if asking is None:
            own = Deadline(page.total_timeout)
            asking = self._asking[key] = _Asking(asyncio.create_task(self._fetch(key, url, page, own)), own)
            asking.task.add_done_callback(lambda task: self._answered(key, task))
        try:
            # Shielded: the first who asks may be cancelled, the others still wait.
            return await asyncio.shield(asking.task)
        except FetchError as error:
            # Raised anew, since several may wait for it and each adds its own hops.
            raise type(error)(_told(error.inaccessible)) from error
        finally:
            deadline.spent += asking.deadline.spent

    def _answered(self, key: Key, task: asyncio.Task[Rules]) -> None:
        del self._asking[key]
        if not task.cancelled():
            task.exception()  # seen, also where all who waited have gone

    async def _fetch(self, key: Key, url: httpx.URL, page: Page, deadline: Deadline) -> Rules:
        where = str(url.copy_with(raw_path=b"/robots.txt"))
        asked = replace(page, url=where, headers=MappingProxyType({}), robots=False, max_bytes=MAX_BYTES, retries=0)
        try:
            response = await self._ask(asked, deadline)
        except FetchError as error:
            if error.inaccessible.reason is not Reason.REDIRECTS:
                raise  # not to be reached: then nothing is allowed (RFC 9309, 2.3.1.4), for the reason it gave
            response = None  # more than five redirects: there is none (2.3.1.2)
        rules = self._read(response)
        self._known[key] = rules
        self._known.move_to_end(key)
        if len(self._known) > MAX_KNOWN:
            self._known.popitem(last=False)
        return rules

    def _read(self, response: Response | None) -> Rules:
        until = self._clock.now() + FRESH
        if response is None:
            return Rules(None, 0.0, until)
        status = response.status
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS:
            raise passing(Reason.ROBOTS, f"it could not be had (status {status}), which forbids all the rest")
        if status >= HTTPStatus.MULTIPLE_CHOICES:
            return Rules(None, 0.0, until)
        # With the byte-order mark left in, the first line would not be read, and its group be lost.
        file = Protego.parse(relevant(response.body.decode("utf-8-sig", "replace"), self._token))
        return Rules(file, min(file.crawl_delay(self._token) or 0.0, MAX_CRAWL_DELAY), until)


def _told(inaccessible: Inaccessible) -> Inaccessible:
    if inaccessible.reason in {Reason.ADDRESS, Reason.TLS}:  # of the host, whatever it is asked for
        return inaccessible
    return replace(inaccessible, evidence=f"robots.txt: {inaccessible.evidence}")


_AGENT = re.compile(r"user[- ]?agent[\s:]+([^/]*)", re.IGNORECASE)
_RULE = re.compile(r"(allow|di[a-z]+|crawl[- ]delay)\b", re.IGNORECASE)  # some misspellings of "disallow" count


def relevant(text: str, token: str) -> str:
    """The groups that speak to `token` (in lower case) or to all, and no more.

    A parser keeps every rule once for every agent it is for: thousands of each, in half a megabyte, would take minutes
    and gigabytes. Of a name only the product token counts (RFC 9309, 2.2.1): "Privacy-Monitor/2" is "privacy-monitor".
    """
    kept: list[str] = []
    ours = naming = False
    for line in text.splitlines():
        line = line.partition("#")[0].strip()
        if agent := _AGENT.match(line):
            name = agent[1].strip().lower()
            meant = name in {token, "*"}
            ours = meant or (ours and naming)
            naming = True
            if meant:
                kept.append(f"User-agent: {name}")
        elif _RULE.match(line):
            naming = False
            if ours:
                kept.append(line)
    return "\n".join(kept)
