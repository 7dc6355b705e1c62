"""What is packed: an installed program has more than its Python files."""

import tarfile
import zipfile
from pathlib import Path

import pytest

import monitor

buildapi = pytest.importorskip("flit_core.buildapi")
ROOT = Path(monitor.__file__).parent.parent


def test_the_wheel_holds_all_that_the_program_opens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages, templates and the mark that the package is typed are packed, and nothing but the package."""
    monkeypatch.chdir(ROOT)
    with zipfile.ZipFile(tmp_path / buildapi.build_wheel(str(tmp_path))) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    there = {str(path.relative_to(ROOT)) for path in (ROOT / "monitor").rglob("*") if path.is_file()}
    assert names == {name for name in there if "__pycache__" not in name}
    assert {"monitor/py.typed", "monitor/report/templates/report.html", "monitor/demo/pages/page.html"} <= names


def test_the_source_distribution_can_be_tested_and_built_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It brings the tests with what they read: guides, locks, the Makefile; and nothing that was made here."""
    monkeypatch.chdir(ROOT)
    with tarfile.open(tmp_path / buildapi.build_sdist(str(tmp_path))) as source:
        names = {name.partition("/")[2] for name in source.getnames()}
    wanted = {
        "Makefile",
        "CHANGELOG.md",
        "requirements/dev.lock",
        "snapshots/README.md",
        "tests/conftest.py",
        "docs/cli.md",
    }
    assert wanted <= names
    assert not [name for name in names if "__pycache__" in name or ".db" in name or name.startswith("bench/results")]
