"""The published table: which facts there are, how much each matters, and what raises or lowers that.

The ids are those of the taxonomy that this project publishes; the ranking rests on WP260 rev.01: a change of purpose,
of controller or of how rights are exercised is always to be communicated, wider recipients and new transfers are
fundamental, style is not material. docs/facts.md is generated from here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from monitor.core.model import Direction, Fact, FactOp, Significance

EDITORIAL, MINOR, MAJOR, COSMETIC = (
    Significance.EDITORIAL,
    Significance.MINOR,
    Significance.MAJOR,
    Significance.COSMETIC,
)


STANDING = 0.5  # share of the words of an item
SHORT_NAME, MISSPELT = 5, 2  # letters of a name in which so many that differ are another name


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of fact: what its values are, and how much it matters by itself. `order` ranks among equals."""

    says: str
    values: str
    level: Significance
    order: int


TYPES: dict[str, Kind] = {
    "controller.entity": Kind("who is responsible", "legal entity", MAJOR, 1),
    "ai.training": Kind("data is used to train models", "yes, no, opt-in, opt-out", MAJOR, 2),
    "commitment": Kind("the company says what it does not do, or binds itself", "what is denied", MAJOR, 3),
    "retention.period": Kind("how long data is kept", "ISO 8601 duration; about: the data", MAJOR, 4),
    "sharing.government": Kind("disclosure to authorities, or in emergencies", "what triggers it", MAJOR, 8),
    "choice": Kind("what people can agree to or refuse", "opt-in, opt-out, control", MAJOR, 6),
    "age.threshold": Kind("an age that is asked for", "ISO 8601 duration", MAJOR, 5),
    "recipient.named": Kind("an organisation that gets data", "its name", MAJOR, 5),
    "recipient.category": Kind("a class of those who get data", "class", MAJOR, 5),
    "data.category": Kind("a kind of data that is collected", "DPV term, or the words of the list", MAJOR, 6),
    "data.source": Kind("where data comes from", "class", MAJOR, 8),
    "purpose": Kind("what data is used for", "DPV term, or the words of the list", MAJOR, 8),
    "legal_basis": Kind("on which basis data is processed", "term of Art. 6 GDPR", MAJOR, 8),
    "right": Kind("what people may ask for", "right", MAJOR, 6),
    "transfer.country": Kind("where data goes", "ISO 3166 code", MAJOR, 7),
    "transfer.mechanism": Kind("on which footing data leaves", "mechanism", MAJOR, 7),
    "ads.targeting": Kind("advertising chosen by data", "yes, no, opt-in, opt-out", MAJOR, 9),
    "jurisdiction.scope": Kind("to whom a rule applies", "ISO 3166 codes", MAJOR, 7),
    "dispute": Kind("how disputes are settled", "means", MAJOR, 9),
    "negation": Kind("a sentence is denied, or no longer", "affirmed, denied", MAJOR, 9),
    "meta.version_announced": Kind("a version to come", "date", MAJOR, 4),
    "meta.effective_date": Kind("since when it holds", "date", EDITORIAL, 0),
    "meta.updated_date": Kind("when it was last changed, as it says", "date", EDITORIAL, 0),
    "meta.silent_change": Kind("facts changed and no stated date moved", "the date that stands", MINOR, 10),
    "contact.email": Kind("an e-mail address", "address", MINOR, 3),
    "contact.phone": Kind("a telephone number", "digits", MINOR, 4),
    "contact.postal": Kind("a postal address", "address", MINOR, 3),
    "contact.representative": Kind("a representative or data protection officer", "name, or the sentence", MINOR, 2),
    "authority": Kind("a regulator", "name", MINOR, 4),
    "jurisdiction.notice": Kind("a notice for a country or state", "ISO 3166 code", MINOR, 5),
    "retention.criterion": Kind("how long data is kept, without a number", "criterion", MINOR, 1),
    "deadline": Kind("within which time something is done", "ISO 8601 duration", MINOR, 6),
    "frequency": Kind("how often", "ISO 8601 duration", MINOR, 7),
    "modality": Kind("may, can, will, must, or a plain verb", "class of the word", MINOR, 6),
    "condition": Kind("unless, only, with consent; and for or", "words", MINOR, 8),
    "law.reference": Kind("a law", "name", MINOR, 6),
    "security.measure": Kind("how data is protected", "measure", MINOR, 6),
    "money": Kind("an amount", "ISO 4217 code and amount", MINOR, 7),
    "percentage": Kind("a share", "per cent", MINOR, 7),
    "link.document": Kind("a linked policy document", "address", MINOR, 5),
    "section.added": Kind("a section came", "heading; about: its topic", MINOR, 9),
    "section.removed": Kind("a section went", "heading; about: its topic", MINOR, 9),
    "section.renamed": Kind("a heading has other words", "heading", EDITORIAL, 5),
    "term.renamed": Kind("one term for another throughout", "term", EDITORIAL, 4),
    "section.moved": Kind("a section stands elsewhere", "heading", COSMETIC, 9),
}
SENSITIVE = frozenset(
    "recipients sale_and_ads ai_and_automated_decisions rights sensitive_data international_transfers retention "
    "government_requests children_and_age".split()
)


@dataclass(frozen=True, slots=True)
class Modifier:
    """What raises or lowers a fact, whatever its type says: the last that holds decides."""

    id: str
    says: str
    level: Significance
    holds: Callable[[Fact], bool]


MODIFIERS: tuple[Modifier, ...] = (
    Modifier(
        "date.backwards",
        "a stated date moved back",
        MAJOR,
        lambda fact: fact.type in ("meta.updated_date", "meta.effective_date") and fact.direction is Direction.EARLIER,
    ),
    Modifier(
        "section.sensitive",
        f"a section came or went whose topic is one of: {', '.join(sorted(SENSITIVE))}",
        MAJOR,
        lambda fact: fact.type in ("section.added", "section.removed") and fact.about in SENSITIVE,
    ),
    Modifier(
        "section.heading",
        "a heading came or went, and all that stands below it stands on both sides",
        EDITORIAL,
        lambda fact: fact.rule == "section.heading",
    ),
    Modifier(
        "modality.company",
        "the company binds itself more, or less, by the word that governs what it does",
        MAJOR,
        lambda fact: fact.rule == "modality.company" and fact.op is FactOp.CHANGED,
    ),
    Modifier(
        "modality.user",
        "of what people may do, another word of leave is style; so is can for may where it is not known who acts",
        EDITORIAL,
        lambda fact: (
            (fact.rule == "modality.user" and {fact.value_before, fact.value_after} <= {"may", "can", "plain"})
            or (fact.rule == "modality" and {fact.value_before, fact.value_after} == {"may", "can"})
        ),
    ),
    Modifier(
        "commitment.undertaken",
        "a limit or undertaking in general words, that no consent, warrant or order is named in",
        MINOR,
        lambda fact: fact.rule == "commitment.undertaken",
    ),
    Modifier(
        "right.removed",
        "a right that came widens what people may do",
        MINOR,
        lambda fact: fact.type == "right" and fact.op is FactOp.ADDED,
    ),
    Modifier(
        "stated",
        "data, purposes or promises in words that no list knows",
        MINOR,
        lambda fact: fact.rule.endswith(".stated"),
    ),
    Modifier(
        "listed.reworded",
        "an item of a list in words that no list knows, of which half stand",
        MINOR,
        lambda fact: (
            fact.rule.endswith(".listed")
            and fact.op is FactOp.CHANGED
            and Levenshtein.normalized_similarity(fact.quote_before.split(), fact.quote_after.split()) >= STANDING
        ),
    ),
    Modifier(
        "organisation.unread",
        "an organisation in a language without words: what its part is, is not known",
        MINOR,
        lambda fact: fact.rule == "recipient.named.unread",
    ),
    Modifier(
        "name.spelling",
        "a name is written otherwise in a letter or two",
        EDITORIAL,
        lambda fact: (
            fact.type in ("recipient.named", "controller.entity")
            and fact.op is FactOp.CHANGED
            and len(fact.value_after) > SHORT_NAME
            and Levenshtein.distance(fact.value_before, fact.value_after) <= MISSPELT
        ),
    ),
    Modifier(
        "retention.endless",
        "what was kept for a while is kept without end",
        MAJOR,
        lambda fact: fact.type == "retention.criterion" and fact.value_after == "indefinitely",
    ),
    Modifier(
        "control",
        "settings that people can change, named or no longer named",
        MINOR,
        lambda fact: fact.rule == "choice.control",
    ),
)


def ranked(fact: Fact) -> Significance:
    """How much a fact matters: by its type, then by the last modifier that holds."""
    level = TYPES[fact.type].level
    for row in MODIFIERS:
        if row.holds(fact):
            level = row.level
    return level
