"""Captures on disk that a manifest lists: first all are looked through, then each is read in its turn."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from monitor.archive.intake import LARGEST_BODY, Incoming, PassedOver
from monitor.archive.manifest import LONGEST_LINE, Capture, parse
from monitor.core.errors import CaptureError
from monitor.core.records import Hop, Page, Response

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
    passed_over: tuple[PassedOver, ...] = ()  # none: a manifest with a mistake is not taken in at all

    @property
    def total(self) -> int:
        """How many captures there are."""
        return len(self.captures)

    @property
    def pages(self) -> tuple[Page, ...]:
        """Each page once, with the address that it had last."""
        return tuple({c.page_id: Page(id=c.page_id, url=c.url, name=c.page_name) for c in self.captures}.values())

    def incoming(self) -> Iterator[Incoming]:
        """The captures as responses; CaptureError where a file went away in between."""
        for capture in self.captures:
            page = Page(id=capture.page_id, url=capture.url, name=capture.page_name)
            yield Incoming(page, response_of(capture, _body(self.folder, capture)))


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
        if (size := real.stat().st_size) > LARGEST_BODY:
            return f"{file!r} is too large: {size:,} of {LARGEST_BODY:,} bytes"
    except (OSError, RuntimeError) as error:  # a name too long, a folder that may not be entered, a loop of links
        return f"{file!r} cannot be read: {error}"
    return ""


def _told(path: Path, mistakes: Sequence[tuple[int, str]]) -> str:
    count = "1 mistake" if len(mistakes) == 1 else f"{len(mistakes):,} mistakes"
    shown = [f"  line {line}: {what}" for line, what in mistakes[:_TOLD_AT_MOST]]
    more = len(mistakes) - len(shown)
    rest = [f"  and {more:,} more"] if more else []
    return "\n".join([f"{path}: {count}, nothing was taken in", *shown, *rest])


def _body(folder: Path, capture: Capture) -> bytes:
    wrong = _amiss(folder, capture.file)
    if not wrong:
        try:
            return (folder / capture.file).read_bytes()
        except OSError as error:
            wrong = f"{capture.file!r} cannot be read: {error.strerror}"
    raise CaptureError(f"line {capture.line}: {wrong}; what was taken in before stays")


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
