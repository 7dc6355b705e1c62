"""Plain text to pieces: paragraphs by blank lines, lists by their marks, headings by their numbers or capitals."""

from __future__ import annotations

import re

from monitor.core.model import BlockKind
from monitor.core.read.pieces import Piece

ITEM = re.compile(r"\s*(?:[-*•·–]|\(?[a-z0-9]{1,2}[.)])\s+")
NUMBERED = re.compile(r"(?:\d{1,2}\.)+\d{0,2}\s+\S|(?:section|article)\s+\d", re.IGNORECASE)


def pieces_of_text(text: str) -> list[Piece]:
    """Blocks of a text without markup."""
    made: list[Piece] = []
    for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = [line for line in paragraph.split("\n") if line.strip()]
        for group in _groups(lines):
            words = " ".join(" ".join(group).split())
            kind = BlockKind.ITEM if ITEM.match(group[0]) and not _is_heading(group, words) else BlockKind.PARAGRAPH
            words = words if kind is BlockKind.PARAGRAPH else ITEM.sub("", words, count=1)
            if words:
                level = 2 if _is_heading(group, words) else 0
                made.append(Piece(words, kind, level, -1, int(kind is BlockKind.ITEM), (), False, "", 0))
    return made


def _groups(lines: list[str]) -> list[list[str]]:
    """The lines of a paragraph, parted where a list mark begins a line."""
    groups: list[list[str]] = []
    for line in lines:
        if not groups or ITEM.match(line):
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def _is_heading(lines: list[str], words: str) -> bool:
    if len(lines) != 1 or len(words) > 80 or words.endswith((".", ",", ";", ":")):
        return False
    return bool(NUMBERED.match(words)) or (words.isupper() and len(words) > 3)
