"""How much room a history takes: ours, as it comes and compacted, beside git, zstd alone and the bytes as they are."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cold_start import command
from harness import Options, Result, Row, Target
from workload import twins

from monitor import wiring
from monitor.store import SqliteStore
from monitor.store.bodies import HARD, packed


@dataclass(frozen=True)
class Captured:
    """A capture: of which page, when, and where its bytes lie."""

    page: str
    at: datetime
    file: Path


def run(options: Options) -> Result:
    """The same captures into each; sizes are of whole files and folders."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = manifests(options, folder)
        captures = sorted(_captures(found), key=lambda captured: (captured.at, captured.page))
        distinct = {captured.file.read_bytes() for captured in captures}
        database = folder / "privacy.db"
        for manifest in found:
            subprocess.run(import_of(manifest, database), check=True, capture_output=True)
        came = _raw_room(database)
        with closing(wiring.open_store(database, write=True)) as store:
            store.compact(_quiet)
            reads = _reads(store)
        ours, whole = _raw_room(database), database.stat().st_size
        git = _git(captures, folder / "git")
    sizes = {
        "ours, as it comes: raw bytes, checks, proof": came,
        "ours, compacted: raw bytes, checks, proof": ours,
        "ours, compacted: the whole file, text included": whole,
        "git gc --aggressive": git,
        "zstd -3 alone": sum(len(packed(body)) for body in distinct),
        "zstd -19 alone": sum(len(packed(body, None, HARD)) for body in distinct),
        "as they are": sum(map(len, distinct)),
    }
    rows = _rows(sizes, git, len(captures))
    oldest, median, newest = reads
    rows += [Row("read a snapshot, median", median, "ms"), Row("the oldest tenth", oldest, "ms")]
    rows.append(Row("the newest tenth", newest, "ms"))
    targets = [
        Target("raw bytes, checks and proof, to git", ours / git, 1.0),
        Target("the whole file, text and changes included, to git", whole / git, 1.0),
        Target("reading any snapshot, median", median, 5.0, "ms"),
        Target("reading the oldest, to the newest", oldest / newest, 2.0),
    ]
    return Result("room", rows, targets, notes=[f"{len(captures)} captures, {len(distinct)} different bodies"])


def _rows(sizes: dict[str, int], git: int, captures: int) -> list[Row]:
    return [
        row
        for what, size in sizes.items()
        for row in (Row(what, size / 1e6, "MB", size / git), Row("   a snapshot", size / captures, "bytes"))
    ]


def import_of(manifest: Path, database: Path) -> list[str]:
    """The command that takes in the captures of a manifest."""
    nothing = str(database.with_name("none"))
    return [*command(), "--db", str(database), "--config", nothing, "import", "captures", str(manifest)]


def manifests(options: Options, folder: Path) -> list[Path]:
    """Those of the corpus, else one of made-up pages."""
    if options.corpus and options.corpus.is_dir():
        return sorted(options.corpus.glob("*/captures.jsonl"))
    made, _ = twins(None, 3)
    lines = []
    for number, twin in enumerate(made):
        for day, body in enumerate((twin.first, twin.next), 1):
            file = folder / f"{number}-{day}.html"
            file.write_bytes(body)
            line = {"page": f"page-{number}", "url": f"https://{number}.example/privacy", "file": file.name}
            lines.append(json.dumps(line | {"fetched_at": f"2026-01-0{day}T00:00:00+00:00"}))
    manifest = folder / "captures.jsonl"
    manifest.write_text("\n".join(lines) + "\n")
    return [manifest]


def _captures(found: Sequence[Path]) -> Iterator[Captured]:
    for manifest in found:
        for line in manifest.read_text("utf-8").splitlines():
            row = json.loads(line)
            page = f"{manifest.parent.name}/{row['page'].replace('/', '-')}"
            yield Captured(page, datetime.fromisoformat(row["fetched_at"]), manifest.parent / row["file"])


def _raw_room(database: Path) -> int:
    """What git has of a history, as its pages in the file: bytes, addresses, times, and the proof of them."""
    sql = "SELECT sum(pgsize) FROM dbstat WHERE name IN (SELECT name FROM sqlite_master WHERE tbl_name IN ({}))"
    tables = ("pages", "bodies", "snapshots", "checks", "ledger")
    with closing(sqlite3.connect(database)) as conn:
        return int(conn.execute(sql.format(", ".join("?" * len(tables))), tables).fetchone()[0])


def _reads(store: SqliteStore) -> tuple[float, float, float]:
    """CPU milliseconds to read a snapshot's bytes, in random order: the oldest tenth of each page, all, the newest."""
    pages = defaultdict(list)
    for row in store._query("SELECT page_id, body_sha256 FROM snapshots ORDER BY page_id, fetched_at"):
        pages[row["page_id"]].append(row["body_sha256"])
    jobs = [(at / len(found), digest) for found in pages.values() for at, digest in enumerate(found)]
    random.Random(1).shuffle(jobs)
    took = []
    for place, digest in jobs:
        started = time.process_time()
        store.body(digest)
        took.append((place, (time.process_time() - started) * 1000))
    old = [ms for place, ms in took if place < 0.1]
    new = [ms for place, ms in took if place >= 0.9] or [ms for place, ms in took if place >= 0.5]
    return statistics.median(old), statistics.median(ms for _, ms in took), statistics.median(new)


def _quiet(done: int, of: int) -> None:
    """Nobody looks on."""


def _git(captures: Sequence[Captured], folder: Path) -> int:
    """Bytes of the objects of a repository with a commit a capture, one file a page."""
    if not shutil.which("git"):
        raise SystemExit("the room scenario needs git")
    git = ["git", "-C", str(folder)]
    subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    with subprocess.Popen([*git, "fast-import", "--quiet"], stdin=subprocess.PIPE) as feeding:
        assert feeding.stdin
        for captured in captures:
            body, when = captured.file.read_bytes(), int(captured.at.timestamp())
            head = f"commit refs/heads/main\ncommitter x <x@example.org> {when} +0000\ndata 0\n"
            feeding.stdin.write(f"{head}M 100644 inline {captured.page}\ndata {len(body)}\n".encode() + body + b"\n")
    subprocess.run([*git, "gc", "--aggressive", "--quiet"], check=True)
    return sum(file.stat().st_size for file in (folder / ".git" / "objects").rglob("*") if file.is_file())
