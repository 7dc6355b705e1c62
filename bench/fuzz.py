"""Reading bytes that a fuzzer makes: a document or a ReadError comes out, nothing else, and in time.

Guided by coverage with atheris where it is installed (the bench extra has it on Linux), else by Hypothesis.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from harness import ROOT, Options, Result, Row

TARGET = Path(__file__).with_name("fuzz_target.py")
KEPT = ROOT / "bench" / "results"
CHATTER = ("INFO: Instrumenting", "WARNING:")


def run(options: Options) -> Result:
    """So many runs by the seed; what broke it is kept in bench/results."""
    KEPT.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    line = [
        sys.executable,
        str(TARGET),
        f"-runs={options.runs}",
        f"-seed={options.seed}",
        f"-artifact_prefix={KEPT}/fuzz-",
    ]
    done = subprocess.run(line, capture_output=True, text=True, errors="replace", check=False)
    seconds = time.perf_counter() - started
    rows = [Row("runs", options.runs, ""), Row("time", seconds, "s"), Row("runs a second", options.runs / seconds, "")]
    faults = []
    if done.returncode:
        told = [row for row in (done.stdout + done.stderr).splitlines() if row and not row.startswith(CHATTER)]
        faults = [f"exit code {done.returncode}; what broke it is in {KEPT}", *told[-12:]]
    by = "atheris, guided by coverage" if "#1" in done.stderr else "Hypothesis"
    return Result("fuzz", rows, notes=[f"by {by}; seed {options.seed}"], faults=faults)
