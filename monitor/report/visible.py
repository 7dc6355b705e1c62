"""Text of a page made safe to look at, whatever it holds; and which of its URLs may become a link."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# What acts instead of being seen: control characters (terminal escapes), lone surrogates (no UTF-8 form), bidirectional
# embeddings, overrides and isolates (reordered lines, CVE-2021-42574), line separators, annotations, invisible tags.
_ACTS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028-\u202e\u2066-\u2069\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_NO_URL = re.compile(r"[\s\\<>\"'`{}|^]|[^\x21-\U0010ffff]")


def visible(text: str) -> str:
    """The text with every character that would act shown as a sign: `␛` for escape, `[U+202E]` for an override."""
    return _ACTS.sub(_sign, text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """The same, with every run of white space as one space."""
    return " ".join(visible(text).split())


def is_web(url: str) -> bool:
    """Whether a URL may become a link: http or https, with a host, and nothing in it that parsers disagree about."""
    if _ACTS.search(url) or _NO_URL.search(url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:  # an impossible IPv6 address or port
        return False


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else f"[U+{code:04X}]"
