"""One edit of a real policy gives the fact that it is, and nothing else. Skipped where the labelled pages are not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from monitor import compare, read
from monitor.core.model import Block, BlockKind, Document, Fact

CORPUS = Path(__file__).parents[4] / "shared/corpus"
FOLDERS = ("demo", "genai")
EDITS = {
    "a period": ("We keep crash reports for 30 days.", "We keep crash reports for 90 days.", ("retention.period", "changed", "P30D", "P90D")),
    "a modal": ("We may tell you about outages.", "We will tell you about outages.", ("modality", "changed", "may", "will")),
    "a promise": ("We never rent your postal address.", "", ("commitment", "removed", "not rent", "")),
    "a recipient": ("", "We share invoices with Quillfeather Holdings Ltd.", ("recipient.named", "added", "", "Quillfeather Holdings Ltd")),
    "an address": ("Write to first@example.org.", "Write to second@example.org.", ("contact.email", "changed", "first@example.org", "second@example.org")),
}  # fmt: skip


@cache
def policies() -> tuple[Document, ...]:
    """One reading of each English page."""
    found: dict[str, Document] = {}
    for folder in (CORPUS / name for name in FOLDERS):
        for row in map(json.loads, (folder / "pairs.jsonl").read_text("utf-8").splitlines()):
            if row["kind"] == "text" and row["page"] not in found:
                body = (folder / "html" / row["after"]).read_bytes()
                found[row["page"]] = read(body, url=row["url"], content_type="text/html; charset=utf-8")
    return tuple(document for document in found.values() if document.language.startswith("en"))


def with_sentence(document: Document, text: str) -> Document:
    """The document with a paragraph more, at the end of the section in its middle."""
    middle = len(document.sections) // 2
    section = document.sections[middle]
    longer = replace(section, blocks=(*section.blocks, Block(BlockKind.PARAGRAPH, text))) if text else section
    return replace(document, sections=(*document.sections[:middle], longer, *document.sections[middle + 1 :]))


def told(before: Document, after: Document) -> Iterator[Fact]:
    """The facts but for the note that no date moved, and what the same sentence says besides, as less."""
    return (fact for fact in compare(before, after).facts if fact.type != "meta.silent_change")


needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the labelled pages are not beside this checkout")


@needs_corpus
@pytest.mark.parametrize("name", EDITS)
def test_an_edit_of_any_policy_is_the_fact_that_it_is(name: str) -> None:
    """In the middle of each."""
    old, new, expected = EDITS[name]
    assert len(policies()) > 8
    for document in policies():
        facts = list(told(with_sentence(document, old), with_sentence(document, new)))
        brief = [(fact.type, fact.op.value, fact.value_before, fact.value_after) for fact in facts]
        assert expected in brief, document.title
        others = [fact for fact in facts if fact.type.partition(".")[0] != expected[0].partition(".")[0]]
        assert [fact for fact in others if not fact.rule.endswith(("listed", "stated"))] == [], document.title


@needs_corpus
def test_a_section_that_moves_brings_no_fact_but_that() -> None:
    """Whatever it says."""
    for document in policies():
        middle = len(document.sections) // 2
        moved = document.sections[middle]
        rest = (*document.sections[:middle], *document.sections[middle + 1 :])
        facts = told(document, replace(document, sections=(*rest[:2], moved, *rest[2:])))
        assert {fact.type for fact in facts} <= {"section.moved"}, document.title
