"""Everything that can go wrong on the wire, each as one FetchError that says what happened."""

from __future__ import annotations

import asyncio
import socket

import pytest
from fetching import failure, fetch, fetching, online, page, refusal
from resolvers import SilentResolver
from servers import Request, Site, Wire, answer, chunked, cut, hangs, redirect, resets, serve

from monitor.core.model import Reason


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_a_name_that_does_not_exist() -> None:
    """DNS failure: the name is told."""
    async with online({}, {}) as (fetcher, _):
        inaccessible = (await failure(fetcher, page("http://gone.example/", allow_private=False))).inaccessible
    assert inaccessible.reason is Reason.NETWORK
    assert "gone.example cannot be resolved: Name or service not known" in inaccessible.evidence


async def test_a_name_without_addresses() -> None:
    """A resolver that answers with nothing."""
    async with online({"empty.example": [[]]}, {}) as (fetcher, _):
        inaccessible = (await failure(fetcher, page("http://empty.example/", allow_private=False))).inaccessible
    assert inaccessible.reason is Reason.NETWORK


async def test_a_resolver_that_says_nothing() -> None:
    """The look-up counts into the connect time-out."""
    async with fetching(resolver=SilentResolver()) as fetcher:
        error = await failure(fetcher, page("http://slow.example/", connect_timeout=0.05))
    assert error.inaccessible.reason is Reason.TIMEOUT
    assert "resolved within 0.05 s" in error.inaccessible.evidence


async def test_a_refused_connection() -> None:
    """Nobody listens: host and port are told."""
    port = closed_port()
    inaccessible = await refusal(f"http://127.0.0.1:{port}/")
    assert inaccessible.reason is Reason.NETWORK
    assert f"127.0.0.1 refused the connection on port {port}" in inaccessible.evidence


async def test_a_tls_handshake_that_hangs() -> None:
    """A server that takes the connection and says nothing is within the connect time-out."""

    async def silent(request: Request, wire: Wire) -> None: ...

    async with serve(silent) as base:
        url = base.replace("http:", "https:")
        inaccessible = await refusal(url, connect_timeout=0.05)
    assert inaccessible.reason is Reason.TIMEOUT
    assert "within 0.05 s" in inaccessible.evidence


async def test_a_server_that_speaks_no_tls() -> None:
    """Plain HTTP on an https port is a TLS failure, not a mystery."""

    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(plain, "127.0.0.1", 0) as server:
        inaccessible = await refusal(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
    assert inaccessible.reason is Reason.TLS
    assert "no secure connection to 127.0.0.1" in inaccessible.evidence


async def test_a_reset_in_the_tls_handshake() -> None:
    """The network's fault, not the certificate's: it may pass."""

    async def resetting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        await Wire(reader, writer).reset()

    async with await asyncio.start_server(resetting, "127.0.0.1", 0) as server:
        inaccessible = await refusal(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
    assert inaccessible.reason is Reason.NETWORK


BEFORE = {
    "reset": (resets, Reason.NETWORK, "before it answered"),
    "closed": (cut(b""), Reason.NETWORK, "without an answer"),
    "closed in the headers": (cut(b"HTTP/1.1 200 OK\r\nContent-"), Reason.NETWORK, ""),
    "not HTTP": (cut(b"SSH-2.0-OpenSSH_9.9\r\n\r\n"), Reason.NETWORK, "not valid HTTP"),
    "an impossible length": (cut(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"), Reason.NETWORK, "not valid HTTP"),
    "two lengths": (
        cut(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello"),
        Reason.NETWORK,
        "not valid HTTP",
    ),
    "a header bomb": (cut(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000), Reason.NETWORK, "headers are over 100 kB"),
    "one endless header": (cut(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1_000_000), Reason.NETWORK, "over 100 kB"),
    "hanging": (hangs, Reason.TIMEOUT, "did not answer within 0.1 s"),
}


@pytest.mark.parametrize("case", BEFORE)
async def test_no_answer(case: str) -> None:
    """What keeps a request from being answered at all."""
    handler, reason, words = BEFORE[case]
    async with serve(handler) as base:
        inaccessible = await refusal(f"{base}/", read_timeout=0.1 if reason is Reason.TIMEOUT else 20)
    assert inaccessible.reason is reason
    assert words in inaccessible.evidence
    assert "127.0.0.1" in inaccessible.evidence


async def drips_headers(request: Request, wire: Wire) -> None:
    await wire.send(b"HTTP/1.1 200 OK\r\n")
    await wire.drip(b"X: y\r\n")


async def drips(request: Request, wire: Wire) -> None:
    await wire.send(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
    await wire.drip(b".")


async def pauses(request: Request, wire: Wire) -> None:
    await wire.send(answer(b"half", length=8))
    await wire.hang()


async def half_closes(request: Request, wire: Wire) -> None:
    await wire.send(answer(b"half", length=8))
    await wire.half_close()


async def breaks_off(request: Request, wire: Wire) -> None:
    await wire.send(answer(b"half", length=8))
    await wire.reset()


async def never_ends(request: Request, wire: Wire) -> None:
    await wire.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        await wire.send(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")


WITHIN = {
    "hanging in the body": (pauses, Reason.TIMEOUT, "sent nothing for 0.1 s"),
    "dripping": (drips, Reason.TIMEOUT, "within 0.2 s in all"),
    "dripping headers": (drips_headers, Reason.TIMEOUT, "within 0.2 s in all"),
    "half closed": (half_closes, Reason.TRUNCATED, "before the body was complete"),
    "too few bytes": (cut(answer(b"half", length=8)), Reason.TRUNCATED, "before the body was complete"),
    "a missing last chunk": (cut(chunked(b"half", end=False)), Reason.TRUNCATED, "before the body was complete"),
    "a broken chunk": (
        cut(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n"),
        Reason.TRUNCATED,
        "before the body was complete",
    ),
    "reset in the body": (breaks_off, Reason.NETWORK, "middle of the body"),
    "never ending": (never_ends, Reason.TOO_LARGE, "over 100000 bytes"),
    "announced too large": (cut(answer(b"x", length=100_001)), Reason.TOO_LARGE, "over 100000 bytes"),
}


TIMES = {
    "hanging in the body": {"read_timeout": 0.1},
    "dripping": {"total_timeout": 0.2},
    "dripping headers": {"total_timeout": 0.2},
}


@pytest.mark.parametrize("case", WITHIN)
async def test_no_whole_body(case: str) -> None:
    """What keeps a body from being complete; half a page is never taken for a page."""
    handler, reason, words = WITHIN[case]
    async with serve(handler) as base:
        inaccessible = await refusal(f"{base}/", max_bytes=100_000, **TIMES.get(case, {}))
    assert inaccessible.reason is reason
    assert words in inaccessible.evidence


async def test_a_body_of_just_the_limit_is_taken() -> None:
    """The limit is the most that is allowed, not the least that is not."""
    async with serve(Site({"/": answer(b"x" * 1000), "/more": chunked(b"x" * 1001)})) as base:
        assert len((await fetch(f"{base}/", max_bytes=1000)).body) == 1000
        assert (await refusal(f"{base}/more", max_bytes=1000)).reason is Reason.TOO_LARGE


async def test_one_deadline_holds_for_all_redirects() -> None:
    """The total time-out is of the whole chain; the hops that were made until then are told."""
    async with serve(Site({"/1": redirect("/2"), "/2": redirect("/3"), "/3": hangs})) as base, fetching() as fetcher:
        error = await failure(fetcher, page(f"{base}/1", total_timeout=0.1))
    assert error.inaccessible.reason is Reason.TIMEOUT
    assert "0.1 s in all" in error.inaccessible.evidence
    assert [hop.location for hop in error.hops] == ["/2", "/3"]
