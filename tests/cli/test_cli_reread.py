"""`reread` and `rereads` as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import main
from monitor.core.read import READER_VERSION
from tests.rereadings import history
from tests.test_engine import html

HOSTILE = html(extra="<p>Text with \x1b[2J and \u202e in it, whoever writes that here, is text all the same.</p>")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "privacy.db"
    history(path, ["privacy", "terms"], [HOSTILE, html("90 days")])
    return path


def ran(database: Path, *line: str, config: Path = Path("/nowhere")) -> Result:
    return CliRunner().invoke(main, ["--config", str(config), "--db", str(database), *line])


def test_it_says_what_was_done_and_then_that_there_is_nothing_to_do(database: Path) -> None:
    """A row a page, what to look at next, and exit code 0 both times."""
    done = ran(database, "reread")
    assert done.exit_code == 0, done.output
    assert "privacy" in done.stdout
    assert "privacy-monitor rereads privacy --changes" in done.stdout
    again = ran(database, "reread")
    assert again.exit_code == 0
    assert "All versions were read by this reader" in again.stdout


def test_one_page_alone_and_json(database: Path) -> None:
    """One JSON object a line."""
    done = ran(database, "reread", "terms", "--json")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(row["page"], row["version"], row["recorded"]) for row in rows] == [("terms", 1, True), ("terms", 2, True)]
    assert {row["reader_after"] for row in rows} == {READER_VERSION}
    assert "privacy" in ran(database, "reread").stdout


def test_an_unknown_page_is_told_and_nothing_is_done(database: Path) -> None:
    """With what was perhaps meant."""
    done = ran(database, "reread", "terms", "privcy")
    assert done.exit_code == 3
    assert "did you mean privacy?" in done.stderr
    assert json.loads(ran(database, "reread", "terms", "--json").stdout.splitlines()[0])["recorded"]


def test_settings_of_the_configuration_hold(database: Path, tmp_path: Path) -> None:
    """Exit code 4 where a version cannot be read with them; it stays."""
    config = tmp_path / "config.toml"
    config.write_text(
        '[[page]]\nid = "privacy"\nurl = "https://example.org/privacy"\nselect = ["#new"]\n'
        '[[page]]\nid = "terms"\nurl = "https://example.org/terms"\nremove = ["h1 + p"]\n'
    )
    done = ran(database, "reread", config=config)
    assert done.exit_code == 4
    assert "privacy, version 1: selector: nothing on the page matches #new" in done.stderr
    assert "read again" in ran(database, "rereads", "terms", "--changes").stdout


def test_what_it_brought_is_shown(database: Path) -> None:
    """As a table, with the differences, of one version, as JSON."""
    ran(database, "reread")
    table = ran(database, "rereads", "privacy").stdout
    assert f"reader 0 → {READER_VERSION}" in table
    shown = ran(database, "rereads", "privacy", "--changes", "--version", "2").stdout
    assert "- Home Blog Careers" in shown
    assert "Version 1" not in shown
    rows = json.loads(ran(database, "rereads", "privacy", "--json").stdout)
    assert rows[0]["changes"][0]["before"] == "Home Blog Careers"


def test_text_of_a_page_cannot_act_on_the_terminal(database: Path, tmp_path: Path) -> None:
    """Escapes and overrides are shown as signs."""
    config = tmp_path / "config.toml"
    config.write_text('[[page]]\nid = "privacy"\nurl = "https://example.org/privacy"\nremove = ["p"]\n')
    ran(database, "reread", "privacy", config=config)
    shown = ran(database, "rereads", "privacy", "--changes").stdout
    assert "Text with" in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_nothing_to_show_is_said(database: Path) -> None:
    """On standard error, so that a program sees nothing."""
    done = ran(database, "rereads", "privacy", "--version", "9")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "Nothing was read again" in done.stderr
