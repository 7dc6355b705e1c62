"""Where the sentences of a text begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.core.lexicons import Lexicon

LONGEST = 2_000  # characters; what goes on longer is cut at a space, so that no rule meets more
_END = re.compile(r"[.!?]+[\"'”’)\]]*(?=\s)|[。！？]+[」』”]?|\n|;(?=\s)")
_LAST_WORD = re.compile(r"(?:[^\W\d_]\.)*[^\W_]+\Z")


def spans(text: str, words: Lexicon) -> Iterator[tuple[int, int]]:
    """Where each sentence of a text begins and ends, without the space around it.

    Abbreviations of the language, initials, and what goes on in lower case end no sentence: "Art. 6 Abs. 1",
    "EU-U.S. Data Privacy Framework", "J. Doe". Places depend on the text and the lexicon version alone.
    """
    short = frozenset(words.tables.get("abbreviations", "").split())
    start = 0
    for end in _END.finditer(text):
        if end[0][0] == "." and _goes_on(text, end, short, ordinals=words.value("wording", "ordinals", default=True)):
            continue
        yield from _trimmed(text, start, end.end())
        start = end.end()
    yield from _trimmed(text, start, len(text))


def _goes_on(text: str, end: re.Match[str], short: frozenset[str], *, ordinals: bool) -> bool:
    after = text[end.end() : end.end() + 3].lstrip()
    if after[:1].islower():
        return True
    if end[0] != ".":
        return False
    last = _LAST_WORD.search(text, max(0, end.start() - 24), end.start())
    word = last[0].casefold() if last else ""
    if last and word.isdigit():  # `am 5. Mai`, and what numbers a line or an article
        return len(word) < 3 and (ordinals or _numbers(text, last.start(), short))
    return word in short or len(word) == 1


def _numbers(text: str, at: int, short: frozenset[str]) -> bool:
    """Whether a number stands at the beginning, or behind an abbreviation."""
    before = text[max(0, at - 24) : at].rstrip()
    return not before or (before[-1] == "." and before[:-1].rpartition(" ")[2].casefold() in short)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST:
        cut = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        cut = cut if cut > 0 else start + LONGEST
        yield start, cut
        start = cut
    if end > start:
        yield start, end
