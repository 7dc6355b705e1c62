"""The questions of docs/history.md, asked of small histories in a real database."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from store_samples import at, beginning, blocked, changed, first, of, returned, unchanged, unreachable

from monitor.core.errors import NotFound, StoreError
from monitor.core.model import Outcome
from monitor.core.records import Check, Settling, Standing
from monitor.store import SqliteStore
from monitor.store.telling import of_pages

OLD, NEW, THIRD = "We keep it for 30 days.", "We keep it for 90 days.", "We keep it for good."


def told(store: SqliteStore, **more: object) -> list[int]:
    return [telling.after.number for telling in store.tellings(None, None, **more)]  # type: ignore[arg-type]


def held(check: Check, hours: float) -> Check:
    from dataclasses import replace

    return replace(check, settling=Settling(until=at(hours)))


def settled(check: Check, **settling: object) -> Check:
    from dataclasses import replace

    return replace(check, settling=Settling(**settling))  # type: ignore[arg-type]


# --- the hold-back -----------------------------------------------------------------------------------------------


def test_a_version_that_is_held_back_is_recorded_and_not_told(store: SqliteStore) -> None:
    """It stands in the history; `unconfirmed` tells it."""
    store.record(first(OLD))
    store.record(held(changed(NEW, 1), 2))
    assert [version.number for version in store.versions("example")] == [1, 2]
    assert told(store) == [1]
    assert told(store, unconfirmed=True) == [1, 2]
    assert store.tellings(None, None, unconfirmed=True)[1].standing is Standing.HELD
    assert [one.version_id for one in store.held("example")] == [2]


def test_a_confirmed_version_belongs_to_the_period_in_which_it_was_confirmed(store: SqliteStore) -> None:
    """So that a report a period tells it once, and never loses it."""
    store.record(first(OLD))
    store.record(held(changed(NEW, 1), 2))
    store.record(settled(unchanged(hours=3), confirmed=(2,)))
    assert [t.after.number for t in store.tellings(at(0.5), at(2))] == []
    [telling] = store.tellings(at(2), at(4))
    assert (telling.after.number, telling.after.seen_at) == (2, at(1))
    assert telling.confirmed_at == at(3) + timedelta(seconds=2)
    assert store.held("example") == []


def test_what_did_not_last_is_never_told_and_neither_is_its_return(store: SqliteStore) -> None:
    """Both stay in the record, with what became of them."""
    store.record(first(OLD))
    store.record(held(changed(NEW, 1), 2))
    store.record(settled(returned(OLD, 2, 1), withdrawn=(2,), back=True))
    assert told(store) == [1]
    standings = [t.standing for t in store.tellings(None, None, unconfirmed=True)]
    assert standings == [Standing.CONFIRMED, Standing.WITHDRAWN, Standing.BACK]
    assert store.text_before(2) == store.versions("example")[0].text_sha256


def test_what_became_of_a_version_is_decided_once(store: SqliteStore, database: Path) -> None:
    """The database itself refuses to rewrite it."""
    store.record(first(OLD))
    store.record(held(changed(NEW, 1), 2))
    store.record(settled(unchanged(hours=3), confirmed=(2,)))
    conn = sqlite3.connect(database)
    for sql in (
        "UPDATE holds SET standing = 'withdrawn'",
        "DELETE FROM holds",
        "INSERT OR REPLACE INTO holds VALUES (2, 'example', 'back', NULL, '')",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            conn.execute(sql)
    conn.close()


# --- coverage ----------------------------------------------------------------------------------------------------


def test_the_longest_blind_interval_counts_the_edges_of_the_period(store: SqliteStore) -> None:
    """Before the first good check, and after the last; a check that could not read the page does not end it."""
    for check in (first(OLD), unchanged(hours=2), unreachable(9), unchanged(hours=10), blocked(11)):
        store.record(check)
    [row] = store.coverage(at(-5), at(30), ["example"])
    assert (row.longest_blind, row.blind_from, row.blind_to) == (timedelta(hours=20), at(10), at(30))
    assert row.longest_gap == timedelta(hours=8)
    [row] = store.coverage(at(-50), at(12), ["example"])
    assert (row.blind_from, row.blind_to) == (at(-50), at(0))
    [row] = store.coverage(None, at(11), ["example"])
    assert (row.longest_blind, row.blind_from) == (timedelta(hours=8), at(2))


def test_a_period_without_a_good_check_is_blind_as_a_whole(store: SqliteStore) -> None:
    """Whether checks failed in it, or none were made."""
    store.record(first(OLD))
    store.record(unreachable(5))
    for until in (at(6), at(4)):
        [row] = store.coverage(at(3), until, ["example"])
        assert (row.blind_from, row.blind_to, row.good) == (at(3), until, 0)


def test_unchanged_says_from_when_to_when_a_version_was_seen(store: SqliteStore) -> None:
    """With the checks in between; after the last one that showed it nothing is claimed."""
    for check in (first(OLD), unchanged(hours=4), unreachable(5), unchanged(hours=6), blocked(7), changed(NEW, 8)):
        store.record(check)
    old, new = store.unchanged()
    assert (old.number, old.first_at, old.last_at, old.checks, old.good) == (1, at(0), at(6), 4, 3)
    assert old.longest_gap == timedelta(hours=4)
    assert (new.number, new.first_at, new.last_at, new.longest_gap) == (2, at(8), at(8), None)


# --- variants and returns ----------------------------------------------------------------------------------------


def flips(store: SqliteStore, *hours: float) -> None:
    """Old and new by turns, beginning with a change to the new one."""
    store.record(first(OLD))
    store.record(changed(NEW, hours[0]))
    for n, hour in enumerate(hours[1:]):
        store.record(returned(NEW if n % 2 else OLD, hour, n + 1))


def test_variants_are_the_texts_with_how_often_each_was_served(store: SqliteStore) -> None:
    """Checks that could not read the page count for none."""
    flips(store, 1, 2, 3)
    store.record(unchanged(hours=4))
    store.record(unreachable(5))
    old, new = store.variants("example")
    assert (old.numbers, old.served, old.current) == ((1, 3), 2, False)
    assert (new.numbers, new.served, new.current) == ((2, 4), 3, True)
    assert (new.share, new.first_at, new.last_at) == (0.6, at(1), at(4))
    with pytest.raises(NotFound):
        store.variants("exmaple")


def test_a_page_that_alternates_is_told_once_in_each_direction(store: SqliteStore) -> None:
    """The change, the return, and from then on it repeats: recorded, and marked as such."""
    flips(store, 1, 2, 3, 4, 5)
    assert [t.repeats for t in store.tellings(None, None)] == [False, False, False, True, True, True]


def test_after_a_month_a_flip_is_told_again(store: SqliteStore) -> None:
    """Nobody remembers, and it may be meant."""
    flips(store, 1, 2, 24 * 31 + 3)
    assert [t.repeats for t in store.tellings(None, None)] == [False] * 4


def test_a_flip_that_was_never_told_does_not_make_the_next_one_a_repetition(store: SqliteStore) -> None:
    """What did not last the first time is told when it lasts the second time."""
    store.record(first(OLD))
    store.record(held(changed(NEW, 1), 2))
    store.record(settled(returned(OLD, 2, 1), withdrawn=(2,), back=True))
    store.record(returned(NEW, 3, 2))
    assert told(store) == [1, 4]
    assert not store.tellings(None, None)[-1].repeats


def test_undone_tells_what_was_undone_and_after_how_long(store: SqliteStore) -> None:
    """With both dates."""
    flips(store, 10, 34)
    [undone] = store.undone()
    assert (undone.number, undone.same_as.number, undone.replaced.number) == (3, 1, 2)
    assert (undone.replaced.seen_at, undone.undone_at, undone.lasted) == (at(10), at(34), timedelta(hours=24))
    assert undone.told
    assert store.undone(at(35)) == []


# --- words, lines, sections, facts -------------------------------------------------------------------------------


@pytest.fixture
def history(store: SqliteStore) -> SqliteStore:
    """A paragraph that goes and comes back, on one page; another page with other words."""
    for check in (first(OLD), changed(NEW, 1), changed(THIRD, 2), returned(NEW, 3, 2)):
        store.record(check)
    store.record(of("other", first("Wir speichern Daten für 30 Tage. 位置信息")))
    return store


def test_search_finds_words_in_current_texts_alone_unless_asked(history: SqliteStore) -> None:
    """With the part of the text and where the words stand in it."""
    [hit] = history.search(["90", "keep it"])
    assert (hit.page_id, hit.section, hit.heading) == ("example", ("Privacy", "Retention"), False)
    assert {hit.excerpt[start:end] for start, end in hit.marks} == {"keep it", "90"}
    assert history.search(["good"]) == []
    assert [one.excerpt for one in history.search(["good"], all_texts=True)] == [THIRD]


def test_a_hit_tells_when_it_appeared_and_vanished(history: SqliteStore) -> None:
    """What came back still stands, in two runs."""
    by_text = {hit.excerpt: hit for hit in history.search(["keep"], all_texts=True)}
    old, new, third = by_text[OLD], by_text[NEW], by_text[THIRD]
    assert (old.appeared.number, old.vanished and old.vanished.number, old.versions) == (1, 2, 1)
    assert (third.appeared.seen_at, third.vanished and third.vanished.seen_at) == (at(2), at(3))
    assert (new.appeared.number, new.vanished, new.versions, new.runs) == (2, None, 2, 2)


@pytest.mark.parametrize(
    ("terms", "pages"),
    [
        (["Retention"], ["example", "other"]),  # a heading
        (["fur"], ["other"]),  # without its accent
        (["speicher*"], ["other"]),
        (["位置信息"], ["other"]),
        (["位置"], ["other"]),
        (["位置", "tage"], ["other"]),
        (["it for 90"], ["example"]),
        (["for it"], []),  # not in this order
        (["speicher"], []),
        (['" OR keep'], []),  # the language of the index does not come through
        (["位*"], ["other"]),
    ],
)
def test_what_a_term_may_be(history: SqliteStore, terms: list[str], pages: list[str]) -> None:
    """A word, a phrase, the beginning of a word, in any script."""
    assert [hit.page_id for hit in history.search(terms)] == pages


def test_search_keeps_to_pages_and_limit_and_refuses_what_is_no_word(history: SqliteStore) -> None:
    """An unknown page is told as one."""
    assert {hit.page_id for hit in history.search(["privacy"], ["other"])} == {"other"}
    assert len(history.search(["keep"], all_texts=True, limit=2)) == 2
    with pytest.raises(StoreError, match="letter or digit"):
        history.search(["--"])
    with pytest.raises(NotFound):
        history.search(["keep"], ["nowhere"])


def test_blame_and_steady_tell_where_the_current_text_comes_from(history: SqliteStore) -> None:
    """The heading stands since the first version; the paragraph has its words back since the fourth."""
    *_, heading, paragraph = history.blame("example")
    assert (heading.heading, heading.came.number, heading.changed.number) == (True, 1, 1)
    assert (paragraph.text, paragraph.came.number, paragraph.changed.number) == (NEW, 1, 4)
    assert (paragraph.said_first.number, paragraph.said_first.seen_at) == (2, at(1))
    assert history.blame("example", at(1.5))[-1].changed.number == 2
    [section] = history.steady_sections("example")
    assert (section.since.number, section.versions, section.always) == (4, 1, False)
    assert history.steady_sections("other")[0].always


def test_facts_over_time_by_type_topic_and_period(history: SqliteStore) -> None:
    """A family is the first part of a type; repeated flips and what did not last bring no facts."""
    assert [fact.number for fact in history.facts()] == [2, 3, 4]
    [fact] = history.facts(at(1), at(2), types=["retention"], topic="retention")
    assert (fact.type, fact.value_before, fact.value_after, fact.topic) == (
        "retention.period",
        "P30D",
        "P90D",
        "retention",
    )
    assert history.facts(types=["retent"]) == []
    assert history.facts(topic="cookies") == []
    assert history.facts(pages=["other"]) == []


def test_silent_changes_are_those_whose_dates_stand_still(store: SqliteStore) -> None:
    """The sample pages always state the same date."""
    from dataclasses import replace

    store.record(first(OLD))
    store.record(changed(NEW, 1))
    later = beginning(Outcome.CHANGED, THIRD, 2)
    assert later.document is not None
    store.record(replace(later, document=replace(later.document, updated=None)))
    undated = beginning(Outcome.CHANGED, "We keep it.", 3)
    assert undated.document is not None
    store.record(replace(undated, document=replace(undated.document, updated=None)))
    assert [(silent.number, silent.undated) for silent in store.silent()] == [(2, False), (4, True)]


def test_stats_count_what_a_page_did(history: SqliteStore) -> None:
    """The first version is no change."""
    example, other = history.stats()
    assert (example.changes, example.minor, example.returns, example.texts, example.checks) == (3, 3, 1, 3, 4)
    assert example.days_a_change == round(3 / 24 / 3, 1)
    assert (other.changes, other.days_a_change) == (0, None)


# --- the index and the plans -------------------------------------------------------------------------------------


def test_texts_that_no_version_has_any_more_leave_the_index(history: SqliteStore, database: Path) -> None:
    """With the rows that they were indexed from."""
    conn = sqlite3.connect(database)
    found = "SELECT count(*) FROM search_words WHERE search_words MATCH 'speichern'"
    assert conn.execute(found).fetchone() == (1,)
    conn.execute(
        "DELETE FROM section_blocks WHERE block_id IN (SELECT id FROM block_texts WHERE text LIKE '%speichern%')"
    )
    conn.execute("DELETE FROM block_texts WHERE text LIKE '%speichern%'")
    assert conn.execute(found).fetchone() == (0,)
    conn.close()


def test_no_question_about_a_page_reads_the_checks_of_all(history: SqliteStore, database: Path) -> None:
    """Whatever is asked of one page goes through an index of `checks`."""
    from monitor.store import asking, questions, telling

    where = {"page": "example", "pages": '["example"]', "since": "", "until": "~", "number": 9, "types": "[]"}
    asked = [
        of_pages(telling._COVERAGE, ["example"]),
        of_pages(telling._STRETCHES, ["example"]),
        of_pages(telling._TROUBLES, ["example"]),
        questions._VARIANTS.replace("?", ":page"),
        of_pages(questions._STATS, ["example"]),
        of_pages(questions._RETURNS, ["example"]),
        of_pages(questions._SILENT, ["example"]),
        of_pages(questions._FACTS, ["example"], "v.page_id"),
        asking._AT.replace("?", ":page", 1).replace("?", ":until", 1),
    ]
    conn = sqlite3.connect(database)
    for sql in asked:
        plan = [row[3] for row in conn.execute(f"EXPLAIN QUERY PLAN {sql}", where)]
        assert not [step for step in plan if step.startswith("SCAN checks")], (sql, plan)
    conn.close()
