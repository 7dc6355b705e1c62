"""The table of significance: each rule with what it holds of and what it does not; and that the documentation is it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core import significance
from monitor.core.compare import changes
from monitor.core.lexicon import MONTHS
from monitor.core.model import Block, BlockKind, Change, ChangeKind, Document, Edit, EditOp, Section, Significance
from monitor.core.significance import RULES, overall, rank, rule

DOCS = Path(__file__).parents[2] / "docs" / "comparing.md"


def modified(before: str, after: str, heading: str = "Data") -> Change:
    """The one change between two documents of one block."""
    old, new = (
        Document((Section(2, heading, (heading,), blocks=(Block(BlockKind.PARAGRAPH, text),)),))
        for text in (before, after)
    )
    (change,) = changes(old, new)
    return change


def alone(kind: ChangeKind, text: str, heading: bool = False, section: str = "Data") -> Change:
    """A line added or removed."""
    if kind is ChangeKind.ADDED:
        return Change(kind, (section,), after=text, edits=(Edit(EditOp.INSERT, text),), heading=heading, after_at=1)
    return Change(kind, (section,), before=text, edits=(Edit(EditOp.DELETE, text),), heading=heading, before_at=1)


LONG = "We process what you give us as this policy says, and with care."


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("We keep visits, always.", "We keep Visits always", "same-words"),
        ("A fee of 1.5 per cent applies", "A fee of 15 per cent applies", "numbers"),
        ("Mail dpo@example.org for this", "Mail [email protected] for this", "hidden-email"),
        ("Mail a@example.org or b@x.org now", "Mail a@example.org or c@x.org now", "wording"),
        ("Mail a@example.org or b@x.org now", "Mail [email protected] or c@x.org now", "reworded"),
        ("We do not sell your data to anyone.", "We may sell your data to anyone.", "promise-removed"),
        ("We don't share it. We like you.", "We share it. We like you.", "promise-removed"),
        ("Wir verkaufen Ihre Daten nicht an Dritte.", "Wir verkaufen Ihre Daten an Dritte.", "promise-removed"),
        ("Nous ne vendons pas vos données.", "Nous vendons vos données.", "promise-removed"),
        ("We share it with partners we know.", "We never share it with partners we know.", "promise-added"),
        ("If you do not use the site, tell us", "If you use the site, tell us", "negation"),
        ("We keep it for 30 days.", "We keep it for 90 days.", "retention-period"),
        ("We delete logs after six months.", "We delete logs when we no longer need them.", "retention-period"),
        ("Wir speichern es 6 Monate lang.", "Wir speichern es 12 Monate lang.", "retention-period"),
        ("我们保存数据30天。", "我们保存数据90天。", "retention-period"),
        ("We keep it for 30 days.", "We keep it for 1 month.", "wording"),
        ("Wir speichern es 12 Monate lang.", "Wir speichern es 365 Tage lang.", "wording"),
        ("We keep A for 30 days, B for 90.", "We keep A for 90 days, B for 30.", "retention-period"),
        ("A fee of 3 for it, 5 for more", "A fee of 5 for it, 3 for more", "numbers"),
        ("我们不向第三方出售数据。", "我们向第三方出售数据。", "negation"),
        ("我们使用数据改进服务。", "我们使用数据改进服务并与合作伙伴分享。", "reworded"),
        ("We answer within 30 days.", "We answer within 90 days.", "numbers"),
        ("We answer within thirty days.", "We answer within sixty days.", "numbers"),
        ("Last updated: May 1, 2024", "Last updated: June 2, 2025", "dates"),
        ("UpdatedMay 1, 2024 by us", "UpdatedJune 2, 2025 by us", "dates"),
        ("Stand: 25. Mai 2018", "Stand: 26. Juni 2019", "dates"),
        ("更新日期：2024年5月1日", "更新日期：2024年6月1日", "dates"),
        ("Cookies are not needed here", "Cookies are needed here", "negation"),
        ("We may contact you about this", "We will contact you about this", "modal"),
        ("We contact you if you agree", "We contact you only if you agree", "condition"),
        ("We organise the events here", "We organize the events here", "spelling"),
        ("Our organisation analyses behaviour.", "Our organization analyzes behavior.", "spelling"),
        ("An order that is cancelled by you", "An order that is canceled by you", "spelling"),
        ("Our centre for help", "Our center for help", "spelling"),
        ("The catalogue of goods", "The catalog of goods", "spelling"),
        ("A licence for it", "A license for it", "spelling"),
        ("A judgement of the court", "A judgment of the court", "spelling"),
        ("A fee of 1.5 for our organisation", "A fee of 15 for our organization", "numbers"),
        ("A limit of 1.5 GB and 15 files", "A limit of 15 GB and 1.5 files", "numbers"),
        ("A limit of 1,000 files", "A limit of 1000 files", "same-words"),
        ("A limit of 1.000 files", "A limit of 1000 files", "same-words"),
        ("A rate of 1.2345 per cent", "A rate of 12345 per cent", "numbers"),
        ("A limit of 1,000 files applies", "A limit of 1000 files counts", "reworded"),
        ("We keep it for 30 days.", "We keep it for thirty (30) days.", "same-words"),
        ("We tell you at least 30 days before", "We tell you at least 30 hours before", "numbers"),
        ("Last updated: May 1, 2024", "Last updated: 1 May 2024", "same-dates"),
        ("Last updated: May 1, 2024", "Last updated: 05/01/2024", "dates"),
        ("Last updated: 05/06/2024", "Last updated: 06/05/2024", "dates"),
        ("We use it including but not limited to news", "We use it including news", "reworded"),
        (LONG, LONG + " We send you news about other products too.", "reworded"),
    ],
)
def test_the_first_rule_that_holds_decides_on_a_modified_block(before: str, after: str, expected: str) -> None:
    """Each rule of a rewording, in seven languages and a few traps."""
    assert rule(modified(before, after)).id == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (alone(ChangeKind.REMOVED, "We do not sell your data."), "promise-removed"),
        (alone(ChangeKind.REMOVED, "You may not use bots."), "block"),
        (alone(ChangeKind.REMOVED, "Your data is not sold."), "promise-removed"),
        (alone(ChangeKind.REMOVED, "Example Ltd does not sell what it knows."), "promise-removed"),
        (alone(ChangeKind.REMOVED, "No vendemos sus datos personales."), "promise-removed"),
        (alone(ChangeKind.REMOVED, "We ask that you never share your password."), "block"),
        (alone(ChangeKind.REMOVED, "Do not use our plug-ins to send spam."), "block"),
        (alone(ChangeKind.REMOVED, "We do not allow the use of robots."), "block"),
        (alone(ChangeKind.REMOVED, "Logs are deleted after 18 months."), "retention-period"),
        (alone(ChangeKind.REMOVED, "Logs: 18 months", section="How long we keep it"), "retention-period"),
        (alone(ChangeKind.REMOVED, "Subscriptions renew after 18 months."), "block"),
        (alone(ChangeKind.ADDED, "We do not sell your data."), "promise-added"),
        (alone(ChangeKind.ADDED, "Last updated: 1 May 2024"), "dates"),
        (alone(ChangeKind.ADDED, "Location"), "block"),
        (alone(ChangeKind.ADDED, "* * *"), "no-words"),
        (alone(ChangeKind.ADDED, "Your rights", heading=True), "heading"),
        (alone(ChangeKind.REMOVED, "Your rights", heading=True), "heading"),
        (Change(ChangeKind.LINKS, (), "https://x.org/a", "https://x.org/b"), "links"),
        (Change(ChangeKind.MOVED, (), "We do not sell it.", "We do not sell it."), "moved"),
        (Change(ChangeKind.MODIFIED, (), "1. Who we are", "2. Who we are", heading=True), "renumbered"),
        (Change(ChangeKind.RENAMED, (), "Sharing", "Disclosure", heading=True), "renamed"),
        (Change(ChangeKind.RENAMED, (), "We do not share", "Sharing", heading=True), "promise-removed"),
    ],
)
def test_the_first_rule_that_holds_decides_on_the_other_kinds(change: Change, expected: str) -> None:
    """Each rule of what came, went, moved, or has another name or target."""
    assert rule(change).id == expected
    assert rank(change) is rule(change).level


def test_sentences_that_stand_around_a_change_do_not_raise_it() -> None:
    """A promise and a period beside a mended word are still there."""
    around = "We do not sell it. We keep it for 30 days. {} We never share it. It is deleted after 2 years."
    assert rule(modified(around.format("We organise events."), around.format("We organize events."))).id == "spelling"


def test_a_text_too_long_to_be_read_whole_is_never_called_cosmetic() -> None:
    """The rules see the first stretch alone; what they do not see may matter."""
    before = "a, " * 50_000 + "x"
    change = Change(ChangeKind.MODIFIED, (), before, before.replace(",", "") + "and more words than two")
    assert rank(change).rank > Significance.COSMETIC.rank


def test_overall_is_the_highest_rank_given_and_none_without_changes() -> None:
    """By rank, not by spelling."""
    change = alone(ChangeKind.ADDED, "x")
    levels = (Significance.MINOR, Significance.MAJOR, Significance.COSMETIC)
    assert overall(replace(change, significance=level) for level in levels) is Significance.MAJOR
    assert overall(()) is Significance.NONE


def test_every_rule_has_an_id_of_its_own_and_the_last_always_holds() -> None:
    """So that each change has exactly one row of the table."""
    assert len({row.id for row in RULES}) == len(RULES)
    assert rule(Change(ChangeKind.ADDED, ())) in RULES


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("mailto:dpo@a.example", "mailto:sales@a.example", "address"),
        ("mailto:dpo@a.example?subject=1", "mailto:DPO@a.example?subject=2", "links"),
        ("https://a.example/optout", "https://b.example/x", "address"),
        ("https://a.example/optout", "https://a.example/opt-out", "links"),
        ("https://a.example/terms", "https://b.example/terms", "links"),
    ],
)
def test_whom_a_link_writes_to_matters_and_where_one_opts_out(before: str, after: str, expected: str) -> None:
    """Where any other link leads is no news."""
    assert rule(Change(ChangeKind.LINKS, ("Data",), before, after, before_at=1, after_at=1)).id == expected


def test_the_documentation_is_the_table() -> None:
    """docs/comparing.md shows the rules as they are, in order, and no others."""
    rows = [f"| {n} | `{row.id}` | {row.says} | {row.level.value} |" for n, row in enumerate(RULES, 1)]
    shown = [line for line in DOCS.read_text(encoding="utf-8").splitlines() if line.startswith("| ") and "`" in line]
    assert shown == rows


MONTH = st.sampled_from(sorted(MONTHS))
GAP = st.sampled_from(["", " ", "  ", ". ", ", ", ".,  ", " de ", ", de ", " of ", "-", "/", ".", "年", "月"])
NUMBER = st.sampled_from(["1", "31", "2025", "1st", "3er"])
PART = st.one_of(MONTH, NUMBER)


@given(before=st.sampled_from(["", "updated", "on "]), parts=st.tuples(PART, GAP, PART, GAP, PART))
def test_no_date_is_passed_over_by_the_quick_look_for_dates(before: str, parts: tuple[str, ...]) -> None:
    """It may only say no where the whole expression finds none."""
    text = before + "".join(parts)
    assert significance._may_be_dated(text) or not significance._DATE.search(text)


@pytest.mark.parametrize("text", ["1" * 10_000, "hundred " * 1_000])
def test_a_hostile_paragraph_is_ranked(text: str) -> None:
    """Looked at as often as it is long, and not as often as that squared."""
    assert rule(modified(f"{text} a", f"{text} b")).id
