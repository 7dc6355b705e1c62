"""Looks that come to light late: whatever the order in which they are taken in, the history is that of their times."""

from __future__ import annotations

import io
import random
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from monitor.archive.intake import Incoming, Intake
from monitor.backfill import take_late
from monitor.core.history.timeline import Placed, Stand, Timeline
from monitor.core.model import Block, BlockKind, Document, Outcome, Section
from monitor.core.records import Check, Hop, Page, Response
from monitor.demo.scenes import script
from monitor.engine import Engine
from monitor.store import SqliteStore, verify
from monitor.store.evidence import evidence
from tests.clocks import FakeClock
from tests.fetchers import Inline, ScriptedFetcher

NOW = datetime(2026, 11, 24, tzinfo=UTC)
START = datetime(2026, 1, 1, tzinfo=UTC)
PAGE = Page(id="p", url="https://example.org/privacy", name="Example")
FIRST, _, NOISE, REWRITE, WALL, BACK, BUMP = (scene.body for scene in script())
LINKS = FIRST.replace(b'href="', b'href="/elsewhere', 1)


def captures(*bodies: bytes) -> list[Incoming]:
    """One a day."""
    return [capture(START + timedelta(days=day), body) for day, body in enumerate(bodies)]


def capture(at: datetime, body: bytes, status: int = 200) -> Incoming:
    headers = (("content-type", "text/html; charset=utf-8"),)
    return Incoming(PAGE, Response(PAGE.url, PAGE.url, status, headers, body, (Hop(PAGE.url, status),), at))


def taken_in(path: Path, *imports: Iterable[Incoming]) -> dict[str, Any]:
    """What a person can know of the page after these imports."""
    for captures_ in imports:
        with closing(SqliteStore.open(path, write=True)) as store:
            clock = FakeClock(NOW)
            engine = Engine(store, ScriptedFetcher(clock, {}), clock, Inline())
            late = partial(take_late, store, origin="capture", now=NOW)
            intake = Intake(store, partial(engine.take, origin="capture"), late, [PAGE], {})
            for one in captures_:
                intake.take(one)
    assert verify(path, "", lambda _, __: None).faults == ()
    with closing(SqliteStore.open(path, write=False)) as store:
        return told(store)


def told(store: SqliteStore) -> dict[str, Any]:
    numbers = {version.id: version.number for version in store.versions("p")}
    versions = [
        {
            "number": version.number,
            "seen_at": version.seen_at,
            "outcome": version.outcome,
            "significance": version.significance,
            "before": numbers.get(version.previous_id or 0),
            "back_to": numbers.get(version.returned_to or 0),
            "document": store.document(version.id),
            "bytes": store.snapshot(version.snapshot_id).body_sha256,
        }
        for version in store.versions("p")
    ]
    looks = [
        (check.started_at, check.outcome, check.reason, check.body_sha256, numbers.get(check.version_id or 0))
        for check in store.checks("p")
    ]
    diffs = [telling.diff for telling in store.tellings(None, None)]
    current = store.page("p").current
    return {
        "versions": versions,
        "looks": sorted(looks, key=lambda look: (look[0], look[3])),
        "diffs": diffs,
        "current": current and current.number,
        "unchanged": [(s.number, s.first_at, s.last_at, s.checks, s.good) for s in store.unchanged()],
        "blame": [(line.text, line.came, line.changed, line.said_first) for line in store.blame("p")]
        if current
        else [],
        "variants": [(v.number, v.first_at, v.last_at, v.served, v.numbers) for v in store.variants("p")],
    }


async def test_what_a_person_accepted_stays_accepted(tmp_path: Path) -> None:
    """Captures from before it make it be judged again, twice, and it is still the page that somebody said it is."""
    path, clock = tmp_path / "accepted.db", FakeClock(START + timedelta(days=9))
    with closing(SqliteStore.open(path, write=True)) as store:
        engine = Engine(store, ScriptedFetcher(clock, {"p": [FIRST, WALL, REWRITE]}), clock, Inline())
        for accept in (False, True, False):
            await engine.check(PAGE, accept=accept)
            clock.advance(days=1)
    for bodies in ((BUMP,), (BUMP, BACK)):
        taken_in(path, captures(*bodies))
    with closing(SqliteStore.open(path, write=False)) as store:
        [accepted] = [check for check in store.checks("p") if check.pardon]
        assert accepted.pardon.startswith("accepted by a person, although it was refused: ")
        assert accepted.outcome is Outcome.CHANGED
        assert [one.pardon for one in store.tellings(None, None) if one.pardon] == [accepted.pardon]


STORY = (FIRST, FIRST, NOISE, REWRITE, WALL, REWRITE, LINKS, FIRST, BACK, BUMP, WALL, NOISE, BUMP, b"", REWRITE)


def test_a_hundred_random_orders_give_the_same_timeline(tmp_path: Path) -> None:
    """With walls, returns, changes of links alone and nothing at all, in several imports."""
    whole = captures(*STORY)
    expected = taken_in(tmp_path / "in-order.db", whole)
    assert [version["outcome"] for version in expected["versions"]].count(Outcome.RETURNED) >= 3
    for seed in range(100):
        chance = random.Random(seed)
        order = list(whole)
        chance.shuffle(order)
        cut = chance.randrange(len(order))
        assert taken_in(tmp_path / f"{seed}.db", order[:cut], order[cut:]) == expected, seed


def test_where_a_page_stands_is_told_as_it_is_known_now(tmp_path: Path) -> None:
    """By the view for other tools: what was the first version is a change once an older one came to light."""
    first, later = captures(FIRST, REWRITE)
    taken_in(tmp_path / "p.db", [later], [first])
    with closing(sqlite3.connect(tmp_path / "p.db")) as conn:
        found = conn.execute("SELECT last_outcome, reason, version FROM page_status").fetchall()
    assert found == [("changed", None, 2)]


def test_looks_of_one_moment_have_one_order(tmp_path: Path) -> None:
    """Two archives may each have a capture of the very same time."""
    at = START + timedelta(days=1)
    three = [capture(START, FIRST), capture(at, REWRITE), capture(at, BUMP), capture(at, FIRST)]
    expected = taken_in(tmp_path / "in-order.db", three)
    assert taken_in(tmp_path / "reversed.db", reversed(three)) == expected
    assert taken_in(tmp_path / "apart.db", *[[one] for one in three[1:] + three[:1]]) == expected


@pytest.mark.parametrize(
    ("recorded", "late", "outcomes"),
    [
        pytest.param((FIRST, None, REWRITE), FIRST, ("first", "unchanged", "changed"), id="nothing-new"),
        pytest.param((FIRST, None, FIRST), REWRITE, ("first", "changed", "returned"), id="between-two-alike"),
        pytest.param((FIRST, None, REWRITE), BUMP, ("first", "changed", "changed"), id="another-text"),
        pytest.param((FIRST, None, REWRITE), REWRITE, ("first", "changed", "unchanged"), id="began-earlier"),
        pytest.param((None, FIRST, REWRITE), FIRST, ("first", "unchanged", "changed"), id="before-the-first"),
        pytest.param((None, FIRST, REWRITE), REWRITE, ("first", "changed", "returned"), id="another-first"),
        pytest.param((None, WALL, FIRST), FIRST, ("first", "inaccessible", "unchanged"), id="first-before-a-wall"),
        pytest.param((FIRST, None, REWRITE), WALL, ("first", "inaccessible", "changed"), id="a-wall"),
    ],
)
def test_what_a_late_look_makes_of_those_around_it(
    tmp_path: Path, recorded: Sequence[bytes | None], late: bytes, outcomes: Sequence[str]
) -> None:
    """And the row of each check still says what was decided when it was recorded."""
    path = tmp_path / "p.db"
    whole = captures(*(body or late for body in recorded))
    before = [one for one, body in zip(whole, recorded, strict=True) if body is not None]
    first = taken_in(path, before)
    known = taken_in(path, [whole[recorded.index(None)]])
    assert [look[1].value for look in known["looks"]] == list(outcomes)
    with closing(SqliteStore.open(path, write=False)) as store, store.steady() as db:
        rows = [row["outcome"] for row in db.query("SELECT outcome FROM checks ORDER BY id")]
    assert rows[: len(before)] == [look[1].value for look in first["looks"]]


def test_a_version_that_began_earlier_keeps_its_id_and_evidence_holds(tmp_path: Path) -> None:
    """Whoever noted it finds it again; the pack proves the version as it is known now."""
    path = tmp_path / "p.db"
    days = captures(FIRST, REWRITE, REWRITE)
    taken_in(path, [days[0], days[2]])
    with closing(SqliteStore.open(path, write=False)) as store:
        noted, head = store.versions("p")[1].id, store.head()
    taken_in(path, [days[1]])
    with closing(SqliteStore.open(path, write=False)) as store:
        version = store.versions("p")[1]
        assert (version.id, version.seen_at) == (noted, days[1].response.fetched_at)
        pack = evidence(store, "p", days[2].response.fetched_at)
    assert (pack.version.id, pack.snapshot.fetched_at) == (noted, days[1].response.fetched_at)
    assert verify(path, head, lambda _, __: None).since == 2


@pytest.mark.parametrize(
    "forge",
    [
        "UPDATE decided_again SET outcome = 'unchanged'",
        "DELETE FROM decided_again",
        "UPDATE versions SET seen_at = '2026-01-09T00:00:00.000Z' WHERE id = 2",
        "UPDATE versions SET gone = 1 WHERE id = 2",
    ],
)
def test_what_was_decided_again_cannot_be_forged(tmp_path: Path, forge: str) -> None:
    """The ledger binds it."""
    path = tmp_path / "p.db"
    days = captures(FIRST, REWRITE, FIRST)
    taken_in(path, [days[0], days[2]], [days[1]])
    with closing(SqliteStore.open(path, write=True)) as store, store._connection.transaction() as db:
        assert db.conn.execute(forge).rowcount
    assert verify(path, "", lambda _, __: None).faults


def test_looks_that_are_live_go_on_from_where_the_page_stands(tmp_path: Path) -> None:
    """A late look changes the past, and what the next check is compared with only if that is another text."""
    path = tmp_path / "p.db"
    days = captures(FIRST, REWRITE, FIRST, BUMP)
    assert taken_in(path, [days[0], days[2]], [days[1]], [days[3]]) == taken_in(tmp_path / "q.db", days)


def test_halves_of_surrogate_pairs_are_replaced(tmp_path: Path) -> None:
    """UTF-8 has no form for them; the version is recorded all the same."""
    path = tmp_path / "p.db"
    days = captures(FIRST, REWRITE)
    taken_in(path, days[1:])
    document = Document((Section(1, "Privacy \ud800", blocks=(Block(BlockKind.PARAGRAPH, "We keep it."),)),), "P")
    with closing(SqliteStore.open(path, write=True)) as store:
        [(_, began)] = store.beginnings("p")
        later = Stand(began.id, lambda: store.document(1), "a" * 64, id=1)
        stand = Stand(0, lambda: document, "b" * 64, fresh=True)
        placed = (Placed(0, Outcome.FIRST, None, stand),)
        at = days[0].response.fetched_at
        check = Check("p", PAGE.url, at, at, Outcome.FIRST, response=days[0].response, document=document)
        store.record_late(check, Timeline(placed, (stand, later), ()))
        assert store.document(store.versions("p")[0].id).sections[0].heading == "Privacy \ufffd"


def test_a_pack_of_evidence_of_a_late_look_leads_to_the_head(tmp_path: Path) -> None:
    """By the steps of its README: the version is bound by the entry of the late look."""
    path = tmp_path / "p.db"
    days = captures(FIRST, REWRITE, BUMP)
    taken_in(path, [days[0], days[2]], [days[1]])
    folder = tmp_path / "pack"
    with closing(SqliteStore.open(path, write=False)) as store:
        zipfile.ZipFile(io.BytesIO(evidence(store, "p", days[1].response.fetched_at).pack)).extractall(folder)
        head = store.head()
    readme = (folder / "README.txt").read_text("utf-8")
    (folder / "check.py").write_text(readme[readme.index("import hashlib") :], "utf-8")
    done = subprocess.run([sys.executable, "check.py"], cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, head), done.stderr
