"""Real servers on loopback that answer byte by byte as a test says, and do what servers ought not to do.

    async with serve(handler) as base_url:          # "http://127.0.0.1:40123"
        ...

A handler is `async def handler(request: Request, wire: Wire) -> None`; `Site` makes one of a table of paths:

    site = Site({"/": answer(b"<p>hello"), "/slow": hangs, "/moved": redirect("/")})
    async with serve(site) as base_url:
        ...
        assert [request.path for request in site.requests] == ["/"]
"""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import struct
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path


@dataclass(frozen=True)
class Request:
    """What was asked. Header names are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    head: bytes  # as it came
    connection: int  # counts from 1 within the server; the same number means the same connection


class Wire:
    """The way back to the client. Without `close`, the connection is kept for the next request."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, *pieces: bytes) -> None:
        """Exactly these bytes, a packet a piece."""
        for piece in pieces:
            self.writer.write(piece)
            await self.writer.drain()

    async def drip(self, piece: bytes, every: float = 0.01) -> None:
        """The piece over and over, until the client leaves."""
        while not self.writer.is_closing():
            await self.send(piece)
            await asyncio.sleep(every)

    async def hang(self) -> None:
        """Say nothing (more) until the client leaves."""
        await self.reader.read()

    async def half_close(self) -> None:
        """Send no more, but keep listening."""
        self.writer.write_eof()
        await self.hang()

    async def close(self) -> None:
        """Close in an orderly way."""
        self.writer.close()

    async def reset(self) -> None:
        """Break off with a TCP reset."""
        raw = self.writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Handler = Callable[[Request, Wire], Awaitable[None]]


def answer(body: bytes = b"", status: int = 200, *headers: tuple[str, str], length: int | None = None) -> bytes:
    """A whole response; Content-Type is text/html where none is given; `length` for one that is not true."""
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
    if not any(name.lower() == "content-type" for name, _ in headers):
        lines.append("Content-Type: text/html; charset=utf-8")
    lines.extend(f"{name}: {value}" for name, value in headers)
    if status != HTTPStatus.NOT_MODIFIED:
        lines.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def redirect(location: str, status: int = 302, *headers: tuple[str, str]) -> bytes:
    """A redirect."""
    return answer(b"", status, ("Location", location), *headers)


def chunked(*pieces: bytes, end: bool = True) -> bytes:
    """A response in chunks; without `end` it is cut off."""
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + (b"0\r\n\r\n" if end else b"")


async def hangs(request: Request, wire: Wire) -> None:
    """A handler that never answers."""
    await wire.hang()


async def resets(request: Request, wire: Wire) -> None:
    """A handler that breaks off."""
    await wire.reset()


def cut(response: bytes) -> Handler:
    """A handler that sends this and closes."""

    async def handler(request: Request, wire: Wire) -> None:
        await wire.send(response)
        await wire.close()

    return handler


def in_turn(*answers: bytes | Handler) -> Handler:
    """A handler that gives one answer after the other, and the last one for ever."""
    left = list(answers)

    async def handler(request: Request, wire: Wire) -> None:
        await _give(left.pop(0) if len(left) > 1 else left[0], request, wire)

    return handler


async def _give(given: bytes | Handler, request: Request, wire: Wire) -> None:
    if isinstance(given, bytes):
        await wire.send(given)
    else:
        await given(request, wire)


@dataclass
class Site:
    """A handler that answers by path (the query included), 404 for others, and remembers what it was asked."""

    routes: dict[str, bytes | Handler]
    requests: list[Request] = field(default_factory=list)

    async def __call__(self, request: Request, wire: Wire) -> None:
        self.requests.append(request)
        await _give(self.routes.get(request.path, answer(b"not here", 404)), request, wire)

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [request.path for request in self.requests]


def _request(head: bytes, connection: int) -> Request:
    first, *lines = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ", 2)
    pairs = (line.partition(":") for line in lines if line)
    return Request(method, path, {name.lower(): value.strip() for name, _, value in pairs}, head, connection)


@asynccontextmanager
async def serve(handler: Handler, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> AsyncIterator[str]:
    """A server for as long as the block runs; gives its base URL, without a slash at the end."""
    running: set[asyncio.Task[None]] = set()
    count = 0

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal count
        count += 1
        task = asyncio.current_task()
        assert task is not None
        running.add(task)
        wire, number = Wire(reader, writer), count
        try:
            while not writer.is_closing():
                await handler(_request(await reader.readuntil(b"\r\n\r\n"), number), wire)
        except (OSError, EOFError, asyncio.CancelledError):
            pass  # the client left, or the test is over
        finally:
            running.discard(task)
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    server = await asyncio.start_server(connected, host, 0, ssl=tls)
    try:
        port = server.sockets[0].getsockname()[1]
        name = f"[{host}]" if ":" in host else host
        yield f"{'https' if tls else 'http'}://{name}:{port}"
    finally:
        server.close()
        for task in tuple(running):
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


class Authority:
    """A certificate authority made for a test by the `openssl` command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._openssl(
            *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"),
            *("-subj", "/CN=Test authority", "-keyout", "ca.key", "-out", "ca.pem"),
        )

    @staticmethod
    def available() -> bool:
        """Whether there is an `openssl` command."""
        return shutil.which("openssl") is not None

    def _openssl(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True, timeout=30)

    def client(self) -> ssl.SSLContext:
        """What trusts this authority, and no other."""
        return ssl.create_default_context(cafile=str(self.folder / "ca.pem"))

    def server(self, *names: str, days: int = 2) -> ssl.SSLContext:
        """What a server of these host names needs; a negative number of days makes an expired certificate."""
        extension = self.folder / "leaf.ext"
        extension.write_text("subjectAltName=" + ",".join(f"DNS:{name}" for name in names))
        self._openssl(
            *("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-subj", "/CN=leaf", "-keyout", "leaf.key", "-out", "leaf.csr"),
        )
        self._openssl(
            *("x509", "-req", "-in", "leaf.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"),
            *("-days", str(days), "-extfile", "leaf.ext", "-out", "leaf.pem"),
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "leaf.pem", self.folder / "leaf.key")
        return context
