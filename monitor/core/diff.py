"""Two documents to a Diff: the gate first, then what differs, then how much it matters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from monitor.core import gate as gates
from monitor.core.compare import changes
from monitor.core.compare.contents import contents
from monitor.core.facts import facts
from monitor.core.model import Change, Diff, Document, Outcome, Significance
from monitor.core.significance import only_renames, overall, rank


def compare(before: Document, after: Document, *, gate: bool = True) -> Diff:
    """All that differs between two documents; never raises on two Documents.

    The outcome is unchanged, changed, or inaccessible: then `after` is not the page that `before` was, and `reason`
    says why. `gate=False` leaves that question out, for two texts that a person put side by side.
    """
    if gate and (reason := gates.refusal(before, after)):
        return Diff(Outcome.INACCESSIBLE, reason=reason)
    found = changes(before, after)
    found = tuple(_ranked(found, contents(before), contents(after))) if found else ()
    stated = facts(before, after, found)
    if terms := [(fact.value_before, fact.value_after) for fact in stated if fact.type == "term.renamed"]:
        found = tuple(_told_once(change, terms) for change in found)
    return Diff(Outcome.CHANGED if found else Outcome.UNCHANGED, overall((*found, *stated)), found, stated)


def _told_once(change: Change, terms: Sequence[tuple[str, str]]) -> Change:
    """A change that brings nothing but terms which were renamed throughout: the fact tells it, for all places."""
    return replace(change, significance=Significance.COSMETIC) if only_renames(change, terms) else change


def _ranked(found: Iterable[Change], before: frozenset[int], after: frozenset[int]) -> Iterator[Change]:
    """Each with its significance; of a table of contents, whose lines are given, there is none but in form.

    The same change at a thousand places is judged once: ranking is the dearest step.
    """
    levels: dict[object, Significance] = {}
    old, new = before | {None}, after | {None}
    for change in found:
        if change.before_at in old and change.after_at in new:
            yield replace(change, significance=Significance.COSMETIC)
            continue
        alike = (change.kind, change.heading, change.section, change.before, change.after)  # edits follow from these
        level = levels.get(alike)
        if level is None:
            level = levels[alike] = rank(change)
        yield change if change.significance is level else replace(change, significance=level)
