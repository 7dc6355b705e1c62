"""What a hostile page may cost: no few bytes of markup are kept a thousand times over, and no words are lost by it."""

from __future__ import annotations

from monitor import read
from monitor.core.read.pieces import LONGEST_BASE, LONGEST_HREF
from monitor.core.read.sections import LONGEST_STEP, MOST_SECTIONS


def test_a_long_base_is_not_kept_with_each_link() -> None:
    """A base of a megabyte before 100,000 links would be 100 GB; links then stay as they are written."""
    base = f"https://example.org/{'a' * LONGEST_BASE}"
    doc = read(f"<base href='{base}'><p>See <a href='#x'>here</a> and <a href='y'>there</a>.".encode())
    assert [link.target for link in doc.sections[0].blocks[0].links] == ["#x", "y"]


def test_a_long_target_stays_as_it_is_written() -> None:
    """It is neither resolved nor remembered for other pages."""
    href = "a" * (LONGEST_HREF + 1)
    doc = read(f"<p>See <a href='{href}'>here</a>.".encode(), url="https://example.org/")
    assert doc.sections[0].blocks[0].links[0].target == href


def test_a_long_heading_is_not_kept_whole_with_each_section_below_it() -> None:
    """The heading itself is whole, its place in the paths is cut."""
    heading = "privacy " * 100
    doc = read(f"<h1>{heading}</h1><p>One.</p><h2>Rights</h2><p>Two.</p>".encode(), content_type="text/html")
    assert doc.sections[0].heading == heading.strip()
    assert doc.sections[1].path == (heading[:LONGEST_STEP], "Rights")


def test_sections_are_bounded_and_no_words_lost() -> None:
    """After the last one, headings are paragraphs."""
    doc = read(b"<h2>Rights</h2><p>x</p>" * (MOST_SECTIONS + 5), content_type="text/html")
    assert len(doc.sections) == MOST_SECTIONS + 1
    assert doc.text.count("Rights") == MOST_SECTIONS + 5


def test_markdown_of_nothing_but_brackets_keeps_its_words() -> None:
    """Its cost is bounded; every word is there."""
    text = "![" * 500_000 + " we collect data"
    doc = read(text.encode(), content_type="text/markdown")
    assert doc.text.endswith("we collect data")
