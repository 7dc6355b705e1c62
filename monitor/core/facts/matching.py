"""Which values gave way to which: of two that face each other one fact, of what only came or went one each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from monitor.core.facts.facing import Facing
from monitor.core.facts.found import LENGTHS, Found, hours, measure
from monitor.core.facts.periods import criterion_in
from monitor.core.facts.sentences import Sentence
from monitor.core.lexicons import Lexicon
from monitor.core.model import BlockKind, Direction, Fact, FactOp

# One value in place of another is one fact: of these types for as many as a sentence states, or a whole section; of the
# others where a sentence lost one and got one.
BY_SENTENCE = frozenset(
    "ai.training ads.targeting retention.period retention.criterion money percentage frequency choice recipient.named "
    "deadline".split()
)
BY_SECTION = frozenset(
    "meta.updated_date meta.effective_date meta.version_announced age.threshold controller.entity contact.email "
    "contact.postal contact.phone contact.representative".split()
)
# So few values that the same one elsewhere is another statement.
COARSE = frozenset("choice ai.training ads.targeting jurisdiction.scope".split())
NEARLY_ONE = 65  # of 100: so alike are two sentences that differ in a value or two
DATES = frozenset(("meta.updated_date", "meta.effective_date", "meta.version_announced"))


def differing(
    gone: list[Found], come: list[Found], of_one: frozenset[int]
) -> tuple[list[Found], list[Found], list[tuple[Found, Found]]]:
    """Without the values that both sides state, wherever they do; and these. Those of one pair go first.

    A length of time that gave way to another of the same thing did so even where both stand elsewhere too.
    """
    same: list[tuple[Found, Found]] = []
    changed: list[list[Found]] = [[], []]
    for key in (_here, _anywhere):
        left = defaultdict(list)
        for found in come:
            left[key(found)].append(found)
        both = set()
        for found in gone:
            if left[key(found)]:
                other = left[key(found)].pop()
                same.append((found, other))
                both |= {id(found), id(other)}
        gone, come = [f for f in gone if id(f) not in both], [f for f in come if id(f) not in both]
        if key is _here:
            old, new = ({_how_long(f) for f in side} for side in (gone, come))
            held = {place for place in old & new if place and place[0] in of_one and _of_one(place, gone, come)}
            changed = [[f for f in side if _how_long(f) in held] for side in (gone, come)]
            gone, come = ([f for f in side if _how_long(f) not in held] for side in (gone, come))
    return changed[0] + gone, changed[1] + come, same


def of_one(pairs: Sequence[Facing]) -> frozenset[int]:
    """The pairs whose sentences speak of one thing: rows or items with the same label, or nearly the same words."""
    return frozenset(
        n
        for n, pair in enumerate(pairs)
        if pair.before
        and pair.after
        and (pair.likeness >= NEARLY_ONE or (_label(pair.before) and _label(pair.before) == _label(pair.after)))
    )


def _label(sentence: Sentence) -> str:
    """The first cell of a row, the words of an item before its colon."""
    if sentence.kind is not BlockKind.ITEM:
        return sentence.about
    label, colon, _ = sentence.text.partition(":")
    return label if colon else ""


def _how_long(found: Found) -> tuple[int, str] | None:
    """The pair that states a length of time, and of what kind; how long data is kept may be said without a number."""
    kind = found.mention.type
    return (found.pair, kind.partition(".")[0]) if kind in LENGTHS or kind == "retention.criterion" else None


def _of_one(place: tuple[int, str], gone: Sequence[Found], come: Sequence[Found]) -> bool:
    """Whether what is said at a place on both sides may be of the same thing: nearly the same words may be of two."""
    old, new = ({f.mention.about for f in side if _how_long(f) == place} for side in (gone, come))
    return "" in old | new or not old.isdisjoint(new)


def _here(found: Found) -> object:
    return found.pair, found.mention.type, measure(found.mention)


def _anywhere(found: Found) -> object:
    return _here(found) if found.mention.type in COARSE else (found.mention.type, measure(found.mention))


def matched(gone: list[Found], come: list[Found], words: Lexicon) -> Iterator[Fact]:
    """Values that gave way to another of their type in one place; then what only came or went."""
    taken: set[int] = set()
    for place, kinds in ((_in_sentence, BY_SENTENCE | BY_SECTION), (_in_section, BY_SECTION), (_anyplace, DATES)):
        left, right = (_by_place(side, place, taken) for side in (gone, come))
        for key, group in left.items():
            others = right.get(key, [])
            listed = place is not _anyplace and group[0].mention.rule.endswith(".listed")
            if group[0].mention.type in kinds or listed or (place is _in_sentence and len(group) == len(others) == 1):
                for found, other in zip(group, others, strict=False):
                    taken |= {id(found), id(other)}
                    yield fact_of(found, other, words)
    yield from _vaguer(gone, come, taken, words)
    for found in gone:
        if id(found) not in taken:
            yield fact_of(found, None, words)
    for found in come:
        if id(found) not in taken:
            yield fact_of(None, found, words)


def _in_sentence(found: Found) -> object:
    return found.pair


def _in_section(found: Found) -> object:
    return found.sentence.section


def _anyplace(_: Found) -> object:
    return None


def _by_place(side: Iterable[Found], place: Callable[[Found], object], taken: set[int]) -> dict[object, list[Found]]:
    groups: dict[object, list[Found]] = defaultdict(list)
    for found in side:
        if id(found) not in taken:
            how = found.mention.rule.endswith(".listed"), found.mention.rule.endswith(".stated")
            # What is denied gives way to a denial, not to a limit in general words.
            promise = found.mention.rule if found.mention.type == "commitment" else ""
            groups[found.mention.type, promise, how, place(found)].append(found)
    return groups


def _vaguer(gone: list[Found], come: list[Found], taken: set[int], words: Lexicon) -> Iterator[Fact]:
    """A number that gave way to a criterion, or the other way round, in one sentence."""
    for left, right, way in (
        ("retention.period", "retention.criterion", Direction.VAGUER),
        ("retention.criterion", "retention.period", Direction.CLEARER),
    ):
        waiting = _by_place((f for f in come if f.mention.type == right), _in_sentence, taken)
        others = {found.pair: found for group in waiting.values() for found in reversed(group)}
        for found in gone:
            if found.mention.type == left and id(found) not in taken and (other := others.pop(found.pair, None)):
                taken |= {id(found), id(other)}
                yield replace(fact_of(found, other, words), type="retention.period", direction=way)


def fact_of(was: Found | None, now: Found | None, words: Lexicon) -> Fact:
    """The fact that a value came, went or gave way to another; one of the two is given at least."""
    place = now or was
    assert place is not None
    mention = place.mention
    old, new = was.mention.value if was else "", now.mention.value if now else ""
    return Fact(
        mention.type,
        FactOp.CHANGED if was and now else FactOp.ADDED if now else FactOp.REMOVED,
        old,
        new,
        was.sentence.text if was else "",
        now.sentence.text if now else "",
        place.sentence.section,
        mention.rule,
        about=mention.about or (was.mention.about if was else ""),
        direction=_direction(was, now, words),
        lexicon=words.name,
        start_before=was.sentence.start if was else None,
        start_after=now.sentence.start if now else None,
    )


def _direction(was: Found | None, now: Found | None, words: Lexicon) -> Direction:
    if not (was and now):
        return Direction.UNKNOWN
    kind, old, new = now.mention.type, was.mention.value, now.mention.value
    if kind in DATES:
        return Direction.LATER if new > old else Direction.EARLIER
    if kind == "retention.period" and criterion_in(was.sentence, words) != criterion_in(now.sentence, words):
        return Direction.UNKNOWN  # a number and a criterion together are no length
    if kind in LENGTHS and (a := hours(old)) and (b := hours(new)):
        if kind == "age.threshold":
            return Direction.HIGHER if b > a else Direction.LOWER
        return Direction.LONGER if b > a else Direction.SHORTER if b < a else Direction.UNKNOWN
    return Direction.UNKNOWN
