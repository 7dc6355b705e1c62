"""What the company denies or binds itself to, and what it says of training, targeting and choice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.core.facts.mentions import Mention, following, subject
from monitor.core.facts.sentences import Sentence
from monitor.core.lexicons import Lexicon

NEAR = 6  # words after a denial in which its verb stands
_CAPITAL = re.compile(r"(?<![.!?:] )(?<!^)\b[^\W\d_a-z][^\W_]+(?= (?:\w+ ){0,2}\Z)")
_PASSIVE = re.compile(r"\b(?:is|are|be|been|being)(?: \w+)? \Z", re.IGNORECASE)


def mentions(sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    """Commitments, AI training, targeted advertising and choices of a sentence."""
    if sentence.heading:
        return
    denied = dict(denials(sentence, words))
    for verb, at in denied.items():
        yield Mention("commitment", f"not {verb}", "commitment.denied", at)
    if not denied and (found := words.pattern("wording", "undertake").search(sentence.said)):
        yield Mention("commitment", found[0].lower(), "commitment.undertaken", found.start())
    yield from _training(sentence, words, denied)
    yield from _targeting(sentence, words, denied)
    yield from _choices(sentence, words)


def denials(sentence: Sentence, words: Lexicon) -> Iterator[tuple[str, int]]:
    """(verb, place) of each privacy act that the company says it does not do."""
    said = sentence.said
    for denial in words.pattern("wording", "denials").finditer(said):
        who = subject(words, said, denial.start())
        if who == "user" and not _PASSIVE.search(said[: denial.start()]) and not _named(said, denial.start()):
            continue
        if (
            not who
            and not _named(said, denial.start())
            and not _PASSIVE.search(said[max(0, denial.start() - 30) : denial.start()])
        ):
            continue
        for word in following(said, denial.end(), NEAR):
            if verb := _verb(word[0], words):
                yield verb, denial.start()
                break


def _named(said: str, at: int) -> bool:
    """Whether a name in capitals is what denies: `Example will no longer share`."""
    return bool(_CAPITAL.search(said[max(0, at - 40) : at]) or re.match(r"[^\W\d_a-z][^\W_]+ (?:\w+ )?\Z", said[:at]))


def _verb(word: str, words: Lexicon) -> str:
    for name, forms in words.value("wording", "privacy_verbs", ()):
        if words.compiled(forms).fullmatch(word):
            return str(name)
    return ""


def _training(sentence: Sentence, words: Lexicon, denied: dict[str, int]) -> Iterator[Mention]:
    said = sentence.said
    verb = words.pattern("ai", "strict").search(said)
    if not verb or not words.pattern("ai", "model").search(said):
        return
    yield Mention("ai.training", _allowed(sentence, words, denied, verb.start()), "ai.training.models", verb.start())


def _targeting(sentence: Sentence, words: Lexicon, denied: dict[str, int]) -> Iterator[Mention]:
    if found := words.pattern("ads", "targeting").search(sentence.said):
        yield Mention("ads.targeting", _allowed(sentence, words, denied, found.start()), "ads.targeting", found.start())


def _allowed(sentence: Sentence, words: Lexicon, denied: dict[str, int], at: int) -> str:
    """yes, no, opt-in or opt-out: what a sentence says of an act."""
    said = sentence.said
    if words.pattern("choice", "opt_out").search(said):
        return "opt-out"
    no = bool(denied) and min(denied.values()) < at
    limited = words.pattern("wording", "unless").search(said) or words.pattern("choice", "opt_in").search(said)
    if limited and (no or words.pattern("choice", "opt_in").search(said)):
        return "opt-in"
    return "no" if no else "yes"


def _choices(sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    for key, value in (("opt_out", "opt-out"), ("opt_in", "opt-in"), ("control", "control")):
        if found := words.pattern("choice", key).search(sentence.said):
            yield Mention("choice", value, f"choice.{key}", found.start())
            return
