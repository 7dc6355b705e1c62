"""Repositories of Open Terms Archive: snapshots as they were fetched, or versions in Markdown, a commit each.

A file `Service/Terms type.html` belongs to the page "Service/Terms type"; `Service/Terms type #part.html` is one of
several documents that the terms are made of, and a page of its own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from monitor.archive.git import Committed, GitRepository
from monitor.archive.intake import Incoming, PassedOver
from monitor.archive.manifest import amiss_in_time, is_address, page_id_of
from monitor.core.errors import CaptureError
from monitor.core.records import Hop, Page, Response

MOST_FILES = 5_000_000  # of a history, so that a hostile one cannot fill the memory
LOCATION = "x-source-document-location"  # the trailer with the address that was fetched
_MARKDOWN = "text/markdown; charset=utf-8"
_TYPES = {  # the archive decodes what it fetches, and writes text in UTF-8 whatever the page itself says
    ".html": "text/html; charset=utf-8",
    ".htm": "text/html; charset=utf-8",
    ".xhtml": "application/xhtml+xml; charset=utf-8",
    ".md": _MARKDOWN,
    ".txt": "text/plain; charset=utf-8",
    ".pdf": "application/pdf",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """Which pages of an archive: names of services and of terms, empty for all. `prefix` begins each page's id."""

    services: Collection[str] = ()
    terms: Collection[str] = ()
    prefix: str = ""

    def takes(self, service: str, terms: str) -> bool:
        """Whether this page is wanted; a part of terms ("Terms type #part") goes with the whole."""
        whole = terms.split(" #")[0]
        return (not self.services or service in self.services) and (
            not self.terms or terms in self.terms or whole in self.terms
        )

    def page_id(self, name: str) -> str:
        """The id of a page, empty where its name gives none."""
        return page_id_of(f"{self.prefix}{made}") if (made := page_id_of(name)) else ""


@dataclass(frozen=True, slots=True)
class _Entry:
    page_id: str
    at: datetime
    suffix: str
    blob: str
    commit: str
    location: str


class OtaRepository:
    """A repository of snapshots, or with `versions` of versions, looked through; its captures are read in turn."""

    def __init__(self, repository: GitRepository, choice: Choice, now: datetime, *, versions: bool = False) -> None:
        self.passed_over: list[PassedOver] = []
        self._repository = repository
        self._choice = choice
        self._now = now
        self._versions = versions
        self._names: dict[str, str] = {}  # page id -> the first name that led to it
        entries = [entry for file in self._bounded() if (entry := self._entry(file))]
        self._entries = sorted(entries, key=lambda entry: entry.at)  # stable: what is of one moment stays in order
        self._urls: dict[str, str] = {}
        for entry in self._entries:  # commits of years ago do not tell the address: then the first that is told
            if entry.location:
                self._urls.setdefault(entry.page_id, entry.location)

    @property
    def total(self) -> int:
        """How many captures there are."""
        return len(self._entries)

    @property
    def pages(self) -> tuple[Page, ...]:
        """Each page once, with the address that it had last."""
        last = self._urls | {entry.page_id: entry.location for entry in self._entries if entry.location}
        ids = dict.fromkeys(entry.page_id for entry in self._entries)
        return tuple(Page(id=page_id, url=last.get(page_id, ""), name=self._names[page_id]) for page_id in ids)

    def incoming(self) -> Iterator[Incoming]:
        """The captures in the order of time; what is too large is passed over."""
        bodies = self._repository.blobs(entry.blob for entry in self._entries)
        for entry, body in zip(self._entries, bodies, strict=True):
            if body is None:
                self._pass_over(entry.commit, self._names[entry.page_id], "is larger than a page may be")
                continue
            url = entry.location or self._urls.get(entry.page_id, "")
            page = Page(id=entry.page_id, url=url, name=self._names[entry.page_id])
            yield Incoming(page, _response(entry, url, body), extracted=self._versions)

    def _bounded(self) -> Iterator[Committed]:
        for number, file in enumerate(self._repository.files()):
            if number >= MOST_FILES:
                raise CaptureError(f"the repository has more than {MOST_FILES:,} changes of files: too many")
            yield file

    def _entry(self, file: Committed) -> _Entry | None:
        """The capture that a file is, None for what is none or is not wanted."""
        path = PurePosixPath(file.path)
        if len(path.parts) != 2 or path.parts[0].startswith(".") or (path.suffix == ".md") is not self._versions:
            return None
        service, terms = path.parts[0], path.stem
        if not self._choice.takes(service, terms):
            return None
        name = f"{service}/{terms}"
        if wrong := self._wrong(file, name):
            self._pass_over(file.commit, file.path, wrong)
            return None
        assert file.at
        told = file.trailers.get(LOCATION, "")
        location = told if is_address(told) else ""
        return _Entry(self._choice.page_id(name), file.at, path.suffix.lower(), file.blob, file.commit, location)

    def _wrong(self, file: Committed, name: str) -> str:
        if file.at is None or amiss_in_time(file.at, self._now):
            return "has no date, or one before 1990 or in the future"
        if len(name) > 200 or not name.isprintable():
            return "has a name that is too long or not printable"
        page_id = self._choice.page_id(name)
        if not page_id:
            return "has no letter from a to z and no digit in its name to make an id of"
        if (owner := self._names.setdefault(page_id, name)) != name:
            return f"would get the id {page_id!r}, as {owner!r} does; take it in apart, with --terms and --prefix"
        return ""

    def _pass_over(self, commit: str, what: str, why: str) -> None:
        self.passed_over.append(PassedOver(f"{commit[:12]} {what}", why))


def _response(entry: _Entry, url: str, body: bytes) -> Response:
    content_type = _TYPES.get(entry.suffix, "")
    headers = (("content-type", content_type),) if content_type else ()
    return Response(
        url=url,
        final_url=url,
        status=200,  # the archive keeps nothing else
        headers=headers,
        body=body,
        hops=(Hop(url, 200),) if url else (),
        fetched_at=entry.at,
    )


def valid_prefix(prefix: str) -> bool:
    """Whether ids can begin with it."""
    return re.fullmatch(r"(?:[A-Za-z0-9][A-Za-z0-9._-]{0,30})?", prefix) is not None
