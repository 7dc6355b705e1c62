"""How long `privacy-monitor --help` takes, beside an interpreter that does nothing."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from harness import Options, Result, Row, Target

RUNS = 10


def command() -> list[str]:
    """The command as it is installed beside this interpreter, else the module."""
    script = Path(sys.executable).with_name("privacy-monitor")
    return [str(script)] if script.exists() else [sys.executable, "-m", "monitor"]


def run(options: Options) -> Result:  # noqa: ARG001 - all scenarios are called alike
    """Seconds by the clock: that is what somebody waits for."""
    _seconds([*command(), "--help"])  # the first run may have to compile
    bare, ours = (
        [_seconds(line) for _ in range(RUNS)] for line in ([sys.executable, "-c", ""], [*command(), "--help"])
    )
    base, middle = median(bare), median(ours)
    rows = [Row("python -c ''", base, "s", 1.0), Row("privacy-monitor --help", middle, "s", middle / base)]
    return Result("help", rows, [Target("--help", middle, 0.3, "s")], [f"median of {RUNS} runs"])


def _seconds(line: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(line, check=True, capture_output=True)
    return time.perf_counter() - started
