"""What a page costs: CPU time of the client alone, for bare clients, for a floor with text, and for the whole check."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path
from statistics import median

import httpx
from harness import Options, Result, Row, Target
from loopback import site
from reading import lxml_text
from workload import twins

from monitor import wiring
from monitor.core.model import Outcome
from monitor.core.records import Page, Schedule

Costs = dict[str, list[float]]  # what -> CPU ms a page, one for each repetition

BARE, FLOOR = "httpx alone", "httpx + lxml text"
FIRST, SAME, NEXT = "ours, first sight", "ours, identical bytes", "ours, next capture"


def run(options: Options) -> Result:
    """Each repetition measures all clients in turn, so that a busy machine weighs on all of them alike."""
    pages, told = twins(options.corpus, options.pages)
    costs: Costs = {}
    outcomes: dict[str, Counter[str]] = {}
    with site(pages) as base:
        for _ in range(options.repeat):
            asyncio.run(_repetition(base, len(pages), costs, outcomes))
    middle = {what: median(values) for what, values in costs.items()}
    rows = [Row(what, ms, "CPU ms a page", ms / middle[BARE]) for what, ms in middle.items()]
    targets = [
        Target("identical bytes to httpx alone", middle[SAME] / middle[BARE], 1.3),
        Target("first sight to httpx + lxml text", middle[FIRST] / middle[FLOOR], 3),
        Target("next capture to httpx + lxml text", middle[NEXT] / middle[FLOOR], 3),
    ]
    notes = [f"{told}; gzip, one connection a page; median of {options.repeat}; ratios to {BARE}"]
    notes += [f"{what}: {_listed(counts)}" for what, counts in outcomes.items()]
    return Result("fetching", rows, targets, notes, _unexpected(outcomes))


async def _repetition(base: str, count: int, costs: Costs, outcomes: dict[str, Counter[str]]) -> None:
    urls = [f"{base}{number}" for number in range(count)]
    async with httpx.AsyncClient(trust_env=False) as client:
        await client.get(f"{base}turn/first")

        async def bare(url: str) -> None:
            (await client.get(url)).raise_for_status()

        async def floor(url: str) -> None:
            lxml_text((await client.get(url)).content)

        await _measure(costs, BARE, bare, urls)
        await _measure(costs, FLOOR, floor, urls)
    await _aiohttp(costs, urls)
    with tempfile.TemporaryDirectory() as folder:
        await _ours(base, urls, Path(folder), costs, outcomes)


async def _aiohttp(costs: Costs, urls: Sequence[str]) -> None:
    try:
        import aiohttp
    except ImportError:
        return
    async with aiohttp.ClientSession() as session:

        async def fetch(url: str) -> None:
            async with session.get(url) as response:
                await response.read()

        await _measure(costs, "aiohttp alone", fetch, urls)


async def _ours(base: str, urls: Sequence[str], folder: Path, costs: Costs, outcomes: dict[str, Counter[str]]) -> None:
    """The real thing on a new database: engine, fetcher, store."""
    far = Schedule(interval=timedelta(days=300))
    pages = {url: Page(id=f"page-{url.rpartition('/')[2]}", url=url, schedule=far, allow_private=True) for url in urls}
    config = wiring.Config(database=folder / "privacy.db", pages=tuple(pages.values()), host_delay=0)
    async with wiring.machine(config) as machine:
        machine.store.watch(config.pages)

        def checking(what: str) -> Callable[[str], Awaitable[None]]:
            counts = outcomes.setdefault(what, Counter())

            async def check(url: str) -> None:
                counts[(await machine.engine.check(pages[url])).outcome.value] += 1

            return check

        await _measure(costs, FIRST, checking(FIRST), urls)
        await _measure(costs, SAME, checking(SAME), urls)
        async with httpx.AsyncClient(trust_env=False) as client:
            await client.get(f"{base}turn/next")
        await _measure(costs, NEXT, checking(NEXT), urls)


async def _measure(costs: Costs, what: str, fetch: Callable[[str], Awaitable[None]], urls: Sequence[str]) -> None:
    """One page after the other: what is counted is work, not waiting."""
    started = time.process_time()
    for url in urls:
        await fetch(url)
    costs.setdefault(what, []).append((time.process_time() - started) * 1000 / len(urls))


def _listed(counts: Counter[str]) -> str:
    total = sum(counts.values())
    return ", ".join(f"{outcome} {100 * count / total:.0f} %" for outcome, count in counts.most_common())


def _unexpected(outcomes: dict[str, Counter[str]]) -> list[str]:
    """A check that fails is cheap: the figures hold only if nearly all did the work."""
    faults = []
    for what, bad in ((FIRST, Outcome.INACCESSIBLE), (SAME, Outcome.CHANGED), (NEXT, Outcome.FIRST)):
        share = outcomes[what][bad.value] / outcomes[what].total()
        if share > 0.1:
            faults.append(f"{what}: {100 * share:.0f} % came out as {bad.value}")
    return faults
