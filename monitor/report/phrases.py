"""The sentences of a report: short, neutral, in the past tense, with the page as their subject. Plain text, not yet
made safe for any format.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from monitor.core.model import Change, ChangeKind, Edit, EditOp, Fact, Outcome
from monitor.core.records import Coverage, Redirected, SnapshotRow, Standing, Telling, VersionRow, Withdrawn
from monitor.report.compose import Entry, Place, Report
from monitor.report.facts import predicate
from monitor.report.words import counted, listed, shortened

LONGEST = 140  # characters of a headline
WAITING = "Waiting to be confirmed"  # a heading
NAMED = 5  # pages that a sentence names
SHORT = 40  # characters of words that a headline can quote
_NEXT_WORD = re.compile(r"\s?[^\W\d_]+")
_ALONE = {ChangeKind.LINKS: "link targets", ChangeKind.MOVED: "the order"}
_VERBS = {
    ChangeKind.ADDED: "added the section",
    ChangeKind.REMOVED: "removed the section",
    ChangeKind.MOVED: "moved the section",
    ChangeKind.MODIFIED: "changed the heading",
}
_STANDING = {
    Standing.CONFIRMED: "",
    Standing.HELD: "held back until it has lasted",
    Standing.WITHDRAWN: "did not last, not told",
    Standing.BACK: "not told",
}
_LABELS = {
    ChangeKind.ADDED: ("Added", "New section"),
    ChangeKind.REMOVED: ("Removed", "Section removed"),
    ChangeKind.MODIFIED: ("Changed", "Heading changed"),
    ChangeKind.MOVED: ("Moved", "Section moved"),
    ChangeKind.RENAMED: ("Renamed", "Section renamed"),
    ChangeKind.LINKS: ("Links changed", "Links changed"),
}


def at(moment: datetime | None) -> str:
    """`2026-11-24 08:30`, in UTC where that is said nearby, or a dash."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}" if moment else "–"


def when(moment: datetime | None) -> str:
    """`2026-11-24 08:30 UTC`, or a dash."""
    return f"{at(moment)} UTC" if moment else "–"


def span(length: timedelta | None) -> str:
    """A length of time in its two largest units: `26 h`, `3 d 4 h`, `12 min`; a dash for none."""
    if length is None:
        return "–"
    seconds = round(length.total_seconds())
    if seconds < 60:
        return f"{seconds} s"
    minutes = round(seconds / 60)
    if minutes < 120:
        return f"{minutes} min"
    hours = round(minutes / 60)
    if hours < 72:
        return f"{hours} h"
    if hours >= 240:
        return f"{round(hours / 24):,} d"
    return f"{hours // 24} d {hours % 24} h" if hours % 24 else f"{hours // 24} d"


def place(section: tuple[str, ...]) -> str:
    """The path of a section."""
    return " › ".join(section) or "Before the first heading"


def label(run: tuple[Change, ...]) -> str:
    """What a passage is, in a word or two."""
    change = run[0]
    words = _LABELS[change.kind][any(change.heading for change in run)]
    return f"{words} and changed" if change.kind is ChangeKind.MOVED and change.before != change.after else words


def headline(entry: Entry) -> str:
    """What a version brought, in one sentence of at most 140 characters."""
    name = shortened(entry.telling.page_name, 50)
    if entry.outcome is Outcome.FIRST:
        return f"{name} was seen for the first time"
    return f"{name} {brief(entry, LONGEST - len(name) - 1)}"


def brief(entry: Entry, room: int = 90) -> str:
    """The same without the page as its subject, for a line of a table."""
    if entry.outcome is Outcome.FIRST:
        return "seen for the first time"
    if entry.outcome is Outcome.RETURNED and (same := entry.telling.returned_to):
        again = " again" if entry.telling.repeats else ""
        return f"returned{again} to the text of {when(same.seen_at)} (version {same.number})"
    if entry.outcome is Outcome.UNCHANGED:
        return "has the same text in both versions"
    if entry.rewritten:
        facts = f", with {counted(len(entry.facts), 'fact')}" if entry.facts else ""
        return f"rewrote {entry.rewritten:.0%} of its text{facts}"
    if entry.facts:
        return _facts(entry.facts, room)
    if entry.places:
        steps = list(_steps(entry.places))
        if len(steps) == 1 and steps[0][0] == "changed" and (count := len(entry.places[0].changes)) > 1:
            steps = [(f"changed {counted(count, 'passage')} in", steps[0][1])]
        return _within(steps, room)
    if entry.cosmetic:
        kinds = {change.kind for place in entry.cosmetic for change in place.changes}
        what = _ALONE.get(next(iter(kinds)), "in form") if len(kinds) == 1 else "in form"
        return f"changed {what} alone ({counted(entry.cosmetic_count, 'cosmetic change')})"
    return "changed"


def inside(entry: Entry) -> str:
    """What there is to open of an entry: `4 facts, 12 places that changed, 3 cosmetic changes`."""
    parts = (
        (len(entry.facts), "fact", "facts"),
        (len(entry.places), "place that changed", "places that changed"),
        (entry.cosmetic_count, "cosmetic change", "cosmetic changes"),
    )
    return ", ".join(counted(count, *names) for count, *names in parts if count) or "Nothing to open"


def sentence(page_name: str, stated: Fact) -> str:
    """A fact in one sentence of at most 140 characters, with the page as its subject."""
    name = shortened(page_name, 50)
    return f"{name} {predicate(stated, LONGEST - len(name) - 1)}"


def summary(report: Report) -> list[str]:
    """What a period brought, in a few sentences; never silent about what could not be read."""
    return [*brought(report), *blind(report)]


def brought(report: Report) -> list[str]:
    """The first half of it: what changed. Nothing where there is no coverage to speak of."""
    return list(_changes(report)) if report.coverage else []


def blind(report: Report) -> list[str]:
    """The second half: what could not be seen."""
    return list(_blind(report))


def checked(report: Report) -> str:
    """`61 of 62 checks good, longest gap 26 h`."""
    gap = f", longest gap {span(report.longest_gap)}" if report.longest_gap is not None else ""
    return f"{report.good:,} of {counted(report.checks, 'check')} good{gap}"


def version(row: VersionRow) -> str:
    """`version 3`; a text that is in no history has no number."""
    return f"version {row.number}" if row.number else "the text"


def period(report: Report) -> str:
    """The time that a report is about."""
    if report.since and report.until:
        return f"{when(report.since)} to {when(report.until)}"
    if report.since:
        return f"Since {when(report.since)}"
    if report.until:
        return f"Until {when(report.until)}"
    looked = sorted(day for row in report.coverage for day in (row.first_at, row.last_at) if day)
    days = dict.fromkeys(f"{moment.astimezone(UTC):%Y-%m-%d}" for moment in (looked[:1] + looked[-1:]))
    return ", ".join(["All that is recorded", *([" to ".join(days)] if days else [])])


def stated(telling: Telling) -> str:
    """The dates that the page states: `last updated 2025-03-03 → 2025-09-01`; empty if it states none."""
    old, new = telling.before, telling.after
    pairs = (
        ("last updated", old.updated if old else None, new.updated),
        ("effective", old.effective if old else None, new.effective),
    )
    return "; ".join(f"{name} {_stated(then, now, first=old is None)}" for name, then, now in pairs if then or now)


def moved(telling: Telling) -> str:
    """That the page is watched at another address since: not all that differs is the page's doing. Else empty."""
    old, new = telling.snapshot_before, telling.snapshot_after
    if old is None or old.url == new.url or not telling.after.number:  # two texts that are in no history
        return ""
    return f"Watched at another address since: {old.url} → {new.url}"


def pardon(telling: Telling) -> str:
    """Why a text was taken as the page although the gate refused it: `Accepted by a person ...`; else empty."""
    return telling.pardon[:1].upper() + telling.pardon[1:]


def standing(telling: Telling) -> str:
    """Why a version is not told like others: `did not last, not told`; empty where it is."""
    return _STANDING[telling.standing]


def waits(telling: Telling, now: datetime) -> str:
    """How far a change is from being confirmed: `seen 2026-11-24 08:30 UTC, to be confirmed after ...`."""
    seen = f"seen {when(telling.after.seen_at)}"
    if telling.confirmed_at:
        return f"{seen}, confirmed {when(telling.confirmed_at)}"
    if is_late(telling, now):
        return f"{seen}, unconfirmed: the page was not read since {when(telling.held_until)}"
    return f"{seen}, to be confirmed after {when(telling.held_until)}"


def is_late(telling: Telling, now: datetime, by: timedelta = timedelta(0)) -> bool:
    """Whether a change should have been confirmed: since its time came, no check has read the page."""
    return telling.confirmed_at is None and telling.held_until is not None and telling.held_until + by <= now


def _stated(then: date | None, now: date | None, *, first: bool) -> str:
    """That the text changed and its date did not is worth saying."""
    if first or then == now:
        return f"{now}" if first else f"{now}, as before"
    return f"{then or 'not stated'} → {now or 'not stated'}"


def trouble(row: Coverage) -> str:
    """Why checks could not read a page: `blocked (2), status (1)`; empty if all could."""
    if not row.checks:
        return "not checked"
    return ", ".join(f"{reason} ({times:,})" for reason, times in row.troubles)


def _changes(report: Report) -> Iterator[str]:
    if report.only:
        yield f"Told here is nothing but {report.only}."
    yield _whether(report)
    yield from _waiting(report)
    if report.withdrawn:
        yield _withdrawn(report.withdrawn)
    if report.quiet:
        yield f"{counted(len(report.quiet), 'smaller change is', 'smaller changes are')} listed apart."
    if report.first:
        yield f"{counted(len(report.first), 'page was', 'pages were')} seen for the first time."
    yield from _redirected(report.redirected)


def _withdrawn(pages: Sequence[Withdrawn]) -> str:
    """Which pages flip: they may serve two texts by turns, and nobody is told of either."""
    times = sum(page.times for page in pages)
    untold = counted(times, "change is not told, since it", "changes are not told, since they")
    named = _names([f"{shortened(page.page_name, 50)} ({page.times:,})" for page in pages])
    which = pages[0].page_id if len(pages) == 1 else "PAGE"
    return f"{untold} did not last: {named}; `privacy-monitor variants {which}` lists the texts."


def _redirected(pages: Sequence[Redirected]) -> Iterator[str]:
    for page in pages[:NAMED]:
        where = f"{shortened(page.page_name, 50)} redirects permanently to {shortened(page.final_url, 200)}"
        yield f"{where} since {when(page.at)}: set `url` to it."
    if len(pages) > NAMED:
        yield f"{counted(len(pages) - NAMED, 'more page redirects', 'more pages redirect')} permanently."


def _whether(report: Report) -> str:
    """Whether anything changed, as far as that is known."""
    nothing = "Nothing of that" if report.only else "Nothing"
    if report.entries:
        return f"{report.changed_pages} of {counted(len(report.coverage), 'page')} changed; {checked(report)}."
    if not report.checks:
        return "Nothing is known: no page was checked."
    if not report.good:
        return f"Nothing is known: none of {counted(report.checks, 'check')} could read its page."
    if report.waiting:
        return f"No change{' of that' if report.only else ''} is confirmed: {checked(report)}."
    if report.quiet:
        return f"{nothing} changed enough to tell: {checked(report)}."
    if report.unseen:
        return f"{nothing} changed on the pages that could be read: {checked(report)}."
    return f"{nothing} changed{' for good' if report.withdrawn else ''}: {checked(report)}."


def _waiting(report: Report) -> Iterator[str]:
    later = sum(entry.telling.confirmed_at is not None for entry in report.waiting)
    late = sum(is_late(entry.telling, report.made_at) for entry in report.waiting)
    if waits := len(report.waiting) - later - late:
        yield f"{counted(waits, 'change waits', 'changes wait')} to be confirmed."
    if late:
        unread = "its page was" if late == 1 else "their pages were"
        yield f"{counted(late, 'change is', 'changes are')} unconfirmed, since {unread} not read again."
    if later:
        yield f"{counted(later, 'change was', 'changes were')} confirmed after this period."


def _blind(report: Report) -> Iterator[str]:
    unread = [row.page_name for row in report.unseen if row.checks]
    unchecked = [row.page_name for row in report.unseen if not row.checks]
    if unread:
        yield f"Not readable in any check: {_names(unread)}."
    if unchecked:
        yield f"Not checked: {_names(unchecked)}."
    if report.troubled:
        yield f"Not readable in some checks: {_names([row.page_name for row in report.troubled])}."


def _names(names: list[str]) -> str:
    shown = [shortened(name, 60) for name in names[:NAMED]]
    return listed([*shown, f"{len(names) - NAMED} more"] if len(names) > NAMED else shown)


def _facts(facts: tuple[Fact, ...], room: int) -> str:
    """The most significant fact and how many more there are; the dates that a page states stand apart."""
    loud = [fact for fact in facts if not fact.type.startswith("meta.")] or list(facts)
    more = f" and {counted(len(loud) - 1, 'more fact')}" if len(loud) > 1 else ""
    return predicate(loud[0], room - len(more)) + more


def _steps(places: Iterable[Place]) -> Iterator[tuple[str, str]]:
    """A verb and its object for each place."""
    for found in places:
        title = f"“{shortened(found.section[-1], 48)}”" if found.section else "the text before the first heading"
        heading = next((change for change in found.changes if change.heading), None)
        if heading and heading.kind is ChangeKind.RENAMED:
            old, new = shortened(heading.before, 40), shortened(heading.after, 40)
            yield "renamed", f"“{old}” to “{new}”"
        elif heading and heading.kind in _VERBS:
            yield _VERBS[heading.kind], title
        elif len(found.changes) == 1 and (step := _quoted(found.changes[0])):
            yield step[0], f"{step[1]} {title}"
        else:
            yield _verb([change.kind for change in found.changes]), title


def _quoted(change: Change) -> tuple[str, str] | None:
    """A verb and the words that came or went, where they are in one place: `changed`, `“30 days” to “90 days” in`."""
    edits = change.edits or (Edit(EditOp.DELETE, change.before), Edit(EditOp.INSERT, change.after))
    worded = [edit for edit in edits if edit.op is not EditOp.KEEP and edit.text.strip()]
    ops = [edit.op for edit in worded]
    if change.kind not in (ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.MODIFIED):
        return None
    if ops == [EditOp.INSERT]:
        return "added", f"“{shortened(_start(worded[0].text), SHORT)}” to"
    if ops == [EditOp.DELETE]:
        return "removed", f"“{shortened(_start(worded[0].text), SHORT)}” from"
    if ops != [EditOp.DELETE, EditOp.INSERT]:
        return None
    old, new = (edit.text.strip() + _unit(edit, edits[edits.index(worded[1]) + 1 :]) for edit in worded)
    return ("changed", f"“{old}” to “{new}” in") if max(len(old), len(new)) <= SHORT else None


def _start(words: str) -> str:
    """Without the punctuation that joined them to what stood before, unless it is all there is."""
    return words.lstrip(" ,;.:") or words


def _unit(edit: Edit, following: tuple[Edit, ...]) -> str:
    """What a bare number counts: the word after it, which stands."""
    if any(letter.isalpha() for letter in edit.text) or not following:
        return ""
    word = _NEXT_WORD.match(following[0].text)
    return " " * edit.text[-1].isspace() + word[0] if word else ""


def _verb(kinds: list[ChangeKind]) -> str:
    if len(set(kinds)) > 1:
        return "changed"
    return {
        ChangeKind.ADDED: f"added {counted(len(kinds), 'passage')} to",
        ChangeKind.REMOVED: f"removed {counted(len(kinds), 'passage')} from",
        ChangeKind.MOVED: "moved words to",
        ChangeKind.LINKS: "changed links in",
    }.get(kinds[0], "changed")


def _within(steps: list[tuple[str, str]], room: int) -> str:
    """As many steps as there is room for, the rest as a number."""
    for shown in range(min(len(steps), room), 0, -1):  # of more steps than letters there is never room for all
        verb, words = "", []
        for step, what in steps[:shown]:
            words.append(what if step == verb else f"{step} {what}")
            verb = step
        if shown < len(steps):
            more = counted(len(steps) - shown, "more place")
            words.append(more if verb == "changed" else f"changed {more}")
        if len(listed(words)) <= room:
            return listed(words)
    return f"changed in {counted(len(steps), 'place')}"


def answer(snapshot: SnapshotRow) -> str:
    """What came back: `HTTP 200, 28,161 bytes`; of what was not fetched here, what the source states."""
    size = f"{snapshot.size:,} bytes"
    if snapshot.origin == "live":
        return f"HTTP {snapshot.status}, {size}"
    return f"taken in ({snapshot.origin}), not fetched: {size}, status {snapshot.status} and time as stated there"
