"""What sentences state: the mentions of all rules, each with its sentence and the pair of that sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from monitor.core.facts import names, periods, practices, promises, stated
from monitor.core.facts.mentions import WORD, Mention, head, stems
from monitor.core.facts.sentences import Sentence
from monitor.core.figures import months
from monitor.core.lexicons import Lexicon, lowered

FAMILIES: tuple[Callable[[Sentence, Lexicon], Iterator[Mention]], ...] = (
    stated.mentions,
    periods.mentions,
    promises.mentions,
    practices.mentions,
    names.mentions,
)
LENGTHS = frozenset(("retention.period", "deadline", "frequency", "age.threshold"))


@dataclass(frozen=True, eq=False)
class Found:
    """A mention where it stands, and the pair of sentences that it belongs to."""

    mention: Mention
    sentence: Sentence
    pair: int
    alone: bool = False  # the sentence has no counterpart, or is the row of something else


def found_in(sentence: Sentence, pair: int, words: Lexicon, other: Sentence | None) -> list[Found]:
    """What a sentence states that `other`, which it faces in the pair of this number, does not say too."""
    alone = other is None or sentence.about != other.about
    found: dict[object, Found] = {}
    for mention in (mention for family in FAMILIES for mention in family(sentence, words)):
        if not (other and _stays(mention, sentence, other)):
            # A length of time of one thing may stand there twice: "a month, or 30 days".
            place = measure(mention), mention.about if mention.type in LENGTHS else mention.at
            found.setdefault((mention.type, place), Found(mention, sentence, pair, alone))
    return list(found.values())


def _stays(mention: Mention, sentence: Sentence, other: Sentence) -> bool:
    """Whether a pair's other sentence says it too: a limit beside a denial, or all words of what no list knows."""
    if mention.rule in ("commitment.undertaken", "commitment.limited"):
        return mention.value in other.low
    if mention.rule.endswith(".column"):
        return stems(WORD.findall(lowered(mention.value))) <= stems(other.words)
    if not mention.rule.endswith((".stated", ".listed")):
        return False
    if mention.rule.endswith(".listed"):  # the same label in another form
        own, label = (stems(WORD.findall(lowered(head(side)))) for side in (sentence, other))
        return bool(own) and own <= stems(other.words) and label <= stems(sentence.words)
    own = stems(WORD.findall(lowered(sentence.text[mention.at :])))
    return bool(own) and own <= stems(other.words)


def said_best(found: Sequence[Found], *, paired: bool = False) -> list[Found]:
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


def measure(mention: Mention) -> object:
    """What two values have in common that are the same: 24 months and two years."""
    return measured(mention.value) if mention.type in LENGTHS else mention.same or mention.value


def measured(duration: str) -> float | str:
    """A length of time in months, to compare by; what is none as it is."""
    return _months(duration) or duration


def _months(duration: str) -> float:
    days = hours(duration) / 24
    if duration.endswith(("D", "W", "H")):
        return months(days)
    return 24 * days / 730.5


def hours(duration: str) -> float:
    """The length of an ISO 8601 duration of one unit in hours; 0 for anything else."""
    factor = {"H": 1, "D": 24, "W": 168, "M": 730.5, "Y": 8766}.get(duration[-1:])
    digits = duration.strip("PTHDWMY")
    return float(digits) * factor if factor and digits.replace(".", "", 1).isdigit() else 0.0
