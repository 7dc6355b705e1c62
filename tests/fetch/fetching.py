"""What the tests of fetching share: a fetcher that waits for nobody, a page on loopback, and a small internet."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import httpcore
import pytest
from clocks import FakeClock
from resolvers import StaticResolver

from monitor.core.errors import FetchError
from monitor.core.model import Inaccessible
from monitor.core.records import Page, Response, Validators
from monitor.fetch import HttpFetcher

PUBLIC = "93.184.215.14"  # an address that the guard lets through; nothing is ever sent there
AGENT = "privacy-monitor/0 (+https://contact.example)"


def page(url: str, **settings: Any) -> Page:
    """A page on a test server: private addresses are allowed, nothing is asked twice, robots.txt is not asked for."""
    return Page("page", url, **{"allow_private": True, "robots": False, "retries": 0, **settings})


@asynccontextmanager
async def fetching(**settings: Any) -> AsyncIterator[HttpFetcher]:
    """A fetcher without pacing, on a clock that takes no time."""
    fetcher = HttpFetcher(**{"clock": FakeClock(), "user_agent": AGENT, "host_delay": 0, **settings})
    try:
        yield fetcher
    finally:
        await fetcher.close()


async def fetch(url: str, validators: Validators | None = None, **settings: Any) -> Response:
    """One fetch of one page by a new fetcher."""
    async with fetching() as fetcher:
        return await fetcher.fetch(page(url, **settings), validators or Validators())


async def failure(fetcher: HttpFetcher, asked: Page) -> FetchError:
    """The error that this fetch must end with."""
    with pytest.raises(FetchError) as caught:
        await fetcher.fetch(asked, Validators())
    return caught.value


async def refusal(url: str, **settings: Any) -> Inaccessible:
    """Why this page cannot be had."""
    async with fetching() as fetcher:
        return (await failure(fetcher, page(url, **settings))).inaccessible


class Internet(httpcore.AsyncNetworkBackend):
    """Stands where packets leave the machine: what is sent to an address of the table reaches a loopback server."""

    def __init__(self, table: Mapping[str, str]) -> None:
        self.table = table
        self.dialled: list[str] = []
        self.network = httpcore.AnyIOBackend()

    async def connect_tcp(self, host: str, port: int, *rest: Any, **options: Any) -> httpcore.AsyncNetworkStream:
        self.dialled.append(host)
        if host not in self.table:
            raise httpcore.ConnectError("nobody there")
        server = urlsplit(self.table[host])
        assert server.hostname
        return await self.network.connect_tcp(server.hostname, server.port or 80)


@asynccontextmanager
async def online(
    names: dict[str, list[list[str]]], table: Mapping[str, str], **settings: Any
) -> AsyncIterator[tuple[HttpFetcher, Internet]]:
    """A fetcher that resolves `names`, and whose guarded connections go to the servers of `table`."""
    internet = Internet(table)
    async with fetching(resolver=StaticResolver(names), **settings) as fetcher:
        fetcher._public._pool._network_backend._network = internet
        yield fetcher, internet
