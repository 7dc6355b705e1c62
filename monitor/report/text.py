"""A report for the terminal: wrapped to a width, coloured where that is asked for. No text of a page can command it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from monitor.core.model import Change, ChangeKind, Outcome, Significance
from monitor.core.records import Coverage, SnapshotRow, Telling, VersionRow
from monitor.report import passages, phrases
from monitor.report.compose import Entry, Place, Report
from monitor.report.facts import predicate
from monitor.report.passages import Mark, Piece
from monitor.report.visible import one_line, visible
from monitor.report.words import counted

WIDTH = 100
LEAST = 16  # columns that the last column of a table needs
ROOMY = 100  # columns from which coverage is told to the minute
PLACES = 8  # places of a change that a report of a period shows; `diff` shows all
FACTS = 12  # facts that it shows
LINES = 3  # lines of a long passage that it shows
NAMES = 12  # columns that the name of a page keeps
LISTED = 3  # changes from which on they are listed first
_RANKS = {
    Significance.MAJOR: "bold white on red",
    Significance.MINOR: "bold black on yellow",
    Significance.EDITORIAL: "bold black on cyan",
}
_MARKS = {Mark.DELETE: "red strike", Mark.INSERT: "green underline", Mark.GAP: "dim", Mark.KEEP: ""}
_FENCES = {Mark.DELETE: ("[-", "-]"), Mark.INSERT: ("{+", "+}")}


def report_text(report: Report, width: int = WIDTH, *, colour: bool = False) -> str:
    """The report as text of so many columns. Without colour, `[-words-]` went and `{+words+}` came."""
    return printed(_Pen(width, colour, whole=not report.coverage).report(report), width, colour=colour)


GAP = 2  # columns between two
UNBROKEN = 16  # letters of a word that stands whole in a table, however narrow


def table_text(heads: Sequence[str], rows: Iterable[Sequence[str]], width: int = WIDTH, *, colour: bool = False) -> str:
    """Rows under their heads, each cell made safe here.

    The last column wraps, and on a narrow terminal others do, from the right on: the first is an id to copy. Short
    words, such as dates, are never broken: where they do not fit, the table is wider than it was to be.
    """
    cells = [[Text(one_line(cell)) for cell in row] for row in rows]
    columns = list(zip(map(Text, heads), *cells, strict=True))
    widths = _widths(columns, width - GAP * (len(heads) - 1))
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, GAP, 0, 0))
    for head, wide in zip(heads, widths, strict=True):
        table.add_column(head, overflow="fold", width=wide)
    for row in cells:
        table.add_row(*row)
    return printed(table, sum(widths) + GAP * len(heads), colour=colour)


def _widths(columns: Sequence[Sequence[Text]], room: int) -> list[int]:
    """How wide each column is: as its longest word at least, then as its cells from the left on, as long as there is
    room, and some left for the last.
    """
    widest = [max(cell.cell_len for cell in column) for column in columns]
    words = [max(cell_len(word) for cell in column for word in cell.plain.split() or [""]) for column in columns]
    widths = [min(word, UNBROKEN) for word in words]
    room -= sum(widths)
    kept = max(0, min(LEAST, widest[-1]) - widths[-1])
    for at, most in enumerate(widest):
        grown = min(most - widths[at], max(0, room - (kept if at < len(widest) - 1 else 0)))
        widths[at] += grown
        room -= grown
    return [max(1, one) for one in widths]


def printed(what: RenderableType, width: int, *, colour: bool) -> str:
    """What rich makes of it, without spaces at the ends of lines."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=max(width, 20),
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    console.print(what)
    return "\n".join(line.rstrip() for line in out.getvalue().rstrip().split("\n"))


class _Pen:
    """Draws a report; with `colour` the marks are colours, without it they are signs. `whole`: nothing is left out."""

    def __init__(self, width: int, colour: bool, *, whole: bool) -> None:
        self._width = width
        self._colour = colour
        self._whole = whole

    def report(self, report: Report) -> RenderableType:
        parts: list[RenderableType] = []
        if report.coverage:
            parts += [Text(one_line(report.title), "bold"), Text(phrases.period(report), "dim"), Text()]
            parts += [Text(one_line(sentence)) for sentence in phrases.brought(report)]
            parts += [*(Text(one_line(sentence), "yellow") for sentence in phrases.blind(report)), Text()]
        if len(report.entries) > len(report.overview) > 0:
            parts += [_overview(report), Text()]
        if len(report.entries) > LISTED:
            parts += [*(self.title(entry) for entry in report.entries), Text()]
        for entry in report.entries:
            parts += [*self.entry(entry), Text()]
        parts += self.waiting(report)
        parts += self.apart("Seen for the first time", report.first)
        parts += self.apart("Below the level to tell", report.quiet)
        if report.coverage:
            parts += [Text("Coverage", "bold"), _coverage(report.coverage, self._width)]
        if report.head:
            parts += [Text(), Text(f"Head of the ledger: {one_line(report.head)}", "dim", overflow="fold")]
        return Group(*parts)

    def title(self, entry: Entry) -> RenderableType:
        """A line of the list of changes."""
        seen = f"{entry.telling.after.seen_at.astimezone(UTC):%Y-%m-%d}"
        line = Text(one_line(phrases.headline(entry)))
        return _marked(f"{entry.significance.upper():<9}  {seen}  ", line, 0)

    def entry(self, entry: Entry) -> Iterator[RenderableType]:
        badge = Text(f" {entry.significance.upper()} ", _RANKS.get(entry.significance, "reverse"))
        if not self._colour:
            badge = Text(entry.significance.upper(), "bold")
        yield Text.assemble(badge, " ", Text(one_line(phrases.headline(entry)), "bold"))
        yield from (Text(line, "dim", overflow="fold") for line in _evidence(entry))
        yield from self.facts(entry)
        places = entry.places or entry.cosmetic
        shown = places if self._whole else places[:PLACES]
        for place in shown:
            yield from self.place(place)
        if len(shown) < len(places):
            more = counted(len(places) - len(shown), "more place")
            yield Text()
            yield Text(f"  and {more}: {_whole_of(entry)}", "dim")
        if entry.places and entry.cosmetic:
            yield Text()
            yield Text(f"  and {counted(entry.cosmetic_count, 'cosmetic change')}", "dim")

    def facts(self, entry: Entry) -> Iterator[RenderableType]:
        """The facts in a sentence each, with the words they rest on."""
        shown = entry.facts if self._whole else entry.facts[:FACTS]
        if shown:
            yield Text()
        for fact in shown:
            place = f" ({phrases.place(fact.section[-1:])})" if fact.section else ""
            yield _marked(f"{fact.significance.upper():<9} ", Text(one_line(predicate(fact) + place), "bold"), 2)
            change = passages.quoted(fact)
            sides = (("- ", passages.before(change)), ("+ ", passages.after(change)))
            for sign, side in (("  ", passages.after(change)),) if passages.is_still(change) else sides:
                if side:
                    yield _marked(sign, self.pieces(side, whole=not (change.before and change.after)), 12)
        if len(shown) < len(entry.facts):
            yield Text()
            yield Text(f"  and {counted(len(entry.facts) - len(shown), 'more fact')}: {_whole_of(entry)}", "dim")

    def place(self, place: Place) -> Iterator[RenderableType]:
        yield Text()
        yield Padding(Text(one_line(phrases.place(place.section)), "bold cyan"), (0, 0, 0, 2))
        for run in passages.runs(place.changes):
            yield Padding(Text(f"{phrases.label(run)} ({run[0].significance})", "italic"), (0, 0, 0, 4))
            shown = run if self._whole or run[0].significance is Significance.MAJOR else run[:LINES]
            for change in shown:
                yield from self.change(change)
            if len(shown) < len(run):
                yield Padding(Text(f"[{counted(len(run) - len(shown), 'more passage')}]", "dim"), (0, 0, 0, 6))

    def change(self, change: Change) -> Iterator[RenderableType]:
        if passages.is_still(change):
            yield _marked("  ", self.pieces(passages.after(change), whole=True))
            return
        whole = change.kind in (ChangeKind.ADDED, ChangeKind.REMOVED)
        for sign, side in (("- ", passages.before(change)), ("+ ", passages.after(change))):
            if side:
                yield _marked(sign, self.pieces(side, whole=whole))

    def pieces(self, side: Sequence[Piece], *, whole: bool) -> Text:
        """One side; `whole`: all of it went or came, which the sign before it says already."""
        text = Text()
        for piece in side:
            words = ellipsis(piece.text) if piece.mark is Mark.GAP else visible(piece.text)
            text.append_text(marked(piece.mark, words, colour=whole or self._colour))
        return text

    def waiting(self, report: Report) -> Iterator[RenderableType]:
        """A line a change that is not confirmed: nobody is to learn of it too late."""
        if not report.waiting:
            return
        yield Text(phrases.WAITING, "bold")
        for entry in report.waiting:
            told = f"{phrases.headline(entry)}, {phrases.waits(entry.telling, report.made_at)}"
            yield _marked(f"{entry.significance.upper():<9} ", Text(one_line(told)), 2)
            yield _marked("", Text(_whole_of(entry), "dim"), 12)
        yield Text()

    def apart(self, heading: str, entries: Sequence[Entry]) -> Iterator[RenderableType]:
        if not entries:
            return
        yield Text(heading, "bold")
        for entry in entries:
            words = entry.telling.after.words
            line = phrases.headline(entry) if entry.outcome is not Outcome.FIRST else one_line(entry.telling.page_name)
            seen = f", {phrases.when(entry.telling.after.seen_at)}, {counted(words, 'word')}"
            yield _marked("", Text(one_line(line) + seen), 2)
        yield Text()


def marked(mark: Mark, words: str, *, colour: bool) -> Text:
    """Words in the colour of what became of them; without colour between signs."""
    opens, closes = ("", "") if colour else _FENCES.get(mark, ("", ""))
    return Text(f"{opens}{words}{closes}", _MARKS[mark])


def ellipsis(gap: str) -> str:
    """What stands for unchanged words, with a space where they had one at their ends."""
    return " " * gap[0].isspace() + "[…]" + " " * gap[-1].isspace()


def evidence_line(entry: Entry) -> str:
    """Which versions these are, when they were seen, and where."""
    return f"{_versions(entry.telling)}, {one_line(entry.telling.snapshot_after.final_url)}"


def _versions(telling: Telling) -> str:
    before = f"{_version(telling.before, telling.snapshot_before)} → " if telling.before else ""
    return before + _version(telling.after, telling.snapshot_after)


def _evidence(entry: Entry) -> Iterator[str]:
    """Versions, address, dates that the page states, and the first digits of the hashes, a line each."""
    telling = entry.telling
    yield _versions(telling)
    yield one_line(telling.snapshot_after.final_url)
    if moved := phrases.moved(telling):
        yield one_line(moved)
    if pardon := phrases.pardon(telling):
        yield one_line(pardon)
    if standing := phrases.standing(telling):
        yield standing
    if stated := phrases.stated(telling):
        yield f"the page states: {stated}"
    sides = [side.body_sha256[:16] + "…" for side in (telling.snapshot_before, telling.snapshot_after) if side]
    yield f"SHA-256 of the bytes: {' → '.join(sides)}"


def _whole_of(entry: Entry) -> str:
    telling = entry.telling
    numbers = f"{telling.before.number} {telling.after.number}" if telling.before else ""
    return f"`privacy-monitor diff {one_line(telling.page_id)} {numbers}`"


def _version(version: VersionRow, snapshot: SnapshotRow | None) -> str:
    return f"{phrases.version(version)} ({phrases.when(snapshot.fetched_at if snapshot else version.seen_at)})"


def _marked(sign: str, text: Text, indent: int = 4) -> RenderableType:
    """Text that hangs to the right of a sign, however often it wraps."""
    grid = Table.grid()
    grid.add_column(width=indent + len(sign), no_wrap=True)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_row(Text(" " * indent + sign), text)
    return grid


def _overview(report: Report) -> Table:
    """A row a page that changed."""
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for head in ("Page", "Changes", "Highest", "What weighs most"):
        table.add_column(head, overflow="fold")
    for row in report.overview:
        cells = (row.page_name, f"{row.changes:,}", row.top.significance.value, phrases.brief(row.top))
        table.add_row(*(Text(one_line(cell)) for cell in cells))
    return table


def _coverage(coverage: Sequence[Coverage], width: int) -> Table:
    roomy = width >= ROOMY
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for head in ("Page", "Good checks", "First (UTC)", "Last (UTC)", "Longest gap", "Not readable"):
        table.add_column(head, overflow="fold", no_wrap=roomy and head.endswith("(UTC)"))
    table.columns[0].min_width = NAMES if width >= 6 * NAMES else None  # narrower, another column would get lost
    end = None if roomy else len("2026-11-24")
    for row in coverage:
        cells = (row.page_name, f"{row.good:,} of {row.checks:,}", phrases.at(row.first_at)[:end])
        more = (phrases.at(row.last_at)[:end], phrases.span(row.longest_gap), phrases.trouble(row))
        table.add_row(*(Text(one_line(cell)) for cell in (*cells, *more)), style="" if row.good else "bold red")
    return table
