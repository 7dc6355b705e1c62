"""Whole pages of many layouts, written for these tests, each with the text that a person would take for the policy."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor import read

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", sorted(path.stem for path in GOLDEN.glob("*.html")))
def test_a_page_is_read_as_a_person_would(name: str) -> None:
    """Every line of the policy, in order, and nothing of what stands around it."""
    document = read((GOLDEN / f"{name}.html").read_bytes(), url="https://example.org/privacy", content_type="text/html")
    assert document.text == (GOLDEN / f"{name}.txt").read_text().strip()
