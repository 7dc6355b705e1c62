"""What reading costs: bytes to a document, beside the bare parser and what others take for the text of a page."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import mean, median

from harness import Options, Result, Row, Target
from lxml import etree
from workload import twins

import monitor

FLOOR = "lxml parse + text"
OURS = "monitor.read"


def lxml_text(body: bytes) -> str:
    """The floor: all words of a page, with menu and footer, in no structure."""
    root = etree.fromstring(body, etree.HTMLParser(encoding="utf-8", remove_comments=True, huge_tree=True))
    etree.strip_elements(root, "script", "style", "noscript", "template", with_tail=False)
    return " ".join(root.itertext())


def run(options: Options) -> Result:
    """CPU ms a page, and for 100 KB of the page in the middle: the median of the repetitions."""
    pages, told = twins(options.corpus, max(1, options.pages // 5))
    bodies = [page.first for page in pages]
    readers: dict[str, Callable[[bytes], object]] = {FLOOR: lxml_text, OURS: _ours} | _peers()
    costs: dict[str, list[list[float]]] = {what: [] for what in readers}
    for _ in range(options.repeat):
        for what, read in readers.items():
            costs[what].append([_cost(read, body) for body in bodies])
    middle = {what: median(map(mean, values)) for what, values in costs.items()}
    dense = {what: median(_for_100_kb(values, bodies)) for what, values in costs.items()}
    rows = [Row(what, ms, "CPU ms a page", ms / middle[FLOOR]) for what, ms in middle.items()]
    rows += [
        Row(f"{what}, median page", dense[what], "CPU ms for 100 KB", dense[what] / dense[FLOOR]) for what in dense
    ]
    targets = [
        Target(f"{OURS} to {FLOOR}", middle[OURS] / middle[FLOOR], 4.0),
        Target("100 KB of the median page", dense[OURS], 2.0, "ms"),
    ]
    return Result("reading", rows, targets, notes=[f"{told}; median of {options.repeat}; ratios to {FLOOR}"])


def _cost(read: Callable[[bytes], object], body: bytes) -> float:
    """CPU milliseconds of one page."""
    started = time.process_time()
    read(body)
    return (time.process_time() - started) * 1000


def _for_100_kb(costs: list[list[float]], bodies: list[bytes]) -> list[float]:
    """What 100 KB of each page cost, by the median of its repetitions."""
    return [median(took) / (len(body) / 100_000) for took, body in zip(zip(*costs, strict=True), bodies, strict=True)]


def _ours(body: bytes) -> object:
    try:
        return monitor.read(body, url="https://example.org/privacy", content_type="text/html; charset=utf-8")
    except monitor.ReadError:
        return None


def _peers() -> dict[str, Callable[[bytes], object]]:
    """Those that are installed."""
    found: dict[str, Callable[[bytes], object]] = {}
    try:
        import trafilatura

        found["trafilatura"] = lambda body: trafilatura.extract(body.decode("utf-8", "replace"))
    except ImportError:
        pass
    try:
        import inscriptis

        found["inscriptis"] = lambda body: inscriptis.get_text(body.decode("utf-8", "replace"))
    except ImportError:
        pass
    try:
        import html2text

        found["html2text"] = lambda body: html2text.HTML2Text(bodywidth=0).handle(body.decode("utf-8", "replace"))
    except ImportError:
        pass
    return found
