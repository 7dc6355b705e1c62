"""The data files of words: the same tables in every language, and no pattern that costs more than it should."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from re import _parser as parser  # what the engine makes of a pattern: there is no public form of it
from typing import Any

import pytest

from monitor.core.lexicons import bordered, lexicon, lowered, plain

FOLDER = resources.files("monitor.core.lexicons")
LANGUAGES = sorted(file.name.removesuffix(".toml") for file in FOLDER.iterdir() if file.name.endswith(".toml"))
CASED = "country"
# Where a language may have more, or other, keys than English: its own numbers, laws and regulators.
MORE = {"numbers", "law", "authority"}
FEWER = {"numbers"}
PLACEHOLDERS = {"{numbers}": "twelve|thirteen"}
REPEATS = {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}
MOST = 8  # times that a part which itself repeats may be repeated


def tables(language: str) -> dict[str, Any]:
    """A file as it is."""
    return tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))


def entries(language: str) -> Iterator[tuple[str, str, str]]:
    """(table, key, pattern) of every expression of a file."""
    for table, rows in tables(language).items():
        for key, value in rows.items() if isinstance(rows, dict) else ():
            for pattern in value if isinstance(value, list) else [value]:
                pattern = pattern[1] if isinstance(pattern, list) else pattern
                if isinstance(pattern, str) and key != "swaps":
                    yield table, key, filled(pattern)


def filled(pattern: str) -> str:
    """A pattern with what a rule puts into it."""
    for name, words in PLACEHOLDERS.items():
        pattern = pattern.replace(name, words)
    return pattern


every_language = pytest.mark.parametrize("language", LANGUAGES)


def test_there_are_seven() -> None:
    """As the guide says."""
    assert LANGUAGES == ["de", "en", "es", "fr", "it", "nl", "pt"]


@every_language
def test_a_file_tells_its_language_and_version(language: str) -> None:
    """They stand in every fact."""
    rows = tables(language)
    assert rows["language"] == language
    assert type(rows["version"]) is int
    assert lexicon(language).name == f"{language}/{rows['version']}"


@every_language
def test_every_file_has_the_tables_and_keys_of_the_english_one(language: str) -> None:
    """A rule that finds nothing in one language is no rule there."""
    english, own = tables("en"), tables(language)
    assert list(own) == list(english)
    for table, rows in english.items():
        if isinstance(rows, dict):
            assert table in FEWER or set(rows) <= set(own[table]), table
            assert table in MORE or set(own[table]) <= set(rows), table
            assert table in MORE or [key for key in own[table] if key in rows] == list(rows), table


@every_language
def test_the_values_of_lists_are_those_of_the_english_file(language: str) -> None:
    """They are values of facts, in whatever language the text is."""
    english, own = tables("en"), tables(language)
    for table, key in (("retention", "criteria"), ("wording", "privacy_verbs"), ("wording", "modals")):
        assert [name for name, _ in own[table][key]] == [name for name, _ in english[table][key]]


@every_language
def test_every_pattern_finds_something_and_never_nothing(language: str) -> None:
    """An empty entry would be found everywhere."""
    for table, key, pattern in entries(language):
        assert pattern, (table, key)
        assert bordered(pattern).fullmatch("") is None or r"\Z" in pattern, (table, key)


@every_language
def test_patterns_are_in_the_letters_of_the_text_that_they_are_tried_on(language: str) -> None:
    """Lower case but for countries, straight quotes, plain hyphens and spaces."""
    for table, key, pattern in entries(language):
        bare = re.sub(r"\(\?P<\w+>|\\[A-Za-z]", "", pattern)
        assert plain(bare) == bare, (table, key)
        assert table == CASED or lowered(bare) == bare, (table, key)


@every_language
def test_no_pattern_repeats_without_bound_what_repeats_without_bound(language: str) -> None:
    """Such a pattern can take time that doubles with every letter of a hostile text."""
    for table, key, pattern in entries(language):
        assert list(nested(parser.parse(pattern), inside=False)) == [], (table, key)


def nested(pattern: Any, *, inside: bool) -> Iterator[str]:
    """The unbounded repeats of a parsed pattern that stand in another without a border that keeps them apart."""
    for op, value in pattern:
        name = str(op)
        if name in REPEATS:
            _, high, part = value
            endless = high is parser.MAXREPEAT
            if endless and inside:
                yield name
            starts = len(part) > 1 and any(str(one) == "LITERAL" and chr(two) in " -'\\" for one, two in part)
            yield from nested(part, inside=(endless or high > MOST) and not starts)
        elif isinstance(value, (tuple, list)):
            for part in value:
                yield from (nested(part, inside=inside) if isinstance(part, parser.SubPattern) else ())
                if isinstance(part, list):
                    for branch in part:
                        yield from nested(branch, inside=inside) if isinstance(branch, parser.SubPattern) else ()
