"""CSV of answers: one line of names, a record a row, nothing that acts."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from monitor.core.history.answers import Blamed, Moment, Variant
from monitor.report.csv import csv_of

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
ONE = Moment(1, AT)


def test_what_is_within_a_value_has_columns_of_its_own() -> None:
    """Also where there is no row."""
    text = csv_of(Blamed, [Blamed(0, ("A", "B"), True, "Words", ONE, ONE, ONE)])
    [row] = csv.DictReader(io.StringIO(text))
    assert row["section"] == "A > B"
    assert (row["heading"], row["came_number"], row["came_seen_at"]) == ("1", "1", "2026-03-01T08:00:00Z")
    assert csv_of(Blamed, []) == text.splitlines(keepends=True)[0]


def test_lists_of_numbers_are_json() -> None:
    """And numbers stay numbers."""
    [row] = csv.DictReader(io.StringIO(csv_of(Variant, [Variant("p", 1, "0", 5, AT, AT, 2, 0.5, True, (1, 3))])))
    assert (row["numbers"], row["share"], row["current"]) == ("[1, 3]", "0.5", "1")


@given(st.text())
def test_no_text_is_a_formula_or_acts_on_a_terminal(text: str) -> None:
    """For any text."""
    written = csv_of(Blamed, [Blamed(0, (text,), False, text, ONE, ONE, ONE)])
    assert "\x1b" not in written
    for row in csv.DictReader(io.StringIO(written)):
        assert row["text"][:1] not in {*"=+-@\t\r\n"} - {""}
        assert row["section"][:1] not in {*"=+-@\t\r\n"} - {""}
