"""What happened in a period: versions with what led to them, and how well the pages were looked at."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from monitor.core.records import Coverage, Telling
from monitor.store.rows import diff_of, moment_or_none, snapshot_row, stamp, version_row

Query = Callable[[str, Mapping[str, object]], list[dict[str, Any]]]

_BEGAN = """
    SELECT v.*, coalesce(nullif(p.name, ''), p.id) AS page_name
    FROM versions v JOIN pages p ON p.id = v.page_id
    WHERE v.seen_at >= :since AND v.seen_at < :until
      AND (:pages = '[]' OR v.page_id IN (SELECT value FROM json_each(:pages)))
    ORDER BY v.seen_at, v.id"""

# SQLite has no milliseconds of a difference before 3.42; julianday is exact to 0.1 ms in this century.
_COVERAGE = """
    WITH looked AS (
        SELECT page_id, started_at, outcome <> 'inaccessible' AS good FROM checks
        WHERE started_at >= :since AND started_at < :until
          AND (:pages = '[]' OR page_id IN (SELECT value FROM json_each(:pages)))
    ), gaps AS (
        SELECT page_id, julianday(started_at)
            - julianday(lag(started_at) OVER (PARTITION BY page_id ORDER BY started_at)) AS days
        FROM looked WHERE good
    ), longest AS (
        SELECT page_id, max(days) AS days FROM gaps GROUP BY page_id
    ), summed AS (
        SELECT page_id, count(*) AS checks, sum(good) AS good, min(started_at) AS first_at, max(started_at) AS last_at
        FROM looked GROUP BY page_id
    )
    SELECT p.id, coalesce(nullif(p.name, ''), p.id) AS page_name, coalesce(checks, 0) AS checks,
           coalesce(good, 0) AS good, first_at, last_at, days
    FROM pages p LEFT JOIN summed ON summed.page_id = p.id LEFT JOIN longest ON longest.page_id = p.id
    WHERE CASE WHEN :pages = '[]' THEN p.watched OR checks ELSE p.id IN (SELECT value FROM json_each(:pages)) END
    ORDER BY p.id"""

_TROUBLES = """
    SELECT page_id, reason, count(*) AS times FROM checks
    WHERE reason IS NOT NULL AND started_at >= :since AND started_at < :until
      AND (:pages = '[]' OR page_id IN (SELECT value FROM json_each(:pages)))
    GROUP BY page_id, reason ORDER BY times DESC, reason"""


def tellings(query: Query, since: datetime | None, until: datetime | None, pages: Sequence[str]) -> list[Telling]:
    """See `ports.Store.tellings`. The number of queries does not grow with what is found."""
    began = query(_BEGAN, _period(since, until, pages))
    changes, facts = (_by_version(query, table, began) for table in ("changes", "facts"))
    earlier = query(
        _picked("versions", "id", "id"), _ids(row[of] for row in began for of in ("previous_id", "returned_to"))
    )
    versions = {row["id"]: version_row(row) for row in (*earlier, *began)}
    found = query(_picked("snapshots", "id", "id"), _ids(version.snapshot_id for version in versions.values()))
    snapshots = {row["id"]: snapshot_row(row) for row in found}

    def one(row: Mapping[str, Any]) -> Telling:
        before, after = versions.get(row["previous_id"]), versions[row["id"]]
        return Telling(
            page_id=row["page_id"],
            page_name=row["page_name"],
            before=before,
            after=after,
            snapshot_before=snapshots[before.snapshot_id] if before else None,
            snapshot_after=snapshots[after.snapshot_id],
            diff=diff_of(row["significance"], changes[row["id"]], facts[row["id"]]),
            returned_to=versions.get(row["returned_to"]),
        )

    return [one(row) for row in began]


def coverage(query: Query, since: datetime | None, until: datetime | None, pages: Sequence[str]) -> list[Coverage]:
    """See `ports.Store.coverage`."""
    period = _period(since, until, pages)
    troubles = defaultdict(list)
    for row in query(_TROUBLES, period):
        troubles[row["page_id"]].append((row["reason"], row["times"]))
    return [
        Coverage(
            page_id=row["id"],
            page_name=row["page_name"],
            checks=row["checks"],
            good=row["good"],
            first_at=moment_or_none(row["first_at"]),
            last_at=moment_or_none(row["last_at"]),
            longest_gap=None if row["days"] is None else timedelta(milliseconds=round(row["days"] * 86_400_000)),
            troubles=tuple(troubles[row["id"]]),
        )
        for row in query(_COVERAGE, period)
    ]


def _period(since: datetime | None, until: datetime | None, pages: Sequence[str]) -> dict[str, object]:
    """Open ends are texts that sort before and after every time."""
    return {
        "since": stamp(since) if since else "",
        "until": stamp(until) if until else "~",
        "pages": json.dumps(list(pages), ensure_ascii=False),
    }


def _picked(table: str, column: str, order: str) -> str:
    return f"SELECT * FROM {table} WHERE {column} IN (SELECT value FROM json_each(:ids)) ORDER BY {order}"  # noqa: S608


def _ids(ids: Iterable[int | None]) -> dict[str, object]:
    return {"ids": json.dumps([i for i in ids if i is not None])}


def _by_version(query: Query, table: str, began: Iterable[Mapping[str, Any]]) -> Mapping[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in query(_picked(table, "version_id", "version_id, position"), _ids(row["id"] for row in began)):
        found[row["version_id"]].append(row)
    return found
