"""Plain text to pieces: paragraphs by blank lines, lists by their marks, headings by rules, numbers or capitals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.core.model import BlockKind
from monitor.core.read.pieces import Piece

BULLET = re.compile(r"\s*[-*+•·–]\s+(?=\S)")
COUNTED = re.compile(r"\s*\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]\s+(?=\S)")
NUMBERED = re.compile(r"((?:\d{1,2}\.)+\d{0,2}|\d{1,2}(?=\s+[A-Z])|(?i:section|article)\s+\d{1,3}[.:]?)\s+\S")
RULE = re.compile(r"\s*(=|-|~|\*|#|_)\1{2,}\s*")
LONGEST_HEADING = 80  # characters
ENDS = (".", ",", ";", ":", "!", "?", "。")
INTRODUCES = (":", ";")


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """The lines between two blank ones, without a rule that may underline the first."""

    lines: tuple[str, ...]
    rule: str = ""

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.lines).split())


def pieces_of_text(text: str) -> list[Piece]:
    """Blocks of a text without markup."""
    paragraphs = [made for part in _parts(text) for made in _underlined(part)]
    pieces: list[Piece] = []
    for number, paragraph in enumerate(paragraphs):
        after = paragraphs[number + 1] if number + 1 < len(paragraphs) else None
        if level := _level(paragraph, after):
            pieces.append(Piece(paragraph.words, BlockKind.PARAGRAPH, level, -1, 0, (), False, "", 0))
            continue
        pieces += [piece for group in _groups(paragraph.lines) if (piece := _piece(group))]
    return pieces


def _parts(text: str) -> list[list[str]]:
    """The lines of each paragraph."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    parts: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line.strip():
            parts[-1].append(line)
        elif parts[-1]:
            parts.append([])
    return [part for part in parts if part]


def _underlined(lines: list[str]) -> list[_Paragraph]:
    """The paragraph, or a heading with a rule under it and the paragraph that follows; rules alone say nothing."""
    made: list[_Paragraph] = []
    held: list[str] = []
    for line in lines:
        rule = RULE.fullmatch(line)
        if not rule:
            held.append(line)
            continue
        if held:
            *before, last = held
            if before:
                made.append(_Paragraph(tuple(before)))
            made.append(_Paragraph((last,), rule[1]))
        held = []
    return [*made, _Paragraph(tuple(held))] if held else made


def _level(paragraph: _Paragraph, after: _Paragraph | None) -> int:
    """The level of a heading, 0 for anything else: a short line alone, marked by a rule, a number or capitals.

    A number makes a heading only where text of its own follows, or a number below it: else the lines are a list.
    """
    words = paragraph.words
    if len(paragraph.lines) != 1 or len(words) > LONGEST_HEADING or BULLET.match(words):
        return 0
    if paragraph.rule and not words.endswith(ENDS):
        return 1 if paragraph.rule in "=#*" else 2
    if words.endswith(ENDS):
        return 0
    if number := NUMBERED.match(words):
        depth = _depth(number[1])
        beside = NUMBERED.match(after.words) if after and len(after.lines) == 1 else None
        return 0 if after is None or (beside and _depth(beside[1]) == depth) else min(6, depth + 1)
    return 2 if words.isupper() and len(words) > 3 else 0


def _depth(number: str) -> int:
    return max(1, len(re.findall(r"\d+", number)))


def _groups(lines: Sequence[str]) -> list[list[str]]:
    """The lines of a paragraph, parted where a list mark begins a line.

    A letter or number is a mark only in a list: a line may as well begin with the last word of a sentence ("30.").
    """
    groups: list[list[str]] = []
    counts = bool(COUNTED.match(lines[0]))
    for line in lines:
        counts = counts or bool(groups and groups[-1][-1].rstrip().endswith(INTRODUCES) and COUNTED.match(line))
        if not groups or BULLET.match(line) or (counts and COUNTED.match(line)):
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def _piece(lines: list[str]) -> Piece | None:
    words = " ".join(" ".join(lines).split())
    mark = BULLET.match(words) or COUNTED.match(words)
    if mark:
        return Piece(words[mark.end() :], BlockKind.ITEM, 0, -1, 1, (), False, "", 0)
    return Piece(words, BlockKind.PARAGRAPH, 0, -1, 0, (), False, "", 0) if words else None
