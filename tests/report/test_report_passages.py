"""The two sides of a change."""

from __future__ import annotations

import pytest
from report_samples import CHANGES, CLOUD, modified

from monitor.core.model import Change, ChangeKind
from monitor.report import passages
from monitor.report.passages import Mark

LONG = "Ein langer Satz, der stehen bleibt, wie er war. " * 20


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.kind.value)
def test_the_pieces_of_a_side_give_its_whole_text(change: Change) -> None:
    """Nothing is lost by folding or marking."""
    assert "".join(piece.text for piece in passages.before(change)) == change.before
    assert "".join(piece.text for piece in passages.after(change)) == change.after


def test_long_unchanged_stretches_fold_alike_on_both_sides() -> None:
    """At the start, between two edits, and at the end; words stay whole; what stands beside an edit stays to be read."""
    change = modified(CLOUD, 1, f" {LONG}", "-one", "+two", f" {LONG}", "-gone", f" {LONG}")
    old, new = passages.before(change), passages.after(change)
    assert [piece.mark for piece in old] == [
        *(Mark.GAP, Mark.KEEP, Mark.DELETE, Mark.KEEP, Mark.GAP, Mark.KEEP, Mark.DELETE, Mark.KEEP, Mark.GAP)
    ]
    kept = [piece for piece in old if piece.mark in (Mark.KEEP, Mark.GAP)]
    assert kept == [piece for piece in new if piece.mark in (Mark.KEEP, Mark.GAP)]
    assert all(
        passages.AROUND - 1 <= len(piece.text) <= passages.AROUND + 24 for piece in kept if piece.mark is Mark.KEEP
    )
    ends = [piece.text for piece in kept if piece.mark is Mark.KEEP]
    assert all(text[0].isspace() or text[-1].isspace() or LONG.startswith(text) for text in ends)


def test_text_without_spaces_folds_too() -> None:
    """As in Chinese, or in a hostile word of a million letters."""
    change = modified(CLOUD, 1, " " + "字" * 500, "-旧", "+新")
    assert [piece.mark for piece in passages.before(change)] == [Mark.GAP, Mark.KEEP, Mark.DELETE]


def test_short_stretches_do_not_fold() -> None:
    """An ellipsis that hides three words hides more than it saves."""
    pieces = passages.before(modified(CLOUD, 1, " We keep it for ", "-30", "+90", " days and then delete it."))
    assert [piece.mark for piece in pieces] == [Mark.KEEP, Mark.DELETE, Mark.KEEP]


def test_space_around_words_is_not_marked() -> None:
    """Unless space is all that came."""
    change = modified(CLOUD, 1, " a", "- gone ", " b")
    assert [(piece.mark, piece.text) for piece in passages.before(change)][1:4] == [
        (Mark.KEEP, " "),
        (Mark.DELETE, "gone"),
        (Mark.KEEP, " "),
    ]
    assert (Mark.INSERT, " ") in [(p.mark, p.text) for p in passages.after(modified(CLOUD, 1, " a", "+ ", " b"))]


def test_a_change_without_word_edits_is_marked_as_a_whole() -> None:
    """Both sides stand in full."""
    change = Change(ChangeKind.MODIFIED, CLOUD, "old words", "new words")
    assert [piece.mark for piece in (*passages.before(change), *passages.after(change))] == [Mark.DELETE, Mark.INSERT]


def test_neighbours_that_came_together_are_one_passage() -> None:
    """A new section is its heading and its paragraphs; a removal next to it is another passage."""
    assert [len(run) for run in passages.runs((*CHANGES[2:5], CHANGES[6], CHANGES[5]))] == [3, 1, 1]
