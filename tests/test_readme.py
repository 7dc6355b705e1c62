"""What the README says to type works, and what it shows is what comes out."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from pathlib import Path

import pytest

from tests.cli.test_cli_run import Pages, configure, run
from tests.cli.test_cli_run import pages as pages
from tests.test_engine import html

README = (Path(__file__).parents[1] / "README.md").read_text()
COMMANDS = re.findall(r"^privacy-monitor (.+)$", README, re.MULTILINE)
# Those that end only when they are stopped, or need what the README cannot have.
ELSEWHERE = ("run",)


def test_the_commands_of_the_readme_run_in_the_order_they_stand(
    tmp_path: Path, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a page with the id that the README uses; the second version comes before the questions."""
    monkeypatch.chdir(tmp_path)
    pages.bodies["/microsoft-privacy"] = html()
    config = configure(tmp_path, pages, "/microsoft-privacy", every="12h")
    assert len(COMMANDS) >= 9
    assert run(config, "check").returncode == 0
    pages.bodies["/microsoft-privacy"] = html("90 days")
    for line in COMMANDS:
        arguments = shlex.split(line)
        if arguments[0] in ELSEWHERE:
            continue
        done = run(config, *arguments)
        assert done.returncode == (1 if arguments[0] == "check" else 0), (line, done.stderr)
    assert (tmp_path / "report.html").read_text().startswith("<!DOCTYPE html>")


def test_the_python_of_the_readme_prints_what_it_shows() -> None:
    """The example is run, and its output compared."""
    code, shown = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", README, re.DOTALL)[0]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "README.md", "exec"), {})
    assert printed.getvalue() == shown
