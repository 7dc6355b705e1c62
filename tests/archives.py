"""An archive on loopback that speaks the protocol of the Wayback Machine: a CDX listing, and playback as it came."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b32encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit


@dataclass
class Held:
    """A capture that the archive holds."""

    timestamp: str
    body: bytes
    address: str = "https://example.org/privacy"
    status: str = "200"
    headers: dict[str, str] = field(default_factory=lambda: {"content-type": "text/html; charset=utf-8"})

    @property
    def digest(self) -> str:
        """As a CDX server has it."""
        return b32encode(hashlib.sha1(self.body).digest()).decode()

    def passes(self, asked: str) -> bool:
        """Whether a filter lets it through."""
        name, _, pattern = asked.removeprefix("!").partition(":")
        value = {"statuscode": self.status, "timestamp": self.timestamp, "original": self.address}[name]
        return bool(re.fullmatch(pattern, value)) is not asked.startswith("!")


@dataclass
class Archive:
    """What it holds, what it was asked, and answers that take the place of the proper ones, by path.

    Filters are as the CDX server documents them: a regular expression for the whole of a field, `!` for all but those.
    """

    held: list[Held]
    asked: list[str] = field(default_factory=list)
    instead: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    url: str = ""
    page_of_rows: int = 1_000

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers, body."""
        self.asked.append(path)
        parts = urlsplit(path)
        if found := self.instead.get(parts.path):
            return found
        if parts.path == "/cdx/search/cdx":
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            return 200, {"content-type": "application/json"}, json.dumps(self._listed(asked)).encode()
        return self._played(path.removeprefix("/web/"))

    def _listed(self, asked: dict[str, str]) -> list[list[str]]:
        digits = int(asked["collapse"].removeprefix("timestamp:"))
        seen: set[str] = set()
        rows = []
        for held in sorted(self.held, key=lambda held: held.timestamp):
            wanted = asked.get("from", "0") <= held.timestamp <= asked.get("to", "9")
            if wanted and held.passes(asked["filter"]) and held.timestamp[:digits] not in seen:
                seen.add(held.timestamp[:digits])
                rows.append([held.timestamp, held.address, held.status, held.digest])
        size = min(int(asked["limit"]), self.page_of_rows)
        return [["timestamp", "original", "statuscode", "digest"], *rows[:size]]

    def _played(self, asked: str) -> tuple[int, dict[str, str], bytes]:
        timestamp, _, address = asked.partition("id_/")
        for held in self.held:
            if (held.timestamp, held.address) == (timestamp, address):
                at = datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
                headers = {f"x-archive-orig-{name}": value for name, value in held.headers.items()}
                kind = held.headers.get("content-type", "text/html")
                headers |= {"memento-datetime": format_datetime(at, usegmt=True), "content-type": kind}
                return 200, headers, held.body
        return 404, {"content-type": "text/html"}, b"This address has not been archived."


@contextmanager
def serving(archive: Archive) -> Iterator[Archive]:
    """With the archive on loopback, as long as the block runs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, headers, body = archive.answer(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    archive.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield archive
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
