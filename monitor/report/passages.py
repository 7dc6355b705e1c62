"""A change as two sides to read: the words that stand, those that went or came, and long unchanged stretches folded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from monitor.core.compare.words import edits
from monitor.core.model import Change, ChangeKind, Edit, EditOp, Fact

AROUND = 90  # code points of unchanged text that stay beside a changed word
LEAST = 60  # what is folded must be worth it
_BREAK = re.compile(r"\s")


class Mark(StrEnum):
    """What a piece of a passage is."""

    KEEP = "keep"
    DELETE = "delete"
    INSERT = "insert"
    GAP = "gap"  # unchanged, and so long that it is folded


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text of one kind. The pieces of a side joined give its whole text."""

    mark: Mark
    text: str


def before(change: Change) -> tuple[Piece, ...]:
    """The side of the version before, empty where nothing stood."""
    return _side(change, change.before, EditOp.DELETE)


def after(change: Change) -> tuple[Piece, ...]:
    """The side of the version after, empty where nothing stands."""
    return _side(change, change.after, EditOp.INSERT)


def quoted(fact: Fact) -> Change:
    """The quotes of a fact as a change, so that they are shown with what differs marked."""
    old, new = fact.quote_before, fact.quote_after
    kind = ChangeKind.MODIFIED if old and new else ChangeKind.ADDED if new else ChangeKind.REMOVED
    return Change(kind, fact.section, old, new, edits(old, new) if old and new and old != new else ())


def is_still(change: Change) -> bool:
    """Whether the words stand as they were: then one side says it all."""
    return bool(change.before) and change.before == change.after


def runs(changes: tuple[Change, ...]) -> list[tuple[Change, ...]]:
    """The changes, with neighbours that were added together (or removed together) taken as one passage."""
    found: list[list[Change]] = []
    for change in changes:
        last = found[-1][-1] if found else None
        whole = change.kind in (ChangeKind.ADDED, ChangeKind.REMOVED)
        if last and whole and last.kind is change.kind and last.significance is change.significance:
            found[-1].append(change)
        else:
            found.append([change])
    return [tuple(run) for run in found]


def _side(change: Change, whole: str, op: EditOp) -> tuple[Piece, ...]:
    if not whole:
        return ()
    if is_still(change):
        return tuple(_folded(whole, head=AROUND, tail=0))
    return tuple(_pieces(change.edits or (Edit(op, whole),), op))


def _pieces(edits: tuple[Edit, ...], op: EditOp) -> Iterator[Piece]:
    """The pieces of one side. What is folded depends on all edits, so that both sides fold the same words."""
    last = len(edits) - 1
    for index, edit in enumerate(edits):
        if edit.op is EditOp.KEEP:
            yield from _folded(edit.text, head=AROUND * (index > 0), tail=AROUND * (index < last))
        elif edit.op is op:
            yield from _marked(Mark(op.value), edit.text)


def _marked(mark: Mark, text: str) -> Iterator[Piece]:
    """Words that went or came. The space around them is not marked, unless it is all there is."""
    words = text.strip() or text
    start = text.index(words)
    for kind, part in ((Mark.KEEP, text[:start]), (mark, words), (Mark.KEEP, text[start + len(words) :])):
        if part:
            yield Piece(kind, part)


def _folded(text: str, *, head: int, tail: int) -> Iterator[Piece]:
    """Unchanged text, with all but `head` code points at its start and `tail` at its end folded, cut between words."""
    start, end = _cut(text, head, 1) if head else 0, _cut(text, len(text) - tail, -1) if tail else len(text)
    if end - start < LEAST or not (head or tail):
        yield Piece(Mark.KEEP, text)
        return
    if start:
        yield Piece(Mark.KEEP, text[:start])
    yield Piece(Mark.GAP, text[start:end])
    if end < len(text):
        yield Piece(Mark.KEEP, text[end:])


def _cut(text: str, at: int, step: int) -> int:
    """The nearest break between words from `at` on, in the direction of `step`; `at` itself in text without breaks."""
    for place in range(at, at + 24 * step, step):
        if not 0 < place < len(text):
            break
        if _BREAK.match(text[place]):
            return place
    return max(0, min(at, len(text)))
