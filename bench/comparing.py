"""What comparing costs: two versions of a policy to a diff with facts, beside what tells which words differ."""

from __future__ import annotations

import difflib
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from harness import Options, Result, Row

import monitor
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
SIZES = {"9,000 words, 20 edits": (9_000, 20), "50,000 words, 60 edits": (50_000, 60)}
REWRITE = 50_000  # words of two texts that share no sentence


def run(options: Options) -> Result:
    """CPU ms a pair, the median of the repetitions; difflib and git on the plain text of the same pairs."""
    chance = random.Random(options.seed)
    rows: list[Row] = []
    for name, (words, edits) in SIZES.items():
        before = _policy(chance, words)
        pair = _read(before), _read(_edited(chance, before, edits))
        ours = _median(options.repeat, lambda pair=pair: monitor.compare(*pair))
        rows.append(Row(f"{OURS}, {name}", ours, "CPU ms", 1.0))
        cost = _median(1, lambda pair=pair: _difflib(pair[0].text, pair[1].text))
        rows.append(Row(f"difflib (autojunk off) on words, {name}", cost, "CPU ms", cost / ours))
        if git := git_word_diff(pair[0].text, pair[1].text):
            rows.append(Row(f"git diff --word-diff, {name}", git, "ms", git / ours))
    pair = _read(_policy(chance, REWRITE)), _read(_policy(chance, REWRITE))
    rows.append(Row(f"{OURS}, {REWRITE:,} words rewritten", _median(1, lambda: monitor.compare(*pair)), "CPU ms"))
    return Result("comparing", rows, notes=[f"median of {options.repeat}; ratios to {OURS} of the same pair"])


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
