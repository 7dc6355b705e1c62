"""A redline holds every word of both texts, each where it stood."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import compare, read
from monitor.core.model import Document, Edit, EditOp
from monitor.report.document import redline_text
from monitor.report.redline import Line, redline

BLOCKS = st.lists(
    st.tuples(st.sampled_from(["p", "h2", "li"]), st.sampled_from([f"Sentence {n} of the policy says thing {n}." for n in range(12)] + ["We keep it.", "Rights"])),
    min_size=1,
    max_size=12,
)  # fmt: skip


def page(blocks: list[tuple[str, str]]) -> Document:
    """A page of these blocks."""
    return read("".join(f"<{tag}>{text}</{tag}>" for tag, text in blocks).encode(), content_type="text/html")


def side(lines: list[Line], gone: EditOp) -> list[str]:
    """The text of one side, a line each."""
    texts = ("".join(edit.text for edit in line.edits if edit.op is not gone) for line in lines)
    return [part for text in texts for part in text.split("\n") if part.strip()]


@given(BLOCKS, BLOCKS)
@settings(deadline=None)
def test_without_what_went_it_is_the_text_after_in_order(
    old: list[tuple[str, str]], new: list[tuple[str, str]]
) -> None:
    """To the letter; and without what came it has every line of the text before."""
    before, after = page(old), page(new)
    diff = compare(before, after)
    if diff.reason:
        return
    lines = redline(before, after, diff)
    assert side(lines, EditOp.DELETE) == [line for line in after.lines() if line.strip()]


def test_what_went_stands_behind_what_it_stood_behind() -> None:
    """And a word that changed is marked in its sentence."""
    keep = [("p", f"Sentence {n} of the policy stays as it is here.") for n in range(4)]
    before = page([*keep[:2], ("p", "We do not sell your data."), *keep[2:], ("p", "Kept for 30 days.")])
    after = page([*keep, ("p", "Kept for 90 days.")])
    lines = redline(before, after, compare(before, after))
    assert [line.edits[0].op for line in lines] == [EditOp.KEEP, EditOp.KEEP, EditOp.DELETE, EditOp.KEEP, EditOp.KEEP, EditOp.KEEP]  # fmt: skip
    assert [(edit.op.value, edit.text) for edit in lines[-1].edits] == [
        ("keep", "Kept for "), ("delete", "30"), ("insert", "90"), ("keep", " days."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["{first} {second}", "{last}"], ["{first}", "{second}", "{last}"]),
        (["{first}", "{second}", "{last}"], ["{first} {second}", "{last}"]),
        (["{first} {second}", "{stays}", "{last}"], ["{first}", "{last}", "{second}", "{stays}"]),
    ],
)
def test_a_paragraph_that_was_split_or_merged_stands_there_once(old: list[str], new: list[str]) -> None:
    """In all its parts, also where a line from elsewhere stands between them now."""
    texts = {
        "first": "We keep the drafts that you made for thirty days.",
        "second": "After that nobody can bring them back to you.",
        "stays": "Whatever you draw is yours, and so is what you write below it.",
        "last": "Whoever draws may sign with a name of choice, which others can read.",
    }
    before, after = (page([("p", text.format(**texts)) for text in one]) for one in (old, new))
    lines = redline(before, after, compare(before, after))
    assert sorted(side(lines, EditOp.DELETE)) == sorted(after.lines())
    assert sorted(side(lines, EditOp.INSERT)) == sorted(before.lines())


def test_as_text_what_differs_is_marked_in_its_line_and_at_its_side() -> None:
    """Also what was moved, and the levels of headings; lines too long for the width hang where they began."""
    before = page([("h2", "Rights"), ("p", "You may object to this at any time."), ("li", "Kept for 30 days.")])
    after = page([("h2", "Rights"), ("p", "You may object to this."), ("li", "Kept for 90 days."), ("li", "New here.")])
    assert redline_text(redline(before, after, compare(before, after)), 34) == (
        "  Rights\n\n┃   You may object to this[- at\n    any time-].\n\n"
        "┃   • Kept for [-30-]{+90+} days.\n┃   • {+New here.+}"
    )
    moved = Line((Edit(EditOp.KEEP, "It stood elsewhere."),), moved=True)
    assert redline_text([moved]) == "↷   It stood elsewhere."
