"""Bytes to text: which encoding a page is in, and what of it could not be decoded.

The order is that of the WHATWG Encoding and HTML standards: byte order mark, HTTP, `<meta>`, then the content itself.
beautifulsoup4 finds declarations and guesses where there is none.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from bs4.dammit import EncodingDetector, UnicodeDammit

# https://encoding.spec.whatwg.org/#names-and-labels: what a browser takes a label for, where Python takes it narrower.
WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "utf-16": "utf-16-le",
}
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s;\"']+)", re.IGNORECASE)
# Control characters other than tab, line feed, form feed and carriage return: no text, and libxml2 stops at some.
CONTROLS = bytes([*range(9), 11, *range(14, 32), 127])
NO_CHARACTERS = dict.fromkeys((*CONTROLS, 65534, 65535))


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding that gave it, and how many characters could not be decoded (U+FFFD)."""

    text: str
    encoding: str
    damage: int


def decode(body: bytes, content_type: str = "", *, markup: bool = True) -> Decoded:
    """The text of a response. Never raises: what cannot be decoded becomes U+FFFD and is counted."""
    for mark, encoding in BOMS:
        if body.startswith(mark):
            return _decoded(body[len(mark) :], encoding)
    declared = CHARSET.search(content_type)
    name = python_name(declared[1]) if declared else None
    if name is None and markup:
        # A <meta> that could be read at all is not in UTF-16, whatever it says (HTML standard, 13.2.3.2).
        name = python_name(EncodingDetector.find_declared_encoding(body, is_html=True) or "")
        name = "utf-8" if name and name.startswith("utf-16") else name
    if name is not None:
        return _decoded(body, name)
    read = _decoded(body, "utf-8")
    if not read.damage:
        return read
    guess = UnicodeDammit(body, is_html=markup)
    return _decoded(body, python_name(guess.original_encoding or "") or "cp1252")


def python_name(label: str) -> str | None:
    """The Python codec that a browser would use for a label, None for a label that names no text encoding."""
    try:
        found = codecs.lookup(label.strip())
    except (LookupError, ValueError, UnicodeError):
        return None
    if not found._is_text_encoding:  # noqa: SLF001 - "rot13" and "hex" are codecs too; there is no public test
        return None
    return WIDER.get(found.name, found.name)


def _decoded(body: bytes, encoding: str) -> Decoded:
    if not encoding.startswith("utf-16"):
        body = body.translate(None, CONTROLS)  # no encoding of the web but UTF-16 has these bytes within a character
    text = body.decode(encoding, "replace")
    if encoding.startswith("utf-16") or "\ufffe" in text or "\uffff" in text:
        text = text.translate(NO_CHARACTERS)
    return Decoded(text, encoding, text.count("\ufffd"))
