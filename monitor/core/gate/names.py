"""Whom a text speaks of: the name that it writes most, by capitals and by the domains of its addresses."""

from __future__ import annotations

import re
from collections import Counter

# Both begin with a character and look behind it: found many times as fast as what looks behind first.
CAPITAL = re.compile(r"[A-Z](?:(?<=[^\W\d_A-Z],\s.)|(?<=[^\W\d_A-Z]\s.))\w{2,}")
DOMAIN = re.compile(  # in small letters
    r"(?:@|http(?<=\bhttp)s?://|www(?<=\bwww)\.)(?:[\w-]+\.)*?([\w-]{3,})\.(?:com?\.)?[a-z]{2,6}\b"
)
# Laws and places, and the terms that policies define with a capital.
NOBODY = frozenset(
    "California European Union GDPR CCPA CPRA DSGVO RGPD Internet Web States United Commission Personal Policy Privacy "
    "Platform Service Services Data Information Company Website Site Notice Statement User Users Customer Customers "
    "Account Terms Agreement Party Parties Content Application App Products Product Cookie Cookies You Your Our "
    "The".split()
)
FEWEST = 4  # times that a text writes a name it is about
SAMPLE = 200_000  # characters


def main_name(text: str) -> str:
    """The name that a text writes most, with a capital in the midst of sentences or as a domain; or nothing."""
    text = text[:SAMPLE]
    found = Counter(CAPITAL.findall(text))
    for domain in DOMAIN.findall(text.lower()):
        found[domain] += 2
    for name, times in found.most_common(40):
        if times < FEWEST:
            break
        if name not in NOBODY and (name.islower() or not _is_word(name, times, text)):
            return str(name)
    return ""


def names(name: str, text: str) -> bool:
    """Whether a text writes a name, alone or as the beginning of an address or a longer name."""
    return re.search(rf"\b{re.escape(name)}", text, re.IGNORECASE) is not None


def _is_word(name: str, times: int, text: str) -> bool:
    """Whether a capitalised word is also written small now and then, as "Services" is and names are not."""
    small = re.findall(rf"(?<![\w.@/-]){re.escape(name.lower())}(?![\w@/-]|\.\w)", text)
    return len(small) * 25 >= times
