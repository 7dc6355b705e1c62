"""What the questions about a history are answered with. Times are aware and in UTC; numbers are those of versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from monitor.core.model import Direction, Fact, FactOp, Significance


@dataclass(frozen=True, slots=True)
class Moment:
    """A version of a page, by its number and when it was first seen."""

    number: int
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in which one version stood, as far as checks tell: unchanged from the first to the last that showed it.

    `checks` are all that were made from `first_at` to `last_at`, `good` those of them that could read the page, and
    `longest_gap` is the longest time between two of the good ones (None with one alone).
    """

    page_id: str
    page_name: str
    number: int
    first_at: datetime
    last_at: datetime
    checks: int
    good: int
    longest_gap: timedelta | None
    not_modified: int = 0  # of the good ones, those that rest on the server's word that nothing changed (304)


@dataclass(frozen=True, slots=True)
class Variant:
    """A text of a page that may have come more than once. `number` is the version that first had it.

    `served` counts the checks that showed it, `share` is the part of all good checks of the page, 0 to 1; `numbers`
    are the versions that have it, so that a text with two of them has come back once.
    """

    page_id: str
    number: int
    text_sha256: str
    words: int
    first_at: datetime
    last_at: datetime
    served: int
    share: float
    current: bool
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Blamed:
    """A line of a version's text (a heading or a block) with where it comes from.

    `came` is the version that brought it, in whatever words; `changed` the one since which it has these words without
    a break; `said_first` the first that had exactly these words, earlier than `changed` where they had gone and came
    back. Moving a line changes nothing.
    """

    at: int  # its place in `Document.lines()`
    section: tuple[str, ...]
    heading: bool
    text: str
    came: Moment
    changed: Moment
    said_first: Moment


@dataclass(frozen=True, slots=True)
class Steady:
    """A section of the current text and the version since which it stands as it is; `always`: since the first."""

    section: tuple[str, ...]
    words: int
    since: Moment
    versions: int  # how many have it so, without a break up to now
    always: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A block or heading with the words that were searched for.

    `excerpt` is a bounded part of it, `marks` where the words stand in that: (start, end) in characters. It
    `appeared` with a version and `vanished` with another, None where it still stands; `versions` is how many have it,
    in `runs` without a break.
    """

    page_id: str
    page_name: str
    section: tuple[str, ...]
    heading: bool
    excerpt: str
    marks: tuple[tuple[int, int], ...]
    appeared: Moment
    vanished: Moment | None
    versions: int
    runs: int


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact with the version that brought it; see `monitor.Fact`."""

    seen_at: datetime
    page_id: str
    page_name: str
    number: int
    type: str
    about: str
    op: str
    value_before: str
    value_after: str
    direction: str
    significance: Significance
    quote_before: str
    quote_after: str
    section: tuple[str, ...]
    topic: str
    rule: str
    lexicon: str
    places: int

    @property
    def fact(self) -> Fact:
        """The fact alone, without where its quotes stand."""
        return Fact(
            self.type,
            FactOp(self.op),
            self.value_before,
            self.value_after,
            self.quote_before,
            self.quote_after,
            self.section,
            self.rule,
            self.significance,
            self.about,
            Direction(self.direction),
            self.lexicon,
            places=self.places,
        )


@dataclass(frozen=True, slots=True)
class Silent:
    """A change above cosmetic whose page moved none of the dates that it states.

    `updated` and `effective` are those dates; with neither, before and after, the page is `undated`.
    """

    page_id: str
    page_name: str
    number: int
    seen_at: datetime
    significance: Significance
    changes: int
    facts: int
    updated: date | None
    effective: date | None
    undated: bool


@dataclass(frozen=True, slots=True)
class Undone:
    """A return to an earlier text: what began with `replaced` was undone by version `number`, `lasted` later."""

    page_id: str
    page_name: str
    number: int
    undone_at: datetime
    same_as: Moment
    replaced: Moment
    lasted: timedelta
    significance: Significance
    told: bool  # False for what did not last or only flips to and fro


@dataclass(frozen=True, slots=True)
class PageStats:
    """A page in numbers. Versions are without the first; `silent` and `undone` count among them."""

    page_id: str
    page_name: str
    first_at: datetime | None
    last_at: datetime | None
    checks: int
    good: int
    snapshots: int
    changes: int
    major: int
    minor: int
    editorial: int
    cosmetic: int
    returns: int
    silent: int
    texts: int  # different ones
    words: int  # of the current version
    days_a_change: float | None  # above cosmetic, over the time that it was looked at; None without a change
