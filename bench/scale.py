"""A large history: what a check and a question cost in it, beside one of a tenth of its size."""

from __future__ import annotations

import hashlib
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from harness import Options, Result, Row, Target

from monitor import wiring
from monitor.core.model import Block, BlockKind, Change, ChangeKind, Diff, Document, Outcome, Section, Significance
from monitor.core.records import Check, Hop, Page, Response
from monitor.store import SqliteStore, ledger, verify
from monitor.store.bodies import Packed, best
from monitor.store.packing import Base
from monitor.store.rows import stamp

START = datetime(2020, 1, 1, tzinfo=UTC)
URL = "https://{}.example.org/privacy"
_WORDS = "we keep use share collect your data for days months law rights partner service consent cookie".split()


@dataclass(frozen=True)
class Size:
    """How much there is of each; every page has the same share."""

    pages: int
    checks: int
    snapshots: int
    versions: int


def sized(checks: int) -> Size:
    """In the proportion of 1,000 pages with 1,000 checks, 100 snapshots and 20 versions each."""
    pages = max(2, min(1000, checks // 100))
    return Size(pages, checks, max(pages, checks // 10), max(pages, checks // 50))


def build(path: Path, size: Size, seed: int = 1) -> None:
    """A database of so much, with its chain: versions through the store itself, what lies between them by plain SQL."""
    per_page = size.checks // size.pages
    with closing(SqliteStore.open(path, write=True)) as store:
        store.watch(Page(f"page-{n}", URL.format(f"page-{n}"), f"Page {n}") for n in range(size.pages))
        for n in range(size.pages):
            _page(store, f"page-{n}", per_page, size.snapshots // size.pages, size.versions // size.pages, seed + n)


def _page(store: SqliteStore, page_id: str, checks: int, snapshots: int, versions: int, seed: int) -> None:
    dice = random.Random(seed)
    texts = [sentence(dice, 40) for _ in range(60)]
    before: Document | None = None
    for version in range(versions):
        texts[dice.randrange(60)] = sentence(dice, 40)
        at = START + timedelta(hours=12 * version * checks // versions)
        text = document(texts)
        check = begun(page_id, at, text, before)
        store.record(check)
        between = checks // versions - 1
        _unchanged(store, check, between, max(0, snapshots // versions - 1))
        before = text


def document(texts: list[str]) -> Document:
    """Ten sections of these blocks."""
    sections = tuple(
        Section(
            2, f"Part {n}", ("Privacy", f"Part {n}"), blocks=tuple(Block(BlockKind.PARAGRAPH, t) for t in texts[n::10])
        )
        for n in range(10)
    )
    return Document(sections, "Privacy", "en")


def begun(page_id: str, at: datetime, text: Document, before: Document | None) -> Check:
    """A check with which a version begins."""
    body = f"<main>{text.text}</main><!-- {at} -->".encode()
    url = URL.format(page_id)
    response = Response(url, url, 200, (("content-type", "text/html"),), body, (Hop(url, 200),), at)
    change = Change(ChangeKind.MODIFIED, ("Privacy", "Part 1"), "before", "after", (), Significance.MINOR)
    return Check(
        page_id=page_id,
        url=response.url,
        started_at=at,
        finished_at=at,
        outcome=Outcome.CHANGED if before else Outcome.FIRST,
        response=response,
        hops=response.hops,
        body_sha256=hashlib.sha256(body).hexdigest(),
        document=text,
        text_sha256=hashlib.sha256(text.text.encode()).hexdigest(),
        diff=Diff(Outcome.CHANGED, Significance.MINOR, (change,)) if before else None,
        reader_version=1,
    )


def _unchanged(store: SqliteStore, first: Check, checks: int, snapshots: int) -> None:
    """Checks that found the same text, some of them in other bytes: as `record` would write them, in bulk."""
    with store._connection.transaction() as db:
        head = db.conn.execute(ledger.HEAD).fetchone()[1]
        [check] = db.query("SELECT * FROM checks ORDER BY id DESC LIMIT 1")
        [snapshot] = db.query("SELECT * FROM snapshots WHERE id = ?", [check["snapshot_id"]])
        assert first.response
        base = Base(first.body_sha256, first.response.body, 0)
        rows: dict[str, list[tuple[object, ...]]] = {"checks": [], "snapshots": [], "bodies": [], "ledger": []}
        for n in range(1, checks + 1):
            at = stamp(first.started_at + timedelta(hours=12 * n))
            came = None
            if n <= snapshots:
                body = base.body + f"<!-- {n} -->".encode()
                packed = best(hashlib.sha256(body).hexdigest(), body, [base])
                rows["bodies"].append(packed.row)
                came = snapshot | {
                    "id": snapshot["id"] + n,
                    "fetched_at": at,
                    "body_sha256": packed.sha256,
                    "size": len(body),
                }
                rows["snapshots"].append(tuple(came.values()))
                check |= {"snapshot_id": came["id"], "body_sha256": packed.sha256, "size": len(body)}
            check |= {
                "id": check["id"] + 1,
                "started_at": at,
                "finished_at": at,
                "outcome": "unchanged",
                "text_sha256": "",
            }
            head = ledger.chained(head, ledger.line("check", check, came, ""))
            rows["checks"].append(tuple(check.values()))
            rows["ledger"].append((check["id"], "check", check["id"], came and came["id"], None, "", head))
        for table in ("bodies", "snapshots", "checks", "ledger"):
            if rows[table]:
                marks = ", ".join("?" * len(rows[table][0]))
                db.conn.executemany(f"INSERT INTO {table} VALUES ({marks})", rows[table])
        last = (check["snapshot_id"], first.page_id)
        db.conn.execute("UPDATE pages SET good_snapshot_id = ? WHERE id = ?", last)


def run(options: Options) -> Result:
    """The same measured in a tenth and in the whole."""
    rows, faults, found = [], [], {}
    with tempfile.TemporaryDirectory() as folder:
        for checks in (options.checks // 10, options.checks):
            path, size = Path(folder, f"{checks}.db"), sized(checks)
            started = time.perf_counter()
            build(path, size)
            rows.append(Row(f"{checks:,} checks: made in", time.perf_counter() - started, "s"))
            rows.append(Row(f"{checks:,} checks: the file", path.stat().st_size / 1e6, "MB"))
            found = dict(_costs(path, size))
            rows += [Row(f"{checks:,} checks: {what}", ms, "ms") for what, ms in found.items()]
            started = time.perf_counter()
            faults += [str(fault) for fault in verify(path, "", _quiet).faults]
            rows.append(Row(f"{checks:,} checks: verify", time.perf_counter() - started, "s"))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    rows.append(Row("memory at its peak", memory, "MB"))
    targets = [
        Target(f"{what}, median", ms, 5.0 if what.startswith("a check") else 100.0, "ms") for what, ms in found.items()
    ]
    targets.append(Target("memory at its peak", memory, 500, "MB"))
    size = sized(options.checks)
    notes = [f"{size.pages:,} pages, {size.checks:,} checks, {size.snapshots:,} snapshots, {size.versions:,} versions"]
    return Result("scale", rows, targets, notes=notes, faults=faults)


def _costs(path: Path, size: Size) -> Iterator[tuple[str, float]]:
    dice = random.Random(2)
    with closing(wiring.open_store(path, write=True)) as store:

        def any_page() -> str:
            return f"page-{dice.randrange(size.pages)}"

        def at() -> datetime:
            return START + timedelta(hours=dice.uniform(0, 12 * size.checks // size.pages))

        def history() -> None:
            page_id = any_page()
            store.page(page_id)
            store.tellings(None, None, [page_id])

        def show() -> None:
            store.document(store.version_at(any_page(), at()).id)

        late = START + timedelta(days=9000)
        text = document([sentence(dice, 40) for _ in range(60)])
        checks = [begun("page-0", late + timedelta(days=n), text, text) for n in range(51)]
        big = dice.randbytes(100_000).hex().encode()
        changed = [_with(check, big + b"%d" % n) for n, check in enumerate(checks)]
        changes = iter(changed)
        store.record(next(changes))  # what the next ones are packed against
        yield "history", _median(history, 50)
        yield "show --at", _median(show, 50)
        yield "blame", _median(lambda: store.blame(any_page()), 50)
        yield "search, a common word", _median(lambda: store.search([dice.choice(_WORDS)]), 50)
        phrase = [" ".join(dice.choices(_WORDS, k=3))]
        yield "search, a phrase in all texts", _median(lambda: store.search(phrase, all_texts=True), 50)
        yield "variants", _median(lambda: store.variants(any_page()), 50)
        yield "coverage of a page", _median(lambda: store.coverage(None, None, [any_page()]), 50)
        yield (
            "read the bytes",
            _median(lambda: store.body(store.snapshot(dice.randint(1, size.snapshots)).body_sha256), 50),
        )
        with _packing(store) as packing:
            recorded = _all(lambda: store.record(next(changes)), 50)
        yield "packing 200 KB of new bytes, before the transaction", statistics.median(packing)
        transactions = map(float.__sub__, recorded, packing)
        yield "a check's transaction, with new bytes of 200 KB and a new version", statistics.median(transactions)
        seen = store.checks("page-0", 1)[0]
        again = replace(changed[-1], outcome=Outcome.UNCHANGED, document=None, diff=None, text_sha256="")
        assert again.body_sha256 == seen.body_sha256
        yield "a check that found the same", _median(lambda: store.record(again), 50)


def _with(check: Check, body: bytes) -> Check:
    assert check.response
    digest = hashlib.sha256(body).hexdigest()
    return replace(check, response=replace(check.response, body=body), body_sha256=digest)


def _median(one: Callable[[], object], times: int) -> float:
    return statistics.median(_all(one, times))


def _all(one: Callable[[], object], times: int) -> list[float]:
    """CPU milliseconds: on a machine that others use as well, the clock tells more of them."""
    took = []
    for _ in range(times):
        started = time.process_time()
        one()
        took.append((time.process_time() - started) * 1000)
    return took


@contextmanager
def _packing(store: SqliteStore) -> Iterator[list[float]]:
    """What each check takes before its transaction begins."""
    took: list[float] = []
    pack = store._packed

    def timed(check: Check) -> Packed | None:
        started = time.process_time()
        packed = pack(check)
        took.append((time.process_time() - started) * 1000)
        return packed

    store._packed = timed  # type: ignore[method-assign]
    yield took
    store._packed = pack  # type: ignore[method-assign]


def _quiet(done: int, of: int) -> None:
    """Nobody looks on."""


def sentence(dice: random.Random, words: int) -> str:
    return " ".join(dice.choices(_WORDS, k=words))
