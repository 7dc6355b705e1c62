"""The same bytes read a thousand times, over threads and processes: one document, or the history is worth nothing."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context

from harness import Options, Result, Row
from workload import twins

import monitor

PAGES = 5
HANDS = 8  # threads; processes are a quarter of that


def digest(body: bytes) -> str:
    """Of all that a document holds, not of its text alone."""
    document = monitor.read(body, url="https://example.org/privacy", content_type="text/html; charset=utf-8")
    return hashlib.sha256(repr(document).encode("utf-8", "surrogatepass")).hexdigest()


def run(options: Options) -> Result:
    """So many reads of each page, half in threads, half in processes, each of which has a hash seed of its own."""
    pages, told = twins(options.corpus, PAGES)
    seen: list[Counter[str]] = [Counter() for _ in pages]
    with ThreadPoolExecutor(HANDS) as threads, ProcessPoolExecutor(HANDS // 4, get_context("spawn")) as processes:
        for page, digests in zip(pages, seen, strict=True):
            for pool, share in ((threads, options.reads // 2), (processes, options.reads - options.reads // 2)):
                digests.update(_digests(pool, [page.first] * share))
    rows = [
        Row("reads", sum(map(Counter.total, seen)), ""),
        Row("pages", len(pages), ""),
        Row("documents", sum(map(len, seen)), ""),
    ]
    faults = [f"page {n} was read in {len(digests)} ways" for n, digests in enumerate(seen) if len(digests) != 1]
    return Result(
        "determinism", rows, notes=[f"{told}; half in {HANDS} threads, half in {HANDS // 4} processes"], faults=faults
    )


def _digests(pool: Executor, bodies: Iterable[bytes]) -> Iterable[str]:
    return pool.map(partial(digest), bodies, chunksize=20)
