"""Small pages, documents and checks for the tests of the store."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from monitor.core.model import (
    Block,
    BlockKind,
    Change,
    ChangeKind,
    Diff,
    Direction,
    Document,
    Edit,
    EditOp,
    Fact,
    FactOp,
    Inaccessible,
    Link,
    Outcome,
    Reason,
    Section,
    Significance,
)
from monitor.core.records import Check, Hop, Response

START = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
URL = "https://example.com/privacy"


def at(hours: float) -> datetime:
    """So many hours after the start."""
    return START + timedelta(hours=hours)


def sha(text: str | bytes) -> str:
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def document(*texts: str) -> Document:
    """A title, a heading, and a block for each text."""
    blocks = tuple(Block(BlockKind.PARAGRAPH, text, (Link("terms", "https://example.com/terms"),)) for text in texts)
    sections = (
        Section(1, "Privacy", ("Privacy",)),
        Section(2, "Retention", ("Privacy", "Retention"), "2.1", "keep", "retention", blocks),
    )
    return Document(sections, "Privacy at Example", "en", date(2026, 11, 1), None, URL)


def response(body: bytes = b"<p>30 days</p>", hours: float = 0, **more: object) -> Response:
    given = {"status": 200, "headers": (("etag", '"a"'), ("content-type", "text/html")), **more}
    return Response(
        URL, URL + "/", body=body, hops=(Hop(URL, 301, URL + "/"), Hop(URL + "/", 200)), fetched_at=at(hours), **given
    )  # type: ignore[arg-type]


def check(outcome: Outcome, hours: float = 0, came: Response | None = None, **more: object) -> Check:
    """A check of the page `example` that took two seconds."""
    given: dict[str, object] = {"body_sha256": sha(came.body) if came and came.body else "", **more}
    times = (at(hours), at(hours) + timedelta(seconds=2))
    return Check("example", URL, *times, outcome, response=came, reader_version=3, settings_key="k", **given)  # type: ignore[arg-type]


def beginning(outcome: Outcome, text: str, hours: float = 0, **more: object) -> Check:
    """A check with which a version of this text begins."""
    read = document(text)
    diff = None if outcome is Outcome.FIRST else diff_to(text)
    given = {"document": read, "text_sha256": sha(read.text), "diff": diff, **more}
    return check(outcome, hours, response(f"<p>{text}</p>".encode(), hours), **given)


def first(text: str = "We keep it for 30 days.", hours: float = 0) -> Check:
    return beginning(Outcome.FIRST, text, hours)


def changed(text: str = "We keep it for 90 days.", hours: float = 1) -> Check:
    return beginning(Outcome.CHANGED, text, hours)


def returned(text: str, hours: float, to: int | None) -> Check:
    return beginning(Outcome.RETURNED, text, hours, returned_to=to)


def unchanged(body: bytes = b"<p>We keep it for 30 days.</p>", hours: float = 1) -> Check:
    return check(Outcome.UNCHANGED, hours, response(body, hours))


def not_modified(hours: float = 1, headers: tuple[tuple[str, str], ...] = ()) -> Check:
    return check(Outcome.UNCHANGED, hours, response(b"", hours, status=304, headers=headers))


def blocked(hours: float = 1, body: bytes = b"Are you a robot?") -> Check:
    reason = Inaccessible(Reason.BLOCKED, "a challenge of 16 bytes")
    return check(Outcome.INACCESSIBLE, hours, response(body, hours, headers=(("etag", '"blocked"'),)), reason=reason)


def unreachable(hours: float = 1) -> Check:
    return check(Outcome.INACCESSIBLE, hours, reason=Inaccessible(Reason.NETWORK, "connection refused"))


def of(page_id: str, of_check: Check) -> Check:
    """The same check, of another page."""
    return replace(of_check, page_id=page_id, url=f"https://example.com/{page_id}")


def diff_to(text: str) -> Diff:
    """One modified block and the fact in it."""
    edits = (Edit(EditOp.KEEP, "We keep it for "), Edit(EditOp.DELETE, "30 days."), Edit(EditOp.INSERT, text[15:]))
    place = ("Privacy", "Retention")
    change = Change(ChangeKind.MODIFIED, place, "We keep it for 30 days.", text, edits, Significance.MINOR, False, 2, 2)
    fact = Fact(
        "retention.period",
        FactOp.CHANGED,
        "P30D",
        "P90D",
        "30 days",
        "90 days",
        place,
        "en.duration",
        about="usage records",
        direction=Direction.LONGER,
        lexicon="en/1",
        start_before=9,
        start_after=9,
    )
    return Diff(Outcome.CHANGED, Significance.MINOR, (change,), (fact,))
