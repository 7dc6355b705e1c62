"""The pieces of a page: blocks as they stand, and the writer that puts them together from runs of text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urljoin

from lxml import etree

from monitor.core.model import BlockKind, Link
from monitor.core.read.tree import plain_address
from monitor.core.read.words import BACK_TO_TOP, MORE, label

NO_WORDS = " |\u200b\u200c\u200d\u200e\u200f\u2060\u00ad\ufeff"  # what a block may hold and still say nothing
OPENERS = " +−▼▾▸▶⌄"  # at the end of a heading: what is pressed to open what is below it
JOINERS = " \u200c\u200d\u200e\u200f"  # say how letters join and run, and nothing at the ends of a text
UNSEEN = "\u00ad\u200b\u2060\ufeff"  # where a word may or may not be parted
MARKS = " \t\r\n\u00a0:.*•|-–—"  # what may stand outside of bold in a paragraph that is bold as a whole
BREAK = "\n"
EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")
LONGEST_HEAD = 120  # characters of a bold line that is taken out of its paragraph
PERMALINKS = frozenset("#¶🔗")
PERMALINK = re.compile(r"^[#¶🔗]\s+|\s+#$|\s*[¶🔗]$")  # what a heading is linked to itself by
TOPS = frozenset(("top", "page-top", "pagetop", "back-to-top", "page_top"))  # where "back to top" leads
REACHED = ("mailto:", "tel:")  # an address is part of what a text says, and no way out of it
LONGEST_BASE = 500  # characters; a longer one would be kept again with each of a million links, and fill the memory
LONGEST_HREF = 2000  # characters, of one that is made absolute


@dataclass(slots=True)
class Place:
    """A container element that text stands in. Parents come before their children; the root's parent is -1."""

    parent: int
    tag: str
    is_main: bool = False
    mark: str = ""  # why it may be furniture
    shape: str = ""  # its class names: parts of one kind share them
    fields: int = 0  # inputs and buttons that stand in it


@dataclass(slots=True)
class Piece:
    """A block as it stands on the page. `level` is that of a heading, 0 for everything else."""

    text: str
    kind: BlockKind
    level: int
    place: int
    depth: int
    links: tuple[Link, ...]
    bold: bool
    anchor: str
    linked: int  # characters in links that lead elsewhere
    item: int = 0  # which list item it stands in, counted from 1; 0 outside of any


@dataclass(slots=True)
class Flow:
    """All pieces of a page in reading order, and the places they stand in."""

    pieces: list[Piece] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    base: str = ""  # what its links are relative to
    dropped: list[tuple[str, etree._Element]] = field(default_factory=list)  # why, and what


class Writer:
    """Collects the text of the block being read, and what is known of it, and ends it as a piece."""

    def __init__(self, base: str) -> None:
        self.flow = Flow(base=base)
        self.base = base if len(base) <= LONGEST_BASE else ""
        self.text: list[str] = []
        self.links: list[tuple[int, int, str]] = []  # first and last piece of text, target
        self.line = 0  # where the line being read begins in the text of the block
        self.plain = self.above = False  # whether something stands outside of bold on this line, on those above
        self.bold = 0  # how many bold elements are open
        self.level = 0
        self.kind = BlockKind.PARAGRAPH
        self.anchor = ""
        self.lists = 0
        self.row = 0  # > 0 inside of a row of a table, which is one block
        self.item = 0

    def add(self, text: str) -> None:
        """Add a run of text to the block."""
        if text.isspace():
            if self.text:
                self.text.append(" ")
            return
        self.text.append(text)
        if not self.bold and not self.plain:
            self.plain = text.strip(MARKS) != ""

    def add_preformatted(self, text: str, place: int) -> None:
        """Add text that is laid out by hand: empty lines part its paragraphs."""
        for number, paragraph in enumerate(EMPTY_LINE.split(text)):
            if number:
                self.flush(place)
            if paragraph:
                self.add(paragraph)

    def add_link(self, start: int, before: int, href: str) -> None:
        """Make a link of the text since `start`, and of the pieces since `before` that were ended inside of it."""
        target = self._target(href)
        for piece in self.flow.pieces[before:]:  # a link around whole blocks, such as a card
            start = 0
            if not piece.links:
                piece.links = (Link(piece.text, target),)
                piece.linked = 0 if target.startswith(REACHED) else len(piece.text)
        if start < len(self.text):
            self.links.append((start, len(self.text), target))

    def add_break(self, place: int) -> None:
        """End a line. Two line breaks part paragraphs, and a line that is bold as a whole is one of its own."""
        if self.row or self.level:
            self.text.append(BREAK)
        elif self.text[-1:] == [BREAK]:
            self.flush(place)
        elif self.kind is BlockKind.PARAGRAPH and not self.plain and self._is_head(self.text[self.line :]):
            self._end_head(place)
        else:
            self.text.append(BREAK)
            self.above = self.above or self.plain
            self.plain, self.line = False, len(self.text)

    def flush(self, place: int) -> None:
        """End the block being read; what has no words is no block."""
        pieces = self.text
        if not pieces:
            return
        text = (pieces[0] if len(pieces) == 1 else "".join(pieces)).strip()
        if "  " in text or not text.isprintable():  # there may be other white space in it than single spaces
            text = " ".join(text.split())
            for mark in UNSEEN:
                text = text.replace(mark, "")
            text = text.strip(JOINERS)
        if self.level and text:
            if text[0] in PERMALINKS or text[-1] in PERMALINKS:
                text = PERMALINK.sub("", text)
            text = text.rstrip(OPENERS)
        if text and (text[0].isalnum() or self._says(text)):
            links, linked = self._links(len(text)) if self.links else ((), 0)
            if linked != len(text) or self.level or not _leads_up(text, links[0].target):
                self._end(text, place, links, linked)
        self._clear()

    def _says(self, text: str) -> bool:
        """Whether a block says anything: a row by its marks, all others by a letter or figure."""
        return any(map(str.isalnum, text)) or (self.kind is BlockKind.ROW and text.strip(NO_WORDS) != "")

    def _end(self, text: str, place: int, links: tuple[Link, ...], linked: int) -> None:
        kind = BlockKind.PARAGRAPH if self.level else self.kind
        depth = self.lists if kind is BlockKind.ITEM else 0
        bold = not (self.plain or self.above)
        self.flow.pieces.append(
            Piece(text, kind, self.level, place, depth, links, bold, self.anchor, linked, self.item)
        )
        self.anchor = ""

    def _end_head(self, place: int) -> None:
        """Part the bold line at the end of the text from what stands above it."""
        line, head = self.line, self.text[self.line :]
        links = [(start - line, end - line, target) for start, end, target in self.links if start >= line]
        del self.text[line:]
        self.links = [link for link in self.links if link[0] < line]
        self.plain = self.above
        self.flush(place)
        self._clear()
        self.text, self.links = head, links
        self.flush(place)

    def _is_head(self, line: list[str]) -> bool:
        text = "".join(line).strip()
        return 0 < len(text) <= LONGEST_HEAD and text[-1] not in ".,;。"

    def _clear(self) -> None:
        self.text, self.plain, self.above = [], False, False
        if self.links or self.line:
            self.links, self.line = [], 0

    def _links(self, most: int) -> tuple[tuple[Link, ...], int]:
        """The links of the block being read, and how many of its characters they take, `most` at most."""
        # A heading may open or name what is below it.
        here = (*REACHED, "javascript:", f"{self.base}#") if self.level else REACHED
        own = self.base.rstrip("/") if self.level else None
        made, linked = [], 0
        for start, end, target in self.links:
            if words := " ".join("".join(self.text[start:end]).split()):
                made.append(Link(words, target))
                if not target.startswith(here) and (own is None or target.rstrip("/") != own):
                    linked += len(words)
        return tuple(made), min(linked, most)

    def _target(self, href: str) -> str:
        href = href.strip()
        if href.startswith(("https://", "http://", "mailto:")) or len(href) > LONGEST_HREF:
            return href
        if href.startswith("#"):
            return self.base + href
        if address := plain_address(href.rpartition("/email-protection#")[2]):
            return f"mailto:{address}"
        return _joined(self.base, href) if self.base else href


def _leads_up(text: str, target: str) -> bool:
    """Whether a link goes but to the top of the page, or to nowhere and opens what is read anyway."""
    _, mark, place = target.rpartition("#")
    said = label(text)
    return bool(mark) and (place.lower() in TOPS or said in BACK_TO_TOP or (not place and said in MORE))


@lru_cache(maxsize=8192)
def _joined(base: str, href: str) -> str:
    """A target as an absolute URL; pages of one site link to the same places again and again."""
    try:
        return urljoin(base, href)
    except ValueError:
        return href
