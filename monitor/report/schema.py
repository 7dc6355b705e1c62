"""The JSON Schema of a report, from the very values that a report is made of, so that it cannot tell otherwise."""

from __future__ import annotations

import types
import typing
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from monitor.core.model import Change, Fact, Outcome, Significance
from monitor.core.records import Coverage, Redirected, SnapshotRow, Standing, VersionRow, Withdrawn
from monitor.report.json import SCHEMA

_PLAIN: dict[type, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    timedelta: {"type": "number", "description": "seconds"},
}
_ENTRY: dict[str, Any] = {
    "page_id": str,
    "page_name": str,
    "outcome": Outcome,
    "significance": Significance,
    "told": bool,
    "standing": Standing,
    "confirmed_at": datetime | None,
    "held_until": datetime | None,
    "pardon": str,
    "headline": str,
    "before": VersionRow | None,
    "after": VersionRow,
    "returned_to": VersionRow | None,
    "snapshot_before": SnapshotRow | None,
    "snapshot_after": SnapshotRow,
    "sentences": tuple[str, ...],
    "facts": tuple[Fact, ...],
    "changes": tuple[Change, ...],
}
_REPORT: dict[str, Any] = {
    "title": str,
    "since": datetime | None,
    "until": datetime | None,
    "made_at": datetime,
    "summary": tuple[str, ...],
    "coverage": tuple[Coverage, ...],
    "head": str,
    "only": str,
    "withdrawn": int,
    "withdrawn_pages": tuple[Withdrawn, ...],
    "redirected": tuple[Redirected, ...],
}


def report_schema() -> dict[str, Any]:
    """The schema (draft 2020-12). Fields may be added within version 1, so objects allow more than is named."""
    named: dict[str, Any] = {}
    entries = {"type": "array", "items": {"$ref": "#/$defs/Entry"}}
    top = _object(_REPORT, named)
    lists = ("entries", "waiting", "first", "quiet")
    top["properties"] |= {"schema": {"const": SCHEMA}, **dict.fromkeys(lists, entries)}
    top["required"] += ["schema", *lists]
    named["Entry"] = _object(_ENTRY, named)
    return {"title": SCHEMA, **top, "$defs": dict(sorted(named.items()))}


def _object(members: dict[str, Any], named: dict[str, Any]) -> dict[str, Any]:
    properties = {name: _of(kind, named) for name, kind in members.items()}
    return {"type": "object", "properties": properties, "required": list(members)}


def _of(kind: Any, named: dict[str, Any]) -> dict[str, Any]:
    """The schema of a type; dataclasses are put into `named` once, by their names."""
    if kind in _PLAIN:
        return dict(_PLAIN[kind])
    arguments = typing.get_args(kind)
    if isinstance(kind, types.UnionType):
        return {"anyOf": [_of(each, named) for each in arguments if each is not types.NoneType] + [{"type": "null"}]}
    if typing.get_origin(kind) is tuple:
        return _array(arguments, named)
    if issubclass(kind, Enum):
        return {"enum": [member.value for member in kind]}
    return _reference(kind, named)


def _array(arguments: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
    """Of any length where the type ends in `...`, else of just these items."""
    if arguments[-1] is Ellipsis:
        return {"type": "array", "items": _of(arguments[0], named)}
    length = len(arguments)
    return {
        "type": "array",
        "prefixItems": [_of(each, named) for each in arguments],
        "minItems": length,
        "maxItems": length,
    }


def _reference(kind: type, named: dict[str, Any]) -> dict[str, Any]:
    assert is_dataclass(kind)
    if kind.__name__ not in named:
        named[kind.__name__] = {}
        hints = typing.get_type_hints(kind)
        named[kind.__name__] = _object({field.name: hints[field.name] for field in fields(kind)}, named)
    return {"$ref": f"#/$defs/{kind.__name__}"}
