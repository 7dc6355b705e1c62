"""The words by which topics and facts are found: one data file a language, compiled when it is first asked for.

An entry is a regular expression over text that went through `plain` and `lowered`, tried between word borders; only
names of countries keep their capitals ("us" is no country). A language without a file gets `NEUTRAL`, in which nothing
matches: rules that need no words work all the same.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from monitor.core.lexicons.beginnings import beginnings

CASED = "country"  # the table whose terms keep their capitals
NOTHING = re.compile(r"(?!)")
# One character for one, so that a match in the plain text stands at the same place in the text itself.
_PLAIN = {
    **dict.fromkeys("“”„«»", '"'),
    **dict.fromkeys("‘’‚′´`", "'"),
    **dict.fromkeys("\u00a0\u2007\u202f\u2009", " "),
    **dict.fromkeys("‐‑‒–—−", "-"),
}


def plain(text: str) -> str:
    """The text with straight quotes, plain spaces and hyphens, character for character."""
    if not text.isascii():
        for odd, simple in _PLAIN.items():
            if odd in text:
                text = text.replace(odd, simple)
    return text


def lowered(text: str) -> str:
    """The text in lower case, character for character: the few letters whose small form is longer stay."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(small if len(small := c.lower()) == 1 else c for c in text)


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The word list of one language. `name` ("en/1") tells language and version, and is empty for NEUTRAL."""

    language: str = ""
    version: int = 0
    tables: Mapping[str, Any] = field(default_factory=dict)
    _made: dict[object, re.Pattern[str]] = field(default_factory=dict)
    _entries: dict[tuple[str, str], tuple[re.Pattern[str], frozenset[str] | None]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What stands in a fact."""
        return f"{self.language}/{self.version}" if self.language else ""

    def value(self, table: str, key: str, default: Any) -> Any:
        """An entry as it stands in the file."""
        return self.tables.get(table, {}).get(key, default)

    def pattern(self, table: str, key: str) -> re.Pattern[str]:
        """One entry, compiled; NOTHING where the language has none."""
        made = self._made.get((table, key))
        if made is None:
            words = self.value(table, key, "")
            made = self._made[table, key] = bordered(words) if words else NOTHING
        return made

    def entry(self, table: str, key: str) -> tuple[re.Pattern[str], frozenset[str] | None]:
        """One entry, or without a key any term of a table, with how what it finds can begin; None for anyhow.

        Beginnings are in lower case.
        """
        made = self._entries.get((table, key))
        if made is None:
            expression = self.pattern(table, key) if key else self.terms(table)
            found = beginnings(expression)
            made = self._entries[table, key] = expression, None if found is None else frozenset(map(lowered, found))
        return made

    def compiled(self, words: str) -> re.Pattern[str]:
        """Words that stand in a list of a table, compiled."""
        made = self._made.get(("", words))
        if made is None:
            made = self._made["", words] = bordered(words)
        return made

    def made(self, name: str) -> re.Pattern[str] | None:
        """What `keep` kept under this name."""
        return self._made.get(("made", name))

    def keep(self, name: str, words: str) -> re.Pattern[str]:
        """Compile what a rule puts together from several entries, once."""
        made = self._made["made", name] = bordered(words)
        return made

    def terms(self, table: str) -> re.Pattern[str]:
        """All terms of a table, earlier ones win. Cues are no terms.

        Without a group a term: `re` then sees how each begins, and passes over what begins with none of them, up to
        30 times as fast in a table of 150 terms.
        """
        return self._joined(table, "{words}")

    def which(self, table: str, found: re.Match[str]) -> str:
        """Which term of the table it is that `terms` found."""
        named = self._joined(table, "(?P<{name}>{words})").match(found.string, found.start())
        return (named and named.lastgroup) or ""

    def _joined(self, table: str, each: str) -> re.Pattern[str]:
        made = self._made.get((table, each))
        if made is None:
            terms = ((name, words) for name, words in self.tables.get(table, {}).items() if name[0].isupper())
            joined = "|".join(each.format(name=name, words=words) for name, words in terms)
            made = self._made[table, each] = bordered(joined) if joined else NOTHING
        return made


def bordered(words: str) -> re.Pattern[str]:
    """The expression between word borders (a border is only asked for where a word could go on)."""
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)")


NEUTRAL = Lexicon()


def lexicon(language: str) -> Lexicon:
    """The lexicon of a BCP 47 tag, by its first subtag; NEUTRAL where there is none."""
    return _of(language.partition("-")[0].lower())


@cache
def _of(code: str) -> Lexicon:
    file = resources.files(__package__).joinpath(f"{code}.toml")
    if not (code.isalpha() and file.is_file()):
        return NEUTRAL
    tables = tomllib.loads(file.read_text("utf-8"))
    return Lexicon(code, tables["version"], tables)
