"""What the company denies or binds itself to, and what it says of training, targeting and choice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from monitor.core.facts.companies import COMPANY
from monitor.core.facts.mentions import WORD, Mention, following, subject
from monitor.core.facts.sentences import Sentence, of_others
from monitor.core.lexicons import Lexicon, lowered
from monitor.core.model import BlockKind

CLOSE = 24  # characters before a choice in which a denial says that there is none
BESIDE = 2  # words on either side of a limit, among which stands what is done
LIMITED = "only"
DONE = frozenset(("use", "share", "disclose", "collect", "process", "retain", "transfer", "access"))
SUPPOSED = 4  # words from an "if" on, in which what follows is still its clause, comma or not
_AND = r"(?:and/or|and|n?or|und|oder|noch|et|ou|ni|y|o|u|e|né|nem|en|of)\s+"
_JOINT = re.compile(rf"(?:,\s*(?:{_AND})?|\s+{_AND})(?:(?:otherwise|\w+ly)\s+)?")  # between two verbs
# Where a clause begins that may deny what it is about, and not what stands before it: "..., but we do not sell it".
_CLAUSE = re.compile(r"[,;] (?:and|but|yet|und|aber|et|mais|y|pero|e|ma|en|maar|mas) ")
# A name has a capital, at its beginning or as in "eBay".
_CAPITAL = re.compile(r"(?<![.!?:] )(?<!^)\b[a-z]{0,4}[^\W\d_a-zà-ÿ][^\W_]+(?= (?:\w+\.? ){0,2}\Z)")
_FIRST = re.compile(r"[a-z]{0,4}[^\W\d_a-zà-ÿ][^\W_]+(?= (?:\w+\.? )?\Z)")
GRAVE = (("choice", "opt_in"), ("legal_basis", "Consent"))  # what a promise limits to these matters more
OPENING = 40  # characters at the beginning of a sentence in which stands whom it forbids something
FORBIDDEN = 100  # characters before an act in which stands that others must not do it
_AROUND = 60, 40  # characters before and after the start and end of a denial in which stands who acts, or what is done


def mentions(sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    """Commitments, AI training, targeted advertising and choices of a sentence."""
    if sentence.heading:
        return
    if sentence.others:
        yield from _training(sentence, words, {})
        yield from _targeting(sentence, words, {})
        return
    denied = dict(denials(sentence, words))
    for verb, at in denied.items():
        yield Mention("commitment", f"not {verb}", "commitment.denied", at)
    if not denied:
        yield from _refused(sentence, words)
    if not denied and (found := _undertaking(sentence, words)):
        grave = any(sentence.finds(words, *key) for key in GRAVE) or next(sentence.all(words, "government"), None)
        rule = f"commitment.{'limited' if grave else 'undertaken'}"
        limit = words.pattern("wording", "limit").fullmatch(found[0])  # one word for it says what another does
        same = LIMITED if limit else _without_modals(found[0], words)
        yield Mention("commitment", found[0], rule, found.start(), same=same)
    yield from notifying(sentence, words)
    yield from _training(sentence, words, denied)
    yield from _targeting(sentence, words, denied)
    yield from _choices(sentence, words)


def _without_modals(said: str, words: Lexicon) -> str:
    """What is undertaken, whether it is said of the future or of the present."""
    will = next(words.compiled(forms) for name, forms in words.value("wording", "modals", ()) if name == "will")
    return " ".join(word for word in said.split() if not will.fullmatch(word))


def _refused(sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    """What the company says outright that it does not do, in words that no list knows: `We do not recognise faces`."""
    for denial in sentence.all(words, "wording", "refusals"):
        if _binds_nobody(sentence, denial.start(), denial.end(), words):
            continue
        before = sentence.low[max(0, denial.start() - CLOSE) : denial.start()].rstrip()
        acts = [found.end() for found in words.pattern("wording", "we").finditer(before)]
        acting = acts[-1:] == [len(before)] or _named(sentence.said, denial.start(), denial[0], words)
        verb = next(following(sentence.low, denial.end(), 1), None)
        if acting and verb and not words.pattern("wording", "no_act").fullmatch(verb[0]):
            yield Mention("commitment", f"not {verb[0]}", "commitment.stated", denial.start())
            return


def notifying(sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    """A promise to tell people what happens."""
    if found := sentence.finds(words, "wording", "notifying"):
        yield Mention("commitment", "notify you", "commitment.notifying", found.start())


def _undertaking(sentence: Sentence, words: Lexicon) -> re.Match[str] | None:
    """Words by which the company binds itself, or limits what it does."""
    if found := sentence.finds(words, "wording", "undertake"):
        return found
    limit = sentence.finds(words, "wording", "limit")
    if limit is None:
        return None
    actor = subject(words, sentence.low, limit.end(), acting=True)
    return limit if actor == "company" or (not actor and _is_of_an_act(sentence.low, limit, words)) else None


def _is_of_an_act(low: str, limit: re.Match[str], words: Lexicon) -> bool:
    """Whether a limit stands at what is done with data: `it is used solely for ...`."""
    before = WORD.findall(low, max(0, limit.start() - CLOSE), limit.start())[-BESIDE:]
    after = WORD.findall(low, limit.end(), limit.end() + CLOSE)[:BESIDE]
    return any(_verb(word, words) in DONE for word in (*before, *after))


@lru_cache(maxsize=1)  # two families of rules ask it of a sentence, one after the other
def denials(sentence: Sentence, words: Lexicon) -> tuple[tuple[str, int], ...]:
    """(verb, place) of each privacy act that the company says it does not do."""
    return tuple(_denials(sentence, words))


@lru_cache(maxsize=1)
def affirmed(sentence: Sentence, words: Lexicon) -> Sentence | None:
    """What of a sentence is said beside what it denies: `We do not sell it, but we share it` shares. None for nothing.

    What people may ask for, or need not do, counts as denied.
    """
    if words.pattern("wording", "forbidding").search(sentence.low[:OPENING]) and of_others(
        sentence.low, words, "forbidding"
    ):
        return None
    ends = [at for _, at in denials(sentence, words)]
    refusing = sentence.finds(words, "wording", "refusing")
    if refusing and subject(words, sentence.low, refusing.start()) != "company":
        ends.append(refusing.start())
    if not ends:
        return sentence
    if cut := _contrasted(sentence, max(ends), words):
        return sentence.part(cut)
    before = [found.start() for found in _CLAUSE.finditer(sentence.low, 0, min(ends))]
    return sentence.up_to(before[-1]) if before else None


def _contrasted(sentence: Sentence, at: int, words: Lexicon) -> int:
    """Where that begins which is set against what stands at a place: behind a "but" or a "while ...,"; else 0."""
    low = sentence.low
    if words.pattern("wording", "conceding").match(low):
        comma = low.find(", ", at)
        return comma + 2 if comma >= 0 else 0
    for found in words.pattern("wording", "contrast").finditer(low, at):
        if low[: found.start()].rstrip().endswith((",", ";", "—", "–", "-")):
            return found.end() + 1
    return 0


def _denials(sentence: Sentence, words: Lexicon) -> Iterator[tuple[str, int]]:
    low = sentence.low
    if sentence.denied:  # an item of a list under "We do not:"
        yield from ((verb, 0) for verb in _verbs_after(low, 0, words)[0])
    for denial in sentence.all(words, "wording", "denials"):
        at = denial.start()
        if _binds_nobody(sentence, at, denial.end(), words):
            continue
        ours = sentence.ours or subject(words, low, at) == "company"
        by_company = ours or _named(sentence.said, at, denial[0], words)
        around = low[max(0, at - _AROUND[0]) : denial.end() + _AROUND[1]]
        if by_company or words.pattern("wording", "acting").search(around):
            yield from ((verb, at) for verb in _denied(low, at, denial.end(), words))
    for found in sentence.all(words, "wording", "denied_object"):  # `we sell no data`
        if verb := next((verb for part in found.groups() if part and (verb := _verb(part, words))), ""):
            yield verb, found.start()


def _binds_nobody(sentence: Sentence, at: int, end: int, words: Lexicon) -> bool:
    """Whether a denial is a condition (`if we do not ...`), a name (`Do Not Track`), or of another verb: that somebody
    is not able, obliged or responsible, that a policy does not apply.
    """
    clause = 1 + max(sentence.low.rfind(mark, 0, at) for mark in ".,;:!?(")
    start = sentence.low[clause:at].lstrip()
    if words.pattern("wording", "things").match(sentence.low[clause:end].lstrip()):  # "an account may not be shared"
        return True
    if words.pattern("wording", "supposing").match(start) and len(start.split()) <= SUPPOSED:
        return True
    written = sentence.said[at:end]
    if not start and words.pattern("wording", "of_many").fullmatch(sentence.low[at:end]):  # "Do not share it"
        return True
    named = " " in written and written.istitle()
    return named or words.pattern("wording", "disclaims").search(sentence.low, at, end) is not None


def _denied(low: str, at: int, end: int, words: Lexicon) -> list[str]:
    """The privacy verbs that a denial is of: the next ones, unless the language has it before, and it is not at hand.

    `Wir verkaufen Ihre Daten nicht und nutzen sie nur für ...`, but `Ihre Daten werden nicht verkauft`.
    """
    after, distance = _verbs_after(low, end, words)
    if distance == 0 or not (reach := words.value("wording", "verb_before", 0)):
        return after
    clause = 1 + max(low.rfind(mark, 0, at) for mark in ".,;:!?")
    before = [_verb(found[0], words) for found in WORD.finditer(low, clause, at)][-reach:]
    nearest = next((n for n in reversed(range(len(before))) if before[n]), -1)
    if nearest >= 2 and before[nearest - 2]:  # `verkaufen oder vermieten`: the first of them, as everywhere
        nearest -= 2
    return [before[nearest]] if nearest >= 0 else after


def _verbs_after(low: str, at: int, words: Lexicon) -> tuple[list[str], int]:
    """The first privacy verb after a denial with those that are joined to it (`sell, rent or share`), and how many
    words stand before it: none, and as many as are looked at, where there is none.

    What stands after an article is a noun ("not for your use"). Another verb (`not responsible for`, `not apply to`)
    or another clause (`how`, `that`) has what follows for itself.
    """
    before = ""
    near = words.value("wording", "near", 0)
    for distance, word in enumerate(following(low, at, near)):
        if words.pattern("wording", "disclaims").fullmatch(word[0]):
            break
        verb = _verb(word[0], words)
        if verb == "transfer" and _is_to_user(low, word.end(), words):
            break
        if verb and not words.pattern("wording", "determiners").fullmatch(before):
            return [verb, *_joined(low, word.end(), words)], distance
        before = word[0]
    return [], near


def _is_to_user(low: str, at: int, words: Lexicon) -> bool:
    """Whether what is given is given to the user: `we may not send you a notice` keeps no data back."""
    given = WORD.search(low, at, at + CLOSE)
    if given is None or not words.pattern("wording", "user").fullmatch(given[0]):
        return False
    return words.pattern("wording", "owned").fullmatch(given[0]) is None


def _joined(low: str, at: int, words: Lexicon) -> Iterator[str]:
    while (link := _JOINT.match(low, at)) and (word := WORD.match(low, link.end())) and (verb := _verb(word[0], words)):
        yield verb
        at = word.end()


def _named(said: str, at: int, denial: str, words: Lexicon) -> bool:
    """Whether a name in capitals is what denies: `Example will no longer share`, and not `Advertisers do not`."""
    if not words.value("names", "capitals", default=True):
        return False
    before = said[max(0, at - 40) : at]
    if any(found.end() == len(before.rstrip()) for found in COMPANY.finditer(before)):  # "Example, Inc. does not"
        return True
    begins = at <= len(before) and not words.pattern("wording", "of_many").match(denial)
    name = _CAPITAL.search(before) or (_FIRST.match(before) if begins else None)
    # `You may not ...`, `if Example users do not ...`: it is they who do not.
    return bool(name and not words.pattern("wording", "user").search(lowered(before[name.start() :])))


def _verb(word: str, words: Lexicon) -> str:
    for name, forms in words.value("wording", "privacy_verbs", ()):
        if words.compiled(forms).fullmatch(word):
            return str(name)
    return ""


def _training(sentence: Sentence, words: Lexicon, denied: dict[str, int]) -> Iterator[Mention]:
    verb = sentence.finds(words, "ai", "strict")
    if not verb or not sentence.finds(words, "ai", "model"):
        return
    yield Mention("ai.training", _allowed(sentence, words, denied, verb.start()), "ai.training.models", verb.start())


def _targeting(sentence: Sentence, words: Lexicon, denied: dict[str, int]) -> Iterator[Mention]:
    if found := sentence.finds(words, "ads", "targeting"):
        yield Mention("ads.targeting", _allowed(sentence, words, denied, found.start()), "ads.targeting", found.start())


def _allowed(sentence: Sentence, words: Lexicon, denied: dict[str, int], at: int) -> str:
    """yes, no, opt-in or opt-out: what a sentence says of an act; prohibited, where it is others who must not."""
    if sentence.others:
        return "prohibited"
    out = sentence.finds(words, "choice", "opt_out")
    none = out and of_others(sentence.low[max(0, out.start() - CLOSE) : out.start()], words, "forbidding")
    if (out and not none) or sentence.finds(words, "wording", "refusing"):
        return "opt-out"
    if not denied and not out and of_others(sentence.low[max(0, at - FORBIDDEN) : at], words, "forbidding"):
        return "prohibited"
    cut = _contrasted(sentence, max(denied.values()), words) if denied else 0
    no = bool(denied) and min(denied.values()) <= at and not 0 < cut <= at
    if not denied:  # "must not be used to train": whoever says so
        near = sentence.low[max(0, at - CLOSE) : at].rpartition(",")[2]
        no = words.pattern("wording", "negations").search(near) is not None
    limited = sentence.finds(words, "wording", "unless") or sentence.finds(words, "choice", "opt_in")
    if limited and (no or sentence.finds(words, "choice", "opt_in")):
        return "opt-in"
    return "no" if no else "yes"


def _choices(sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    low = sentence.low
    for key, value in (("opt_out", "opt-out"), ("opt_in", "opt-in"), ("control", "control")):
        if found := sentence.finds(words, "choice", key):
            denied = words.pattern("wording", "negations").search(low[max(0, found.start() - CLOSE) : found.start()])
            if not denied and not _is_no_choice(key, sentence, words):
                yield Mention("choice", value, f"choice.{key}", found.start())
            return


def _is_no_choice(key: str, sentence: Sentence, words: Lexicon) -> bool:
    """Whether settings are but spoken of, in a comment or a row of data, or consent as one legal basis of many."""
    if key == "control":
        return sentence.kind is BlockKind.ROW or words.pattern("wording", "openers").match(sentence.low) is not None
    return key == "opt_in" and (
        sentence.topic == "legal_bases" or sentence.finds(words, "legal_basis", "cue") is not None
    )
