"""A site in a process of its own, whose cost is not counted: page n is at /n, /turn/next moves all pages on."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
    turn = "first"

    def body(path: str) -> bytes | None:
        nonlocal turn
        if path.startswith("turn/"):
            turn = path.removeprefix("turn/")
            return b"turned"
        return getattr(pages[int(path)], turn) if path.isdecimal() else None

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(_response(body(head.split(b" ", 2)[1].decode().lstrip("/"))))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    connection.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


def _response(body: bytes | None) -> bytes:
    status = "404 Not Found" if body is None else "200 OK"
    body = body or b""
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body
