"""What a section is about."""

from __future__ import annotations

import pytest

from monitor import read
from monitor.core.topics import topic_of, topical


@pytest.mark.parametrize(
    ("heading", "topic"),
    [
        ("How long we keep your data", "retention"),
        ("Data retention", "retention"),
        ("Information we collect", "data_collected"),
        ("How we use your information", "purposes"),
        ("Who we share it with", "recipients"),
        ("Your rights and choices", "rights"),
        ("International data transfers", "international_transfers"),
        ("Cookies and similar technologies", "cookies_and_tracking"),
        ("Children’s privacy", "children_and_age"),
        ("Changes to this policy", "policy_changes"),
        ("Contact us", "contact_and_complaints"),
        ("Security of your data", "security"),
        ("Legal basis for processing", "legal_bases"),
        ("Artificial intelligence", "ai_and_automated_decisions"),
        ("Information for California residents", "regional_notices"),
        ("Law enforcement requests", "government_requests"),
        ("Targeted advertising", "sale_and_ads"),
        ("Storage", "retention"),
        ("Storage location", "international_transfers"),
        ("Uses", "purposes"),
        ("Who it is passed to", "recipients"),
        ("What you tell us", "data_collected"),
    ],
)
def test_a_heading_tells(heading: str, topic: str) -> None:
    """In the words that policies use."""
    assert topic_of(("Privacy Policy", heading), "", "en") == topic


def test_the_nearest_heading_that_tells_decides_and_words_where_none_does() -> None:
    """A section below inherits; a section without a word of any topic is other."""
    assert topic_of(("Data retention", "Logs"), "", "en") == "retention"
    assert topic_of(("", "Odds"), "We encrypt. Encryption is security. We secure all.", "en") == "security"
    assert topic_of(("Odds",), "Nothing to see.", "en") == "other"
    assert topic_of(("Säilytys",), "", "fi") == "other"


def test_the_title_is_of_the_policy_and_not_of_its_sections() -> None:
    """But for one that names what all of it is about."""
    assert topic_of(("Privacy Policy",), "", "en") == "scope_and_controller"
    assert topic_of(("Privacy Policy", "Payments"), "", "en") == "other"
    assert topic_of(("Privacy in Australia", "Payments"), "", "en") == "other"
    assert topic_of(("Cookies", "Payments"), "", "en") == "cookies_and_tracking"


def test_a_document_gets_its_topics_without_becoming_another() -> None:
    """They follow from the rest: with and without them it compares equal, and saves the walk over equal sections."""
    document = read(b"<h1>Privacy Policy</h1><h2>Data retention</h2><p>We keep logs.</p>", content_type="text/html")
    assert [section.topic for section in topical(document).sections] == ["scope_and_controller", "retention"]
    assert topical(document) == document
