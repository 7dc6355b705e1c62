"""Exports of a real store: texts as a git repository, and everything as JSON Lines."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import main
from monitor.cli.common import EXIT_ERROR
from monitor.demo.scenes import script
from tests.archive.repositories import git, needs_git

FIRST, _, NOISE, REWRITE, WALL, BACK, BUMP = (scene.body for scene in script())


def take_in(folder: Path, *captures: tuple[str, int, bytes]) -> None:
    """Captures of these pages on these days of May 2024."""
    lines = []
    for page, day, body in captures:
        (folder / f"{page}-{day}.html").write_bytes(body)
        row = {"page": page, "url": f"https://example.org/{page}", "fetched_at": f"2024-05-{day:02}T12:00:00Z"}
        lines.append(json.dumps(row | {"file": f"{page}-{day}.html"}))
    (folder / "captures.jsonl").write_text("\n".join(lines))
    assert run(folder, "import", "captures", str(folder / "captures.jsonl")).exit_code == 0


def run(folder: Path, *command: str) -> Result:
    config = ["--config", str(folder / "none.toml"), "--db", str(folder / "p.db")]
    return CliRunner().invoke(main, [*config, *command])


@pytest.fixture
def store(tmp_path: Path) -> Path:
    take_in(tmp_path, ("a", 1, FIRST), ("a", 3, REWRITE), ("a", 4, WALL), ("b", 2, FIRST), ("b", 6, BUMP))
    return tmp_path


def commits(folder: Path) -> list[str]:
    """Oldest first: date of author and committer, and subject."""
    return git(folder, "log", "--reverse", "--date=short", "--format=%as %cs %s").decode().splitlines()


@needs_git
def test_each_version_is_a_commit_dated_when_it_was_seen(store: Path) -> None:
    """Page after page in the order of time, as Markdown."""
    result = run(store, "export", "texts", "--output", str(store / "texts"))
    assert result.exit_code == 0, result.output
    assert commits(store / "texts") == [
        "2024-05-01 2024-05-01 First record of a",
        "2024-05-02 2024-05-02 First record of b",
        "2024-05-03 2024-05-03 Record new changes of a",
        "2024-05-06 2024-05-06 Record new changes of b",
    ]
    assert sorted(file.name for file in (store / "texts").iterdir()) == [".git", "a.md", "b.md"]
    before, after = (git(store / "texts", "show", f"{at}:a.md").decode() for at in ("main~3", "main"))
    assert (store / "texts" / "a.md").read_text() == after != before
    assert "# " in after


@needs_git
def test_same_versions_give_the_same_commits_and_a_further_run_only_new_ones(store: Path) -> None:
    """Written at once, or in two runs with more coming in between."""
    assert run(store, "export", "texts", "--output", str(store / "first")).exit_code == 0
    take_in(store, ("a", 9, BUMP))
    told = run(store, "export", "texts", "--output", str(store / "first"), "--json")
    assert {key: json.loads(told.stdout)[key] for key in ("written", "there_already")} == {
        "written": 1,
        "there_already": 4,
    }
    told_again = run(store, "export", "texts", "--output", str(store / "second"), "--json")
    assert json.loads(told_again.stdout)["head"] == json.loads(told.stdout)["head"]
    assert git(store / "first", "status", "--short") == b""


@needs_git
def test_killed_export_goes_on_and_ends_as_if_it_had_not_been(store: Path) -> None:
    """At several moments, with -9; the commits are those of an export in one go."""
    for day in range(10, 29):
        take_in(store, ("a", day, FIRST.replace(b"We", f"We on day {day}".encode())))
    whole = json.loads(run(store, "export", "texts", "--output", str(store / "whole"), "--json").stdout)
    line = [sys.executable, "-m", "monitor", "--db", str(store / "p.db"), "export", "texts", "--output"]
    for _ in range(3):
        with subprocess.Popen([*line, str(store / "killed")]) as process:
            while not (store / "killed" / ".git" / "HEAD").exists() and process.poll() is None:
                pass
            os.kill(process.pid, signal.SIGKILL)
    again = json.loads(run(store, "export", "texts", "--output", str(store / "killed"), "--json").stdout)
    assert again["head"] == whole["head"]
    assert git(store / "killed", "fsck", "--strict") is not None


@needs_git
def test_folder_of_somebody_else_is_left_alone(store: Path) -> None:
    """Files, or a repository with commits that are no texts."""
    (store / "mine").mkdir()
    (store / "mine" / "thesis.txt").write_text("mine")
    result = run(store, "export", "texts", "--output", str(store / "mine"))
    assert (result.exit_code, "neither empty nor" in result.output) == (EXIT_ERROR, True)
    git(store / "mine", "init", "-q", "-b", "main")
    git(store / "mine", "add", ".")
    git(store / "mine", "-c", "user.name=n", "-c", "user.email=n@example.org", "commit", "-qm", "mine")
    result = run(store, "export", "texts", "--output", str(store / "mine"))
    assert (result.exit_code, "no exported texts" in result.output) == (EXIT_ERROR, True)
    assert (store / "mine" / "thesis.txt").read_text() == "mine"


def test_lines_hold_everything_and_bodies_once(store: Path) -> None:
    """Counts as the store has them; a body's bytes are those that its hash names, and come before it is named."""
    result = run(store, "export", "jsonl", "--bodies")
    assert result.exit_code == 0, result.output
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    kinds = [row["kind"] for row in rows]
    assert rows[0]["schema"] == "privacy-monitor/export/1"
    assert {kind: kinds.count(kind) for kind in ("page", "check", "snapshot", "version", "body")} == {
        "page": 2, "check": 5, "snapshot": 5, "version": 4, "body": 4
    }  # fmt: skip
    assert kinds.count("change") > 0
    bodies: set[str] = set()
    for row in rows:
        if row["kind"] == "body":
            assert hashlib.sha256(base64.b64decode(row["base64"])).hexdigest() == row["sha256"]
            bodies.add(row["sha256"])
        if row["kind"] == "snapshot":
            assert row["body_sha256"] in bodies
    version = next(row for row in rows if row["kind"] == "version")
    assert version["sections"][0]["blocks"]
    assert [row["outcome"] for row in rows if row["kind"] == "check" and row["page_id"] == "a"] == [
        "first", "changed", "inaccessible"
    ]  # fmt: skip


def test_body_that_is_no_longer_there_is_told_and_the_rest_is_written(store: Path) -> None:
    """As after `prune`, or where a disk lost it."""
    with sqlite3.connect(store / "p.db") as db:
        db.execute("UPDATE bodies SET stored = x'00' WHERE sha256 = ?", [hashlib.sha256(FIRST).hexdigest()])
    result = run(store, "export", "jsonl", "--bodies")
    assert result.exit_code == 0, result.output
    bodies = [row for row in map(json.loads, result.stdout.splitlines()) if row["kind"] == "body"]
    lost = [row for row in bodies if row["base64"] is None]
    assert len(bodies) == 4
    assert hashlib.sha256(FIRST).hexdigest() in {row["sha256"] for row in lost}
    assert all(row["why"] for row in lost)


def test_file_is_there_when_it_is_complete_and_is_the_same_each_time(store: Path) -> None:
    """A folder that cannot be written to is told."""
    for name in ("one.jsonl", "two.jsonl"):
        assert run(store, "export", "jsonl", "--output", str(store / name)).exit_code == 0
    assert (store / "one.jsonl").read_bytes() == (store / "two.jsonl").read_bytes()
    assert not list(store.glob(".*.part"))
    result = run(store, "export", "jsonl", "--output", str(store / "none" / "x.jsonl"))
    assert (result.exit_code, "cannot be written" in result.output) == (EXIT_ERROR, True)
