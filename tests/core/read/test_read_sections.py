"""The tree of sections: what is a heading, at which level, under which number and anchor."""

from __future__ import annotations

import pytest

from monitor import read
from monitor.core.model import Document

PROSE = "We collect the personal data that you give us when you open an account and use our services every day."


def page(body: str) -> Document:
    return read(f"<main><h1>Privacy</h1><p>{PROSE}</p>{body}</main>".encode(), content_type="text/html; charset=utf-8")


def heads(document: Document) -> list[tuple[int, str, str]]:
    return [(section.level, section.number, section.heading) for section in document.sections][1:]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<p><strong>2. Use</strong></p><p>{PROSE}</p>", [(2, "2", "Use")]),
        (f"<p><b>2. Use</b></p><p>{PROSE}</p><p><b>2.1 Our use</b></p><p>{PROSE}</p>", [(2, "2", "Use"), (3, "2.1", "Our use")]),
        (f"<p><b>Use</b>:</p><p>{PROSE}</p>", [(2, "", "Use:")]),
        (f"<p>{PROSE}<br><b>Use</b><br>{PROSE}</p>", [(2, "", "Use")]),
        (f"<ol><li><b>Use</b><p>{PROSE}</p></li><li><b>Sale</b><p>{PROSE}</p></li></ol>", [(2, "", "Use"), (2, "", "Sale")]),
        (f"<table><tr><th colspan='2'>Use</th></tr><tr><td>Name</td><td>{PROSE}</td></tr></table>", [(2, "", "Use")]),
        (f"<button aria-expanded='false'>Use</button><div class='hidden'><p>{PROSE}</p></div>", [(2, "", "Use")]),
        (f"<button>Use</button><div class='panel'><p>{PROSE}</p></div>", [(2, "", "Use")]),
        (f"<details><summary>Use</summary><p>{PROSE}</p></details>", [(2, "", "Use")]),
        (f"<div role='heading' aria-level='3'>Use</div><p>{PROSE}</p>", [(3, "", "Use")]),
        (f"<h2>Use <a href='#use'>#</a></h2><p>{PROSE}</p>", [(2, "", "Use")]),
        (f"<p><b>一、使用</b></p><p>{PROSE}</p><p><b>（二）共享</b></p><p>{PROSE}</p>", [(2, "一", "使用"), (2, "二", "共享")]),
        (f"<h2>Artikel 3. Gebruik</h2><p>{PROSE}</p>", [(2, "Artikel 3", "Gebruik")]),
        (f"<style>.c1{{color:red;font-weight:700}}.c2{{font-weight:400}}</style><p><span class=c1>Use</span></p><p class=c2>{PROSE}</p>", [(2, "", "Use")]),
        (f"<span class='block font-bold'>Use</span><span class=block>{PROSE}</span>", [(2, "", "Use")]),
    ],
)  # fmt: skip
def test_headings_of_every_make(body: str, expected: list[tuple[int, str, str]]) -> None:
    """Tags, roles, bold paragraphs and lines, first lines of clauses, heads of tables, and what opens a part."""
    assert heads(page(body)) == expected


@pytest.mark.parametrize(
    "body",
    [
        f"<p><b>{PROSE}</b></p>",
        "<p><b>Last updated: 5 May 2024</b></p>",
        "<ul><li><b>Name</b></li><li><b>Address</b></li></ul>",
        "<table><tr><th>Data</th><th>Use</th></tr><tr><td>Name</td><td>Orders</td></tr></table>",
        "<p><b><a href='/x'>Your settings</a></b></p>",
        "<p>We keep <b>nothing</b><br>at all</p>",
        "<p>1. One short line with a number</p>",
    ],
)
def test_what_is_bold_or_numbered_is_not_always_a_heading(body: str) -> None:
    """Sentences, dates, items, rows, links, and words within a line; a number alone counts where nothing else does."""
    document = page(f"<h2>Use</h2>{body}<p>{PROSE}</p>")
    assert heads(document) == [(2, "", "Use")]


def test_numbered_lines_are_headings_where_there_are_no_others() -> None:
    """And lines in capitals, as in plain text."""
    body = f"<div>PRIVACY POLICY</div><div>1. Use</div><div>{PROSE}</div><div>2. Sale</div><div>{PROSE}</div>"
    document = read(body.encode(), content_type="text/html")
    assert [(section.number, section.heading) for section in document.sections] == [
        ("", "PRIVACY POLICY"),
        ("1", "Use"),
        ("2", "Sale"),
    ]
    body = f"<p>§ 1 Konto</p><p>{PROSE}</p><p>§ 2 Entgelt</p><p>{PROSE}</p>"
    document = read(body.encode(), content_type="text/html")
    assert [(section.number, section.heading) for section in document.sections] == [
        ("§ 1", "Konto"),
        ("§ 2", "Entgelt"),
    ]


def test_anchors_are_unique() -> None:
    """An id that stands twice leads a browser to the first place alone."""
    document = page("<h2 id='use'>Use</h2><p>One.</p><h2 id='use'>Use again</h2><p>Two.</p>")
    assert [section.anchor for section in document.sections] == ["", "use", ""]


def test_a_card_that_is_one_link_is_a_link_in_each_of_its_blocks() -> None:
    """Where it leads is kept beside the words, as for any link."""
    document = page(
        "<a href='https://example.org/x'><div>Our terms</div><div>Read them too.</div></a><p>" + PROSE + "</p>"
    )
    links = [link for section in document.sections for block in section.blocks for link in block.links]
    assert [(link.text, link.target) for link in links] == [
        ("Our terms", "https://example.org/x"),
        ("Read them too.", "https://example.org/x"),
    ]


def test_a_bold_line_below_the_title_is_not_above_the_headings() -> None:
    """Where nothing stands between it and the first of them."""
    document = read(
        f"<main><h1>Privacy</h1><p><b>Read with care</b></p><h3>Use</h3><p>{PROSE}</p></main>".encode(),
        content_type="text/html",
    )
    assert [section.path for section in document.sections][-1] == ("Privacy", "Use")
