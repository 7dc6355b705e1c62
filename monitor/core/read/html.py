"""HTML to blocks: one walk over the tree that lists what a reader sees, in order, with where each piece stands.

Nothing is judged here: `content.py` decides which blocks are the policy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urljoin

from lxml import etree

from monitor.core.model import BlockKind, Link
from monitor.core.read.words import FURNITURE, FURNITURE_ROLES

DROPPED = (
    *("script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas", "video"),
    *("audio", "map", "select", "textarea", "input", "datalist", "progress", "meter", "dialog"),
)
BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form frameset header hgroup hr html legend li main menu nav ol optgroup p pre section summary table tbody "
    "td tfoot th thead tr ul h1 h2 h3 h4 h5 h6".split()
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
FURNITURE_TAGS = frozenset(("nav", "footer", "aside", "header"))
BOLD = frozenset(("b", "strong"))
LISTS = frozenset(("ul", "ol", "menu", "dir"))
KINDS = {
    "li": BlockKind.ITEM,
    "dt": BlockKind.TERM,
    "dd": BlockKind.DEFINITION,
    "pre": BlockKind.CODE,
    "blockquote": BlockKind.QUOTE,
}
MAX_DEPTH = 250  # deeper markup is read as running text: no words are lost, and the walk's stack is bounded
# A tag of more than 4 KB with hundreds of attributes costs libxml2 quadratic time (50,000 attributes: 25 s).
LONG_TAG = re.compile(rb"<([A-Za-z][\w:-]{0,60})[^<>]{4096,}")
MANY_ATTRIBUTES = 200
INVISIBLE = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
BREAK = "\n"


@dataclass(slots=True)
class Place:
    """A container element: where it stands, whether it looks like page furniture, how much text it holds."""

    parent: int
    tag: str
    furniture: str  # why it looks like furniture, "" if it does not
    is_main: bool = False
    prose: int = 0  # characters of text outside links
    linked: int = 0  # characters of text in links


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
    linked: int  # characters in links


@dataclass(slots=True)
class Flow:
    """All pieces of a page in reading order, and the places they stand in."""

    pieces: list[Piece] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)


def parse(text: str) -> tuple[etree._Element | None, bool]:
    """The tree of a page, None if there is nothing in it, and whether the parser gave up before the end."""
    markup = text.encode("utf-8", "replace")
    if any(len(piece) > 4096 and piece.find(b">", 0, 4096) < 0 for piece in markup.split(b"<")):
        markup = LONG_TAG.sub(_without_attributes, markup)
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


def _without_attributes(tag: re.Match[bytes]) -> bytes:
    whole = tag[0]
    return b"<" + tag[1] + b" " if len(whole.split(None, MANY_ATTRIBUTES)) > MANY_ATTRIBUTES else whole


def flow(root: etree._Element, base: str = "", *, keep_all: bool = False) -> Flow:
    """List the blocks below an element. `keep_all` is for what a person selected: nothing is furniture there."""
    etree.strip_elements(root, *DROPPED, with_tail=False)
    _name_by_role(root)
    if not keep_all:
        _drop_invisible(root)
    walk = _Walk(base, keep_all)
    walk.block(root, -1, 0)
    walk.flush(0)
    return walk.flow


STYLED = etree.XPath("descendant::*[@role='heading' or contains(@style, 'bold')]")
HIDDEN = etree.XPath("descendant::*[contains(@style, 'none') or contains(@style, 'hidden')]")


def _name_by_role(root: etree._Element) -> None:
    """Give headings and bold runs that are made by attributes the tags that say so."""
    for element in STYLED(root):
        if element.get("role") == "heading":
            stated = element.get("aria-level") or ""
            element.tag = f"h{min(6, max(1, int(stated)))}" if stated.isdecimal() and len(stated) < 3 else "h2"
        elif element.tag in ("span", "font"):
            element.tag = "b"


def _drop_invisible(root: etree._Element) -> None:
    """Take out small elements that a style hides; a long hidden text is a closed expander, and content."""
    for element in HIDDEN(root):
        parent = element.getparent()
        if parent is None or not INVISIBLE.search(element.get("style") or "") or not _is_small(element):
            continue
        if element.tail:
            before = element.getprevious()
            if before is None:
                parent.text = (parent.text or "") + element.tail
            else:
                before.tail = (before.tail or "") + element.tail
        parent.remove(element)


class _Walk:
    """The state of one walk: the text of the block being read, and what is known of it so far."""

    def __init__(self, base: str, keep_all: bool) -> None:
        self.flow = Flow()
        self.base = base
        self.keep_all = keep_all
        self.text: list[str] = []
        self.links: list[tuple[int, int, str]] = []  # first and last piece of text, target
        self.plain = False  # whether something stands outside of bold
        self.bold = 0  # how many bold elements are open
        self.level = 0
        self.kind = BlockKind.PARAGRAPH
        self.anchor = ""
        self.lists = 0
        self.row = 0  # > 0 inside a table row that is read as one block

    # -- elements

    def block(self, element: etree._Element, parent: int, depth: int) -> None:
        """Read a block-level element and all it holds."""
        tag = element.tag
        if not isinstance(tag, str):
            return
        if depth > MAX_DEPTH:
            self._add(" ".join(element.itertext()))
            return
        place = parent if self.row else self._place(element, tag, parent)
        if self.row:
            self._add(" ")
            self._inside(element, place, depth)
            self._add(" ")
            return
        if self.text:
            self.flush(parent)
        kind, level, anchor = self.kind, self.level, self.anchor
        self._enter(element, tag)
        if tag == "table" and _is_data(element):
            self._rows(element, place, depth)
        else:
            self._inside(element, place, depth)
        if self.text:
            self.flush(place)
        if tag in LISTS:
            self.lists -= 1
        self.kind, self.level = kind, level
        if level:
            self.anchor = anchor

    def _enter(self, element: etree._Element, tag: str) -> None:
        self.kind = KINDS.get(tag, BlockKind.PARAGRAPH if tag in HEADINGS or self.kind is BlockKind.CODE else self.kind)
        self.lists += tag in LISTS
        if tag in HEADINGS:
            self.level = HEADINGS[tag]
        if found := element.get("id"):
            self.anchor = found

    def _inside(self, element: etree._Element, place: int, depth: int) -> None:
        if element.text:
            self._add(element.text)
        for child in element:
            tag = child.tag
            if tag in BLOCKS:
                self.block(child, place, depth + 1)
            elif isinstance(tag, str):
                self._inline(child, tag, place, depth + 1)
            if child.tail:
                self._add(child.tail)

    def _inline(self, element: etree._Element, tag: str, place: int, depth: int) -> None:
        if tag == "br":
            if self.text[-1:] == [BREAK] and not self.row and not self.level:
                self.flush(place)
            else:
                self.text.append(BREAK)
            return
        if tag == "button" and not self._expands(element):
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

    def _link(self, element: etree._Element, place: int, depth: int) -> None:
        if found := element.get("id") or element.get("name"):
            self.anchor = found
        start = len(self.text)
        self._inside(element, place, depth)
        href = element.get("href")
        if href and start < len(self.text):
            self.links.append((start, len(self.text), self._target(href)))

    def _rows(self, table: etree._Element, place: int, depth: int) -> None:
        """A table of figures: one block a row, its cells joined."""
        for row in table.iter("tr", "caption"):
            self.row += 1
            for number, cell in enumerate(row if row.tag == "tr" else (row,)):
                if number:
                    self._add(" | ")
                if isinstance(cell.tag, str):
                    bold = cell.tag == "th"
                    self.bold += bold
                    self._inside(cell, place, depth + 2)
                    self.bold -= bold
            self.row -= 1
            self.kind = BlockKind.ROW if row.tag == "tr" else BlockKind.PARAGRAPH
            self.flush(place)

    # -- text

    def _add(self, text: str) -> None:
        if text.isspace():
            if self.text:
                self.text.append(" ")
            return
        self.text.append(text)
        if not self.bold:
            self.plain = True

    def flush(self, place: int) -> None:
        """End the block being read; what has no words is no block."""
        if not self.text:
            return
        pieces, links = self.text, self.links
        text = " ".join("".join(pieces).split())
        if text.strip(" |\u200b\u00ad\ufeff"):
            made = []
            for start, end, target in links:
                words = " ".join("".join(pieces[start:end]).split())
                if words:
                    made.append(Link(words, target))
            linked = min(sum(len(link.text) for link in made), len(text))
            kind = BlockKind.PARAGRAPH if self.level else self.kind
            depth = self.lists if kind is BlockKind.ITEM else 0
            self.flow.pieces.append(
                Piece(text, kind, self.level, place, depth, tuple(made), not self.plain, self.anchor, linked)
            )
            self._weigh(place, len(text) - linked, linked)
            self.anchor = ""
        self.text, self.links, self.plain = [], [], False

    def _weigh(self, place: int, prose: int, linked: int) -> None:
        places = self.flow.places
        while place >= 0:
            at = places[place]
            at.prose += prose
            at.linked += linked
            place = at.parent

    # -- what an element is

    def _place(self, element: etree._Element, tag: str, parent: int) -> int:
        role = element.get("role") or ""
        furniture = "" if self.keep_all else _furniture(element, tag, role)
        self.flow.places.append(Place(parent, tag, furniture, tag == "main" or role == "main"))
        return len(self.flow.places) - 1

    def _expands(self, button: etree._Element) -> bool:
        return bool(self.level) or button.get("aria-expanded") is not None or button.get("aria-controls") is not None

    def _target(self, href: str) -> str:
        href = href.strip()
        if href.startswith(("https://", "http://", "mailto:")):
            return href
        if href.startswith("#"):
            return self.base + href
        try:
            return urljoin(self.base, href) if self.base else href
        except ValueError:
            return href


def _furniture(element: etree._Element, tag: str, role: str) -> str:
    if tag in FURNITURE_TAGS:
        return f"<{tag}>"
    if role in FURNITURE_ROLES:
        return f'role="{role}"'
    if tag in ("body", "html", "main"):
        return ""
    names = element.get("class") or ""
    if identity := element.get("id"):
        names = f"{names} {identity}"
    return _named(names[:1000]) if names else ""


@lru_cache(maxsize=8192)
def _named(names: str) -> str:
    """The mark of furniture in class names and an id; a page repeats few of them many times."""
    found = FURNITURE.search(names)
    return f'"{found[0].strip()}"' if found else ""


def _is_small(element: etree._Element) -> bool:
    """Whether what is not shown is a label and not a closed expander: fewer than forty words."""
    return len(" ".join(element.itertext()).split()) < 40


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
