"""Canonical text: what two spellings of the same words have in common. Nothing here is ever shown to a person."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from monitor.core.model import Document

# Characters that are not seen: soft hyphen, zero-width, direction and variation marks, the BOM, tags.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
_QUOTES = re.compile("[‘’‚‛′‹›`´ʼʹ]")
_DOUBLE_QUOTES = re.compile("[“”„‟″«»「」『』〝〞]|''")
_DASHES = re.compile("[‐‑‒–—―−﹘﹣]")
# A bullet, or the number of an item: "1.", "(a)", "iv)", "2.1". What could begin a date ("25. Mai 2018"), a quantity
# ("3.5 million") or a name ("J. Doe") is kept: hiding a change is worse than telling a renumbering.
_MARK = re.compile(
    r"""(?x) ^(?: (?:[•·●○▪■□◦‣∙⁃*+-]\s+)+ )?
    (?: (?: \(?(?:\d{1,3}|[ivxlc]{1,6}|[IVXLC]{1,6}|[a-zA-Z])\) | (?:\d{1,3}|[ivxlc]{2,6}|[IVXLC]{2,6})\.
        | \d{1,3}(?:\.\d{1,3})+\.? (?=\s+[^\Wa-z\d_]) )
        \s+ (?!\d) (?!\w+\.?\s+\d{4}) )?"""
)
_BARE = re.compile(r"[^\w%$¢£¥₠-⃏]+|_+")


def canonical(text: str) -> str:
    """NFKC, quotes and dashes folded, what is invisible removed, marks of lists and numbering taken off the front."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
        text = _DASHES.sub("-", _QUOTES.sub("'", _DOUBLE_QUOTES.sub('"', text)))
        text = _INVISIBLE.sub("", text)
    text = text.strip()
    return text[mark.end() :] if (mark := _MARK.match(text)) else text


def key(text: str) -> str:
    """The canonical text without white space, so that words a page glued together equal the same words apart."""
    return "".join(canonical(text).split())


def bare(canon: str) -> str:
    """The letters, digits and signs of money alone, without case: equal where only style differs."""
    return _BARE.sub("", canon.casefold())


def fingerprint(document: Document) -> str:
    """SHA-256 (hex) of the canonical words in their lines, without links and section numbers.

    Two documents with one fingerprint say the same thing: `changes` of them holds nothing above cosmetic.
    """
    keys = (key(text) for section in document.sections for text in (section.heading, *(b.text for b in section.blocks)))
    return hashlib.sha256("\n".join(filter(None, keys)).encode("utf-8", "surrogatepass")).hexdigest()
