"""What a look at a page brought, by what stood before it: decided here, whether it is the newest look or a late one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from monitor.core import gate
from monitor.core.compare import fingerprint
from monitor.core.diff import compare
from monitor.core.errors import ReadError
from monitor.core.model import Diff, Document, Inaccessible, Outcome
from monitor.core.read import read
from monitor.core.records import Range
from monitor.core.topics import topical

Headers = Sequence[tuple[str, str]]
# `read_or_reason`, or what gives the same.
Reader = Callable[[bytes, str, Headers, Sequence[str | Range], Sequence[str]], Document | Inaccessible]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a look brought. Of one with which a version begins: its document with topics, and what led to it.

    That a change is a return to an earlier text is for those to say who know the earlier versions.
    """

    outcome: Outcome
    reason: Inaccessible | None = None
    document: Document | None = None
    text_sha256: str = ""
    diff: Diff | None = None


def judge(
    now: Callable[[], Document | Inaccessible],
    before: Callable[[], Document] | None,
    *,
    refused: Inaccessible | None,
    same: bool,
) -> Judged:
    """Judge a look: `now` and `before` give its document and that of the version in force, and are asked if need be.

    `refused` says why no page came at all; `same` that what came is what came before, if there is a version in force.
    """
    if refused:
        return Judged(Outcome.INACCESSIBLE, refused)
    if before and same:
        return Judged(Outcome.UNCHANGED)
    document = now()
    if isinstance(document, Inaccessible):
        return Judged(Outcome.INACCESSIBLE, document)
    if before is None:
        if reason := gate.first(document):
            return Judged(Outcome.INACCESSIBLE, reason)
        return Judged(Outcome.FIRST, None, topical(document), fingerprint(document))
    diff = compare(before(), document)
    if diff.outcome is not Outcome.CHANGED:
        return Judged(diff.outcome, diff.reason)
    return Judged(Outcome.CHANGED, None, topical(document), fingerprint(document), diff)


def read_or_reason(
    body: bytes,
    url: str,
    headers: Headers,
    select: Sequence[str | Range] = (),
    remove: Sequence[str] = (),
) -> Document | Inaccessible:
    """The bytes of a response, live or stored, as `read` reads them; why not, where they are no document."""
    content_type = next((value for name, value in headers if name == "content-type"), "")
    try:
        return read(body, url=url, content_type=content_type, select=select, remove=remove)
    except ReadError as error:
        return error.inaccessible
