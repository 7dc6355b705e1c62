"""The texts of all versions of a page at once: each section is loaded once, however many versions have it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from monitor.core.history.blame import Carried, Step
from monitor.core.history.steady import Said

Query = Callable[[str, Mapping[str, object]], list[dict[str, Any]]]

_OF_PAGE = "SELECT id FROM timeline WHERE page_id = :page AND number <= :number"
_PLACES = "SELECT version_id, section_id FROM version_sections WHERE version_id IN ({of_page}) ORDER BY 1, position"
_SECTIONS = """
    SELECT id, heading, number, path FROM section_texts
    WHERE id IN (SELECT section_id FROM version_sections WHERE version_id IN ({of_page}))"""
_BLOCKS = """
    SELECT p.section_id, b.text FROM section_blocks p JOIN block_texts b ON b.id = p.block_id
    WHERE p.section_id IN (SELECT section_id FROM version_sections WHERE version_id IN ({of_page}))
    ORDER BY p.section_id, p.position"""
_CARRIED = """
    SELECT version_id, before, after, before_at, after_at FROM changes
    WHERE version_id IN ({of_page}) AND kind <> 'links' AND before_at IS NOT NULL AND after_at IS NOT NULL
    ORDER BY version_id, position"""


class Loaded(NamedTuple):
    """A section: what it says, and its lines as in `Document.lines()`."""

    said: Said
    lines: tuple[str, ...]
    heading: bool


def sections(query: Query, page: str, versions: Sequence[Mapping[str, Any]]) -> list[tuple[int, list[Loaded]]]:
    """The sections of each version, by its number; `versions` are rows in the order of their numbers."""
    where = {"page": page, "number": versions[-1]["number"] if versions else 0}
    texts: dict[int, list[str]] = defaultdict(list)
    for row in query(_BLOCKS.format(of_page=_OF_PAGE), where):
        texts[row["section_id"]].append(row["text"])
    loaded = {row["id"]: _loaded(row, texts[row["id"]]) for row in query(_SECTIONS.format(of_page=_OF_PAGE), where)}
    places: dict[int, list[Loaded]] = defaultdict(list)
    for row in query(_PLACES.format(of_page=_OF_PAGE), where):
        places[row["version_id"]].append(loaded[row["section_id"]])
    return [(row["number"], places[row["id"]]) for row in versions]


def steps(query: Query, page: str, versions: Sequence[Mapping[str, Any]]) -> list[Step]:
    """The same as lines, with the changes that carry a line from one version to the next."""
    carried: dict[int, list[Carried]] = defaultdict(list)
    where = {"page": page, "number": versions[-1]["number"] if versions else 0}
    for row in query(_CARRIED.format(of_page=_OF_PAGE), where):
        carried[row["version_id"]].append(Carried(row["before"], row["after"], row["before_at"], row["after_at"]))
    return [
        Step(number, [line for one in found for line in one.lines], carried[row["id"]])
        for row, (number, found) in zip(versions, sections(query, page, versions), strict=True)
    ]


def _loaded(row: Mapping[str, Any], texts: Sequence[str]) -> Loaded:
    heading = f"{row['number']} {row['heading']}" if row["number"] else row["heading"]
    lines = (heading, *texts) if row["heading"] else tuple(texts)
    return Loaded(Said(tuple(json.loads(row["path"])), tuple(texts)), lines, bool(row["heading"]))
