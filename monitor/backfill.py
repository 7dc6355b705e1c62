"""The flow of a look that came to light after later ones: what it was, and what becomes of those that followed it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from monitor.core.errors import StoreError
from monitor.core.history.timeline import Look, Stand, rebuilt
from monitor.core.judging import Reader, read_or_reason
from monitor.core.model import Document, Inaccessible, Reason
from monitor.core.read import READER_VERSION
from monitor.core.records import Check, CheckRow, Page, Response
from monitor.core.rereading import Settings, reread, settings_of
from monitor.core.status import refused_status
from monitor.ports import Store
from monitor.rereading import source_of, tasks

Place = tuple[datetime, str]  # a look's time and the SHA-256 of its bytes: the order of time, without ties


def place_of(response: Response) -> Place:
    """Where a response stands among the looks at its page."""
    return response.fetched_at, hashlib.sha256(response.body).hexdigest()


def take_late(
    store: Store, page: Page, response: Response, *, origin: str, now: datetime, read: Reader = read_or_reason
) -> Check:
    """Record a response that came before others which are recorded, and put right what was decided of these.

    What the page was known to say from then on is the same as if it had been taken in when it came. The looks that
    follow keep their rows, which say what was decided of them at the time. StoreError if it cannot be recorded.
    """
    _read_as_now(store, page, now)
    at, sha256 = place_of(response)
    settings = settings_of(page)
    began = store.beginnings(page.id)
    stands = {version.id: _stand(store, version.id, check) for version, check in began}
    for version, _ in began:
        stand = stands[version.id]
        stand.text_sha256, stand.significance = version.text_sha256, version.significance
        stand.outcome, stand.returned_to = version.outcome, stands.get(version.returned_to or 0)
    earlier = sum((check.started_at, check.body_sha256) < (at, sha256) for _, check in began)
    known = earlier > 0
    reading = partial(read, response.body, response.final_url, response.headers, settings.select, settings.remove)
    late = Look(0, sha256, reading, refused_status(response, known=known))
    looks = _looks(store, page, (at, sha256), stands, settings, late)
    line = rebuilt(tuple(stands.values()), earlier, looks, store.seen_before(page.id, at, sha256))
    placed = next(one for one in line.placed if not one.look)
    made = placed.stand if placed.began else None
    check = Check(
        page_id=page.id,
        url=page.url,
        started_at=at,
        finished_at=at,
        outcome=placed.outcome,
        reason=placed.reason,
        response=response,
        hops=response.hops,
        body_sha256=sha256,
        document=made.load() if made else None,
        text_sha256=made.text_sha256 if made else "",
        diff=made.diff if made else None,
        reader_version=READER_VERSION,
        settings_key=settings.key,
        origin=origin,
    )
    store.record_late(check, line)
    return check


def _read_as_now(store: Store, page: Page, now: datetime) -> None:
    """Versions that another reader or other settings made are read again first: that is never a change of the page."""
    for task in tasks(store, {page.id: page}, [page.id], fresh=False):
        previous = source_of(store, task.previous) if task.previous else None
        made = reread(source_of(store, task.version), previous, task.settings, now)
        if not isinstance(made, Inaccessible):
            store.reread(made)


def _stand(store: Store, version_id: int, check: CheckRow) -> Stand:
    kept: list[Document] = []

    def load() -> Document:
        if not kept:
            kept.append(store.document(version_id))
        return kept[0]

    return Stand(check.id, load, "", id=version_id)


def _looks(
    store: Store, page: Page, place: Place, stands: Mapping[int, Stand], settings: Settings, late: Look
) -> Iterator[Look]:
    """The late look, then those that followed it, as far as anybody asks."""
    yield late
    for check in store.checks_after(page.id, *place):
        stand = stands.get(check.version_id or 0)
        decided = (check.outcome, check.reason, stand, check.pardon)
        look = Look(check.id, check.body_sha256, partial(_never, check), None, *decided)
        if check.snapshot_id is not None and (check.reason is None or _brought(check.status)):
            snapshot = store.snapshot(check.snapshot_id)
            yield replace(look, sha256=snapshot.body_sha256, read=partial(_stored, store, check, stand, settings))
        elif _brought(check.status):
            yield replace(
                look, read=partial(read_or_reason, b"", check.final_url, (), settings.select, settings.remove)
            )
        else:
            yield replace(look, refused=check.reason)


def _brought(status: int | None) -> bool:
    """Whether a page came with this status, however it was judged."""
    return status is not None and 200 <= status < 300 and status != 204


def _never(check: CheckRow) -> Inaccessible:
    return check.reason or Inaccessible(Reason.EMPTY, "no page came")


def _stored(store: Store, check: CheckRow, stand: Stand | None, settings: Settings) -> Document | Inaccessible:
    """What the reader makes of a look's bytes; where they were given up, the text that they were read as."""
    assert check.snapshot_id is not None
    snapshot = store.snapshot(check.snapshot_id)
    try:
        body = store.body(snapshot.body_sha256)
    except StoreError:  # pruned
        return stand.load() if stand and not check.reason else _never(check)
    return read_or_reason(body, snapshot.final_url, snapshot.headers, settings.select, settings.remove)
