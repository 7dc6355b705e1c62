"""The harness of `make bench` runs, on a workload so small that its figures mean nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BENCH = Path(__file__).parents[1] / "bench"
TINY = ("--made-up", "--pages", "5", "--repeat", "1", "--configured", "20", "--idle", "0.1")

pytestmark = pytest.mark.skipif(not BENCH.is_dir(), reason="bench/ is not part of this copy of the source")


def measured(scenario: str, folder: Path) -> dict[str, Any]:
    line = [sys.executable, str(BENCH / "run.py"), scenario, *TINY, "--results", str(folder)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=120, check=False)
    assert (folder / f"{scenario}.json").exists(), done.stdout + done.stderr
    result: dict[str, Any] = json.loads((folder / f"{scenario}.json").read_text("utf-8"))
    assert done.returncode == (0 if result["good"] else 1)
    return result


def test_fetching_measures_bare_clients_and_every_kind_of_check(tmp_path: Path) -> None:
    """All pages are first, then unchanged, then changed: else the figures would be those of something else."""
    result = measured("fetching", tmp_path)
    assert {row["what"] for row in result["rows"]} >= {
        "httpx alone",
        "httpx + lxml text",
        "ours, first sight",
        "ours, identical bytes",
        "ours, next capture",
    }
    assert all(row["value"] > 0 for row in result["rows"])
    assert result["faults"] == []
    assert len(result["targets"]) == 3
    assert result["notes"][1:] == [
        "ours, first sight: first 100 %",
        "ours, identical bytes: unchanged 100 %",
        "ours, next capture: changed 100 %",
    ]


def test_reading_is_measured_beside_the_bare_parser(tmp_path: Path) -> None:
    """The ratio is to the floor, whose own is one."""
    rows = {row["what"]: row for row in measured("reading", tmp_path)["rows"]}
    assert rows["lxml parse + text"]["ratio"] == 1
    assert rows["monitor.read"]["ratio"] > 0


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the scenario reads /proc")
def test_daemon_is_measured_from_the_outside(tmp_path: Path) -> None:
    """The real command starts, checks the one page that is due, and is seen in /proc."""
    rows = {row["what"]: row["value"] for row in measured("daemon", tmp_path)["rows"]}
    assert rows["start, by the clock"] > 0
    assert rows["memory at its peak"] >= rows["memory"] > 0


def test_help_is_measured(tmp_path: Path) -> None:
    """Beside an interpreter that does nothing."""
    bare, ours = measured("help", tmp_path)["rows"]
    assert ours["value"] >= bare["value"] > 0
