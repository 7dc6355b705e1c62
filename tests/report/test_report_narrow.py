"""A report of a part tells that part, says so, and hides no trouble."""

from __future__ import annotations

from dataclasses import replace

import pytest
from report_samples import FACTS, MADE, MAJOR, MINOR, rich_coverage, rich_tellings

from monitor.core.records import Telling
from monitor.report import Report, compose, phrases
from monitor.report.html import report_html
from monitor.report.markdown import report_markdown
from monitor.report.narrow import narrowed, said
from monitor.report.text import report_text


def tellings() -> list[Telling]:
    """The example, its second version with facts."""
    return [replace(each, diff=replace(each.diff, facts=FACTS)) if each.after.number == 2 else each for each in rich_tellings()]  # fmt: skip


def report(types: tuple[str, ...] = (), topics: tuple[str, ...] = (), head: str = "") -> Report:
    """A report of that part of the example."""
    found = narrowed(tellings(), types, topics)
    return compose(
        found, rich_coverage(), title="t", since=None, until=None, made_at=MADE, head=head, only=said(types, topics)
    )


def test_without_a_filter_everything_stays() -> None:
    """To the value."""
    assert narrowed(tellings()) == tellings()
    assert said((), ()) == ""


@pytest.mark.parametrize("wanted", ["retention", "retention.period"])
def test_a_type_stands_for_all_below_it(wanted: str) -> None:
    """Facts of it alone are left, and no change beside them."""
    (entry,) = report((wanted,)).entries
    assert [fact.type for fact in entry.facts] == ["retention.period"]
    assert entry.telling.diff.changes == ()


def test_a_type_is_no_beginning_of_a_word() -> None:
    """`retent` is not `retention`."""
    assert narrowed(tellings(), ("retent",)) == []


def test_what_is_left_says_how_significant_it_is() -> None:
    """A promise of minor weight does not stay major because of what was left out."""
    assert report(("commitment",)).entries[0].significance is MINOR
    assert report(("retention",)).entries[0].significance is MAJOR


def test_a_topic_takes_the_sections_on_it() -> None:
    """In the language of the page; changes and facts alike."""
    (entry, *_) = report(topics=("retention",)).entries
    assert {change.section[-1] for change in entry.telling.diff.changes} == {"How long we keep it"}
    assert {fact.section[-1] for fact in entry.facts} == {"How long we keep it"}


def test_a_report_of_a_part_says_so_and_names_unread_pages() -> None:
    """Never `nothing changed` where other things did."""
    made = report(("age",), ("rights", "choices"))
    told = phrases.summary(made)
    assert told[0] == "Told here is nothing but facts of the type age on the topics rights and choices."
    assert told[1].startswith("Nothing of that changed on the pages that could be read")
    assert "Not readable in any check: Example Mail." in told


def test_the_head_of_the_ledger_stands_in_the_evidence() -> None:
    """In every format; without one nothing is said of it."""
    for write in (report_text, report_markdown, report_html):
        assert "ab" * 32 in write(report(head="ab" * 32)).replace("\n", "")
        assert "Head of the ledger" not in write(report())
