"""`privacy-monitor demo`: the real daemon, store and report over the site that it brings along."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli import demo, main
from monitor.cli.common import EXIT_ERROR, EXIT_USAGE
from monitor.core.model import Outcome, Reason
from monitor.store import SqliteStore


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No second between two checks."""
    monkeypatch.setattr(demo, "EVERY", timedelta(milliseconds=10))


def test_demonstration_shows_each_outcome_and_ends_by_itself(tmp_path: Path, quick: None) -> None:
    """Each scene comes out as what it is, and database and report are left to explore."""
    folder = tmp_path / "out put"
    result = CliRunner().invoke(main, ["demo", "--output", str(folder)])
    assert result.exit_code == 0, result.output
    store = SqliteStore.open(folder / "demo.db", write=False)
    checks = store.checks(demo.PAGE)[::-1]
    store.close()
    assert [check.outcome for check in checks] == [
        Outcome.FIRST,
        Outcome.UNCHANGED,
        Outcome.UNCHANGED,
        Outcome.CHANGED,
        Outcome.INACCESSIBLE,
        Outcome.UNCHANGED,
        Outcome.CHANGED,
    ]
    assert [check.status for check in checks] == [200, 304, 200, 200, 200, 304, 200]
    assert checks[4].reason is not None
    assert checks[4].reason.reason is Reason.CONSENT_WALL
    page = (folder / "report.html").read_text("utf-8")
    assert "Training AI models" in page
    assert "Before you continue to Example Cloud" not in page


def test_terminal_tells_what_happens_what_changed_and_what_to_try(tmp_path: Path, quick: None) -> None:
    """A line a check, the report, and commands that can be pasted, whatever the folder is called."""
    folder = tmp_path / "out put"
    result = CliRunner().invoke(main, ["demo", "--output", str(folder)])
    for words in ("The page is seen for the first time", "304 not modified", "consent wall", "30", "90"):
        assert words in result.output
    for command in ("history", "show", "diff", "checks", "report"):
        assert f" --db '{folder / 'demo.db'}' {command} " in result.output


def test_commands_to_try_can_be_typed_as_they_stand(
    tmp_path: Path, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it was typed where the program is not on the PATH, by its name alone where it is."""
    script = tmp_path / "bin" / "privacy-monitor"
    script.parent.mkdir()
    script.touch(mode=0o755)
    monkeypatch.setattr("sys.argv", [str(script)])
    for path, command in ((tmp_path, str(script)), (script.parent, "privacy-monitor")):
        monkeypatch.setenv("PATH", str(path))
        result = CliRunner().invoke(main, ["demo", "--output", str(tmp_path / f"demo-{len(command)}")])
        assert f"\n  {command} --db " in result.output


def test_second_demonstration_does_not_mix_with_the_first(tmp_path: Path) -> None:
    """A folder with a demonstration in it is left alone."""
    (tmp_path / "demo.db").write_bytes(b"mine")
    result = CliRunner().invoke(main, ["demo", "--output", str(tmp_path)])
    assert result.exit_code == EXIT_USAGE
    assert "another folder" in result.output
    assert (tmp_path / "demo.db").read_bytes() == b"mine"


def test_busy_machine_is_told_from_a_demonstration_that_worked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends in any case, and says so when scenes are missing."""
    monkeypatch.setattr(demo, "EVERY", timedelta(hours=1))
    monkeypatch.setattr(demo, "LONGEST", 0.2)
    result = CliRunner().invoke(main, ["demo", "--output", str(tmp_path)])
    assert result.exit_code == EXIT_ERROR
    assert "too busy" in result.output
