"""The questions that people ask of a history; docs/history.md shows each with its answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from monitor.core.history.answers import (
    Blamed,
    FactRow,
    Hit,
    Moment,
    PageStats,
    Silent,
    Steady,
    Stretch,
    Undone,
    Variant,
)
from monitor.core.history.blame import blame
from monitor.core.history.steady import steady
from monitor.core.model import Significance
from monitor.core.records import Coverage
from monitor.store import lineage, searching, telling
from monitor.store.asking import Asking
from monitor.store.rows import Row, moment

_VERSIONS = "SELECT id, number, seen_at FROM timeline WHERE page_id = ? ORDER BY number"
_VARIANTS = "SELECT * FROM variants WHERE page_id = ? ORDER BY version"
_FACTS = """
    SELECT v.seen_at, v.page_id, coalesce(nullif(p.name, ''), p.id) AS page_name, v.number, f.*,
           coalesce((SELECT t.topic FROM version_sections s JOIN section_texts t ON t.id = s.section_id
                     WHERE s.version_id IN (v.id, v.previous_id) AND t.path = f.section AND t.topic <> '' LIMIT 1), '')
               AS topic
    FROM facts f JOIN timeline v ON v.id = f.version_id JOIN pages p ON p.id = v.page_id
    JOIN version_log l ON l.version_id = v.id
    WHERE v.seen_at >= :since AND v.seen_at < :until AND {of_pages} AND l.standing = 'confirmed' AND NOT l.repeats
      AND (:types = '[]' OR EXISTS (
          SELECT 1 FROM json_each(:types) WHERE f.type = value OR f.type GLOB value || '.*'))
    ORDER BY v.seen_at, v.page_id, v.number, f.position"""
_SILENT = """
    SELECT * FROM silent_changes WHERE seen_at >= :since AND seen_at < :until AND {of_pages}
    ORDER BY seen_at, page_id, version"""
_RETURNS = """
    SELECT * FROM "returns" WHERE seen_at >= :since AND seen_at < :until AND {of_pages}
    ORDER BY seen_at, page_id, version"""
_STATS = "SELECT * FROM page_stats WHERE {of_pages} ORDER BY page_id"


class Questions(Asking):
    """Answers over time; see `ports.Store`."""

    def unchanged(
        self, since: datetime | None = None, until: datetime | None = None, pages: Sequence[str] = ()
    ) -> list[Stretch]:
        """The times in which a version stood, by page and time, as far as the checks of the period tell."""
        with self._connection.steady():
            self._must_know(pages)
            return telling.stretches(self._query, since, until, pages)

    def variants(self, page_id: str) -> list[Variant]:
        """The different texts of a page, oldest first; NotFound for an unknown page."""
        with self._connection.steady():
            self._must_know([page_id])
            rows = self._query(_VARIANTS, [page_id])
        served = sum(row["served"] for row in rows)
        return [_variant(row, served) for row in rows]

    def blame(self, page_id: str, at: datetime | None = None) -> list[Blamed]:
        """Each line of the text in force at a moment, or now; NotFound where there is none."""
        with self._connection.steady():
            last = self.version_at(page_id, at).number
            versions = [row for row in self._query(_VERSIONS, [page_id]) if row["number"] <= last]
            steps = lineage.steps(self._query, page_id, versions)
            [(_, sections)] = lineage.sections(self._query, page_id, versions[-1:])
        moments = {row["number"]: Moment(row["number"], moment(row["seen_at"])) for row in versions}
        places = [(one, n) for one in sections for n in range(len(one.lines))]
        return [
            Blamed(
                at=line,
                section=one.said.path,
                heading=one.heading and n == 0,
                text=one.lines[n],
                came=moments[origin.came],
                changed=moments[origin.changed],
                said_first=moments[origin.said_first],
            )
            for line, ((one, n), origin) in enumerate(zip(places, blame(steps), strict=True))
        ]

    def steady_sections(self, page_id: str) -> list[Steady]:
        """Each section of the current text, in reading order; NotFound for an unknown page."""
        with self._connection.steady():
            self._must_know([page_id])
            versions = self._query(_VERSIONS, [page_id])
            sections = lineage.sections(self._query, page_id, versions)
        seen = {row["number"]: moment(row["seen_at"]) for row in versions}
        return [
            Steady(
                section=said.path,
                words=sum(len(text.split()) for text in said.texts),
                since=Moment(number, seen[number]),
                versions=count,
                always=number == versions[0]["number"],
            )
            for said, number, count in steady([(number, [one.said for one in found]) for number, found in sections])
        ]

    def search(
        self, terms: Sequence[str], pages: Sequence[str] = (), *, all_texts: bool = False, limit: int = 100
    ) -> list[Hit]:
        """Blocks and headings that have all the terms; StoreError for a term without a letter or digit."""
        with self._connection.steady():
            self._must_know(pages)
            return searching.search(self._query, terms, pages, all_texts=all_texts, limit=limit)

    def facts(
        self,
        since: datetime | None = None,
        until: datetime | None = None,
        pages: Sequence[str] = (),
        *,
        types: Sequence[str] = (),
        topic: str = "",
    ) -> list[FactRow]:
        """Facts of the versions that were seen in since <= time < until, oldest first."""
        where = telling.period(since, until, pages) | {"types": json.dumps(list(types))}
        rows = self._asked(_FACTS, pages, where, "v.page_id")
        return [_fact(row) for row in rows if topic in ("", row["topic"])]

    def silent(
        self, since: datetime | None = None, until: datetime | None = None, pages: Sequence[str] = ()
    ) -> list[Silent]:
        """Changes above cosmetic that moved none of the dates that their page states, oldest first."""
        return [_silent(row) for row in self._asked(_SILENT, pages, telling.period(since, until, pages))]

    def undone(
        self, since: datetime | None = None, until: datetime | None = None, pages: Sequence[str] = ()
    ) -> list[Undone]:
        """Returns to an earlier text, with what they undid and after how long, oldest first."""
        return [_undone(row) for row in self._asked(_RETURNS, pages, telling.period(since, until, pages))]

    def stats(self, pages: Sequence[str] = ()) -> list[PageStats]:
        """Each page in numbers, by id: those asked for, or all."""
        with self._connection.steady():
            self._must_know(pages)
            looked = {row.page_id: row for row in telling.coverage(self._query, None, None, pages)}
            rows = self._query(telling.of_pages(_STATS, pages), {"pages": telling.period(None, None, pages)["pages"]})
        return [_stats(row, *_span(looked.get(row["page_id"]))) for row in rows]

    def _asked(
        self, sql: str, pages: Sequence[str], where: dict[str, object], column: str = "page_id"
    ) -> Iterable[Row]:
        with self._connection.steady():
            self._must_know(pages)
            return self._query(telling.of_pages(sql, pages, column), where)


def _variant(row: Row, served: int) -> Variant:
    return Variant(
        page_id=row["page_id"],
        number=row["version"],
        text_sha256=row["text_sha256"],
        words=row["words"],
        first_at=moment(row["first_at"]),
        last_at=moment(row["last_at"]),
        served=row["served"],
        share=row["served"] / served,
        current=bool(row["current"]),
        numbers=tuple(sorted(map(int, row["numbers"].split(",")))),
    )


def _fact(row: Row) -> FactRow:
    return FactRow(
        seen_at=moment(row["seen_at"]),
        page_id=row["page_id"],
        page_name=row["page_name"],
        number=row["number"],
        type=row["type"],
        about=row["about"],
        op=row["op"],
        value_before=row["value_before"],
        value_after=row["value_after"],
        direction=row["direction"],
        significance=Significance(row["significance"]),
        quote_before=row["quote_before"],
        quote_after=row["quote_after"],
        section=tuple(json.loads(row["section"])),
        topic=row["topic"],
        rule=row["rule"],
        lexicon=row["lexicon"],
        places=row["places"],
    )


def _silent(row: Row) -> Silent:
    return Silent(
        page_id=row["page_id"],
        page_name=row["name"] or row["page_id"],
        number=row["version"],
        seen_at=moment(row["seen_at"]),
        significance=Significance(row["significance"]),
        changes=row["changes"],
        facts=row["facts"],
        updated=_date(row["updated"]),
        effective=_date(row["effective"]),
        undated=bool(row["undated"]),
    )


def _undone(row: Row) -> Undone:
    undone_at, replaced_at = moment(row["seen_at"]), moment(row["undone_seen_at"])
    return Undone(
        page_id=row["page_id"],
        page_name=row["name"] or row["page_id"],
        number=row["version"],
        undone_at=undone_at,
        same_as=Moment(row["same_as"], moment(row["same_as_seen_at"])),
        replaced=Moment(row["undone"], replaced_at),
        lasted=undone_at - replaced_at,
        significance=Significance(row["significance"]),
        told=bool(row["told"]),
    )


def _span(looked: Coverage | None) -> tuple[datetime | None, datetime | None, int]:
    return (looked.first_at, looked.last_at, looked.good) if looked else (None, None, 0)


def _stats(row: Row, first: datetime | None, last: datetime | None, good: int) -> PageStats:
    real = row["major"] + row["minor"] + row["editorial"]
    return PageStats(
        page_id=row["page_id"],
        page_name=row["name"] or row["page_id"],
        first_at=first,
        last_at=last,
        checks=row["checks"],
        good=good,
        snapshots=row["snapshots"],
        changes=row["changes"],
        major=row["major"],
        minor=row["minor"],
        editorial=row["editorial"],
        cosmetic=row["cosmetic"],
        returns=row["returns"],
        silent=row["silent"],
        texts=row["texts"],
        words=row["words"] or 0,
        days_a_change=round((last - first) / timedelta(days=1) / real, 1) if first and last and real else None,
    )


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
