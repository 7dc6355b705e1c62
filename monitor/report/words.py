"""Small pieces of sentences: numbers with their nouns, lists, texts that fit."""

from __future__ import annotations

from collections.abc import Iterable


def counted(number: float, one: str, many: str = "") -> str:
    """`1 page`, `2,100 pages`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(words: Iterable[str]) -> str:
    """`a, b and c`."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def shortened(text: str, room: int) -> str:
    """The text on one line, cut with an ellipsis if it is longer, between words where there are any."""
    text = " ".join(text.split())
    if len(text) <= room:
        return text
    room = max(room - 1, 1)
    end = text.rfind(" ", room // 2, room + 1)
    return text[: room if end < 0 else end].rstrip(" ,;:–—-") + "…"
