"""Where each line of a text comes from: across edits, moves, splits and returns."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.core.compare import changes
from monitor.core.history.blame import Carried, Origin, Step, blame
from monitor.core.model import Block, BlockKind, ChangeKind, Document, Section


def document(*texts: str) -> Document:
    return Document((Section(1, "", (), blocks=tuple(Block(BlockKind.PARAGRAPH, text) for text in texts)),))


def steps(*versions: tuple[str, ...]) -> list[Step]:
    """As the store has them: each version with the changes that comparing finds."""
    made, before = [], None
    for number, texts in enumerate(versions, 1):
        after = document(*texts)
        found = changes(before, after) if before else ()
        carried = [
            Carried(one.before, one.after, one.before_at, one.after_at)
            for one in found
            if one.kind is not ChangeKind.LINKS and one.before_at is not None and one.after_at is not None
        ]
        made.append(Step(number, list(after.lines()), carried))
        before = after
    return made


KEEP = "We keep your account data for as long as you have an account with us."
SHARE = "We share usage records with the partners who help us to run the service."
ASK = "You can ask us at any time to delete everything that we hold about you."


def test_a_line_that_never_changed_came_with_the_first_version() -> None:
    """And one that was added came with the version that added it."""
    first, added = blame(steps((KEEP,), (KEEP, SHARE), (KEEP, SHARE)))
    assert first == Origin(1, 1, 1)
    assert added == Origin(2, 2, 2)


def test_an_edit_changes_a_line_and_does_not_make_it_new() -> None:
    """Its date of change moves, its date of coming stays."""
    edited = SHARE.replace("usage records", "usage records and locations")
    [_, line] = blame(steps((KEEP, SHARE), (KEEP, edited), (KEEP, edited)))
    assert line == Origin(came=1, changed=2, said_first=2)


def test_a_move_changes_nothing() -> None:
    """Whatever else happens around it."""
    texts = (KEEP, SHARE, ASK)
    assert blame(steps(texts, (ASK, KEEP, SHARE))) == (Origin(1, 1, 1),) * 3


def test_what_was_gone_and_comes_back_keeps_its_first_date() -> None:
    """And says since when it is there again."""
    [_, back] = blame(steps((KEEP, SHARE), (KEEP,), (KEEP, SHARE)))
    assert back == Origin(came=1, changed=3, said_first=1)


def test_words_that_were_changed_and_changed_back_were_said_before() -> None:
    """The line came with the first version, has its words since the third, and had them in the first."""
    edited = SHARE.replace("usage records", "usage records and locations")
    [line] = blame(steps((SHARE,), (edited,), (SHARE,)))
    assert line == Origin(came=1, changed=3, said_first=1)


def test_a_paragraph_that_was_split_goes_on_in_both_parts() -> None:
    """Both came with the first version and changed with the second."""
    whole = f"{KEEP} {SHARE}"
    assert blame(steps((ASK, whole), (ASK, KEEP, SHARE)))[1:] == (Origin(1, 2, 2), Origin(1, 2, 2))


def test_other_marks_are_no_change_of_words() -> None:
    """Quotes and dashes are told by no change, and carry on all the same."""
    plain, typeset = 'We say "no" to that - always, and everywhere.', "We say “no” to that – always, and everywhere."
    assert blame(steps((plain, KEEP), (typeset, KEEP)))[0] == Origin(1, 1, 1)


def test_places_that_do_not_fit_the_text_do_no_harm() -> None:
    """As after a reader that saw the version before otherwise: equal lines are found by their words."""
    wrong = [Carried("nowhere", "not here", 7, 9), Carried(SHARE, "x", 0, 1)]
    assert blame([Step(1, [KEEP, SHARE]), Step(2, [SHARE, KEEP], wrong)]) == (Origin(1, 1, 1),) * 2


@given(st.lists(st.lists(st.sampled_from([KEEP, SHARE, ASK, KEEP[:30], SHARE[5:], ""]), max_size=6), max_size=6))
def test_every_line_comes_from_some_version_before_or_now(texts: list[list[str]]) -> None:
    """For any history: one origin a line, and nothing came after it changed."""
    made = steps(*(tuple(version) for version in texts))
    found = blame(made)
    assert len(found) == (len(made[-1].lines) if made else 0)
    for origin in found:
        assert 1 <= origin.came <= origin.changed <= len(texts)
        assert origin.said_first <= origin.changed
