"""Canonical text: what two spellings of the same words have in common. Nothing here is ever shown to a person."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence

from monitor.core.model import Document

# Characters that are not seen: soft hyphen, zero-width, direction and variation marks, the BOM, tags.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
_FOLDS = {
    **dict.fromkeys("“”„‟″«»「」『』〝〞", '"'),
    **dict.fromkeys("‘’‚‛′‹›`´ʼʹ", "'"),
    **dict.fromkeys("‐‑‒–—―−﹘﹣", "-"),
    **dict.fromkeys("\x85\u1680\u2028\u2029", " "),  # the spaces that NFKC leaves
}
_ASCII = bytes(range(128))
_SPACES = b" \t\v\f\r\x1c\x1d\x1e\x1f"
# A bullet, or the number of an item: "1.", "(a)", "iv)", "2.1". What could begin a date ("25. Mai 2018"), a quantity
# ("3.5 million") or a name ("J. Doe") is kept: hiding a change is worse than telling a renumbering.
_MARK = re.compile(
    r"""(?x) ^(?: (?:[•·●○▪■□◦‣∙⁃*+-]\s+)+ )?
    (?: (?: \(?(?:\d{1,3}|[ivxlc]{1,6}|[IVXLC]{1,6}|[a-zA-Z])\) | (?:\d{1,3}|[ivxlc]{2,6}|[IVXLC]{2,6})\.
        | \d{1,3}(?:\.\d{1,3})+\.? (?=\s+[^\Wa-z\d_]) )
        \s+ (?!\d) (?!\w+\.?\s+\d{4}) )?"""
)
_MARKED = re.compile(r".{0,7}?[.)]|[•·●○▪■□◦‣∙⁃*+-]", re.DOTALL)  # whatever is marked begins so
_BARE = re.compile(r"[^\w%$¢£¥₠-⃏]+|_+")


def canonical(text: str) -> str:
    """NFKC, quotes and dashes folded, what is invisible removed, marks of lists and numbering taken off the front."""
    return _unmarked(text if text.isascii() else _folded(text))


def key(text: str) -> str:
    """The canonical text without white space, so that words a page glued together equal the same words apart."""
    return "".join(canonical(text).split())


def keys(texts: Sequence[str]) -> list[str]:
    """The key of each text, faster than one by one: whatever is folded is folded in all of them at once."""
    whole = "\n".join(texts)
    # A line break inside of a text would be taken for a border; the folds of ASCII are for texts beyond ASCII alone.
    if whole.count("\n") >= len(texts) or (not whole.isascii() and ("''" in whole or "`" in whole)):
        return [key(text) for text in texts]
    lines = (whole if whole.isascii() else _folded(whole)).split("\n")
    said = "\n".join(map(_unmarked, lines)).encode("utf-8", "surrogatepass").translate(None, _SPACES)
    return said.decode("utf-8", "surrogatepass").split("\n")


def _folded(text: str) -> str:
    """Only what stands in the text is looked for: a search for all that there could be costs more."""
    odd = _beyond_ascii(text)
    if _INVISIBLE.search(odd):
        text = _INVISIBLE.sub("", text)
    normal = unicodedata.normalize("NFKC", text)
    if normal != text:
        odd = _beyond_ascii(normal)
    normal = normal.replace("''", '"')
    for character in odd + "`":
        if fold := _FOLDS.get(character):
            normal = normal.replace(character, fold)
    return _INVISIBLE.sub("", normal) if _INVISIBLE.search(odd) else normal  # NFKC makes some of what was visible


def _beyond_ascii(text: str) -> str:
    """The characters of a text that are not ASCII, each once."""
    found = text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")
    return "".join(sorted(set(found)))


def _unmarked(text: str) -> str:
    text = text.strip()
    if not _MARKED.match(text):
        return text
    return text[mark.end() :] if (mark := _MARK.match(text)) else text


def bare(canon: str) -> str:
    """The letters, digits and signs of money alone, without case: equal where only style differs."""
    return _BARE.sub("", canon.casefold())


def fingerprint(document: Document) -> str:
    """SHA-256 (hex) of the canonical words in their lines, without links and section numbers.

    Two documents with one fingerprint say the same thing: `changes` of them holds nothing above cosmetic.
    """
    texts = [text for section in document.sections for text in (section.heading, *(b.text for b in section.blocks))]
    said = "\n".join(filter(None, keys(texts)))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
