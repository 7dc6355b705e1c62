"""Facts as sentences."""

from __future__ import annotations

import pytest

from monitor.core.facts.table import TYPES
from monitor.core.model import Direction, Fact, FactOp
from monitor.report.facts import ROWS, predicate, value_in_words
from monitor.report.phrases import LONGEST, sentence

CHANGED, ADDED, REMOVED = FactOp.CHANGED, FactOp.ADDED, FactOp.REMOVED
SAID = {
    Fact("retention.period", CHANGED, "P30D", "P90D", about="location data", direction=Direction.LONGER): "lengthened the retention of location data from 30 days to 90 days",
    Fact("retention.period", CHANGED, "P18M", "as long as necessary", direction=Direction.VAGUER): "replaced a period of 18 months for data with “as long as necessary”",
    Fact("commitment", REMOVED, "not sell", quote_before="We do not sell your data."): "removed a promise: “We do not sell your data.”",
    Fact("controller.entity", CHANGED, "Acme Inc", "Bolt GmbH"): "changed the company responsible from Acme Inc to Bolt GmbH",
    Fact("meta.updated_date", CHANGED, "2022-01-04", "2020-12-20", direction=Direction.EARLIER): "moved its date of last update back from 2022-01-04 to 2020-12-20",
    Fact("meta.silent_change", ADDED, "2025-05-01", "2025-05-01"): "changed without moving the date that it states, 2025-05-01",
    Fact("data.category", ADDED, "", "PreciseLocation", rule="data.category.term", about="precise location"): "added a kind of data: precise location",
    Fact("term.renamed", FactOp.RENAMED, "Platform", "Services", places=143): "renamed “Platform” to “Services” in 143 places",
    Fact("age.threshold", CHANGED, "P13Y", "P16Y", direction=Direction.HIGHER): "raised an age limit from 13 years to 16 years",
}  # fmt: skip


@pytest.mark.parametrize("fact", SAID)
def test_a_fact_is_said_in_words(fact: Fact) -> None:
    """Neutral, in the past tense."""
    assert predicate(fact) == SAID[fact]


def test_every_published_type_has_words() -> None:
    """And no other has."""
    assert set(ROWS) == set(TYPES)


@pytest.mark.parametrize("kind", [*TYPES, "new.type", "{0} {x}"])
@pytest.mark.parametrize("op", FactOp)
def test_a_sentence_fits_whatever_a_page_says(kind: str, op: FactOp) -> None:
    """140 characters at most, the page its subject."""
    fact = Fact(kind, op, "{old}" * 60, "new " * 80, "before " * 90, "{quote} " * 90, about="about " * 40)
    said = sentence("A service with quite a long name", fact)
    assert len(said) <= LONGEST
    assert said.startswith("A service with quite a long name ")


def test_values_are_said_in_words() -> None:
    """Codes of our own alone; what the page wrote stays."""
    values = {"PT24H": "24 hours", "P1Y": "1 year", "PreciseLocation": "precise location", "SCC": "SCC", "opt-out": "opt-out", "IPAddress": "IP address"}  # fmt: skip
    assert {value: value_in_words(value) for value in values} == values


@pytest.mark.parametrize(
    ("op", "value", "said"),
    [
        ("added", "yes", "added the use of data to train models: “We train”"),
        ("added", "no", "stated that data is not used to train models: “We train”"),
        ("removed", "no", "no longer stated that data is not used to train models: “We train”"),
    ],
)
def test_a_denial_is_never_told_as_the_practice(op: str, value: str, said: str) -> None:
    """That data is not used is no use of data; and a quote loses the mark that joined it to what follows."""
    side = "after" if op == "added" else "before"
    fact = Fact("ai.training", FactOp(op), **{f"value_{side}": value, f"quote_{side}": "We train;"})  # type: ignore[arg-type]
    assert predicate(fact) == said
