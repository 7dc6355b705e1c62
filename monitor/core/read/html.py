"""HTML to blocks: one walk over the tree that lists what a reader sees, in order, with where each piece stands.

Page furniture (`furniture.py`) is left out on the way, so that its markup costs nothing; `content.py` then finds the
container of the text.
"""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree

from monitor.core.model import BETWEEN_CELLS, BlockKind
from monitor.core.read.elements import (
    BLOCKS,
    HEADINGS,
    first_of,
    heading_tag,
    is_block,
    is_bold,
    is_data,
    is_labelled,
    is_more,
    is_opener,
    is_pressed,
    label_of,
    meant_tag,
    text_of,
    weight_of,
)
from monitor.core.read.furniture import BUTTON, TAGS, Furniture, display, look
from monitor.core.read.pieces import Flow, Place, Writer
from monitor.core.read.tree import BOLD, CLOSED, OPENING, PANEL, is_hidden, plain_address, settle
from monitor.core.read.words import ACTIONS

LEAVES = frozenset("p li dt dd h1 h2 h3 h4 h5 h6 tr td th tbody thead pre blockquote hr summary caption".split())
CONTROLS = frozenset(("button", "input"))
LISTS = frozenset(("ul", "ol", "menu", "dir"))
KINDS = {
    "li": BlockKind.ITEM,
    "dt": BlockKind.TERM,
    "dd": BlockKind.DEFINITION,
    "pre": BlockKind.CODE,
    "blockquote": BlockKind.QUOTE,
}
STATEFUL = {
    *KINDS,
    *HEADINGS,
    *LISTS,
    "table",
    "tr",
    "summary",
}  # what is inside of them is read otherwise than beside them
MAX_DEPTH = 200  # deeper markup is read as running text: no words are lost, and the walk's stack is bounded
TELLING = frozenset(("style", "role", "data-toggle", "data-bs-toggle"))  # attributes that say what an element is
AS_BUTTON = re.compile(r"(?:^|[\s_-])(?:btn|button)(?:$|[\s_-])")  # names of a link that a script makes a button
PRINTS = re.compile(r"(?i)javascript:[\s\w.]{0,60}\bprint\(")  # a script in a link
FEW_ELEMENTS = 50  # in which what follows a button begins with a heading, or does not
PART = 100  # characters: what follows a button and is shorter is no part of a text
NO_ATTRIBUTES: dict[str, str] = {}


def flow(root: etree._Element, base: str = "", *, keep_all: bool = False) -> Flow:
    """List the blocks below an element. `keep_all` is for what a person selected: nothing is furniture there."""
    settle(root, furniture=not keep_all)
    walk = _Walk(base, None if keep_all else Furniture(root))
    walk.block(root, root.tag, -1, 0)
    walk.flush(0)
    return walk.flow


class _Walk(Writer):
    """The state of one walk: what of the tree around the block being read matters for it."""

    def __init__(self, base: str, furniture: Furniture | None) -> None:
        super().__init__(base)
        self.furniture = furniture
        self.in_text = 0  # > 0 inside of <main> or <article>
        self.in_data = False  # inside a table of figures, whose rows are blocks
        self.columns: list[str] = []  # heads of the columns of that table
        self.items = 0  # list items met so far
        self.marked = False  # inside something that may be furniture

    def block(self, element: etree._Element, tag: str, parent: int, depth: int) -> None:
        """Read a block-level element and all it holds."""
        if self.row or depth > MAX_DEPTH:
            self._run_in(element, parent, depth)
            return
        if self.text:
            self.flush(parent)
        given = element.items()
        attributes = dict(given) if given else NO_ATTRIBUTES
        mark = ""
        if (given or tag in TAGS or "-" in tag) and parent >= 0:
            found = self._mark(element, tag, attributes, parent)
            if found is None:
                return
            mark = found
        telling = given and not TELLING.isdisjoint(attributes)
        if telling:
            tag = meant_tag(element, tag, attributes)
        in_text, marked = self.in_text, self.marked
        place = parent if tag in LEAVES and not mark and parent >= 0 else self._place(tag, attributes, parent, mark)
        self.marked = marked or mark != ""
        if given and (name := attributes.get("id")):
            self.anchor = name
        bold = self.bold
        if telling:
            self.bold += is_bold(attributes)
        if tag in STATEFUL or self.kind is BlockKind.CODE:
            self._stateful(element, tag, place, depth)
        else:
            self._inside(element, place, depth)
        if self.text:
            self.flush(place)
        self.in_text, self.marked, self.bold = in_text, marked, bold

    def _run_in(self, element: etree._Element, place: int, depth: int) -> None:
        """Read a block as running text: a part of a row, or what is nested too deep."""
        if depth > MAX_DEPTH:
            self.add(" ".join(element.itertext()))
            return
        self.add(" ")
        self._inside(element, place, depth)
        self.add(" ")

    def _mark(self, element: etree._Element, tag: str, attributes: dict[str, str], parent: int) -> str | None:
        """The mark of what may be furniture, None of what is, or is not seen, or but a control."""
        if self.furniture is None:
            return ""
        if (style := attributes.get("style")) and is_hidden(element, style):
            return None
        mark = look(tag, attributes, in_text=self.in_text > 0)
        if mark.unseen:
            return None
        if mark is BUTTON and is_pressed(element):
            self.flow.places[parent].fields += 1
            return None
        if not mark.why or self.marked or mark is BUTTON:
            return ""
        mark = self.furniture.weigh(mark, element)
        if mark.sure:
            self.flow.dropped.append((mark.why, element))
            return None
        return mark.why

    def _stateful(self, element: etree._Element, tag: str, place: int, depth: int) -> None:
        kind, level, in_data, item, anchor = self.kind, self.level, self.in_data, self.item, self.anchor
        self.kind = KINDS.get(tag, BlockKind.PARAGRAPH if tag in HEADINGS or kind is BlockKind.CODE else kind)
        self.level = HEADINGS.get(tag, level)
        if tag == "table":
            self.in_data = is_data(element)
            self.columns = []
        elif tag == "li":
            self.items += 1
            self.item = self.items
        self.lists += tag in LISTS
        self.bold += tag == "summary"  # a heading in all but its tag
        if tag == "tr" and (in_data or element.tag != "tr"):
            self._row(element, place, depth)
        else:
            self._inside(element, place, depth)
        if self.text:
            self.flush(place)
        self.lists -= tag in LISTS
        self.bold -= tag == "summary"
        self.kind, self.level, self.in_data, self.item = kind, level, in_data, item
        if level:  # inside of a heading
            self.anchor = anchor

    def _inside(self, element: etree._Element, place: int, depth: int) -> None:
        text = element.text
        if text and (self.text or not text.isspace()):
            if self.kind is BlockKind.CODE and not self.row:
                self.add_preformatted(text, place)
            else:
                self.add(text)
        for child in element:
            tag = child.tag
            if tag in BLOCKS:
                self.block(child, tag, place, depth + 1)
            elif tag == "br":
                self.add_break(place)
            elif isinstance(tag, str) and "-" in tag and self._is_custom_block(child):
                self.block(child, tag, place, depth + 1)
            elif isinstance(tag, str):
                self._inline(child, tag, place, depth + 1)
            tail = child.tail
            if tail and (self.text or not tail.isspace()):  # white space between blocks is most of what there is
                self.add(tail)

    def _inline(self, element: etree._Element, tag: str, place: int, depth: int) -> None:
        if depth > MAX_DEPTH:
            self.add(" ".join(element.itertext()))
            return
        if tag in CONTROLS:
            self._control(element, tag, place, depth)
            return
        given = element.items()
        attributes = dict(given) if given else NO_ATTRIBUTES
        if given and self._is_settled(element, tag, attributes, place, depth):
            return
        bold = self.bold
        if tag in BOLD:
            self.bold += 1
        if given and not TELLING.isdisjoint(attributes):
            if is_opener(attributes):
                self.bold = bold
                if not is_more(element):
                    self._expander(element, place, depth)
                return
            weight = weight_of(attributes.get("style", "")[:1000])
            self.bold = 0 if weight < 0 else self.bold + weight
        if tag == "a":
            self._link(element, attributes, place, depth)
        else:
            self._inside(element, place, depth)
        self.bold = bold

    def _is_settled(
        self, element: etree._Element, tag: str, attributes: dict[str, str], place: int, depth: int
    ) -> bool:
        """Deal with an element whose attributes say that it is not seen, is a heading, or an address that is hidden."""
        names, style = attributes.get("class"), attributes.get("style")
        shown = display(names[:1000]) if names else ""
        if self.furniture is not None and (shown == "none" or (style and is_hidden(element, style))):
            return True
        if attributes.get("role") == "heading":
            self.block(element, heading_tag(attributes), place, depth)
            return True
        if shown and tag == "span":  # that stands by itself
            (self._run_in(element, place, depth) if self.level else self.block(element, "div", place, depth))
            return True
        if not (code := attributes.get("data-cfemail")) or not (address := plain_address(code)):
            return False
        start = len(self.text)
        self.add(address)
        if tag == "a":
            self.add_link(start, len(self.flow.pieces), f"mailto:{address}")
        return True

    def _control(self, element: etree._Element, tag: str, place: int, depth: int) -> None:
        opens = any(name in element.attrib for name in OPENING)
        if tag == "button" and not opens and label_of(element) in ACTIONS:
            return  # "Copy link" makes no widget of the part it is in
        if tag == "button" and element.tail and not element.tail.isspace() and self.text:
            self._inside(element, place, depth)  # a word of a sentence that explains itself when pressed
        elif tag == "button" and self._expands(element):
            if not is_more(element):
                self._expander(element, place, depth)
        elif element.get("type") != "hidden":
            self.flow.places[place].fields += 1

    def _expander(self, button: etree._Element, place: int, depth: int) -> None:
        """A button that opens a part of the text: its label is a heading in all but its tag."""
        alone = not self.text and not self.level and not self.row
        self.bold += 1
        self._inside(button, place, depth)
        self.bold -= 1
        if alone and is_block(button.getnext()):
            self.flush(place)

    def _link(self, element: etree._Element, attributes: dict[str, str], place: int, depth: int) -> None:
        if found := attributes.get("id") or attributes.get("name"):
            self.anchor = found
        href = attributes.get("href")
        if href and PRINTS.match(href):
            return  # prints the page, whatever it says
        if not href and AS_BUTTON.search(attributes.get("class", "")[:1000]):
            self.flow.places[place].fields += 1
        if self.level and href and href.startswith("javascript:") and "print(" in href:
            return
        start, before = len(self.text), len(self.flow.pieces)
        self._inside(element, place, depth)
        if href:
            self.add_link(start, before, href)

    def _row(self, row: etree._Element, place: int, depth: int) -> None:
        """A row of a table of figures: one block, its cells joined."""
        self.row += 1
        self.add(row.text or " ")
        cells = list(row)
        if not self.columns:
            self.columns = [text_of(cell) if cell.tag == "th" else "" for cell in cells] or [""]
        elif len(cells) > 1 and is_labelled(cells, self.columns):
            for cell in cells:
                cell[0].clear(keep_tail=True)  # the head of the column once more, for small screens
        for number, cell in enumerate(cells):
            if number:
                self.add(BETWEEN_CELLS)
            self.bold += cell.tag == "th"
            self._inside(cell, place, depth + 1)
            self.bold -= cell.tag == "th"
            self.add(cell.tail or " ")
        self.row -= 1
        self.kind = BlockKind.ROW
        self.flush(place)

    # -- what an element is

    def _place(self, tag: str, attributes: dict[str, str], parent: int, mark: str) -> int:
        is_main = tag == "main" or attributes.get("role") == "main"
        self.in_text += is_main or tag == "article"
        self.flow.places.append(Place(parent, tag, is_main, mark, attributes.get("class", "")))
        return len(self.flow.places) - 1

    def _is_custom_block(self, element: etree._Element) -> bool:
        """Whether an element of a page's own making stands by itself, and is no word of a sentence."""
        return not self.text and not self.row and not (element.tail and element.tail.strip())

    def _expands(self, button: etree._Element) -> bool:
        """Whether a button is the head of a part of the text: it says so, or such a part follows it."""
        after, before = button.getnext(), button.getprevious()
        if self.level:
            return True
        if button.get("role") == "tab" or button.get("aria-haspopup") is not None:
            return False
        if any(beside is not None and beside.tag == "button" for beside in (before, after)):  # one of several
            return False
        if button.get("aria-expanded") is not None or button.get("aria-controls") is not None:
            return True
        above = button.getparent()
        if after is None and before is None and above is not None and not (above.text and above.text.strip()):
            after = above.getnext()  # the button stands in a head of its own
        if not is_block(after):
            return False
        opens = PANEL.search(f"{button.get('class', '')} {after.get('class', '')}"[:1000]) is not None
        opens = opens or CLOSED.search(after.get("style", "")) is not None
        if not opens and any(one.tag in ("h1", "h2") for one in islice(after.iter(), FEW_ELEMENTS)):
            return False  # the text itself, and no part of it
        return len("".join(first_of(after.itertext()))) >= (1 if opens else PART)
