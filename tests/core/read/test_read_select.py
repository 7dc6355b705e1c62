"""What a person says is the policy: selectors, ranges between two of them, and both when they stop matching."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import read
from monitor.core.errors import ReadError
from monitor.core.model import Reason
from monitor.core.records import Page, Range

PAGE = (
    b"<html><body><div id=top><h1>Privacy</h1><p>Intro <b>bold</b> text</p><div class=inner><h2>Data</h2>"
    b"<p>We keep data.</p></div></div><p>Contact us.</p><footer>Foot <i></i></footer> stray</body></html>"
)


def selected(*select: str | Range) -> list[str]:
    return read(PAGE, content_type="text/html", select=select).text.split("\n")


def refused(*select: str | Range, remove: tuple[str, ...] = ()) -> str:
    with pytest.raises(ReadError) as caught:
        read(PAGE, content_type="text/html", select=select, remove=remove)
    assert caught.value.inaccessible.reason is Reason.SELECTOR
    return caught.value.inaccessible.evidence


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        (
            Range(start_before="h1", end_before="footer"),
            ["Privacy", "Intro bold text", "Data", "We keep data.", "Contact us."],
        ),
        (Range(start_after="h1", end_before="h2"), ["Intro bold text"]),
        (Range(start_after="h1", end_after="h2"), ["Intro bold text", "Data"]),
        (Range(start_before="h2", end_after=".inner p"), ["Data", "We keep data."]),
        (Range(start_after="#top", end_before="footer"), ["Contact us."]),
        (Range(start_before="b", end_after="h2"), ["bold text", "Data"]),
        (
            Range(start_before="p", end_before="p:-soup-contains('Contact')"),
            ["Intro bold text", "Data", "We keep data."],
        ),
    ],
)
def test_a_range_reads_what_stands_between(wanted: Range, text: list[str]) -> None:
    """With or without the elements that it names, however they are nested."""
    assert selected(wanted) == text


def test_ranges_and_selectors_come_in_the_order_of_the_page() -> None:
    """Each part of it once."""
    between = Range(start_before="h2", end_after=".inner p")
    assert selected("footer", between, "h1", "h2", ".inner p") == ["Privacy", "Data", "We keep data.", "Foot"]


def test_a_range_ends_after_it_begins() -> None:
    """The end is the first match that follows."""
    assert selected(Range(start_after="h2", end_after="p")) == ["We keep data."]


@pytest.mark.parametrize(
    "select",
    [
        "main",
        "i",  # there, but empty
        Range(start_before="footer", end_before="h1"),
        Range(start_before="main", end_before="h1"),
        Range(start_after="#top", end_before=".inner"),  # ends inside of what it begins after
    ],
)
def test_a_selector_that_finds_no_words_has_stopped_matching(select: str | Range) -> None:
    """It is a reason to look, never an empty policy; the reason names it."""
    assert str(select) in refused(select)


@pytest.mark.parametrize("wrong", ["p[", "p::before", "a:nonsense", ":nth-child(", "p" + ":not(p" * 400])
def test_what_is_no_selector_is_told_as_one(wrong: str) -> None:
    """Also by `read`, which does not go through the configuration."""
    assert "is no CSS selector" in refused(wrong)
    assert "is no CSS selector" in refused("p", remove=(wrong,))


def test_a_range_needs_both_ends() -> None:
    """One of each."""
    for wrong in ({}, {"start_before": "a"}, {"start_before": "a", "start_after": "b", "end_after": "c"}):
        with pytest.raises(ValueError, match="a range has one of"):
            Range(**wrong)


def test_a_page_with_a_range_is_still_a_value() -> None:
    """It can be a key, and two of them are equal."""
    one, other = (Page("p", "https://example.org", select=(Range(start_after="h1", end_before="p"),)) for _ in range(2))
    assert one.select == other.select
    assert hash(one.select) == hash(other.select)


ENDS = st.sampled_from(["h1", "h2", "p", "b", ".inner", "#top", "footer", "i", "body", "main", "p["])


@given(ENDS, ENDS, st.booleans(), st.booleans())
def test_any_range_gives_words_of_the_page_in_order_or_a_read_error(
    first: str, last: str, near: bool, far: bool
) -> None:
    """Nothing is invented, nothing told twice."""
    wanted = Range(**{"start_before" if near else "start_after": first, "end_after" if far else "end_before": last})
    try:
        found = read(PAGE, content_type="text/html", select=[wanted]).text.split()
    except ReadError:
        return
    words = iter("Privacy Intro bold text Data We keep data. Contact us. Foot stray".split())
    assert all(word in words for word in found)
