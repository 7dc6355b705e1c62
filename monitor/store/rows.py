"""Values to rows and back: times as sortable text, tuples as JSON, nothing lost either way."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from sqlite_utils import Database

from monitor.core.model import (
    Block,
    BlockKind,
    Change,
    ChangeKind,
    Diff,
    Direction,
    Document,
    Edit,
    EditOp,
    Fact,
    FactOp,
    Inaccessible,
    Link,
    Outcome,
    Reason,
    Section,
    Significance,
)
from monitor.core.records import CheckRow, Hop, SnapshotRow, VersionRow

Row = Mapping[str, Any]

_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode  # json.dumps makes one at each call


def selected(db: Database, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[dict[str, Any]]:
    """All rows of a SELECT, as `Database.query` gives them, without the savepoint that it sets for each."""
    cursor = db.conn.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def stamp(moment: datetime) -> str:
    """An aware time as UTC text of fixed width, `2026-11-24T08:30:00.000Z`, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def stamp_or_none(moment: datetime | None) -> str | None:
    """The same, None for None."""
    return stamp(moment) if moment else None


def moment(text: str) -> datetime:
    """The time that `stamp` wrote."""
    return datetime.fromisoformat(text)


def moment_or_none(text: str | None) -> datetime | None:
    """The same, None for None."""
    return moment(text) if text else None


def dump(value: object) -> str:
    """Compact JSON that a person can read in a database browser."""
    return _encoded(value) if value else "[]"


def repaired(value: Any) -> Any:
    r"""The value with every lone surrogate in its texts replaced by U+FFFD, since UTF-8 has no form for one.

    They come from hostile `\ud800` escapes and from command lines that are not UTF-8. Everything else, NUL included,
    is kept as it is.
    """
    if type(value) is str:  # not a StrEnum
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if type(value) is tuple:
        return tuple(repaired(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: repaired(getattr(value, field.name)) for field in fields(value)})
    return value


def hop_items(hops: Iterable[Hop]) -> str:
    """A chain of requests, as JSON."""
    return dump([(hop.url, hop.status, hop.location) for hop in hops])


def document_columns(document: Document) -> dict[str, object]:
    """What `versions` keeps of a document itself; its sections and blocks have tables of their own."""
    return {
        "title": document.title,
        "language": document.language,
        "updated": document.updated.isoformat() if document.updated else None,
        "effective": document.effective.isoformat() if document.effective else None,
        "url": document.url,
        "encoding": document.encoding,
        "damage": document.damage,
        "partial": document.partial,
        "words": document.words,
    }


def section_columns(section: Section) -> tuple[object, ...]:
    """For `section_texts`: what a section says but for its blocks."""
    return section.level, section.heading, section.number, dump(section.path), section.anchor, section.topic


def block_columns(block: Block) -> tuple[object, ...]:
    """For `block_texts`."""
    return block.kind, block.depth, block.text, dump([(link.text, link.target) for link in block.links])


def change_rows(version_id: int, diff: Diff) -> Iterator[tuple[object, ...]]:
    """For `changes`, in the order of its columns."""
    for position, change in enumerate(diff.changes):
        edits = dump([(edit.op, edit.text) for edit in change.edits])
        place = (change.heading, change.before_at, change.after_at)
        texts = (dump(change.section), change.before, change.after, edits)
        yield version_id, position, change.kind, *texts, change.significance, *place


def fact_rows(version_id: int, diff: Diff) -> Iterator[tuple[object, ...]]:
    """For `facts`, in the order of its columns."""
    for position, fact in enumerate(diff.facts):
        values = (fact.value_before, fact.value_after, fact.quote_before, fact.quote_after)
        found = (dump(fact.section), fact.rule, fact.significance, fact.about, fact.direction, fact.lexicon)
        starts = (fact.start_before, fact.start_after, fact.places)
        yield version_id, position, fact.type, fact.op, *values, *found, *starts


def document_of(version: Row, sections: Iterable[Row], blocks: Iterable[Row]) -> Document:
    """The document again, from its version and the rows of its sections and blocks in order."""
    by_section = {at: tuple(map(_block, rows)) for at, rows in groupby(blocks, key=lambda row: row["section"])}
    return Document(
        sections=tuple(_section(row, by_section.get(row["position"], ())) for row in sections),
        title=version["title"],
        language=version["language"],
        updated=_date(version["updated"]),
        effective=_date(version["effective"]),
        url=version["url"],
        encoding=version["encoding"],
        damage=version["damage"],
        partial=bool(version["partial"]),
    )


def diff_of(significance: str, changes: Iterable[Row], facts: Iterable[Row]) -> Diff:
    """The diff again. A first version has one without changes: there was nothing to differ from."""
    found, typed = tuple(map(change_of, changes)), tuple(map(_fact, facts))
    outcome = Outcome.CHANGED if found or typed else Outcome.UNCHANGED
    return Diff(outcome, Significance(significance), found, typed)


def version_row(row: Row) -> VersionRow:
    """From a row of `versions`."""
    return VersionRow(
        id=row["id"],
        page_id=row["page_id"],
        number=row["number"],
        snapshot_id=row["snapshot_id"],
        seen_at=moment(row["seen_at"]),
        outcome=Outcome(row["outcome"]),
        significance=Significance(row["significance"]),
        title=row["title"],
        language=row["language"],
        words=row["words"],
        text_sha256=row["text_sha256"],
        reader_version=row["reader_version"],
        previous_id=row["previous_id"],
        returned_to=row["returned_to"],
        updated=_date(row["updated"]),
        effective=_date(row["effective"]),
    )


def check_row(row: Row) -> CheckRow:
    """From a row of `checks`."""
    return CheckRow(
        id=row["id"],
        page_id=row["page_id"],
        started_at=moment(row["started_at"]),
        finished_at=moment(row["finished_at"]),
        outcome=Outcome(row["outcome"]),
        reason=Inaccessible(Reason(row["reason"]), row["evidence"]) if row["reason"] else None,
        url=row["url"],
        final_url=row["final_url"],
        status=row["status"],
        size=row["size"],
        body_sha256=row["body_sha256"],
        snapshot_id=row["snapshot_id"],
        version_id=row["version_id"],
        origin=row["origin"],
        program_version=row["program_version"],
        pardon="" if row["reason"] else row["evidence"] or "",
    )


# A column of a query over `snapshots s`: where the check came from that brought it, the last one up to its time.
ORIGIN = """
    (SELECT c.origin FROM checks c WHERE c.page_id = s.page_id AND c.started_at <= s.fetched_at AND c.snapshot_id = s.id
     ORDER BY c.started_at DESC LIMIT 1) AS origin"""


def snapshot_row(row: Row) -> SnapshotRow:
    """From a row of `snapshots`."""
    return SnapshotRow(
        id=row["id"],
        page_id=row["page_id"],
        fetched_at=moment(row["fetched_at"]),
        url=row["url"],
        final_url=row["final_url"],
        status=row["status"],
        headers=tuple((name, value) for name, value in json.loads(row["headers"])),
        hops=tuple(Hop(*hop) for hop in json.loads(row["hops"])),
        body_sha256=row["body_sha256"],
        size=row["size"],
        origin=row.get("origin") or "live",
    )


def _section(row: Row, blocks: tuple[Block, ...]) -> Section:
    path = tuple(json.loads(row["path"]))
    return Section(row["level"], row["heading"], path, row["number"], row["anchor"], row["topic"], blocks)


def _block(row: Row) -> Block:
    links = row["links"]
    found = () if links == "[]" else tuple(Link(*link) for link in json.loads(links))
    return Block(BlockKind(row["kind"]), row["text"], found, row["depth"])


def change_of(row: Row) -> Change:
    """From a row of `changes`."""
    return Change(
        kind=ChangeKind(row["kind"]),
        section=tuple(json.loads(row["section"])),
        before=row["before"],
        after=row["after"],
        edits=tuple(Edit(EditOp(op), text) for op, text in json.loads(row["edits"])),
        significance=Significance(row["significance"]),
        heading=bool(row["heading"]),
        before_at=row["before_at"],
        after_at=row["after_at"],
    )


def _fact(row: Row) -> Fact:
    return Fact(
        type=row["type"],
        op=FactOp(row["op"]),
        value_before=row["value_before"],
        value_after=row["value_after"],
        quote_before=row["quote_before"],
        quote_after=row["quote_after"],
        section=tuple(json.loads(row["section"])),
        rule=row["rule"],
        significance=Significance(row["significance"]),
        about=row["about"],
        direction=Direction(row["direction"]),
        lexicon=row["lexicon"],
        start_before=row["start_before"],
        start_after=row["start_after"],
        places=row["places"],
    )


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
