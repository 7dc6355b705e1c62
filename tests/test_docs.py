"""The documentation cannot drift: generated pages, links, help and docstrings are held against the code."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import click
import pytest

import monitor
from monitor import ports
from monitor.cli import COMMANDS, main

ROOT = Path(__file__).parents[1]
PAGES = [path for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))] if path.is_file()]
MODULES = sorted(found.name for found in pkgutil.walk_packages(monitor.__path__, "monitor."))
SEAMS = {name for seam in vars(ports).values() if inspect.isclass(seam) for name in vars(seam)}


def generator() -> ModuleType:
    """docs/generate.py as a module."""
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs/generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages_are_what_the_code_says() -> None:
    """`make docs WRITE=--write` renews them."""
    assert generator().outdated() == []


def test_a_changed_page_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The check tells a page that differs or is missing, and --write renews it."""
    generate = generator()
    (tmp_path / "old.md").write_text("old")
    monkeypatch.setattr(generate, "ROOT", tmp_path)
    monkeypatch.setattr(generate, "PAGES", {"old.md": lambda: "new", "none.md": lambda: "new"})
    monkeypatch.setattr("sys.argv", ["generate.py"])
    assert generate.outdated() == ["old.md", "none.md"]
    assert generate.main() == 1
    assert (tmp_path / "old.md").read_text() == "old"
    monkeypatch.setattr("sys.argv", ["generate.py", "--write"])
    assert generate.main() == 0
    assert (tmp_path / "old.md").read_text() == (tmp_path / "none.md").read_text() == "new"


def anchors(text: str) -> set[str]:
    """The names under which a page's headings are linked."""
    headings = re.findall(r"^#+ +(.+?) *#*$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_local_links_lead_somewhere(page: Path) -> None:
    """Every link of a page that is no URL leads to a file here, and to a heading in it where it names one."""
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(<?([^)\s>]+)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name) if name else page
        assert file.exists(), target
        assert not anchor or anchor in anchors(file.read_text("utf-8")), target


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_their_help_says(name: str) -> None:
    """The first line of a command's help stands in the list that --help shows without importing it."""
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.name == name
    assert (command.help or "").splitlines()[0] == COMMANDS[name][1]


def public(module: ModuleType) -> Iterator[tuple[str, object]]:
    """Functions, classes and methods that are defined in a module, but for dunder names and the stubs of seams."""
    for name, value in vars(module).items():
        if name.startswith("_") or getattr(value, "__module__", "") != module.__name__:
            continue
        if inspect.isfunction(value) or inspect.isclass(value):
            yield name, value
        if inspect.isclass(value):
            for inner in vars(value):
                member = getattr(value, inner)
                if (
                    not inner.startswith("_")
                    and inner not in SEAMS
                    and (inspect.isfunction(member) or inspect.ismethod(member))
                ):
                    yield f"{name}.{inner}", member


@pytest.mark.parametrize("name", MODULES)
def test_what_is_public_is_explained(name: str) -> None:
    """Every module, public function, class and method has a docstring, its own or that of what it overrides."""
    module = importlib.import_module(name)
    assert module.__doc__
    assert [inner for inner, value in public(module) if not (inspect.getdoc(value) or "").strip()] == []
