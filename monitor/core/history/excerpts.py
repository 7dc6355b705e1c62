"""Words to search for, and the part of a text in which they stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

ROOM = 200  # characters of an excerpt
LONGEST = 200_000  # characters of a text that are looked through
LEAST = 3  # characters that a search without word borders needs to be fast
# Writing without spaces between words: Thai, Lao, Khmer, kana, CJK, and their wide forms.
UNSPACED = "\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
_UNSPACED = re.compile(f"[{UNSPACED}]")


def is_unspaced(term: str) -> bool:
    """Whether a term is in a script that puts no spaces between words."""
    return bool(_UNSPACED.search(term))


def excerpt(text: str, terms: Sequence[str], room: int = ROOM) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The part of a text around the first term, at most `room` characters, and where terms stand in it.

    Case and diacritics do not count. A term is one or more words in a row; one that ends in `*` is the beginning of a
    word.
    """
    folded, places = _folded(text[:LONGEST])
    found = [(m.start(), m.end()) for m in re.finditer("|".join(map(_pattern, terms)), folded)] if terms else []
    spans = [(places[start], places[end - 1] + 1) for start, end in found if end > start]
    begin = max(0, min(spans[0][0] - room // 4, len(text) - room)) if spans else 0
    if begin > 0 and (space := text.find(" ", begin, spans[0][0])) >= 0:
        begin = space + 1
    end = min(len(text), begin + room)
    head, tail = "…" if begin else "", "…" if end < len(text) else ""
    shift = len(head) - begin
    marks = tuple((start + shift, min(stop, end) + shift) for start, stop in spans if start < end)
    return head + text[begin:end] + tail, marks


def _pattern(term: str) -> str:
    words = re.findall(r"\w+", _folded(term)[0])
    joined = r"[\W_]+".join(map(re.escape, words)) or "(?!)"
    if is_unspaced(term):
        return joined
    return rf"(?<!\w){joined}" + ("" if term.endswith("*") else r"(?!\w)")


def _folded(text: str) -> tuple[str, list[int]]:
    """Lower case without diacritics, and for each character of that the place that it comes from."""
    if text.isascii():
        return text.lower(), list(range(len(text)))
    letters, places = [], []
    for at, character in enumerate(text):
        for letter in unicodedata.normalize("NFD", character).lower():
            if not unicodedata.combining(letter):
                letters.append(letter)
                places.append(at)
    return "".join(letters), places
