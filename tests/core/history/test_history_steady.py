"""Since when a section stands as it is."""

from __future__ import annotations

from monitor.core.history.steady import Said, steady

RIGHTS = Said(("Rights",), ("You can ask us.",))
KEEP30, KEEP90 = Said(("Keeping",), ("For 30 days.",)), Said(("Keeping",), ("For 90 days.",))


def test_a_section_that_never_changed_stands_since_the_first_version() -> None:
    """One that changed since it changed, wherever on the page both stand."""
    assert steady([(1, [RIGHTS, KEEP30]), (2, [KEEP90, RIGHTS])]) == [(KEEP90, 2, 1), (RIGHTS, 1, 2)]


def test_a_section_that_was_away_stands_since_it_is_back() -> None:
    """The time before does not count."""
    assert steady([(1, [RIGHTS, KEEP30]), (2, [KEEP30]), (3, [RIGHTS, KEEP30])]) == [(RIGHTS, 3, 1), (KEEP30, 1, 3)]


def test_marks_alone_are_no_change() -> None:
    """As everywhere."""
    typeset = Said(("Rights",), ("You  can ask us.",))
    assert steady([(1, [RIGHTS]), (2, [typeset])]) == [(typeset, 1, 2)]


def test_sections_of_one_name_are_told_apart_and_empty_ones_left_out() -> None:
    """By their order."""
    other = Said(("Rights",), ("Another one.",))
    assert steady([(1, [RIGHTS, other, Said(("Empty",), ())])]) == [(RIGHTS, 1, 1), (other, 1, 1)]
    assert steady([]) == []


def test_a_page_with_another_title_has_the_same_sections() -> None:
    """What stands above a heading does not make it another."""
    versions = [(n, [Said((title, "Cookies"), ("We set two.",))]) for n, title in ((1, "Statement"), (2, "Notice"))]
    assert [(since, count) for _, since, count in steady(versions)] == [(1, 2)]
