"""What reading costs as pages grow, ordinary ones and such as are made to be dear: CPU time a megabyte, and memory.

Each page is read in a process of its own, which measures itself, so that one page's memory is not another's.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from statistics import median

from harness import Options, Result, Row, Target

TYPES = {"XHTML": "application/xhtml+xml", "plain": "text/plain", "Markdown": "text/markdown"}
KILO, MEGA = 1_000, 1_000_000
SIZES = (100 * KILO, MEGA, 5 * MEGA, 20 * MEGA)
BARE = MEGA  # of which the parser's own tree is measured
MOST_GROWTH = 2.0  # of the cost of a megabyte, from the second smallest page to the largest
MOST_MEMORY = 12.0  # times the page
WORDS = "we collect keep share your data personal account months days partners rights policy service law".split()

# What a page of so many bytes is made of. Names say what is repeated.
SHAPES: dict[str, Callable[[int], bytes]] = {
    "ordinary": lambda size: _ordinary(size),  # noqa: PLW0108 - defined below
    "deep nesting": lambda size: _around(size, b"<div>", b"deep", b"</div>"),
    "deep lists": lambda size: _around(size, b"<ul><li>x", b"deep", b"</li></ul>"),
    "unclosed tags": lambda size: _repeated(size, b"<div><b>we keep "),
    "unclosed paragraphs": lambda size: _repeated(size, b"<p>we keep "),
    "tag soup": lambda size: _soup(size),  # noqa: PLW0108
    "attributes on one tag": lambda size: b"<p " + b" ".join(b"a%d=x" % n for n in range(size // 8)) + b">text</p>",
    "one huge text": lambda size: b"<p>" + _repeated(size, b"we keep your data ") + b"</p>",
    "one huge word": lambda size: b"<p>" + _repeated(size, b"x") + b"</p>",
    "a giant table": lambda size: b"<table>" + _repeated(size, b"<tr><td>we</td><td>keep</td></tr>") + b"</table>",
    "tables in tables": lambda size: _around(size, b"<table><tr><td>", b"x", b"</td></tr></table>"),
    "tiny elements": lambda size: b"<p>" + _repeated(size, b"<i>a</i>") + b"</p>",
    "tiny paragraphs": lambda size: _repeated(size, b"<p>a</p>"),
    "headings": lambda size: _repeated(size, b"<h2>we keep</h2>"),
    "links": lambda size: b"<p>" + _repeated(size, b"<a href=/x>we</a> ") + b"</p>",
    "furniture": lambda size: _repeated(size, b"<nav>a</nav><p class=footer>b</p>"),
    "comments": lambda size: _repeated(size, b"<!-- a -->b"),
    "entities": lambda size: _repeated(size, b"&eacute;&nbsp;&#x41;"),
    "open brackets": lambda size: _repeated(size, b"<"),
    "XHTML": lambda size: (
        b"<html xmlns='http://www.w3.org/1999/xhtml'><body>"
        + _repeated(size, b"<p>we &eacute; <b>keep</b></p>")
        + b"</body></html>"
    ),
    "plain text": lambda size: _repeated(size, b"1. We keep\n\nyour data for\nas long.\n\n- a\n- b\n\n"),
    "Markdown": lambda size: _repeated(size, b"## We keep\n\nyour [data](x) *for*\nas long.\n\n- a\n- b\n\n"),
    "Markdown brackets": lambda size: _repeated(size, b"["),
    "Markdown nesting": lambda size: _repeated(size, b"> - "),
    "dates": lambda size: _repeated(size, b"<p>last updated last updated 1 1 1 </p>"),
}


def run(options: Options) -> Result:
    """Each shape at each size, up to the largest that is asked for."""
    sizes = [size for size in SIZES if size <= options.largest * MEGA]
    rows: list[Row] = []
    targets: list[Target] = []
    faults: list[str] = []
    for shape in SHAPES:
        costs = [_measured(shape, size, options) for size in sizes]
        for size, cost in zip(sizes, costs, strict=True):
            what = f"{shape}, {size / MEGA:g} MB"
            if cost is None:
                faults.append(f"{what}: no answer within {options.patience:g} s")
                continue
            rows.append(Row(what, cost["ms"] / (size / MEGA), "CPU ms a MB", cost["memory"] / size))
        # The tree of 1 MB, where a page of that size is asked for: libxml2 takes 47 s for that many attributes.
        if BARE in sizes and (bare := _measured(shape, BARE, options, "bare")):
            rows.append(
                Row(
                    f"{shape}, {BARE / MEGA:g} MB, lxml's tree alone",
                    bare["ms"] / (BARE / MEGA),
                    "CPU ms a MB",
                    bare["memory"] / BARE,
                )
            )
        whole = [cost for cost in costs if cost]
        targets += _targets(shape, sizes[: len(whole)], whole)
    notes = ["the ratio is memory at its peak to the size of the page", f"median of {options.repeat}"]
    return Result("growing", rows, targets, notes, faults)


def _targets(shape: str, sizes: list[int], costs: list[dict[str, float]]) -> list[Target]:
    """Growth from 1 MB on: below, what is the same for every page hides it."""
    rates = [cost["ms"] / (size / MEGA) for size, cost in zip(sizes, costs, strict=True)]
    found = []
    if len(rates) > 2:
        found.append(
            Target(f"{shape}: a MB at {sizes[-1] / MEGA:g} MB to one at 1 MB,", rates[-1] / rates[1], MOST_GROWTH)
        )
    if shape == "ordinary" and rates:
        found.append(Target("ordinary: memory to size", costs[-1]["memory"] / sizes[-1], MOST_MEMORY))
    return found


def _measured(shape: str, size: int, options: Options, what: str = "read") -> dict[str, float] | None:
    line = [sys.executable, __file__, shape, str(size), str(options.repeat if size <= MEGA else 1), what]
    try:
        done = subprocess.run(line, capture_output=True, text=True, timeout=options.patience, check=True)
    except subprocess.TimeoutExpired:
        return None
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _ordinary(size: int) -> bytes:
    """Sections of paragraphs and lists, with a menu and a footer, and as real pages have it, mostly script."""
    dice = random.Random(size)
    out = [
        b"<!DOCTYPE html><html lang=en><head><title>Privacy</title><style>" + b"a{b:c}" * 300 + b"</style></head><body>"
    ]
    out.append(b"<nav><ul>" + b"<li><a href='/a'>Menu</a></li>" * 40 + b"</ul></nav><main><h1>Privacy policy</h1>")
    made = sum(map(len, out))
    while made < size:
        words = " ".join(dice.choices(WORDS, k=40)).encode()
        block = (
            b"<div class='section-wrap'><h2 class='section-title' id='s%d'>Part %d</h2><p class='paragraph body-text'>"
            b"%b. See <a href='https://example.org/more'>more</a>.</p>"
            b"<ul class='list'><li class='item'>%b</li></ul></div>"
        ) % (made, made, words, words[:60])
        block += b"<script>" + b"var a={b:'c'};" * 100 + b"</script>"
        out.append(block)
        made += len(block)
    return b"".join(out) + b"</main><footer>Foot</footer></body></html>"


def _repeated(size: int, part: bytes) -> bytes:
    return part * (size // len(part))


def _around(size: int, opens: bytes, text: bytes, closes: bytes) -> bytes:
    times = size // len(opens + closes)
    return opens * times + text + closes * times


def _soup(size: int) -> bytes:
    dice = random.Random(size)
    tags = "p div b i a table tr td ul li h2 span form select option script-x".split()
    parts = [f"<{'/' * dice.randint(0, 1)}{dice.choice(tags)}>word " for _ in range(size // 10)]
    return "".join(parts).encode()


def _main(shape: str, size: int, repeat: int, what: str) -> None:
    import resource
    import time

    from lxml import etree

    import monitor

    def read(body: bytes, media: str) -> object:
        if what == "bare":
            return etree.fromstring(body, etree.HTMLParser(encoding="utf-8", huge_tree=True))
        return monitor.read(body, url="https://example.org/privacy", content_type=f"{media}; charset=utf-8")

    body = SHAPES[shape](size)
    media = TYPES.get(shape.split()[0], "text/html")
    monitor.read(b"<p>warm</p>", content_type="text/html")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    times = []
    for _ in range(repeat):
        started = time.process_time()
        with suppress(monitor.ReadError, etree.LxmlError):
            read(body, media)
        times.append((time.process_time() - started) * 1000)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"ms": median(times), "memory": (after - before) * 1024}))


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
