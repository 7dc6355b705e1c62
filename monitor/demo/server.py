"""The site of the demonstration: a server on loopback that plays the script, one scene a request."""

from __future__ import annotations

import itertools
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from monitor.demo.scenes import scene

PATH = "/en/privacy"
ROBOTS = b"User-agent: *\nDisallow: /account/\n"


class _Site(ThreadingHTTPServer):
    """Counts the requests of the page: the scene follows from the count, never from the time."""

    daemon_threads = True

    def server_bind(self) -> None:
        # HTTPServer would look up the name of 127.0.0.1, which takes seconds where name servers are out of reach.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.requests = itertools.count(1)  # next() is atomic: two threads never get one number


class _Answer(BaseHTTPRequestHandler):
    server: _Site

    def do_GET(self) -> None:
        if self.path == PATH:
            self._page()
        elif self.path == "/robots.txt":
            self._send(HTTPStatus.OK, ROBOTS, "text/plain; charset=utf-8")
        else:
            self._send(HTTPStatus.NOT_FOUND, b"Not found\n", "text/plain; charset=utf-8")

    def _page(self) -> None:
        now = scene(next(self.server.requests))
        known = self.headers.get("If-None-Match") == now.etag
        status, body = (HTTPStatus.NOT_MODIFIED, b"") if known else (HTTPStatus.OK, now.body)
        self._send(status, body, "text/html; charset=utf-8", now.etag)

    def _send(self, status: HTTPStatus, body: bytes, content_type: str, etag: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        if etag:
            self.send_header("ETag", etag)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Say nothing: the terminal belongs to the monitor."""


@contextmanager
def site() -> Iterator[str]:
    """Serve the script on a free port of loopback for as long as the context lasts; gives the URL of the page."""
    with _Site() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{PATH}"
        finally:
            server.shutdown()
            thread.join()
