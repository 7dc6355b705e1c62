"""`read --explain`: what a person sees who wants to mend a page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import main

PROSE = "We collect the data that you give us when you open an account, and we keep it for as long as you use it. "
PAGE = (
    f"<html lang=en><title>Privacy</title><body><nav class='menu \x1b[2J'>Home Blog</nav><main class=policy><h1>Privacy</h1>"
    f"<p>Last updated: 3 March 2026</p><p>{PROSE * 4}</p><p class=ad>Buy it</p></main></body></html>"
)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "privacy.html"
    path.write_text(PAGE, "utf-8")
    return path


def ran(*line: str) -> Result:
    return CliRunner().invoke(main, ["read", *line])


def test_it_tells_how_the_page_was_read(page: Path) -> None:
    """Format, encoding, verdict, container, what to write to fix it, and what was left out, by what and where."""
    shown = ran(str(page), "--explain", "--remove", ".ad").stdout
    for told in (
        "Format          html",
        "Encoding        utf-8, by the bytes, which fit",
        "At first sight  taken as a policy",
        'select = ["main"]',
        "`remove` says so",
        "<nav>",
        "html > body > nav.menu",
    ):
        assert told in shown
    assert "\x1b" not in shown


def test_a_page_that_is_no_policy_is_told_with_the_reason(tmp_path: Path) -> None:
    """What the first check would say of it."""
    path = tmp_path / "stub.html"
    path.write_text("<p>You are being redirected.</p>")
    assert "At first sight  inaccessible, " in ran(str(path), "--explain").stdout


def test_json_has_it_all(page: Path) -> None:
    """Beside the document."""
    found = json.loads(ran(str(page), "--explain", "--json").stdout)
    told = found["explanation"]
    assert (told["kind"], told["verdict"], told["suggestion"]["select"]) == ("html", None, "main")
    assert told["encoding"] == {"name": "utf-8", "decided_by": "the bytes, which fit", "mended": 0}
    assert ("<nav>", "html > body > nav.menu", 2) in [(p["why"], p["where"], p["words"]) for p in told["left_out"]]
    assert "explanation" not in json.loads(ran(str(page), "--json").stdout)


def test_a_range_can_be_tried(page: Path) -> None:
    """As it stands in config.toml; what is none is a mistake of the command line."""
    shown = ran(str(page), "--select", '{ start_after = "h1", end_before = ".ad" }').stdout
    assert "Last updated" in shown
    assert "Buy it" not in shown
    wrong = ran(str(page), "--select", '{ start_after = "h1" }')
    assert wrong.exit_code == 2
    assert "is no range such as" in wrong.stderr


def test_a_selector_that_finds_nothing_is_named(page: Path) -> None:
    """Exit code 3, and no text."""
    done = ran(str(page), "--select", "#policy-text", "--explain")
    assert (done.exit_code, done.stdout) == (3, "")
    assert "nothing on the page matches #policy-text" in done.stderr
