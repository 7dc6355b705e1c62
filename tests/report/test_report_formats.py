"""A rich example in every format, held against golden files.

`RENEW_GOLDEN=1 python -m pytest tests/report/test_report_formats.py` writes them anew; read the difference before you
commit it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from report_samples import CHANGES, COSMETIC, FACTS, MADE, modified, moment, rich, rich_tellings, telling, version

from monitor.core.model import Change, ChangeKind, Diff, Outcome, Significance
from monitor.report import Report, compose, phrases
from monitor.report.atom import report_atom
from monitor.report.html import report_html
from monitor.report.json import dumps, report_json
from monitor.report.markdown import report_markdown
from monitor.report.text import report_text, table_text

GOLDEN = Path(__file__).parent / "golden"
FORMATS: dict[str, Callable[[Report], str]] = {
    "report.txt": report_text,
    "report-narrow.txt": lambda report: report_text(report, 44),
    "report-colour.txt": lambda report: report_text(report, 80, colour=True),
    "report.md": report_markdown,
    "report.html": report_html,
    "report.json": lambda report: dumps(report_json(report)),
}


@pytest.mark.parametrize("name", FORMATS)
def test_the_example_reads_as_agreed(name: str) -> None:
    """Every format, to the letter."""
    written = FORMATS[name](rich()).rstrip("\n") + "\n"
    if os.environ.get("RENEW_GOLDEN"):
        (GOLDEN / name).write_text(written, "utf-8")
    assert written == (GOLDEN / name).read_text("utf-8")


@pytest.mark.parametrize("width", [30, 60, 100])
def test_the_terminal_report_keeps_to_its_width(width: int) -> None:
    """No line is longer, and none ends in spaces."""
    lines = report_text(rich(), width).split("\n")
    assert max(map(len, lines)) <= width
    assert [line for line in lines if line != line.rstrip()] == []


def test_without_colour_there_is_no_escape_and_the_words_are_marked() -> None:
    """`[-went-]` and `{+came+}` say what red and green say on a terminal."""
    plain, coloured = report_text(rich()), report_text(rich(), colour=True)
    assert "\x1b" not in plain
    assert "[-30-]" in plain
    assert "{+90+}" in plain
    assert "\x1b[" in coloured
    assert "[-30-]" not in coloured


def many(count: int, *, whole: bool) -> Report:
    """So many changes; the last of them has twelve places, of which one is a section of nine paragraphs."""
    added = [Change(ChangeKind.ADDED, ("New",), "", f"Paragraph {n}.", after_at=n) for n in range(9)]
    places = [modified((f"Section {n}",), 20 + n, " a ", "-b", "+c") for n in range(11)]
    versions = [version(n, moment(n), Outcome.CHANGED, Significance.MINOR) for n in range(1, count + 2)]
    diff = Diff(Outcome.CHANGED, Significance.MINOR, (*added, *places))
    tellings = [telling(old, new, diff) for old, new in pairwise(versions)]
    coverage = () if whole else rich().coverage
    return compose(tellings, coverage, title="t", since=None, until=None, made_at=MADE)


def test_the_text_of_a_period_lists_many_changes_and_shows_the_first_places_of_each() -> None:
    """What is left out is counted, with the command that shows it; nothing of that for few changes."""
    text = report_text(many(4, whole=False))
    assert text.count("MINOR      2026-11-0") == 4
    assert text.count("[6 more passages]") == text.count("and 4 more places: `privacy-monitor diff cloud ") == 4
    assert "Paragraph 2." in text
    assert "Paragraph 3." not in text
    assert "MINOR      " not in report_text(many(3, whole=False))


def test_the_text_of_a_pair_of_versions_leaves_nothing_out() -> None:
    """Every paragraph and every place."""
    text = report_text(many(1, whole=True))
    assert all(f"Paragraph {n}." in text for n in range(9))
    assert all(f"Section {n}\n" in text for n in range(11))


def test_a_major_passage_is_never_folded() -> None:
    """However long it is, also in the report of a period."""
    added = [replace(CHANGES[3], after=f"Paragraph {n}.", after_at=n) for n in range(9)]
    one, two = (version(n, moment(n), Outcome.CHANGED, Significance.MAJOR) for n in (1, 2))
    tellings = [telling(one, two, Diff(Outcome.CHANGED, Significance.MAJOR, tuple(added)))]
    made = compose(tellings, rich().coverage, title="t", since=None, until=None, made_at=MADE)
    assert "Paragraph 8." in report_text(made)


def test_the_dates_that_a_page_states_are_told_also_where_they_stayed() -> None:
    """Both where they differ; that they did not differ; and nothing where the page states none."""
    made = rich_tellings()
    assert phrases.stated(made[2]) == "last updated 2025-03-03 → 2025-09-01"
    assert phrases.stated(made[0]) == "last updated 2025-09-01, as before"
    assert phrases.stated(made[3]) == ""
    gone = replace(made[0], after=replace(made[0].after, updated=None, effective=date(2026, 1, 1)))
    assert phrases.stated(gone) == "last updated 2025-09-01 → not stated; effective not stated → 2026-01-01"


def test_markdown_marks_survive_any_neighbour() -> None:
    """An inserted or deleted run is one element, also where it touches letters or begins with punctuation."""
    change = modified(("A",), 1, " word", "+(s)", " and ", "-*x*", "+“y”", " z", "  then ", "-gone", "+end.")
    one, two = (version(n, moment(n), Outcome.CHANGED, Significance.MINOR) for n in (1, 2))
    made = compose(
        [telling(one, two, Diff(Outcome.CHANGED, Significance.MINOR, (change,)))],
        [],
        title="t",
        since=None,
        until=None,
        made_at=MADE,
    )
    html = MarkdownIt("commonmark").enable("strikethrough").render(report_markdown(made))
    for mark in ("<ins>(s)</ins>", "<del>*x*</del>", "<ins>“y”</ins>", "<s>gone</s>", "<strong>end.</strong>"):
        assert mark in html
    assert "**" not in html
    assert "~~" not in html


@pytest.mark.parametrize("write", [report_text, report_markdown, report_html])
def test_what_is_only_cosmetic_is_shown_where_it_is_asked_for(write: Callable[[Report], str]) -> None:
    """Two versions put side by side show their cosmetic changes; beside greater ones they are counted."""
    one, two = (version(n, moment(n), Outcome.CHANGED, COSMETIC) for n in (1, 2))
    told = telling(one, two, Diff(Outcome.CHANGED, COSMETIC, CHANGES[-1:]))
    made = compose([told], [], title="t", since=None, until=None, made_at=MADE, tell=Significance.NONE)
    assert "lang=en" in write(made).replace("\\", "")
    assert "2 cosmetic changes" in write(rich())


def test_json_is_exact_and_names_its_schema() -> None:
    """Every text as the page had it, every entry in one of the lists, times with their zone."""
    strange = rich(title="\x1b[31m \u202e \ud800 é")
    written = dumps(report_json(strange))
    assert written.isprintable() or set(filter(lambda c: not c.isprintable(), written)) == {"\n"}
    read = json.loads(written)
    assert read["schema"] == "privacy-monitor/report/1"
    assert read["title"] == strange.title
    assert [entry["told"] for entry in read["entries"] + read["first"] + read["quiet"]] == [True, True, True, False]
    assert read["since"] == "2026-11-17T00:00:00Z"
    assert read["coverage"][1]["longest_gap"] == 26 * 3600
    assert len(read["entries"][0]["changes"]) == len(CHANGES)


def test_every_json_name_is_documented() -> None:
    """docs/reports.md names every field of the schema."""
    docs = (Path(__file__).parents[2] / "docs/reports.md").read_text("utf-8")

    def names(value: object) -> set[str]:
        if isinstance(value, dict):
            return set(value).union(*map(names, value.values()))
        return set().union(*map(names, value)) if isinstance(value, list) else set()

    assert sorted(name for name in names(report_json(rich())) if f"`{name}`" not in docs) == []


def test_a_table_keeps_names_whole_where_there_is_room() -> None:
    """Only the last column wraps; on a narrow terminal all do, no date is broken, and nothing is cut off."""
    rows = [("a-page-with-a-long-id", "2026-01-01", "words " * 12)]
    assert "a-page-with-a-long-id" in table_text(("Page", "Seen", "What"), rows, 60)
    narrow = table_text(("Page", "Seen", "What"), rows, 20)
    assert "".join(line[:16].strip() for line in narrow.split("\n")[1:]) == "a-page-with-a-long-id"
    assert "2026-01-01" in narrow
    assert narrow.split().count("words") == 12


def test_pages_are_told_in_their_language() -> None:
    """The words of a page carry its language, the report's own words are English; an odd tag is left out."""
    html = report_html(rich())
    assert '<html lang="en">' in html
    assert 'lang="de" dir="auto">Wir löschen' in html
    entry = rich().entries[1].telling
    odd = replace(entry, after=replace(entry.after, language='x" onload="'))
    made = compose([odd], [], title="t", since=None, until=None, made_at=MADE)
    assert 'lang="" dir="auto">Wir löschen' in report_html(made)


def large(count: int) -> Report:
    """One diff with so many changes in as many sections, and a fact for each tenth."""
    changes = tuple(
        modified((f"Section {n}",), n, f" We keep item {n} for ", "-30", "+90", "  days.") for n in range(count)
    )
    facts = tuple(replace(FACTS[1], section=(f"Section {n}",)) for n in range(0, count, 10))
    old, new = (version(n, moment(n), Outcome.CHANGED, Significance.MAJOR) for n in (1, 2))
    diff = Diff(Outcome.CHANGED, Significance.MAJOR, changes, facts)
    return compose([telling(old, new, diff)], rich().coverage, title="t", since=None, until=None, made_at=MADE)


@pytest.mark.parametrize("write", [report_html, report_text, report_markdown, report_atom])
def test_a_report_grows_as_its_changes_do_and_no_faster(write: Callable[[Report], str]) -> None:
    """Ten thousand changes are at most a little over twice as long as five thousand, and under 1.2 kB each."""
    small, big = len(write(large(5_000))), len(write(large(10_000)))
    assert big <= 2.1 * small
    assert big < 1_200 * 10_000


def test_years_of_changes_are_folded_in_html() -> None:
    """The first five are open; every headline stands, and the evidence of the rest is folded too."""
    html = report_html(many(9, whole=False))
    page = BeautifulSoup(html, "lxml")
    assert [bool(article.find("details", recursive=False)) for article in page.find_all("article")] == [False] * 5 + [True] * 4  # fmt: skip
    assert len(page.find_all("h2")) >= 9
    assert len(page.select("#evidence > .proof")) == 5
    assert len(page.select("#evidence > details .proof")) == 4


def test_a_digest_of_many_pages_begins_with_a_row_a_page() -> None:
    """How often each changed and what weighs most, in every format for people; one page alone needs none."""
    both = [*many(3, whole=False).entries, *(replace(each, telling=replace(each.telling, page_id="b", page_name="Bee")) for each in many(2, whole=False).entries)]  # fmt: skip
    made = replace(many(3, whole=False), entries=tuple(both))
    assert [(row.page_name, row.changes) for row in made.overview] == [("Example Cloud", 3), ("Bee", 2)]
    for write in (report_text, report_markdown, report_html):
        assert "What weighs most" in write(made)
        assert "What weighs most" not in write(many(3, whole=False))


def test_many_facts_are_folded_in_html_and_counted_in_a_feed() -> None:
    """Twelve are open."""
    page = BeautifulSoup(report_html(large(200)), "lxml")
    assert len(page.select("article > .facts > li")) == 12
    assert len(page.select("details .facts > li")) == 8
    assert "and 8 more facts" in report_atom(large(200))


def test_a_page_that_is_watched_at_another_address_is_told_so() -> None:
    """What differs then is not all the page's doing."""
    entry = rich().entries[0].telling
    assert entry.snapshot_before
    elsewhere = replace(entry, snapshot_before=replace(entry.snapshot_before, url="https://old.example/privacy"))
    made = compose([elsewhere], [], title="t", since=None, until=None, made_at=MADE)
    for text in (report_text(made), report_markdown(made), report_html(made)):
        assert "Watched at another address since" in text
    assert "Watched at another address" not in report_text(rich())
