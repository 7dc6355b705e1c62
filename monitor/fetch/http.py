"""The Fetcher over HTTP: every byte that comes from outside comes through here.

httpx is used at the level of its transport, one connection pool below its client: the client would keep cookies from
one fetch to the next, build a redirect of its own from every Location, and write each URL, secrets and all, to the log.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from http import HTTPStatus
from typing import cast

import httpx

from monitor.core.errors import FetchError
from monitor.core.model import Reason
from monitor.core.records import Page, Response, Validators
from monitor.fetch import retry
from monitor.fetch.bodies import coding_of, too_large, whole
from monitor.fetch.chain import REDIRECTS, Answer, Chain
from monitor.fetch.failures import PassingError, before_answer, failed, within_body
from monitor.fetch.guard import GuardedBackend, Resolver, SystemResolver
from monitor.fetch.headers import PageHeaders, product_token
from monitor.fetch.pacing import Deadline, Pacing
from monitor.fetch.robots import Robots
from monitor.ports import Clock

MAX_IDLE = 20  # connections kept open for the next request
SMALL = 16384  # bytes of a redirect's body that are worth reading to keep its connection

for _name in ("httpx", "httpcore"):  # they tell URLs and headers, which may hold secrets
    logging.getLogger(_name).setLevel(logging.WARNING)


@cache
def _trusted() -> ssl.SSLContext:
    # Loading the authorities takes tens of milliseconds, so once. Nothing is taken from the environment.
    return httpx.create_ssl_context(trust_env=False)


@dataclass(frozen=True, slots=True)
class _Bound:
    size: int
    cut: bool = False


class HttpFetcher:
    """Fetches pages. `user_agent` is sent as it is, and its product name is what robots.txt files call us.

    `concurrency` is the most requests at a time; `host_delay` the seconds between two requests to one host, which are
    then made one at a time. `ssl_context` takes the place of the public certificate authorities.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        user_agent: str,
        concurrency: int = 16,
        host_delay: float = 1.0,
        resolver: Resolver | None = None,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._clock = clock
        self._agent = user_agent.encode("ascii", "replace")
        self._pacing = Pacing(clock, concurrency, host_delay)
        self._robots = Robots(clock, product_token(user_agent), self._ask_robots)
        self._system = SystemResolver()
        names, context = resolver or self._system, ssl_context or _trusted()
        # Two pools: a connection that one page was allowed to open must not serve another that is not.
        self._public = _transport(GuardedBackend(names, allow_private=False), context)
        self._private = _transport(GuardedBackend(names, allow_private=True), context)

    async def fetch(self, page: Page, validators: Validators) -> Response:
        """The response at the end of the redirects, whatever its status; a 304 has an empty body.

        FetchError for everything that is no response. 429, 5xx and failures to connect are tried again, `page.retries`
        times, within `page.total_timeout`; a long Retry-After is not waited for but left in the response.
        """
        deadline = Deadline(page.total_timeout)
        for attempt in range(page.retries):
            try:
                response = await self._follow(page, validators, deadline, _Bound(page.max_bytes))
            except PassingError:
                wait = retry.backoff(page.id, attempt)
                if wait >= deadline.left:
                    raise
            else:
                asked = retry.pause(response, page.id, attempt)
                if asked is None or asked >= deadline.left:
                    return response
                wait = asked
            deadline.spent += wait
            await self._clock.sleep(wait)
        return await self._follow(page, validators, deadline, _Bound(page.max_bytes))

    async def close(self) -> None:
        """Break off what robots.txt files are being asked for, and close all connections."""
        await self._robots.close()
        await self._public.aclose()
        await self._private.aclose()
        self._system.close()

    async def _ask_robots(self, page: Page, deadline: Deadline) -> Response:
        return await self._follow(page, Validators(), deadline, _Bound(page.max_bytes, cut=True))

    async def _follow(self, page: Page, validators: Validators, deadline: Deadline, bound: _Bound) -> Response:
        chain = Chain(page.url, _timeouts(page))
        headers = PageHeaders(self._agent, page, chain.url, validators)
        try:
            while True:
                delay = await self._robots.permit(chain.url, page, deadline) if page.robots else 0.0
                request = chain.request(headers.of(chain.url))
                async with self._pacing.slot(chain.url.host, delay), deadline.running():
                    answer = await self._get(request, bound, private=page.allow_private)
                if chain.take(answer):
                    break
        except FetchError as error:
            error.hops = tuple(chain.hops)
            raise
        if answer.status == HTTPStatus.NOT_MODIFIED and not headers.conditions(chain.url):
            raise FetchError(failed(Reason.STATUS, _UNASKED).inaccessible, chain.hops)
        return _response(page, chain, answer)

    async def _get(self, request: httpx.Request, bound: _Bound, *, private: bool) -> Answer:
        loop = asyncio.get_running_loop()
        started = loop.time()
        transport = self._private if private else self._public
        try:
            response = await transport.handle_async_request(request)
        except (httpx.TransportError, OSError) as error:
            # A LocalProtocolError quotes the header it stumbled over: its words must not travel on.
            raise before_answer(error, request) from (None if isinstance(error, httpx.LocalProtocolError) else error)
        response.request = request
        began = self._clock.now()
        try:
            body = await _body(response, bound)
        except (httpx.TransportError, OSError) as error:
            raise within_body(error, request) from error
        finally:
            await response.aclose()
        return Answer(response, body, began, timedelta(seconds=loop.time() - started))


_UNASKED = "the server says that nothing changed (304), but was not asked whether"


def _transport(guard: GuardedBackend, context: ssl.SSLContext) -> httpx.AsyncHTTPTransport:
    # No limit on connections: with one, httpcore 1.0.9 loses a slot for good whenever a request is cancelled while it
    # waits or connects, until every further one times out. Pacing bounds them instead.
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=MAX_IDLE)
    transport = httpx.AsyncHTTPTransport(verify=context, trust_env=False, limits=limits)
    transport._pool._network_backend = guard  # noqa: SLF001 - the one private name we lean on; a test holds it
    return transport


def _timeouts(page: Page) -> dict[str, float | None]:
    return {"connect": page.connect_timeout, "read": page.read_timeout, "write": page.read_timeout, "pool": None}


async def _body(response: httpx.Response, bound: _Bound) -> bytes:
    announced = response.headers.get("content-length", "")
    length = int(announced) if announced.isdecimal() else None
    if response.status_code in REDIRECTS:
        await _drain(response, length)
        return b""
    if length is not None and length > bound.size and not bound.cut:
        raise too_large(bound.size)
    coding = coding_of(response.headers.get("content-encoding", ""))
    async with aclosing(cast("AsyncGenerator[bytes, None]", response.aiter_raw())) as pieces:
        return await whole(pieces, coding, bound.size, cut=bound.cut)


async def _drain(response: httpx.Response, length: int | None) -> None:
    """Read a small body that nobody wants: only then can its connection be used again."""
    if length is not None and length <= SMALL:
        with suppress(httpx.TransportError):
            async for _ in response.aiter_raw():
                pass


def _response(page: Page, chain: Chain, answer: Answer) -> Response:
    return Response(
        url=page.url,
        final_url=str(chain.url),
        status=answer.status,
        headers=tuple(
            (name, "(not kept)" if name in {"set-cookie", "set-cookie2"} else value)
            for name, value in answer.response.headers.multi_items()
        ),
        body=answer.body,
        hops=tuple(chain.hops),
        fetched_at=answer.began,
        elapsed=answer.elapsed,
    )
