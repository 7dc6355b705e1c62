"""Nothing a page can say is lost or altered on its way into the database and out again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_samples import changed, first, of, response, sha, unreachable

from monitor.core.model import (
    Block,
    BlockKind,
    Change,
    ChangeKind,
    Diff,
    Direction,
    Document,
    Edit,
    EditOp,
    Fact,
    FactOp,
    Inaccessible,
    Link,
    Outcome,
    Reason,
    Section,
    Significance,
)
from monitor.core.records import Page
from monitor.store import SqliteStore
from monitor.store.rows import moment, repaired, stamp

words = st.text(max_size=20)
paths = st.lists(words, max_size=3).map(tuple)
positions = st.none() | st.integers(0, 10**6)
links = st.lists(st.builds(Link, words, words), max_size=2).map(tuple)
blocks = st.builds(Block, st.sampled_from(BlockKind), words, links, st.integers(0, 9))
sections = st.builds(
    Section, st.integers(0, 6), words, paths, words, words, words, st.lists(blocks, max_size=3).map(tuple)
)
days = st.none() | st.dates(min_value=date(1000, 1, 1))
documents = st.builds(
    Document,
    st.lists(sections, max_size=4).map(tuple),
    words,
    words,
    days,
    days,
    words,
    words,
    st.integers(0, 9),
    st.booleans(),
)
edits = st.lists(st.builds(Edit, st.sampled_from(EditOp), words), max_size=3).map(tuple)
changes = st.builds(
    Change,
    st.sampled_from(ChangeKind),
    paths,
    words,
    words,
    edits,
    st.sampled_from(Significance),
    st.booleans(),
    positions,
    positions,
)
facts = st.builds(
    Fact,
    words,
    st.sampled_from(FactOp),
    words,
    words,
    words,
    words,
    paths,
    words,
    st.sampled_from(Significance),
    words,
    st.sampled_from(Direction),
    words,
    positions,
    positions,
    st.integers(1, 10_000),
)
diffs = st.builds(
    Diff,
    st.just(Outcome.CHANGED),
    st.sampled_from(Significance),
    st.lists(changes, min_size=1, max_size=3).map(tuple),
    st.lists(facts, max_size=2).map(tuple),
)


@pytest.fixture(scope="module")
def shelf() -> Iterator[SqliteStore]:
    """One store for all examples of a property: each is another version of the page."""
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore.open(Path(folder) / "privacy.db", write=True)
        yield store
        store.close()


@settings(deadline=None)
@given(read=documents, differs=diffs)
def test_any_document_and_any_diff_come_back_as_they_were(shelf: SqliteStore, read: Document, differs: Diff) -> None:
    """To the last link, empty section and NUL character."""
    recorded = shelf.record(replace(changed(), document=read, diff=differs))
    assert recorded.version_id is not None
    assert shelf.document(recorded.version_id) == read
    telling = next(one for one in shelf.tellings(None, None) if one.after.id == recorded.version_id)
    assert telling.diff == differs
    assert telling.after.words == read.words


@given(st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.timezones()))
def test_times_sort_as_text(when: datetime) -> None:
    """Fixed width, UTC, exact to the millisecond, in any year and from any zone."""
    text = stamp(when)
    assert len(text) == len("2026-11-24T08:30:00.000Z")
    assert timedelta(0) <= when - moment(text) < timedelta(milliseconds=1)
    assert text < stamp(moment(text) + timedelta(milliseconds=1))


@pytest.mark.parametrize(
    ("hostile", "kept"),
    [
        ("a\0b", "a\0b"),
        ("\ud800", "\ufffd"),
        ("a\udfffb", "a\ufffdb"),
        ("\udc80\ud83d", "\ufffd\ufffd"),
        ("\ud83d\ude00", "\U0001f600"),  # a pair that was read as two halves
        ("\ufeff\u202e\ufffe\uffff", "\ufeff\u202e\ufffe\uffff"),
        ("'; DROP TABLE checks; --", "'; DROP TABLE checks; --"),
        ("\U0010ffff" * 3, "\U0010ffff" * 3),
    ],
)
def test_hostile_text_is_kept_or_replaced_and_never_fatal(store: SqliteStore, hostile: str, kept: str) -> None:
    """Everywhere: headings, links, evidence, headers, addresses, changes. Lone surrogates become U+FFFD."""
    block = Block(BlockKind.PARAGRAPH, hostile, (Link(hostile, hostile),))
    read = Document((Section(1, hostile, (hostile,), hostile, hostile, hostile, (block,)),), hostile, hostile)
    differs = Diff(Outcome.CHANGED, Significance.MAJOR, (Change(ChangeKind.ADDED, (hostile,), after=hostile),))
    came = response(headers=((hostile, hostile),))
    store.record(replace(first(), document=read, diff=differs, response=came, body_sha256=""))
    store.record(replace(unreachable(), reason=Inaccessible(Reason.NETWORK, hostile), url=hostile))
    store.watch([Page("example", hostile, hostile)])
    assert store.document(1) == repaired(read)
    [telling] = store.tellings(None, None)
    assert telling.diff.changes[0].after == kept
    assert telling.snapshot_after.headers == ((kept, kept),)
    assert store.checks("example")[0].reason == Inaccessible(Reason.NETWORK, kept)
    assert (store.page("example").url, store.page("example").name) == (kept, kept)
    assert next(store.document(1).lines()) == f"{kept} {kept}"


def test_a_page_that_is_one_huge_block(store: SqliteStore) -> None:
    """10 MB of text and 10 MB of body are slow, not fatal."""
    text = "déjà vu " * 1_200_000
    body = text.encode()
    store.record(replace(first(text), response=response(body), body_sha256=sha(body)))
    known = store.known("example")
    assert known is not None
    assert store.document(known.version_id).sections[1].blocks[0].text == text
    assert store.body(known.body_sha256) == body


def test_ten_thousand_sections(store: SqliteStore) -> None:
    """In their order."""
    read = Document(tuple(Section(2, f"Heading {number}") for number in range(10_000)))
    store.record(of("example", replace(first(), document=read)))
    assert store.document(1) == read
