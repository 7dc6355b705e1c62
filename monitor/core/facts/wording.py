"""What differs inside of a sentence that stands: from may to will, a condition, a denial, one word for another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from rapidfuzz.distance import Levenshtein

from monitor.core.facts import periods, promises
from monitor.core.facts.facing import Facing
from monitor.core.facts.found import hours, measured
from monitor.core.facts.mentions import subject, terms
from monitor.core.facts.sentences import Sentence
from monitor.core.lexicons import Lexicon
from monitor.core.model import BETWEEN_CELLS, Direction, Fact, FactOp

SAME_SENTENCE = 60  # of 100: so alike that a word that differs is a word that was changed
NEARLY_SAME = 80
OTHER_LENGTH = "deadline.other"  # a rule, of lengths of time that no other rule knows
ORDER = ("", "may", "can", "should", "will", "must")  # how much a word binds, a plain verb apart


def facts(pair: Facing, words: Lexicon) -> Iterator[Fact]:
    """Modality, conditions and negation of a sentence and what became of it."""
    before, after = pair.before, pair.after
    if before is None or after is None:
        return
    yield from _answers(before, after, words)
    found = list(narrowed(before, after, words))  # an exception makes a sentence longer, and less alike
    yield from found
    if pair.likeness < SAME_SENTENCE:
        return
    yield from _swapped(before, after, words)
    yield from _lengths(before, after, words)
    yield from _modality(before, after, words)
    if _says_unless(before, after, words):
        return
    yield from () if found else _conditions(before, after, words)
    if pair.likeness >= NEARLY_SAME:
        yield from _negation(before, after, words)


def narrowed(before: Sentence, after: Sentence, words: Lexicon) -> Iterator[Fact]:
    """A promise that stands on both sides, with an exception or reservation, or of less data, on one alone."""
    if before.others or after.others:
        return
    verbs = _promised(before, words) & _promised(after, words)
    weaker = _reserved(before, after, words) or _shrunk(before, after, words) if verbs else 0
    if not weaker:
        return
    promise = min(verbs)
    limited = f"{promise}, with exceptions"
    yield Fact(
        "commitment",
        FactOp.CHANGED,
        promise if weaker > 0 else limited,
        limited if weaker > 0 else promise,
        rule="commitment.narrowed",
        direction=Direction.WEAKER if weaker > 0 else Direction.STRONGER,
    )


def _reserved(before: Sentence, after: Sentence, words: Lexicon) -> int:
    """1 where an exception came, -1 where one went, 0 where neither did, or both."""
    pattern = words.pattern("wording", "narrowing")
    old, new = (Counter(found[0] for found in pattern.finditer(side.low)) for side in (before, after))
    return bool(new - old) - bool(old - new)


def _shrunk(before: Sentence, after: Sentence, words: Lexicon) -> int:
    """1 where a denial names less data than it did and all else stands, -1 where it names more."""
    old, new = ({name for name, _ in terms(words, "data", side)} for side in (before, after))
    gone, come = Counter(before.words) - Counter(after.words), Counter(after.words) - Counter(before.words)
    return (old > new) - (old < new) if old and new and not (gone and come) else 0


def _promised(sentence: Sentence, words: Lexicon) -> set[str]:
    """What a sentence says that the company does not do, or tells people."""
    told = {mention.value for mention in promises.notifying(sentence, words)}
    return told | {f"not {verb}" for verb, _ in promises.denials(sentence, words)}


def _swapped(before: Sentence, after: Sentence, words: Lexicon) -> Iterator[Fact]:
    """Lengths of time that have changed places in a sentence whose other words stand."""
    old, new = (list(periods.durations(side.low, words)) for side in (before, after))
    values = [[value for _, value in side] for side in (old, new)]
    if values[0] == values[1] or sorted(values[0]) != sorted(values[1]):
        return
    kinds = [{mention.type for mention in periods.mentions(side, words)} for side in (before, after)]
    if "retention.period" in kinds[0] & kinds[1] and _without(before, old) == _without(after, new):
        for was, now in dict.fromkeys(zip(*values, strict=True)):
            if was != now:
                yield Fact("retention.period", FactOp.CHANGED, was, now, rule="retention.period.swapped")


def _lengths(before: Sentence, after: Sentence, words: Lexicon) -> Iterator[Fact]:
    """A length of time in the place of another, whatever it is of: what no rule knows is a time to do something in."""
    old, new = (
        Counter(value for found, value in periods.durations(side.low, words) if found["count"])
        for side in (before, after)
    )
    gone, come = old - new, new - old
    if gone.total() == come.total() == 1:
        was, now = next(iter(gone)), next(iter(come))
        if {was, now} & {mention.value for side in (before, after) for mention in periods.mentions(side, words)}:
            return
        longer = hours(now) - hours(was)
        way = Direction.LONGER if longer > 0 else Direction.SHORTER if longer < 0 else Direction.UNKNOWN
        if measured(was) != measured(now):
            yield Fact("deadline", FactOp.CHANGED, was, now, rule=OTHER_LENGTH, direction=way)


def _without(sentence: Sentence, spans: list[tuple[re.Match[str], str]]) -> list[str]:
    """What a sentence says around these places."""
    ends = [0, *(found.end() for found, _ in spans)]
    starts = [*(found.start() for found, _ in spans), len(sentence.low)]
    return [sentence.low[end:start] for end, start in zip(ends, starts, strict=True)]


def _modality(before: Sentence, after: Sentence, words: Lexicon) -> Iterator[Fact]:
    if bool(promises.denials(before, words)) != bool(promises.denials(after, words)):
        return  # from "will not" to "may" is a promise that went
    old, new = _modals(before, words), _modals(after, words)
    gone, come = old - new, new - old
    if gone.total() > 1 or come.total() > 1 or not (gone or come):
        return
    was, now = next(iter(gone), ""), next(iter(come), "")
    if {was, now} == {"will", ""}:
        return  # what the company does, it says in either
    actor = subject(words, after.low if now else before.low, _place(after if now else before, now or was, words))
    yield Fact(
        "modality",
        FactOp.CHANGED if was and now else FactOp.ADDED if now else FactOp.REMOVED,
        was or "plain",
        now or "plain",
        rule="modality.company" if actor == "company" else "modality.user" if actor == "user" else "modality",
        direction=_binding(was, now),
    )


def _modals(sentence: Sentence, words: Lexicon) -> Counter[str]:
    return Counter(
        {
            name: count
            for name, forms in words.value("wording", "modals", ())
            if (count := len(words.compiled(forms).findall(sentence.low)))
        }
    )


def _place(sentence: Sentence, modal: str, words: Lexicon) -> int:
    """Where a modal ends: in some languages its ending says who acts."""
    forms = next(forms for name, forms in words.value("wording", "modals", ()) if name == modal)
    found = words.compiled(forms).search(sentence.low)
    return found.end() if found else 0


def _binding(was: str, now: str) -> Direction:
    """A plain verb states a practice: it binds more than may, and a modal in its place less."""
    rank = {name: n for n, name in enumerate(ORDER)} | {"": ORDER.index("will")}
    return (
        Direction.STRONGER
        if rank[now] > rank[was]
        else Direction.WEAKER
        if rank[now] < rank[was]
        else Direction.UNKNOWN
    )


def _says_unless(before: Sentence, after: Sentence, words: Lexicon) -> bool:
    """Whether "without permission" became "unless we permit it", or the other way round."""
    counts = (
        [len(words.pattern("wording", key).findall(side.low)) for side in (before, after)]
        for key in ("lacking", "unless")
    )
    lacking, unless = (old - new for old, new in counts)
    return lacking * unless < 0


def _conditions(before: Sentence, after: Sentence, words: Lexicon) -> Iterator[Fact]:
    pattern = words.pattern("wording", "conditions")
    old = Counter(found[0] for found in pattern.finditer(before.low))
    new = Counter(found[0] for found in pattern.finditer(after.low))
    gone, come = sorted((old - new).elements()), sorted((new - old).elements())
    limit = words.pattern("wording", "limit")
    if len(gone) == len(come) and all(limit.fullmatch(word) for word in (*gone, *come)):
        gone, come = [], []  # solely for only
    if gone or come:
        op = FactOp.CHANGED if gone and come else FactOp.ADDED if come else FactOp.REMOVED
        yield Fact("condition", op, ", ".join(gone), ", ".join(come), rule="condition.words")
        return
    for was, now in _swaps(before, after, words):
        yield Fact("condition", FactOp.CHANGED, was, now, rule="condition.swapped")
        return


def _swaps(before: Sentence, after: Sentence, words: Lexicon) -> Iterator[tuple[str, str]]:
    """One word of a pair (and, or; any, some) in the very place of the other."""
    pairs = {tuple(pair) for pair in words.value("wording", "swaps", ())}
    for code in Levenshtein.opcodes(before.words, after.words) if pairs else ():
        if code.tag == "replace" and code.src_end - code.src_start == code.dest_end - code.dest_start == 1:
            pair = before.words[code.src_start], after.words[code.dest_start]
            if pair in pairs or pair[::-1] in pairs:
                yield pair


def _answers(before: Sentence, after: Sentence, words: Lexicon) -> Iterator[Fact]:
    """A cell that said no and says yes, or the other way round, in a row of the same thing."""
    if not before.about or before.about != after.about:
        return
    cells = [side.low.split(BETWEEN_CELLS) for side in (before, after)]
    yes, no = words.pattern("columns", "yes"), words.pattern("columns", "no")
    for was, now in zip(*cells, strict=False):
        denied = bool(yes.fullmatch(was) and no.fullmatch(now))
        if denied or (no.fullmatch(was) and yes.fullmatch(now)):
            yield Fact(
                "negation",
                FactOp.ADDED if denied else FactOp.REMOVED,
                "affirmed" if denied else "denied",
                "denied" if denied else "affirmed",
                rule="negation.cell",
            )
            return


def _negation(before: Sentence, after: Sentence, words: Lexicon) -> Iterator[Fact]:
    pattern = words.pattern("wording", "negations")
    old, new = (sum(not _names(side, found) for found in pattern.finditer(side.low)) for side in (before, after))
    if bool(old) != bool(new) and abs(old - new) == 1 and abs(len(before.words) - len(after.words)) <= 3:
        yield Fact(
            "negation",
            FactOp.ADDED if new > old else FactOp.REMOVED,
            "denied" if old else "affirmed",
            "denied" if new else "affirmed",
            rule="negation.words",
        )


def _names(sentence: Sentence, found: re.Match[str]) -> bool:
    """Whether a word is written as part of a name: `Do Not Track`."""
    written = sentence.said[found.start() : found.end()]
    return found.start() > 0 and written[:1].isupper() and not written.isupper()
