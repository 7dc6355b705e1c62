"""Which value gave way to which, and what a sentence says still beside what it says anew."""

from __future__ import annotations

import pytest
from policies import briefly, facts_of

from monitor.core.model import Significance

SWAPPED = [("retention.period", "changed", "P30D", "P90D"), ("retention.period", "changed", "P90D", "P30D")]


def items(*texts: str) -> str:
    """A list of these."""
    return f"<ul>{''.join(f'<li>{text}</li>' for text in texts)}</ul>"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            items("Drafts: we keep them for 30 days. Ask us if you want to have one back, and we look for it in the backup.", "Albums: these go after 90 days. Nobody can bring back an album that is gone, so think before you close it."),
            items("Drafts: deleted 90 days later. Ask us if you want to have one back, and we look for it in the backup.", "Albums: deleted 30 days later. Nobody can bring back an album that is gone, so think before you close it."),
            SWAPPED,
        ),
        (
            "<p>Drafts go after 30 days.</p><p>An album is gone after 90 days.</p>",
            "<p>Drafts go after 90 days at most.</p><p>An album is gone after 30 days at most.</p>",
            SWAPPED,
        ),
        (
            "We keep drafts for 30 days, and then delete them all. We keep albums for 90 days, as you may need one.",
            "Albums of yours go after 90 days, and then we delete them all. Drafts of yours go after 30 days, as you may need one.",
            [],
        ),
    ],
)  # fmt: skip
def test_two_periods_change_places_where_each_sentence_is_of_one_thing(
    before: str, after: str, expected: list[tuple[str, ...]]
) -> None:
    """Items with the same label, sentences with nearly the same words; not what is only a little alike."""
    found = [fact for fact in facts_of(before, after, "Retention") if fact.type != "condition"]
    assert [briefly(fact) for fact in found] == expected


@pytest.mark.parametrize(
    ("heading", "before", "after", "expected"),
    [
        (
            "Notes",
            "We promise to be kind.",
            "We do not sell drafts, and we promise to be kind.",
            [("commitment", "added", "", "not sell")],
        ),
        (
            "Notes",
            "We do not sell drafts, and we promise to be kind.",
            "We promise to be kind.",
            [("commitment", "removed", "not sell", "")],
        ),
        (
            "Information we collect",
            items("Sticker album: the pages that you filled", "Kites"),
            items("Albums of stickers: the pages that you filled", "Kites"),
            [],
        ),
        (
            "Information we collect",
            items("Sticker album: the pages that you filled", "Kites"),
            items("Sticker album and wallet: the pages that you filled", "Kites"),
            [("data.category", "changed", "Sticker album", "Sticker album and wallet")],
        ),
        (
            "Notes",
            "We collect the stickers that you drew.",
            "When you open an album, we collect stickers that you drew.",
            [],
        ),
    ],
)
def test_what_a_sentence_says_still_is_no_fact(
    heading: str, before: str, after: str, expected: list[tuple[str, ...]]
) -> None:
    """An undertaking behind a new denial, a label in another form, the same data in a longer sentence."""
    assert [briefly(fact) for fact in facts_of(before, after, heading)] == expected


@pytest.mark.parametrize(
    ("heading", "before", "after", "expected"),
    [
        (
            "Notes",
            "We do not sell drafts to employers.",
            "We promise to be kind to employers.",
            [("commitment", "removed", "not sell", ""), ("commitment", "added", "", "we promise to")],
        ),
        (
            "Notes",
            "We do not sell drafts to employers.",
            "We do not rent drafts to employers.",
            [("commitment", "changed", "not sell", "not rent")],
        ),
        (
            "Information we collect",
            items("Kites", "Sticker album"),
            items("Kites", "Photos of you"),
            [("data.category", "changed", "Sticker album", "Photos of you"), ("data.category", "added", "", "Photo")],
        ),
        (
            "Notes",
            "We collect stickers that you drew.",
            "We collect your photos.",
            [("data.category", "added", "", "Photo"), ("data.category", "removed", "stickers that you drew", "")],
        ),
    ],
)
def test_a_value_gives_way_to_one_of_its_kind(
    heading: str, before: str, after: str, expected: list[tuple[str, ...]]
) -> None:
    """A denial to a denial and not to an undertaking, a label to a label, other words to none that a list knows."""
    assert [briefly(fact) for fact in facts_of(before, after, heading)] == expected


def test_a_denial_that_became_an_undertaking_stays_major() -> None:
    """What came in its place is worth less."""
    gone, come = facts_of("We do not sell drafts to employers.", "We promise to be kind to employers.", "Notes")
    assert (gone.significance, come.significance) == (Significance.MAJOR, Significance.MINOR)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "<p>You must:</p><ul><li>agree that drafts are never sold</li></ul>",
            "<p>You must:</p><ul><li>agree that drafts are never sold, except in albums</li></ul>",
            [("condition", "added", "", "except")],
        ),
        (
            "We do not log your IP address or your location.",
            "We do not log your IP address or your whereabouts.",
            [],
        ),
        (
            "We do not sell your drafts.",
            "We do not sell your drafts unless you agree.",
            [("commitment", "changed", "not sell", "not sell, with exceptions")],
        ),
        (
            "We will not sell your drafts to others.",
            "We may sell your drafts to others.",
            [("commitment", "removed", "not sell", "")],
        ),
        (
            "We may sell your drafts to others.",
            "We will never sell your drafts to others.",
            [("commitment", "added", "", "not sell")],
        ),
        (
            "We may write to you and can call you about drafts.",
            "We must write to you and will call you about drafts.",
            [],
        ),
    ],
)
def test_what_differs_in_a_sentence_is_told_once(before: str, after: str, expected: list[tuple[str, ...]]) -> None:
    """A rule for others narrows no promise, nor do other words for the same data; an exception is no condition besides,
    a promise that came or went no other verb; and of verbs that changed at several places none is told.
    """
    assert [briefly(fact) for fact in facts_of(before, after, "Notes")] == expected
