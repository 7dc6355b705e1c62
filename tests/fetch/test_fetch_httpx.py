"""The faults of httpx 0.28.1 and httpcore 1.0.9 that this room is built around, and the one private name it uses."""

from __future__ import annotations

import ast
import asyncio
import logging
from pathlib import Path

import httpcore
import httpx
import pytest
from backports import zstd
from fetching import PUBLIC, failure, fetch, fetching, online, page
from resolvers import SilentResolver
from servers import Site, answer, cut, hangs, serve

import monitor
from monitor.core.records import Validators
from monitor.fetch.guard import GuardedBackend

NONE = Validators()
ROOM = "fetch"


def test_httpx_is_imported_in_this_room_alone() -> None:
    """One gate: nothing else in the package can send a request, not even by a hidden import."""
    root = Path(monitor.__file__).parent
    forbidden = {"httpx", "httpcore", "requests", "urllib3", "aiohttp", "urllib.request", "http.client"}
    offences = [
        f"{path.relative_to(root)}: {name}"
        for path in root.rglob("*.py")
        if path.relative_to(root).parts[0] != ROOM
        for name in imported(path)
        if name in forbidden or name.split(".")[0] in forbidden
    ]
    assert offences == []


def imported(path: Path) -> list[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return names


async def test_the_guard_is_where_httpcore_looks_for_it() -> None:
    """`transport._pool._network_backend` is private: a release that renames it must fail here, not open the gate."""
    transport = httpx.AsyncHTTPTransport(trust_env=False)
    assert isinstance(transport._pool, httpcore.AsyncConnectionPool)
    assert isinstance(transport._pool._network_backend, httpcore.AsyncNetworkBackend)
    async with fetching() as fetcher:
        for made in (fetcher._public, fetcher._private):
            connection = made._pool.create_connection(httpcore.Origin(b"http", b"a.example", 80))
            assert isinstance(connection._network_backend, GuardedBackend)
        assert not fetcher._public._pool._network_backend._allow_private
        assert fetcher._private._pool._network_backend._allow_private


async def test_cancelled_requests_do_not_poison_the_pool() -> None:
    """Tasks cancelled while they queue, resolve, connect or wait leave every slot free (encode/httpcore#1093)."""
    resolver = SilentResolver()
    site = Site({"/": answer(b"alive"), "/hangs": hangs})
    async with serve(site) as base, fetching(resolver=resolver, concurrency=12) as fetcher:
        port = base.rsplit(":", 1)[1]
        for round_ in range(8):
            urls = [f"http://name.example:{port}/", f"{base}/hangs"] * 6
            tasks = [asyncio.create_task(fetcher.fetch(page(url), NONE)) for url in urls]
            for _ in range(round_ * 3):
                await asyncio.sleep(0)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        resolver.let_go.set()
        async with asyncio.timeout(5):
            urls = [f"http://name.example:{port}/", f"{base}/"] * 6
            done = await asyncio.gather(*(fetcher.fetch(page(url), NONE) for url in urls))
        assert [response.body for response in done] == [b"alive"] * 12
        assert fetcher._private._pool._requests == []


async def test_a_timeout_gives_its_connection_back() -> None:
    """Our own deadline cancels from inside; what hung is closed and not used again."""
    site = Site({"/": answer(b"alive"), "/hangs": hangs})
    async with serve(site) as base, fetching(concurrency=1) as fetcher:
        for _ in range(3):
            with pytest.raises(Exception, match="timeout"):
                await fetcher.fetch(page(f"{base}/hangs", total_timeout=0.02), NONE)
        assert (await fetcher.fetch(page(f"{base}/"), NONE)).body == b"alive"
        assert len(fetcher._private._pool.connections) == 1


@pytest.mark.parametrize("unread", [("Content-Length", "99999999"), ("Content-Encoding", "rot13")])
async def test_a_body_that_is_not_read_keeps_no_connection(unread: tuple[str, str]) -> None:
    """What is refused by its headers alone is closed, not left open with its bytes on the way."""
    head = b"HTTP/1.1 200 OK\r\n" + ": ".join(unread).encode() + b"\r\n\r\nbody"
    async with serve(cut(head)) as base, fetching() as fetcher:
        await failure(fetcher, page(f"{base}/"))
        assert fetcher._private._pool.connections == []
        assert fetcher._private._pool._requests == []


async def test_httpx_still_loses_frames_that_we_keep() -> None:
    """zstd of several frames: the reason why bodies are decoded here, together with the missing bound."""
    body = zstd.compress(b"first ") + zstd.compress(b"second")
    async with serve(Site({"/": answer(body, 200, ("Content-Encoding", "zstd"))})) as base:
        assert (await fetch(f"{base}/")).body == b"first second"


async def test_urls_and_headers_do_not_reach_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """httpx writes every URL at INFO, httpcore every header at DEBUG; both may hold secrets."""
    caplog.set_level(logging.DEBUG)
    async with serve(Site({"/?token=secret": answer(b"")})) as base:
        await fetch(f"{base}/?token=secret", headers={"Authorization": "Bearer secret"})
    assert "secret" not in caplog.text
    assert not [record for record in caplog.records if record.name.startswith(("httpx", "httpcore"))]


async def test_url_and_host_keep_the_name() -> None:
    """The checked address is dialled below HTTP: the pool, the Host header and the hops know the name alone."""
    site = Site({"/": answer(b"")})
    async with serve(site) as base, online({"policy.example": [[PUBLIC]]}, {PUBLIC: base}) as (fetcher, _):
        response = await fetcher.fetch(page("http://policy.example/", allow_private=False), NONE)
        pool = fetcher._public._pool
        assert [connection._origin.host for connection in pool.connections] == [b"policy.example"]
    assert response.final_url == response.hops[0].url == "http://policy.example/"
    assert site.requests[0].headers["host"] == "policy.example"
