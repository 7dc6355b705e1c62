"""The scores of reading, changes, facts and speed on labelled real pages, by the script beside the corpus."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from harness import ROOT, SHARED, Options, Result, Row

SCRIPT = SHARED / "bench" / "score.py"


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
    return Result("scores", rows, notes=["page averages; see the script for what each figure means"], faults=faults)


def _scored(what: str, folders: list[Path]) -> dict[str, Any] | str:
    line = [sys.executable, str(SCRIPT), what, *map(str, folders), "--json", "--worst", "0"]
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
