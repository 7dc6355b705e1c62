"""What is stated in many sentences is told once, and comes after what is not told yet."""

from __future__ import annotations

from monitor import compare, read
from monitor.core.facts.together import together
from monitor.core.model import Fact, FactOp

BEFORE = """# Privacy

## Transfers

We keep data in Europe."""
AFTER = """# Privacy

## Transfers

We keep data in Europe. For transfers abroad we rely on the Data Privacy Framework.
The Data Privacy Framework was approved in 2023. Complaints about the Data Privacy Framework go to us.
We also rely on standard contractual clauses for transfers abroad."""


def test_a_statement_is_there_once_with_its_places() -> None:
    """The words are those of the page, with their capitals; a second statement comes before a repeated one."""
    read_one, read_other = (read(text.encode(), content_type="text/markdown") for text in (BEFORE, AFTER))
    found = [fact for fact in compare(read_one, read_other).facts if fact.type == "transfer.mechanism"]
    assert [fact.value_after for fact in found] == ["DPF", "SCC", "DPF", "DPF"]
    assert [(fact.about, fact.places) for fact in together(found)] == [
        ("Data Privacy Framework", 3),
        ("standard contractual clauses", 1),
    ]


def test_a_sentence_is_quoted_before_its_heading() -> None:
    """Which says the same in fewer words."""
    added = (
        f"{BEFORE}\n\n## What we collect\n\n### Biometric data\n\nThe app collects biometric data to open your door."
    )
    documents = (read(text.encode(), content_type="text/markdown") for text in (BEFORE, added))
    found = [fact for fact in compare(*documents).facts if fact.type == "data.category"]
    assert [(fact.value_after, fact.quote_after[:9]) for fact in found] == [
        ("Biometric", "The app c"),
        ("Biometric", "Biometric"),
    ]


def test_promises_are_told_each() -> None:
    """Two sentences may deny the same act and yet promise different things."""
    one = Fact("commitment", FactOp.REMOVED, "not sell", quote_before="We never sell your data.")
    other = Fact("commitment", FactOp.REMOVED, "not sell", quote_before="We do not sell what children tell us.")
    assert together([one, other]) == (one, other)
    assert [fact.places for fact in together([one, one])] == [2]


def test_a_date_under_another_heading_is_the_same_date() -> None:
    """A page has one date that it takes effect, wherever it states it."""
    kept = "## Keeping\n\nWe keep drafts for a month, and letters for a year.\n\n"
    texts = f"# Privacy\n\n{kept}## Date\n\nEffective May 1, 2025", f"# Privacy\n\nEffective May 9, 2026\n\n{kept}"
    documents = (read(text.encode(), content_type="text/markdown") for text in texts)
    found = [fact for fact in compare(*documents).facts if fact.type == "meta.effective_date"]
    assert [(fact.op, fact.value_before, fact.value_after) for fact in found] == [
        (FactOp.CHANGED, "2025-05-01", "2026-05-09")
    ]
