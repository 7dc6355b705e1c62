"""A report in Markdown (CommonMark with tables and strike-through).

The text of pages cannot bring markup, HTML or links into it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from monitor.core.model import Change, Fact, Outcome
from monitor.report import passages, phrases
from monitor.report.compose import Entry, Place, Report
from monitor.report.facts import predicate
from monitor.report.passages import Mark, Piece
from monitor.report.text import ellipsis, evidence_line
from monitor.report.visible import one_line, visible
from monitor.report.words import counted

# A backslash makes any ASCII punctuation a plain character; these can mean something anywhere, or at the start of a
# line, or make a link of a bare address on some sites.
_MEANS = re.compile(r"[\\`*_\[\]{}<>#|~$&@^]|:(?=//)|(?<=mailto):|(?<=www)\.|=(?==)|^[-+=!:]", re.IGNORECASE)
_NUMBER = re.compile(r"^(\d{0,9})([.)])")
_SIGNS = {Mark.DELETE: ("~~", "del"), Mark.INSERT: ("**", "ins")}


def escaped(text: str) -> str:
    """Page text on one line, as plain characters and nothing else."""
    return _NUMBER.sub(r"\1\\\2", _MEANS.sub(lambda match: "\\" + match[0], one_line(text)))


def report_markdown(report: Report) -> str:
    """The report; words that went are ~~struck~~, words that came **bold**."""
    return "\n\n".join(_blocks(report)) + "\n"


def table_markdown(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are escaped already."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _blocks(report: Report) -> Iterator[str]:
    yield f"# {escaped(report.title)}"
    if report.coverage:
        yield f"*{escaped(phrases.period(report))}*"
        yield f"**{escaped(' '.join(phrases.summary(report)))}**"
    if len(report.entries) > len(report.overview) > 0:
        yield "## By page"
        yield _overview(report)
    for entry in report.entries:
        yield from _entry(entry)
    yield from _waiting(report)
    yield from _apart("Seen for the first time", report.first)
    yield from _apart("Below the level to tell", report.quiet)
    if report.coverage:
        yield "## Coverage"
        yield _coverage(report)
    told = (*report.entries, *report.waiting, *report.quiet, *report.first)
    if told:
        yield "## Evidence"
        yield from map(_evidence, told)
        if report.head:
            yield f"Head of the ledger: {escaped(report.head)}"


def _entry(entry: Entry) -> Iterator[str]:
    yield f"## {escaped(phrases.headline(entry))}"
    yield f"**{entry.significance.value}** · {escaped(evidence_line(entry))}"
    if moved := phrases.moved(entry.telling):
        yield escaped(moved)
    if pardon := phrases.pardon(entry.telling):
        yield escaped(pardon)
    if standing := phrases.standing(entry.telling):
        yield f"*{standing}*"
    if stated := phrases.stated(entry.telling):
        yield f"The page states: {escaped(stated)}"
    if entry.facts:
        yield "\n".join(_fact(fact) for fact in entry.facts)
    for place in entry.places or entry.cosmetic:
        yield from _place(place)
    if entry.places and entry.cosmetic:
        yield f"*and {counted(entry.cosmetic_count, 'cosmetic change')}*"


def _fact(fact: Fact) -> str:
    change = passages.quoted(fact)
    lines = [f"- **{fact.significance}**: {escaped(predicate(fact))}"]
    sides = (("before", passages.before(change)), ("now", passages.after(change)))
    for name, side in (("still", passages.after(change)),) if passages.is_still(change) else sides:
        if side:
            lines.append(f"  - {name}: {_pieces(side) if change.before and change.after else _kept(side)}")
    if fact.section:
        lines.append(f"  - in: {escaped(phrases.place(fact.section))} ({escaped(fact.rule)})")
    return "\n".join(lines)


def _place(place: Place) -> Iterator[str]:
    yield f"### {escaped(phrases.place(place.section))}"
    for run in passages.runs(place.changes):
        yield f"*{phrases.label(run)} ({run[0].significance.value})*"
        if run[0].before and run[0].after and not passages.is_still(run[0]):
            yield f"Before:\n\n> {_pieces(passages.before(run[0]))}"
            yield f"Now:\n\n> {_pieces(passages.after(run[0]))}"
        else:
            yield "\n>\n".join(f"> {_whole(change)}" for change in run)


def _whole(change: Change) -> str:
    """What went, came or moved as a whole: the label says which."""
    return _kept(passages.after(change) or passages.before(change))


def _kept(side: Sequence[Piece]) -> str:
    return _pieces([piece if piece.mark is Mark.GAP else Piece(Mark.KEEP, piece.text) for piece in side])


def _pieces(side: Sequence[Piece]) -> str:
    """One side on one line, with what stands beside each mark known, since that decides whether a mark works."""
    text = ""
    for index, piece in enumerate(side):
        following = side[index + 1].text[:1] if index + 1 < len(side) else ""
        text += _piece(piece, text[-1:], following)
    return text.strip()


def _piece(piece: Piece, previous: str, following: str) -> str:
    if piece.mark is Mark.GAP:
        return ellipsis(piece.text).replace("[…]", "\\[…\\]")
    raw = visible(piece.text)
    words = escaped(raw)
    if not words:
        return " " if raw else ""
    lead, trail = " " * raw[0].isspace(), " " * raw[-1].isspace()
    if piece.mark in _SIGNS:
        sign, tag = _SIGNS[piece.mark]
        # A sign between a letter and punctuation would be read as itself (CommonMark 0.31, rules of flanking).
        glued = (not lead and previous.isalnum() and not words[0].isalnum()) or (
            not trail and following.isalnum() and not words[-1].isalnum()
        )
        words = f"<{tag}>{words}</{tag}>" if glued else f"{sign}{words}{sign}"
    return f"{lead}{words}{trail}"


def _waiting(report: Report) -> Iterator[str]:
    if report.waiting:
        yield f"## {phrases.WAITING}"
        yield "\n".join(
            f"- **{entry.significance}**: {escaped(phrases.headline(entry))}, "
            f"{escaped(phrases.waits(entry.telling, report.made_at))}"
            for entry in report.waiting
        )


def _apart(heading: str, entries: Sequence[Entry]) -> Iterator[str]:
    if not entries:
        return
    yield f"## {heading}"
    lines = []
    for entry in entries:
        after = entry.telling.after
        name = entry.telling.page_name if entry.outcome is Outcome.FIRST else phrases.headline(entry)
        lines.append(f"- {escaped(name)}, {escaped(phrases.when(after.seen_at))}, {counted(after.words, 'word')}")
    yield "\n".join(lines)


def _overview(report: Report) -> str:
    rows = [
        (escaped(row.page_name), f"{row.changes:,}", row.top.significance.value, escaped(phrases.brief(row.top)))
        for row in report.overview
    ]
    return table_markdown(("Page", "Changes", "Highest", "What weighs most"), rows)


def _coverage(report: Report) -> str:
    rows = [
        (
            escaped(row.page_name),
            f"{row.good:,} of {row.checks:,}",
            phrases.at(row.first_at),
            phrases.at(row.last_at),
            phrases.span(row.longest_gap),
            escaped(phrases.trouble(row)),
        )
        for row in report.coverage
    ]
    return table_markdown(("Page", "Good checks", "First (UTC)", "Last (UTC)", "Longest gap", "Not readable"), rows)


def _evidence(entry: Entry) -> str:
    telling = entry.telling
    rows = []
    for version, snapshot in ((telling.before, telling.snapshot_before), (telling.after, telling.snapshot_after)):
        if version and snapshot:
            rows.append(
                (
                    str(version.number),
                    escaped(phrases.when(snapshot.fetched_at)),
                    escaped(snapshot.final_url),
                    escaped(snapshot.body_sha256),
                    escaped(version.text_sha256),
                    str(version.reader_version),
                )
            )
    heads = ("Version", "Fetched", "URL", "SHA-256 of the body", "SHA-256 of the text", "Reader")
    return f"{escaped(telling.page_name)}\n\n{table_markdown(heads, rows)}"
