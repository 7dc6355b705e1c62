"""What an element of HTML is, by itself: a block, a heading in all but its tag, a control, a table of figures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from typing import TypeGuard

from lxml import etree

from monitor.core.read.tree import OPENING, length
from monitor.core.read.words import ACTIONS, MORE, label

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form frameset header hgroup hr html legend li main menu nav ol optgroup p pre section summary table tbody "
    "td tfoot th thead tr ul h1 h2 h3 h4 h5 h6".split()
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
CELLS = frozenset(("cell", "gridcell", "columnheader", "rowheader"))
TOP_HEADINGS = frozenset(("h1", "h2", "h3"))
CELL = 40  # characters, of a cell that may hold more than a term
HEADED_CELL, MOST_BLOCKS = 300, 6  # characters and blocks of a cell in a table of figures, with a heading in it
LONGEST_CELL, MOST_OF_TABLE = 500, 0.85  # characters of a cell, and its share of a table that is a layout
WEIGHT = re.compile(r"(?<![\w-])font-weight\s*:\s*(?:(bold(?:er)?|[6-9]00)|normal|lighter|[1-5]00)\b")
MOST_OF_CONTROL = 20  # runs of text of a control that are looked at


def meant_tag(element: etree._Element, tag: str, attributes: dict[str, str]) -> str:
    """The tag that an element's role says it to be: a heading, or a row of a table."""
    role = attributes.get("role")
    if role == "heading":
        return heading_tag(attributes)
    return "tr" if role == "row" and is_row(element) else tag


def heading_tag(attributes: dict[str, str]) -> str:
    """The tag that says what `role="heading"` does."""
    stated = attributes.get("aria-level", "")
    return f"h{min(6, max(1, int(stated)))}" if stated.isdecimal() and len(stated) < 3 else "h2"


def is_block(element: etree._Element | None) -> TypeGuard[etree._Element]:
    """Whether an element stands by itself, and is no part of a line."""
    return element is not None and element.tag in BLOCKS


def first_of(texts: Iterable[str]) -> Iterable[str]:
    """The first runs of text that say something: enough to tell a label from a text."""
    return islice(filter(str.strip, texts), 20)


def is_bold(attributes: dict[str, str]) -> bool:
    """Whether a block is a heading in all but its tag, by its style or by what it opens."""
    return ("style" in attributes and weight_of(attributes["style"][:1000]) > 0) or is_opener(attributes)


def is_opener(attributes: dict[str, str]) -> bool:
    """Whether an element that is no button opens a part of the text when it is pressed."""
    if attributes.get("role") == "button":
        return any(name in attributes for name in OPENING)
    return attributes.get("data-toggle") == "collapse" or attributes.get("data-bs-toggle") == "collapse"


def is_pressed(element: etree._Element) -> bool:
    """Whether a `role="button"` is but a control of the page, by what it says."""
    said = label_of(element)
    return said in ACTIONS or said in MORE


def is_labelled(cells: list[etree._Element], heads: list[str]) -> bool:
    """Whether each cell of a row begins with the head of its column."""
    if len(cells) != len(heads):
        return False
    return all(head and len(cell) and text_of(cell[0]) == head for cell, head in zip(cells, heads, strict=True))


def text_of(element: etree._Element) -> str:
    """All the text of an element, with single spaces."""
    return " ".join(" ".join(element.itertext()).split())


def label_of(element: etree._Element) -> str:
    """What a control says, as it stands in the lists of labels."""
    return label("".join(islice(element.itertext(), MOST_OF_CONTROL))[:CELL])


def is_more(element: etree._Element) -> bool:
    """Whether a control says but that there is more to see."""
    return label("".join(first_of(element.itertext()))) in MORE


@lru_cache(maxsize=1024)
def weight_of(style: str) -> int:
    """1 for a style that makes text bold, -1 for one that makes it plain, else 0."""
    found = WEIGHT.search(style) if "eight" in style else None
    return 0 if found is None else 1 if found[1] else -1


def is_row(element: etree._Element) -> bool:
    """Whether an element with the role of a row has cells."""
    return sum(child.get("role") in CELLS for child in element.iterchildren(tag=etree.Element)) > 1


def is_data(table: etree._Element) -> bool:
    """Whether a table holds rows of figures or terms, and is not there to lay out a page.

    A layout has a table in it, a cell with several headings, or one cell that holds most of the words; or it has two
    columns, and a heading over a text in most of its rows: the text, and the same in plain words.
    """
    rows = columns = longest = total = headed = 0
    for element in table.iter("tr", "td", "table"):
        if element.tag == "table":
            if element is not table:
                return False
        elif element.tag == "tr":
            rows += 1
            columns = max(columns, len(element))
        else:
            size = int(length(element))
            longest, total = max(longest, size), total + size
            headed += len(element) > 1 and element[0].tag in TOP_HEADINGS
            if len(element) and size > CELL and _is_laid_out(element, size):
                return False
    if columns == 2 and headed > 1 and 2 * headed > rows:
        return False
    return columns > 1 and rows > 0 and (longest < LONGEST_CELL or longest < MOST_OF_TABLE * total)


def _is_laid_out(cell: etree._Element, size: int) -> bool:
    """Whether a cell is a page of its own: with several headings, one over a text, or many paragraphs."""
    headings = sum(1 for _ in islice(cell.iter(*HEADINGS), 2))
    blocks = len(cell) > MOST_BLOCKS and sum(child.tag in BLOCKS for child in cell) > MOST_BLOCKS
    return headings > 1 or (headings > 0 and size > HEADED_CELL) or blocks
