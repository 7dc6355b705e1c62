"""A typed value that one sentence states, and the small questions that all families of rules ask of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from monitor.core.facts.sentences import Sentence
from monitor.core.lexicons import Lexicon, lowered

WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
STEM = 4  # letters
CLIP = 60  # characters of words that are a value where no list names them


@dataclass(frozen=True, slots=True)
class Mention:
    """A value in a sentence.

    `known` is what finds the same value elsewhere, a pattern or the very words: where it stands in the other document
    still, nothing came or went. None where the place matters: a period, a promise.
    """

    type: str
    value: str
    rule: str
    at: int = 0  # in the sentence
    about: str = ""
    known: re.Pattern[str] | str | None = None
    cased: bool = False  # `known` is for text with its capitals
    same: str = ""  # what two values share that say the same in other words, where that is not the value


def terms(words: Lexicon, table: str, sentence: Sentence) -> Iterator[tuple[str, re.Match[str]]]:
    """The terms of a table that a sentence holds, each once."""
    seen = set()
    for found in sentence.all(words, table):
        if (name := words.which(table, found)) not in seen:
            seen.add(name)
            yield name, found


def term(words: Lexicon, table: str, name: str) -> re.Pattern[str]:
    """What finds a term of a table anywhere."""
    return words.pattern(table, name)


def places(known: re.Pattern[str] | str, text: str) -> Iterator[int]:
    """Where what is known stands in a text, as whole words."""
    if isinstance(known, re.Pattern):
        yield from (found.start() for found in known.finditer(text))
        return
    at = text.find(known)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(known) : at + len(known) + 1]
        if not (before.isalnum() or after.isalnum()):
            yield at
        at = text.find(known, at + 1)


def stems(words: Iterable[str]) -> frozenset[str]:
    """The beginnings of the longer words: what stays of a statement when its form changes."""
    return frozenset(word[:STEM] for word in words if len(word) >= STEM)


def literally(text: str) -> str:
    """A name or address, as it is looked for."""
    return lowered(text)


def clipped(text: str) -> str:
    """The first words of a text, as a value."""
    text = " ".join(text.split())
    if len(text) <= CLIP:
        return text.rstrip(" .;:,")
    return text[: max(text.rfind(" ", 0, CLIP), CLIP // 2)].rstrip(" .;:,") + "…"


def head(sentence: Sentence) -> str:
    """What an item or row is called: its words up to a colon, bracket, dash or full stop."""
    text = sentence.text.lstrip("*•·-–| ")
    return clipped(re.split(r"[:(;|]|\s[-–—]\s|\.\s", text, maxsplit=1)[0]) or clipped(text)


def subject(words: Lexicon, low: str, at: int, *, acting: bool = False) -> str:
    """Who acts at a place in a sentence, by the nearest of the words before it: company, user, or neither ("").

    `acting`: whose something is ("your data") does not count.
    """
    before = low[max(0, at - 120) : at]
    ours = _last(words.pattern("wording", "company"), before)
    owned = words.pattern("wording", "owned")
    named = words.pattern("wording", "user").finditer(before)
    theirs = max((found.start() for found in named if not (acting and owned.fullmatch(found[0]))), default=-1)
    if ours < 0 and theirs < 0:
        return ""
    return "company" if ours > theirs else "user"


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((found.start() for found in pattern.finditer(text)), default=-1)


def following(said: str, at: int, count: int) -> Iterator[re.Match[str]]:
    """The next words after a place, up to the end of the clause."""
    end = re.compile(r"[.;:!?]").search(said, at)
    return islice(WORD.finditer(said, at, end.start() if end else len(said)), count)
