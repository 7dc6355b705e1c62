"""Word edits: exact, and readable."""

from __future__ import annotations

from itertools import pairwise

import pytest
from drafts import texts
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.compare import words
from monitor.core.compare.words import edits
from monitor.core.model import EditOp

MARKS = {EditOp.KEEP: "{}", EditOp.DELETE: "[-{}]", EditOp.INSERT: "[+{}]"}


def shown(before: str, after: str) -> str:
    return "".join(MARKS[edit.op].format(edit.text) for edit in edits(before, after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("kept for 30 days.", "kept for 90 days.", "kept for [-30][+90] days."),
        ("kept for 30 days.", "kept for 12 months.", "kept for [-30 days][+12 months]."),
        ("We sell it. We share it.", "We sell it. We use it. We share it.", "We sell it. [+We use it. ]We share it."),
        ("We may share it.", "We share it.", "We [-may ]share it."),
        ("by e-mail or by post", "by e-mail or, where allowed, by post", "by e-mail or[+, where allowed,] by post"),
        ("1,000.50 EUR", "1,500.50 EUR", "[-1,000.50][+1,500.50] EUR"),
        ("we don't sell", "we do sell", "we [-don't][+do] sell"),
        ("我们不出售数据", "我们出售数据", "我们[-不]出售数据"),
        ("", "new", "[+new]"),
        ("gone", "", "[-gone]"),
        ("same", "same", "same"),
    ],
)
def test_edits_read_as_a_person_would_mark_them(before: str, after: str, expected: str) -> None:
    """Whole words, whole sentences where one comes or goes, numbers as one, scripts without spaces by character."""
    assert shown(before, after) == expected


def test_a_rewritten_clause_is_one_edit_and_no_confetti() -> None:
    """A word that happens to stand in both does not cut the clause in pieces."""
    before = "We may use the address for sending news about products of ours"
    after = "We may pass on any contact detail for the billing of those partners of ours"
    assert shown(before, after).count("[-") == 1


@given(texts, texts)
@settings(deadline=None)
def test_keeps_and_deletes_are_before_keeps_and_inserts_after(before: str, after: str) -> None:
    """Exactly, and no two steps of a sort follow each other."""
    found = edits(before, after)
    assert "".join(edit.text for edit in found if edit.op is not EditOp.INSERT) == before
    assert "".join(edit.text for edit in found if edit.op is not EditOp.DELETE) == after
    assert all(a.op is not b.op for a, b in pairwise(found))


@given(st.lists(st.sampled_from(["a b. ", "c d. ", "e. ", "f "])), st.lists(st.sampled_from(["a b. ", "c. ", "f "])))
@settings(deadline=None)
def test_texts_too_long_for_one_matrix_are_aligned_by_sentence(old: list[str], new: list[str]) -> None:
    """With the caps at next to nothing the edits are as exact."""
    before, after = "".join(old), "".join(new)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "MAX_CELLS", 4)
        found = edits(before, after)
    assert "".join(edit.text for edit in found if edit.op is not EditOp.INSERT) == before
    assert "".join(edit.text for edit in found if edit.op is not EditOp.DELETE) == after


def test_a_long_text_keeps_the_sentences_that_stand() -> None:
    """Two edits at the two ends of one very long paragraph are two edits."""
    middle = "".join(f"Sentence {n} says what {n} says. " for n in range(12_000))
    assert shown(f"Old start. {middle}Old end.", f"New start. {middle}New end.") == (
        f"[-Old][+New] start. {middle}[-Old][+New] end."
    )
