"""Repositories of Open Terms Archive, taken into a real store as somebody types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import main
from monitor.cli.common import EXIT_ERROR, EXIT_USAGE
from monitor.demo.scenes import script
from monitor.store import SqliteStore
from tests.archive.repositories import git, needs_git, repository

pytestmark = needs_git
FIRST, _, NOISE, REWRITE, WALL, *_ = (scene.body for scene in script())
URL = "https://example.org/privacy"
PAGE = "example-service-privacy-policy"


def day(number: int) -> str:
    return f"2024-05-{number:02}T12:00:00Z"


def run(folder: Path, command: str, path: Path, *options: str) -> Result:
    config = ["--config", str(folder / "none.toml"), "--db", str(folder / "p.db")]
    return CliRunner().invoke(main, [*config, "import", command, str(path), *options])


def summary(result: Result) -> dict:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture
def snapshots(tmp_path: Path) -> Path:
    """A page that changes, one in another service, and what an archive holds besides."""
    return repository(
        tmp_path / "snapshots",
        (day(1), "README.md", "About", ""),
        (day(2), "Example Service/Privacy Policy.html", FIRST, ""),
        (day(3), "Example Service/Privacy Policy.html", NOISE, URL),
        (day(2), "Other/Terms of Service #part.html", FIRST, "https://example.net/terms"),
        (day(5), "Example Service/Privacy Policy.html", WALL, URL),
        (day(4), "Example Service/Privacy Policy.html", REWRITE, "javascript:alert(1)"),
    )


def test_each_commit_is_taken_in_like_a_live_check_in_the_order_of_dates(tmp_path: Path, snapshots: Path) -> None:
    """Whatever the order of the commits; a wall is inaccessible; an address that is none is not kept."""
    told = summary(run(tmp_path, "ota-snapshots", snapshots, "--json"))
    assert told["pages"][PAGE] == {
        "taken_in": 4, "versions": 2, "changed": 1, "inaccessible": 1, "there_already": 0
    }  # fmt: skip
    assert told["total"]["taken_in"] == 5
    assert told["passed_over"] == []
    store = SqliteStore.open(tmp_path / "p.db", write=False)
    row = store.page(PAGE)
    checks = store.checks(PAGE)
    store.close()
    assert (row.name, row.url) == ("Example Service/Privacy Policy", URL)
    assert [check.started_at.day for check in checks] == [5, 4, 3, 2]
    assert {check.origin for check in checks} == {"ota-snapshot"}
    assert {check.url for check in checks} == {URL}


def test_second_run_adds_nothing_and_a_longer_history_only_what_is_new(tmp_path: Path, snapshots: Path) -> None:
    """So that an archive can be followed."""
    run(tmp_path, "ota-snapshots", snapshots)
    assert summary(run(tmp_path, "ota-snapshots", snapshots, "--json"))["total"] == {
        "taken_in": 0, "versions": 0, "changed": 0, "inaccessible": 0, "there_already": 5
    }  # fmt: skip
    more = repository(
        tmp_path / "more",
        (day(2), "Example Service/Privacy Policy.html", FIRST, URL),
        (day(1), "Example Service/Privacy Policy.html", NOISE, URL),
        (day(9), "Example Service/Privacy Policy.html", FIRST, URL),
    )
    told = summary(run(tmp_path, "ota-snapshots", more, "--json"))["total"]
    assert (told["there_already"], told["taken_in"]) == (1, 2)


def test_services_and_terms_can_be_chosen_and_ids_kept_apart(tmp_path: Path, snapshots: Path) -> None:
    """A part goes with its terms; what is not there is told, and so is a prefix that makes no id."""
    told = summary(run(tmp_path, "ota-snapshots", snapshots, "--terms", "Terms of Service", "--prefix", "a-", "--json"))
    assert list(told["pages"]) == ["a-other-terms-of-service-part"]
    nothing = run(tmp_path, "ota-snapshots", snapshots, "--service", "Nobody")
    assert nothing.exit_code == EXIT_ERROR
    assert "holds no snapshots (Service/Terms type.html) of what was chosen" in nothing.output
    assert run(tmp_path, "ota-snapshots", snapshots, "--prefix", "-x").exit_code == EXIT_USAGE


def test_versions_are_read_as_markdown_without_the_selectors_of_the_page(tmp_path: Path) -> None:
    """What was selected when it was archived is not there to be selected again."""
    text = (
        "Our policy\n==========\n\nWe collect your name and your address.\n\n* * *\n\n## Sharing\n\n"
        + "We share it. " * 40
    )
    path = repository(
        tmp_path / "versions",
        (day(1), "Example Service/Privacy Policy.md", text, ""),
        (day(2), "Example Service/Privacy Policy.md", text.replace("your name", "your e-mail"), ""),
        (day(3), "Example Service/Privacy Policy.html", "not a version", ""),
    )
    config = tmp_path / "config.toml"
    config.write_text(f'[[page]]\nid = "{PAGE}"\nurl = "{URL}"\nselect = ["main.policy"]\n')
    line = ["--config", str(config), "--db", str(tmp_path / "p.db"), "import", "ota-versions", str(path), "--json"]
    told = summary(CliRunner().invoke(main, line))
    assert (told["total"]["taken_in"], told["total"]["changed"]) == (2, 1)
    store = SqliteStore.open(tmp_path / "p.db", write=False)
    document = store.document(store.versions(PAGE)[-1].id)
    store.close()
    assert [section.heading for section in document.sections if section.heading] == ["Our policy", "Sharing"]
    assert "We collect your e-mail" in document.text


def test_what_cannot_be_taken_in_is_told_with_its_place(tmp_path: Path) -> None:
    """Names that give no id or one that is taken, dates that cannot be; the rest is taken in."""
    path = repository(
        tmp_path / "snapshots",
        (day(1), "Good/Terms.html", FIRST, URL),
        (day(1), "GOOD/Terms.html", FIRST, URL),
        (day(1), "服务/条款.html", FIRST, URL),
        ("1980-01-01T00:00:00Z", "Early/Terms.html", FIRST, URL),
        (day(1), "Bad\\033[31m/Terms.html", FIRST, URL),
    )
    told = summary(run(tmp_path, "ota-snapshots", path, "--json"))
    assert told["total"]["taken_in"] == 1
    whys = {each["place"].split(" ", 1)[1]: each["why"] for each in told["passed_over"]}
    assert "as 'Good/Terms' does" in whys["GOOD/Terms.html"]
    assert "no letter from a to z" in whys["服务/条款.html"]
    assert "before 1990" in whys["Early/Terms.html"]
    shown = run(tmp_path, "ota-snapshots", path)
    assert "Passed over:" in shown.output
    assert "\x1b" not in shown.output


def test_repository_without_a_history_is_told(tmp_path: Path) -> None:
    """An import that takes in nothing must not look like one that worked."""
    git(tmp_path, "init", "-q", "empty")
    result = run(tmp_path, "ota-snapshots", tmp_path / "empty")
    assert result.exit_code == EXIT_ERROR
    assert "no commit at HEAD" in result.output
