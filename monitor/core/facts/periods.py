"""Lengths of time and what they are of: retention, deadlines, frequencies; and retention without a number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.core.facts.mentions import Mention, clipped
from monitor.core.facts.numbers import expression, number
from monitor.core.facts.promises import denials
from monitor.core.facts.sentences import Sentence, of_others
from monitor.core.figures import FIGURE, figure
from monitor.core.lexicons import NOTHING, Lexicon
from monitor.core.model import BlockKind

ROLES = ("lookback", "commercial", "paying", "lapsing", "retention", "deadline")
CELL = 5  # words before a length of time in its cell: "up to 13 months"
REACH = 160  # characters around a length of time in which the verb that governs it stands
DUTY = 100  # characters before a length of time in which stands who is bound by it
BY = 24  # characters before it in which stands that something is to be done by then
KEEPING = "retention"
LASTING = frozenset(
    (KEEPING, "cookies_and_tracking")
)  # topics in whose tables a length of time is how long a thing is kept


def mentions(sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    """Periods and criteria of a sentence."""
    low = sentence.low
    stated = False
    for found, value in durations(low, words):
        kind = _role(low, found, words, sentence)
        stated |= kind == "retention.period"
        if kind:
            about = _object(sentence, found, words) if kind == "retention.period" else ""
            yield Mention(kind, value, f"{kind}.length", found.start(), about)
    keeps = sentence.topic == KEEPING or sentence.finds(words, "durations", "retention")
    if keeps and not sentence.heading:
        yield from _criteria(sentence, words, stated)


def durations(low: str, words: Lexicon) -> Iterator[tuple[re.Match[str], str]]:
    """Each length of time in a text with its ISO 8601 form: `thirty (30) days` is P30D, `24-hour` PT24H."""
    for found in _pattern(words).finditer(low):
        if found["half_year"]:
            yield found, "P6M"
            continue
        count = _count(found["count"], words) if found["count"] else 1
        unit = next(letter for letter in words.tables["units"] if found[f"unit_{letter}"])
        if unit == "Y" and count % 1:
            count, unit = count * 12, "M"
        yield found, f"PT{count:.10g}H" if unit == "H" else f"P{count:.10g}{unit}"


def _count(written: str, words: Lexicon) -> float:
    return figure(written) if written[0].isdecimal() else number(words, written)


def _pattern(words: Lexicon) -> re.Pattern[str]:
    if not words.language:
        return NOTHING
    made = words.made("durations")
    if made is None:
        units = "|".join(f"(?P<unit_{letter}>{names})" for letter, names in words.tables["units"].items())
        behind = "|".join(rf"(?<=\b{lead})" for lead in words.value("durations", "one_behind", ()))
        one = rf"|(?:{behind})an? " if behind else ""
        # No number begins in the midst of another: neither `five` of `ninety-five` nor the one of `mid-90`.
        made = words.keep(
            "durations",
            rf"(?<![^\W\d_]-)(?:(?P<half_year>{words.value('durations', 'half_year', '(?!)')})"
            rf"|(?:(?P<count>{FIGURE}|{expression(words)})(?: ?\(\d+\)| ?\([\w-]+\))?[ -]?{one})(?:{units}))",
        )
    return made


def _role(low: str, found: re.Match[str], words: Lexicon, sentence: Sentence) -> str:
    often = ("every",) if found["count"] else ("every", "once")
    if any(words.pattern("durations", key).search(low, max(0, found.start() - 14), found.start()) for key in often):
        return "frequency"
    if _is_cell(low, found, words, sentence):
        return "retention.period"
    nearest = _nearest(low, found, words)
    if nearest.pop("lookback", REACH) <= 4:
        return ""
    if "lapsing" in nearest:  # data and cookies do, and so do points and gift cards
        kept = sentence.topic in LASTING or words.terms("data").search(low) is not None
        role, spot = "retention" if kept else "commercial", nearest.pop("lapsing")
        nearest[role] = min(spot, nearest.get(role, spot))
    if "retention" in nearest or sentence.topic == KEEPING:
        nearest.pop("paying", None)  # records of payments are kept
    if not nearest:
        return _by_itself(low, found.start(), words, sentence)
    role = min(nearest, key=lambda name: nearest[name])
    if role == "commercial":  # a trial or a renewal is none, a refund within 14 days is
        return "deadline" if _is_by(low, found.start(), words) else ""
    if role == "deadline" and sentence.topic == KEEPING and "retention" in nearest:
        role = "retention"
    if role == "retention" and (_is_duty(low, found.start(), words) or _is_answer(low, found.start(), words)):
        role = "deadline"
    return {"retention": "retention.period", "deadline": "deadline"}.get(role, "")


def _nearest(low: str, found: re.Match[str], words: Lexicon) -> dict[str, int]:
    """How far from a length of time the nearest word of each role stands; behind it counts as farther."""
    reach = max(0, found.start() - REACH), found.end() + REACH
    nearest: dict[str, int] = {}
    for role in ROLES:
        spots = [
            min(abs(found.start() - m.end()), abs(m.start() - found.end()) + 20)
            for m in words.pattern("durations", role).finditer(low, *reach)
            if m.end() <= found.start() or m.start() >= found.end()
        ]
        if spots:
            nearest[role] = min(spots)
    return nearest


def _by_itself(low: str, at: int, words: Lexicon, sentence: Sentence) -> str:
    """What a length of time is of that no verb governs: by the section, or as something by which a thing is done."""
    if sentence.topic == KEEPING and not sentence.heading:
        return "retention.period"
    return "deadline" if _is_by(low, at, words) else ""


def _is_by(low: str, at: int, words: Lexicon) -> bool:
    return words.pattern("durations", "by").search(low[max(0, at - BY) : at]) is not None


def _is_answer(low: str, at: int, words: Lexicon) -> bool:
    """Whether it is the time for an answer, to whatever request: `We reply to requests to delete it within a month`."""
    clause = 1 + max(low.rfind(mark, 0, at) for mark in ".,;:")
    return words.pattern("durations", "reply").search(low, clause, at) is not None


def _is_duty(low: str, at: int, words: Lexicon) -> bool:
    """Whether a length of time is one in which somebody else has to act: `you must delete your copy within a day`."""
    return of_others(low[max(0, at - DUTY) : at], words, "bound")


def _is_cell(low: str, found: re.Match[str], words: Lexicon, sentence: Sentence) -> bool:
    """Whether a length of time ends a cell that says little else, in a table of what is kept, or of cookies, or in a
    column of how long.
    """
    if sentence.kind is not BlockKind.ROW:
        return False
    headed = any(first <= found.start() < last for first, last in sentence.cells(words, "kept"))
    if not headed and sentence.topic not in LASTING:
        return False
    start, end = low.rfind("|", 0, found.start()) + 1, low.find("|", found.end())
    ends = not low[found.end() : end if end >= 0 else len(low)].strip(" .")
    return start > 0 and ends and len(low[start : found.start()].split()) <= CELL


def _object(sentence: Sentence, found: re.Match[str], words: Lexicon) -> str:
    """What is kept: the head of its table row, else what the sentence says is kept, else the data term nearest before
    the period, else after it.
    """
    if sentence.about:
        return clipped(sentence.about)
    kept = [said for said in words.pattern("durations", "kept").finditer(sentence.low) if said.start() < found.start()]
    if kept and not words.pattern("durations", "unnamed").fullmatch(kept[-1]["what"]):
        return clipped(kept[-1]["what"])
    spots = list(words.terms("data").finditer(sentence.low[: found.start() + REACH]))
    before = [spot for spot in spots if spot.start() < found.start()]
    return clipped((before[-1] if before else spots[0])[0]) if spots else ""


def criterion_in(sentence: Sentence, words: Lexicon) -> str:
    """The first criterion that a sentence names, empty where it names none."""
    rows = words.value("retention", "criteria", ())
    return next((value for value, pattern in rows if words.compiled(pattern).search(sentence.low)), "")


def _criteria(sentence: Sentence, words: Lexicon, stated: bool) -> Iterator[Mention]:
    told = False
    for value, pattern in words.value("retention", "criteria", ()):
        if found := words.compiled(pattern).search(sentence.low):
            told = True
            yield Mention("retention.criterion", value, "retention.criterion.words", found.start())
    speaks = sentence.topic == KEEPING and len(sentence.words) > 5
    kept = sentence.finds(words, "durations", "retention") and not denials(sentence, words)
    if not told and not stated and speaks and kept:
        yield Mention("retention.criterion", clipped(sentence.text), "retention.criterion.section")
