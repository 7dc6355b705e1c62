"""What can be asked of a store, and what it answers where there is nothing."""

from __future__ import annotations

import sqlite3
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from store_samples import (
    URL,
    at,
    blocked,
    changed,
    diff_to,
    document,
    first,
    not_modified,
    of,
    returned,
    sha,
    unchanged,
    unreachable,
)

from monitor.core.errors import NotFound, StoreError
from monitor.core.model import Diff, Inaccessible, Outcome, Reason
from monitor.core.records import Coverage, Page
from monitor.store import SqliteStore
from monitor.store.bodies import packed

OLD, NEW = "We keep it for 30 days.", "We keep it for 90 days."


@pytest.fixture
def history(store: SqliteStore) -> SqliteStore:
    """A page that changed at 1 h and returned at 4 h, with troubles between; another that was looked at once."""
    store.watch([Page("example", URL, "Example"), Page("other", URL), Page("never-looked-at", URL)])
    for one in (first(OLD), changed(NEW), blocked(2), not_modified(3), returned(OLD, 4, 1), unreachable(5), blocked(6)):
        store.record(one)
    store.record(of("other", first(OLD, 2.5)))
    return store


def test_pages_tell_where_each_stands(history: SqliteStore) -> None:
    """By id, with counts, the last check and the current version; the same as when asked for one by one."""
    rows = history.pages()
    assert [(row.id, row.checks, row.versions) for row in rows] == [
        ("example", 7, 3),
        ("never-looked-at", 0, 0),
        ("other", 1, 1),
    ]
    example, never, other = rows
    assert (example.last_check, example.current) == (history.checks("example")[0], history.version_at("example"))
    assert (never.last_check, never.current) == (None, None)
    assert other.current == history.versions("other")[0]
    assert [history.page(row.id) for row in rows] == rows


def test_the_last_check_is_the_latest_also_when_older_captures_come_in_later(history: SqliteStore) -> None:
    """Order is by when the page was looked at, not by when that was recorded."""
    history.record(replace(blocked(-100), origin="capture"))
    last = history.page("example").last_check
    assert last is not None
    assert last.started_at == at(6)
    assert history.checks("example")[-1].started_at == at(-100)


@pytest.mark.parametrize(
    "ask",
    [
        lambda store: store.page("exmple"),
        lambda store: store.versions("exmple"),
        lambda store: store.version_at("exmple"),
        lambda store: store.checks("exmple"),
        lambda store: store.tellings(None, None, ["example", "exmple"]),
        lambda store: store.coverage(None, None, ["exmple"]),
    ],
)
def test_a_page_that_is_not_there_names_its_neighbours(
    history: SqliteStore, ask: Callable[[SqliteStore], object]
) -> None:
    """A slip of the hand is told as one."""
    with pytest.raises(NotFound, match=r"no page 'exmple' in .*; did you mean example\?"):
        ask(history)


def test_a_page_like_no_other_points_to_the_list(history: SqliteStore) -> None:
    """Nothing near: the message says where the ids are."""
    with pytest.raises(NotFound, match="`privacy-monitor pages` lists them"):
        history.page("zzz")


@pytest.mark.parametrize("page_id", ["' OR 1=1 --", "x'; DROP TABLE checks; --", "%", "\ud800", "é\u2028", ""])
def test_an_id_is_never_sql(history: SqliteStore, page_id: str) -> None:
    """Odd ids are unknown ids when asked for, and ids like any other when recorded."""
    with pytest.raises(NotFound):
        history.page(page_id)
    assert history.known(page_id) is None
    history.record(of(page_id, first()))
    assert history.page(page_id).versions == len(history.tellings(None, None, [page_id])) == 1
    assert history.page("example").checks == 7


@pytest.mark.parametrize(("hours", "number"), [(0, 1), (0.99, 1), (1, 2), (3.99, 2), (4, 3), (1000, 3), (None, 3)])
def test_the_version_in_force(history: SqliteStore, hours: float | None, number: int) -> None:
    """From the moment it was seen until the next was."""
    moment = None if hours is None else at(hours)
    assert history.version_at("example", moment).number == number


def test_a_moment_may_be_in_any_zone(history: SqliteStore) -> None:
    """It is the moment that counts, not how it is written."""
    tokyo = at(0.99).astimezone(timezone(timedelta(hours=9)))
    assert history.version_at("example", tokyo).number == 1


def test_before_the_first_version_there_is_none(history: SqliteStore) -> None:
    """The message says since when there is one."""
    with pytest.raises(NotFound, match=r"at 2026-11-24T07:30:00.000Z: the first was seen at 2026-11-24T08:30:00.000Z"):
        history.version_at("example", at(-1))
    with pytest.raises(NotFound, match="it has not been read yet"):
        history.version_at("never-looked-at")


def test_any_version_can_be_read_again(history: SqliteStore) -> None:
    """Old texts stay as they were."""
    texts = [history.document(version.id).lines() for version in history.versions("example")]
    assert [list(lines)[-1] for lines in texts] == [OLD, NEW, OLD]


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda store: store.document(99), "no version with id 99"),
        (lambda store: store.snapshot(99), "no snapshot with id 99"),
        (lambda store: store.body("f" * 64), "no body with SHA-256 'ffff"),
    ],
)
def test_what_is_not_there_is_not_found(history: SqliteStore, ask: Callable[[SqliteStore], object], told: str) -> None:
    """Ids and hashes that nobody gave out."""
    with pytest.raises(NotFound, match=told):
        ask(history)


def test_checks_come_newest_first(history: SqliteStore) -> None:
    """All, or as many as asked for."""
    times = [row.started_at for row in history.checks("example")]
    assert times == [at(hours) for hours in (6, 5, 4, 3, 2, 1, 0)]
    assert [row.started_at for row in history.checks("example", 2)] == times[:2]
    assert history.checks("example", 0) == []


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("stored = x'00'", "cannot be unpacked"),
        ("stored = (SELECT b.stored FROM bodies b WHERE b.sha256 <> bodies.sha256)", "another hash or size"),
        ("size = size - 1", "another hash or size"),
        ("size = size + 1", "another hash or size"),
        ("codec = 'lzma'", "packed as 'lzma'"),
    ],
)
def test_a_body_that_is_not_what_was_put_in_is_not_given_out(
    store: SqliteStore, database: Path, damage: str, told: str
) -> None:
    """Raw bytes are evidence: they are checked against their hash each time."""
    store.record(first(OLD))
    store.record(of("other", first(NEW)))
    with sqlite3.connect(database) as conn:
        conn.execute(f"UPDATE bodies SET {damage} WHERE sha256 = ?", (sha(f"<p>{OLD}</p>"),))
    conn.close()
    with pytest.raises(StoreError, match=told):
        store.body(sha(f"<p>{OLD}</p>"))


def test_a_bomb_in_a_foreign_database_is_not_unpacked(store: SqliteStore, database: Path) -> None:
    """However much the stored bytes would grow to, no more than the stated size is made of them."""
    store.record(first(OLD))
    with sqlite3.connect(database) as conn:
        conn.execute("UPDATE bodies SET stored = ?", (packed(bytes(200_000_000)),))
    conn.close()
    tracemalloc.start()
    try:
        with pytest.raises(StoreError, match="another hash or size"):
            store.body(sha(f"<p>{OLD}</p>"))
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_tellings_hold_all_that_a_report_needs(history: SqliteStore) -> None:
    """Oldest first over all pages, first versions included; a page without a name is called by its id."""
    found = history.tellings(None, None)
    assert [(one.page_name, one.after.number) for one in found] == [
        ("Example", 1),
        ("Example", 2),
        ("other", 1),
        ("Example", 3),
    ]
    begun, change, _, again = found
    assert (begun.before, begun.snapshot_before, begun.diff) == (None, None, Diff(Outcome.UNCHANGED))
    assert change.diff == diff_to(NEW)
    assert (change.before, change.after) == tuple(history.versions("example")[:2])
    assert change.snapshot_before == history.snapshot(1)
    assert change.snapshot_after == history.snapshot(change.after.snapshot_id)
    assert (begun.returned_to, change.returned_to, again.returned_to) == (None, None, begun.after)
    assert (again.after.outcome, again.after.returned_to, again.diff) == (Outcome.RETURNED, 1, diff_to(OLD))


def test_tellings_of_a_period_and_of_pages(history: SqliteStore) -> None:
    """From its first moment, up to and without its last; what came before the period is still told against."""
    assert [one.after.number for one in history.tellings(at(1), at(4), ["example"])] == [2]
    assert [one.after.number for one in history.tellings(at(1.01), None, ["example"])] == [3]
    assert [one.page_id for one in history.tellings(None, at(3), ["other"])] == ["other"]
    assert history.tellings(at(10), None) == []
    [only] = history.tellings(at(4), None)
    assert [only.returned_to, only.before] == history.versions("example")[:2]


def test_a_day_that_was_meant_as_a_whole_is_told_how_to_be_given(history: SqliteStore) -> None:
    """A date alone is its first moment, and the page was first seen later on that day."""
    with pytest.raises(NotFound, match=r"a date alone means its first moment, give a time: 2026-11-24T08:31$"):
        history.version_at("example", at(0).replace(hour=0, minute=0))
    with pytest.raises(NotFound) as far:
        history.version_at("example", at(-48))
    assert "a date alone" not in str(far.value)


def test_coverage_says_how_well_each_page_was_looked_at(history: SqliteStore) -> None:
    """Checks made and good, the longest time without a good one, and the troubles; a page never looked at is told."""
    example, never, other = history.coverage(None, None)
    assert example == Coverage(
        page_id="example",
        page_name="Example",
        checks=7,
        good=4,
        first_at=at(0),
        last_at=at(6),
        longest_gap=timedelta(hours=2),
        troubles=(("blocked", 2), ("network", 1)),
        longest_blind=timedelta(hours=2),
        blind_from=example.blind_from,
        blind_to=example.blind_to,
        not_modified=1,
    )
    assert never == Coverage("never-looked-at", "never-looked-at", 0, 0, None, None, None)
    assert (other.checks, other.good, other.longest_gap) == (1, 1, None)


def test_coverage_of_a_period_looks_at_nothing_else(history: SqliteStore) -> None:
    """Good checks outside of it close no gap in it."""
    [example] = history.coverage(at(2), at(6), ["example"])
    assert (example.checks, example.good, example.first_at, example.last_at) == (4, 2, at(2), at(5))
    assert example.longest_gap == timedelta(hours=1)
    assert example.troubles == (("blocked", 1), ("network", 1))


def test_a_gap_is_exact_to_the_millisecond(store: SqliteStore) -> None:
    """Also over years, where days as a fraction are coarse."""
    gap = timedelta(days=1000, hours=7, milliseconds=123)
    store.record(first())
    later = at(0) + gap
    store.record(replace(unchanged(), started_at=later, finished_at=later))
    assert store.coverage(None, None)[0].longest_gap == gap


def test_coverage_leaves_out_pages_that_nobody_watches_any_more(history: SqliteStore) -> None:
    """Unless they were looked at in the period, or are asked for."""
    history.watch([Page("example", URL)])
    assert [row.page_id for row in history.coverage(None, None)] == ["example", "other"]
    assert [row.page_id for row in history.coverage(at(5), None)] == ["example"]
    assert [row.page_id for row in history.coverage(at(5), None, ["other", "never-looked-at"])] == [
        "never-looked-at",
        "other",
    ]


def test_the_document_of_a_page_that_moved_on(history: SqliteStore) -> None:
    """Known follows the version that returned."""
    known = history.known("example")
    assert known is not None
    assert (history.document(known.version_id), known.version_id) == (document(OLD), 3)


def test_every_reason_can_be_kept(store: SqliteStore) -> None:
    """As it is spelled, with its evidence."""
    reasons = [Inaccessible(reason, f"for {reason}") for reason in Reason]
    for hour, reason in enumerate(reasons):
        store.record(replace(unreachable(hour), reason=reason))
    assert [row.reason for row in reversed(store.checks("example"))] == reasons
