"""How many captures an import takes in a second: those of a large made-up history, and real ones."""

from __future__ import annotations

import json
import random
import resource
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from harness import Options, Result, Row, Target
from room import import_of, manifests
from scale import START, URL, sentence

SNAPSHOTS, CHANGED = 100, 5  # of a page, and every so many there is another text: the proportions of `scale`
WANTED = 150  # captures a second


def run(options: Options) -> Result:
    """The whole command, its start included: by the clock, since it reads ahead on a second processor, and CPU time."""
    pages = max(1, options.pages // 10)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = _made(folder, pages)
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        rate, by_cpu = _rates([made], folder / "made.db")
        memory = max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1000
        rows = [Row("made up, every fifth with another text", rate, "captures a second")]
        rows.append(Row("the same, of both processors", by_cpu, "captures a CPU second"))
        rows.append(Row("memory at its peak", memory, "MB"))
        if options.corpus and options.corpus.is_dir():
            real, by_cpu = _rates(manifests(options, folder), folder / "real.db")
            rows.append(Row("real ones, nearly all with other bytes", real, "captures a second"))
            rows.append(Row("the same, of both processors", by_cpu, "captures a CPU second"))
    targets = [Target("a capture of the made-up history", 1000 / rate, 1000 / WANTED, "ms")]
    targets.append(Target("memory at its peak", memory, 500, "MB"))
    return Result("importing", rows, targets, notes=[f"{pages} pages of 2,400 words with {SNAPSHOTS} snapshots each"])


def _rates(found: list[Path], database: Path) -> tuple[float, float]:
    """Captures a second by the clock, and a CPU second."""
    count = sum(len(manifest.read_text("utf-8").splitlines()) for manifest in found)
    before, started = _children(), time.perf_counter()
    for manifest in found:
        subprocess.run(import_of(manifest, database), check=True, capture_output=True)
    return count / (time.perf_counter() - started), count / (_children() - before)


def _children() -> float:
    """CPU seconds of all processes that were waited for."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _made(folder: Path, pages: int) -> Path:
    """A manifest of captures in the order of time, as a daemon meets them."""
    histories = [_history(random.Random(page)) for page in range(pages)]
    lines = []
    for number in range(SNAPSHOTS):
        for page, history in enumerate(histories):
            file = folder / f"{page}-{number}.html"
            file.write_text(f"{next(history)}<!-- {number} -->", "utf-8")
            at = START + timedelta(days=number, seconds=page)
            line = {"page": f"page-{page}", "url": URL.format(f"page-{page}"), "file": file.name}
            lines.append(json.dumps(line | {"fetched_at": at.isoformat()}))
    manifest = folder / "captures.jsonl"
    manifest.write_text("\n".join(lines) + "\n", "utf-8")
    return manifest


def _history(dice: random.Random) -> Iterator[str]:
    """The page as it stands, snapshot after snapshot: ten sections of six paragraphs."""
    texts = [sentence(dice, 40) for _ in range(60)]
    for number in range(SNAPSHOTS):
        if number % CHANGED == 0:
            texts[dice.randrange(60)] = sentence(dice, 40)
        parts = (f"<h2>Part {n}</h2>" + "".join(f"<p>{text}</p>" for text in texts[n::10]) for n in range(10))
        head = "<!doctype html><html lang='en'><head><title>Privacy</title></head><body><nav><a href='/'>Home</a></nav>"
        yield f"{head}<main><h1>Privacy policy</h1>{''.join(parts)}</main><footer>Example</footer>"
