"""Bytes to a Document: decode, parse, find the policy, make sections.

Whatever changes an answer of this room raises READER_VERSION.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml import etree
from markdown_it import MarkdownIt

from monitor.core.dates import stated_dates
from monitor.core.errors import ReadError
from monitor.core.model import Document, Inaccessible, Reason
from monitor.core.read import select as selecting
from monitor.core.read.content import policy
from monitor.core.read.decode import decode
from monitor.core.read.html import flow
from monitor.core.read.language import language_of
from monitor.core.read.pieces import Piece
from monitor.core.read.plain import pieces_of_text
from monitor.core.read.sections import sections, title_of
from monitor.core.read.tree import parse

__all__ = ["READER_VERSION", "LeftOut", "explain", "read"]

READER_VERSION = 2
LONGEST_TITLE = 300  # characters
BINARY = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP or office file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x7fELF", "a program"),
)
MARKDOWN = re.compile(r"\.(?:md|markdown)(?:[?#]|$)", re.IGNORECASE)
LONGEST_MARKDOWN = 500_000  # characters; a hostile million costs half a minute, so what is longer is read as plain text
PLAIN = re.compile(r"\.(?:txt|text)(?:[?#]|$)", re.IGNORECASE)


def read(
    body: bytes,
    *,
    url: str = "",
    content_type: str = "",
    select: Sequence[str] = (),
    remove: Sequence[str] = (),
) -> Document:
    """Read a response body into the Document that it holds.

    HTML, XHTML, plain text and Markdown are read; the media type decides, then the end of the URL, then the bytes.
    `select` and `remove` are CSS selectors that say what the policy is and what is not, in place of the rules.
    Raises ReadError (with its reason) for what is no document, and where `select` matches nothing.
    """
    return _read(body, url, content_type, select, remove, None)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part of a page that is not read as the policy: why, how many words it has, and how it begins."""

    why: str
    words: int
    start: str


def explain(
    body: bytes,
    *,
    url: str = "",
    content_type: str = "",
    select: Sequence[str] = (),
    remove: Sequence[str] = (),
) -> tuple[Document, tuple[LeftOut, ...]]:
    """As `read`, with what was left out and why, so that a person can see how to mend a page that is read badly."""
    left_out: list[LeftOut] = []
    document = _read(body, url, content_type, select, remove, left_out)
    return document, tuple(left_out)


def _read(  # the arguments of `read`, by position
    body: bytes,
    url: str,
    content_type: str,
    select: Sequence[str],
    remove: Sequence[str],
    left_out: list[LeftOut] | None,
) -> Document:
    _refuse_binary(body)
    kind = _kind(body, url, content_type)
    decoded = decode(body, content_type, markup=kind == "html")
    if kind == "markdown" and len(decoded.text) > LONGEST_MARKDOWN:
        kind = "plain"
    title = declared = ""
    partial = False
    if kind == "plain":
        pieces = pieces_of_text(decoded.text)
    else:
        markup = _markdown(decoded.text) if kind == "markdown" else decoded.text
        root, partial = parse(markup)
        if root is None:
            pieces = []
        else:
            title, declared, base = _head(root, url)
            if remove:
                _note(left_out, (("`remove` says so", gone) for gone in selecting.remove(root, remove)))
            if select:
                pieces = _selected(root, base, select)
            else:
                body_of = root.find("body")
                whole = flow(root if body_of is None else body_of, base, keep_all=kind == "markdown")
                pieces = whole.pieces if kind == "markdown" else policy(whole)
                _note(left_out, whole.dropped)
                _note_outside(left_out, whole.pieces, pieces)
    made = sections(pieces)
    text = "\n".join(piece.text for piece in pieces)
    language = language_of(text, declared)
    updated, effective = stated_dates(text, language)
    return Document(
        sections=made,
        title=title_of(title, made)[:LONGEST_TITLE],
        language=language,
        updated=updated,
        effective=effective,
        url=url,
        encoding=decoded.encoding,
        damage=decoded.damage,
        partial=partial,
    )


def _refuse_binary(body: bytes) -> None:
    for magic, name in BINARY:
        if body.startswith(magic):
            raise ReadError(Inaccessible(Reason.UNREADABLE, f"the response is {name}, not a page"))
    start = body[:4096]
    if start.count(0) > len(start) // 10 and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ReadError(Inaccessible(Reason.UNREADABLE, "the response is binary, not a page"))


def _kind(body: bytes, url: str, content_type: str) -> str:
    media = content_type.partition(";")[0].strip().lower()
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
    if media in ("application/xml", "text/xml"):
        return "html"
    raise ReadError(Inaccessible(Reason.UNREADABLE, f"the response is of the type {media[:80]}, which is not read"))


def _markdown(text: str) -> str:
    renderer = MarkdownIt("commonmark", {"maxNesting": 60}).enable("table")
    return f"<html><body>{renderer.render(text)}</body></html>"


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


def _selected(root: etree._Element, base: str, select: Sequence[str]) -> list[Piece]:
    found = selecting.select(root, select)
    if not found:
        raise ReadError(Inaccessible(Reason.SELECTOR, f"nothing on the page matches {' or '.join(select)}"))
    return [piece for element in found for piece in flow(element, base, keep_all=True).pieces]


def _note(left_out: list[LeftOut] | None, dropped: Iterable[tuple[str, etree._Element]]) -> None:
    for why, element in dropped:
        if left_out is not None and (words := " ".join(element.itertext()).split()):
            left_out.append(LeftOut(why, len(words), " ".join(words[:12])))


def _note_outside(left_out: list[LeftOut] | None, pieces: list[Piece], kept: list[Piece]) -> None:
    if left_out is None:
        return
    inside = set(map(id, kept))
    for piece in pieces:
        if id(piece) not in inside:
            words = piece.text.split()
            left_out.append(LeftOut("outside of the container of the text", len(words), " ".join(words[:12])))
