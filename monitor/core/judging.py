"""What a look at a page brought, by what stood before it: decided here, whether it is the newest look or a late one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from monitor.core import gate
from monitor.core.compare import fingerprint
from monitor.core.diff import compare
from monitor.core.errors import ReadError
from monitor.core.model import Diff, Document, Inaccessible, Outcome, Reason
from monitor.core.read import read
from monitor.core.records import Range
from monitor.core.topics import topical

Headers = Sequence[tuple[str, str]]
# `read_or_reason`, or what gives the same.
Reader = Callable[[bytes, str, Headers, Sequence[str | Range], Sequence[str]], Document | Inaccessible]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a look brought. Of one with which a version begins: its document with topics, and what led to it.

    That a change is a return to an earlier text is for those to say who know the earlier versions. `pardon` says, in
    words, why it is taken as the page although the gate refuses it.
    """

    outcome: Outcome
    reason: Inaccessible | None = None
    document: Document | None = None
    text_sha256: str = ""
    diff: Diff | None = None
    pardon: str = ""


@dataclass(frozen=True, slots=True)
class Trust:
    """What is known of a look beside its document, and speaks for taking it as the page.

    `accepted`: a person says that it is the page. `elsewhere`: the page is watched at another address than the text
    before came from. `language` is what the page is asked for in (an Accept-Language value).
    """

    accepted: bool = False
    elsewhere: bool = False
    language: str = ""


def judge(
    now: Callable[[], Document | Inaccessible],
    before: Callable[[], Document] | None,
    *,
    refused: Inaccessible | None,
    same: bool,
    trust: Trust = Trust(),
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
    was = before() if before else None
    reason = gate.refusal(was, document) if was else gate.first(document)
    pardon = _pardon(was, document, reason, trust)
    if reason and not pardon:
        return Judged(Outcome.INACCESSIBLE, reason)
    if was is None:
        return Judged(Outcome.FIRST, None, topical(document), fingerprint(document), pardon=pardon)
    diff = compare(was, document, gate=False)
    if diff.outcome is not Outcome.CHANGED:
        return Judged(diff.outcome, pardon=pardon)
    return Judged(Outcome.CHANGED, None, topical(document), fingerprint(document), diff, pardon)


def _pardon(was: Document | None, document: Document, reason: Inaccessible | None, trust: Trust) -> str:
    """Why a text is taken as the page although the gate refuses it, in words; empty where nothing speaks for that."""
    if trust.accepted and document.text:
        return f"accepted by a person, although it was refused: {reason}" if reason else "accepted by a person"
    if was is None or reason is None:
        return ""
    # Where another page is asked for, the text before says nothing of its language or names; all else still counts.
    left: Inaccessible | None = reason
    if reason.reason is Reason.OTHER_LANGUAGE and (trust.elsewhere or _is_asked_for(document, trust.language)):
        left = gate.refusal(replace(was, language=""), document)
    if left and left.reason is Reason.MOVED and trust.elsewhere:
        left = gate.first(document)
    if left:
        return ""
    why = "the page is watched at another address" if trust.elsewhere else "this is the language that is asked for"
    return f"taken as the page, since {why}, although it was refused: {reason}"


def _is_asked_for(document: Document, language: str) -> bool:
    """Whether a text is in the first of the languages that an Accept-Language value names."""
    asked = re.match(r"[a-z]+", language.lower())
    return asked is not None and asked[0] == document.language.lower().split("-")[0]


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
