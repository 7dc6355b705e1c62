"""What holds for reading whatever the bytes are."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import read
from monitor.core.errors import ReadError
from monitor.core.read.html import flow
from monitor.core.read.tree import parse

TAGS = st.sampled_from(
    "p div h1 h2 li ul ol table tr td a b strong span details summary main article section br".split()
)
markup = st.recursive(
    st.text(st.characters(exclude_characters="\0"), max_size=20),
    lambda inner: st.builds(
        lambda tag, children: f"<{tag}>{''.join(children)}</{tag}>", TAGS, st.lists(inner, max_size=4)
    ),
    max_leaves=30,
)


@given(
    st.binary(max_size=400), st.sampled_from(["", "text/html", "text/plain", "text/markdown", "text/html; charset=x"])
)
def test_any_bytes_give_a_document_or_a_read_error(body: bytes, content_type: str) -> None:
    """Nothing else ever comes out of reading."""
    try:
        document = read(body, content_type=content_type)
    except ReadError:
        return
    assert isinstance(document.text, str)


@given(markup)
@settings(max_examples=200)
def test_any_nesting_is_read_and_read_the_same_again(html: str) -> None:
    """The same bytes give the same document."""
    body = html.encode("utf-8", "replace")
    assert read(body, content_type="text/html") == read(body, content_type="text/html")


@given(markup)
@settings(max_examples=300)
def test_no_word_of_what_a_person_selected_is_lost(html: str) -> None:
    """However tables, lists and headings are nested, every letter comes out, in order."""
    root = parse(f"<body><div>{html}</div></body>")[0]
    assert root is not None
    letters = "".join(root.itertext())
    read_out = "".join(piece.text for piece in flow(root, keep_all=True).pieces)
    assert list(filter(str.isalnum, read_out)) == list(filter(str.isalnum, letters))


def test_threads_read_the_same_bytes_alike() -> None:
    """A peer's shared parser gave other text under fifty threads; ours is made anew for each call."""
    body = (
        b"<main><h1>Privacy</h1>"
        + b"<p>We keep <a href='/x'>your data</a> safe.</p><ul><li>x</li></ul>" * 50
        + b"</main>"
    )
    with ThreadPoolExecutor(16) as pool:
        assert len({document.text for document in pool.map(lambda _: read(body), range(200))}) == 1
