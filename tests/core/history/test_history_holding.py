"""What is told of changes that are held back: those that lasted, and no others."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.core.history.holding import NOTHING, due_again, settle
from monitor.core.records import Held, Settling

START = datetime(2026, 11, 24, tzinfo=UTC)
HOUR = timedelta(hours=1)
HELD = (Held(2, "b", START + HOUR),)


def at(hours: float) -> datetime:
    return START + hours * HOUR


def test_a_new_version_is_held_back() -> None:
    """For as long as it says."""
    assert settle((), START, "b", told_sha256="", began=True, hold=HOUR) == Settling(until=at(1))


def test_without_a_hold_back_nothing_waits() -> None:
    """It is told at once, and no row is written."""
    assert settle((), START, "b", told_sha256="", began=True, hold=timedelta(0)) == NOTHING


def test_it_is_confirmed_when_it_has_lasted_and_not_before() -> None:
    """The moment itself counts."""
    assert settle(HELD, at(0.9), "", told_sha256="a", began=False, hold=HOUR) == NOTHING
    assert settle(HELD, at(1), "", told_sha256="a", began=False, hold=HOUR) == Settling(confirmed=(2,))


def test_an_exact_return_withdraws_it_and_is_not_told_either() -> None:
    """However late: it was seen only once."""
    assert settle(HELD, at(9), "a", told_sha256="a", began=True, hold=HOUR) == Settling(withdrawn=(2,), back=True)


def test_a_third_text_confirms_what_it_is_built_upon() -> None:
    """Else the difference between the first and the second would never be told."""
    settling = settle(HELD, at(0.5), "c", told_sha256="a", began=True, hold=HOUR)
    assert settling == Settling(confirmed=(2,), until=at(1.5))


def test_the_next_check_is_pulled_forward() -> None:
    """To when it is decided; a page that could not be read then is looked at again after the same time."""
    day = at(24)
    assert due_again(day, START, (), Settling(until=at(1)), HOUR) == at(1)
    assert due_again(day, at(1), HELD, Settling(confirmed=(2,)), HOUR) == day
    assert due_again(day, at(1.5), HELD, NOTHING, HOUR) == at(2.5)
    assert due_again(at(0.2), START, (), Settling(until=at(1)), HOUR) == at(0.2)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 90)), max_size=12))
def test_what_is_told_follows_one_another_without_a_gap(looks: list[tuple[str, int]]) -> None:
    """For any series of looks: nothing is decided twice, and from told text to told text no difference is left out."""
    texts, held, told, now = ["a"], [], [0], START
    decided: set[int] = set()
    for text, minutes in looks:
        now += timedelta(minutes=minutes)
        began = text != texts[-1]
        before = texts[held[0].version_id - 1] if held else ""
        settling = settle(held, now, text if began else "", told_sha256=before, began=began, hold=HOUR)
        assert not decided & {*settling.confirmed, *settling.withdrawn}
        decided |= {*settling.confirmed, *settling.withdrawn}
        told += settling.confirmed
        held = [one for one in held if one.version_id not in decided]
        if began:
            texts.append(text)
        if settling.until:
            held.append(Held(len(texts) - 1, text, settling.until))
    for last, following in itertools.pairwise(told):
        assert last < following
        assert texts[following - 1] == texts[last]  # what it is compared with says what was told last
