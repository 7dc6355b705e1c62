"""Whatever comes in, of any type and however cut or damaged: a Document or a ReadError, and the same one again."""

from __future__ import annotations

import pickle

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor import read
from monitor.core.errors import ReadError
from monitor.core.model import Document
from monitor.core.records import Range

TYPES = st.sampled_from(
    ["", "text/html", "text/html; charset=utf-16", "text/html; charset=shift_jis", "application/xhtml+xml", "text/xml",
     "text/plain", "text/markdown", "application/pdf", "application/octet-stream", "image/png", "text/html; charset=\udc80"]
)  # fmt: skip
URLS = st.sampled_from(["", "https://example.org/p", "https://example.org/p.md", "http://[", "//x.txt", "\udc80"])
SELECTIONS = st.lists(
    st.sampled_from(
        ["main", "p", "*", "p[", ":root > *", "::x", ":nth-child(2 of p)", "p:-soup-contains('x')",
         Range(start_after="h1", end_before="p"), Range(start_before="p[", end_after="p")]
    ),
    max_size=2,
)  # fmt: skip
PAGE = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Privacy — Example</title><base href="/x/">'
    "<script>var a='</p>';</script></head><body><nav>Home</nav><main><h1>Privacy</h1><p>We keep “data” &amp; <b>more</b>"
    '<br><br>Last updated: 3 March 2026</p><table><tr><th>Data<td>Days<tr><td>Name<td>30</table><ul><li>one<ul><li>two'
    '</ul></ul><details><summary>More</summary><a href="#y">here</a></details></main><![CDATA[x]]><!-- c --></body></html>'
).encode()  # fmt: skip
PLAIN = b"PRIVACY\n=======\n\n1. Data\n\n- we keep\n\n# Markdown\n\n[a](b) | c\n\n```\nd\n"
STARTS = st.sampled_from([b"", b"%PDF-1.7\n", b"\xff\xfe", b"\xef\xbb\xbf", b"<?xml version='1.0'?>", b"---\ntitle: x\n---\n", b"\x1f\x8b"])  # fmt: skip


def outcome(body: bytes, content_type: str, url: str = "", select: tuple[str | Range, ...] = ()) -> Document | str:
    """The document, or why there is none. Anything else that is raised fails the test."""
    remove = tuple(selector for selector in select[1:] if isinstance(selector, str))
    try:
        found = read(body, url=url, content_type=content_type, select=select[:1], remove=remove)
    except ReadError as error:
        return error.inaccessible.evidence or "no reason was given"
    assert isinstance(found, Document)
    assert pickle.loads(pickle.dumps(found)) == found
    return found


@given(STARTS, st.binary(max_size=300), TYPES, URLS)
@settings(max_examples=300, deadline=None)
def test_any_bytes_of_any_type(start: bytes, body: bytes, content_type: str, url: str) -> None:
    """And of any address."""
    assert outcome(start + body, content_type, url) == outcome(start + body, content_type, url)


@given(st.sampled_from([PAGE, PLAIN]), st.integers(0, len(PAGE)), TYPES, SELECTIONS)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_page_that_breaks_off_anywhere(page: bytes, at: int, content_type: str, select: list[str | Range]) -> None:
    """Also in the middle of a tag, a character or a comment, and with any selection."""
    assert outcome(page[:at], content_type, select=tuple(select)) == outcome(
        page[:at], content_type, select=tuple(select)
    )


@given(st.lists(st.tuples(st.integers(0, len(PAGE)), st.binary(max_size=6), st.integers(0, 6)), max_size=4), TYPES)
@settings(max_examples=200, deadline=None)
def test_a_page_that_is_damaged_anywhere(damage: list[tuple[int, bytes, int]], content_type: str) -> None:
    """Bytes put in, taken out, and changed."""
    page = PAGE
    for at, put, cut in damage:
        page = page[:at] + put + page[at + cut :]
    outcome(page, content_type)
