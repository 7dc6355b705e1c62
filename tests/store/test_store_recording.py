"""What a check leaves behind, and what the next one finds."""

from __future__ import annotations

import inspect
import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from store_samples import (
    URL,
    at,
    beginning,
    blocked,
    changed,
    check,
    document,
    first,
    not_modified,
    of,
    response,
    returned,
    sha,
    unchanged,
    unreachable,
)

import monitor
from monitor.core.errors import StoreError
from monitor.core.model import Inaccessible, Outcome, Reason, Significance
from monitor.core.records import CheckRow, Hop, Known, Page, Validators
from monitor.ports import Store
from monitor.store import SqliteStore

FINAL = URL + "/"  # where the samples' redirects end


def count(database: Path, table: str) -> int:
    with sqlite3.connect(database) as conn:
        found: int = conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    conn.close()
    return found


@pytest.mark.parametrize("name", [name for name in vars(Store) if not name.startswith("_")])
def test_it_has_what_the_seam_asks_for(name: str) -> None:
    """Every method of the protocol, with the same parameters and the same answer."""
    assert inspect.signature(getattr(SqliteStore, name)) == inspect.signature(getattr(Store, name))


def test_a_first_check_is_all_there(store: SqliteStore) -> None:
    """Check, snapshot, body, version and text come back as they went in."""
    recorded = store.record(first())
    body = b"<p>We keep it for 30 days.</p>"
    version = store.version_at("example")
    snapshot = store.snapshot(version.snapshot_id)
    assert (recorded.check_id, recorded.snapshot_id, recorded.version_id) == (1, version.snapshot_id, version.id)
    assert store.document(version.id) == document("We keep it for 30 days.")
    assert store.body(snapshot.body_sha256) == body
    assert (snapshot.page_id, snapshot.fetched_at, snapshot.url, snapshot.final_url) == (
        "example",
        at(0),
        URL,
        URL + "/",
    )
    assert (snapshot.status, snapshot.size, snapshot.headers) == (200, len(body), response().headers)
    assert snapshot.hops == (Hop(URL, 301, URL + "/"), Hop(URL + "/", 200))
    assert (version.number, version.outcome, version.significance) == (1, Outcome.FIRST, Significance.NONE)
    assert (version.seen_at, version.title, version.language) == (at(0), "Privacy at Example", "en")
    assert (version.words, version.reader_version) == (9, 3)
    assert (version.previous_id, version.returned_to) == (None, None)
    assert version.text_sha256 == sha(document("We keep it for 30 days.").text)


def test_a_check_is_kept_as_it_was(store: SqliteStore) -> None:
    """Times, outcome, response and the version in force, with the program that looked."""
    store.record(first())
    [row] = store.checks("example")
    assert row == CheckRow(
        id=1,
        page_id="example",
        started_at=at(0),
        finished_at=at(2 / 3600),
        outcome=Outcome.FIRST,
        reason=None,
        url=URL,
        final_url=URL + "/",
        status=200,
        size=30,
        body_sha256=sha(b"<p>We keep it for 30 days.</p>"),
        snapshot_id=1,
        version_id=1,
        origin="live",
        program_version=monitor.__version__,
    )


def test_a_failed_check_keeps_its_reason_and_nothing_else_moves(store: SqliteStore) -> None:
    """No response: no snapshot, the version stays in force, the next check compares with what was good."""
    store.record(first())
    before = store.known("example")
    recorded = store.record(unreachable())
    row = store.checks("example")[0]
    assert (recorded.snapshot_id, recorded.version_id) == (None, None)
    assert row.reason == Inaccessible(Reason.NETWORK, "connection refused")
    assert (row.status, row.size, row.final_url, row.body_sha256) == (None, None, "", "")
    assert (row.snapshot_id, row.version_id) == (None, 1)
    assert store.known("example") == before


def test_a_failed_first_check_leaves_no_version(store: SqliteStore) -> None:
    """A page that has never been read is known by its checks alone."""
    store.record(unreachable())
    assert store.known("example") is None
    assert store.validators("example") == Validators()
    assert store.page("example").current is None
    assert store.checks("example")[0].version_id is None


def test_a_blocked_page_is_kept_as_evidence_and_never_as_the_page(store: SqliteStore) -> None:
    """Its bytes can be looked at, but neither Known nor the validators come from it."""
    store.record(first())
    recorded = store.record(blocked())
    assert recorded.snapshot_id == 2
    assert store.body(store.snapshot(2).body_sha256) == b"Are you a robot?"
    known = store.known("example")
    assert known is not None
    assert (known.snapshot_id, known.body_sha256) == (1, sha(b"<p>We keep it for 30 days.</p>"))
    assert store.validators("example") == Validators('"a"', "", FINAL, at(0))


def test_the_same_bytes_again_make_no_snapshot(store: SqliteStore) -> None:
    """The check refers to the one that is there."""
    store.record(first())
    assert store.record(unchanged()).snapshot_id == 1
    store.record(blocked(2))
    assert store.record(blocked(3)).snapshot_id == 2


def test_the_page_after_a_block_is_a_snapshot_of_its_own(store: SqliteStore, database: Path) -> None:
    """A, blocked, A: three snapshots in order of time, and two bodies."""
    for one in (first(), blocked(1), unchanged(hours=2)):
        store.record(one)
    known = store.known("example")
    assert known is not None
    assert known.snapshot_id == 3
    assert count(database, "snapshots") == 3
    assert count(database, "bodies") == 2


def test_other_bytes_with_the_same_text_move_the_good_snapshot(store: SqliteStore) -> None:
    """A new snapshot, the same version; the next check compares with the new bytes."""
    store.record(first())
    recorded = store.record(unchanged(b"<p >We keep it for 30 days.</p>"))
    known = store.known("example")
    assert (recorded.snapshot_id, recorded.version_id) == (2, None)
    assert known == Known(
        snapshot_id=2,
        body_sha256=sha(b"<p >We keep it for 30 days.</p>"),
        version_id=1,
        reader_version=3,
        settings_key="k",
        url="https://example.com/privacy",
    )


def test_a_304_refers_to_the_good_snapshot(store: SqliteStore) -> None:
    """Also when a blocked page came in between."""
    for one in (first(), blocked(1)):
        store.record(one)
    assert store.record(not_modified(2)).snapshot_id == 1
    row = store.checks("example")[0]
    assert (row.status, row.size, row.version_id) == (304, 0, 1)


def test_validators_are_those_sent_last(store: SqliteStore) -> None:
    """An ETag renewed with the same bytes, or by a 304, is the next one to ask with; a bare 304 keeps it."""
    store.record(first())
    renewed = replace(unchanged(), response=response(b"<p>We keep it for 30 days.</p>", 1, headers=(("etag", '"b"'),)))
    store.record(renewed)
    assert store.validators("example") == Validators('"b"', "", FINAL, at(1))
    store.record(not_modified(2))
    assert store.validators("example") == Validators('"b"', "", FINAL, at(1))
    store.record(not_modified(3, (("etag", '"c"'), ("last-modified", "Tue, 24 Nov 2026 08:30:00 GMT"))))
    assert store.validators("example") == Validators('"c"', "Tue, 24 Nov 2026 08:30:00 GMT", FINAL, at(1))
    without = replace(unchanged(hours=4), response=response(b"<p>We keep it for 30 days.</p>", 4, headers=()))
    store.record(without)
    assert store.validators("example") == Validators(url=FINAL, whole_at=at(4))


def test_a_change_is_the_next_version(store: SqliteStore) -> None:
    """Numbered within its page, with the one before and how much it matters."""
    store.record(of("other", first()))
    store.record(first())
    recorded = store.record(changed())
    one, two = store.versions("example")
    assert (one.number, two.number, two.id) == (1, 2, recorded.version_id)
    assert (two.previous_id, two.outcome, two.significance) == (one.id, Outcome.CHANGED, Significance.MINOR)
    known = store.known("example")
    assert known is not None
    assert known.version_id == two.id
    assert store.document(two.id) == document("We keep it for 90 days.")


def test_a_text_that_returned_names_the_version_it_was(store: SqliteStore) -> None:
    """find_text answers with the newest version of that text that is not the current one."""
    old, new = "We keep it for 30 days.", "We keep it for 90 days."
    store.record(first(old))
    assert store.find_text("example", sha(document(old).text)) is None
    store.record(changed(new))
    found = store.find_text("example", sha(document(old).text))
    assert found == 1
    store.record(returned(old, 2, found))
    assert store.version_at("example").returned_to == 1
    store.record(returned(new, 3, 2))
    assert store.find_text("example", sha(document(old).text)) == 3
    assert store.find_text("other", sha(document(old).text)) is None


def test_a_page_nobody_watches_is_taken_in_by_its_check(store: SqliteStore) -> None:
    """It has a history and is not due."""
    store.record(first())
    row = store.page("example")
    assert (row.url, row.watched, row.paused, row.checks) == (URL, False, False, 1)
    assert list(store.due()) == []


def test_what_is_watched_is_the_list_given_last(store: SqliteStore) -> None:
    """Names, addresses and pauses follow it; what left keeps its history."""
    store.watch([Page("example", URL, "Old name"), Page("gone", URL)])
    store.record(of("gone", first()))
    store.watch([Page("example", URL + "/new", "New name", paused=True), Page("added", URL)])
    rows = {row.id: row for row in store.pages()}
    assert [row.id for row in rows.values() if row.watched] == ["added", "example"]
    assert (rows["example"].url, rows["example"].name, rows["example"].paused) == (URL + "/new", "New name", True)
    assert (rows["gone"].versions, rows["gone"].watched) == (1, False)
    assert [page_id for page_id, _ in store.due()] == ["added"]


def test_a_page_can_be_introduced_without_being_watched(store: SqliteStore) -> None:
    """It has its name and is not due; a known page keeps what it has, and gets a name only where it had none."""
    store.watch([Page("example", URL, "Example")])
    store.record(of("nameless", first()))
    others = [Page("example", URL + "/other", "Other"), Page("nameless", URL, "Named"), Page("capture", URL, "\ud800")]
    store.introduce(others)
    rows = {row.id: (row.name, row.url, row.watched) for row in store.pages()}
    assert rows["example"] == ("Example", URL, True)
    assert rows["nameless"] == ("Named", "https://example.com/nameless", False)
    assert rows["capture"] == ("\ufffd", URL, False)
    assert [page_id for page_id, _ in store.due()] == ["example"]


def test_when_a_page_is_due_is_planned_or_comes_with_its_check(store: SqliteStore) -> None:
    """A check that says nothing of it leaves it; unknown pages are passed over; never planned comes first."""
    store.watch([Page("example", URL), Page("b", URL), Page("never", URL)])
    store.plan([("example", at(5)), ("b", at(3)), ("nobody", at(1))])
    assert list(store.due()) == [("never", None), ("b", at(3)), ("example", at(5))]
    store.record(first())
    assert dict(store.due())["example"] == at(5)
    store.record(replace(unreachable(), next_due_at=at(9)))
    assert dict(store.due())["example"] == at(9)
    store.plan([("example", None)])
    assert dict(store.due())["example"] is None


def test_ten_thousand_pages_are_one_list(store: SqliteStore) -> None:
    """All of them are due, and a shorter list takes the rest away."""
    pages = [Page(f"page-{number}", URL) for number in range(10_000)]
    store.watch(pages)
    assert len(list(store.due())) == len(store.pages()) == 10_000
    store.watch(pages[:5])
    assert len(list(store.due())) == 5


def test_a_capture_is_known_by_moment_and_bytes(store: SqliteStore) -> None:
    """To the millisecond, whatever came of it."""
    store.record(replace(blocked(), origin="capture"))
    digest = sha(b"Are you a robot?")
    assert store.has_capture("example", at(1), digest)
    assert not store.has_capture("example", at(2), digest)
    assert not store.has_capture("example", at(1), sha(b""))
    assert not store.has_capture("other", at(1), digest)
    assert store.checks("example")[0].origin == "capture"


def test_one_body_for_all_who_sent_it(store: SqliteStore, database: Path) -> None:
    """Two pages with the same bytes have two snapshots and one body."""
    store.record(of("one", first()))
    store.record(of("two", first()))
    assert count(database, "snapshots") == 2
    assert count(database, "bodies") == 1


def test_a_body_is_packed(store: SqliteStore, database: Path) -> None:
    """Repetitive bytes take a fraction of their size on disk."""
    body = b"<p>We keep it for 30 days.</p>" * 1000
    store.record(replace(first(), response=response(body), body_sha256=sha(body)))
    conn = sqlite3.connect(database)
    assert conn.execute("SELECT size, length(stored) < 200 FROM bodies").fetchall() == [(len(body), 1)]
    conn.close()


def test_cookies_are_not_kept(store: SqliteStore) -> None:
    """Whoever brings the response."""
    headers = (("etag", '"a"'), ("Set-Cookie", "session=secret"), ("set-cookie2", "secret"))
    store.record(replace(first(), response=response(headers=headers), body_sha256=""))
    assert store.snapshot(1).headers == (("etag", '"a"'),)


def test_a_missing_hash_is_made(store: SqliteStore) -> None:
    """The body can be had by its own hash."""
    store.record(replace(blocked(), body_sha256=""))
    assert store.body(sha(b"Are you a robot?")) == b"Are you a robot?"


def test_a_wrong_hash_is_refused(store: SqliteStore, database: Path) -> None:
    """A body that could not be read again is not taken in, nor anything with it."""
    with pytest.raises(StoreError, match="SHA-256"):
        store.record(replace(first(), body_sha256="0" * 64))
    assert store.pages() == []
    assert count(database, "checks") == 0


@pytest.mark.parametrize("broken", [{"document": None}, {"response": None}, {"response": response(b"")}])
def test_a_version_needs_what_it_was_read_from(store: SqliteStore, broken: dict[str, object]) -> None:
    """Without document, response or body nothing is recorded."""
    with pytest.raises(StoreError, match="cannot begin"):
        store.record(replace(first(), body_sha256="", **broken))  # type: ignore[arg-type]
    assert store.pages() == []


def test_the_hops_of_a_failed_check_are_kept(store: SqliteStore, database: Path) -> None:
    """Redirects followed until it failed are evidence too."""
    reason = Inaccessible(Reason.REDIRECTS, "a loop")
    store.record(check(Outcome.INACCESSIBLE, reason=reason, hops=(Hop(URL, 302, URL),)))
    conn = sqlite3.connect(database)
    assert conn.execute("SELECT hops FROM checks").fetchone()[0] == f'[["{URL}",302,"{URL}"]]'
    conn.close()


def test_threads_take_turns(store: SqliteStore) -> None:
    """One store used by several threads loses no check."""

    def look(name: str) -> None:
        store.record(of(name, first()))
        for hour in range(1, 20):
            store.record(of(name, unchanged(f"<p>{hour}</p>".encode(), hour)))
            assert store.known(name) is not None

    threads = [threading.Thread(target=look, args=(f"page-{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [row.checks for row in store.pages()] == [20, 20, 20, 20]


def test_a_version_without_a_diff_has_nothing_to_tell(store: SqliteStore) -> None:
    """A change recorded without its diff is still a version; its diff is empty."""
    store.record(first())
    store.record(beginning(Outcome.CHANGED, "We keep it.", 1, diff=None))
    assert store.tellings(None, None)[1].diff.changes == ()
