"""HTML to blocks: one walk over the tree that lists what a reader sees, in order, with where each piece stands.

Page furniture (`furniture.py`) is left out on the way, so that its markup costs nothing; `content.py` then finds the
container of the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import TypeGuard
from urllib.parse import urljoin

from lxml import etree

from monitor.core.model import BlockKind, Link
from monitor.core.read.furniture import NONE, Furniture, is_unseen

DROPPED = (
    *("script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas", "video"),
    *("audio", "map", "select", "textarea", "datalist", "progress", "meter"),
)
BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form frameset header hgroup hr html legend li main menu nav ol optgroup p pre section summary table tbody "
    "td tfoot th thead tr ul h1 h2 h3 h4 h5 h6".split()
)
LEAVES = frozenset("p li dt dd h1 h2 h3 h4 h5 h6 tr td th tbody thead pre blockquote hr summary caption".split())
HEADINGS = {f"h{level}": level for level in range(1, 7)}
BOLD = frozenset(("b", "strong"))
CONTROLS = frozenset(("button", "input"))
LISTS = frozenset(("ul", "ol", "menu", "dir"))
KINDS = {
    "li": BlockKind.ITEM,
    "dt": BlockKind.TERM,
    "dd": BlockKind.DEFINITION,
    "pre": BlockKind.CODE,
    "blockquote": BlockKind.QUOTE,
}
MAX_DEPTH = 250  # deeper markup is read as running text: no words are lost, and the walk's stack is bounded
# libxml2 takes quadratic time over the attributes of one tag (50,000: 25 s).
STRETCH = 2048
BRACKET = re.compile(rb"[<>]")
TAG_NAME = re.compile(rb"<[A-Za-z][\w:-]{0,60}")
MANY_ATTRIBUTES = 200
INVISIBLE = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
HIDDEN_ADDRESS = re.compile(r"(?:[0-9a-fA-F]{2}){4,256}")
NO_WORDS = " |\u200b\u00ad\ufeff"  # what a block may hold and still say nothing
MARKS = " \t\r\n\u00a0:.*•|-–—"  # what may stand outside of bold in a paragraph that is bold as a whole
BREAK = "\n"
EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")
FEWEST_LANGUAGES = 3  # links to translations that make a language picker
LONGEST_HEAD = 120  # characters of a bold line that is taken out of its paragraph
PART = 100  # characters: what follows a button and is shorter is no part of a text
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
    dropped: list[tuple[str, etree._Element]] = field(default_factory=list)  # why, and what


def parse(text: str) -> tuple[etree._Element | None, bool]:
    """The tree of a page, None if there is nothing in it, and whether the parser gave up before the end."""
    markup = _without_long_tags(text.encode("utf-8", "replace"))
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True, default_doctype=False
    )
    try:
        root = etree.fromstring(markup, parser)
    except etree.ParserError:
        return None, False
    except etree.XMLSyntaxError:
        return None, True
    return root, any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log.filter_from_fatals())


def _without_long_tags(markup: bytes) -> bytes:
    """Take the attributes off tags that have hundreds of them.

    A tag of twice STRETCH covers a whole stretch without a bracket, wherever it begins: only those are looked at.
    """
    kept: list[bytes] = []
    done = seen = 0
    for start in range(0, len(markup) - STRETCH + 1, STRETCH):
        if start < seen or any(markup.find(mark, start, start + STRETCH) >= 0 for mark in (b"<", b">")):
            continue
        bracket = BRACKET.search(markup, start)
        seen = bracket.start() if bracket else len(markup)
        back = max(done, start - STRETCH)
        opened = markup.rfind(b"<", back, start)
        name = TAG_NAME.match(markup, opened) if opened > markup.rfind(b">", back, start) else None
        if name and len(markup[opened:seen].split(None, MANY_ATTRIBUTES)) > MANY_ATTRIBUTES:
            kept += (markup[done : name.end()], b" ")
            done = seen
    return b"".join([*kept, markup[done:]]) if kept else markup


def flow(root: etree._Element, base: str = "", *, keep_all: bool = False) -> Flow:
    """List the blocks below an element. `keep_all` is for what a person selected: nothing is furniture there."""
    etree.strip_elements(root, *DROPPED, with_tail=False)
    _settle(root, drop_invisible=not keep_all)
    walk = _Walk(base, None if keep_all else Furniture(root))
    walk.block(root, -1, 0)
    walk.flush(0)
    return walk.flow


MARKED = etree.XPath("descendant::*[@style or @role = 'heading' or @data-cfemail]")
LANGUAGES = etree.XPath("descendant::a[@hreflang]")


def _settle(root: etree._Element, *, drop_invisible: bool) -> None:
    """Give headings and bold runs that are made by attributes the tags that say so; take out what a style hides.

    A long hidden text is a closed expander, and content.
    """
    for element in MARKED(root):
        style = element.get("style") or ""
        if element.get("role") == "heading":
            stated = element.get("aria-level") or ""
            element.tag = f"h{min(6, max(1, int(stated)))}" if stated.isdecimal() and len(stated) < 3 else "h2"
        elif "bold" in style and element.tag in ("span", "font"):
            element.tag = "b"
        if address := plain_address(element.get("data-cfemail") or ""):
            element[:] = []
            element.text = address
            if element.tag == "a":
                element.set("href", f"mailto:{address}")
        if drop_invisible and INVISIBLE.search(style) and _is_small(element):
            drop(element)
    if drop_invisible:
        _drop_languages(root)


def _drop_languages(root: etree._Element) -> None:
    """Take out lists of the languages that a page also comes in."""
    lists = Counter(above for link in LANGUAGES(root) for above in islice(link.iterancestors(), 2))
    for element, links in lists.items():
        if links >= FEWEST_LANGUAGES and element.tag not in ("body", "html") and _is_small(element):
            drop(element)


def plain_address(code: str) -> str:
    """The e-mail address that a CDN hides from robots, other at each request: a key in hex, then the letters XOR it."""
    if not HIDDEN_ADDRESS.fullmatch(code):
        return ""
    key, *letters = bytes.fromhex(code)
    address = bytes(letter ^ key for letter in letters).decode("utf-8", "replace")
    return address if "@" in address and address.isprintable() else ""


def drop(element: etree._Element) -> None:
    """Take an element out; the text after it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


class _Walk:
    """The state of one walk: the text of the block being read, and what is known of it so far."""

    def __init__(self, base: str, furniture: Furniture | None) -> None:
        self.flow = Flow()
        self.base = base if len(base) <= LONGEST_BASE else ""
        self.furniture = furniture
        self.in_text = 0  # > 0 inside of <main> or <article>
        self.text: list[str] = []
        self.links: list[tuple[int, int, str]] = []  # first and last piece of text, target
        self.line = 0  # where the line being read begins in the text of the block
        self.plain = self.above = False  # whether something stands outside of bold on this line, on those above
        self.bold = 0  # how many bold elements are open
        self.level = 0
        self.kind = BlockKind.PARAGRAPH
        self.anchor = ""
        self.lists = 0
        self.in_data = False  # inside a table of figures, whose rows are blocks
        self.row = 0  # > 0 inside such a row
        self.item = self.items = 0  # the list item being read, and how many were met
        self.marked = False  # inside something that may be furniture

    # -- elements

    def block(self, element: etree._Element, parent: int, depth: int) -> None:
        """Read a block-level element and all it holds."""
        tag = element.tag
        if not isinstance(tag, str):
            return
        if depth > MAX_DEPTH:
            self._add(" ".join(element.itertext()))
            return
        if self.row:
            self._add(" ")
            self._inside(element, parent, depth)
            self._add(" ")
            return
        if self.text:
            self.flush(parent)
        mark = NONE
        if self.furniture and parent >= 0:
            if element.attrib and is_unseen(element.get("class", "")):
                return
            if not self.marked:
                mark = self.furniture.mark(element, tag, in_text=self.in_text > 0)
                if mark.sure:
                    self.flow.dropped.append((mark.why, element))
                    return
        place = self._place(element, tag, parent, mark.why) if mark.why or tag not in LEAVES or parent < 0 else parent
        kind, level, anchor, in_text, in_data = self.kind, self.level, self.anchor, self.in_text, self.in_data
        item, marked = self.item, self.marked
        self.marked = marked or bool(mark.why)
        self._enter(element, tag)
        if tag == "tr" and in_data:
            self._row(element, place, depth)
        else:
            self._inside(element, place, depth)
        if self.text:
            self.flush(place)
        if tag in LISTS:
            self.lists -= 1
        self.kind, self.level, self.in_text, self.in_data = kind, level, in_text, in_data
        self.item, self.marked = item, marked
        if level:
            self.anchor = anchor

    def _enter(self, element: etree._Element, tag: str) -> None:
        self.kind = KINDS.get(tag, BlockKind.PARAGRAPH if tag in HEADINGS or self.kind is BlockKind.CODE else self.kind)
        self.lists += tag in LISTS
        if tag in HEADINGS:
            self.level = HEADINGS[tag]
        elif tag == "table":
            self.in_data = _is_data(element)
        elif tag == "li":
            self.items += 1
            self.item = self.items
        if found := element.get("id"):
            self.anchor = found

    def _inside(self, element: etree._Element, place: int, depth: int) -> None:
        if element.text:
            if element.tag == "pre" and not self.row:
                self._preformatted(element.text, place)
            else:
                self._add(element.text)
        for child in element:
            tag = child.tag
            if tag in BLOCKS:
                self.block(child, place, depth + 1)
            elif isinstance(tag, str):
                self._inline(child, tag, place, depth + 1)
            if child.tail:
                self._add(child.tail)

    def _break(self, place: int) -> None:
        """End a line. Two line breaks part paragraphs, and a line that is bold as a whole is one of its own."""
        if self.row or self.level:
            self.text.append(BREAK)
        elif self.text[-1:] == [BREAK]:
            self.flush(place)
        elif self.kind is BlockKind.PARAGRAPH and not self.plain and self._is_head(self.text[self.line :]):
            head, links = self.text[self.line :], [link for link in self.links if link[0] >= self.line]
            self.links, line = [link for link in self.links if link[0] < self.line], self.line
            del self.text[line:]
            self.plain = self.above
            self.flush(place)
            self.text, self.links = head, [(start - line, end - line, target) for start, end, target in links]
            self.flush(place)
        else:
            self.text.append(BREAK)
            self.above = self.above or self.plain
            self.plain, self.line = False, len(self.text)

    def _is_head(self, line: list[str]) -> bool:
        text = "".join(line).strip()
        return 0 < len(text) <= LONGEST_HEAD and text[-1] not in ".,;。"

    def _preformatted(self, text: str, place: int) -> None:
        """Text that is laid out by hand: empty lines part its paragraphs."""
        for number, paragraph in enumerate(EMPTY_LINE.split(text)):
            if number:
                self.flush(place)
            self._add(paragraph)

    def _inline(self, element: etree._Element, tag: str, place: int, depth: int) -> None:
        if tag == "br":
            self._break(place)
            return
        if tag in CONTROLS:
            if tag == "button" and element.tail and not element.tail.isspace() and self.text:
                self._inside(element, place, depth)  # a word of a sentence that explains itself when pressed
            elif tag == "button" and self._expands(element):
                self._expander(element, place, depth)
            elif element.get("type") != "hidden":
                self.flow.places[place].fields += 1
            return
        if self.furniture and element.attrib and is_unseen(element.get("class", "")):
            return
        if depth > MAX_DEPTH:
            self._add(" ".join(element.itertext()))
            return
        if tag == "a":
            self._link(element, place, depth)
        elif tag in BOLD:
            self.bold += 1
            self._inside(element, place, depth)
            self.bold -= 1
        else:
            self._inside(element, place, depth)

    def _expander(self, button: etree._Element, place: int, depth: int) -> None:
        """A button that opens a part of the text: its label is a heading in all but its tag."""
        alone = not self.text and not self.level and not self.row
        self.bold += 1
        self._inside(button, place, depth)
        self.bold -= 1
        if alone and _is_block(button.getnext()):
            self.flush(place)

    def _link(self, element: etree._Element, place: int, depth: int) -> None:
        if found := element.get("id") or element.get("name"):
            self.anchor = found
        start, before = len(self.text), len(self.flow.pieces)
        self._inside(element, place, depth)
        href = element.get("href")
        if not href:
            return
        target = self._target(href)
        if len(self.flow.pieces) > before:
            self._link_blocks(before, target)
            start = 0
        if start < len(self.text):
            self.links.append((start, len(self.text), target))

    def _link_blocks(self, before: int, target: str) -> None:
        """A link around whole blocks, such as a card, is a link in each of them."""
        for piece in self.flow.pieces[before:]:
            if not piece.links:
                piece.links = (Link(piece.text, target),)
                piece.linked = 0 if target.startswith(REACHED) else len(piece.text)

    def _row(self, row: etree._Element, place: int, depth: int) -> None:
        """A row of a table of figures: one block, its cells joined."""
        self.row += 1
        self._add(row.text or "")
        for number, cell in enumerate(row):
            if number:
                self._add(" | ")
            self.bold += cell.tag == "th"
            self._inside(cell, place, depth + 1)
            self.bold -= cell.tag == "th"
            self._add(cell.tail or "")
        self.row -= 1
        self.kind = BlockKind.ROW
        self.flush(place)

    # -- text

    def _add(self, text: str) -> None:
        if not text or text.isspace():
            if self.text:
                self.text.append(" ")
            return
        self.text.append(text)
        if not self.bold and not self.plain:
            self.plain = text.strip(MARKS) != ""

    def flush(self, place: int) -> None:
        """End the block being read; what has no words is no block."""
        if not self.text:
            return
        pieces = self.text
        text = " ".join((pieces[0] if len(pieces) == 1 else "".join(pieces)).split())
        if self.level:
            text = PERMALINK.sub("", text)
        if text.strip(NO_WORDS):
            links, linked = self._links(len(text)) if self.links else ((), 0)
            if linked == len(text) and not self.level and links[0].target.rpartition("#")[2].lower() in TOPS:
                self._clear()
                return
            kind = BlockKind.PARAGRAPH if self.level else self.kind
            depth = self.lists if kind is BlockKind.ITEM else 0
            self.flow.pieces.append(
                Piece(text, kind, self.level, place, depth, links, not (self.plain or self.above), self.anchor, linked, self.item)
            )
            self.anchor = ""
        self._clear()

    def _clear(self) -> None:
        self.text, self.links, self.plain, self.above, self.line = [], [], False, False, 0

    def _links(self, most: int) -> tuple[tuple[Link, ...], int]:
        """The links of the block being read, and how many of its characters they take, `most` at most."""
        made = []
        for start, end, target in self.links:
            if words := " ".join("".join(self.text[start:end]).split()):
                made.append(Link(words, target))
        linked = sum(len(link.text) for link in made if not link.target.startswith(REACHED))
        return tuple(made), min(linked, most)

    # -- what an element is

    def _place(self, element: etree._Element, tag: str, parent: int, mark: str) -> int:
        attributes = element.attrib
        is_main = tag == "main" or (bool(attributes) and attributes.get("role") == "main")
        self.in_text += is_main or tag == "article"
        self.flow.places.append(Place(parent, tag, is_main, mark, attributes.get("class", "") if attributes else ""))
        return len(self.flow.places) - 1

    def _expands(self, button: etree._Element) -> bool:
        """Whether a button is the head of a part of the text: it says so, or such a part follows it."""
        if self.level or button.get("aria-expanded") is not None or button.get("aria-controls") is not None:
            return True
        after, before = button.getnext(), button.getprevious()
        if before is not None and before.tag == "button":  # one of several to choose from
            return False
        return _is_block(after) and len("".join(_few(after.itertext()))) >= PART

    def _target(self, href: str) -> str:
        href = href.strip()
        if href.startswith(("https://", "http://", "mailto:")) or len(href) > LONGEST_HREF:
            return href
        if href.startswith("#"):
            return self.base + href
        if address := plain_address(href.rpartition("/email-protection#")[2]):
            return f"mailto:{address}"
        return _joined(self.base, href) if self.base else href


@lru_cache(maxsize=8192)
def _joined(base: str, href: str) -> str:
    """A target as an absolute URL; pages of one site link to the same places again and again."""
    try:
        return urljoin(base, href)
    except ValueError:
        return href


def _is_block(element: etree._Element | None) -> TypeGuard[etree._Element]:
    return element is not None and element.tag in BLOCKS


def _few(texts: Iterable[str]) -> Iterable[str]:
    return islice(filter(str.strip, texts), 20)


def _is_small(element: etree._Element) -> bool:
    """Whether what is not shown is a label and not a closed expander: fewer than forty words."""
    words = 0
    for text in element.itertext():
        words += len(text.split())
        if words >= 40:
            return False
    return True


def _is_data(table: etree._Element) -> bool:
    """Whether a table holds rows of figures or terms, and is not there to lay out a page."""
    rows = columns = 0
    for element in table.iter("tr", "td", "table", *HEADINGS):
        if (element.tag == "table" and element is not table) or element.tag in HEADINGS:
            return False
        if element.tag == "tr":
            rows += 1
            columns = max(columns, len(element))
        elif element.tag == "td" and sum(1 for child in element if child.tag in BLOCKS) > 6:
            return False
    return columns > 1 and rows > 0
