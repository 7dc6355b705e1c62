"""Where sentences end, and where they do not."""

from __future__ import annotations

import pytest

from monitor.core.facts.splitting import LONGEST, spans
from monitor.core.lexicons import lexicon


def cut(text: str, language: str = "en") -> list[str]:
    """The sentences of a text."""
    return [text[low:high] for low, high in spans(text, lexicon(language))]


@pytest.mark.parametrize(
    "text",
    [
        "We rely on the EU-U.S. Data Privacy Framework for that.",
        "We share data with vendors, e.g. Acme and others.",
        "Ask J. Doe at Example Inc. about it.",
        "See No. 5 of the list.",
        "It costs 3.50 euros.",
    ],
)
def test_an_abbreviation_ends_no_sentence(text: str) -> None:
    """Nor do initials and numbers."""
    assert cut(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "We keep it.| We delete it.",
        "Really?| Yes!| “No.”| Well",
        "我们收集数据。|我们不出售数据。",
        "one line\n|another",
    ],
)
def test_a_full_stop_ends_one(text: str) -> None:
    """Also in scripts without spaces, and at the end of a line."""
    assert cut(text.replace("|", "")) == [part.strip() for part in text.split("|")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "5. We keep it.| We delete it."),
        ("en", "We rely on Art. 6. Sec. 1 of the law.| We delete it."),
        ("en", "We made 5.| We keep them."),
        ("de", "Das gilt ab dem 5. Mai.| Wir löschen es."),
        ("de", "Das gilt seit 2018.| Wir löschen es."),
    ],
)
def test_a_number_ends_a_sentence_unless_it_numbers_something(language: str, text: str) -> None:
    """A line or an article in any language, and where ordinals have a full stop whatever is no year."""
    assert cut(text.replace("|", ""), language) == [part.strip() for part in text.split("|")]


def test_a_text_without_ends_is_cut_at_spaces() -> None:
    """So that no rule meets more than it can bear."""
    cuts = cut("word " * 2_000)
    assert max(map(len, cuts)) <= LONGEST
    assert " ".join(" ".join(cuts).split()) == ("word " * 2_000).strip()
