"""Typed facts: values that the same rule finds on both sides of a diff; the difference of the two is the fact.

Only sentences that say something else now are looked at. A value that went from one sentence to another, or that the
other document states elsewhere, is no fact.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from monitor.core.facts import names, periods, practices, promises, stated, structure, wording
from monitor.core.facts.mentions import WORD, Mention, head, places, stems
from monitor.core.facts.periods import criterion_in
from monitor.core.facts.sentences import Facing, Sentence, Side, facing, side
from monitor.core.facts.table import TYPES, ranked
from monitor.core.facts.together import statement
from monitor.core.lexicons import Lexicon, lowered, plain
from monitor.core.model import BlockKind, Change, ChangeKind, Direction, Document, Fact, FactOp, Significance

__all__ = ["facts"]

FAMILIES: tuple[Callable[[Sentence, Lexicon], Iterator[Mention]], ...] = (
    stated.mentions,
    periods.mentions,
    promises.mentions,
    practices.mentions,
    names.mentions,
)
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
# So common words that only a rule tells what a sentence states by them.
BY_RULE = frozenset(
    "legal_basis recipient.category right sharing.government data.source purpose data.category dispute "
    "security.measure".split()
)
# What a row of a table, or an item, says is of that row, wherever else it stands.
OF_A_ROW = frozenset(("legal_basis", "transfer.country"))
ROWS = frozenset((BlockKind.ROW, BlockKind.ITEM))
NEARLY_ONE = 65  # of 100: so alike are two sentences that differ in a value or two
LISTING = {"rights": "right", "legal_bases": "legal_basis"}  # topics whose sections list what is of a type
SHORT = 15  # words of a sentence that may be an entry of a list in other words
MOST_LOOKED = 100  # sentences of a document in which one value is looked for by its rule
LENGTHS = frozenset(("retention.period", "deadline", "frequency", "age.threshold"))
# Of one type: what is told first, and that what went matters more than what came.
FOREMOST = {"not sell", "notify you"} | frozenset(
    "SellDataToThirdParties Biometric Health Genetic PreciseLocation ChildData PersonalisedAdvertising Warrant".split()
)
OPS = (FactOp.CHANGED, FactOp.REMOVED, FactOp.ADDED, FactOp.RENAMED, FactOp.MOVED)
DATES = frozenset(("meta.updated_date", "meta.effective_date", "meta.version_announced"))


@dataclass(frozen=True, eq=False)
class _Found:
    """A mention where it stands, and the pair of sentences that it belongs to."""

    mention: Mention
    sentence: Sentence
    pair: int
    alone: bool = False  # the sentence has no counterpart, or is the row of something else


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
    made += (_placed(fact, pair, new.words) for pair in pairs for fact in wording.facts(pair, new.words))
    made += structure.sections(old, new, [*told, *(c for c in changes if c.kind is ChangeKind.MOVED)])
    made += structure.links(old, new)
    made += (structure.renamed(old, new, row) for row in renamed)
    ordered = _ranked(_distinct(made))
    return (*ordered, *_silent(old, new, ordered))


def _valued(old: Side, new: Side, pairs: Sequence[Facing]) -> Iterator[Fact]:
    gone = [f for n, pair in enumerate(pairs) if pair.before for f in _found(pair.before, n, old.words, pair.after)]
    come = [f for n, pair in enumerate(pairs) if pair.after for f in _found(pair.after, n, new.words, pair.before)]
    all_gone, all_come = gone, come
    gone, come, same = _differing(_said_best(gone, paired=True), _said_best(come, paired=True), _of_one(pairs))
    for was, now in same:  # a promise that stands on, in a sentence that is too unlike to be the same
        if was.mention.type == "commitment" and was.pair != now.pair:
            pair = Facing(was.sentence, now.sentence)
            yield from (_placed(f, pair, new.words) for f in wording.narrowed(was.sentence, now.sentence, new.words))
    old_still = _Still(old, [pair.before for pair in pairs if pair.before], all_gone)
    new_still = _Still(new, [pair.after for pair in pairs if pair.after], all_come)
    gone = [found for found in gone if _is_name(found, old, new) and not new_still.has(found)]
    come = [found for found in come if _is_name(found, old, new) and not old_still.has(found)]
    yield from _matched(_said_best(gone), _said_best(come), new.words)


class _Still:
    """What a document states in sentences that changed, and in those that stand as they were."""

    def __init__(self, side: Side, changed: Iterable[Sentence], found: Iterable[_Found]) -> None:
        self._side = side
        changed = list(changed)
        self._changed = {sentence.start for sentence in changed}
        self._stems = [stems(sentence.words) for sentence in changed if len(sentence.words) <= SHORT]
        self._found = {(f.mention.type, f.mention.value) for f in found}
        self._lines: dict[int, list[Sentence]] = {}
        self._stated: dict[int, set[tuple[str, str]]] = {}
        self._answers: dict[object, bool] = {}
        self._texts: dict[str, str] = {}

    def has(self, found: _Found) -> bool:
        """Whether a value stands here, or what a person would take for it."""
        if found.sentence.kind in ROWS and not found.alone and found.mention.type in OF_A_ROW:
            return False
        return self._states(found.mention) or self._says(found) or self._lists(found)

    def _lists(self, found: _Found) -> bool:
        """Whether what people may ask for, or a legal basis, stands in a section of its kind, in whatever sentence."""
        mention, topic = found.mention, found.sentence.topic
        if LISTING.get(topic) != mention.type or not isinstance(mention.known, re.Pattern):
            return False
        if topic not in self._texts:
            lines = zip(self._side.lines, self._side.places, strict=True)
            here = (line for line, (number, _, _) in lines if self._side.topic(number) == topic)
            self._texts[topic] = lowered(plain("\n".join(here)))
        return mention.known.search(self._texts[topic]) is not None

    def _states(self, mention: Mention) -> bool:
        """Whether a value stands here: what has a name wherever it does, the rest where the same rule finds it."""
        if mention.known is None:
            return False
        if (mention.type, mention.value) in self._found:
            return True
        key = mention.type in BY_RULE and mention.type, mention.value, mention.known
        if key not in self._answers:
            self._answers[key] = self._stands(mention, mention.known)
        return self._answers[key]

    def _says(self, found: _Found) -> bool:
        """Whether what came or went alone, in words that no list knows, stands in whatever form in a short sentence
        that changed: prose became a list, or a list prose.
        """
        if not (found.alone and found.mention.rule.endswith((".listed", ".stated"))):
            return False
        owned = self._side.words.pattern("wording", "determiners")
        own = stems(word for word in WORD.findall(lowered(found.mention.value)) if not owned.fullmatch(word))
        return bool(own) and any(own <= there for there in self._stems)

    def _stands(self, mention: Mention, known: re.Pattern[str] | str) -> bool:
        said = mention.type, mention.value
        looked: set[int] = set()
        for at in places(known, self._side.said if mention.cased else self._side.low):
            sentence = self._holding(at)
            if sentence is None or sentence.start in self._changed or sentence.start in looked:
                continue
            looked.add(sentence.start)
            if mention.type not in BY_RULE or len(looked) > MOST_LOOKED or said in self._said(sentence):
                return True
        return False

    def _holding(self, at: int) -> Sentence | None:
        line = bisect_right(self._side.starts, at) - 1
        if line not in self._lines:
            self._lines[line] = list(self._side.sentences(line))
        return next((s for s in self._lines[line] if s.start <= at < s.start + len(s.text)), None)

    def _said(self, sentence: Sentence) -> set[tuple[str, str]]:
        """The values that the rules find in a sentence."""
        if sentence.start not in self._stated:
            mentions = practices.mentions(sentence, self._side.words)
            self._stated[sentence.start] = {(mention.type, mention.value) for mention in mentions}
        return self._stated[sentence.start]


def _said_best(found: Sequence[_Found], *, paired: bool = False) -> list[_Found]:
    """What a sentence states in words that no list knows is told only where it states nothing that a list knows.

    `paired`: of sentences with a counterpart alone, where that is so whether or not both state it.
    """
    known = {(id(f.sentence), f.mention.type) for f in found if not f.mention.rule.endswith(".stated")}
    return [
        f
        for f in found
        if not f.mention.rule.endswith(".stated")
        or (paired and f.alone)
        or (id(f.sentence), f.mention.type) not in known
    ]


def _found(sentence: Sentence, pair: int, words: Lexicon, other: Sentence | None) -> list[_Found]:
    alone = other is None or sentence.about != other.about
    found: dict[object, _Found] = {}
    for mention in (mention for family in FAMILIES for mention in family(sentence, words)):
        if not (other and _stays(mention, sentence, other)):
            # A length of time of one thing may stand there twice: "a month, or 30 days".
            place = _measure(mention), mention.about if mention.type in LENGTHS else mention.at
            found.setdefault((mention.type, place), _Found(mention, sentence, pair, alone))
    return list(found.values())


def _of_one(pairs: Sequence[Facing]) -> frozenset[int]:
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


def _stays(mention: Mention, sentence: Sentence, other: Sentence) -> bool:
    """Whether a pair's other sentence says it too: a limit beside a denial, or all words of what no list knows."""
    if mention.rule in ("commitment.undertaken", "commitment.limited"):
        return mention.value in other.low
    if not mention.rule.endswith((".stated", ".listed")):
        return False
    if mention.rule.endswith(".listed"):  # the same label in another form
        own, label = (stems(WORD.findall(lowered(head(side)))) for side in (sentence, other))
        return bool(own) and own <= stems(other.words) and label <= stems(sentence.words)
    own = stems(WORD.findall(lowered(sentence.text[mention.at :])))
    return bool(own) and own <= stems(other.words)


def _differing(
    gone: list[_Found], come: list[_Found], of_one: frozenset[int]
) -> tuple[list[_Found], list[_Found], list[tuple[_Found, _Found]]]:
    """Without the values that both sides state, wherever they do; and these. Those of one pair go first.

    A length of time that gave way to another of the same thing did so even where both stand elsewhere too.
    """
    same: list[tuple[_Found, _Found]] = []
    changed: list[list[_Found]] = [[], []]
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
            held = {place for place in old & new if place and place[0] in of_one}
            changed = [[f for f in side if _how_long(f) in held] for side in (gone, come)]
            gone, come = ([f for f in side if _how_long(f) not in held] for side in (gone, come))
    return changed[0] + gone, changed[1] + come, same


def _how_long(found: _Found) -> tuple[int, str] | None:
    """The pair that states a length of time, and of what kind; how long data is kept may be said without a number."""
    kind = found.mention.type
    return (found.pair, kind.partition(".")[0]) if kind in LENGTHS or kind == "retention.criterion" else None


def _here(found: _Found) -> object:
    return found.pair, found.mention.type, _measure(found.mention)


def _anywhere(found: _Found) -> object:
    return _here(found) if found.mention.type in COARSE else (found.mention.type, _measure(found.mention))


def _measure(mention: Mention) -> object:
    """What two values have in common that are the same: 24 months and two years."""
    return _months(mention.value) or mention.value if mention.type in LENGTHS else mention.same or mention.value


def _months(duration: str) -> float:
    """A length of time in months, to compare by: 30 days are one, 365 days are twelve."""
    days = _hours(duration) / 24
    if duration.endswith(("D", "W", "H")):
        return 12 * days / 365 if days % 365 == 0 else days / 30
    return 24 * days / 730.5


def _is_name(found: _Found, old: Side, new: Side) -> bool:
    """Of words in capitals: whether one of them stands nowhere in lower case, so that they are no title or term."""
    if found.mention.rule != names.NAMED:
        return True
    parts = (part.casefold() for part in found.mention.value.split())
    return any(part not in old.lower and part not in new.lower for part in parts)


def _matched(gone: list[_Found], come: list[_Found], words: Lexicon) -> Iterator[Fact]:
    """Values that gave way to another of their type in one place; then what only came or went."""
    taken: set[int] = set()
    for place, kinds in ((_in_sentence, BY_SENTENCE | BY_SECTION), (_in_section, BY_SECTION)):
        left, right = (_by_place(side, place, taken) for side in (gone, come))
        for key, group in left.items():
            others = right.get(key, [])
            listed = group[0].mention.rule.endswith(".listed")
            if group[0].mention.type in kinds or listed or (place is _in_sentence and len(group) == len(others) == 1):
                for found, other in zip(group, others, strict=False):
                    taken |= {id(found), id(other)}
                    yield _fact(found, other, words)
    yield from _vaguer(gone, come, taken, words)
    for found in gone:
        if id(found) not in taken:
            yield _fact(found, None, words)
    for found in come:
        if id(found) not in taken:
            yield _fact(None, found, words)


def _in_sentence(found: _Found) -> object:
    return found.pair


def _in_section(found: _Found) -> object:
    return found.sentence.section


def _by_place(side: Iterable[_Found], place: Callable[[_Found], object], taken: set[int]) -> dict[object, list[_Found]]:
    groups: dict[object, list[_Found]] = defaultdict(list)
    for found in side:
        if id(found) not in taken:
            how = found.mention.rule.endswith(".listed"), found.mention.rule.endswith(".stated")
            # What is denied gives way to a denial, not to a limit in general words.
            promise = found.mention.rule if found.mention.type == "commitment" else ""
            groups[found.mention.type, promise, how, place(found)].append(found)
    return groups


def _vaguer(gone: list[_Found], come: list[_Found], taken: set[int], words: Lexicon) -> Iterator[Fact]:
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
                yield replace(_fact(found, other, words), type="retention.period", direction=way)


def _fact(was: _Found | None, now: _Found | None, words: Lexicon) -> Fact:
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


def _direction(was: _Found | None, now: _Found | None, words: Lexicon) -> Direction:
    if not (was and now):
        return Direction.UNKNOWN
    kind, old, new = now.mention.type, was.mention.value, now.mention.value
    if kind in DATES:
        return Direction.LATER if new > old else Direction.EARLIER
    if kind == "retention.period" and criterion_in(was.sentence, words) != criterion_in(now.sentence, words):
        return Direction.UNKNOWN  # a number and a criterion together are no length
    if kind in LENGTHS and (a := _hours(old)) and (b := _hours(new)):
        if kind == "age.threshold":
            return Direction.HIGHER if b > a else Direction.LOWER
        return Direction.LONGER if b > a else Direction.SHORTER if b < a else Direction.UNKNOWN
    return Direction.UNKNOWN


def _hours(duration: str) -> float:
    factor = {"H": 1, "D": 24, "W": 168, "M": 730.5, "Y": 8766}.get(duration[-1:])
    digits = duration.strip("PTHDWMY")
    return float(digits) * factor if factor and digits.isdigit() else 0.0


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


def _order(fact: Fact) -> tuple[int, tuple[int, bool, int], int]:
    at = fact.start_before if fact.start_after is None else fact.start_after
    said = fact.value_after or fact.value_before
    order = TYPES[fact.type].order, said not in FOREMOST, OPS.index(fact.op)
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
            _fact(
                _Found(Mention("meta.silent_change", value, "meta.silent_change"), quotes[0], 0),
                _Found(Mention("meta.silent_change", value, "meta.silent_change"), quotes[1], 0),
                new.words,
            ),
            op=FactOp.ADDED,
            significance=TYPES["meta.silent_change"].level,
        )
