"""The guide to fetching names every reason that a fetch can give."""

from __future__ import annotations

import re
from pathlib import Path

import monitor
from monitor.core.model import Reason

PACKAGE = Path(monitor.__file__).parent


def test_the_guide_lists_every_reason_and_no_other() -> None:
    """One row for each Reason that monitor/fetch mentions."""
    guide = (PACKAGE.parent / "docs" / "fetching.md").read_text(encoding="utf-8")
    table = guide.split("## When a page cannot be had")[1]
    listed = {row[1] for row in re.finditer(r"^\| ([a-z ]+) \|", table, re.MULTILINE)} - {"reason"}
    sources = "".join(path.read_text(encoding="utf-8") for path in (PACKAGE / "fetch").glob("*.py"))
    assert listed == {Reason[name].value for name in re.findall(r"Reason\.([A-Z_]+)", sources)}
