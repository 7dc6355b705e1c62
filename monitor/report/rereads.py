"""A reread as text: why a version was read again, and what is read otherwise in the same bytes."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from monitor.core.model import Change
from monitor.core.records import RereadRow
from monitor.report.visible import one_line

WIDTH = 100
LONGEST = 600  # characters of a side that are shown


def what(row: RereadRow) -> str:
    """Why it was read again."""
    reasons = []
    if row.reader_before != row.reader_after:
        reasons.append(f"reader {row.reader_before} → {row.reader_after}")
    if row.settings_before != row.settings_after:
        reasons.append("select and remove")
    return ", ".join(reasons) or "asked for"


def reread_text(row: RereadRow) -> str:
    """One reread with its differences."""
    head = f"Version {row.number}, read again {row.reread_at:%Y-%m-%d %H:%M} UTC ({what(row)}): "
    if not row.differences:
        return f"{head}the same text."
    counted = "1 difference" if row.differences == 1 else f"{row.differences:,} differences"
    lines = [f"{head}{counted}, {row.words_before:,} → {row.words_after:,} words."]
    for change in row.changes:
        lines += _change(change)
    if len(row.changes) < row.differences:
        lines.append(f"  and {row.differences - len(row.changes):,} more, which were not kept")
    return "\n".join(lines)


def _change(change: Change) -> Iterator[str]:
    where = " › ".join(map(one_line, change.section)) or "before the first heading"
    yield f"  {change.kind.value}: {where[:WIDTH]}"
    for sign, side in (("-", change.before), ("+", change.after)):
        if side:
            text = one_line(side)
            text = text if len(text) <= LONGEST else f"{text[:LONGEST]} […]"
            yield textwrap.fill(text, WIDTH, initial_indent=f"    {sign} ", subsequent_indent="      ")
