"""A daemon killed at random moments leaves a sound database, and the check of that finds what is not sound."""

from __future__ import annotations

import importlib
import json
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest

from monitor.core.records import Page, Response
from monitor.demo.scenes import script
from monitor.engine import Engine
from monitor.store import SqliteStore
from tests.clocks import FakeClock
from tests.fetchers import Inline, ScriptedFetcher, response

BENCH = Path(__file__).parents[1] / "bench"

pytestmark = pytest.mark.skipif(not BENCH.is_dir(), reason="bench/ is not part of this copy of the source")


@pytest.fixture
def crash(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The scenario, for what it finds."""
    monkeypatch.syspath_prepend(str(BENCH))
    return importlib.import_module("crash")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A page with two versions, a wall and a return."""
    path = tmp_path / "privacy.db"
    clock = FakeClock()
    store = SqliteStore.open(path, write=True)
    engine = Engine(store, ScriptedFetcher(clock, {}), clock, Inline())
    for scene in script():
        clock.advance(hours=1)
        taken: Response = response(scene.body, clock.now())
        engine.take(Page("p", taken.url), taken)
    store.close()
    return path


def test_killed_daemon_loses_nothing_that_it_told_and_invents_nothing(tmp_path: Path) -> None:
    """Five kills on one database, each daemon going on from where the one before was killed."""
    line = [sys.executable, str(BENCH / "run.py"), "crash", "--rounds", "5", "--results", str(tmp_path)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    rows = {row["what"]: row["value"] for row in json.loads((tmp_path / "crash.json").read_text("utf-8"))["rows"]}
    assert rows["kills"] == 5
    assert rows["checks recorded"] > 5
    assert rows["faults"] == 0


def test_sound_database_has_no_faults(crash: ModuleType, database: Path) -> None:
    """What the monitor itself wrote is not complained of."""
    assert crash.amiss(database) == []
    assert crash.recorded(database) == {
        "p": ["first", "unchanged", "unchanged", "changed", "inaccessible", "unchanged", "changed"]
    }


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        ("DELETE FROM version_sections WHERE version_id = 1", "versions without blocks: 1"),
        ("DELETE FROM changes WHERE version_id = 2", "changed versions without changes: 2"),
        ("UPDATE versions SET number = 5 WHERE id = 2", "not counted from 1 without a gap: p"),
        ("UPDATE pages SET current_version_id = 1", "do not stand at their newest version: p"),
        ("UPDATE bodies SET stored = x'00'", "cannot be asked: "),
        ("UPDATE versions SET snapshot_id = 99 WHERE id = 2", "foreign_key_check: "),
        (
            "INSERT INTO bodies SELECT printf('%064d', 1), codec, size, stored, NULL, level, crc32 FROM bodies LIMIT 1",
            "bodies of no snapshot",
        ),
    ],
)
def test_damage_is_found(crash: ModuleType, database: Path, damage: str, fault: str) -> None:
    """A check that finds nothing in a damaged database would prove nothing about a sound one."""
    with closing(sqlite3.connect(database)) as db:
        db.execute(damage)
        db.commit()
    assert any(fault in found for found in crash.amiss(database)), crash.amiss(database)


@pytest.mark.parametrize(
    ("after", "fault"),
    [
        (["first"], "was told to have"),
        (["first", "inaccessible"], "was told to have"),
        (["first", "changed", "inaccessible"], "said to have been inaccessible"),
        (["first", "changed", "changed", "changed"], "that nobody was told of"),
        (["first", "changed", "changed"], "was served 2 times"),
    ],
)
def test_check_that_is_missing_or_invented_is_found(crash: ModuleType, after: list[str], fault: str) -> None:
    """What was told must be there, and what is there must have been served."""
    told = crash._untold({"p": ["first"]}, {"p": ["changed"]}, {"p": after}, Counter(p=2))
    assert any(fault in found for found in told), told
    assert crash._untold({"p": ["first"]}, {"p": ["changed"]}, {"p": ["first", "changed"]}, Counter(p=2)) == []


def test_an_import_in_trouble_loses_nothing_and_ends_where_one_without_does(tmp_path: Path) -> None:
    """Killed, on a full disk, or on a file that became read-only; captures come in random order."""
    line = [sys.executable, str(BENCH / "run.py"), "imports", "--rounds", "6", "--results", str(tmp_path)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    rows = {row["what"]: row["value"] for row in json.loads((tmp_path / "imports.json").read_text("utf-8"))["rows"]}
    assert rows["captures"] == 120
    assert rows["faults"] == 0
