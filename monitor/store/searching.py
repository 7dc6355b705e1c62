"""Full-text search over blocks and headings: which have the words, and in which versions they stand."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from monitor.core.errors import StoreError
from monitor.core.history.answers import Hit, Moment
from monitor.core.history.excerpts import LEAST, excerpt, is_unspaced
from monitor.store.rows import moment

Query = Callable[[str, Mapping[str, object]], list[dict[str, Any]]]
Texts = dict[tuple[str, str, bool], list[Mapping[str, Any]]]  # page, text, heading -> its places, by version

# A CROSS JOIN keeps its order: the index is asked first, and as many places are looked up as are wanted, no more.
_BLOCKS = """
    SELECT DISTINCT v.page_id, m.rowid AS id FROM ({matches}) m
    CROSS JOIN section_blocks b ON b.block_id = m.rowid
    CROSS JOIN version_sections s ON s.section_id = b.section_id
    CROSS JOIN timeline v ON v.id = s.version_id CROSS JOIN pages p ON p.id = v.page_id
    WHERE m.rowid > 0 AND {where} LIMIT :limit"""
_HEADINGS = """
    SELECT DISTINCT v.page_id, m.rowid AS id FROM ({matches}) m
    CROSS JOIN version_sections s ON s.section_id = -m.rowid
    CROSS JOIN timeline v ON v.id = s.version_id CROSS JOIN pages p ON p.id = v.page_id
    WHERE m.rowid < 0 AND {where} LIMIT :limit"""
_OF_PAGES = """
    m.rowid IN (
        SELECT b.block_id FROM timeline o JOIN version_sections s ON s.version_id = o.id
        JOIN section_blocks b ON b.section_id = s.section_id
        WHERE o.page_id IN (SELECT value FROM json_each(:pages))
        UNION ALL
        SELECT -s.section_id FROM timeline o JOIN version_sections s ON s.version_id = o.id
        WHERE o.page_id IN (SELECT value FROM json_each(:pages)))
    AND v.page_id IN (SELECT value FROM json_each(:pages))"""
_PLACES = """
    SELECT v.page_id, v.number, x.text, t.path, 0 AS heading
    FROM json_each(:ids) w JOIN block_texts x ON x.id = w.value
    JOIN section_blocks b ON b.block_id = x.id JOIN section_texts t ON t.id = b.section_id
    JOIN version_sections s ON s.section_id = b.section_id JOIN timeline v ON v.id = s.version_id
    WHERE w.value > 0 AND v.page_id IN (SELECT value FROM json_each(:pages))
    UNION ALL
    SELECT v.page_id, v.number, t.heading, t.path, 1
    FROM json_each(:ids) w JOIN section_texts t ON t.id = -w.value
    JOIN version_sections s ON s.section_id = t.id JOIN timeline v ON v.id = s.version_id
    WHERE w.value < 0 AND v.page_id IN (SELECT value FROM json_each(:pages))
    ORDER BY 1, 2"""
_VERSIONS = """
    SELECT v.page_id, v.number, v.seen_at, coalesce(nullif(p.name, ''), p.id) AS page_name
    FROM timeline v JOIN pages p ON p.id = v.page_id
    WHERE v.page_id IN (SELECT value FROM json_each(:pages)) ORDER BY v.page_id, v.number"""


def search(query: Query, terms: Sequence[str], pages: Sequence[str], *, all_texts: bool, limit: int) -> list[Hit]:
    """See `ports.Store.search`."""
    for term in terms:
        if not re.search(r"\w", term):
            raise StoreError(f"{term!r} has no letter or digit to search for")
    if not terms:
        return []
    matches, given = _matches(terms)
    where = f"{_OF_PAGES if pages else '1'} AND {'1' if all_texts else 'p.current_version_id = v.id'}"
    asked = {**given, "limit": limit, "pages": json.dumps(list(pages))}
    found = [
        (row["page_id"], row["id"])
        for sql in (_BLOCKS, _HEADINGS)
        for row in query(sql.format(matches=matches, where=where), asked)
    ][:limit]
    return _hits(query, terms, found, all_texts=all_texts)


def _matches(terms: Sequence[str]) -> tuple[str, dict[str, object]]:
    """A query for the rowids that have all the terms, and its parameters."""
    words = [_quoted(term) for term in terms if not is_unspaced(term)]
    unspaced = [term.rstrip("*") for term in terms if is_unspaced(term)]  # of which every part is found anyway
    characters = [_quoted(term) for term in unspaced if len(term) >= LEAST]
    sets, given = [], {}
    for table, phrases in (("search_words", words), ("search_characters", characters)):
        if phrases:
            sets.append(f"SELECT rowid FROM {table} WHERE {table} MATCH :{table}")  # noqa: S608 - our own names
            given[table] = " AND ".join(phrases)
    for n, term in enumerate(term for term in unspaced if len(term) < LEAST):
        given[f"short{n}"] = "*" + re.sub(r"([*?\[])", r"[\1]", term) + "*"
        sets.append(
            f"SELECT id AS rowid FROM block_texts WHERE text GLOB :short{n}"  # noqa: S608
            f" UNION ALL SELECT -id FROM section_texts WHERE heading GLOB :short{n}"
        )
    return sets[0] if len(sets) == 1 else " INTERSECT ".join(f"SELECT rowid FROM ({one})" for one in sets), dict(given)  # noqa: S608


def _quoted(term: str) -> str:
    """A phrase of FTS5 (sqlite.org/fts5.html, 3.2), whatever its words are."""
    body = term.rstrip("*").replace('"', '""').replace("\0", " ")
    return f'"{body}"' + ("*" if term.endswith("*") else "")


def _hits(query: Query, terms: Sequence[str], found: Sequence[tuple[str, int]], *, all_texts: bool) -> list[Hit]:
    """The places of what was found, put together by page and text: a link that changes makes no other text of it."""
    pages = json.dumps(sorted({page for page, _ in found}))
    numbers: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in query(_VERSIONS, {"pages": pages}):
        numbers[row["page_id"]].append(row)
    texts: Texts = defaultdict(list)
    for row in query(_PLACES, {"pages": pages, "ids": json.dumps(sorted({i for _, i in found}))}):
        texts[row["page_id"], row["text"], bool(row["heading"])].append(row)
    hits = [_hit(key, places, numbers[key[0]], terms) for key, places in texts.items()]
    kept = [hit for hit in hits if all_texts or hit.vanished is None]
    return sorted(kept, key=lambda hit: (hit.page_id, hit.appeared.number))


def _hit(
    key: tuple[str, str, bool],
    places: Sequence[Mapping[str, Any]],
    versions: Sequence[Mapping[str, Any]],
    terms: Sequence[str],
) -> Hit:
    has = {row["number"] for row in places}
    order = [row["number"] for row in versions]
    standing = [number in has for number in order]
    last = max(at for at, stands in enumerate(standing) if stands)
    gone = versions[last + 1] if last + 1 < len(versions) else None
    first = next(row for row in versions if row["number"] in has)
    part, marks = excerpt(key[1], terms)
    return Hit(
        page_id=key[0],
        page_name=first["page_name"],
        section=tuple(json.loads(places[-1]["path"])),
        heading=key[2],
        excerpt=part,
        marks=marks,
        appeared=Moment(first["number"], moment(first["seen_at"])),
        vanished=Moment(gone["number"], moment(gone["seen_at"])) if gone else None,
        versions=len(has),
        runs=sum(stands and (at == 0 or not standing[at - 1]) for at, stands in enumerate(standing)),
    )
