"""The first page of all is read as a person would list it."""

from __future__ import annotations

import json
from pathlib import Path

from monitor import read


def test_the_hub_page_gives_its_sections_in_order_without_menu_and_footer(shared: Path) -> None:
    """Levels, headings and texts of the seed, nothing else."""
    seed = shared / "seed"
    expected = json.loads((seed / "expected.json").read_text())
    document = read((seed / "page.html").read_bytes(), url="https://privacy.microsoft.com/en-us/")
    got = [{"level": s.level, "heading": s.heading, "text": [b.text for b in s.blocks]} for s in document.sections]
    assert got == expected["sections"]
    assert document.language == expected["language"]
    assert not set(expected["not_policy"]) & set(document.lines())
