"""Records checks until it is killed, and prints what was acknowledged: `python endless_writer.py DATABASE`."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from store_samples import beginning, blocked, first, unchanged

from monitor.core.model import Outcome
from monitor.store import SqliteStore


def main() -> None:
    store = SqliteStore.open(Path(sys.argv[1]), write=True)
    known = store.known("example")
    start = store.page("example").checks if known else 0
    if not known:
        store.record(first())
    for number in count(start):
        text = f"We keep it for {number} days. " + "Words and words. " * 500
        checks = (beginning(Outcome.CHANGED, text, number), unchanged(text.encode(), number), blocked(number))
        for check in checks:
            recorded = store.record(check)
            print(recorded.check_id, recorded.snapshot_id or 0, recorded.version_id or 0, flush=True)


main()
