"""A report as JSON, for programs: `privacy-monitor/report/1`, described in docs/reports.md. Texts are exact here."""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any

from monitor.report import phrases
from monitor.report.compose import Entry, Report, by_rank

SCHEMA = "privacy-monitor/report/1"
# Escaping these loses nothing and keeps a terminal or an editor that shows the JSON from acting on them.
_ACTS = re.compile("[\x7f-\x9f\ud800-\udfff\u2028-\u202e\u2066-\u2069]")


def dumps(value: object, indent: int | None = 2) -> str:
    """JSON in readable characters, save those that act: they are written as escapes."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _ACTS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def plain(value: Any) -> Any:
    """A frozen value as JSON knows it: fields by name, times in ISO 8601 (UTC, `Z`), lengths of time in seconds."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return value.total_seconds() if isinstance(value, timedelta) else value


def report_json(report: Report) -> dict[str, Any]:
    """The report as a value for `dumps`."""
    return {
        "schema": SCHEMA,
        "title": report.title,
        "since": plain(report.since),
        "until": plain(report.until),
        "made_at": plain(report.made_at),
        "summary": phrases.summary(report),
        "entries": [_entry(entry, told=True) for entry in report.entries],
        "waiting": [_entry(entry, told=False) for entry in report.waiting],
        "first": [_entry(entry, told=True) for entry in report.first],
        "quiet": [_entry(entry, told=False) for entry in report.quiet],
        "coverage": [plain(row) for row in report.coverage],
        "head": report.head,
        "only": report.only,
        "withdrawn": sum(page.times for page in report.withdrawn),
        "withdrawn_pages": plain(report.withdrawn),
        "redirected": plain(report.redirected),
    }


def _entry(entry: Entry, *, told: bool) -> dict[str, Any]:
    telling = entry.telling
    facts = by_rank(telling.diff.facts)  # each with its own quotes, also where several say the same
    return {
        "page_id": telling.page_id,
        "page_name": telling.page_name,
        "outcome": entry.outcome.value,
        "significance": entry.significance.value,
        "told": told,
        "standing": telling.standing.value,
        "confirmed_at": plain(telling.confirmed_at),
        "held_until": plain(telling.held_until),
        "pardon": telling.pardon,
        "headline": phrases.headline(entry),
        "before": plain(telling.before),
        "after": plain(telling.after),
        "returned_to": plain(telling.returned_to),
        "snapshot_before": plain(telling.snapshot_before),
        "snapshot_after": plain(telling.snapshot_after),
        "sentences": [phrases.sentence(telling.page_name, fact) for fact in facts],
        "facts": plain(facts),
        "changes": plain(telling.diff.changes),
    }
