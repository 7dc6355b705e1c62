"""A site in a process of its own, whose cost is not counted: page n is at /n, /turn/next moves all pages on."""

from __future__ import annotations

import asyncio
import gzip
import multiprocessing
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from multiprocessing.connection import Connection

from workload import Twin


@contextmanager
def site(pages: Sequence[Twin]) -> Iterator[str]:
    """Serve the pages on loopback as long as the context lasts; gives the URL that page paths are added to."""
    spawn = multiprocessing.get_context("spawn")  # a fork would share the client's memory, and be counted with it
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    ours.send(list(pages))
    try:
        yield f"http://127.0.0.1:{ours.recv()}/"
    finally:
        process.terminate()
        process.join()
        ours.close()
        theirs.close()


def _serve(connection: Connection) -> None:
    asyncio.run(_until_terminated(connection.recv(), connection))


async def _until_terminated(pages: Sequence[Twin], connection: Connection) -> None:
    """One connection a request and gzip, as pages on hosts of their own come."""
    turn = "first"

    @cache
    def body(turn: str, number: int) -> bytes:
        return gzip.compress(getattr(pages[number], turn), 6)

    def response(path: str) -> bytes:
        nonlocal turn
        if path.isdecimal():
            return _response("200 OK", body(turn, int(path)))
        if path.startswith("turn/"):
            turn = path.removeprefix("turn/")
            return _response("200 OK", gzip.compress(b"turned"))
        return _response("404 Not Found", gzip.compress(b"not here"))

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            head = await reader.readuntil(b"\r\n\r\n")
            writer.write(response(head.split(b" ", 2)[1].decode().lstrip("/")))
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    connection.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


def _response(status: str, body: bytes) -> bytes:
    lines = (
        f"HTTP/1.1 {status}",
        "Content-Type: text/html; charset=utf-8",
        "Content-Encoding: gzip",  # all clients that are measured ask for it
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    return "\r\n".join([*lines, "", ""]).encode() + body
