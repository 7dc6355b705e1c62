"""How what an expression finds can begin: where no word of a text begins so, it need not be searched.

Most entries of a lexicon stand in few sentences. To see that by the first letters of the words of a sentence takes a
tenth of the time that the search does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from re import _constants as op  # type: ignore[attr-defined]  # the parser of `re` has no public name
from re import _parser  # type: ignore[attr-defined]
from typing import Any

SHORTEST, LONGEST = 2, 4  # characters of a beginning: one tells too little, and more than four hardly more
MOST = 4_000  # beginnings of one expression
WIDEST = 40  # characters of a class that are tried one by one
_WORD = re.compile(rf"(?<!\w)(?=(\w[\s\S]{{0,{LONGEST - 1}}}))")
_EMPTY = frozenset(("",))


def beginnings_in(text: str) -> frozenset[str]:
    """The beginnings of all words of a text, with what follows a short word."""
    words = set(_WORD.findall(text))
    return frozenset(words.union(*({word[:size] for word in words} for size in range(SHORTEST, LONGEST))))


def beginnings(expression: re.Pattern[str]) -> frozenset[str] | None:
    """With what each match of an expression begins, at the start of a word; None where that cannot be told."""
    if expression.flags & re.IGNORECASE:
        return None
    tree = _parser.parse(expression.pattern, expression.flags & ~re.UNICODE)
    whole, cut = _sequence(tree)
    found = whole | cut
    told = len(found) <= MOST and all(len(start) >= SHORTEST and _is_word(start[0]) for start in found)
    return frozenset(found) if told else None


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _sequence(items: Iterable[tuple[Any, Any]]) -> tuple[Set[str], Set[str]]:
    """The beginnings of what stands one after the other: those that are a whole match, and those that are cut off."""
    whole: Set[str] = _EMPTY
    cut: set[str] = set()
    for kind, value in items:
        if not whole or len(whole) > MOST:
            break
        first, broken = _one(kind, value)
        cut |= set(_joined(whole, broken))
        longer = set(_joined(whole, first))
        whole = {start for start in longer if len(start) < LONGEST}
        cut |= longer - whole
    return whole, cut


def _joined(heads: Iterable[str], tails: Iterable[str]) -> Iterator[str]:
    return ((head + tail)[:LONGEST] for head in heads for tail in tails)


def _one(kind: Any, value: Any) -> tuple[Set[str], Set[str]]:
    """The same of one part. What is not known may be anything: cut off before it begins."""
    if kind is op.LITERAL:
        return {chr(value)}, set()
    if kind is op.IN:
        return _class(value)
    if kind is op.BRANCH:
        parts = [_sequence(branch) for branch in value[1]]
        return set().union(*(whole for whole, _ in parts)), set().union(*(cut for _, cut in parts))
    if kind is op.SUBPATTERN and not value[1]:
        return _sequence(value[3])
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
        fewest, most, part = value
        whole, cut = _sequence(part)
        none = _EMPTY if fewest == 0 else frozenset()
        return (whole | none, cut) if most == 1 else (none, whole | cut)
    if kind in (op.AT, op.ASSERT, op.ASSERT_NOT):
        return _EMPTY, set()
    return set(), _EMPTY


def _class(members: list[tuple[Any, Any]]) -> tuple[Set[str], Set[str]]:
    found: set[str] = set()
    for kind, value in members:
        if kind is op.LITERAL:
            found.add(chr(value))
        elif kind is op.RANGE and value[1] - value[0] <= WIDEST:
            found |= set(map(chr, range(value[0], value[1] + 1)))
        else:  # what is not in it, or a category
            return set(), _EMPTY
    return found, set()
