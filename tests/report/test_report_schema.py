"""Every report is what the published JSON Schema says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from report_samples import hostile, rich

from monitor.report.json import dumps, report_json
from monitor.report.schema import report_schema

PUBLISHED = json.loads((Path(__file__).parents[2] / "docs/report.schema.json").read_text("utf-8"))
TYPES = {"string": str, "boolean": bool, "integer": int, "number": (int, float), "array": list, "object": dict}


def faults(value: Any, schema: dict[str, Any], at: str = "$") -> list[str]:
    """Where a value is not what a schema says, for the keywords that ours uses."""
    if "$ref" in schema:
        return faults(value, PUBLISHED["$defs"][schema["$ref"].rsplit("/", 1)[1]], at)
    if "anyOf" in schema:
        return [] if any(not faults(value, each, at) for each in schema["anyOf"]) else [f"{at}: none of anyOf"]
    if "enum" in schema or "const" in schema:
        return [] if value in schema.get("enum", [schema.get("const")]) else [f"{at}: {value!r}"]
    if schema["type"] == "null":
        return [] if value is None else [f"{at}: not null"]
    if not isinstance(value, TYPES[schema["type"]]) or (isinstance(value, bool) and schema["type"] != "boolean"):
        return [f"{at}: {value!r} is no {schema['type']}"]
    return [*_members(value, schema, at)] if isinstance(value, dict) else [*_items(value, schema, at)]


def _members(value: dict[str, Any], schema: dict[str, Any], at: str) -> Iterator[str]:
    yield from (f"{at}: {name} is missing" for name in schema["required"] if name not in value)
    for name, each in value.items():
        yield from faults(each, schema["properties"][name], f"{at}.{name}")  # KeyError: the schema does not name it


def _items(value: Any, schema: dict[str, Any], at: str) -> Iterator[str]:
    if not isinstance(value, list):
        return
    firsts = schema.get("prefixItems", ())
    for number, each in enumerate(value):
        yield from faults(each, firsts[number] if firsts else schema["items"], f"{at}[{number}]")
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        yield f"{at}: {len(value)} items"


def test_the_published_schema_is_that_of_the_code() -> None:
    """`make docs WRITE=--write` renews it."""
    assert report_schema() == PUBLISHED


@pytest.mark.parametrize("made", [rich, hostile])
def test_a_report_is_what_the_schema_says(made: Any) -> None:
    """The rich example, and the one with hostile text in every field."""
    assert faults(json.loads(dumps(report_json(made()))), PUBLISHED) == []


def test_what_is_not_a_report_is_told() -> None:
    """A field of another type, one that is missing, a level that does not exist."""
    read = json.loads(dumps(report_json(rich())))
    read["entries"][0] |= {"significance": "huge", "headline": 3}
    del read["coverage"]
    assert faults(read, PUBLISHED) == [
        "$: coverage is missing",
        "$.entries[0].significance: 'huge'",
        "$.entries[0].headline: 3 is no string",
    ]
