"""The part of a text that is shown of a hit, and where its words stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.history.excerpts import ROOM, excerpt

LONG = "Nothing to see here at all. " * 30 + "We sell location data to partners. " + "And so it goes on. " * 30


@pytest.mark.parametrize(
    ("text", "terms", "found"),
    [
        ("We sell Location  Data.", ["location data"], ["Location  Data"]),
        ("Données personnelles", ["donnees"], ["Données"]),
        ("Advertisers and adverts", ["advertis*"], ["Advertis"]),
        ("They sell, we counsell.", ["sell"], ["sell"]),
        ("我们收集您的位置信息。", ["位置"], ["位置"]),
        ("a+b (c)", ["a+b"], ["a+b"]),
    ],
)
def test_the_words_are_marked(text: str, terms: list[str], found: list[str]) -> None:
    """Whatever their case, accents, spaces and script."""
    part, marks = excerpt(text, terms)
    assert [part[start:end] for start, end in marks] == found


def test_a_long_text_is_cut_around_the_words() -> None:
    """With a sign where something is left out."""
    part, [(start, end)] = excerpt(LONG, ["location data"])
    assert part[start:end] == "location data"
    assert part.startswith("…")
    assert part.endswith("…")
    assert len(part) <= ROOM + 2


@given(st.text(max_size=600), st.lists(st.text(min_size=1, max_size=8), max_size=3))
def test_marks_stand_within_the_excerpt_for_any_text(text: str, terms: list[str]) -> None:
    """Which is never longer than it may be."""
    part, marks = excerpt(text, terms)
    assert len(part) <= ROOM + 2
    for start, end in marks:
        assert 0 <= start < end <= len(part)
