"""Is this still the page? Walls, stubs and wrong pages are told apart from changes, however large those are."""

from __future__ import annotations

import pytest

from monitor.core import gate
from monitor.core.model import Block, BlockKind, Document, Reason, Section

SENTENCES = [
    "We collect personal data when you open an account and when you use our services.",
    "You have the right to access, correct and delete the information that we hold about you.",
    "We use cookies to remember your choices; you can reject all cookies in your settings.",
    "If an error occurred while you log in to continue, our support keeps a record of it for 30 days.",
    "We share data with third parties who process it for us, and with nobody else without your consent.",
    "We retain your information for as long as your account exists, and delete it afterwards.",
]


def document(*paragraphs: str, language: str = "en", title: str = "Privacy policy", **more: object) -> Document:
    blocks = tuple(Block(BlockKind.PARAGRAPH, text) for text in paragraphs)
    return Document((Section(1, title, (title,), blocks=blocks),), title=title, language=language, **more)  # type: ignore[arg-type]


POLICY = document(*(f"{number}. {text}" for number in range(12) for text in SENTENCES))
LINES = [block.text for block in POLICY.sections[0].blocks]
NEWS = "The team won the cup on Sunday after extra time, and thousands of people came to the square to sing with them. "


def test_the_same_page_passes() -> None:
    """Nothing that a real policy says about cookies, errors or logging in trips the gate."""
    assert gate.first(POLICY) is None
    assert gate.refusal(POLICY, POLICY) is None


def test_a_complete_rewrite_is_a_change() -> None:
    """No sentence survives, and it still reads like a policy in the same language."""
    rewrite = document(
        *(
            f"Part {n}: your privacy matters, and this is how {text.lower()[3:]}"
            for n in range(12)
            for text in reversed(SENTENCES)
        )
    )
    assert gate.refusal(POLICY, rewrite) is None


def test_a_policy_may_lose_half_of_its_text() -> None:
    """Removing sections from the middle is a change, not a truncation; so it is at the end of a page that came whole."""
    assert gate.refusal(POLICY, document(*LINES[:10], *LINES[40:])) is None
    assert gate.refusal(POLICY, document(*LINES[:30])) is None


def test_a_page_that_says_another_language_over_the_same_lines_is_a_change() -> None:
    """The markup is mistaken, now or before."""
    assert gate.refusal(POLICY, document(*LINES[:40], language="fr")) is None


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        (document("Checking your browser before accessing example.org. Ray ID: 7d1f"), Reason.BLOCKED),
        (
            document("We value your privacy. We and our 842 partners store cookies. Accept all Reject all " * 4),
            Reason.CONSENT_WALL,
        ),
        (document("Autoriser l’utilisation des cookies sur ce navigateur ?", language="fr"), Reason.CONSENT_WALL),
        (document("You must log in to continue. Email or phone. Password. Forgot password?"), Reason.LOGIN),
        (document("Sorry, the page you are looking for could not be found."), Reason.SOFT_404),
        (document("This page isn't available. An unexpected error has occurred."), Reason.SOFT_404),
        (document("You should be redirected. If not, use the link below."), Reason.MOVED),
        (document("Welcome to our shop of garden chairs."), Reason.TOO_SHORT),
        (document(*[NEWS * 3] * 15, title="Home"), Reason.MOVED),
        (
            document("Nous utilisons vos données pour vous fournir nos services. " * 30, language="fr"),
            Reason.OTHER_LANGUAGE,
        ),
        (Document(()), Reason.EMPTY),
        (Document(POLICY.sections, language="en", partial=True), Reason.TRUNCATED),
        (document(*LINES[:29], LINES[29][:30]), Reason.TRUNCATED),
        (document(*LINES[:30], cut=True), Reason.TRUNCATED),
        (document(*LINES, damage=400), Reason.ENCODING),
    ],
)
def test_what_is_not_the_page_is_inaccessible_with_its_reason(after: Document, reason: Reason) -> None:
    """Each with evidence that a person understands."""
    found = gate.refusal(POLICY, after)
    assert found is not None
    assert found.reason is reason
    assert found.evidence


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        (Document(()), Reason.EMPTY),
        (document("Just a moment… enable JavaScript and cookies to continue"), Reason.BLOCKED),
        (document("Page not found"), Reason.SOFT_404),
        (document("Hello."), Reason.TOO_SHORT),
    ],
)
def test_a_page_seen_for_the_first_time_must_be_able_to_be_a_policy(seen: Document, reason: Reason) -> None:
    """A wall is never taken for the first version."""
    found = gate.first(seen)
    assert found is not None
    assert found.reason is reason


def test_a_short_hub_page_is_a_fine_first_version() -> None:
    """A page of links and a few sentences can be what somebody watches."""
    assert gate.first(document("Your privacy at home and at work.", *SENTENCES[:2], "Visit the dashboard")) is None
