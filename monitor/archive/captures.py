"""Captures on disk, taken in as if they had been fetched: first all are looked through, then each is taken in."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from monitor.archive.manifest import LONGEST_LINE, Capture, parse
from monitor.core.errors import CaptureError, NotFound
from monitor.core.records import Check, Hop, Page, Response
from monitor.ports import Store

LARGEST_FILE = 20_000_000  # bytes, as `Page.max_bytes` has it for live pages
_TOLD_AT_MOST = 1_000  # mistakes: the wrong file altogether has one in each line

# Of files whose line gives no content type. `mimetypes` would answer by what is installed on the machine.
_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".md": "text/markdown",
    ".txt": "text/plain",
}


@dataclass(frozen=True, slots=True)
class Manifest:
    """Captures whose files are there, page by page, each page's in the order of time."""

    folder: Path  # that the files are relative to
    captures: tuple[Capture, ...]

    @property
    def pages(self) -> tuple[Page, ...]:
        """Each page once, with the address that it had last."""
        return tuple({c.page_id: Page(id=c.page_id, url=c.url, name=c.page_name) for c in self.captures}.values())


def read_manifest(path: Path, now: datetime) -> Manifest:
    """The captures of a manifest; CaptureError with all mistakes, those of the files that it names included.

    `now` is aware: what claims to be of the future is a mistake.
    """
    folder = path.absolute().parent
    try:
        with path.open("rb") as stream:
            captures, mistakes = parse(_lines(stream), now)
    except OSError as error:
        raise CaptureError(f"{path} cannot be read: {error.strerror}") from error
    mistakes += [(c.line, f"file: {wrong}") for c in captures if (wrong := _amiss(folder, c.file))]
    if mistakes:
        raise CaptureError(_told(path, sorted(mistakes)))
    if not captures:
        raise CaptureError(f"{path} holds no captures: each line is to be one JSON object")
    first: dict[str, int] = {}
    for capture in captures:
        first.setdefault(capture.page_id, capture.line)
    return Manifest(folder, tuple(sorted(captures, key=lambda c: (first[c.page_id], c.fetched_at, c.line))))


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Numbered from 1. Of an endless line no more is kept than tells that it is too long."""
    for number in itertools.count(1):
        line = rest = stream.readline(LONGEST_LINE + 1)
        while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
            rest = stream.readline(LONGEST_LINE + 1)
        if not line:
            return
        yield number, line


def _amiss(folder: Path, file: str) -> str:
    """Why a file cannot be taken in, empty if it can."""
    try:
        real = (folder / file).resolve()
        if not real.is_relative_to(folder.resolve()):
            return f"{file!r} leads out of the manifest's folder"
        if not real.is_file():
            return f"{file!r} is not there, or is no file"
        if (size := real.stat().st_size) > LARGEST_FILE:
            return f"{file!r} is too large: {size:,} of {LARGEST_FILE:,} bytes"
    except (OSError, RuntimeError) as error:  # a name too long, a folder that may not be entered, a loop of links
        return f"{file!r} cannot be read: {error}"
    return ""


def _told(path: Path, mistakes: Sequence[tuple[int, str]]) -> str:
    count = "1 mistake" if len(mistakes) == 1 else f"{len(mistakes):,} mistakes"
    shown = [f"  line {line}: {what}" for line, what in mistakes[:_TOLD_AT_MOST]]
    more = len(mistakes) - len(shown)
    rest = [f"  and {more:,} more"] if more else []
    return "\n".join([f"{path}: {count}, nothing was taken in", *shown, *rest])


def response_of(capture: Capture, body: bytes) -> Response:
    """The response as it would have come had the page been fetched then."""
    headers = {name.lower(): value for name, value in capture.headers.items()}
    content_type = capture.content_type or headers.get("content-type") or _type_of(capture.file)
    headers |= {"content-type": content_type} if content_type else {}
    return Response(
        url=capture.url,
        final_url=capture.final_url,
        status=capture.status,
        headers=tuple(headers.items()),
        body=body,
        hops=(Hop(capture.final_url, capture.status),),  # how a capture got to its final address is not known
        fetched_at=capture.fetched_at,
    )


def _type_of(file: str) -> str:
    return _TYPES.get(PurePosixPath(file).suffix.lower(), "")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a capture: the check that it made; without one it was there already, or came too late."""

    capture: Capture
    check: Check | None = None
    late: bool = False


class Intake:
    """Takes captures in, in the order of a manifest. `configured` are pages whose settings hold for their captures."""

    def __init__(
        self,
        store: Store,
        take: Callable[[Page, Response], Check],
        manifest: Manifest,
        configured: Mapping[str, Page],
    ) -> None:
        self._store = store
        self._take = take
        self._folder = manifest.folder
        self._configured = configured
        self._last = {page.id: self._last_check(page) for page in manifest.pages}
        store.introduce(manifest.pages)

    def _last_check(self, page: Page) -> datetime | None:
        """When the page was last looked at; CaptureError if the id belongs to a page of another name."""
        try:
            row = self._store.page(page.id)
        except NotFound:
            return None
        if page.id not in self._configured and page.name != page.id and row.name not in ("", page.name):
            raise CaptureError(
                f"page {page.name!r} would get the id {page.id!r}, which the database has for {row.name!r}; "
                f"name it {page.id!r} in the manifest if they are the same page, or rename it"
            )
        return row.last_check.started_at if row.last_check else None

    def take(self, capture: Capture) -> Taken:
        """Take one capture in, unless it is there or the store has a later look at its page: history is in order.

        CaptureError if its file went away in between, StoreError if it cannot be recorded. A capture is taken in whole
        or not at all.
        """
        body = self._body(capture)
        if self._store.has_capture(capture.page_id, capture.fetched_at, hashlib.sha256(body).hexdigest()):
            return Taken(capture)
        last = self._last[capture.page_id]
        if last is not None and capture.fetched_at < last:
            return Taken(capture, late=True)
        page = Page(id=capture.page_id, url=capture.url, name=capture.page_name)
        if capture.page_id in self._configured:
            page = replace(self._configured[capture.page_id], url=capture.url)
        return Taken(capture, self._take(page, response_of(capture, body)))

    def _body(self, capture: Capture) -> bytes:
        wrong = _amiss(self._folder, capture.file)
        if not wrong:
            try:
                return (self._folder / capture.file).read_bytes()
            except OSError as error:
                wrong = f"{capture.file!r} cannot be read: {error.strerror}"
        raise CaptureError(f"line {capture.line}: {wrong}; what was taken in before stays")
