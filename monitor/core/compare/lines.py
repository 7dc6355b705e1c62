"""A document as flat lines, each with what comparing asks of it. Positions are those of `Document.lines()`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.core.compare.canonical import bare, canonical, key
from monitor.core.compare.contents import contents
from monitor.core.compare.order import ends
from monitor.core.compare.words import UNSPACED
from monitor.core.model import Document, Link

_WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+")
_SEEN = re.compile(
    "[!-~\u3041-\u30ff\u4e00-\u9fff\uac00-\ud7a3]"
)  # such a character leaves a key, whatever stands around it
LISTED = "contents"  # before what is said in a table of contents
MAX_WORDS = 4_000  # of a line that are looked at to find its like


class Keys(dict[str, str]):
    """The keys of texts, each worked out when it is first asked for: most lines of a pair need none."""

    def __missing__(self, text: str) -> str:
        self[text] = found = key(text)
        return found


@dataclass(slots=True, eq=False)
class Line:
    """A heading or a block; equal to another of the same words. `section` is an index.

    `said` is what stands there (of a heading: without its number), `key` the canonical words of that.
    """

    at: int
    text: str
    said: str
    section: int
    keys: Keys
    heading: bool = False
    number: str = ""
    links: tuple[Link, ...] = ()

    @property
    def key(self) -> str:
        """What is compared where the texts differ letter by letter."""
        return self.keys[self.said]

    @property
    def bare(self) -> str:
        """The key without punctuation and case."""
        return bare(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Line) and (self.said == other.said or self.key == other.key)

    def __hash__(self) -> int:
        return hash(self.key)

    def is_copy(self, other: Line) -> bool:
        """Not a letter, number or link differs."""
        return self.text == other.text and self.number == other.number and self.links == other.links


def differing(before: Document, after: Document) -> tuple[list[Line], list[Line]]:
    """The lines of both documents, without the equal sections with which both begin and end."""
    keys = Keys()
    head, tail = ends(before.sections, after.sections)
    listed = contents(before), contents(after)
    old, new = _flat(before, head, tail, keys, listed[0]), _flat(after, head, tail, keys, listed[1])
    if tail and all(a == b for a, b in zip(old, new, strict=False)):  # what is equal could go on into the tail
        old, new = _flat(before, head, 0, keys, listed[0]), _flat(after, head, 0, keys, listed[1])
    return old, new


def _flat(document: Document, head: int, tail: int, keys: Keys, listed: frozenset[int]) -> list[Line]:
    """The lines that have words, of the sections between the first `head` and the last `tail`.

    What stands in a table of contents (`listed`) is no line that says the same elsewhere.
    """
    lines: list[Line] = []
    sections = document.sections
    at = sum(len(section.blocks) + bool(section.heading) for section in sections[:head])
    for n in range(head, len(sections) - tail):
        section = sections[n]
        if heading := section.heading:
            number = section.number
            lines.append(Line(at, f"{number} {heading}" if number else heading, heading, n, keys, True, number))
            at += 1
        for block in section.blocks:
            said = f"{LISTED} {block.text}" if at in listed else block.text
            lines.append(Line(at, block.text, said, n, keys, links=block.links))
            at += 1
    return [line for line in lines if _SEEN.search(line.said) or line.key]


def words(text: str) -> list[str]:
    """The words of a line without case and mark of list; of a very long one those at both ends."""
    found = _WORD.findall(canonical(text).casefold())
    return found if len(found) <= MAX_WORDS else found[: MAX_WORDS // 2] + found[-MAX_WORDS // 2 :]
