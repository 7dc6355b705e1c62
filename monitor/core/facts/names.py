"""Who and where: organisations and their roles, addresses, countries, laws, authorities, ages and amounts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from monitor.core.bare_dates import DATE
from monitor.core.facts.companies import COMPANY, FIRST, PART, REST, SUFFIX
from monitor.core.facts.mentions import Mention, clipped, literally, subject, term, terms
from monitor.core.facts.numbers import expression, number
from monitor.core.facts.practices import SHARING
from monitor.core.facts.promises import affirmed
from monitor.core.facts.sentences import Sentence
from monitor.core.lexicons import CASED, Lexicon, lowered
from monitor.core.model import BlockKind

# Begins with a capital as a company does, and for the same reason.
_RUN = re.compile(rf"{FIRST}(?<![\w@/.].){REST}(?: (?:of |for |& |de |du )?{PART}){{0,4}}(?![\w@])")
NAMED = "recipient.named.capitals"
SWAPPED = ".swapped"  # ends the rule of a name in the place of another
UNREAD = "recipient.named.unread"  # in a language without words: an organisation, whatever its part
_AFTER_LABEL = re.compile(r"\s*(?:[:(|,;./]|[-–—]\s|\Z)")  # behind a name that is all that an entry is about
LONGEST_CAPITALS = 5  # letters of a name in capitals alone: what is longer is a heading
_LEAD = 70  # characters before a name in which stands what makes it a recipient
_BETWEEN = re.compile(
    r"\s*(?:,|&|;)?\s*(?:and|or|und|oder|et|ou|y|o|e|en|of)?\s*(?:the\s)?", re.IGNORECASE
)  # two names of one list
ENTRIES = frozenset((BlockKind.ITEM, BlockKind.ROW, BlockKind.TERM))
# Of Latin letters: scripts without spaces write on before and behind an address.
_EMAIL = re.compile(
    r"(?<![a-z0-9À-ɏ_.+-])[a-z0-9À-ɏ_.+-]{1,64}@[a-z0-9À-ɏ-]{1,63}(?:\.[a-z0-9À-ɏ-]{1,63}){1,6}", re.IGNORECASE
)
_NUMBERED_LINE = re.compile(r"\A[a-z]\.(?=[\w-]{2})")
_PHONE = re.compile(
    r"""(?x) (?<![\w.,/-]) (?: \+[ ]?\d{1,3} [ .()-]{0,2} (?:\d[ .()/-]{0,2}){6,12}
    | \(?\d{3}\)?[ .-]\d{3}[ .-]\d{3,4} | 1[38]00[ -]\d{3}[ -]\d{3,4}
    | 1[ .-]\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4} | 0\d{2,4}[ -]\d{3,4}[ -]\d{3,4} | 0\d(?:[ .]\d{2}){4} ) (?!\w)"""
)
_POSTCODE = re.compile(
    r"""(?x) (?<!\w) (?: [A-Z]{2},?[ ]\d{5}(?:-\d{4})? | [A-Z]{1,2}\d[A-Z\d]?[ ]?\d[A-Z]{2} | D\d{1,2}[ ]?[A-Z\d]{4}
    | (?:[A-Z]{1,2}-)?\d{4,5}[ ](?=[^\W\d_a-z]\w{2,}) )"""
)
_NUMBERED = re.compile(  # "12 Main Street", "Hauptstraße 12", "12 rue de la Paix"
    r"""(?x) (?<!\w) (?: \d{1,4}(?:[ ]?(?:bis|ter))?,?[ ]
        (?:rue|avenue|boulevard|place|quai|chemin|allée|via|viale|piazza|calle|avenida|rua|plaza|paseo)[ ][\w'.-]+
    | (?<!©[ ])\d{1,5}[a-zA-Z]?(?:[-/]\d{1,4})?,?[ ](?:[^\W\d_a-z][\w'.-]*,?[ ]){1,4}
    | (?:[^\W\d_a-z][\w'.-]*[ -]){1,4}(?!(?:19|20)\d\d\b)\d{1,5}\b )"""
)
# Where a sentence goes on behind an address, or a number or another address does.
_PROSE = re.compile(r",(?= [a-zà-ÿ]+ [a-zà-ÿ]+ )|,? (?=(?:[Tt]el|[Pp]hone|[Ff]ax|[Ff]on|[Ee]-?mail)\w*\b)")
_CODES = "USD|EUR|GBP|CHF|CAD|AUD|JPY|SEK|NOK|DKK|PLN|CZK|BRL|INR|CNY|KRW|MXN|SGD"
_MONEY = re.compile(
    rf"""(?x) (?<!\w) (?:
    (?P<sign>US\$|A\$|C\$|[$€£¥]|(?:{_CODES})(?=[ ]?\d))\s?(?P<one>\d[\d.,]*\d|\d)(?:[ ]?(?P<big>million|billion|k\b))?
    | (?P<two>\d[\d.,]*\d|\d)\s?(?P<code>(?:{_CODES}|[Ee]uros?|[Dd]ollars?)(?!\w)|[€£$](?!\d)) )"""
)
_DIGIT = re.compile(r"\d")
_CURRENCIES = re.compile(f"[$€£¥]|{_CODES}|[Ee]uro|[Dd]ollar")  # part of every amount, and quick to find
_CENTS = re.compile(r"[.,](\d{1,2})\Z")
_CURRENCY = {
    "us$": "USD",
    "a$": "AUD",
    "c$": "CAD",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "euro": "EUR",
    "dollar": "USD",
}
_PERCENT = re.compile(r"(?<![\w.])(\d{1,3}(?:[.,]\d+)?)\s?(?:%|per ?cent\b)", re.IGNORECASE)
_IN_ONE_RUN = re.compile(  # between two countries
    r"""(?x) [\s,/()&'’-]* (?: (?: and|or|in|the|und|oder|der|die|den|dem|et|ou|la|les?|l|de|du|des|d|en|aux?|y|o|e|el
    |l[ao]s|nell?a?|il|ed|no|na|em|os|as|van|het|of | [^\W\d_a-z][\w.]* ) [\s,/()&'’-]+ ){0,6}"""
)
_ONE_OF = re.compile(r"(?:[,:(]|\b(?:and|or|et|ou|y|o|e|en|of)) ?\Z")  # before a name that is one of several
_OTHER = re.compile(r"(?:-[\w.]{2,5})? ")  # behind a country: what a framework is called after
_ORIGIN = 32  # characters before countries in which stands that data comes from there
_HELD = 60  # characters before countries in which stands that data is held there
_TO_COUNTRY = 40  # characters between whom a rule is for, and where they are
_YEAR = re.compile(r",? ((?:19|20)\d\d)(?!\d)")
_SHORT = 40  # characters behind a name in which its short form is given


def mentions(sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    """Organisations, contacts, places, laws, ages, amounts of a sentence."""
    organisations = list(_organisations(sentence, words))
    yield from organisations
    yield from _contacts(sentence, words)
    if not any(mention.type == "contact.representative" for mention in organisations):
        yield from _representative(sentence, words)
    yield from _places(sentence, words)
    for kind, table in (("law.reference", "law"), ("authority", "authority"), ("transfer.mechanism", "transfer")):
        for name, found in terms(words, table, sentence):
            written = sentence.said[found.start() : found.end()]  # these have capitals
            known: re.Pattern[str] | str = term(words, table, name)
            year = _YEAR.match(sentence.said, found.end()) if table == "law" else None
            if year:  # an act of another year is another
                written += year[0]
                name, known = f"{name} {year[1]}", literally(written)
            yield Mention(kind, name, f"{kind}.term", found.start(), written, known)
    yield from _ages(sentence, words)
    if _DIGIT.search(sentence.said):
        yield from _amounts(sentence)


def _organisations(sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    said = sentence.said
    seen = set()
    for found in COMPANY.finditer(said):
        name = _trimmed(_company(found[0], words), words)
        if SUFFIX.fullmatch(name) or (name.isupper() and name.endswith(" AS")):  # "The Company", "EXCEPT AS STATED"
            continue
        kind = _role(sentence, words, found.start(), found.end()) if name and name not in seen else ""
        if kind and not (kind == "recipient.named" and affirmed(sentence, words) is None):
            seen.add(name)
            rule = f"{kind}.suffix" if words.language else UNREAD
            yield Mention(kind, name, rule, found.start(), "", literally(name))
    said_so = affirmed(sentence, words)
    if said_so and not sentence.heading and words.value("names", "capitals", default=True):
        yield from _named(said_so, words, seen)


def _company(name: str, words: Lexicon) -> str:
    """Without countries before a comma: `in the European Economic Area, Example Ireland Limited`."""
    first, comma, rest = name.partition(", ")
    while comma and words.terms(CASED).fullmatch(first) and not SUFFIX.fullmatch(rest.rstrip(".")):
        name = rest
        first, comma, rest = name.partition(", ")
    return name


def _named(sentence: Sentence, words: Lexicon, seen: set[str]) -> Iterator[Mention]:
    """Names without a legal suffix: in a sentence that shares with them, after "such as", or heading an entry."""
    last = -1
    for found in _RUN.finditer(sentence.said):
        name = _trimmed(found[0], words)
        goes_on = last >= 0 and _BETWEEN.fullmatch(sentence.low[last : found.start()])
        if goes_on and words.terms(CASED).match(sentence.said, found.end() + len(", ")):
            continue  # a city before its country
        if len(name) > 2 and (goes_on or _led(sentence, words, found)) and not _is_no_name(name, found, words):
            last = found.end()
            if not any(name in other or other in name for other in seen):
                seen.add(name)
                yield Mention("recipient.named", name, NAMED, found.start(), "", literally(name))


def swapped(before: Sentence, after: Sentence, words: Lexicon) -> tuple[Mention, Mention] | None:
    """One name in the place of another, of somebody who acts for the company, in a sentence whose other words stand."""
    if before.heading or not words.value("names", "capitals", default=True):
        return None
    old, new = ({_trimmed(found[0], words): found for found in _RUN.finditer(side.said)} for side in (before, after))
    gone, come = [name for name in old if name not in after.said], [name for name in new if name not in before.said]
    if len(gone) != 1 or len(come) != 1 or not (gone[0] and come[0]):
        return None
    if before.said.replace(gone[0], "") != after.said.replace(come[0], ""):
        return None
    for name, found in ((gone[0], old[gone[0]]), (come[0], new[come[0]])):
        if len(name) <= 2 or (name.isupper() and len(name) > LONGEST_CAPITALS) or _is_no_name(name, found, words):
            return None
    kind = _acting(before, gone[0], words)
    if not kind:
        return None
    was, now = (
        Mention(kind, name, kind + SWAPPED, side.said.find(name), "", literally(name))
        for side, name in ((before, gone[0]), (after, come[0]))
    )
    return was, now


def _acting(sentence: Sentence, name: str, words: Lexicon) -> str:
    """What somebody is who is named in a sentence: an officer, who gets data or acts for the company, or nothing."""
    at = sentence.said.find(name)
    if words.pattern("representative", "dpo").search(sentence.low):
        return "contact.representative"
    lead, rest = sentence.low[max(0, at - _LEAD) : at], sentence.low[at + len(name) :]
    by, does = words.pattern("names", "by"), words.pattern("names", "does")
    if subject(words, sentence.low, at, acting=True) == "user":  # "you can change it in ..."
        return ""
    if by.search(lead) or does.match(rest.lstrip(" ")):
        return "recipient.named"
    # In a list of names, those who get data are known by the section, or by a word for them.
    got = sentence.topic in SHARING or words.terms("recipient").search(sentence.low) is not None
    return "recipient.named" if got and _ONE_OF.search(lead) else ""


def _led(sentence: Sentence, words: Lexicon, found: re.Match[str]) -> bool:
    """Whether the words before a name make it one who gets data."""
    if sentence.heading or (found[0].isupper() and len(found[0]) > LONGEST_CAPITALS):
        return False
    lead = sentence.low[max(0, found.start() - _LEAD) : found.start()]
    if sentence.columns:
        heads = ("who", "whoever") if sentence.topic in SHARING else ("who",)
        cells = [cell for head in heads for cell in sentence.cells(words, head)]
        if cells:  # what stands in other cells is something else: a cookie, a purpose
            return found.start() in {low for low, _ in cells}
    if sentence.topic in SHARING and sentence.first and not found.start() and sentence.kind in ENTRIES:
        return _AFTER_LABEL.match(sentence.said, found.end()) is not None
    shared, example = words.pattern("names", "shared_with"), words.pattern("names", "example")
    return bool(shared.search(lead) or example.search(lead))


def _is_no_name(name: str, found: re.Match[str], words: Lexicon) -> bool:
    """A term, as written or without the words in front that were cut off; or what stands behind a company's comma."""
    behind = found.string.endswith(", ", 0, found.start()) and SUFFIX.fullmatch(name.split()[0].rstrip("."))
    return bool(behind) or _is_term(name, words) or words.terms("transfer").search(lowered(found[0])) is not None


def _is_term(name: str, words: Lexicon) -> bool:
    """A law, regulator, mechanism or country is no name of a recipient, nor is a document or a class."""
    low = lowered(name)
    if SUFFIX.fullmatch(name):
        return True
    tables = ("law", "authority", "transfer", "security")
    if any(words.terms(table).search(low) for table in tables) or words.terms(CASED).fullmatch(name):
        return True
    if " " in low and words.pattern("names", "trading").search(low):  # "Amazon Web Services" is no class of services
        return words.pattern("link", "document").search(low) is not None
    return any(words.pattern(*key).search(low) for key in (("link", "document"), ("names", "classes")))


def _trimmed(name: str, words: Lexicon) -> str:
    """Without words in front that have a capital for their place alone, or are everybody's."""
    parts = name.split()
    common = words.pattern("names", "common")
    while parts and (common.fullmatch(lowered(parts[0].rstrip(","))) or parts[0].islower() or parts[0] == "&"):
        parts.pop(0)
    return " ".join(parts).rstrip(" ,.;:'")


def _role(sentence: Sentence, words: Lexicon, start: int, end: int) -> str:
    """What an organisation is to the policy, by the words around it, else by the topic of the section."""
    near = sentence.low[max(0, start - 90) : end + 60]
    if words.pattern("controller", "owner").search(sentence.low[max(0, start - 40) : start]):
        return ""  # `a subsidiary of X`: whose it is
    if _is_defined(sentence.low, start, end):
        return "controller.entity"
    heading = lowered(sentence.section[-1]) if sentence.section else ""
    for key in ("representative", "dpo"):
        if words.pattern("representative", key).search(near) or words.pattern("representative", key).search(heading):
            return "contact.representative"
    if words.pattern("names", "receiving").match(sentence.low[end : end + 40].lstrip()):
        return "recipient.named"
    if words.pattern("controller", "cue").search(near):
        return "controller.entity"
    if sentence.topic in SHARING or sentence.finds(words, "acts", "share"):
        return "recipient.named"
    if sentence.topic in ("scope_and_controller", "contact_and_complaints"):
        return "controller.entity"
    return "" if words.language else "recipient.named"


def _is_defined(low: str, start: int, end: int) -> bool:
    """Whether a company gets its own first word as a short name: `Example Labs, Inc. ("Example") is ...`."""
    short = re.match(r"[.,]?\s*\(\"?(\w+)\"?\)", low[end : end + _SHORT])
    return short is not None and low.startswith(short[1], start)


def _contacts(sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    said = sentence.said
    for found in _EMAIL.finditer(said) if "@" in said else ():
        address = found[0].rstrip(".")
        if not words.language:  # "c." may number a line that goes on without a space
            address = _NUMBERED_LINE.sub("", address)
        yield Mention("contact.email", address.lower(), "contact.email", found.start(), "", literally(address))
    if _DIGIT.search(said):
        yield from _numbered(sentence, words)


def _representative(sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    """A line that tells how to reach the officer or representative: all of it, where it names no company for that."""
    said = sentence.said
    addressed = "@" in said and _EMAIL.search(said)
    if sentence.heading or not (addressed or COMPANY.search(said)):
        return
    low = _EMAIL.sub("", sentence.low) if addressed else sentence.low
    for key in ("dpo", "representative"):
        if words.pattern("representative", key).search(low):
            yield Mention("contact.representative", clipped(said), f"contact.representative.{key}")
            return


def _numbered(sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    """Numbers of telephones and addresses."""
    said = sentence.said
    for found in _PHONE.finditer(said):
        digits, shown = re.sub(r"[^\d+]", "", found[0]), found[0].strip(" .-")
        yield Mention("contact.phone", digits, "contact.phone", found.start(), "", literally(shown))
    if numbered := list(_NUMBERED.finditer(said)):
        dates = [found.span() for found in DATE.finditer(said)]
        numbered = [one for one in numbered if not any(low < one.end() and one.start() < high for low, high in dates)]
    if numbered and _is_postal(sentence, words):
        street = numbered[0]
        value, shown = clipped(_PROSE.split(said[street.start() :], maxsplit=1)[0]), street[0].strip(" ,")
        yield Mention(
            "contact.postal", value, "contact.postal", street.start(), "", literally(shown), same=_place(value)
        )


def _place(address: str) -> str:
    """The numbers of an address, house and post code, where it has both: what stays however the rest is written."""
    numbers = re.findall(r"[\w-]*\d[\w-]*", address.upper())
    return " ".join(numbers) if len(numbers) > 1 else ""


def _is_postal(sentence: Sentence, words: Lexicon) -> bool:
    """An address has a post code, or a street in a short line with commas."""
    if _POSTCODE.search(sentence.said):
        return True
    low = sentence.low
    street = sentence.finds(words, "postal", "street")
    return bool(street and "," in low and len(low) < 200 and not sentence.finds(words, "acts", "collect"))


def _places(sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    runs = list(_together(sentence, words))
    if not runs:
        return
    if cells := list(sentence.cells(words, "place")) if sentence.columns else []:
        for run in runs:
            if any(low <= run[0].start() < high for low, high in cells):
                yield from _countries("transfer.country", run, words)
        return
    abroad = sentence.topic == "international_transfers" or sentence.finds(words, "acts", "abroad")
    abroad = abroad and sentence.finds(words, "acts", "transfer")
    for run in runs:
        before = sentence.low[max(0, run[0].start() - _HELD) : run[0].start()]
        held = abroad or words.pattern("acts", "held_in").search(before)
        if held and not words.pattern("scope", "origin").search(before[-_ORIGIN:]):
            yield from _countries("transfer.country", run, words)
    if cues := list(sentence.all(words, "scope", "cue")):
        yield from _scope(cues, runs, sentence, words)
    elif sentence.heading or sentence.finds(words, "scope", "notice"):
        yield from _countries("jurisdiction.notice", [found for run in runs for found in run], words)


def _together(sentence: Sentence, words: Lexicon) -> Iterator[list[re.Match[str]]]:
    """Countries in runs: `the EEA, the UK or Switzerland` is one; `the EU-U.S. Data Privacy Framework` has none."""
    run: list[re.Match[str]] = []
    for found in sentence.all(words, CASED):
        other = _OTHER.match(sentence.said, found.end())
        if other and words.terms("transfer").match(sentence.low, other.end()):
            continue
        if run and not _IN_ONE_RUN.fullmatch(sentence.said, run[-1].end(), found.start()):
            yield run
            run = []
        run.append(found)
    if run:
        yield run


def _scope(
    cues: Iterable[re.Match[str]], runs: Iterable[list[re.Match[str]]], sentence: Sentence, words: Lexicon
) -> Iterator[Mention]:
    """To whom a rule applies: the countries right behind the words that say so."""
    for run in runs:
        if any(0 <= run[0].start() - cue.end() <= _TO_COUNTRY for cue in cues):
            value = " ".join(sorted({words.which(CASED, found) for found in run}))
            written = sentence.said[run[0].start() : run[-1].end()]
            yield Mention("jurisdiction.scope", value, "jurisdiction.scope.applies", run[0].start(), written)
            return


def _countries(kind: str, run: Iterable[re.Match[str]], words: Lexicon) -> Iterator[Mention]:
    seen = set()
    for found in run:
        if (name := words.which(CASED, found)) not in seen:
            seen.add(name)
            yield _country(kind, name, found, words)


def _country(kind: str, name: str, match: re.Match[str], words: Lexicon) -> Mention:
    return Mention(kind, name, f"{kind}.term", match.start(), match[0], term(words, CASED, name), cased=True)


def _ages(sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    pattern = words.made("age")
    if pattern is None:
        entry = words.value("age", "pattern", "(?!)")
        pattern = words.keep("age", entry.replace("{numbers}", expression(words)) if words.language else entry)
    if not sentence.finds(words, "age", "cue"):
        return
    for found in pattern.finditer(sentence.low):
        for stated in filter(None, found.groupdict().values()):
            years = number(words, stated)
            if 5 <= years <= 25:
                yield Mention("age.threshold", f"P{years}Y", "age.threshold", found.start())


def _amounts(sentence: Sentence) -> Iterator[Mention]:
    said = sentence.said
    for found in _MONEY.finditer(said) if _CURRENCIES.search(said) else ():
        code = found["sign"] or found["code"]
        amount = _figure(found["one"] or found["two"])
        value = f"{_CURRENCY.get(code.lower().rstrip('s'), code)} {amount}{' ' + found['big'] if found['big'] else ''}"
        yield Mention("money", value, "money.amount", found.start())
    for found in _PERCENT.finditer(said) if "%" in said or "cent" in sentence.low else ():
        if found[1] == "100":  # a way of speaking: "no method is 100% secure"
            continue
        yield Mention("percentage", f"{found[1].replace(',', '.')}%", "percentage", found.start())


def _figure(written: str) -> str:
    """An amount without marks of thousands: `1,000.50` and `1.000,50` are 1000.50, `1.000` and `1,000` are 1000."""
    cents = _CENTS.search(written)
    whole = written[: cents.start()] if cents else written
    return re.sub(r"[.,]", "", whole) + (f".{cents[1]}" if cents else "")
