"""Facts as sentences: the page is the subject, the verb is past, the words are neutral. Plain text, not yet made safe.

A row of the table is a type with its noun; where the way a value went has a verb of its own, the row says it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from monitor.core.lexicons import CASED, lexicon
from monitor.core.model import Fact, FactOp
from monitor.report.words import counted, listed, shortened

_UNITS = {"H": "hour", "D": "day", "W": "week", "M": "month", "Y": "year"}
_DURATION = re.compile(r"P(T?)(\d{1,6}(?:\.\d+)?)([HDWMY])")
_HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
AS_WRITTEN = frozenset(("recipient.named", "controller.entity", "contact.representative", "term.renamed"))  # names
PLACES = frozenset(("transfer.country", "jurisdiction.scope", "jurisdiction.notice"))
_OPTIONAL = re.compile(r"\(\?:[^()]*\)\??|[\\?]")  # of an expression, what need not stand there
NAMED = frozenset(("purpose", "recipient.category"))  # of which the words alone may tell little: "analyze", "merger"
STEM = 4  # letters by which words are held to say the same as a term
QUOTED = 70  # characters of a quote in a sentence
VALUE = 48  # characters of a value in a sentence


@dataclass(frozen=True, slots=True)
class Row:
    """How facts of a type are said: `{old}`, `{new}`, `{about}` and `{quote}` are filled in.

    `noun` alone gives: added {noun}: {new}; removed {noun}: {old}; changed {noun} from {old} to {new}. `said` holds
    sentences by direction, by operation and value (`added_no`), or by operation alone; the first that there is holds.
    """

    noun: str
    said: Mapping[str, str] = field(default_factory=dict)


def _row(noun: str, **said: str) -> Row:
    return Row(noun, said)


ROWS: dict[str, Row] = {
    "ai.training": _row(
        "the use of data to train models",
        added_yes="added the use of data to train models: “{quote}”",
        added_no="stated that data is not used to train models: “{quote}”",
        removed_yes="no longer stated that data is used to train models: “{quote}”",
        removed_no="no longer stated that data is not used to train models: “{quote}”",
        added_prohibited="forbade others to train models: “{quote}”",
        removed_prohibited="no longer forbade others to train models: “{quote}”",
        added="added the use of data to train models ({new}): “{quote}”",
        removed="removed what it said of training models ({old}): “{quote}”",
    ),
    "ads.targeting": _row(
        "targeted advertising",
        added_yes="added targeted advertising: “{quote}”",
        added_no="stated that it does no targeted advertising: “{quote}”",
        removed_yes="no longer stated that it does targeted advertising: “{quote}”",
        removed_no="no longer stated that it does no targeted advertising: “{quote}”",
        added_prohibited="forbade others targeted advertising: “{quote}”",
        removed_prohibited="no longer forbade others targeted advertising: “{quote}”",
        added="added targeted advertising ({new}): “{quote}”",
        removed="removed what it said of targeted advertising ({old}): “{quote}”",
    ),
    "age.threshold": _row(
        "an age limit",
        higher="raised an age limit from {old} to {new}",
        lower="lowered an age limit from {old} to {new}",
    ),
    "authority": _row("a regulator"),
    "choice": _row(
        "a choice",
        added="added a choice ({new}): “{quote}”",
        removed="removed a choice ({old}): “{quote}”",
    ),
    "commitment": _row(
        "a promise",
        added="added a promise: “{quote}”",
        removed="removed a promise: “{quote}”",
        weaker="made an exception to a promise: “{quote}”",
        stronger="removed an exception from a promise: “{quote}”",
    ),
    "condition": _row(
        "a condition",
        added="added a condition ({new}): “{quote}”",
        removed="removed a condition ({old}): “{quote}”",
        changed="changed a condition from “{old}” to “{new}”: “{quote}”",
    ),
    "contact.email": _row("an e-mail address"),
    "contact.phone": _row("a telephone number"),
    "contact.postal": _row("a postal address"),
    "contact.representative": _row("a representative"),
    "controller.entity": _row("the company responsible"),
    "data.category": _row("a kind of data"),
    "data.source": _row("a source of data"),
    "deadline": _row(
        "a deadline",
        added="added a deadline of {new}",
        removed="removed a deadline of {old}",
        longer="lengthened a deadline from {old} to {new}",
        shorter="shortened a deadline from {old} to {new}",
    ),
    "dispute": _row("a rule for disputes"),
    "frequency": _row(
        "a frequency", added="stated a frequency of {new}", removed="no longer stated a frequency of {old}"
    ),
    "jurisdiction.notice": _row("a notice for a region"),
    "jurisdiction.scope": _row(
        "to whom a rule applies",
        added="added a rule for {new}: “{quote}”",
        removed="removed a rule for {old}: “{quote}”",
    ),
    "law.reference": _row("a law"),
    "legal_basis": _row("a legal basis"),
    "link.document": _row(
        "a linked document",
        added="added a link to “{quote}”",
        removed="removed a link to “{quote}”",
        changed="changed a linked document from “{before}” to “{quote}”",
    ),
    "meta.effective_date": _row(
        "its effective date",
        added="stated an effective date: {new}",
        removed="no longer stated its effective date, {old}",
        later="moved its effective date from {old} to {new}",
        earlier="moved its effective date back from {old} to {new}",
    ),
    "meta.silent_change": _row("silently", added="changed without moving the date that it states, {new}"),
    "meta.updated_date": _row(
        "its date",
        added="stated a date of last update: {new}",
        removed="no longer stated when it was last updated, {old}",
        later="moved its date of last update from {old} to {new}",
        earlier="moved its date of last update back from {old} to {new}",
    ),
    "meta.version_announced": _row(
        "the date of a version to come",
        added="announced a version for {new}",
        removed="removed the announcement of a version for {old}",
    ),
    "modality": _row(
        "a verb",
        added="added “{new}” to a statement: “{quote}”",
        removed="dropped “{old}” from a statement: “{quote}”",
        changed="changed “{old}” to “{new}”: “{quote}”",
    ),
    "money": _row("an amount"),
    "negation": _row(
        "a statement",
        added="denied what it had affirmed: “{quote}”",
        removed="affirmed what it had denied: “{quote}”",
    ),
    "percentage": _row("a share"),
    "purpose": _row("a purpose"),
    "recipient.category": _row("a class of recipients"),
    "recipient.named": _row("a recipient"),
    "retention.criterion": _row(
        "how long data is kept",
        added="stated how long data is kept: {new}",
        removed="no longer stated how long data is kept: {old}",
        changed="changed how long data is kept from “{old}” to “{new}”",
    ),
    "retention.period": _row(
        "the retention of {about}",
        added="stated a retention of {new} for {about}",
        removed="no longer stated a retention of {old} for {about}",
        longer="lengthened the retention of {about} from {old} to {new}",
        shorter="shortened the retention of {about} from {old} to {new}",
        vaguer="replaced a period of {old} for {about} with “{new}”",
        clearer="replaced “{old}” for {about} with a period of {new}",
    ),
    "right": _row("a right"),
    "section.added": _row("a section", added="added the section “{new}”"),
    "section.moved": _row("a section", moved="moved the section “{new}”"),
    "section.removed": _row("a section", removed="removed the section “{old}”"),
    "section.renamed": _row("a section", renamed="renamed the section “{old}” to “{new}”"),
    "security.measure": _row("a security measure"),
    "sharing.government": _row(
        "disclosure to authorities",
        added="added disclosure to authorities ({new}): “{quote}”",
        removed="removed what it said of disclosure to authorities ({old}): “{quote}”",
    ),
    "term.renamed": _row("a term", renamed="renamed “{old}” to “{new}” in {places}"),
    "transfer.country": _row("a country that data goes to"),
    "transfer.mechanism": _row("a transfer mechanism"),
}


def predicate(fact: Fact, room: int = 100) -> str:
    """What happened, without its subject: `lengthened how long location data is kept from 30 days to 90 days`."""
    row = ROWS.get(fact.type) or Row(re.sub(r"[._{}]+", " ", fact.type))
    value = fact.value_after or fact.value_before
    keys = (fact.direction.value, f"{fact.op.value}_{value}", fact.op.value)
    pattern = next((row.said[key] for key in keys if key in row.said), None) or _plain(row, fact)
    # What went stood in the old sentence, also where there is a new one.
    sides = (
        (fact.quote_before, fact.quote_after) if fact.op is FactOp.REMOVED else (fact.quote_after, fact.quote_before)
    )
    quote = (sides[0] or sides[1]).rstrip(" ,;:")
    words = {
        "old": _said(fact, fact.value_before),
        "new": _said(fact, fact.value_after),
        "about": _object(fact),
        "before": shortened(fact.quote_before, VALUE),
        "places": counted(fact.places, "place"),
    }
    where = f", in {words['places']}" if fact.places > 1 and "{places}" not in pattern else ""
    room -= len(where)
    bare = pattern.format(**words, quote="")
    quote = shortened(quote, max(min(QUOTED, room - len(bare)), 16))
    return shortened(pattern.format(**words, quote=quote), room) + where


def _plain(row: Row, fact: Fact) -> str:
    verb = fact.op.value
    if fact.op is FactOp.ADDED:
        return f"{verb} {row.noun}: {{new}}"
    if fact.op is FactOp.REMOVED:
        return f"{verb} {row.noun}: {{old}}"
    return f"{verb} {row.noun} from {{old}} to {{new}}"


def _object(fact: Fact) -> str:
    """What is kept, in the words of the page; in another language than that of the sentence, as a quote."""
    about = shortened(fact.about, VALUE) or "data"
    foreign = fact.about and fact.lexicon.partition("/")[0] not in ("", "en")
    return f"“{about}”" if foreign else about


def _said(fact: Fact, value: str) -> str:
    """A normalised value in words; the page's own words for a term, where it has them and there is one value."""
    if fact.rule.endswith(".term") and fact.about and not (fact.value_before and fact.value_after):
        if fact.type in NAMED and fact.about.casefold()[:STEM] != value.casefold()[:STEM]:
            return shortened(f"{value_in_words(value)} (“{fact.about}”)", VALUE)
        if fact.type != "dispute":
            return shortened(fact.about, VALUE)
    if not value:
        return ""
    if fact.type in PLACES:
        return shortened(listed([country(code) for code in value.split()]), VALUE)
    if fact.type == "dispute":
        name, _, detail = value.partition(" ")
        return shortened(value_in_words(name) + (f" ({value_in_words(country(detail))})" if detail else ""), VALUE)
    return shortened(value if fact.type in AS_WRITTEN else value_in_words(value), VALUE)


def country(code: str) -> str:
    """The English name of an ISO 3166 code that the lexicon knows; what is none stays as it is."""
    first = lexicon("en").tables[CASED].get(code, "").partition("|")[0]
    return _OPTIONAL.sub("", first).strip() or code


def value_in_words(value: str) -> str:
    """`P90D` as 90 days, `PreciseLocation` as precise location; what is no code stays as it is."""
    if found := _DURATION.fullmatch(value):
        return counted(float(found[2]) if "." in found[2] else int(found[2]), _UNITS[found[3]])
    if value.isalpha() and not value.isupper() and _HUMPS.search(value):
        return " ".join(part if part.isupper() else part.lower() for part in _HUMPS.split(value))
    return value
