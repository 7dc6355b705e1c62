"""One document to look at."""

from __future__ import annotations

import json
from datetime import date

from markdown_it import MarkdownIt

from monitor.core.model import Block, BlockKind, Document, Link, Section
from monitor.report.document import document_json, document_markdown, document_text
from monitor.report.json import dumps

DOCUMENT = Document(
    sections=(
        Section(0, "", blocks=(Block(BlockKind.PARAGRAPH, "Before any heading."),)),
        Section(1, "Privacy", ("Privacy",), blocks=(Block(BlockKind.PARAGRAPH, "We care for your data, as this sentence says at some length."),)),
        Section(2, "What we collect", ("Privacy", "What we collect"), "2.1", "collect", "data_collected", (
            Block(BlockKind.ITEM, "your name, which you give to us", (Link("name", "https://x.example/"),), 1),
            Block(BlockKind.ITEM, "its parts", (), 2),
            Block(BlockKind.ROW, "Purpose | Basis | Kept"),
            Block(BlockKind.ROW, "Service | Contract"),
            Block(BlockKind.TERM, "Personal data"),
            Block(BlockKind.DEFINITION, "what says who you are"),
            Block(BlockKind.QUOTE, "as the law has it"),
        )),
        Section(6, "Deep", ("Privacy", "Deep"), blocks=(Block(BlockKind.CODE, "one\ntwo"),)),
    ),
    title="Privacy",
    language="en",
    updated=date(2026, 11, 1),
)  # fmt: skip

TEXT = """\
Before any heading.

Privacy

  We care for your data, as this
  sentence says at some length.

  2.1 What we collect

    • your name, which you give to
      us
      • its parts

    · Purpose | Basis | Kept
    · Service | Contract

    Personal data

      what says who you are

    │ as the law has it

      Deep

        one
        two"""


def test_text_shows_sections_by_indentation_and_wraps_with_it() -> None:
    """Every block is there, in order, no line longer than the width."""
    written = document_text(DOCUMENT, 34)
    assert [line.strip() for line in written.split("\n")] == [line.strip() for line in TEXT.split("\n")]
    assert max(map(len, written.split("\n"))) <= 34
    assert "\n  2.1 What we collect\n" in written
    assert "\n      • its parts\n" in written


def test_markdown_has_the_document_s_structure() -> None:
    """Headings with their level and number, lists, a table of its rows; ragged rows are filled up."""
    html = MarkdownIt("commonmark").enable("table").render(document_markdown(DOCUMENT))
    for part in (
        "<h1>Privacy</h1>",
        "<h2>2.1 What we collect</h2>",
        "<h6>Deep</h6>",
        "<td>Contract</td>",
        "<blockquote>",
    ):
        assert part in html
    assert html.count("<td>") == 3
    assert html.count("<li>") == 2


def test_json_holds_all_of_it() -> None:
    """The whole document under the names of the model, with its schema and the number of its words."""
    read = json.loads(dumps(document_json(DOCUMENT)))
    assert (read["schema"], read["words"], read["updated"]) == (
        "privacy-monitor/document/1",
        DOCUMENT.words,
        "2026-11-01",
    )
    section = read["sections"][2]
    assert (section["path"], section["number"]) == (["Privacy", "What we collect"], "2.1")
    assert section["blocks"][0]["links"] == [{"text": "name", "target": "https://x.example/"}]


def test_an_empty_document_is_empty_text() -> None:
    """Nothing to show is no error."""
    assert document_text(Document(())) == ""
    assert document_markdown(Document(())).strip() == ""
