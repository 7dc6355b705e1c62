"""A document as flat lines, each with what comparing asks of it. Positions are those of `Document.lines()`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.core.compare.canonical import bare, canonical, key
from monitor.core.compare.words import UNSPACED
from monitor.core.model import Document, Link

_WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+")
MAX_WORDS = 4_000  # of a line that are looked at to find its like


@dataclass(frozen=True, slots=True)
class Line:
    """A heading or a block. `key` is its canonical words (of a heading: without its number), `section` an index."""

    at: int
    text: str
    key: str
    section: int
    heading: bool = False
    number: str = ""
    links: tuple[Link, ...] = ()

    @property
    def bare(self) -> str:
        """The key without punctuation and case."""
        return bare(self.key)


def flatten(document: Document, keys: dict[str, str]) -> list[Line]:
    """The lines that have words. `keys` remembers the keys of texts, as two versions share most of them."""
    lines: list[Line] = []
    texts = document.lines()
    at = 0
    for n, section in enumerate(document.sections):
        if section.heading:
            lines.append(Line(at, next(texts), _key(section.heading, keys), n, heading=True, number=section.number))
            at += 1
        for block in section.blocks:
            lines.append(Line(at, next(texts), _key(block.text, keys), n, links=block.links))
            at += 1
    return [line for line in lines if line.key]


def _key(text: str, keys: dict[str, str]) -> str:
    found = keys.get(text)
    if found is None:
        found = keys[text] = key(text)
    return found


def words(text: str) -> list[str]:
    """The words of a line without case and mark of list; of a very long one those at both ends."""
    found = _WORD.findall(canonical(text).casefold())
    return found if len(found) <= MAX_WORDS else found[: MAX_WORDS // 2] + found[-MAX_WORDS // 2 :]
