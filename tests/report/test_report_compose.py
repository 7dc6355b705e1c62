"""What a report tells, in which order, and that it is never silent about a page that could not be read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from report_samples import (
    CHANGES,
    CLOUD,
    COSMETIC,
    FACTS,
    KEEPING,
    MADE,
    MAJOR,
    MINOR,
    SINCE,
    TRAINING,
    UNTIL,
    modified,
    moment,
    rich,
    rich_coverage,
    rich_tellings,
    telling,
    version,
)

from monitor.core.model import Change, ChangeKind, Diff, Fact, FactOp, Outcome, Significance
from monitor.core.records import Coverage, Standing, Telling
from monitor.report import Report, compose, entry_of, phrases


def told(tellings: list[Telling], coverage: list[Coverage] | None = None, **more: object) -> Report:
    rows = rich_coverage() if coverage is None else coverage
    given = {"title": "t", "since": SINCE, "until": UNTIL, "made_at": MADE, **more}
    return compose(tellings, rows, **given)  # type: ignore[arg-type]


def changed(*changes: Change, facts: tuple[Fact, ...] = ()) -> Telling:
    """A telling of these changes, as significant as the most significant of them."""
    found = max((change.significance for change in changes), key=lambda s: s.rank, default=Significance.NONE)
    one = version(1, moment(2), Outcome.FIRST, Significance.NONE)
    two = version(2, moment(18), Outcome.CHANGED, found)
    return telling(one, two, Diff(Outcome.CHANGED, found, changes, facts))


def test_the_most_significant_comes_first_and_the_older_before_the_newer() -> None:
    """Entries are ranked by significance, then by time."""
    one, two, three = (version(n, moment(17 + n), Outcome.CHANGED, MINOR) for n in (1, 2, 3))
    minor = Diff(Outcome.CHANGED, MINOR, CHANGES)
    tellings = [telling(two, three, minor), telling(one, two, minor), telling(one, two, replace(minor, significance=MAJOR))]  # fmt: skip
    ranked = [(entry.significance, entry.telling.after.number) for entry in told(tellings).entries]
    assert ranked == [(MAJOR, 2), (MINOR, 2), (MINOR, 3)]


def test_first_versions_and_what_is_below_the_level_stand_apart() -> None:
    """A first version is no change; a cosmetic one is counted apart; both stay in the report."""
    report = rich()
    assert [entry.telling.page_id for entry in report.entries] == ["cloud", "shop"]
    assert [entry.telling.page_id for entry in report.first] == ["bank"]
    assert [entry.significance for entry in report.quiet] == [COSMETIC]


@pytest.mark.parametrize(
    ("tell", "entries"),
    [(Significance.NONE, 3), (MAJOR, 1), ({"cloud": COSMETIC}, 3), ({"shop": MAJOR}, 1), ({}, 2)],
)
def test_the_level_from_which_to_tell_is_one_for_all_or_one_a_page(tell: object, entries: int) -> None:
    """A page without a level of its own is told from editorial on."""
    assert len(told(rich_tellings(), tell=tell).entries) == entries


def test_changes_come_by_section_ranked_with_cosmetic_ones_apart() -> None:
    """The most significant section first, its changes in reading order; every change of the diff is in one place."""
    entry = rich().entries[0]
    assert [place.section[-1] for place in entry.places[:3]] == [TRAINING[-1], KEEPING[-1], "Who else receives data"]
    assert [change.kind for change in entry.places[1].changes] == [ChangeKind.MODIFIED, ChangeKind.REMOVED]
    assert entry.cosmetic_count == 2
    shown = [change for place in (*entry.places, *entry.cosmetic) for change in place.changes]
    assert sorted(shown, key=repr) == sorted(CHANGES, key=repr)
    assert entry.facts == FACTS[::-1]


def test_two_versions_side_by_side_are_changed_or_unchanged_whatever_they_were() -> None:
    """Comparing back to the first version does not call it first; comparing over a return does not call it one."""
    one = version(1, moment(2), Outcome.FIRST, Significance.NONE)
    back = version(5, moment(9), Outcome.RETURNED, MINOR, previous_id=4)
    assert entry_of(telling(back, one, Diff(Outcome.CHANGED, MINOR, CHANGES))).outcome is Outcome.CHANGED
    assert entry_of(telling(one, back, Diff(Outcome.UNCHANGED))).outcome is Outcome.UNCHANGED
    assert phrases.headline(entry_of(telling(one, back, Diff(Outcome.UNCHANGED)))) == (
        "Example Cloud has the same text in both versions"
    )


def test_a_return_names_the_version_that_came_back() -> None:
    """Its date and number; where none of that text was ever told, the change is the news."""
    back = rich().entries[1]
    assert phrases.headline(back) == "Beispiel-Laden returned to the text of 2026-11-09 06:30 UTC (version 7)"
    untold = entry_of(replace(back.telling, returned_to=None))
    assert phrases.headline(untold) == "Beispiel-Laden changed “zwölf” to “sechs” in “Speicherdauer”"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ([CHANGES[5]], "changed “30 days” to “90 days” in “How long we keep it”"),
        ([CHANGES[2], CHANGES[3]], "added the section “Training AI models”"),
        ([CHANGES[1]], "renamed “Only what we need” to “Less data by design”"),
        ([CHANGES[6]], "removed “Deleted files stay in the bin for 14…” from “How long we keep it”"),
        ([CHANGES[8]], "moved words to “Your rights”"),
        ([CHANGES[5], CHANGES[6]], "changed 2 passages in “How long we keep it”"),
        ([replace(CHANGES[0], section=())], "changed “March 3, 2025” to “September 1, 2025” in the text before the first heading"),
        ([CHANGES[6], replace(CHANGES[6], before="We keep nothing else.")], "removed 2 passages from “How long we keep it”"),
        ([CHANGES[1], CHANGES[5]], "changed “30 days” to “90 days” in “How long we keep it” and renamed “Only what we need” to “Less data by design”"),
        ([CHANGES[-1], CHANGES[-2]], "changed in form alone (2 cosmetic changes)"),
        ([modified(("A",), 1, " We keep them for ", "-no more than ", "+as long as ", " 3 days.")], "changed “no more than” to “as long as” in “A”"),
        ([modified(("A",), 1, " We keep them", "+, for 3 days", " at most.")], "added “for 3 days” to “A”"),
        ([modified(("A",), 1, " We keep them", "+.")], "added “.” to “A”"),
        ([modified(("A",), 1, " One ", "+two ", " three ", "+four ", " five")], "changed “A”"),
    ],
)  # fmt: skip
def test_a_headline_says_what_changed(changes: list[Change], says: str) -> None:
    """The page is the subject, the verb is in the past tense."""
    assert phrases.headline(entry_of(changed(*changes))) == f"Example Cloud {says}"


def test_a_headline_has_at_most_140_characters() -> None:
    """However many places and however long their names: the rest becomes a number."""
    many = [modified((*CLOUD, f"Section {n} " + "word " * n), n, " a ", f"-b{n}", "+c") for n in range(60)]
    entry = entry_of(replace(changed(*many), page_name="A service with a name " * 9))
    line = phrases.headline(entry)
    assert len(line) <= 140
    assert "60 places" in line or "more places" in line
    fact = Fact("commitment", FactOp.REMOVED, quote_before="We never sell " * 90, significance=MAJOR)
    assert len(phrases.headline(entry_of(changed(CHANGES[5], facts=(fact,))))) <= 140


def test_a_fact_leads_the_headline() -> None:
    """The most significant one, with its values in words."""
    assert (
        phrases.headline(rich().entries[0])
        == "Example Cloud changed the retention of data from 30 days to 90 days and 1 more fact"
    )


def test_a_rewrite_says_that_it_is_one() -> None:
    """Nearly all of the words went and came: no single fact tells that. Of a short text the facts tell enough."""
    whole = modified(CLOUD, 3, " We ", "-" + "keep it " * 400, "+" + "share that " * 420, significance=MAJOR)
    rewrite = changed(whole, CHANGES[6], facts=FACTS)
    assert phrases.headline(entry_of(rewrite)) == "Example Cloud rewrote 100% of its text, with 2 facts"
    part = changed(replace(whole, before="", edits=whole.edits[2:], kind=ChangeKind.ADDED), facts=FACTS)
    assert "rewrote" not in phrases.headline(entry_of(part))
    short = replace(rewrite, before=replace(rewrite.after, words=80, number=1), after=replace(rewrite.after, words=80))
    assert "rewrote" not in phrases.headline(entry_of(short))


WHOLE = Coverage("a", "Page A", 62, 61, moment(17), moment(23), timedelta(hours=26), (("timeout", 1),))
UNREAD = Coverage("b", "Page B", 12, 0, moment(17), moment(23), None, (("blocked", 12),))
UNCHECKED = Coverage("c", "Page C", 0, 0, None, None, None)


@pytest.mark.parametrize(
    ("coverage", "says"),
    [
        ([WHOLE], ["Nothing changed: 61 of 62 checks good, longest gap 26 h.", "Not readable in some checks: Page A."]),
        ([WHOLE, UNREAD], [
            "Nothing changed on the pages that could be read: 61 of 74 checks good, longest gap 26 h.",
            "Not readable in any check: Page B.",
            "Not readable in some checks: Page A.",
        ]),
        ([UNREAD], ["Nothing is known: none of 12 checks could read its page.", "Not readable in any check: Page B."]),
        ([UNCHECKED], ["Nothing is known: no page was checked.", "Not checked: Page C."]),
    ],
)  # fmt: skip
def test_no_change_is_told_with_what_was_looked_at(coverage: list[Coverage], says: list[str]) -> None:
    """How many checks were good and the longest gap; "nothing changed" is never said of a page that was not read."""
    assert phrases.summary(told([], coverage)) == says


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"held_until": MADE + timedelta(hours=1)}, "1 change waits to be confirmed."),
        ({"held_until": MADE - timedelta(days=9)}, "1 change is unconfirmed, since its page was not read again."),
        ({"confirmed_at": MADE}, "1 change was confirmed after this period."),
    ],
)
def test_nothing_changed_is_never_said_while_a_change_waits(more: dict[str, datetime], says: str) -> None:
    """Whether it waits for its time, for a page that cannot be read, or was decided after the period."""
    waiting = [replace(changed(CHANGES[5]), standing=Standing.HELD, **more)]
    assert phrases.summary(told([], [WHOLE], waiting=waiting))[:2] == [
        "No change is confirmed: 61 of 62 checks good, longest gap 26 h.",
        says,
    ]


@pytest.mark.parametrize(
    ("length", "says"),
    [
        (None, "–"),
        (timedelta(seconds=59), "59 s"),
        (timedelta(minutes=90), "90 min"),
        (timedelta(hours=26), "26 h"),
        (timedelta(days=3), "3 d"),
        (timedelta(days=3, hours=4, minutes=20), "3 d 4 h"),
    ],
)
def test_lengths_of_time_are_short(length: timedelta | None, says: str) -> None:
    """Two units at most."""
    assert phrases.span(length) == says


def test_times_are_told_in_utc() -> None:
    """Whatever the zone they came in."""
    assert phrases.when(datetime.fromisoformat("2026-11-24T01:00:00+02:00")) == "2026-11-23 23:00 UTC"
    assert phrases.when(datetime(2026, 11, 24, 8, 5, 59, tzinfo=UTC)) == "2026-11-24 08:05 UTC"


class Counted(list[tuple[str, str]]):
    """Steps that remember how many were looked at in one go."""

    most = 0

    def __getitem__(self, wanted):  # type: ignore[no-untyped-def]
        found = super().__getitem__(wanted)
        self.most = max(self.most, len(found) if isinstance(wanted, slice) else 1)
        return found


def test_of_ten_thousand_changes_only_as_many_are_tried_as_could_fit_a_line() -> None:
    """Trying one fewer each time, from all of them, took minutes for a report of one hostile page."""
    steps = Counted([("changed", f"“Section {number}”") for number in range(10_000)])
    line = phrases._within(steps, 60)
    assert line.endswith("more places")
    assert len(line) <= 60
    assert steps.most <= 60
