"""What comparing costs: two versions of a policy to a diff with facts, beside what tells which words differ."""

from __future__ import annotations

import difflib
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from harness import Options, Result, Row, Target

import monitor
from monitor.core.diff import compare
from monitor.core.model import Document

OURS = "monitor.compare"
SUBJECTS = "We You Our&nbsp;partners Service&nbsp;providers Advertisers Administrators The&nbsp;company".split()
ACTS = (
    "may&nbsp;share will&nbsp;keep do&nbsp;not&nbsp;sell collect use can&nbsp;delete must&nbsp;protect transfer".split()
)
THINGS = (
    "usage&nbsp;data your&nbsp;messages location&nbsp;data log&nbsp;files invoices cookies voice&nbsp;clips".split()
)
ENDS = (
    "for 30 days",
    "as long as necessary",
    "with your consent",
    "outside the European Union",
    "as the law requires",
)
VOCABULARY = [f"word{number}" for number in range(300)]
SIZES = {"9,000 words, 20 edits": (9_000, 20, 40), "50,000 words, 60 edits": (50_000, 60, 250)}  # and CPU ms aimed at
PARAGRAPH = 2_500, 250  # words of one paragraph that are all put in another order, and CPU ms aimed at
REWRITE = 50_000, 2_000  # words of two texts that share no sentence, and CPU ms aimed at
GROWN = 12_500, 100_000  # words; edits grow with them
GROWTH = 1.4  # times as dear a word in the larger: what n log n allows, and a little for memory
HOSTILE = {  # MB of text, so that what a bound by size means is one figure: CPU s a MB
    "one sentence 100,000 times, another number": ("We keep it for 30 days. ", "We keep it for 90 days. ", 100_000),
    "500,000 words without the end of a sentence": ("data we keep and ", "data we hold and ", 125_000),
    "10 MB of one word": ("word ", "words ", 2_000_000),
}
DEAREST = 4.0  # CPU s a MB of both texts


def run(options: Options) -> Result:
    """CPU ms a pair, the median of the repetitions; the peers on the plain text of the same pairs."""
    chance = random.Random(options.seed)
    rows: list[Row] = []
    targets: list[Target] = []
    for name, (words, edits, limit) in SIZES.items():
        before = _policy(chance, words)
        pair = _read(before), _read(_edited(chance, before, edits))
        ours = _median(options.repeat, lambda pair=pair: monitor.compare(*pair))
        rows.append(Row(f"{OURS}, {name}", ours, "CPU ms", 1.0))
        targets.append(Target(f"{OURS}, {name}", ours, limit, "CPU ms"))
        rows += [Row(f"{peer}, {name}", cost, unit, cost / ours) for peer, cost, unit in _peers(*pair)]
    texts = (" ".join(chance.choices(VOCABULARY, k=PARAGRAPH[0])) for _ in range(2))
    pair = tuple(_read([f"<p>{text}.</p>"]) for text in texts)
    cost = _median(1, lambda pair=pair: compare(*pair, gate=False))
    rows.append(Row(f"{OURS}, one paragraph of {PARAGRAPH[0]:,} words rewritten", cost, "CPU ms"))
    targets.append(Target("a rewritten paragraph", cost, PARAGRAPH[1], "CPU ms"))
    pair = _read(_policy(chance, REWRITE[0])), _read(_policy(chance, REWRITE[0]))
    cost = _median(1, lambda: monitor.compare(*pair))
    rows.append(Row(f"{OURS}, {REWRITE[0]:,} words rewritten", cost, "CPU ms"))
    targets.append(Target("a rewrite", cost, REWRITE[1], "CPU ms"))
    targets.append(Target("a word of 100,000 to one of 12,500, edits in step", _growth(options, chance), GROWTH))
    for name, (one, other, times) in HOSTILE.items():
        texts = one * times, other * times
        documents = [monitor.read(text.encode(), content_type="text/plain; charset=utf-8") for text in texts]
        cost = _median(1, lambda documents=documents: compare(*documents, gate=False)) / 1000
        rows.append(Row(f"{OURS}, {name}", cost, "CPU s"))
        targets.append(Target(f"{name}, a MB of both", cost / (sum(map(len, texts)) / 1e6), DEAREST, "CPU s"))
    return Result("comparing", rows, targets, [f"median of {options.repeat}; ratios to {OURS} of the same pair"])


def _growth(options: Options, chance: random.Random) -> float:
    """How much dearer a word of a large policy is than one of a small, one word in 500 being edited."""
    costs = []
    for words in GROWN:
        before = _policy(chance, words)
        pair = _read(before), _read(_edited(chance, before, words // 500))
        costs.append(_median(options.repeat, lambda pair=pair: monitor.compare(*pair)) / words)
    return costs[1] / costs[0]


def _peers(before: Document, after: Document) -> Iterator[tuple[str, float, str]]:
    """Who else tells which words differ, the cost, and its unit."""
    texts = before.text, after.text
    yield "difflib (autojunk off) on words", _median(1, lambda: _difflib(*texts)), "CPU ms"
    try:
        from diff_match_patch import diff_match_patch
    except ImportError:
        pass
    else:  # it gives up looking for the shortest after one second, unless told otherwise
        yield "diff-match-patch, gives up after 1 s", _median(1, lambda: diff_match_patch().diff_main(*texts)), "CPU ms"
    if git := git_word_diff(*texts):
        yield "git diff --word-diff", git, "ms"


def _sentence(chance: random.Random) -> str:
    parts = chance.choice(SUBJECTS), chance.choice(ACTS), chance.choice(THINGS), chance.choice(ENDS)
    return f"{' '.join(parts)} ({chance.randrange(10**6)}).".replace("&nbsp;", " ")


def _policy(chance: random.Random, words: int) -> list[str]:
    """Paragraphs of four sentences, a heading before every sixth."""
    paragraphs, size = [], 0
    while size < words:
        text = " ".join(_sentence(chance) for _ in range(4))
        size += len(text.split())
        if len(paragraphs) % 7 == 0:
            paragraphs.append(f"<h2>Part {len(paragraphs)} of the policy</h2>")
        paragraphs.append(f"<p>{text}</p>")
    return paragraphs


def _edited(chance: random.Random, paragraphs: list[str], edits: int) -> list[str]:
    edited = list(paragraphs)
    for at in chance.sample([n for n, text in enumerate(edited) if text.startswith("<p>")], edits):
        edited[at] = edited[at].replace("30 days", "90 days").replace("may share", "will share")
        edited[at] = edited[at].replace("</p>", f" {_sentence(chance)}</p>", 1)
    return edited


def _read(paragraphs: list[str]) -> Document:
    page = f'<html lang="en"><body><h1>Privacy Policy</h1>{"".join(paragraphs)}'
    return monitor.read(page.encode(), url="https://example.org/privacy", content_type="text/html; charset=utf-8")


def _median(times: int, what: Callable[[], object]) -> float:
    costs = []
    for _ in range(times):
        started = time.process_time()
        what()
        costs.append((time.process_time() - started) * 1000)
    return median(costs)


def _difflib(before: str, after: str) -> object:
    return list(difflib.SequenceMatcher(None, before.split(), after.split(), autojunk=False).get_opcodes())


def git_word_diff(before: str, after: str) -> float:
    """Wall ms of `git diff --word-diff` on two files; 0 where git is not installed."""
    git = shutil.which("git")
    if git is None:
        return 0.0
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("before.txt", "after.txt")]
        for file, text in zip(files, (before, after), strict=True):
            file.write_text(text, "utf-8")
        started = time.perf_counter()
        subprocess.run([git, "diff", "--no-index", "--word-diff", *map(str, files)], capture_output=True, check=False)
        return (time.perf_counter() - started) * 1000
