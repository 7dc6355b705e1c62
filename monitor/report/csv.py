"""Answers as CSV (RFC 4180), for spreadsheets: nothing in a cell acts, neither on them nor on a terminal."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, get_type_hints

from monitor.report.json import dumps, plain
from monitor.report.visible import visible

_FORMULA = re.compile(r"[=+\-@\t\r\n]")  # what spreadsheets take for the beginning of a formula (OWASP, CSV injection)


def csv_of(kind: type, rows: Iterable[object]) -> str:
    """A line with the names of the fields of `kind`, and one for each row.

    A value within a value has columns of its own (`came_number`, `came_seen_at`); a path of headings is joined by
    ` > `, other lists are JSON. A text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_names(kind))
    writer.writerows([_cell(value) for value in _values(kind, row)] for row in rows)
    return out.getvalue()


def _inner(kind: type) -> Iterator[tuple[str, type | None]]:
    """The fields of a kind, each with the kind of values within it."""
    hints = get_type_hints(kind)
    for field in fields(kind):
        hint = hints[field.name]
        parts = getattr(hint, "__args__", ()) or (hint,)
        yield field.name, next((part for part in parts if is_dataclass(part) and isinstance(part, type)), None)


def _names(kind: type) -> list[str]:
    return [
        f"{name}_{own}" if inner else name
        for name, inner in _inner(kind)
        for own in (_names(inner) if inner else ("",))
    ]


def _values(kind: type, row: object | None) -> Iterator[Any]:
    for name, inner in _inner(kind):
        value = getattr(row, name) if row is not None else None
        if inner:
            yield from _values(inner, value)
        else:
            yield value


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, tuple | list):
        texts = isinstance(value, Sequence) and all(isinstance(item, str) for item in value)
        value = " > ".join(value) if texts else dumps(plain(value), indent=None)
    value = plain(value)
    if not isinstance(value, str):
        return "" if value is None else value
    value = visible(value)
    return f"'{value}" if _FORMULA.match(value) else value
