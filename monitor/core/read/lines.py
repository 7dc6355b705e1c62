"""What a piece of a page says of itself: a date, the way to the page, a remark in passing, a head of offers."""

from __future__ import annotations

import re
from functools import cache

from monitor.core.dates import stated_dates
from monitor.core.model import BlockKind
from monitor.core.read.pieces import Piece
from monitor.core.read.words import (
    ASKING,
    MORE,
    NEXT,
    NEXT_BEGINS,
    NEXT_LINE,
    PASSING,
    PASSING_BELOW,
    PASSING_LINE,
    POLICY_WORDS,
    READ_ALSO,
    SHARING,
    label,
)

LABEL = 20  # characters of what is pressed
PRINTED = re.compile(
    r"(?:page|seite|p[áa]gina|strona|sida|side) \d{1,3} ?(?:of|von|sur|de|di|van|z|av|/) ?\d{1,3}", re.IGNORECASE
)
LONGEST_MORE = 30  # characters of "Read the full policy" and the like
SEPARATORS = " /|>»›·•→\\-–—,"  # between the links of a path
SENTENCE_ENDS = (".", "。", ":")
RIGHTS = re.compile(
    r"©|\(c\)\s*\d{4}|copyright\s+\d{4}|all rights reserved|tous droits réservés|alle rechte vorbehalten", re.IGNORECASE
)


def offers(head: str, below: list[Piece]) -> bool:
    """Whether what stands below a head is offered next: links, or a few short lines where the head leaves no doubt."""
    if any(piece.kind in (BlockKind.ROW, BlockKind.DEFINITION) for piece in below):
        return False
    if any(link.target.startswith("mailto:") for piece in below for link in piece.links):
        return False
    if label(head).startswith(ASKING) and all(len(piece.text) <= NEXT_LINE for piece in below):
        return True
    return any(piece.linked == len(piece.text) for piece in below) or all(piece.level for piece in below)


def is_next(piece: Piece) -> bool:
    """Whether a line heads what is offered behind a text."""
    text = piece.text
    if piece.kind is not BlockKind.PARAGRAPH or len(text) > NEXT_LINE or text.endswith((".", "。")):
        return False
    said = label(text)
    return said in NEXT or said.startswith(NEXT_BEGINS)


def says_more(piece: Piece) -> bool:
    """Whether a piece is more than a word or two that are pressed."""
    return piece.level > 0 or len(piece.text) > LABEL or piece.text.endswith(SENTENCE_ENDS) or is_dated(piece)


def has_address(pieces: list[Piece]) -> bool:
    """Whether a part says where to write to: an e-mail address, in words or as a link."""
    return any("@" in p.text or any(link.target.startswith("mailto:") for link in p.links) for p in pieces)


def is_dated(piece: Piece) -> bool:
    """Whether a short line outside of links states a date of the policy."""
    return not piece.linked and len(piece.text) <= PASSING_LINE and stated_dates(piece.text) != (None, None)


def is_passing(piece: Piece, *, below: bool) -> bool:
    """Whether a short line would be another at each visit, says who wrote the page, or asks to share it."""
    if piece.text.endswith(SENTENCE_ENDS):
        return False
    if _passing(below=below).search(piece.text):
        return stated_dates(piece.text) == (None, None)
    return piece.linked > 0 and is_next(piece)


def is_more(piece: Piece) -> bool:
    """Whether a line but says that there is more to see, or on which page it was printed; a word may be of the text."""
    if len(piece.text) > LONGEST_MORE or " " not in piece.text:
        return False
    return label(piece.text) in MORE or PRINTED.fullmatch(piece.text) is not None


def leads_away(piece: Piece) -> bool:
    """Whether a line offers another article in passing ("Read also: ..."), or but sends the page to a network."""
    if not piece.links:
        return False
    if all(SHARING.match(link.target) for link in piece.links):
        return sum(len(link.text) for link in piece.links) >= len(piece.text.replace(" ", ""))
    return bool(piece.linked) and piece.text.lower().startswith(READ_ALSO) and not POLICY_WORDS.search(piece.text)


def is_path(piece: Piece, titles: set[str]) -> bool:
    """Whether a line is the way to this page, or a choice of others: links, and at most the title of this one."""
    if len(piece.links) < 2 or any("#" in link.target for link in piece.links):
        return False
    text = piece.text
    for link in piece.links:
        text = text.replace(link.text, "", 1)
    rest = text.strip(SEPARATORS)
    return not rest.strip(SEPARATORS) or label(rest) in titles


@cache
def _passing(*, below: bool) -> re.Pattern[str]:
    return re.compile(PASSING_BELOW if below else PASSING)


def is_notice(pieces: list[Piece]) -> bool:
    """Whether a short part says something of the policy: its name, or "We have updated our policy. Read it here"."""
    text = " ".join(piece.text for piece in pieces)
    linked = sum(piece.linked for piece in pieces)
    sentence = any(end in text for end in (". ", "! ", "。")) or text.endswith((".", "。"))
    return (not linked or (sentence and 2 * linked < len(text))) and POLICY_WORDS.search(text) is not None
