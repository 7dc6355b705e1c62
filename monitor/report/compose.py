"""What a report tells and in which order: tellings and coverage to a Report. It writes nothing; the formats do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.core.facts.together import together
from monitor.core.model import (
    Block,
    BlockKind,
    Change,
    ChangeKind,
    Diff,
    Document,
    EditOp,
    Fact,
    Outcome,
    Section,
    Significance,
)
from monitor.core.records import Coverage, Redirected, Telling, Withdrawn

NOWHERE = 1 << 60  # sorts a change without a position last
REWRITTEN = 0.75  # of the words, before and after, that a rewrite leaves out and brings
LONG = 100  # words of a text of which a rewrite is told


@dataclass(frozen=True, slots=True)
class Place:
    """A section, by its path, with what changed in it in reading order."""

    section: tuple[str, ...]
    changes: tuple[Change, ...]
    significance: Significance


@dataclass(frozen=True, slots=True)
class Entry:
    """One version to tell. `outcome` says how: first, changed, returned, or unchanged (two versions put side by side).

    `places` and `facts` come by significance, then by position; cosmetic changes stand apart, in `cosmetic`. A fact
    that is stated in several places is there once. `rewritten` is the part of the text that is new, 0 to 1, where
    nearly all of it was replaced, else 0.
    """

    telling: Telling
    outcome: Outcome
    significance: Significance
    facts: tuple[Fact, ...]
    places: tuple[Place, ...]
    cosmetic: tuple[Place, ...]
    rewritten: float = 0.0

    @property
    def cosmetic_count(self) -> int:
        """How many cosmetic changes there are."""
        return sum(len(place.changes) for place in self.cosmetic)


@dataclass(frozen=True, slots=True)
class Overview:
    """A page that changed: how often, and its most significant change."""

    page_name: str
    changes: int
    top: Entry


@dataclass(frozen=True, slots=True)
class Report:
    """What happened in a period, None standing for an open end.

    `entries` are changes and returns worth telling, the most significant first; `first` are pages seen for the first
    time; `quiet` are changes below the significance from which to tell; `waiting` are changes that were seen and not
    confirmed by the end of the period, whenever they were seen. `coverage` has a row a page. `head` is the hash
    at the head of the ledger when the report was made, `only` what it was narrowed to, in words; both may be empty.
    """

    title: str
    since: datetime | None
    until: datetime | None
    made_at: datetime
    entries: tuple[Entry, ...]
    first: tuple[Entry, ...]
    quiet: tuple[Entry, ...]
    coverage: tuple[Coverage, ...]
    head: str = ""
    only: str = ""
    withdrawn: tuple[Withdrawn, ...] = ()  # changes that were held back and did not last, which are not told
    redirected: tuple[Redirected, ...] = ()
    waiting: tuple[Entry, ...] = ()

    @property
    def changed_pages(self) -> int:
        """How many pages have something to tell."""
        return len({entry.telling.page_id for entry in self.entries})

    @property
    def overview(self) -> tuple[Overview, ...]:
        """A row a page that changed, the most significant first; empty where one page holds all changes."""
        pages: dict[str, list[Entry]] = {}
        for entry in self.entries:
            pages.setdefault(entry.telling.page_id, []).append(entry)
        if len(pages) < 2:
            return ()
        return tuple(Overview(found[0].telling.page_name, len(found), found[0]) for found in pages.values())

    @property
    def checks(self) -> int:
        """How many checks were made, of all pages."""
        return sum(row.checks for row in self.coverage)

    @property
    def good(self) -> int:
        """How many of them brought a readable policy."""
        return sum(row.good for row in self.coverage)

    @property
    def longest_gap(self) -> timedelta | None:
        """The longest time that any page was without a good check, between two good ones."""
        return max((row.longest_gap for row in self.coverage if row.longest_gap is not None), default=None)

    @property
    def unseen(self) -> tuple[Coverage, ...]:
        """Pages about which nothing is known in the period: not checked, or never readable."""
        return tuple(row for row in self.coverage if not row.good)

    @property
    def troubled(self) -> tuple[Coverage, ...]:
        """Pages that some checks could read and some could not."""
        return tuple(row for row in self.coverage if 0 < row.good < row.checks)


def compose(  # noqa: PLR0913 - the facts of a period and how to tell them
    tellings: Sequence[Telling],
    coverage: Sequence[Coverage],
    *,
    title: str,
    since: datetime | None,
    until: datetime | None,
    made_at: datetime,
    tell: Significance | Mapping[str, Significance] = Significance.EDITORIAL,
    head: str = "",
    only: str = "",
    withdrawn: Sequence[Withdrawn] = (),
    redirected: Sequence[Redirected] = (),
    waiting: Sequence[Telling] = (),
) -> Report:
    """A report of these tellings. `tell` is the significance from which to tell, one for all or by page id.

    `head` is the hash at the head of the ledger, `only` what the tellings were narrowed to (see `narrow`).
    """
    entries = _ranked(tellings)
    loud: list[Entry] = []
    first: list[Entry] = []
    quiet: list[Entry] = []
    for entry in entries:
        # A page that goes back and forth between two texts is told when it first does, and listed apart from then on.
        level = _level(tell, entry.telling.page_id)
        told = entry.significance.rank >= level.rank and not entry.telling.repeats
        (first if entry.outcome is Outcome.FIRST else loud if told else quiet).append(entry)
    return Report(
        title=title,
        since=since,
        until=until,
        made_at=made_at,
        entries=tuple(loud),
        first=tuple(first),
        quiet=tuple(quiet),
        coverage=tuple(coverage),
        head=head,
        only=only,
        withdrawn=tuple(withdrawn),
        redirected=tuple(redirected),
        waiting=tuple(_ranked(waiting)),
    )


def _ranked(tellings: Iterable[Telling]) -> list[Entry]:
    entries = [entry_of(telling) for telling in tellings]
    return sorted(entries, key=lambda entry: (-entry.significance.rank, entry.telling.after.seen_at))


def _level(tell: Significance | Mapping[str, Significance], page_id: str) -> Significance:
    return tell if isinstance(tell, Significance) else tell.get(page_id, Significance.EDITORIAL)


def entry_of(telling: Telling) -> Entry:
    """One telling with its changes in the order to tell them."""
    diff = telling.diff
    cosmetic = [change for change in diff.changes if change.significance.rank <= Significance.COSMETIC.rank]
    return Entry(
        telling=telling,
        outcome=_outcome(telling),
        significance=diff.significance,
        facts=together(by_rank(diff.facts)),
        places=_places(change for change in diff.changes if change.significance.rank > Significance.COSMETIC.rank),
        cosmetic=_places(cosmetic),
        rewritten=_rewritten(telling),
    )


def _rewritten(telling: Telling) -> float:
    before, after = telling.before, telling.after
    if before is None or not before.words or max(before.words, after.words) < LONG:
        return 0.0
    went = _words(telling.diff.changes, EditOp.DELETE) / before.words
    came = _words(telling.diff.changes, EditOp.INSERT) / after.words
    return min(came, 1.0) if min(went, came) >= REWRITTEN else 0.0


def _words(changes: Iterable[Change], op: EditOp) -> int:
    """The words that went, or came, counted as those of a document are."""
    texts = [_text(change, op) for change in changes if change.kind not in (ChangeKind.MOVED, ChangeKind.LINKS)]
    return Document((Section(0, "", blocks=tuple(Block(BlockKind.PARAGRAPH, text) for text in texts)),)).words


def _text(change: Change, op: EditOp) -> str:
    if change.edits:
        return "".join(edit.text for edit in change.edits if edit.op is op)
    return change.before if op is EditOp.DELETE else change.after


def by_rank(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The most significant first."""
    return tuple(sorted(facts, key=lambda fact: -fact.significance.rank))


def _outcome(telling: Telling) -> Outcome:
    """How the version came about; of two versions put side by side only whether they differ.

    To return to a text that nobody was told of is news: it is told as the change that it is.
    """
    if telling.before is None:
        return Outcome.FIRST
    if telling.returned_to and telling.after.previous_id == telling.before.id:
        return Outcome.RETURNED
    return Outcome.CHANGED if _differs(telling.diff) else Outcome.UNCHANGED


def _differs(diff: Diff) -> bool:
    return bool(diff.changes or diff.facts) or diff.outcome is Outcome.CHANGED


def _places(changes: Iterable[Change]) -> tuple[Place, ...]:
    """The changes by section, the most significant section first."""
    by_section: dict[tuple[str, ...], list[Change]] = {}
    for change in sorted(changes, key=_position):
        by_section.setdefault(change.section, []).append(change)
    places = [
        Place(section, tuple(found), max((c.significance for c in found), key=lambda s: s.rank))
        for section, found in by_section.items()
    ]
    return tuple(sorted(places, key=lambda place: -place.significance.rank))


def _position(change: Change) -> int:
    at = change.before_at if change.after_at is None else change.after_at
    return NOWHERE if at is None else at
