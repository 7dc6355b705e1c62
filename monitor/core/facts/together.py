"""The same statement in several sentences, as one: a person reads it once, with in how many places it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from monitor.core.model import Fact

# Types whose value is the statement. Of the others each sentence says something of its own: a promise, a choice.
STATEMENTS = frozenset(
    "age.threshold law.reference authority security.measure data.category data.source purpose legal_basis right "
    "recipient.named recipient.category transfer.country transfer.mechanism dispute jurisdiction.notice "
    "controller.entity contact.email contact.phone contact.postal contact.representative".split()
)


def together(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The facts in their order; of those with one type, operation and values the first alone, with `places` in sum."""
    found: dict[object, Fact] = {}
    for fact in facts:
        key = statement(fact)
        found[key] = replace(found[key], places=found[key].places + fact.places) if key in found else fact
    return tuple(found.values())


def statement(fact: Fact) -> object:
    """What two facts have in common that say the same."""
    values = (fact.type, fact.op, fact.value_before, fact.value_after)
    return values if fact.type in STATEMENTS else (*values, fact.quote_before, fact.quote_after, fact.section)
