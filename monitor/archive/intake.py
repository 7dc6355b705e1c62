"""What every import shares: captures come as values, and are taken in one after the other, in whatever order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.backfill import place_of
from monitor.core.errors import CaptureError, NotFound
from monitor.core.records import Check, Page, Response
from monitor.ports import Store

LARGEST_BODY = 20_000_000  # bytes, as `Page.max_bytes` has it for live pages
# Headers of the way that the bytes took then, not of the bytes.
OF_THE_WAY = frozenset(("content-encoding", "content-length", "transfer-encoding", "connection", "set-cookie"))


@dataclass(frozen=True, slots=True)
class Incoming:
    """A dated copy of a page, as the response that would have come had the page been fetched then.

    `page` has id, address and name as the archive knows them. `extracted` tells that the bytes are the policy alone, so
    that selectors made for the page as it is served do not hold for them.
    """

    page: Page
    response: Response
    extracted: bool = False


@dataclass(frozen=True, slots=True)
class PassedOver:
    """What an archive has and cannot be taken in: where it is, and why not."""

    place: str
    why: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a capture: the check that it made, None where it was there already."""

    page_id: str
    check: Check | None = None


class Intake:
    """Takes captures in; `late` those that came before what is recorded of their page. `configured` are pages whose
    settings hold for theirs.
    """

    def __init__(
        self,
        store: Store,
        take: Callable[[Page, Response], Check],
        late: Callable[[Page, Response], Check],
        pages: Iterable[Page],
        configured: Mapping[str, Page],
    ) -> None:
        self._store = store
        self._take = take
        self._late = late
        self._configured = configured
        known = tuple(pages)
        for page in known:
            self._refuse_another(page)
        store.introduce(known)

    def _refuse_another(self, page: Page) -> None:
        """CaptureError if the id belongs to a page of another name."""
        try:
            row = self._store.page(page.id)
        except NotFound:
            return
        if page.id not in self._configured and page.name not in ("", page.id) and row.name not in ("", page.name):
            raise CaptureError(
                f"page {page.name!r} would get the id {page.id!r}, which the database has for {row.name!r}; "
                f"name it {page.id!r} in the manifest if they are the same page, or rename it"
            )

    def has(self, page_id: str, at: datetime) -> bool:
        """Whether a look of this moment is recorded, whatever it saw."""
        return self._store.looked_at(page_id, at)

    def take(self, incoming: Incoming) -> Taken:
        """Take one capture in, unless it is there. The history of its page becomes what it would be in order of time.

        StoreError if it cannot be recorded. A capture is taken in whole or not at all.
        """
        page, response = self.unseen(incoming), incoming.response
        if page is None:
            return Taken(incoming.page.id)
        last = self._store.last_look(page.id)
        is_late = last is not None and place_of(response) < last
        return Taken(page.id, (self._late if is_late else self._take)(page, response))

    def unseen(self, incoming: Incoming) -> Page | None:
        """The page of a capture with the settings that it is read with; None where the capture is there already."""
        page, response = incoming.page, incoming.response
        if self._store.has_capture(page.id, *place_of(response)):
            return None
        if page.id in self._configured:
            page = replace(self._configured[page.id], url=page.url or self._configured[page.id].url)
        return replace(page, select=(), remove=()) if incoming.extracted else page
