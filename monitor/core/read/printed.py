"""Printed lines to pieces: running heads go, lines become paragraphs again, fonts tell the headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from monitor.core.model import BlockKind
from monitor.core.read.pieces import Piece

EDGE = 2  # lines at the top and at the bottom of a page that may be a running head or foot
LARGER = 1.12  # than the size of most of the text: a heading
LONGEST_HEADING = 200  # characters
LOOSE = 1.3  # times the usual distance of two lines: a new paragraph
INDENT = 6.0  # points
BULLET = re.compile(r"(?:[•·▪◦●○■□‣∙]\s*|(?:[-*–—]|o(?=\s+[A-Z]))\s+)(?=\S)")
ENUMERATED = re.compile(r"\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]\s+\S")
NUMBERED_HEAD = re.compile(r"(?:\d{1,2}\.)+\d{0,2}\s+\S")
PAGE_NUMBER = re.compile(
    r"(?:page|p\.|seite|s\.|página|pagina|pag\.|strona|stran|sida|side)?\s*[-–|]?\s*\d{1,4}\s*"
    r"(?:(?:/|of|von|de|sur|di|van|z|av|af)\s*\d{1,4})?\s*[-–|]?",
    re.IGNORECASE,
)
ENDS = (".", "!", "?", ":", ";", "。", "”", '"')
CUT = re.compile(r"(\w+)[-\u00ad\u2010]$")
WORD = re.compile(r"\w+(?:[-\u2010]\w+)*")


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: its words, the size of its letters in points, and where it begins; y grows upwards."""

    text: str
    size: float
    bold: bool
    x: float
    y: float


def pieces_of_lines(pages: Sequence[Sequence[Line]]) -> list[Piece]:
    """The blocks of a document, from the lines of each of its pages."""
    kept = [list(page) for page in _without_running(pages)]
    lines = [line for page in kept for line in page]
    if not lines:
        return []
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    body = max(sizes, key=lambda size: (sizes[size], -size))
    larger = sorted({line.size for line in lines if line.size >= LARGER * body}, reverse=True)
    levels = {size: min(6, level) for level, size in enumerate(larger, 1)}
    words = Counter(word.lower() for line in lines for word in WORD.findall(line.text))
    return [piece for group in _paragraphs(kept, levels) if (piece := _piece(group, levels, words))]


# -- what stands on every page


def _without_running(pages: Sequence[Sequence[Line]]) -> Iterator[Iterable[Line]]:
    edges = [_edges(page) for page in pages]
    said = Counter(said for page in edges for said in {_said(line) for line in page})
    often = max(2, 0.4 * len(pages))
    counted = Counter(offset for number, page in enumerate(edges) for offset in _offsets(page, number))
    steady = {offset for offset, count in counted.items() if len(pages) > 2 and count >= 0.5 * len(pages)}
    for number, (page, edge) in enumerate(zip(pages, edges, strict=True)):
        running = {
            id(line)
            for line in edge
            if PAGE_NUMBER.fullmatch(line.text)
            or (len(pages) > 1 and said[_said(line)] >= often)
            or steady & set(_offsets([line], number))
        }
        yield (line for line in page if id(line) not in running)


def _edges(page: Sequence[Line]) -> list[Line]:
    """The outermost lines, by where they stand."""
    ordered = sorted(page, key=lambda line: -line.y)
    return ordered if len(ordered) <= 2 * EDGE else ordered[:EDGE] + ordered[-EDGE:]


def _said(line: Line) -> str:
    """A line such that page numbers in it make no difference, with the place where it stands."""
    return f"{re.sub(r'[0-9]+', '#', line.text[:200])} {round(line.y / 4)}"


def _offsets(lines: Iterable[Line], number: int) -> Iterator[tuple[int, int]]:
    """By how much a number at either end of a line differs from the number of its page, and at which height."""
    for line in lines:
        for found in re.findall(r"^\d{1,4}(?=\s)|(?<=\s)\d{1,4}$", line.text[:200]):
            yield int(found) - number, round(line.y / 4)


# -- lines to paragraphs


def _paragraphs(pages: Sequence[Sequence[Line]], levels: dict[float, int]) -> Iterator[list[Line]]:
    pitch = _pitch(pages)
    group: list[Line] = []
    for page in pages:
        for number, line in enumerate(page):
            if group and _begins(group, line, pitch, levels, new_page=number == 0):
                yield group
                group = []
            group.append(line)
    if group:
        yield group


def _pitch(pages: Sequence[Sequence[Line]]) -> float:
    """The usual distance of two lines, in sizes of their letters."""
    steps = [
        (above.y - below.y) / above.size
        for page in pages
        for above, below in pairwise(page)
        if above.size == below.size > 0 and 0 < above.y - below.y < 3 * above.size
    ]
    return min(max(median(steps), 0.9), 1.8) if steps else 1.3


def _begins(group: list[Line], line: Line, pitch: float, levels: dict[float, int], *, new_page: bool) -> bool:
    """Whether a paragraph begins with this line."""
    last = group[-1]
    if (levels.get(line.size), line.bold) != (levels.get(last.size), last.bold) and not _is_inside(last, line, levels):
        return True
    if BULLET.match(line.text) or (ENUMERATED.match(line.text) and last.text.endswith(ENDS)):
        return True
    if new_page:
        return last.text.endswith(ENDS) or not (line.text[0].islower() or CUT.search(last.text))
    if last.y - line.y > LOOSE * pitch * max(last.size, line.size) or line.y - last.y > last.size:
        return True
    hangs = len(group) == 1  # the second line of a paragraph may stand further in or out than its first
    step = abs(line.x - last.x) / 4 if hangs else line.x - last.x
    return last.text.endswith(ENDS) and step > INDENT


def _is_inside(last: Line, line: Line, levels: dict[float, int]) -> bool:
    """Whether boldness changes within a sentence, and the size does not."""
    return levels.get(line.size) == levels.get(last.size) is None and line.text[0].islower()


def _piece(group: list[Line], levels: dict[float, int], words: Counter[str]) -> Piece | None:
    text = group[0].text
    for line in group[1:]:
        text = _joined(text, line.text, words)
    text = text.replace("\u00ad", "")
    level = levels.get(group[0].size, 0) if len(text) <= LONGEST_HEADING else 0
    bold = all(line.bold for line in group)
    if not level and (mark := BULLET.match(text)):
        return Piece(text[mark.end() :], BlockKind.ITEM, 0, -1, 1, (), bold, "", 0)
    if not level and ENUMERATED.match(text) and not (bold and NUMBERED_HEAD.match(text)):
        return Piece(text, BlockKind.ITEM, 0, -1, 1, (), bold, "", 0)
    return Piece(text, BlockKind.PARAGRAPH, level, -1, 0, (), bold, "", 0) if text.strip() else None


def _joined(text: str, more: str, words: Counter[str]) -> str:
    """Two lines as one. A cut word is whole again; a hyphen of its own stays, where the text has it elsewhere."""
    cut = CUT.search(text)
    if not cut or not more[:1].islower():
        return f"{text} {more}"
    start, end = cut[1], WORD.match(more)
    if text[-1] != "\u00ad" and end:
        whole, dashed = f"{start}{end[0]}".lower(), f"{start}-{end[0]}".lower()
        if words[dashed] and not words[whole]:
            return text + more
    return text[:-1] + more
