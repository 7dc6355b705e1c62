"""What comparing leaves out to be fast changes no answer."""

from __future__ import annotations

from drafts import doc, texts, told
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.compare import changes
from monitor.core.compare.canonical import key, keys
from monitor.core.diff import compare
from monitor.core.model import Significance

odd = st.text(alphabet="a1.() -•'`\"‘’“”–é\u0301½ﬁ\u00a0\u00ad\u200b\u2028\u3164\ud800\n", max_size=8)


@given(st.lists(st.one_of(texts, odd), max_size=5))
@settings(max_examples=300, deadline=None)
def test_keys_of_many_texts_are_those_of_each(lines: list[str]) -> None:
    """Folding all at once must not fold over a border, nor fold in ASCII what stands there as it is."""
    assert keys(lines) == [key(line) for line in lines]


def test_ascii_quotes_are_kept_beside_other_scripts() -> None:
    """Two apostrophes are a quotation mark only in a text that is not ASCII; a line break inside is no border."""
    lines = ["the ''data''", "the ''café''", "a `name`", "one\ntwo"]
    assert keys(lines) == ["the''data''", 'the"café"', "a`name`", "onetwo"]


def test_what_is_equal_may_run_on_into_the_end() -> None:
    """Of two equal sections the second is gone, also where the first section differs in its spelling alone."""
    found = changes(doc("# A", "“x” y", "# B", "b", "# B", "b"), doc("# A", '"x" y', "# B", "b"))
    assert told(found) == [("removed", "B", ""), ("removed", "b", "")]
    assert [change.before_at for change in found] == [4, 5]


def test_positions_count_the_sections_that_are_left_out() -> None:
    """Equal sections before and after; the lines between are told where they stand in the whole."""
    around = ("# 1. A", "a", "a2"), ("# C", "c")
    (change,) = changes(doc(*around[0], "# B", "gone", *around[1]), doc(*around[0], "# B", *around[1]))
    assert (change.before_at, change.section) == (4, ("B",))


def test_links_of_equal_words_are_compared_letter_by_letter() -> None:
    """The same words with another target are one change of links, in the section that differs alone."""
    found = changes(doc("# A", "a -> /x", "# B", "b -> /x"), doc("# A", "a -> /x", "# B", "b -> /y"))
    assert told(found) == [("links", "/x", "/y")]


def test_the_same_change_at_two_places_is_told_at_both() -> None:
    """Judged once, it keeps both positions."""
    promise = "We never sell your personal data."
    diff = compare(doc("# A", promise, "x1", promise, "x2"), doc("# A", "x1", "x2"), gate=False)
    assert [(change.before_at, change.significance) for change in diff.changes] == [
        (1, Significance.MAJOR),
        (3, Significance.MAJOR),
    ]
