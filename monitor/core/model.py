"""The document, and what differs between two of them: the values that reading and comparing speak in.

All are frozen; change is `dataclasses.replace`. Text is always `str` without markup; offsets count code points.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache, cached_property


class Significance(StrEnum):
    """How much a change matters, from none to major; ordered by `rank`, never by spelling."""

    NONE = "none"
    COSMETIC = "cosmetic"
    EDITORIAL = "editorial"
    MINOR = "minor"
    MAJOR = "major"

    @property
    def rank(self) -> int:
        """0 (none) to 4 (major)."""
        return _RANKS[self]


_RANKS = {level: rank for rank, level in enumerate(Significance)}


class Outcome(StrEnum):
    """What came of a check, or of comparing two documents (there: unchanged, changed or inaccessible alone)."""

    FIRST = "first"
    UNCHANGED = "unchanged"
    CHANGED = "changed"
    RETURNED = "returned"
    INACCESSIBLE = "inaccessible"


class Reason(StrEnum):
    """Why a check brought no readable policy."""

    NETWORK = "network"  # name not found, refused, reset, protocol broken
    TIMEOUT = "timeout"
    TLS = "tls"
    ADDRESS = "address refused"  # the host is, or leads to, an address that is not public
    URL = "bad url"
    REDIRECTS = "redirects"  # a loop, or too many
    TOO_LARGE = "too large"
    ENCODING = "bad encoding"  # a content coding that cannot be decoded
    STATUS = "status"
    ROBOTS = "robots"
    UNREADABLE = "unreadable"  # no document: binary, or a format we do not read
    EMPTY = "empty"
    TOO_SHORT = "too short"
    BLOCKED = "blocked"  # a bot challenge
    CONSENT_WALL = "consent wall"
    LOGIN = "login"
    SOFT_404 = "soft 404"
    MOVED = "moved"  # redirected to the home page or to another document
    OTHER_LANGUAGE = "other language"
    TRUNCATED = "truncated"
    DOUBLED = "doubled"  # the text of before, twice
    SELECTOR = "selector"  # `select` matches nothing any more


@dataclass(frozen=True, slots=True)
class Inaccessible:
    """A check that brought no readable policy: the reason, and the evidence for it in words a person understands."""

    reason: Reason
    evidence: str = ""

    def __str__(self) -> str:
        return f"{self.reason.value}: {self.evidence}" if self.evidence else self.reason.value


BETWEEN_CELLS = " | "


class BlockKind(StrEnum):
    """What a block is on the page; it decides how the block is shown, never whether its words count."""

    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"  # one row of a table, its cells joined by BETWEEN_CELLS
    TERM = "term"  # the defined term of a definition list
    DEFINITION = "definition"
    QUOTE = "quote"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a block: the words it stands on, and its target as an absolute URL (or as written, without a base)."""

    text: str
    target: str


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, list item or table row. `depth` is the nesting of lists, 0 outside of any."""

    kind: BlockKind
    text: str
    links: tuple[Link, ...] = ()
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the blocks up to the next heading.

    `level` is 1 to 6, 0 for text before any heading (whose `heading` is empty). `number` is the printed section
    number ("2.1"), kept apart from `heading`. `path` holds the headings from the top of the document down to this one.
    """

    level: int
    heading: str
    path: tuple[str, ...] = ()
    number: str = ""
    anchor: str = ""
    topic: str = field(default="", compare=False)  # derived from the rest; reading alone leaves it empty
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Document:
    """A snapshot read: what the policy says, without the page around it.

    `encoding` is the name by which the bytes were decoded. `damage` counts characters that could not be (U+FFFD).
    `partial` tells that the parser gave up before the end, so that missing text is no deletion; `cut` that the markup
    ended before it was closed. This is known of a body that was just read, and not stored.
    """

    sections: tuple[Section, ...]
    title: str = ""
    language: str = ""  # BCP 47, "" if unknown
    updated: date | None = None
    effective: date | None = None
    url: str = ""
    encoding: str = "utf-8"
    damage: int = 0
    partial: bool = False
    cut: bool = field(default=False, compare=False)

    @cached_property
    def text(self) -> str:
        """The plain text of the policy alone: headings and blocks, one a line."""
        return "\n".join(self.lines())

    def lines(self) -> Iterator[str]:
        """Headings (with their numbers) and block texts, in reading order."""
        for section in self.sections:
            if section.heading:
                yield f"{section.number} {section.heading}" if section.number else section.heading
            for block in section.blocks:
                yield block.text

    @cached_property
    def words(self) -> int:
        """How many words the text has, between white space; in scripts without spaces two characters are one."""
        text = self.text
        if text.isascii():
            return len(text.split())
        spaced, characters = _unspaced().subn(" ", text)
        return len(spaced.split()) + (characters + 1) // 2


class ChangeKind(StrEnum):
    """How one place differs."""

    ADDED = "added"
    REMOVED = "removed"
    MODIFIED = "modified"
    MOVED = "moved"
    RENAMED = "renamed"  # a heading
    LINKS = "links"  # the words stand, where they lead does not


class EditOp(StrEnum):
    """One step from the words before to the words after."""

    KEEP = "keep"
    DELETE = "delete"
    INSERT = "insert"


@dataclass(frozen=True, slots=True)
class Edit:
    """A run of text. All keeps and deletes joined give `Change.before`, all keeps and inserts `Change.after`."""

    op: EditOp
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """What differs in one place.

    `section` is the path of the place in the version after (before, for what was removed). `before` and `after` are
    the whole texts of the block or heading, for `links` the targets. `before_at` and `after_at` are the positions of
    its line in `Document.lines()`, None on the side where it does not stand.
    """

    kind: ChangeKind
    section: tuple[str, ...]
    before: str = ""
    after: str = ""
    edits: tuple[Edit, ...] = ()
    significance: Significance = Significance.EDITORIAL
    heading: bool = False
    before_at: int | None = None
    after_at: int | None = None


class Direction(StrEnum):
    """Which way a value went, where that can be worked out from the values alone."""

    UNKNOWN = ""
    LONGER = "longer"
    SHORTER = "shorter"
    HIGHER = "higher"
    LOWER = "lower"
    LATER = "later"
    EARLIER = "earlier"
    WIDER = "wider"  # more data, purposes, recipients; fewer promises or conditions
    NARROWER = "narrower"
    VAGUER = "vaguer"  # from a number to a criterion
    CLEARER = "clearer"
    STRONGER = "stronger"  # from may to will
    WEAKER = "weaker"


class FactOp(StrEnum):
    """What happened to a typed value."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    RENAMED = "renamed"


@dataclass(frozen=True, slots=True)
class Fact:
    """A typed statement of what changed, with the words it rests on and the rule that found it.

    `type` is an id of the published table (`retention.period`), `about` what the value is of, in the page's words
    ("location data"). Values are normalised: ISO 8601 dates and durations, ISO 4217 money, lower-case addresses. A
    quote is the very text of its side: `before.text[start_before:][:len(quote_before)] == quote_before`; it is empty,
    and its start None, on a side where the value does not stand. `lexicon` names the word list and its version
    ("en/1"), empty for rules that need no words. `places` counts where one statement holds throughout a document.
    """

    type: str
    op: FactOp
    value_before: str = ""
    value_after: str = ""
    quote_before: str = ""
    quote_after: str = ""
    section: tuple[str, ...] = ()
    rule: str = ""
    significance: Significance = Significance.MINOR
    about: str = ""
    direction: Direction = Direction.UNKNOWN
    lexicon: str = ""
    start_before: int | None = None
    start_after: int | None = None
    places: int = 1


@dataclass(frozen=True, slots=True)
class Diff:
    """All that differs between two documents.

    `outcome` is unchanged, changed, or inaccessible: then `after` is not the page that `before` was, `reason` says why,
    and there are no changes.
    """

    outcome: Outcome
    significance: Significance = Significance.NONE
    changes: tuple[Change, ...] = ()
    facts: tuple[Fact, ...] = ()
    reason: Inaccessible | None = None


@cache
def _unspaced() -> re.Pattern[str]:
    """Characters of Thai, Lao, Khmer, Japanese and Chinese."""
    return re.compile("[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
