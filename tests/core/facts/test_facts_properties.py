"""What holds for the facts of any two documents."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import compare, read
from monitor.core.facts.splitting import spans
from monitor.core.facts.table import TYPES
from monitor.core.lexicons import NEUTRAL, lexicon, lowered, plain
from monitor.core.model import Document, Fact

PIECES = st.sampled_from(
    [
        "Wir geben Daten nicht weiter.", "Nous ne vendons pas vos données.", "Conservamos datos 30 días.", "Non vendiamo dati a S.p.A.",
        "We keep logs for 30 days.", "We keep logs for as long as necessary.", "We do not sell your data.", "We may share data with Acme Inc.",
        "Last updated: May 1, 2025", "You have the right to object.", "İstanbul “office”, p. ex. Art. 6 Abs. 1.", "privacy@example.org", "EU-U.S. Data",
        "Children under 13!", "a | b | c", "\u00a0", "¥ 3,000 and 20 %",
    ]
) | st.text(max_size=60)  # fmt: skip
LANGUAGES = ["en", "fr", "de", "es", "it", "pt", "nl", "sv"]  # the last has no words
BLOCKS = st.lists(st.tuples(st.sampled_from(["p", "h2", "li", "td"]), PIECES), min_size=1, max_size=10)


def document(blocks: list[tuple[str, str]], language: str = "en") -> Document:
    """A page of these blocks."""
    inner = "".join(f"<{tag}>{text.replace('<', ' ').replace('&', ' ')}</{tag}>" for tag, text in blocks)
    return read(
        f'<html lang="{language}"><body>{inner}'.encode("utf-8", "replace"), content_type="text/html; charset=utf-8"
    )


def quoted(fact: Fact, before: Document, after: Document) -> bool:
    """Whether both quotes are the very text of their side."""
    sides = ((before, fact.quote_before, fact.start_before), (after, fact.quote_after, fact.start_after))
    return all(
        (start is None and not quote) or (start is not None and quote and one.text[start:].startswith(quote))
        for one, quote, start in sides
    )


@given(BLOCKS, BLOCKS, st.sampled_from(LANGUAGES))
@settings(deadline=None)
def test_every_fact_is_quoted_where_it_stands_and_of_a_published_type(old: list[tuple[str, str]], new: list[tuple[str, str]], language: str) -> None:  # fmt: skip
    """No claim without a quote; the same documents give the same facts."""
    before, after = document(old, language), document(new, language)
    found = compare(before, after).facts
    assert all(quoted(fact, before, after) for fact in found)
    assert all(fact.type in TYPES and fact.rule for fact in found)
    assert found == compare(before, after).facts


@given(st.text())
def test_plain_and_lowered_text_keep_every_place(text: str) -> None:
    """A match in them stands at the same place in the text."""
    assert len(plain(text)) == len(lowered(text)) == len(text)


@given(st.lists(PIECES, max_size=6).map(" ".join))
def test_sentences_hold_every_letter_in_order(text: str) -> None:
    """Whatever ends them."""
    for words in (NEUTRAL, *map(lexicon, LANGUAGES)):
        cut = [text[low:high] for low, high in spans(text, words)]
        assert "".join("".join(cut).split()) == "".join(text.split())
