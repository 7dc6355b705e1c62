"""Numbers that are written in words: `twenty-four`, `one hundred and eighty`, `fünfundvierzig`, `cento ottanta`."""

from __future__ import annotations

import re

from monitor.core.lexicons import Lexicon

HUNDRED = 100
MOST_PARTS = 5  # behind the first: no number of days or years has more


def expression(words: Lexicon) -> str:
    """What finds a number in words: names of numbers, parted as the language parts them."""
    names = _names(words)
    joins = "|".join(words.value("durations", "number_joins", ()))
    return rf"(?:{names})(?:(?:{joins})(?:{names})){{0,{MOST_PARTS}}}"


def number(words: Lexicon, written: str) -> int:
    """The number that figures or words say, 0 for anything else: a hundred multiplies what stands before it."""
    if written.isdecimal():
        return int(written)
    total = 0
    for name in re.findall(_names(words), written):
        value = words.tables["numbers"][name]
        total = max(total, 1) * value if value == HUNDRED else total + value
    return total


def _names(words: Lexicon) -> str:
    return "|".join(map(re.escape, sorted(words.tables["numbers"], key=len, reverse=True)))
