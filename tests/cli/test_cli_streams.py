"""The commands at the end of a pipe: a reader that leaves, a disk that is full, no output at all, other encodings."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from monitor.core.model import Outcome
from monitor.store import SqliteStore
from tests.cli.test_cli_ask import ONE, PAGES, document, version
from tests.cli.test_cli_run import COMMAND, Pages, configure, pages
from tests.test_engine import html

__all__ = ["pages"]  # a fixture

TWO = document("90 days", "We share it with “partners”.")
ASKING = (["history", "cloud"], ["show", "cloud"], ["diff", "cloud"], ["pages"], ["report"], ["report", "--json"])
REPORTS = ([], ["--format", "markdown"], ["--format", "html"], ["--json"])


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "privacy.db"
    store = SqliteStore.open(path, write=True)
    store.watch(PAGES)
    store.record(version(0, Outcome.FIRST, None, ONE))
    store.record(version(1, Outcome.CHANGED, ONE, TWO))
    store.close()
    return path


@pytest.mark.parametrize("asked", ASKING, ids=" ".join)
def test_a_reader_that_leaves_is_no_trouble(database: Path, asked: list[str]) -> None:
    """`| head -1`: no traceback, and the exit code of a broken pipe; 1 would mean that something changed."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [*COMMAND, "--db", str(database), *asked], stdout=writer, stderr=subprocess.PIPE, text=True, check=False
        )
    finally:
        os.close(writer)
    assert done.returncode == 141
    assert "Error" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_output_that_finds_no_room_is_told(database: Path) -> None:
    """In one line, with exit code 3."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, "--db", str(database), "pages"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 3
    assert done.stderr == "privacy-monitor: the output could not be written: No space left on device\n"


def test_without_an_output_a_command_still_does_its_work(database: Path) -> None:
    """Some supervisors start programs with their standard output closed."""
    line = '"$@" >&-'
    done = subprocess.run(
        ["sh", "-c", line, "sh", *COMMAND, "--db", str(database), "report"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_an_error_acts_on_no_terminal(database: Path, tmp_path: Path) -> None:
    """What it quotes may come from anywhere: control characters are shown as signs."""
    config = tmp_path / "config.toml"
    config.write_text('"\\u001b]0;title\\u0007" = 1\n')
    for line in (["--db", str(database), "show", "\x1b[31mred"], ["--config", str(config), "config", "check"]):
        done = subprocess.run([*COMMAND, *line], capture_output=True, text=True, check=False)
        assert done.returncode != 0
        assert "\x1b" not in done.stdout + done.stderr
        assert "\x07" not in done.stdout + done.stderr


def test_what_nobody_could_read_is_told_again(database: Path) -> None:
    """With standard output closed, `--since last` is not moved on."""
    last = [*COMMAND, "--db", str(database), "report", "--since", "last"]
    for line, moved in (('"$@" >&-', False), ('"$@" >/dev/null', True)):
        assert subprocess.run(["sh", "-c", line, "sh", *last], check=False).returncode == 0
        assert database.with_name(f"{database.name}.last").exists() is moved


def test_an_input_that_is_closed_is_an_empty_one() -> None:
    """Some supervisors start programs without any."""
    done = subprocess.run(
        ["sh", "-c", '"$@" <&-', "sh", *COMMAND, "read", "-"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "0 words in 0 sections" in done.stderr


@pytest.mark.parametrize("kind", REPORTS, ids=" ".join)
@pytest.mark.parametrize("encoding", ["latin-1", "cp437"])
def test_any_text_can_be_printed_in_any_encoding(database: Path, kind: list[str], encoding: str) -> None:
    """What the terminal has no sign for is spelled out; HTML and JSON are in UTF-8 always."""
    done = subprocess.run(
        [*COMMAND, "--db", str(database), "report", *kind],
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": f"{encoding}:strict"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    if kind == ["--json"]:
        assert "“partners”" in json.dumps(json.loads(done.stdout), ensure_ascii=False)
    elif kind == ["--format", "html"]:
        assert "“partners”" in done.stdout.decode()
    else:
        assert "\\u201cpartners\\u201d" in done.stdout.decode(encoding)


def test_ctrl_c_ends_a_check_in_a_line(tmp_path: Path, pages: Pages) -> None:
    """Exit code 130, and what was recorded before stays."""
    pages.bodies["/p"] = html()
    config = configure(tmp_path, pages, "/p", "/hang")
    running = subprocess.Popen([*COMMAND, "--config", str(config), "check"], stderr=subprocess.PIPE, text=True)
    assert pages.asked.wait(20)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=20)
    assert running.returncode == 130
    assert told == "privacy-monitor: interrupted; what was recorded stays\n"
    store = SqliteStore.open(tmp_path / "privacy.db", write=False)
    assert len(store.versions("p")) == 1
    store.close()
