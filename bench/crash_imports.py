"""Imports that are killed, and that find the disk full or the file read-only, at random moments.

After each, is the database sound, is all there that was recorded, and is the history in the end the one that an import
without any trouble gives? Captures come in random order, so that many of them are older than what is recorded.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from cold_start import command
from crash import amiss
from harness import Options, Result, Row

from monitor import wiring
from monitor.archive.captures import read_manifest
from monitor.archive.intake import Intake
from monitor.backfill import take_late
from monitor.core.errors import StoreError
from monitor.engine import Engine
from monitor.store import SqliteStore

PAGES = 3
CAPTURES = 40  # a page
NOW = datetime(2026, 1, 1, tzinfo=UTC)
_TEXT = (
    "We keep personal data that we collect for this purpose for {days} days after your account is closed, unless the "
    "law requires us to retain it for longer; our partners process it under contract and never share it."
)

History = dict[str, Any]


def run(options: Options) -> Result:
    """Half of the rounds are kills, the others a disk that is full and a file that is read-only by turns."""
    dice = random.Random(options.seed)
    faults: list[str] = []
    kills = troubles = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        manifests = _manifests(folder, dice)
        whole = folder / "whole.db"
        _import(whole, folder / "all.jsonl")
        expected = _history(whole)
        database = folder / "privacy.db"
        for number in range(1, options.rounds + 1):
            if number % 10 == 1:  # from the start again, or there would be nothing left to take in
                for file in folder.glob("privacy.db*"):
                    file.unlink()
            before = _history(database)
            manifest = dice.choice(manifests)
            if dice.random() < 0.5:
                kills += 1
                _killed(database, manifest, dice)
            else:
                troubles += 1
                faults += _in_trouble(database, manifest, dice)
            copy = folder / f"round-{number}"
            copy.mkdir()
            for file in folder.glob("privacy.db*"):
                shutil.copy(file, copy)
            found = amiss(copy / "privacy.db") + _lost(before, _history(database))
            faults += [f"round {number} of seed {options.seed}: {what}" for what in found]
            shutil.rmtree(copy)
        for manifest in manifests:
            _import(database, manifest)
        if _history(database) != expected:
            faults.append(f"seed {options.seed}: the history is not that of an import without trouble")
        looks = sum(len(page["looks"]) for page in expected.values())
    rows = [
        Row("imports killed", kills, ""),
        Row("imports that found the disk full, or the file read-only", troubles, ""),
        Row("captures", looks, ""),
        Row("faults", len(faults), ""),
    ]
    return Result("imports", rows, faults=faults, notes=[f"seed {options.seed}, {PAGES} pages"])


def _manifests(folder: Path, dice: random.Random) -> list[Path]:
    """The captures in one manifest, and dealt out to five."""
    lines = []
    for page in range(PAGES):
        days = 30
        for number in range(CAPTURES):
            days = days if dice.random() < 0.5 else dice.choice((30, 60, 90, 365, 20 + number))
            file = folder / f"{page}-{number}.html"
            file.write_text(_page(page, days, number))
            at = NOW + timedelta(hours=6 * number)
            row = {"page": f"page-{page}", "url": "https://example.org/privacy", "fetched_at": at.isoformat()}
            lines.append(json.dumps(row | {"file": file.name}))
    (folder / "all.jsonl").write_text("\n".join(lines))
    dice.shuffle(lines)
    parts = []
    for number in range(5):
        path = folder / f"part-{number}.jsonl"
        path.write_text("\n".join(lines[number::5]))
        parts.append(path)
    return parts


def _page(page: int, days: int, number: int) -> str:
    texts = "".join(f"<h2>Purpose {n}</h2><p>{_TEXT.format(days=days + n)}</p>" for n in range(12))
    noise = f"<!-- {number} -->" if number % 3 else ""
    return f"<html lang=en><title>Privacy policy {page}</title><main><h1>Privacy</h1>{texts}</main>{noise}</html>"


def _line(database: Path, manifest: Path) -> list[str]:
    none = str(database.with_name("none.toml"))
    return [*command(), "--config", none, "--db", str(database), "import", "captures", str(manifest), "--json"]


def _import(database: Path, manifest: Path) -> None:
    done = subprocess.run(_line(database, manifest), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"an import ended with {done.returncode}:\n{done.stderr}")


def _killed(database: Path, manifest: Path, dice: random.Random) -> None:
    with subprocess.Popen(_line(database, manifest), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        time.sleep(dice.random() * 1.5)  # starting takes a third of it, all captures of a part about the rest
        process.kill()


def _in_trouble(database: Path, manifest: Path, dice: random.Random) -> Iterator[str]:
    """Import up to a random moment at which nothing can be written any more: one clear error, nothing half done."""
    clock = wiring.SystemClock()
    found = read_manifest(manifest, clock.now())
    incoming = list(found.incoming())
    moment, full = dice.randrange(len(incoming)), dice.random() < 0.5
    with closing(SqliteStore.open(database, write=True)) as store:
        engine = Engine(store, wiring.make_fetcher(), clock, wiring.OneThread())  # of which taking in uses none
        late = partial(take_late, store, origin="capture", now=clock.now())
        intake = Intake(store, partial(engine.take, origin="capture"), late, found.pages, {})
        for number, capture in enumerate(incoming):
            if number == moment:
                _stop_writing(store, full=full, room=dice.randrange(4))
            try:
                intake.take(capture)
            except StoreError as error:
                if str(database) not in str(error):
                    yield f"the error does not name the database: {error}"
                break


def _stop_writing(store: SqliteStore, *, full: bool, room: int) -> None:
    """As on a disk that has room for a few pages more, or on one that was made read-only."""
    with store.steady() as db:
        if full:
            pages = next(db.query("PRAGMA page_count"))["page_count"]
            db.execute(f"PRAGMA max_page_count = {pages + room}")
        else:
            db.execute("PRAGMA query_only = 1")


def _history(database: Path) -> History:
    """What a person can know of each page."""
    if not database.exists():
        return {}
    try:
        store = wiring.open_store(database, write=False)
    except StoreError:  # killed before its tables were made
        return {}
    with closing(store):
        told = {}
        for page in store.pages():
            numbers = {version.id: version.number for version in store.versions(page.id)}
            told[page.id] = {
                "looks": sorted(
                    (c.started_at, c.outcome, numbers.get(c.version_id or 0)) for c in store.checks(page.id)
                ),
                "versions": [(v.number, v.seen_at, v.outcome, v.text_sha256) for v in store.versions(page.id)],
                "diffs": [telling.diff for telling in store.tellings(None, None, [page.id])],
            }
        return told


def _lost(before: History, after: History) -> list[str]:
    """No look that was recorded may be gone."""
    gone = {
        page_id: {look[0] for look in page["looks"]} - {look[0] for look in after.get(page_id, {"looks": []})["looks"]}
        for page_id, page in before.items()
    }
    return [f"{page_id} lost {len(looks)} looks" for page_id, looks in gone.items() if looks]
