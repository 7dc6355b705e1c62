"""Bytes to text: which encoding a page is in, and what of it could not be decoded.

The order is that of the WHATWG Encoding and HTML standards: byte order mark, HTTP, `<meta>`, then the content itself.
beautifulsoup4 finds declarations; where there is none, UTF-8 is tried before windows-1252. Text that was encoded twice
("donâ€™t") is noticed, and made whole where there can be no doubt.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace

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
# Labels of the same standard that Python does not know.
LABELS = {
    **dict.fromkeys(("unicode-1-1-utf-8", "unicode11utf8", "unicode20utf8", "x-unicode20utf8"), "utf-8"),
    **dict.fromkeys(("x-cp1252", "x-user-defined", "iso88591", "iso_8859-1:1987"), "cp1252"),
    **{f"x-cp125{n}": f"cp125{n}" for n in (0, 1, 3, 4, 5, 6, 7, 8)},
    **dict.fromkeys(("x-sjis", "ms_kanji"), "cp932"),
    **dict.fromkeys(("x-gbk", "chinese", "csgb2312", "iso-ir-58"), "gb18030"),
    **dict.fromkeys(("x-x-big5", "cn-big5"), "big5hkscs"),
    **dict.fromkeys(("x-euc-jp", "cseucpkdfmtjapanese"), "euc_jp"),
    **dict.fromkeys(("korean", "windows-949", "ks_c_5601-1989"), "cp949"),
    **dict.fromkeys(("dos-874", "windows-874"), "cp874"),
    **dict.fromkeys(("koi", "koi8"), "koi8-r"),
    **dict.fromkeys(("koi8-ru",), "koi8-u"),
    **dict.fromkeys(("x-mac-cyrillic", "x-mac-ukrainian"), "mac_cyrillic"),
    **dict.fromkeys(("macintosh", "x-mac-roman"), "mac_roman"),
}
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s;\"']+)", re.IGNORECASE)
# Control characters other than tab, line feed, form feed and carriage return: no text, and libxml2 stops at some.
CONTROLS = bytes([*range(9), 11, *range(14, 32), 127])
REPLACED = "\ufffd"  # stands for what could not be decoded
NO_CHARACTERS = dict.fromkeys((*CONTROLS, 65534, 65535))


# The bytes 80 to BF, which follow the first one of a character in UTF-8, as windows-1252 shows them.
_FOLLOWS = (
    bytes(range(0x80, 0xC0))
    .decode("cp1252", "surrogateescape")
    .translate({0xDC00 + byte: byte for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)})
)
TWICE = re.compile(f"[\u00c2-\u00df][{_FOLLOWS}]|[\u00e0-\u00ef][{_FOLLOWS}]{{2}}|[\u00f0-\u00f4][{_FOLLOWS}]{{3}}")
_FOLLOW = rb"(?:[\xc2\xc5\xc6\xcb].|\xe2[\x80\x82\x84].)"
# TWICE as it stands in UTF-8, nearly: quick to rule out.
SUSPECT = re.compile(rb"\xc3(?:[\x82-\x9f]@|[\xa0-\xaf]@{2}|[\xb0-\xb4]@{3})".replace(b"@", _FOLLOW), re.DOTALL)
BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
FEWEST_TWICE = 2  # a single one may be two letters that happen to stand together
ONE_BYTE = re.compile(r"cp125\d|cp874|iso8859-\d+|koi8-[ru]|mac_\w+")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how it was had.

    `encoding` gave it, on the word of `by`. `damage` counts characters that could not be decoded (U+FFFD) and those
    that were encoded twice and still are. `mended` counts those that are whole again.
    `raw` are the bytes, where they are the text in UTF-8 as it is.
    """

    text: str
    encoding: str
    damage: int
    by: str = ""
    mended: int = 0
    raw: bytes | None = field(default=None, repr=False, compare=False)


def decode(body: bytes, content_type: str = "", *, markup: bool = True) -> Decoded:
    """The text of a response. Never raises: what cannot be decoded becomes U+FFFD and is counted."""
    read = _decided(body, content_type, markup=markup)
    if ONE_BYTE.fullmatch(read.encoding):
        return _as_utf8(body, read)
    return _once(read) if read.encoding == "utf-8" and b"\xc3" in body and SUSPECT.search(body) else read


def declares_utf16(content_type: str) -> bool:
    """Whether the HTTP header says that every other byte may be zero."""
    declared = CHARSET.search(content_type)
    return bool(declared and (python_name(declared[1]) or "").startswith("utf-16"))


def _decided(body: bytes, content_type: str, *, markup: bool) -> Decoded:
    for mark, encoding in BOMS:
        if body.startswith(mark):
            return _decoded(body[len(mark) :], encoding, "the byte order mark")
    declared = CHARSET.search(content_type)
    if declared and (name := python_name(declared[1])):
        return _decoded(body, name, "the HTTP header")
    if markup:
        # A <meta> that could be read at all is not in UTF-16, whatever it says (HTML standard, 13.2.3.2).
        from bs4.dammit import EncodingDetector  # slow to import, and most pages are declared by their server

        name = python_name(EncodingDetector.find_declared_encoding(body, is_html=True) or "")
        if name:
            return _decoded(body, "utf-8" if name.startswith("utf-16") else name, "the markup")
    read = _decoded(body, "utf-8", "the bytes, which fit")
    if not read.damage:
        return read
    # As browsers do. A detector that happens to be installed must not decide: its next release would decide otherwise.
    return _decoded(body, "cp1252", "nobody, and the bytes are no UTF-8")


def _as_utf8(body: bytes, read: Decoded) -> Decoded:
    """UTF-8 where all the bytes are that, whatever was declared: no text of one byte a letter is so by chance."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return read
    found = sum(1 for _ in MULTIBYTE.finditer(body))
    if found < FEWEST_TWICE:
        return read
    return replace(_decoded(body, "utf-8", f"the bytes, against {read.by} ({read.encoding})"), mended=found)


def _once(read: Decoded) -> Decoded:
    """Undo a second encoding where every character beyond ASCII belongs to one: then there is no other reading.

    Where some do not, nobody can say which of the others are meant as they stand: those are counted, and left.
    """
    found = sum(1 for _ in TWICE.finditer(read.text))
    if found < FEWEST_TWICE:
        return read
    try:
        text = BEYOND_ASCII.sub(lambda run: _bytes_of(run[0]).decode("utf-8"), read.text)
    except UnicodeError:
        return replace(read, damage=read.damage + found)
    return Decoded(text, "utf-8, twice", 0, read.by, found)


def _bytes_of(shown: str) -> bytes:
    """The bytes that windows-1252 shows so; the five that it has no sign for stand for themselves."""
    return b"".join(bytes([ord(c)]) if 0x80 <= ord(c) < 0xA0 else c.encode("cp1252") for c in shown)


def python_name(label: str) -> str | None:
    """The Python codec that a browser would use for a label, None for a label that names no text encoding."""
    label = label.strip().lower()
    try:
        found = codecs.lookup(LABELS.get(label, label))
    except (LookupError, ValueError, UnicodeError):
        return None
    if not found._is_text_encoding:  # noqa: SLF001 - "rot13" and "hex" are codecs too; there is no public test
        return None
    return WIDER.get(found.name, found.name)


def _decoded(body: bytes, encoding: str, by: str) -> Decoded:
    if not encoding.startswith("utf-16") and any(control in body for control in CONTROLS):
        body = body.translate(None, CONTROLS)  # no encoding of the web but UTF-16 has these bytes within a character
    text = whole = body.decode(encoding, "replace")
    if encoding.startswith("utf-16") or "\ufffe" in text or "\uffff" in text:
        text = text.translate(NO_CHARACTERS)
    damage = text.count(REPLACED) if REPLACED in text else 0  # most often there is none, and looking is quicker
    raw = body if encoding == "utf-8" and text is whole and not damage else None
    return Decoded(text, encoding, damage, by, raw=raw)
