"""Numbers in figures, as languages write them: `1,000` and `1.000` are a thousand, `1.5` and `1,5` one and a half."""

from __future__ import annotations

import re

# Not the end of a longer number: neither the 5 of "1.5" nor the 000 of "1,000".
FIGURE = r"(?<!\d)(?<!\d[.,])(?:\d{1,3}(?:[.,]\d{3})+|\d{1,6}(?:[.,]\d{1,2}|½)?)(?!\d)"
THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")


def figure(written: str) -> float:
    """The number that a match of FIGURE says."""
    return float(THOUSANDS.sub("", written).replace("½", ".5").replace(",", "."))


def months(days: float) -> float:
    """A length of time in months, to compare by: 30 days are one, 365 days are twelve."""
    return 12 * days / 365 if days % 365 == 0 else days / 30
