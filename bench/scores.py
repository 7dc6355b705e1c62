"""The scores of reading, changes, facts and speed on labelled real pages, by the script beside the corpus."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from statistics import mean
from typing import Any

from harness import ROOT, SHARED, Options, Result, Row

SCRIPT = SHARED / "bench" / "score.py"
ASIDE = frozenset(("Buffer",))  # the label is a sign-up form (see the notes of the corpus)
ALL = 1_000_000  # pages and pairs that the script may list: all of them
MEASURES = ("precision", "recall", "F1")
KINDS = ("quiet", "text", "links")


def run(options: Options) -> Result:
    """Nothing is measured where script or corpus are missing, and that is said."""
    folders = sorted(options.corpus.glob("*/pairs.jsonl")) if options.corpus else []
    if not SCRIPT.is_file() or not folders:
        return Result(
            "scores", [], notes=[f"nothing to score: {SCRIPT} and a corpus of labelled pages are not both here"]
        )
    pages, memos = [path.parent for path in folders], options.corpus / "memos" if options.corpus else None
    rows: list[Row] = []
    faults: list[str] = []
    wanted = [
        ("reading", pages),
        ("changes", pages),
        ("speed", pages),
        *([("facts", [memos])] if memos and memos.is_dir() else []),
    ]
    for what, where in wanted:
        found = _scored(what, where)
        if isinstance(found, str):
            faults.append(f"{what}: {found}")
        else:
            rows += [Row(f"{what}: {name}", value, unit) for name, value, unit in _flat(found)]
            rows += _by_site(what, found, pages)
    notes = ["page averages; see the script for what each figure means; halves are by a hash of the site's name"]
    return Result("scores", rows, notes=notes, faults=faults)


def _by_site(what: str, found: dict[str, Any], folders: list[Path]) -> list[Row]:
    """The same for two halves of the sites, without the pages of `ASIDE`."""
    told = [entry for folder in found.values() if isinstance(folder, dict) for entry in folder.get("worst", [])]
    rows = []
    for half in range(2):
        name = f"{what}: half {half + 1}"
        if what == "reading":
            scores = [score for page, score in told if _half(page) == half]
            rows += [Row(f"{name} pages", len(scores), "")]
            rows += [Row(f"{name} {of}", mean(s[n] for s in scores), " ") for n, of in enumerate(MEASURES) if scores]
        elif what == "changes":
            pairs = [json.loads(line) for folder in folders for line in (folder / "pairs.jsonl").open(encoding="utf-8")]
            for kind in KINDS:
                wrong = sum(entry[0] == kind and _half(entry[1]) == half for entry in told)
                rows.append(Row(f"{name} {kind}: wrong", wrong, ""))
                rows.append(
                    Row(f"{name} {kind}: of", sum(p["kind"] == kind and _half(p["page"]) == half for p in pairs), "")
                )
    return rows


def _half(page: str) -> int | None:
    """Which half the site of a page belongs to, None for those left aside."""
    site = page.partition("/")[0]
    return None if site in ASIDE else hashlib.sha256(site.encode()).digest()[0] % 2


def _scored(what: str, folders: list[Path]) -> dict[str, Any] | str:
    line = [sys.executable, str(SCRIPT), what, *map(str, folders), "--json", "--worst", str(ALL)]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["no answer"])[-1]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _flat(value: object, name: str = "") -> list[tuple[str, float, str]]:
    """Every figure with the path that leads to it; a fraction gets a unit, so that its digits are shown."""
    if isinstance(value, dict):
        return [row for key, inner in value.items() for row in _flat(inner, f"{name} {key}".strip())]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return [(name, value, " " if isinstance(value, float) else "")]
    return []
