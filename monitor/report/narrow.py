"""A report of some things alone: the tellings with the facts of some types, or with what changed on some topics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.core.model import Diff, Significance
from monitor.core.records import Telling
from monitor.core.topics import topic_of
from monitor.report.words import listed


def narrowed(tellings: Sequence[Telling], types: Sequence[str] = (), topics: Sequence[str] = ()) -> list[Telling]:
    """The tellings that have something of it, each with that alone and as significant as that is.

    A type stands for all below it: `retention` for `retention.period` too. Of types, facts alone are left, since a
    change has none. A topic is that of the section, by its headings, else by the words that changed. None: all.
    """
    if not types and not topics:
        return list(tellings)
    found = (replace(telling, diff=_diff(telling, types, topics)) for telling in tellings)
    return [telling for telling in found if telling.diff.facts or telling.diff.changes]


def _diff(telling: Telling, types: Sequence[str], topics: Sequence[str]) -> Diff:
    diff, language = telling.diff, telling.after.language
    facts = [fact for fact in diff.facts if not types or any(_within(fact.type, wanted) for wanted in types)]
    changes = [] if types else list(diff.changes)
    if topics:
        facts = [f for f in facts if topic_of(f.section, f.quote_after or f.quote_before, language) in topics]
        changes = [c for c in changes if topic_of(c.section, c.after or c.before, language) in topics]
    levels = [*(fact.significance for fact in facts), *(change.significance for change in changes)]
    level = max(levels, key=lambda found: found.rank, default=Significance.NONE)
    return replace(diff, facts=tuple(facts), changes=tuple(changes), significance=level)


def _within(name: str, wanted: str) -> bool:
    return name == wanted or name.startswith(f"{wanted}.")


def said(types: Sequence[str], topics: Sequence[str]) -> str:
    """What was asked for, in words: `facts of the type retention on the topic rights`; empty for everything."""
    if not types and not topics:
        return ""
    named = f"facts of {_named('the type', types)}" if types else "what is"
    return f"{named} on {_named('the topic', topics)}" if topics else named


def _named(noun: str, names: Sequence[str]) -> str:
    return f"{noun}{'s' if len(names) > 1 else ''} {listed(list(names))}"
