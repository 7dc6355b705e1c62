"""Bytes to a Document: decode, parse, find the policy, make sections.

Whatever changes an answer of this room raises READER_VERSION.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from monitor.core.dates import stated_dates
from monitor.core.errors import ReadError
from monitor.core.model import Document, Inaccessible, Reason
from monitor.core.read.content import policy
from monitor.core.read.decode import Decoded, declares_utf16, decode
from monitor.core.read.html import flow
from monitor.core.read.language import language_of
from monitor.core.read.pieces import Flow, Piece
from monitor.core.read.sections import sections, title_of
from monitor.core.read.tree import breaks_off, embolden, parse, show

if TYPE_CHECKING:
    from monitor.core.records import Range

__all__ = ["READER_VERSION", "read"]

READER_VERSION = 9
PDF = b"%PDF-"
XML = ("application/xhtml+xml", "application/xml", "text/xml")
LONGEST_TITLE = 300  # characters
MUCH = 500  # characters: what a page without any other text says in its noscript is its text if it says so much
BINARY = (
    (b"PK\x03\x04", "a ZIP or office file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x7fELF", "a program"),
)
MARKDOWN = re.compile(r"\.(?:md|markdown)(?:[?#]|$)", re.IGNORECASE)
PLAIN = re.compile(r"\.(?:txt|text)(?:[?#]|$)", re.IGNORECASE)


def read(
    body: bytes,
    *,
    url: str = "",
    content_type: str = "",
    select: Sequence[str | Range] = (),
    remove: Sequence[str] = (),
) -> Document:
    """Read a response body into the Document that it holds.

    HTML, XHTML, plain text, Markdown and PDF (with the extra `pdf`) are read; the bytes of a PDF say so themselves,
    for all others the media type decides, then the end of the URL, then the bytes. `select` and `remove` are CSS
    selectors (or ranges between two of them) that say what the policy is and what is not, in place of the rules.
    Raises ReadError (with its reason) for what is no document, and where `select` finds no text.
    """
    return reading(body, url, content_type, select, remove).document


@dataclass(slots=True)
class Reading:
    """A document with how it was had, for those who want to see why."""

    document: Document
    kind: str
    decoded: Decoded | None = None
    root: etree._Element | None = None
    pieces: list[Piece] = field(default_factory=list)  # what was kept
    outside: list[Piece] = field(default_factory=list)  # what stands outside of the container of the text
    dropped: list[tuple[str, etree._Element]] = field(default_factory=list)  # why, and what


@dataclass(slots=True)
class _Found:
    """What was found in a body, whatever it was written in."""

    pieces: list[Piece]
    title: str = ""
    declared: str = ""  # language
    partial: bool = False
    root: etree._Element | None = None
    outside: list[Piece] = field(default_factory=list)
    dropped: list[tuple[str, etree._Element]] = field(default_factory=list)


def reading(
    body: bytes, url: str, content_type: str, select: Sequence[str | Range] = (), remove: Sequence[str] = ()
) -> Reading:
    """As `read`, with all that led to the document."""
    kind = _kind(body, url, content_type)
    decoded = None
    if kind == "pdf":
        from monitor.core.read.pdf import pieces_of_pdf  # what a page of HTML needs none of is imported when it is met

        printed = pieces_of_pdf(body)
        found = _Found(printed.pieces, printed.title, printed.language)
    else:
        decoded = decode(body, content_type, markup=kind in ("html", "xhtml"))
        found = _found(decoded, kind, url, select, remove)
    made = sections(found.pieces)
    text = "\n".join(piece.text for piece in found.pieces)
    language = language_of(text, found.declared)
    updated, effective = stated_dates(text, language)
    document = Document(
        sections=made,
        title=title_of(found.title, made)[:LONGEST_TITLE],
        language=language,
        updated=updated,
        effective=effective,
        url=url,
        encoding=decoded.encoding if decoded else kind,
        damage=decoded.damage if decoded else text.count("\ufffd"),
        partial=found.partial,
        cut=decoded is not None and kind in ("html", "xhtml") and breaks_off(decoded.text),
    )
    return Reading(document, kind, decoded, found.root, found.pieces, found.outside, found.dropped)


def _kind(body: bytes, url: str, content_type: str) -> str:
    """html, xhtml, plain, markdown or pdf; ReadError for anything else."""
    media = content_type.partition(";")[0].strip().lower()
    # Some software writes before the mark, and all readers look for it so far; a page may speak of it.
    if body.startswith(PDF) or (media == "application/pdf" and PDF in body[:1024]):
        return "pdf"
    _refuse_binary(body, content_type)
    if media in XML:
        return "xhtml"
    if media in ("text/markdown", "text/x-markdown"):
        return "markdown"
    if "html" in media:
        return "html"
    if media in ("", "text/plain", "application/octet-stream"):
        if MARKDOWN.search(url):
            return "markdown"
        if media == "text/plain" or PLAIN.search(url):
            return "plain"
        return "html" if b"<" in body[:1024] else "plain"
    if media == "application/pdf":
        raise _unreadable("not the PDF file that it is said to be")
    raise _unreadable(f"of the type {media[:80]}, which is not read")


def _refuse_binary(body: bytes, content_type: str) -> None:
    for magic, name in BINARY:
        if body.startswith(magic):
            raise _unreadable(f"{name}, not a page")
    start = body[:4096]
    if start.count(0) > len(start) // 10 and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        if declares_utf16(content_type):
            return
        raise _unreadable("binary, not a page")


def _unreadable(what: str) -> ReadError:
    return ReadError(Inaccessible(Reason.UNREADABLE, f"the response is {what}"))


def _found(decoded: Decoded, kind: str, url: str, select: Sequence[str | Range], remove: Sequence[str]) -> _Found:
    """The blocks of a text in one of the formats that have no fonts."""
    text, raw = decoded.text, decoded.raw
    if kind == "plain":
        from monitor.core.read.plain import pieces_of_text

        return _Found(pieces_of_text(text))
    stated = language = ""
    if kind == "markdown":
        from monitor.core.read.markdown import html_of_markdown

        text, stated, language = html_of_markdown(text)
        raw = None
    root, partial = _tree(text, kind, raw)
    if root is None:
        return _Found([], stated, partial=partial)
    embolden(root)
    title, declared, base = _head(root, url)
    found = _Found([], stated or title, language or declared, partial, root, dropped=_removed(root, remove))
    if select:
        found.pieces = _selected(root, base, select)
        return found
    whole = _flow(root, base, kind)
    if not whole.pieces and "<noscript" in text.lower():  # all there is to read without scripts
        again, _ = _tree(text, kind, raw)
        if again is not None:
            show(again, "noscript")
            removed = _removed(again, remove)
            unscripted = _flow(again, base, kind)
            if sum(len(piece.text) for piece in unscripted.pieces) > MUCH:  # and no "please enable JavaScript"
                found.root, found.dropped, whole = again, removed, unscripted
    found.pieces = whole.pieces if kind == "markdown" else policy(whole)
    kept = set(map(id, found.pieces))
    found.outside = [piece for piece in whole.pieces if id(piece) not in kept] if len(kept) < len(whole.pieces) else []
    found.dropped += whole.dropped
    return found


def _removed(root: etree._Element, remove: Sequence[str]) -> list[tuple[str, etree._Element]]:
    """What `remove` takes out of a tree, with the reason."""
    if not remove:
        return []
    from monitor.core.read import select as selecting  # with beautifulsoup4, slow to import

    return [("`remove` says so", gone) for gone in selecting.remove(root, remove)]


def _flow(root: etree._Element, base: str, kind: str) -> Flow:
    body = root.find("body")
    return flow(root if body is None else body, base, keep_all=kind == "markdown")


def _tree(text: str, kind: str, raw: bytes | None) -> tuple[etree._Element | None, bool]:
    """The tree of a page, None if there is nothing in it, and whether some of its text may be missing.

    Where the parser gives up on the nesting, it is asked again with less of it.
    """
    if kind == "xhtml":
        from monitor.core.read.xhtml import parse_xhtml

        if (root := parse_xhtml(text)) is not None:
            return root, False
    root, partial = parse(raw or text)
    if partial:
        from monitor.core.read.shallow import shallow

        root, partial = parse(shallow(text))
    if root is not None:
        show(root, "template", "shadowrootmode")
    return root, partial


def _head(root: etree._Element, url: str) -> tuple[str, str, str]:
    """The title, the language that the markup declares, and the base of its links."""
    title = root.findtext("head/title") or root.findtext(".//title") or ""
    base = root.find(".//base[@href]")
    declared = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    return (
        " ".join(title[:2000].split())[:LONGEST_TITLE],
        declared,
        (base.get("href") or "" if base is not None else "") or url,
    )


def _selected(root: etree._Element, base: str, select: Sequence[str | Range]) -> list[Piece]:
    """What `select` says is the policy. A selector that finds no words has stopped matching, whatever it finds."""
    from monitor.core.read import select as selecting  # with beautifulsoup4, slow to import

    found = selecting.select(root, select)
    pieces = [piece for element in found for piece in flow(element, base, keep_all=True).pieces]
    if pieces:
        return pieces
    named = " or ".join(str(selector) for selector in select)[:300]
    what = f"what matches {named} on the page holds no text" if found else f"nothing on the page matches {named}"
    raise ReadError(Inaccessible(Reason.SELECTOR, what))
