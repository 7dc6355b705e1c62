"""Sections that came, went or got another name; terms renamed throughout; linked documents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from urllib.parse import urlsplit

from monitor.core.bare_dates import DATE
from monitor.core.facts.sentences import Side
from monitor.core.lexicons import Lexicon, lexicon, lowered, plain
from monitor.core.model import Change, ChangeKind, Edit, EditOp, Fact, FactOp
from monitor.core.topics import UNKNOWN, topic_of

LEAST_PLACES = 3  # in which one term stands for another before it is a renaming
MOST_LEFT = 0.2  # share of the old term's places that may be left
# Topics of which a policy has one section, as a rule.
SINGLE = frozenset(
    "retention rights international_transfers security children_and_age contact_and_complaints policy_changes "
    "legal_bases disputes_and_law government_requests".split()
)
_NAME = re.compile(r"[^\W\d_][\w.&'’-]*(?: [\w.&'’-]+){0,3}")
_NUMBER = re.compile(r"^[\W\d]+")
_TARGET_BREAKS = re.compile(r"[-/_.]+")
_HEADINGS = {
    ChangeKind.ADDED: ("section.added", FactOp.ADDED),
    ChangeKind.REMOVED: ("section.removed", FactOp.REMOVED),
    ChangeKind.RENAMED: ("section.renamed", FactOp.RENAMED),
    ChangeKind.MOVED: ("section.moved", FactOp.MOVED),
}


@dataclass(frozen=True, slots=True)
class Renaming:
    """One term in place of another, in so many places."""

    before: str
    after: str
    places: int

    @property
    def term(self) -> re.Pattern[str]:
        """What finds the old term."""
        return _whole(self.before)


def sections(before: Side, after: Side, changes: Sequence[Change]) -> Iterator[Fact]:
    """A fact for each heading that came, went, moved or has other words.

    The one section of a topic that went and the one that came are one section, rewritten under another heading.
    """
    found = list(_headings(before, after, changes))
    sides = ({fact.about: fact for fact in found if fact.type == kind} for kind in ("section.removed", "section.added"))
    gone, come = sides
    times = Counter((fact.type, fact.about) for fact in found)
    language = after.document.language
    for topic in sorted(gone.keys() & come.keys() & SINGLE):
        was, now = gone[topic], come[topic]
        alone = times["section.removed", topic] == times["section.added", topic] == 1
        named = (topic_of((heading,), "", language) for heading in (was.value_before, now.value_after))
        if alone and all(name == topic for name in named):
            found[found.index(was)] = replace(
                now,
                type="section.renamed",
                op=FactOp.RENAMED,
                value_before=was.value_before,
                quote_before=was.quote_before,
                rule="section.renamed",
                start_before=was.start_before,
            )
            found.remove(now)
    yield from found


def _headings(before: Side, after: Side, changes: Sequence[Change]) -> Iterator[Fact]:
    told = [change for change in changes if change.kind not in (ChangeKind.MOVED, ChangeKind.LINKS)]
    gone, come = {change.before_at for change in told}, {change.after_at for change in told}
    for change in changes:
        if change.heading and change.kind in _HEADINGS and not _says_nothing(change):
            kind, op = _HEADINGS[change.kind]
            whole, at = (before, change.before_at) if change.after_at is None else (after, change.after_at)
            alone = change.kind in (ChangeKind.ADDED, ChangeKind.REMOVED) and _is_alone(
                whole, at, gone if whole is before else come
            )
            yield Fact(
                kind,
                op,
                change.before,
                change.after,
                change.before,
                change.after,
                change.section,
                "section.heading" if alone else kind,
                about=whole.topic(whole.places[at][0]) if at is not None else "",
                start_before=None if change.before_at is None else before.starts[change.before_at],
                start_after=None if change.after_at is None else after.starts[change.after_at],
            )


def _is_alone(whole: Side, at: int | None, told: Set[int | None]) -> bool:
    """Whether all that stands below a heading, up to the next, stands on the other side as well."""
    if at is None:
        return False
    below = takewhile(lambda n: whole.places[n][0] == whole.places[at][0], range(at + 1, len(whole.places)))
    lines = list(below)
    return lines != [] and told.isdisjoint(lines)


def _says_nothing(change: Change) -> bool:
    """A date that is set as a heading, or a heading that has another number and the same words."""
    if change.kind is ChangeKind.RENAMED:
        return _letters(_NUMBER.sub("", change.before)) == _letters(_NUMBER.sub("", change.after))
    return DATE.search(change.after or change.before) is not None


def renamings(before: Side, after: Side, changes: Iterable[Change]) -> list[Renaming]:
    """Terms that gave way to another throughout the document, the most frequent first."""
    swaps: Counter[tuple[str, str]] = Counter()
    for change in changes:
        if change.kind in (ChangeKind.MODIFIED, ChangeKind.RENAMED, ChangeKind.MOVED):
            swaps.update(_swaps(change.edits, before.words))
    found: list[Renaming] = []
    for (old, new), count in sorted(swaps.items(), key=lambda item: (-item[1], item[0])):
        if count < LEAST_PLACES or any(old in other.before or new == other.before for other in found):
            continue
        places = _count(old, before.said)
        if _count(old, after.said) <= MOST_LEFT * places and _count(new, after.said) >= count:
            found.append(Renaming(old, new, max(count, places - _count(old, after.said))))
    return found


def _swaps(edits: Sequence[Edit], words: Lexicon) -> Iterator[tuple[str, str]]:
    for step, following in pairwise(edits):
        if step.op is EditOp.DELETE and following.op is EditOp.INSERT:
            old, new = _term(step.text, words), _term(following.text, words)
            # A name or a defined term has a capital; a common word that gave way, or another spelling, is style.
            if (
                _letters(old) != _letters(new)
                and _NAME.fullmatch(old)
                and _NAME.fullmatch(new)
                and (old[0].isupper() or new[0].isupper())
            ):
                yield old, new


def _term(text: str, words: Lexicon) -> str:
    """What gave way or took its place, without articles and the like in front, which are no part of a name."""
    term = plain(text).strip(" .,;:\"'()")
    first, _, rest = term.partition(" ")
    return rest if rest and words.pattern("wording", "determiners").fullmatch(first) else term


def _letters(term: str) -> str:
    return re.sub(r"[\W_]+", "", term.casefold())


def _count(term: str, text: str) -> int:
    return len(_whole(term).findall(text))


def _whole(term: str) -> re.Pattern[str]:
    term = re.escape(term)  # first of all, since `re` looks for what begins with letters at the speed of `str.find`
    return re.compile(rf"{term}(?<!\w{term})(?!\w)")


def renamed(before: Side, after: Side, renaming: Renaming) -> Fact:
    """A renaming as one fact, quoted where each term first stands."""
    old, new = before.said.find(renaming.before), after.said.find(renaming.after)
    return Fact(
        "term.renamed",
        FactOp.RENAMED,
        renaming.before,
        renaming.after,
        renaming.before,
        renaming.after,
        rule="term.renamed",
        start_before=old,
        start_after=new,
        places=renaming.places,
    )


@dataclass(frozen=True, slots=True)
class _Linked:
    words: str
    address: str
    start: int
    section: tuple[str, ...]


def links(before: Side, after: Side) -> Iterator[Fact]:
    """Linked policy documents that no link led to, or was called, before; and those that went."""
    old, new = list(_linked(before)), list(_linked(after))
    gone, come = _unknown(old, new, after), _unknown(new, old, before)
    for n in range(max(len(gone), len(come))):
        was, now = gone[n] if n < len(gone) else None, come[n] if n < len(come) else None
        paired = bool(was and now and was.section == now.section)
        for left, right in [(was, now)] if paired else [(was, None), (None, now)]:
            if left or right:
                yield _link_fact(left, right)


def _link_fact(was: _Linked | None, now: _Linked | None) -> Fact:
    place = now or was
    return Fact(
        "link.document",
        FactOp.CHANGED if was and now else FactOp.ADDED if now else FactOp.REMOVED,
        was.address if was else "",
        now.address if now else "",
        was.words if was else "",
        now.words if now else "",
        place.section if place else (),
        "link.document",
        start_before=was.start if was else None,
        start_after=now.start if now else None,
    )


def _linked(whole: Side) -> Iterator[_Linked]:
    at = -1
    # Addresses are often in English, whatever language the page is in.
    document = (whole.words if whole.words.language else lexicon(UNKNOWN)).pattern("link", "document")
    for section in whole.document.sections:
        at += bool(section.heading)
        for block in section.blocks:
            at += 1
            for link in block.links:
                words = link.text.strip()
                inside = block.text.find(words) if 2 < len(words) < 120 else -1
                if inside >= 0 and (
                    document.search(lowered(f"{plain(words)} {_TARGET_BREAKS.sub(' ', link.target[:300])}"))
                ):
                    yield _Linked(words, _address(link.target), whole.starts[at] + inside, section.path)


def _address(target: str) -> str:
    """Host and path: what a document is called, without session, language and campaign."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return target
    return f"{parts.netloc}{parts.path}".rstrip("/").casefold()


def _unknown(these: list[_Linked], others: list[_Linked], elsewhere: Side) -> list[_Linked]:
    """Those whose words and address stand nowhere on the other side, each once; links inside the page are none."""
    addresses = {link.address for link in others} | {_address(elsewhere.document.url)}
    found: dict[str, _Linked] = {}
    for link in these:
        words = lowered(plain(link.words))
        if words not in found and link.address not in addresses and "/" in link.address and words not in elsewhere.low:
            found[words] = link
    return list(found.values())
