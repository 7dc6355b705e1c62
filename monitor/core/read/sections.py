"""Pieces to sections: a tree of headings, also where headings are bold paragraphs; numbers kept apart."""

from __future__ import annotations

import re
from collections.abc import Iterable

from monitor.core.model import Block, BlockKind, Section
from monitor.core.read.html import Piece

NUMBER = re.compile(
    r"(?:(?:section|article|§)\s*)?((?:\d{1,2}\.)+\d{0,2}|\d{1,2}[.)]|[IVX]{1,5}\.|[A-Z]\.)\s+(?=\S)", re.IGNORECASE
)
LONGEST_HEADING = 120  # characters, of a bold paragraph that is taken for a heading
# A path is kept with each section: one heading of a megabyte over 100,000 others would come to 100 GB in the database.
LONGEST_STEP = 200  # characters of a heading in a path
MOST_SECTIONS = 20_000  # of a document; what looks like a heading after them is a paragraph
SENTENCE_ENDS = (".", ",", ";", "。", "،")


def sections(pieces: Iterable[Piece]) -> tuple[Section, ...]:
    """Headings with the blocks under them. Text before the first heading is a section of level 0."""
    made: list[Section] = []
    blocks: list[Block] = []
    head: tuple[int, str, str] = (0, "", "")
    trail: list[tuple[int, str]] = []
    stated = 1

    def close() -> None:
        if blocks or head[1]:
            made.append(_section(head, tuple(blocks), tuple(text for _, text in trail)))
            blocks.clear()

    for piece in pieces:
        level = piece.level or (min(6, stated + 1) if looks_like_heading(piece) else 0)
        if not level or len(made) >= MOST_SECTIONS:
            blocks.append(Block(piece.kind, piece.text, piece.links, piece.depth))
            continue
        close()
        stated = piece.level or stated
        head = (level, piece.text, piece.anchor)
        step = _split(piece.text)[1][:LONGEST_STEP]
        trail = [(above, text) for above, text in trail if above < level] + [(level, step)]
    close()
    return tuple(made)


def looks_like_heading(piece: Piece) -> bool:
    """Whether a paragraph is all bold, short, and no sentence."""
    return (
        piece.bold
        and piece.kind is BlockKind.PARAGRAPH
        and len(piece.text) <= LONGEST_HEADING
        and not piece.text.endswith(SENTENCE_ENDS)
        and piece.linked < len(piece.text)
    )


def _section(head: tuple[int, str, str], blocks: tuple[Block, ...], path: tuple[str, ...]) -> Section:
    level, text, anchor = head
    number, heading = _split(text)
    return Section(level, heading, path, number, anchor, "", blocks)


def _split(heading: str) -> tuple[str, str]:
    """`2.1 Data we collect` as its number and its words."""
    found = NUMBER.match(heading)
    return (found[1].rstrip(".)"), heading[found.end() :]) if found else ("", heading)
