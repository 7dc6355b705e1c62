"""What happened in a period: versions with what led to them, and how well the pages were looked at."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from monitor.core.errors import NotFound
from monitor.core.history.answers import Stretch
from monitor.core.records import Coverage, Redirected, Standing, Telling, Withdrawn
from monitor.store.ledger import GENESIS
from monitor.store.rows import ORIGIN, diff_of, moment, moment_or_none, snapshot_row, stamp, version_row

_SNAPSHOTS = f"SELECT s.*, {ORIGIN} FROM snapshots s WHERE s.id IN (SELECT value FROM json_each(:ids)) ORDER BY s.id"  # noqa: S608

Query = Callable[[str, Mapping[str, object]], list[dict[str, Any]]]

_BEGAN = """
    SELECT v.*, coalesce(nullif(p.name, ''), p.id) AS page_name, l.standing, l.confirmed_at, l.repeats,
           h.until AS held_until, (
               SELECT CASE WHEN c.reason IS NULL THEN c.evidence END FROM looks c
               WHERE c.page_id = v.page_id AND c.started_at <= v.seen_at AND c.version_id = v.id
                 AND c.outcome IN ('first', 'changed', 'returned')
               ORDER BY c.started_at DESC, c.id DESC LIMIT 1) AS pardon,
           CASE WHEN v.outcome = 'returned' THEN (
               SELECT e.id FROM timeline e LEFT JOIN holds o ON o.version_id = e.id
               WHERE e.page_id = v.page_id AND e.text_sha256 = v.text_sha256 AND e.number < v.number
                 AND coalesce(o.standing, 'confirmed') = 'confirmed'
               ORDER BY e.number DESC LIMIT 1) END AS same_as
    FROM timeline v JOIN pages p ON p.id = v.page_id JOIN version_log l ON l.version_id = v.id
    LEFT JOIN holds h ON h.version_id = v.id
    WHERE v.id IN ({which})
    ORDER BY v.seen_at, v.page_id, v.number"""
# What was held back belongs to the period in which it was confirmed: a report a day tells each change once.
_WITHDRAWN = """
    SELECT h.page_id, coalesce(nullif(p.name, ''), p.id) AS page_name, count(*) AS times
    FROM holds h JOIN pages p ON p.id = h.page_id
    WHERE {of_pages} AND standing = 'withdrawn' AND decided_at >= :since AND decided_at < :until
    GROUP BY h.page_id ORDER BY times DESC, h.page_id"""
# The last row of each page: a bare column is that of the row with the maximum (sqlite.org/lang_select.html).
_REDIRECTED = """
    SELECT c.page_id, coalesce(nullif(p.name, ''), p.id) AS page_name, max(c.started_at) AS at, c.url, c.final_url
    FROM looks c JOIN pages p ON p.id = c.page_id
    WHERE {of_pages} AND c.started_at >= :since AND c.started_at < :until
      AND c.outcome <> 'inaccessible' AND c.origin = 'live' AND c.final_url <> c.url
      AND NOT EXISTS (SELECT 1 FROM json_each(c.hops) h WHERE h.value ->> 1 IN (302, 303, 307))
      AND c.final_url <> (
          SELECT b.final_url FROM looks b
          WHERE b.page_id = c.page_id AND b.started_at < c.started_at AND b.outcome <> 'inaccessible' AND b.url = c.url
          ORDER BY b.started_at DESC LIMIT 1)
    GROUP BY c.page_id ORDER BY c.page_id"""
_CONFIRMED = """
    SELECT id FROM timeline
    WHERE {of_pages} AND seen_at >= :since AND seen_at < :until AND id NOT IN (SELECT version_id FROM holds)
    UNION ALL
    SELECT version_id FROM holds
    WHERE {of_pages} AND decided_at >= :since AND decided_at < :until AND standing = 'confirmed'"""
_SEEN = "SELECT id FROM timeline WHERE {of_pages} AND seen_at >= :since AND seen_at < :until"
# What was recorded live between two heads of the ledger, in the order of recording; captures are of the past.
_NEWS = """
    SELECT l.version_id FROM ledger l JOIN checks c ON c.id = l.row_id
    WHERE l.kind = 'check' AND l.version_id IS NOT NULL AND l.id > :after AND l.id <= :head AND {of_pages}
      AND c.origin = 'live' AND l.version_id NOT IN (SELECT version_id FROM holds)
    UNION ALL
    SELECT g.version_id FROM ledger l JOIN hold_log g ON g.id = l.row_id
    WHERE l.kind = 'hold' AND l.id > :after AND l.id <= :head AND {of_pages} AND g.standing = 'confirmed'"""
_ENTRY = "SELECT id FROM ledger WHERE chain = :chain"
# Also what a check confirmed later than the period: it was not yet to be told in it.
_WAITING = """
    SELECT version_id FROM holds
    WHERE {of_pages} AND (standing = 'held' OR (standing = 'confirmed' AND decided_at >= :until))
      AND version_id IN (SELECT id FROM timeline WHERE seen_at < :until)"""

# SQLite has no milliseconds of a difference before 3.42; julianday is exact to 0.1 ms in this century.
_COVERAGE = """
    WITH looked AS (
        SELECT page_id, started_at, outcome <> 'inaccessible' AS good, status IS 304 AS not_modified FROM looks
        WHERE started_at >= :since AND started_at < :until AND {of_pages}
    ), gaps AS (
        SELECT page_id, lag(started_at) OVER (PARTITION BY page_id ORDER BY started_at) AS from_at, started_at AS to_at
        FROM looked WHERE good
    ), summed AS (
        SELECT page_id, count(*) AS checks, sum(good) AS good, min(started_at) AS first_at, max(started_at) AS last_at,
               max(CASE WHEN good THEN started_at END) AS last_good, sum(good AND not_modified) AS not_modified
        FROM looked GROUP BY page_id
    ), blind AS (
        SELECT p.id AS page_id, coalesce(g.from_at, nullif(:since, ''), s.first_at) AS from_at, g.to_at
        FROM pages p JOIN summed s ON s.page_id = p.id JOIN gaps g ON g.page_id = p.id
        UNION ALL
        SELECT p.id, coalesce(s.last_good, nullif(:since, ''), s.first_at), coalesce(nullif(:until, '~'), s.last_at)
        FROM pages p LEFT JOIN summed s ON s.page_id = p.id
    ), longest AS (  -- the bare columns are those of the row with the maximum (sqlite.org/lang_select.html)
        SELECT page_id, from_at, to_at, max(julianday(to_at) - julianday(from_at)) AS days FROM blind GROUP BY page_id
    ), between_good AS (
        SELECT page_id, max(julianday(to_at) - julianday(from_at)) AS days FROM gaps GROUP BY page_id
    )
    SELECT p.id, coalesce(nullif(p.name, ''), p.id) AS page_name, coalesce(checks, 0) AS checks,
           coalesce(good, 0) AS good, coalesce(not_modified, 0) AS not_modified, first_at, last_at, b.days,
           l.days AS blind_days, l.from_at, l.to_at
    FROM pages p LEFT JOIN summed ON summed.page_id = p.id LEFT JOIN between_good b ON b.page_id = p.id
    LEFT JOIN longest l ON l.page_id = p.id
    WHERE CASE WHEN :pages = '[]' THEN p.watched OR checks ELSE p.id IN (SELECT value FROM json_each(:pages)) END
    ORDER BY p.id"""

_STRETCHES = """
    WITH looked AS (
        SELECT page_id, version_id, started_at, outcome <> 'inaccessible' AS good, status IS 304 AS not_modified
        FROM looks
        WHERE started_at >= :since AND started_at < :until AND version_id IS NOT NULL AND {of_pages}
    ), spans AS (
        SELECT page_id, version_id, min(started_at) AS first_at, max(started_at) AS last_at
        FROM looked WHERE good GROUP BY page_id, version_id
    ), gaps AS (
        SELECT version_id, julianday(started_at)
            - julianday(lag(started_at) OVER (PARTITION BY page_id, version_id ORDER BY started_at)) AS days
        FROM looked WHERE good
    ), longest AS (
        SELECT version_id, max(days) AS days FROM gaps GROUP BY version_id
    )
    SELECT s.page_id, coalesce(nullif(p.name, ''), p.id) AS page_name, v.number, s.first_at, s.last_at, l.days,
           count(*) AS checks, sum(k.good) AS good, sum(k.good AND k.not_modified) AS not_modified
    FROM spans s JOIN looked k ON k.page_id = s.page_id AND k.version_id = s.version_id
         AND k.started_at BETWEEN s.first_at AND s.last_at
    JOIN timeline v ON v.id = s.version_id JOIN pages p ON p.id = s.page_id
    JOIN longest l ON l.version_id = s.version_id
    GROUP BY s.page_id, s.version_id ORDER BY s.page_id, s.first_at, v.number"""

_TROUBLES = """
    SELECT page_id, reason, count(*) AS times FROM looks
    WHERE reason IS NOT NULL AND started_at >= :since AND started_at < :until
      AND {of_pages}
    GROUP BY page_id, reason ORDER BY times DESC, reason"""


def tellings(
    query: Query, since: datetime | None, until: datetime | None, pages: Sequence[str], *, unconfirmed: bool
) -> list[Telling]:
    """See `ports.Store.tellings`. The number of queries does not grow with what is found."""
    return _told(query, _SEEN if unconfirmed else _CONFIRMED, period(since, until, pages), pages)


def news(query: Query, after: str, head: str, pages: Sequence[str]) -> list[Telling]:
    """See `ports.Store.news`."""
    where = {"after": _entry(query, after), "head": _entry(query, head), **period(None, None, pages)}
    return _told(query, _NEWS, where, pages)


def _entry(query: Query, chain: str) -> int:
    if chain == GENESIS:
        return 0
    for row in query(_ENTRY, {"chain": chain}):
        return int(row["id"])
    raise NotFound(f"the ledger has no entry {chain}: this is another database, or an older copy of it")


def waiting(query: Query, until: datetime | None, pages: Sequence[str]) -> list[Telling]:
    """See `ports.Store.waiting`."""
    return _told(query, _WAITING, period(None, until, pages), pages)


def _told(query: Query, which: str, where: Mapping[str, object], pages: Sequence[str]) -> list[Telling]:
    began = query(_BEGAN.format(which=of_pages(which, pages)), where)
    changes, facts = (_by_version(query, table, began) for table in ("changes", "facts"))
    earlier = query(
        _picked("versions", "id", "id"), _ids(row[of] for row in began for of in ("previous_id", "same_as"))
    )
    versions = {row["id"]: version_row(row) for row in (*earlier, *began)}
    found = query(_SNAPSHOTS, _ids(version.snapshot_id for version in versions.values()))
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
            returned_to=versions.get(row["same_as"]),
            standing=Standing(row["standing"]),
            confirmed_at=moment_or_none(row["confirmed_at"]),
            held_until=moment_or_none(row["held_until"]),
            pardon=row["pardon"] or "",
            repeats=bool(row["repeats"]),
        )

    return [one(row) for row in began]


def withdrawn(query: Query, since: datetime | None, until: datetime | None, pages: Sequence[str]) -> list[Withdrawn]:
    """See `ports.Store.withdrawn`."""
    rows = query(of_pages(_WITHDRAWN, pages, "h.page_id"), period(since, until, pages))
    return [Withdrawn(row["page_id"], row["page_name"], row["times"]) for row in rows]


def redirected(query: Query, since: datetime | None, until: datetime | None, pages: Sequence[str]) -> list[Redirected]:
    """See `ports.Store.redirected`."""
    rows = query(of_pages(_REDIRECTED, pages, "c.page_id"), period(since, until, pages))
    return [Redirected(**row | {"at": moment(row["at"])}) for row in rows]


def coverage(query: Query, since: datetime | None, until: datetime | None, pages: Sequence[str]) -> list[Coverage]:
    """See `ports.Store.coverage`."""
    where = period(since, until, pages)
    troubles = defaultdict(list)
    for row in query(of_pages(_TROUBLES, pages), where):
        troubles[row["page_id"]].append((row["reason"], row["times"]))
    return [
        Coverage(
            page_id=row["id"],
            page_name=row["page_name"],
            checks=row["checks"],
            good=row["good"],
            first_at=moment_or_none(row["first_at"]),
            last_at=moment_or_none(row["last_at"]),
            longest_gap=days(row["days"]),
            troubles=tuple(troubles[row["id"]]),
            not_modified=row["not_modified"],
            longest_blind=days(row["blind_days"]),
            blind_from=moment_or_none(row["from_at"]),
            blind_to=moment_or_none(row["to_at"]),
        )
        for row in query(of_pages(_COVERAGE, pages), where)
    ]


def stretches(query: Query, since: datetime | None, until: datetime | None, pages: Sequence[str]) -> list[Stretch]:
    """See `ports.Store.unchanged`."""
    return [
        Stretch(
            page_id=row["page_id"],
            page_name=row["page_name"],
            number=row["number"],
            first_at=moment(row["first_at"]),
            last_at=moment(row["last_at"]),
            checks=row["checks"],
            good=row["good"],
            longest_gap=days(row["days"]),
            not_modified=row["not_modified"],
        )
        for row in query(of_pages(_STRETCHES, pages), period(since, until, pages))
    ]


def days(length: float | None) -> timedelta | None:
    """A difference of julian days, to the millisecond."""
    return None if length is None else timedelta(milliseconds=round(length * 86_400_000))


def of_pages(sql: str, pages: Sequence[str], column: str = "page_id") -> str:
    """The query for some pages, or for all: with a condition that holds for both, no index would be used."""
    return sql.format(of_pages=f"{column} IN (SELECT value FROM json_each(:pages))" if pages else "1")  # noqa: S608


def period(since: datetime | None, until: datetime | None, pages: Sequence[str]) -> dict[str, object]:
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
