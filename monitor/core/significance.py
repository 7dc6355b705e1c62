"""How much a change matters: a published table of rules, tried in order; the first that holds decides.

No rule knows a site or a company. The words that rules look for are in core.lexicon.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from monitor.core.bare_dates import DATE
from monitor.core.dates import parsed
from monitor.core.figures import FIGURE, THOUSANDS, figure, months
from monitor.core.lexicon import (
    ARTICLES,
    CONDITIONS,
    DENIALS,
    DENIALS_AFTER_VERB,
    KEEPING_STEMS,
    MODALS,
    MONTHS,
    NEGATIONS,
    NUMBER_WORDS,
    NUMBERS,
    OTHERS,
    OUR_ENDINGS,
    OURS,
    PRIVACY_VERB_STEMS,
    PRIVACY_VERBS,
    UNITS,
    UNSPACED_KEEPING,
    UNSPACED_NEGATIONS,
)
from monitor.core.model import Change, ChangeKind, EditOp, Fact, Significance


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_MONTH = rf"(?:{_any(MONTHS)})(?![^\W\d_])\.?"
_DATE = re.compile(  # a label may be glued to its date: "UpdatedMay 1"
    rf"""(?x) (?<!\d)\d{{1,2}}(?:st|nd|rd|th|er|º|\.)?\s+(?:de\s+|of\s+)?{_MONTH},?(?:\s+(?:de\s+)?\d{{4}}(?!\d))?
    | (?: (?<![^\W_]) | (?<=updated) | (?<=effective) | (?<=modified) | (?<=revised) )
      {_MONTH}(?: \s+\d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:,?\s+\d{{4}}(?!\d))? | ,?\s+(?:de\s+)?\d{{4}}(?!\d) )
    | (?<!\d)\d{{4}}([-/.])\d{{1,2}}\1\d{{1,2}}(?!\d) | (?<!\d)\d{{1,2}}([-/.])\d{{1,2}}\2(?:\d{{4}}|\d{{2}})(?!\d)
    | \d{{4}}\s?年\s?\d{{1,2}}\s?月(?:\s?\d{{1,2}}\s?日)?"""
)
# Every such date has a digit, and beside it a month, a mark or a character: they are looked for at the digits alone.
_DATED_ON = re.compile(rf"\d(?:(?:st|nd|rd|th|er|º|\.)?\s+(?:de\s+|of\s+)?(?:{_any(MONTHS)})|[-/.]\d|\s?年)")
_BEFORE_DAY = re.compile(r"\s\d")
_MONTHS = tuple(MONTHS)
_REACH = 24  # characters before a day in which its month stands
# Figures are bounded and begin where digits do: else a paragraph of digits would be searched as often as it is long.
_DURATION = re.compile(rf"(?:({FIGURE})|\b({_any(NUMBER_WORDS)})\b)(?:\s*\(\s*\w+\s*\))?[\s-]*({_any(UNITS)})")
_KEEPING = re.compile(rf"\b(?:{_any(KEEPING_STEMS)})|{_any(UNSPACED_KEEPING)}")
_UNSPACED_NEGATION = re.compile(_any(UNSPACED_NEGATIONS))
_COUNTED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]{1,2}|[^\W_]+")  # two characters are about a word
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_SPELLINGS = tuple(  # British and American, of which one stands for both
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"(?<=[a-z]{2}[iy])s(?=(?:e|ed|es|ing|ation|ations|er|ers)\b)", "z"),
        (r"(?<=[a-z]{2}o)ur(?=\b|s\b|ed\b|ing\b|al\b|ite\b|able\b)", "r"),
        (r"(?<=[a-z]{3})ll(?=(?:ed|ing|er|ers)\b)", "l"),
        (r"(?<=[a-z]{2})tre(?=s?\b)", "ter"),
        (r"(?<=[a-z]{2})ogue(?=s?\b)", "og"),
        (r"(?<=[a-z]{3}en)c(?=es?\b)", "s"),
        (r"(?<=\bjudg|\bledg)e(?=ment)", ""),
    )
)
_REFUSING = re.compile(r"(?i)^https?://[^?#]*(?:opt[-_]?out|unsubscribe|do-?not-?sell|ad-?choices)")
_EMAIL = re.compile(r"\[\s*email\s*protected\s*\]|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_WORD = re.compile(r"[^\W_]+")
_NOT_SAID = re.compile(r"[^\w%$¢£¥₠-⃏]+|_+")
_SAYS = re.compile(r"[^\W_]|[%$¢£¥₠-⃏]")
_SENTENCE = re.compile(r"[.!?;](?=\s|$)|[。！？；\n]")
_IDIOMS = ("not limited to", "whether or not", "no later than", "non-")
_IDIOM = re.compile(r"\bnot limited to\b|\bwhether or not\b|\bno later than\b|\bnon-")
SENTENCE_ENDS = (". ", "! ", "? ", "\n", "。")
MAX_RANKED = 100_000  # characters of a text that differs; no longer text is called cosmetic, whatever its start says
_CONTRACTED = re.compile(r"\b(wo|ca|can)(?:n't|not)\b")


def _plain(text: str) -> str:
    """NFKC without case, contractions of "not" spelled out, without idioms whose "not" denies nothing."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("‘", "'")
    if "n't" in text or "not" in text:
        text = _CONTRACTED.sub(lambda found: "will not" if found[1] == "wo" else "can not", text)
    return text.replace("n't", " not").replace("n'", "ne ")


def _may_be_dated(text: str) -> bool:
    """Whether a text may hold a date: quick to see, and never wrong where it says no."""
    if _DATED_ON.search(text):
        return True
    days = (text[max(0, day.start() - _REACH) : day.start()].rstrip() for day in _BEFORE_DAY.finditer(text))
    return any(before.removesuffix("de").rstrip().rstrip(".,").endswith(_MONTHS) for before in days)


def _months(count: float, unit: str) -> float:
    """A length of time by which to compare."""
    length, calendar = UNITS[unit]
    return count * length if calendar else months(count * length / 24)


def _count(length: re.Match[str]) -> float:
    return figure(length[1]) if length[1] else float(NUMBERS[length[2]])


def _said(text: str) -> str:
    return _NOT_SAID.sub("", text)


class _Side:
    """What the rules ask of one side of a change, each worked out once."""

    def __init__(self, text: str) -> None:
        self.plain = _plain(text)

    @cached_property
    def undated(self) -> str:
        return _DATE.sub(" ", self.plain) if _may_be_dated(self.plain) else self.plain

    @cached_property
    def timed(self) -> str:
        """With lengths of time in figures: `thirty (30) days` as `30 days`."""
        return _DURATION.sub(lambda found: f"{_count(found):.10g} {found[3]}", self.plain)

    @cached_property
    def said(self) -> str:
        return _said(self.plain)

    @cached_property
    def spoken(self) -> str:
        return _IDIOM.sub(" ", self.undated) if any(map(self.undated.__contains__, _IDIOMS)) else self.undated

    @cached_property
    def wording(self) -> list[str]:
        return _WORD.findall(self.spoken)

    @cached_property
    def words(self) -> Counter[str]:
        return Counter(self.wording)

    @cached_property
    def figures(self) -> list[str]:
        """The figures in their order, without marks of thousands."""
        return _NUMBER.findall(THOUSANDS.sub("", self.timed))

    @cached_property
    def numbers(self) -> Counter[object]:
        """Numbers in figures and words, and lengths of time in months, whatever they are counted in."""
        rest = _DURATION.sub(" ", self.undated)
        lengths = [_months(_count(m), m[3]) for m in _DURATION.finditer(self.undated)]
        words = [word for word in _WORD.findall(rest) if word in NUMBER_WORDS]
        return Counter([*_NUMBER.findall(THOUSANDS.sub("", rest)), *words, *lengths])

    @cached_property
    def days(self) -> list[date | None]:
        """The dates that stand here; None for one of which the language would have to tell the month."""
        return [parsed(found) for found in DATE.finditer(self.plain)]

    @cached_property
    def promises(self) -> Counter[str]:
        if DENIALS.isdisjoint(self.wording):
            return Counter()
        return Counter(verb for sentence in _SENTENCE.split(self.spoken) for verb in _denied(sentence))

    def periods(self, heading: str) -> list[float]:
        """The durations, in months, in sentences that speak of keeping or deleting, or under a heading that does."""
        sentences = (
            [self.undated] if _KEEPING.search(heading) else filter(_KEEPING.search, _SENTENCE.split(self.undated))
        )
        return [_months(_count(m), m[3]) for text in sentences for m in _DURATION.finditer(text)]

    @cached_property
    def negations(self) -> Counter[str]:
        return self.of(NEGATIONS) + Counter(_UNSPACED_NEGATION.findall(self.spoken))

    def of(self, lexicon: frozenset[str]) -> Counter[str]:
        """How often each word of a lexicon stands here."""
        return Counter({word: self.words[word] for word in self.words.keys() & lexicon})


def _denied(sentence: str) -> set[str]:
    """The privacy acts that a sentence denies: in the four words after a denial (also six before in German)."""
    words = _WORD.findall(sentence)
    denied: set[str] = set()
    for at in [n for n, word in enumerate(words) if word in DENIALS]:
        near = [*range(at + 1, min(at + 5, len(words)))]
        if words[at] in DENIALS_AFTER_VERB:
            near += range(max(0, at - 6), at)
        acts = {words[n]: act for n in near if words[max(0, n - 1)] not in ARTICLES and (act := _act(words[n]))}
        ours = _ours(words, at)
        denied.update(act for word, act in acts.items() if ours or word.endswith(OUR_ENDINGS))
    return denied


def _ours(words: list[str], at: int) -> bool:
    nearest = next((word for word in reversed(words[max(0, at - 8) : at]) if word in OURS or word in OTHERS), "")
    return nearest in OURS or (not nearest and words[max(0, at - 1)] in ("does", "will"))


def _act(word: str) -> str:
    return PRIVACY_VERBS.get(word) or next((stem for stem in PRIVACY_VERB_STEMS if word.startswith(stem)), "")


def _differing(change: Change) -> tuple[str, str]:
    """Both texts without the whole sentences with which both begin and end."""
    edits = change.edits
    if not edits or change.kind is ChangeKind.LINKS:
        return change.before, change.after
    head = edits[0].text if edits[0].op is EditOp.KEEP else ""
    tail = edits[-1].text if edits[-1].op is EditOp.KEEP and len(edits) > 1 else ""
    start = max(head.rfind(end) + 1 for end in SENTENCE_ENDS)
    stop = len(tail) - min((at + 1 for end in SENTENCE_ENDS if (at := tail.find(end)) >= 0), default=len(tail))
    return change.before[start : len(change.before) - stop], change.after[start : len(change.after) - stop]


class _Seen:
    """A change with what differs of both its sides."""

    def __init__(self, change: Change) -> None:
        self.kind, self.heading, self.change = change.kind, change.heading, change
        before, after = _differing(change)
        self.whole = max(len(before), len(after)) <= MAX_RANKED
        self.before, self.after = _Side(before[:MAX_RANKED]), _Side(after[:MAX_RANKED])

    @property
    def reworded(self) -> bool:
        return self.kind in (ChangeKind.MODIFIED, ChangeKind.RENAMED)

    @property
    def alone(self) -> bool:
        return self.kind in (ChangeKind.ADDED, ChangeKind.REMOVED)

    def differs(self, lexicon: frozenset[str]) -> bool:
        return self.reworded and self.before.of(lexicon) != self.after.of(lexicon)

    def words(self, op: EditOp) -> int:
        return sum(len(_COUNTED.findall(edit.text)) for edit in self.change.edits if edit.op is op)


def _same_words(seen: _Seen) -> bool:
    if not seen.whole or not seen.reworded:
        return False
    before, after = seen.before, seen.after
    same = before.said == after.said or _said(before.timed) == _said(after.timed)
    return same and before.figures == after.figures


def _other_address(seen: _Seen) -> bool:
    """Whether a link with the same words writes to another address, or one to refuse by leads to another host."""
    if seen.kind is not ChangeKind.LINKS:
        return False
    sides = seen.change.before.split("\n"), seen.change.after.split("\n")
    written = [{url.partition("?")[0].casefold() for url in side if url.startswith("mailto:")} for side in sides]
    hosts = [{_host(url) for url in side if url.startswith("http")} for side in sides]
    refusing = any(_REFUSING.search(url) for url in sides[0])
    pairs = [written, hosts] if refusing else [written]
    return any(old and new and not (old & new) for old, new in pairs)


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].casefold()


def _hidden_email(seen: _Seen) -> bool:
    sides = seen.before.plain, seen.after.plain
    if not seen.whole or not seen.reworded or not any("protected" in side for side in sides):
        return False
    pairs = list(zip(*(_EMAIL.findall(side) for side in sides), strict=False))
    masked = [_said(_EMAIL.sub("@", side)) for side in sides]
    counts = {len(_EMAIL.findall(side)) for side in sides}
    return masked[0] == masked[1] and len(counts) == 1 and all(a == b or "[" in a + b for a, b in pairs)


def _dates_only(seen: _Seen) -> bool:
    before, after = seen.before, seen.after
    if not seen.whole or (before.undated == before.plain and after.undated == after.plain):
        return False
    if seen.alone:
        return (before.words + after.words).total() <= 6
    return seen.reworded and _said(before.undated) == _said(after.undated)


def _same_dates(seen: _Seen) -> bool:
    if not (seen.reworded and _dates_only(seen)):
        return False
    return None not in seen.before.days and seen.before.days == seen.after.days != []


def _spelling(seen: _Seen) -> bool:
    before, after = seen.before, seen.after
    same = seen.whole and seen.reworded and before.figures == after.figures
    return same and _said(_spelt(before.plain)) == _said(_spelt(after.plain))


def _spelt(text: str) -> str:
    for pattern, plain in _SPELLINGS:
        text = pattern.sub(plain, text)
    return text


def _period(seen: _Seen) -> bool:
    if seen.kind is not ChangeKind.REMOVED and not seen.reworded:
        return False
    heading = _plain(" ".join(seen.change.section[-1:]))
    before, after = seen.before.periods(heading), seen.after.periods(heading)
    return bool(Counter(before) - Counter(after)) or (before != after and _swapped(seen))


def _swapped(seen: _Seen) -> bool:
    """Whether the words stand, and numbers among them have changed places."""
    if not seen.reworded:
        return False
    before, after = seen.before.undated, seen.after.undated
    same = _said(_NUMBER.sub("0", before)) == _said(_NUMBER.sub("0", after))
    return same and _NUMBER.findall(before) != _NUMBER.findall(after)


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the table: its id, what it says, the significance it gives, and the test."""

    id: str
    says: str
    level: Significance
    holds: Callable[[_Seen], bool]


RULES: tuple[Rule, ...] = (
    Rule(
        "address",
        "the words stand; a link that writes to somebody has another address, or one to opt out by another host",
        Significance.EDITORIAL,
        _other_address,
    ),
    Rule(
        "links",
        "the words stand; only where a link leads differs",
        Significance.COSMETIC,
        lambda seen: seen.kind is ChangeKind.LINKS,
    ),
    Rule("moved", "the same words at another place", Significance.COSMETIC, lambda seen: seen.kind is ChangeKind.MOVED),
    Rule(
        "same-words",
        "the same letters, digits and numbers in the same order: case, punctuation, white space, marks of lists, "
        "paragraphs split or merged, a length of time in words or figures",
        Significance.COSMETIC,
        _same_words,
    ),
    Rule(
        "hidden-email",
        "the same words, but that one side hides an e-mail address from robots",
        Significance.COSMETIC,
        _hidden_email,
    ),
    Rule(
        "same-dates",
        "only how dates are written differs",
        Significance.COSMETIC,
        _same_dates,
    ),
    Rule(
        "renumbered",
        "a heading whose words stand and whose number differs",
        Significance.COSMETIC,
        lambda seen: seen.heading and seen.kind is ChangeKind.MODIFIED,
    ),
    Rule(
        "no-words",
        "added or removed, without a letter or digit",
        Significance.COSMETIC,
        lambda seen: seen.alone and not _SAYS.search(seen.before.plain + seen.after.plain),
    ),
    Rule(
        "promise-removed",
        "a sentence that denied a privacy act (not, never, no ... sell, share, disclose, collect, use, train ...) "
        "is gone, or denies it no more",
        Significance.MAJOR,
        lambda seen: bool(seen.before.promises - seen.after.promises),
    ),
    Rule(
        "retention-period",
        "a duration is gone or another (30 days and a month are the same), or two have changed places, in a sentence, "
        "or under a heading, that speaks of keeping, storing or deleting",
        Significance.MAJOR,
        _period,
    ),
    Rule("dates", "only dates differ, or a line that is little but a date", Significance.EDITORIAL, _dates_only),
    Rule(
        "spelling",
        "only British and American spelling differ",
        Significance.EDITORIAL,
        _spelling,
    ),
    Rule(
        "promise-added",
        "a sentence denies a privacy act that it did not deny before",
        Significance.MINOR,
        lambda seen: bool(seen.after.promises - seen.before.promises),
    ),
    Rule(
        "numbers",
        "a number, amount or duration differs, or two have changed places",
        Significance.MINOR,
        lambda seen: seen.reworded and (seen.before.numbers != seen.after.numbers or _swapped(seen)),
    ),
    Rule(
        "negation",
        "a word of denial comes or goes (not, never, no, without ...)",
        Significance.MINOR,
        lambda seen: seen.reworded and seen.before.negations != seen.after.negations,
    ),
    Rule(
        "modal",
        "a word of leave or duty comes, goes or becomes another (may, can, must, shall, will ...)",
        Significance.MINOR,
        lambda seen: seen.differs(MODALS),
    ),
    Rule(
        "condition",
        "a word that limits comes or goes (unless, except, only, solely ...)",
        Significance.MINOR,
        lambda seen: seen.differs(CONDITIONS),
    ),
    Rule("renamed", "a heading has other words", Significance.EDITORIAL, lambda seen: seen.kind is ChangeKind.RENAMED),
    Rule(
        "wording",
        "at most two words differ, none of them told by a rule above",
        Significance.EDITORIAL,
        lambda seen: seen.reworded and max(seen.words(EditOp.DELETE), seen.words(EditOp.INSERT)) <= 2,
    ),
    Rule("reworded", "more than two words differ", Significance.MINOR, lambda seen: seen.reworded),
    Rule("heading", "a heading was added or removed", Significance.MINOR, lambda seen: seen.heading),
    Rule("block", "a paragraph, item or row was added or removed", Significance.MINOR, lambda _: True),
)


def rule(change: Change) -> Rule:
    """The rule that decides: the first of `RULES` that holds. The last always does."""
    seen = _Seen(change)
    return next(row for row in RULES if row.holds(seen))


def rank(change: Change) -> Significance:
    """How much one change matters, from its own texts alone."""
    return rule(change).level


def only_renames(change: Change, terms: Sequence[tuple[str, str]]) -> bool:
    """Whether a change of words is gone when each of these terms (before, after) is put in place of the old one."""
    if change.kind not in (ChangeKind.MODIFIED, ChangeKind.RENAMED) or len(change.before) > MAX_RANKED:
        return False
    text = change.before
    for old, new in terms:
        text = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", new.replace("\\", r"\\"), text)
    return _said(_plain(text)) == _said(_plain(change.after))


def overall(told: Iterable[Change | Fact]) -> Significance:
    """The highest significance that was given to any of the changes and facts; none without any."""
    return max((one.significance for one in told), key=lambda level: level.rank, default=Significance.NONE)
