"""Beginnings of expressions: they never say no where the search finds something, and they say no often."""

from __future__ import annotations

import re
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.lexicons import bordered, lexicon, lowered
from monitor.core.lexicons.beginnings import beginnings, beginnings_in

LANGUAGES = ("de", "en", "es", "fr", "it", "nl", "pt")
LETTERS = re.compile(r"[^\W\d_]+")
# All that stands in the word lists, whole or in part: what their expressions find is made of it.
PIECES = sorted(
    {
        piece
        for language in LANGUAGES
        for piece in LETTERS.findall(resources.files("monitor.core.lexicons").joinpath(f"{language}.toml").read_text())
    }
)
TEXTS = st.lists(st.sampled_from([*PIECES, "30", "'", "-", ".", "§"]), max_size=12).flatmap(
    lambda pieces: st.lists(st.sampled_from(["", " ", " ", "-"]), min_size=len(pieces), max_size=len(pieces)).map(
        lambda gaps: "".join(map("".join, zip(pieces, gaps, strict=True)))
    )
)


@given(text=TEXTS, language=st.sampled_from(LANGUAGES))
def test_what_a_search_finds_has_one_of_the_beginnings(text: str, language: str) -> None:
    """For every entry of every language, and all terms of its tables."""
    words, low = lexicon(language), lowered(text)
    begun = beginnings_in(low)
    for table, rows in words.tables.items():
        if not isinstance(rows, dict) or table == "numbers":
            continue
        keys = [key for key, value in rows.items() if isinstance(value, str) and "{" not in value and key[0].islower()]
        for key in ["", *keys]:
            begins = words.entry(table, key)[1]
            if begins is not None and begins.isdisjoint(begun):
                expression = words.pattern(table, key) if key else words.terms(table)
                assert not expression.search(text if table == "country" else low), (table, key)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("sell|share", {"sell", "shar"}),
        ("s(?:ell|old)s?", {"sell", "sold"}),
        ("e-?mails?", {"e-ma", "emai"}),
        ("[ck]ookies", {"cook", "kook"}),
        ("[a-c]bcd", {"abcd", "bbcd", "cbcd"}),
        ("us", {"us"}),
        ("no (?:longer|more)", {"no l", "no m"}),
        (r"shar\w+", {"shar"}),
        (r"we\w*", {"we"}),
        ("(?!not)for(?=ever)", {"for"}),
        ("(?:un)?able", {"unab", "able"}),
        ("(?:ab)+cd", {"ab"}),
        (r"\w+able", None),
        ("(?:re)?", None),
        ("§ ?12", None),
        ("a", None),
        ("[^x]yz", None),
        (r"(?P<one>ab)(?P=one)", {"ab"}),
    ],
)
def test_beginnings_are_told_as_far_as_they_are_sure(words: str, expected: set[str] | None) -> None:
    """None for what may begin anyhow, with no letter, or with one alone."""
    assert beginnings(bordered(words)) == expected


def test_an_expression_that_ignores_case_is_searched() -> None:
    """Its beginnings would be those of one case."""
    assert beginnings(re.compile("(?i)abcd")) is None


def test_most_sentences_are_seen_to_hold_nothing_of_most_entries() -> None:
    """Which is what beginnings are for."""
    words = lexicon("en")
    begun = beginnings_in("you may contact our office by post at the address below.")
    cues = [
        ("ads", "targeting"),
        ("ai", "strict"),
        ("age", "cue"),
        ("acts", "share"),
        ("wording", "conditions"),
        ("law", ""),
    ]
    for table, key in cues:
        begins = words.entry(table, key)[1]
        assert begins is not None, (table, key)
        assert begins.isdisjoint(begun), (table, key)
