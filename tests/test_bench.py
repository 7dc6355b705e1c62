"""The harness of `make bench` runs, on a workload so small that its figures mean nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BENCH = Path(__file__).parents[1] / "bench"
TINY = ("--made-up", "--pages", "5", "--repeat", "1", "--configured", "20", "--idle", "0.1", "--checks", "1000")

pytestmark = pytest.mark.skipif(not BENCH.is_dir(), reason="bench/ is not part of this copy of the source")


def measured(scenario: str, folder: Path, *more: str) -> dict[str, Any]:
    line = [sys.executable, str(BENCH / "run.py"), scenario, *TINY, *more, "--results", str(folder)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=900, check=False)  # hung, not slow
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


def test_growing_pages_are_measured_from_ordinary_to_hostile(tmp_path: Path) -> None:
    """Every shape gives a figure at the smallest size, and none takes for ever."""
    result = measured("growing", tmp_path, "--largest", "0.1")
    assert len(result["rows"]) > 20
    assert result["faults"] == []


def test_reads_over_threads_and_processes_give_one_document(tmp_path: Path) -> None:
    """As many documents as pages."""
    result = measured("determinism", tmp_path, "--reads", "40")
    rows = {row["what"]: row["value"] for row in result["rows"]}
    assert rows["reads"] == 40 * rows["pages"]
    assert rows["documents"] == rows["pages"]
    assert result["faults"] == []


def test_a_fuzzer_finds_nothing_in_few_runs(tmp_path: Path) -> None:
    """By atheris where it is installed, else by Hypothesis; what it finds is a fault."""
    result = measured("fuzz", tmp_path, "--runs", "200")
    assert result["faults"] == []
    assert {row["what"]: row["value"] for row in result["rows"]}["runs"] == 200


def test_what_a_fuzzer_finds_is_a_fault(tmp_path: Path) -> None:
    """A target that breaks makes the run end with another exit code, and is told."""
    broken = tmp_path / "monitor"
    broken.mkdir()
    (broken / "__init__.py").write_text("class ReadError(Exception): ...\ndef read(*a, **k): raise KeyError('found')\n")
    (broken / "core").mkdir()
    (broken / "core" / "__init__.py").touch()
    (broken / "core" / "read.py").touch()
    line = [sys.executable, str(BENCH / "fuzz_target.py"), "-runs=50", "-seed=1", f"-artifact_prefix={tmp_path}/"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(line, capture_output=True, text=True, errors="replace", check=False, env=environment)
    assert done.returncode != 0
    assert "found" in done.stdout + done.stderr


def test_without_a_corpus_there_is_nothing_to_score_and_that_is_said(tmp_path: Path) -> None:
    """A checkout without it must pass."""
    result = measured("scores", tmp_path)
    assert result["rows"] == []
    assert "nothing to score" in result["notes"][0]


@pytest.mark.skipif(shutil.which("git") is None, reason="the scenario packs the same files with git")
def test_room_is_measured_beside_git(tmp_path: Path) -> None:
    """Of the same captures, whole files each."""
    rows = {row["what"]: row for row in measured("room", tmp_path)["rows"]}
    assert rows["git gc --aggressive"]["ratio"] == 1
    assert rows["zstd -3 alone"]["value"] < rows["as they are"]["value"]
    assert 0 < rows["ours, compacted: raw bytes, checks, proof"]["value"] < rows["as they are"]["value"]


def test_scale_measures_a_history_that_holds(tmp_path: Path) -> None:
    """What is made in bulk is what the store would have written, else the figures would be those of something else."""
    result = measured("scale", tmp_path)
    assert result["faults"] == []
    assert result["notes"] == ["10 pages, 1,000 checks, 100 snapshots, 20 versions"]


def test_importing_takes_in_every_capture(tmp_path: Path) -> None:
    """By the command itself: else the rate would be that of something else."""
    rows = {row["what"]: row["value"] for row in measured("importing", tmp_path)["rows"]}
    assert rows["made up, every fifth with another text"] > 0
    assert rows["memory at its peak"] > 10
