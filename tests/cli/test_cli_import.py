"""`privacy-monitor import captures`, as somebody types it."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import main
from monitor.cli.common import EXIT_ERROR, EXIT_INTERRUPTED, EXIT_USAGE
from monitor.demo.scenes import script
from monitor.store import SqliteStore


def manifest(folder: Path, *captures: tuple[str, str, bytes]) -> Path:
    """Of these pages, at these times."""
    lines = []
    for number, (page, at, body) in enumerate(captures):
        (folder / f"{number}.html").write_bytes(body)
        row = {"page": page, "url": "https://example.org/privacy", "fetched_at": at, "file": f"{number}.html"}
        lines.append(json.dumps(row))
    path = folder / "captures.jsonl"
    path.write_text("\n".join(lines))
    return path


def run(folder: Path, path: Path, *options: str) -> Result:
    config = options or ("--config", str(folder / "none.toml"))
    return CliRunner().invoke(main, [*config, "--db", str(folder / "p.db"), "import", "captures", str(path)])


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """Two pages of which one changes and then hides behind a wall."""
    first, _, _, rewrite, wall, *_ = (scene.body for scene in script())
    return manifest(
        tmp_path,
        ("Example/Privacy", "2024-05-01T12:00:00Z", first),
        ("Example/Privacy", "2024-05-02T12:00:00Z", rewrite),
        ("Example/Privacy", "2024-05-03T12:00:00Z", wall),
        ("Other", "2024-05-01T12:00:00Z", first),
    )


def cells(output: str, page: str) -> list[str]:
    """A row of the table."""
    return next(line.split()[1:] for line in output.splitlines() if line.startswith(page))


def test_summary_counts_a_page_and_says_what_to_try(tmp_path: Path, history: Path) -> None:
    """Taken in, versions, changed, inaccessible; and a page that changed to look at."""
    result = run(tmp_path, history)
    assert result.exit_code == 0, result.output
    assert cells(result.output, "example-privacy") == ["3", "2", "1", "1"]
    assert cells(result.output, "Other") == ["1", "1", "0", "0"]
    assert "diff example-privacy" in result.output
    assert str(tmp_path / "p.db") in result.output


def test_what_to_try_names_the_configuration_that_was_given(tmp_path: Path, history: Path) -> None:
    """Typed as it stands it asks the same database in the same way."""
    config = tmp_path / "my config.toml"
    config.write_text('[[page]]\nid = "other"\nurl = "https://example.org/"\n')
    told = run(tmp_path, history, "--config", str(config)).output
    assert f"privacy-monitor --config '{config}' --db {tmp_path / 'p.db'} report" in told


def test_second_run_adds_nothing_and_says_so(tmp_path: Path, history: Path) -> None:
    """All captures are there already."""
    run(tmp_path, history)
    result = run(tmp_path, history)
    assert result.exit_code == 0, result.output
    assert cells(result.output, "example-privacy") == ["0", "0", "0", "0", "3"]


def test_captures_that_come_late_go_where_they_belong(tmp_path: Path, history: Path) -> None:
    """The history is as if they had been there from the start."""
    run(tmp_path, history)
    late = manifest(tmp_path, ("Other", "2023-01-01T00:00:00Z", script()[0].body))
    result = run(tmp_path, late)
    assert result.exit_code == 0
    assert cells(result.output, "Other") == ["1", "1", "0", "0"]
    told = CliRunner().invoke(main, ["--db", str(tmp_path / "p.db"), "history", "Other"]).output
    assert "2023-01-01" in told.splitlines()[-1]


def test_mistakes_stop_it_before_a_database_is_made(tmp_path: Path, history: Path) -> None:
    """Nothing is written as long as one line is wrong."""
    history.write_text(history.read_text() + "\n{")
    result = run(tmp_path, history)
    assert result.exit_code == EXIT_ERROR
    assert "1 mistake, nothing was taken in" in result.output
    assert "line 5" in result.output
    assert not (tmp_path / "p.db").exists()


def test_configuration_gives_the_settings_of_its_pages(tmp_path: Path, history: Path) -> None:
    """A configured page is read with its selectors, and is not taken off the list of watched pages."""
    config = tmp_path / "config.toml"
    config.write_text('[[page]]\nid = "Other"\nurl = "https://example.org/privacy"\nremove = ["h3"]\n')
    assert run(tmp_path, history, "--config", str(config)).exit_code == 0
    store = SqliteStore.open(tmp_path / "p.db", write=False)
    current = store.page("Other").current
    assert current
    text = store.document(current.id).text
    store.close()
    assert "You are in charge" not in text


def test_missing_configuration_is_a_mistake_where_no_database_is_named(tmp_path: Path, history: Path) -> None:
    """Without either nobody knows where to put the captures."""
    line = ["--config", str(tmp_path / "none.toml"), "import", "captures", str(history)]
    result = CliRunner(env={"PRIVACY_MONITOR_DB": ""}).invoke(main, line)
    assert result.exit_code == EXIT_USAGE
    assert "none.toml" in result.output


def test_interrupted_import_keeps_what_it_took_and_goes_on(tmp_path: Path) -> None:
    """Ctrl-C while captures are taken in; the second run takes in exactly the rest."""
    body = script()[0].body
    days = [(f"2024-{month:02}-{day:02}T12:00:00Z") for month in range(1, 13) for day in range(1, 29)]
    path = manifest(tmp_path, *(("Page", at, body + f"<!-- {at} -->".encode()) for at in days))
    line = [sys.executable, "-m", "monitor", "--config", str(tmp_path / "none.toml"), "--db", str(tmp_path / "p.db")]
    with subprocess.Popen([*line, "import", "captures", str(path)], stderr=subprocess.PIPE) as process:
        while not _begun(tmp_path / "p.db") and process.poll() is None:
            pass
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert process.returncode == EXIT_INTERRUPTED, told
    assert b"Interrupted: what was taken in stays" in told
    store = SqliteStore.open(tmp_path / "p.db", write=False)
    taken = store.page("Page").checks
    store.close()
    assert 0 < taken < len(days)
    assert cells(run(tmp_path, path).output, "Page")[0] == str(len(days) - taken)


def _begun(database: Path) -> bool:
    """Whether a check is recorded."""
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
            return bool(db.execute("SELECT count(*) FROM checks").fetchone()[0])
    except sqlite3.OperationalError:  # no file yet, or no table in it
        return False


def test_a_process_that_reads_ahead_makes_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of so many captures that one is started, on a machine with two processors and on one with one."""
    monkeypatch.setattr("monitor.cli.taking._MANY", 50)
    captures = []
    for number in range(60):
        kept = b"for %d days" % (30 + number // 3)  # every third says something else, all have other bytes
        body = script()[0].body.replace(b"</h2>", b"</h2><p>We keep it %b.</p><!-- %d -->" % (kept, number), 1)
        captures.append(("Example", f"2024-05-01T12:{number:02}:00Z", body))
    path = manifest(tmp_path, *captures)
    seen = []
    for processors in (1, 2):
        folder = tmp_path / str(processors)
        folder.mkdir()
        monkeypatch.setattr("os.cpu_count", lambda found=processors: found)
        assert cells(run(folder, path).output, "Example") == ["60", "20", "19", "0"]
        done = CliRunner().invoke(main, ["--db", str(folder / "p.db"), "history", "Example", "--json"])
        seen.append(done.output)
    assert seen[0] == seen[1]
