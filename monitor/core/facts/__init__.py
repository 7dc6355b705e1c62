"""Typed facts: values that the same rule finds on both sides of a diff; the difference of the two is the fact.

Only sentences that say something else now are looked at. A value that went from one sentence to another, or that the
other document states elsewhere, is no fact.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from monitor.core.facts import names, stated, structure, wording
from monitor.core.facts.facing import Facing, facing
from monitor.core.facts.found import LENGTHS, Found, found_in, said_best
from monitor.core.facts.matching import DATES, differing, fact_of, matched, of_one
from monitor.core.facts.mentions import Mention
from monitor.core.facts.sentences import Side, side
from monitor.core.facts.still import Still
from monitor.core.facts.table import TYPES, ranked
from monitor.core.facts.together import statement
from monitor.core.lexicons import Lexicon, plain
from monitor.core.model import Change, ChangeKind, Document, Fact, FactOp, Significance

__all__ = ["facts"]

# Of one type: what is told first, and that what went matters more than what came.
FOREMOST = {"not sell", "notify you"} | frozenset(
    "SellDataToThirdParties Biometric Health Genetic PreciseLocation ChildData PersonalisedAdvertising Warrant".split()
)
# What a name may be that is another throughout; and lines with it that are looked at.
BORNE = ("controller.entity", "recipient.named", "transfer.country", "contact.representative")
MOST_LINES = 200
# What tells facts of a kind better, where it stands in the same sentences; the kind is the type but for these rules.
KINDS = {"commitment.denied": "denial", wording.OTHER_LENGTH: "length"}
TOLD_BY = {
    "length": LENGTHS | {"retention.criterion", "dispute"},
    "negation": frozenset(("denial", "choice")),
    "condition": LENGTHS
    | {"length", "denial", "commitment", "choice", "ai.training", "ads.targeting", "money", "percentage"},
}
OPS = (FactOp.CHANGED, FactOp.REMOVED, FactOp.ADDED, FactOp.RENAMED, FactOp.MOVED)


def facts(before: Document, after: Document, changes: Sequence[Change]) -> tuple[Fact, ...]:
    """The facts of a pair of documents and its changes, the most significant first.

    Works on sentences that changed alone; linear in these, but for the search of a value in the other document.
    """
    if not changes:
        return ()
    old, new = side(before), side(after)
    renamed = structure.renamings(old, new, changes)
    old = replace(old, renamings=tuple((row.term, row.after) for row in renamed))
    # What a change of form alone brings is no fact: an address that is hidden from robots, a list that became prose.
    told = [change for change in changes if change.significance is not Significance.COSMETIC]
    pairs = facing(old, new, told)
    made = list(_valued(old, new, pairs))
    made += _swapped(old, new, pairs)
    made += (_placed(fact, pair, new.words) for pair in pairs for fact in wording.facts(pair, new.words))
    made += structure.sections(old, new, [*told, *(c for c in changes if c.kind is ChangeKind.MOVED)])
    made += structure.links(old, new)
    made += (structure.renamed(old, new, row) for row in renamed)
    made += (fact for row in renamed for fact in _behind(old, new, row))
    ordered = _ranked(_once(_distinct(made)))
    return (*ordered, *_silent(old, new, ordered))


def _valued(old: Side, new: Side, pairs: Sequence[Facing]) -> Iterator[Fact]:
    gone = [f for n, pair in enumerate(pairs) if pair.before for f in found_in(pair.before, n, old.words, pair.after)]
    come = [f for n, pair in enumerate(pairs) if pair.after for f in found_in(pair.after, n, new.words, pair.before)]
    all_gone, all_come = gone, come
    gone, come, same = differing(said_best(gone, paired=True), said_best(come, paired=True), of_one(pairs))
    for was, now in same:  # a promise that stands on, in a sentence that is too unlike to be the same
        if was.mention.type == "commitment" and was.pair != now.pair:
            pair = Facing(was.sentence, now.sentence)
            yield from (_placed(f, pair, new.words) for f in wording.narrowed(was.sentence, now.sentence, new.words))
    old_still = Still(old, [pair.before for pair in pairs if pair.before], all_gone)
    new_still = Still(new, [pair.after for pair in pairs if pair.after], all_come)
    gone = [found for found in gone if _is_name(found, old, new) and not new_still.has(found)]
    come = [found for found in come if _is_name(found, old, new) and not old_still.has(found)]
    yield from matched(said_best(gone), said_best(come), new.words)


def _swapped(old: Side, new: Side, pairs: Sequence[Facing]) -> Iterator[Fact]:
    """Names that gave way to others, in sentences that say the same of both."""
    for number, pair in enumerate(pairs):
        if pair.before is None or pair.after is None:
            continue
        if both := names.swapped(pair.before, pair.after, new.words):
            was, now = Found(both[0], pair.before, number), Found(both[1], pair.after, number)
            if _is_name(was, old, new) and _is_name(now, old, new):
                yield fact_of(was, now, new.words)


def _behind(old: Side, new: Side, renaming: structure.Renaming) -> Iterator[Fact]:
    """What else a renaming is: another company, recipient or country in the place of one is no matter of words."""
    gone, come = _bearing(old, renaming.before), _bearing(new, renaming.after)
    for kind in BORNE:
        if kind in gone and kind in come:
            yield fact_of(gone[kind], come[kind], new.words)


def _bearing(whole: Side, term: str) -> dict[str, Found]:
    """By type, where a document first states something of what a term names."""
    found: dict[str, Found] = {}
    lines = [at for at, line in enumerate(whole.lines) if term in plain(line)]
    for sentence in (sentence for at in lines[:MOST_LINES] for sentence in whole.sentences(at)):
        for mention in names.mentions(sentence, whole.words) if term in sentence.said else ():
            if term in mention.value or sentence.said.startswith(term, mention.at):
                found.setdefault(mention.type, Found(mention, sentence, 0))
    return found


def _is_name(found: Found, old: Side, new: Side) -> bool:
    """Of words in capitals: whether one of them stands nowhere in lower case, so that they are no title or term."""
    if found.mention.rule != names.NAMED and not found.mention.rule.endswith(names.SWAPPED):
        return True
    parts = (part.casefold() for part in found.mention.value.split())
    return any(part not in old.lower and part not in new.lower for part in parts)


def _placed(fact: Fact, pair: Facing, words: Lexicon) -> Fact:
    """A fact about a whole pair of sentences, with these as its quotes."""
    assert pair.before is not None
    assert pair.after is not None
    return replace(
        fact,
        quote_before=pair.before.text,
        quote_after=pair.after.text,
        section=pair.after.section,
        lexicon=words.name,
        start_before=pair.before.start,
        start_after=pair.after.start,
    )


def _distinct(made: Iterable[Fact]) -> list[Fact]:
    """Each statement once; the same value of the same type from two rules, in one place, is one."""
    seen: dict[object, Fact] = {}
    for fact in made:
        seen.setdefault(
            (fact.type, fact.op, fact.value_before, fact.value_after, fact.start_before, fact.start_after), fact
        )
    return list(seen.values())


def _once(made: Sequence[Fact]) -> list[Fact]:
    """Without what another fact of the same sentences says better: a denial beside a promise or a choice, and words
    that limit (up to, unless) beside the length, the promise or the choice that they limit.
    """
    before: dict[int | None, set[str]] = defaultdict(set)
    after: dict[int | None, set[str]] = defaultdict(set)
    for fact in made:
        kind = KINDS.get(fact.rule, fact.type)
        before[fact.start_before].add(kind)
        after[fact.start_after].add(kind)
    before.pop(None, None)
    after.pop(None, None)

    def beside(fact: Fact) -> set[str]:
        return before.get(fact.start_before, set()) | after.get(fact.start_after, set())

    return [fact for fact in made if beside(fact).isdisjoint(TOLD_BY.get(KINDS.get(fact.rule, fact.type), ()))]


def _ranked(made: Iterable[Fact]) -> list[Fact]:
    """By significance; among equals one of each family before the second of any, so that the top shows what there is.

    What only says again what another fact says comes after all that say something else. The dates that the page states
    come first of all: they say which text the rest is about, and since when.
    """
    ordered = sorted((replace(fact, significance=ranked(fact)) for fact in made), key=_order)
    nth: Counter[object] = Counter()
    turns = []
    for fact in ordered:
        said, family = statement(fact), (fact.significance, fact.type.partition(".")[0])
        turns.append((fact.type not in DATES, -fact.significance.rank, nth[said] > 0, nth[family]))
        nth.update((said, family))
    return [fact for _, fact in sorted(zip(turns, ordered, strict=True), key=lambda row: row[0])]


def _order(fact: Fact) -> tuple[int, tuple[int, bool, int, bool], int]:
    at = fact.start_before if fact.start_after is None else fact.start_after
    said = fact.value_after or fact.value_before
    heading = (fact.quote_after or fact.quote_before) in fact.section  # what the sentence below it says better
    promised = fact.type == "commitment" and fact.op is FactOp.ADDED  # a promise that came can wait
    order = TYPES[fact.type].order, said not in FOREMOST or promised, OPS.index(fact.op), heading
    return -fact.significance.rank, order, at or 0


def _silent(old: Side, new: Side, made: Sequence[Fact]) -> Iterator[Fact]:
    """Facts that matter and a stated date that did not move."""
    dates = [(name, getattr(new.document, name)) for name in ("updated", "effective")]
    stays = next((day for name, day in dates if day and day == getattr(old.document, name)), None)
    if stays is None or any(fact.type in DATES for fact in made):
        return
    if not any(fact.significance.rank >= Significance.MINOR.rank for fact in made):
        return
    quotes = []
    for whole in (old, new):
        dated = (at for at, line in enumerate(whole.lines) if str(stays.year) in line)
        places = (sentence for at in dated for sentence in whole.sentences(at))
        quotes.append(
            next(
                (s for s in places if any(m.value == stays.isoformat() for m in stated.mentions(s, whole.words))), None
            )
        )
    if quotes[0] and quotes[1]:
        value = stays.isoformat()
        yield replace(
            fact_of(
                Found(Mention("meta.silent_change", value, "meta.silent_change"), quotes[0], 0),
                Found(Mention("meta.silent_change", value, "meta.silent_change"), quotes[1], 0),
                new.words,
            ),
            op=FactOp.ADDED,
            significance=TYPES["meta.silent_change"].level,
        )
