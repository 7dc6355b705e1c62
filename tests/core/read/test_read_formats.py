"""XHTML, plain text and Markdown into the same Document as HTML, and markup that the parser alone would cut short."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor import read
from monitor.core.model import BlockKind, Document
from monitor.core.read.markdown import LONGEST_PART

XHTML = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "xhtml1.dtd">\n'
    '<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en"><head><title>Privacy</title><script src="x.js"/></head>'
    "<body><div/><h1>Privacy</h1><p>Caf&eacute; &amp; bar&nbsp;keep <![CDATA[fewer than 5 < 6 & more]]> records.</p>"
    '<a name="rights"/><h2>Rights</h2><p>Ask <a href="/ask">us</a>.</p></body></html>'
)


def headings(doc: Document) -> list[tuple[int, str]]:
    return [(section.level, section.heading) for section in doc.sections if section.heading]


def blocks(doc: Document) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for section in doc.sections for block in section.blocks]


@pytest.mark.parametrize("content_type", ["application/xhtml+xml; charset=utf-8", "application/xml", "text/xml"])
def test_xhtml_is_read_as_xml(content_type: str) -> None:
    """Empty scripts swallow nothing, CDATA is text, named characters are characters."""
    doc = read(XHTML.encode(), url="https://example.org/privacy", content_type=content_type)
    assert (doc.title, doc.language, doc.partial) == ("Privacy", "en", False)
    assert headings(doc) == [(1, "Privacy"), (2, "Rights")]
    assert [text for _, text in blocks(doc)] == ["Café & bar keep fewer than 5 < 6 & more records.", "Ask us."]
    assert doc.sections[1].blocks[0].links[0].target == "https://example.org/ask"


def test_xhtml_that_is_not_well_formed_is_read_as_html() -> None:
    """A browser would show an error; the text is there."""
    broken = XHTML.replace("</p><a name", "<a name").replace('<script src="x.js"/>', "")
    assert "Ask us." in read(broken.encode(), content_type="application/xhtml+xml").text


def test_entities_of_a_page_of_its_own_are_never_expanded() -> None:
    """A billion laughs, in the text and in an attribute."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE html [<!ENTITY l0 "laugh">{laughs}<!ENTITY file SYSTEM "file:///etc/passwd">]>'
    page = f'{doctype}<html xmlns="http://www.w3.org/1999/xhtml"><body><p title="&l9;">We keep &l9; &file; it.</p></body></html>'
    doc = read(page.encode(), content_type="application/xhtml+xml")
    assert len(doc.text) < 1000
    assert "root:" not in doc.text


PLAIN = """PRIVACY POLICY
==============

1. Data we collect

We collect the data that you give us. We keep it for
30. days are counted from the day on which you
us. give it.

1.1 Devices

We also collect:
1) the kind of device
2) its system, which
   we need

Your rights
-----------
You can:

- ask for a copy
- have it deleted

1. Name

2. Address

3. Telephone number
"""


def test_plain_text_has_headings_and_lists() -> None:
    """By rules under them, by numbers with text below, by capitals; a list of numbers is a list."""
    doc = read(PLAIN.encode(), content_type="text/plain")
    assert headings(doc) == [(1, "PRIVACY POLICY"), (2, "Data we collect"), (3, "Devices"), (2, "Your rights")]
    assert [section.number for section in doc.sections] == ["", "1", "1.1", ""]
    assert blocks(doc) == [
        ("paragraph", "We collect the data that you give us. We keep it for 30. days are counted from the day on which "
         "you us. give it."),
        ("paragraph", "We also collect:"),
        ("item", "the kind of device"),
        ("item", "its system, which we need"),
        ("paragraph", "You can:"),
        ("item", "ask for a copy"),
        ("item", "have it deleted"),
        ("item", "Name"),
        ("item", "Address"),
        ("item", "Telephone number"),
    ]  # fmt: skip


@given(
    st.lists(
        st.sampled_from(["We keep", "1. Data", "- item", "===", "YOUR DATA", "a) x", "30.", "us. give", "", "end."])
    )
)
def test_no_word_of_a_plain_text_is_lost(lines: list[str]) -> None:
    """Marks of lists and rules go, words stay, in their order."""
    found = read("\n".join(lines).encode(), content_type="text/plain").text.split()
    marks = {"1.", "-", "===", "a)", "a", "1", "30.", "us."}
    words = [word for word in "\n".join(lines).split() if word not in marks]
    assert [word for word in found if word not in marks] == words


def test_markdown_says_its_title_and_language_in_front() -> None:
    """Front matter is about the page, and no part of it."""
    text = '---\ntitle: "Datenschutz bei Beispiel"\nlang: de\n---\n\n# Datenschutz\n\nWir speichern Daten.\n'
    doc = read(text.encode(), content_type="text/markdown")
    assert (doc.title, doc.text) == ("Datenschutz bei Beispiel", "Datenschutz\nWir speichern Daten.")


def test_long_markdown_is_read_as_markdown() -> None:
    """A part at a time: headings, lists, code and links that are defined far away are what they are."""
    filler = "\n\n".join(f"## Part {n}\n\nWe keep [this][policy] for {n} days.\n\n- one\n- two" for n in range(6000))
    text = f"# All\n\n```\n# no heading\n\n- no item\n```\n\n{filler}\n\n[policy]: https://example.org/policy\n"
    assert len(text) > 10 * LONGEST_PART
    doc = read(text.encode(), content_type="text/markdown")
    assert headings(doc) == [(1, "All"), *((2, f"Part {n}") for n in range(6000))]
    assert {block.kind for block in doc.sections[0].blocks} == {BlockKind.CODE}
    assert " ".join(block.text for block in doc.sections[0].blocks) == "# no heading - no item"
    assert all(section.blocks[0].links[0].target == "https://example.org/policy" for section in doc.sections[1:])
    assert sum(kind == "item" for kind, _ in blocks(doc)) == 12_000


@pytest.mark.parametrize("depth", [260, 3000, 50_000])
@pytest.mark.parametrize("tag", ["div", "b", "span"])
def test_markup_nested_beyond_the_parser_loses_no_text(depth: int, tag: str) -> None:
    """libxml2 gives up at 2,048; what comes after would be gone, as if the policy had been cut."""
    deep = f"<{tag}>" * depth + "We keep data deep down." + f"</{tag}>" * depth
    doc = read(f"<body><h1>Privacy</h1>{deep}<p>And after it.</p></body>".encode(), content_type="text/html")
    assert not doc.partial
    assert " ".join(doc.text.split()) == "Privacy We keep data deep down. And after it."


def test_a_text_of_many_megabytes_is_whole() -> None:
    """libxml2 drops a text of more than 10 MB where it is not asked to keep it."""
    doc = read(b"<p>" + b"word " * 2_500_000 + b"</p><p>end</p>", content_type="text/html")
    assert not doc.partial
    assert doc.words == 2_500_001


NESTED = st.recursive(
    st.sampled_from(["data", "we keep"]),
    lambda inner: st.builds(
        lambda tag, times, children: f"<{tag}>" * times + " ".join(children) + f"</{tag}>" * times,
        st.sampled_from(["div", "ul", "b", "table", "section", "p"]),
        st.sampled_from([1, 2, 900]),
        st.lists(inner, max_size=3),
    ),
    max_leaves=12,
)


@given(NESTED)
@example("<div>data <div>data <div>data we keep we keep</div> <div>we keep we keep we keep</div></div></div>")
@settings(max_examples=60, deadline=None)
def test_no_word_is_lost_however_deep(html: str) -> None:
    """Also where the parser alone gives up. All of the body is asked for: of a few words, most may stand in one part."""
    doc = read(f"<body><p>first</p>{html}<p>last</p></body>".encode(), content_type="text/html", select=["body"])
    assert doc.text.replace("|", " ").split().count("data") == html.count("data")
    assert not doc.partial
