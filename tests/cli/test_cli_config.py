"""`privacy-monitor config`: check, show and init."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import main

PAGE = '[[page]]\nid = "a"\nurl = "https://example.org/privacy"\n'


def call(*arguments: str, **environ: str) -> Result:
    """The command's exit code, output and error output."""
    return CliRunner(env=environ).invoke(main, arguments, catch_exceptions=False)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


@pytest.mark.parametrize(("text", "count"), [(PAGE, "1 page"), (PAGE + PAGE.replace('"a"', '"b"'), "2 pages")])
def test_check_of_a_right_file(path: Path, text: str, count: str) -> None:
    """Says how many pages there are, and that all is well."""
    path.write_text(text)
    result = call("--config", str(path), "config", "check")
    assert (result.exit_code, result.stdout) == (0, f"{path}: {count}, no mistakes\n")


def test_check_of_a_wrong_file(path: Path) -> None:
    """Tells all mistakes on stderr, exit code 2, nothing on stdout."""
    path.write_text(PAGE + 'retries = "2"\ncorn = "@daily"\n')
    result = call("--config", str(path), "config", "check")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [
        f"{path}: 2 mistakes",
        '  config.toml:4 page[1] "a".retries: must be a whole number, not "2"',
        '  config.toml:5 page[1] "a".corn: unknown key; did you mean "cron"?',
    ]


def test_check_without_a_file(path: Path) -> None:
    """Tells how to come by one, exit code 2."""
    result = call("--config", str(path), "config", "check")
    assert result.exit_code == 2
    assert "privacy-monitor config init" in result.stderr


def test_show_as_json(path: Path) -> None:
    """What holds, with the database of the command line, and no value of a header."""
    path.write_text('[defaults]\ntell = "minor"\n' + PAGE + 'headers = { Cookie = "${C}" }\nselect = ["main"]')
    shown = call("--config", str(path), "--db", "other.db", "config", "show", "--json", C="s3cret")
    assert shown.exit_code == 0
    assert "s3cret" not in shown.stdout
    values = json.loads(shown.stdout)
    assert values["monitor"] == {
        "database": "other.db",
        "concurrency": 16,
        "host_delay": 1.0,
        "contact": "",
        "log": "text",
    }
    (page,) = values["pages"]
    assert page.pop("headers") == {"Cookie": "(set)"}
    assert page == {
        "id": "a",
        "url": "https://example.org/privacy",
        "name": "",
        "schedule": "every 12 h",
        "select": ["main"],
        "remove": [],
        "language": "",
        "connect_timeout": 10.0,
        "read_timeout": 20.0,
        "total_timeout": 60.0,
        "max_bytes": 20_000_000,
        "retries": 2,
        "tell": "minor",
        "confirm_after": 3600.0,
        "paused": False,
        "allow_private": False,
        "robots": True,
    }


def test_show_for_people(path: Path) -> None:
    """One setting a line under the page's id, without any value of a header."""
    path.write_text(PAGE + 'paused = true\nselect = ["main", "p"]\nheaders = { Cookie = "${C}" }')
    shown = call("--config", str(path), "config", "show", C="s3cret")
    assert shown.exit_code == 0
    lines = [" ".join(line.split()) for line in shown.stdout.splitlines()]
    for line in ("monitor", "concurrency 16", "contact -", "a", "schedule every 12 h", "paused yes", "robots yes"):
        assert line in lines
    assert "select main, p" in lines
    assert "headers Cookie (set)" in lines
    assert "s3cret" not in shown.stdout


def test_init_writes_a_file_that_is_right(path: Path) -> None:
    """What it writes passes the check, and so do the lines that it shows commented out."""
    assert call("--config", str(path), "config", "init").exit_code == 0
    assert call("--config", str(path), "config", "check").stdout == f"{path}: 1 page, no mistakes\n"
    text = path.read_text().replace('# remove = [".ads"]', 'remove = [".ads"]').replace("# select", "select")
    path.write_text(text.replace("# language", "language").replace("# tell", "tell").replace("# contact", "contact"))
    assert call("--config", str(path), "config", "check").exit_code == 0


def test_init_overwrites_nothing(path: Path) -> None:
    """A file that is there stays as it is, exit code 2."""
    path.write_text("mine")
    result = call("--config", str(path), "config", "init")
    assert result.exit_code == 2
    assert "is there already, and stays as it is" in result.stderr
    assert path.read_text() == "mine"


def test_init_where_nothing_can_be_written(path: Path) -> None:
    """A missing folder is told in one line."""
    result = call("--config", str(path.parent / "none/config.toml"), "config", "init")
    assert result.exit_code == 2
    assert "cannot be written: No such file or directory" in result.stderr
