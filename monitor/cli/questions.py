"""The questions of docs/history.md: each prints a table, or JSON, or CSV. All times are UTC."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import wraps
from itertools import compress, groupby
from typing import Any, TypeVar

import click

from monitor import wiring
from monitor.cli.ask import known_topic, known_types
from monitor.cli.common import EXIT_TROUBLE, Context, echo_json, told
from monitor.cli.output import Ago, as_json_option, in_order, note, nothing_seen, table
from monitor.core.facts.together import statement
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
from monitor.core.records import Coverage, Page
from monitor.core.schedule import planned
from monitor.report import phrases
from monitor.report.csv import csv_of
from monitor.report.facts import predicate
from monitor.report.json import plain
from monitor.report.words import counted, shortened

SENTENCE = 140  # characters of a fact in a table
ROOM = 160  # characters of a text in a table; JSON and CSV have all of it

T = TypeVar("T")


def answered(command: Callable[..., None]) -> Callable[..., None]:
    """The options of every question."""
    as_csv = click.option("--csv", "as_csv", is_flag=True, help="CSV, for spreadsheets.")
    return as_json_option(as_csv(click.pass_obj(told(command))))


def period(command: Callable[..., None]) -> Callable[..., None]:
    """Since and until."""

    @wraps(command)
    def run(*arguments: Any, since: datetime | None, until: datetime | None, **more: Any) -> None:
        in_order(since, until)
        command(*arguments, since=since, until=until, **more)

    since = click.option("--since", type=Ago(), help="From then on: a date, a time, or how long ago (7d, 24h).")
    return since(click.option("--until", type=Ago(), help="Before then, likewise.")(run))


pages_argument = click.argument("pages", nargs=-1, metavar="[PAGE]...")


def answer(
    kind: type[T],
    rows: Sequence[T],
    heads: Sequence[str],
    cells: Callable[[T], Sequence[str]],
    *,
    as_json: bool,
    as_csv: bool,
    nothing: str,
    pages: Sequence[str] = (),
) -> None:
    """The rows as a table, or as they are asked for; `nothing` is told where there are none.

    A table of rows about one of the `pages` that were asked for has no column for its name.
    """
    if as_json:
        echo_json(plain(list(rows)))
    elif as_csv:
        click.echo(csv_of(kind, rows).encode(), nl=False)
    elif rows:
        named = [not (head == "Page" and len(pages) == 1) for head in heads]
        table(tuple(compress(heads, named)), [tuple(compress(cells(row), named)) for row in rows])
    else:
        note(nothing)


@click.command()
@pages_argument
@period
@click.option("--unchanged", is_flag=True, help="Say for each version from when to when it stood unchanged.")
@click.option("--alarm", is_flag=True, help="End with exit code 4 where a page had no good check in the period.")
@answered
def coverage(
    context: Context,
    pages: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    unchanged: bool,
    alarm: bool,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Show how well pages were looked at.

    Checks planned (by the schedule as it is now), made and good, and the longest blind interval, in which nothing is
    known: the edges of the period count. `by 304` are good checks in which the server said that nothing changed since
    the page was last had whole, a day ago at most. Without PAGE, all pages. `coverage --since 26h --alarm` tells a
    program that watches this one whether pages are still read.
    """
    now = wiring.SystemClock().now()
    with context.reading() as store:
        if unchanged:
            stretches = store.unchanged(since, until, pages)
        else:
            rows = store.coverage(since, min(until, now) if until else now, pages)
            paused = {row.id for row in store.pages() if row.paused}
    if unchanged:
        heads = ("Page", "Version", "Unchanged from", "To", "Good checks", "Longest gap")
        nothing = "No page was read then."
        answer(Stretch, stretches, heads, _stretch, as_json=as_json, as_csv=as_csv, nothing=nothing, pages=pages)
        return
    schedules = _schedules(context)
    rows = [_planned(row, schedules.get(row.page_id), since, min(until or now, now)) for row in rows]
    columns = ("Page", "Planned", "Made", "Good", "Longest blind", "From", "To", "Troubles")
    answer(
        Coverage,
        rows,
        columns,
        _covered,
        as_json=as_json,
        as_csv=as_csv,
        nothing=nothing_seen(period=bool(since or until)),
    )
    if alarm and (not rows or any(not row.good and row.page_id not in paused for row in rows)):
        sys.exit(EXIT_TROUBLE)


@click.command()
@click.argument("page")
@answered
def variants(context: Context, page: str, as_json: bool, as_csv: bool) -> None:
    """List the different texts of a page, and how often each was served.

    A text with more than one version went and came back.
    """
    with context.reading() as store:
        rows = store.variants(page)
    heads = ("Text", "First", "Last", "Served", "Share", "Words", "Versions")
    answer(Variant, rows, heads, _variant, as_json=as_json, as_csv=as_csv, nothing=f"{page} was not read yet.")


@click.command()
@click.argument("page")
@click.option("--at", "moment", type=Ago(), help="Of the text as it stood then: a date, a time, or how long ago (7d).")
@answered
def blame(context: Context, page: str, moment: datetime | None, as_json: bool, as_csv: bool) -> None:
    """Show for each paragraph when it came and when it last changed.

    Moving a paragraph changes nothing, and one that was gone and came back keeps the date on which it first came.
    """
    with context.reading() as store:
        rows = store.blame(page, moment)
    heads = ("Came", "Last changed", "Text")
    answer(Blamed, rows, heads, _blamed, as_json=as_json, as_csv=as_csv, nothing=f"{page} has no text.")


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--page", "pages", multiple=True, help="In this page (may be repeated); default: all.")
@click.option("--all", "all_texts", is_flag=True, help="In all texts that there ever were, not the current ones alone.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True, help="At most so many.")
@answered
def search(
    context: Context,
    words: tuple[str, ...],
    pages: tuple[str, ...],
    all_texts: bool,
    limit: int,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Find paragraphs with all of WORDS, and when they appeared and vanished.

    Words in quotes are a phrase ("location data"), and a word with a star at its end is the beginning of one
    ('advertis*'). Case and accents do not count.
    """
    with context.reading() as store:
        rows = store.search(words, pages, all_texts=all_texts, limit=limit)
    heads = ("Page", "Appeared", "Vanished", "Versions", "Text")
    nothing = "No text has these words." if all_texts else "No current text has these words; --all asks all texts."
    answer(Hit, rows, heads, _hit, as_json=as_json, as_csv=as_csv, nothing=nothing, pages=pages)
    if len(rows) >= limit and not (as_json or as_csv):
        note(f"There may be more than these {len(rows):,}; --limit shows more.")


@click.command()
@pages_argument
@click.option(
    "--type",
    "types",
    multiple=True,
    callback=known_types,
    help="Of this type, such as retention.period, or of a family: retention.",
)
@click.option("--topic", default="", callback=known_topic, help="In sections about this, such as retention.")
@period
@answered
def facts(
    context: Context,
    pages: tuple[str, ...],
    types: tuple[str, ...],
    topic: str,
    since: datetime | None,
    until: datetime | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """List the typed facts that changed, over time.

    Without PAGE, of all pages.
    """
    with context.reading() as store:
        rows = store.facts(since, until, pages, types=types, topic=topic)
        waiting = len(store.waiting(until, pages))
    nothing = "No such facts are recorded."
    heads = ("Seen", "Page", "Fact", "What happened")
    if not (as_json or as_csv):
        rows = list(_once(rows))
    answer(FactRow, rows, heads, _fact, as_json=as_json, as_csv=as_csv, nothing=nothing, pages=pages)
    _note_waiting(waiting)


@click.command()
@pages_argument
@period
@answered
def silent(
    context: Context,
    pages: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """List changes whose page moved none of the dates that it states.

    Changes above cosmetic; `undated` is a page that states no date. Without PAGE, of all pages.
    """
    with context.reading() as store:
        rows = store.silent(since, until, pages)
        waiting = len(store.waiting(until, pages))
    heads = ("Seen", "Page", "Version", "Significance", "Changes", "Facts", "Stated date")
    nothing = "No change was silent."
    answer(Silent, rows, heads, _silent, as_json=as_json, as_csv=as_csv, nothing=nothing, pages=pages)
    _note_waiting(waiting)


@click.command()
@pages_argument
@period
@answered
def undone(
    context: Context,
    pages: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """List changes that were undone, and after how long.

    A page that returned to the exact text of an earlier version. Without PAGE, of all pages.
    """
    with context.reading() as store:
        rows = store.undone(since, until, pages)
    heads = ("Undone", "Page", "Version", "Same as", "Replaced on", "Lasted", "Told")
    nothing = "No change was undone."
    answer(Undone, rows, heads, _undone, as_json=as_json, as_csv=as_csv, nothing=nothing, pages=pages)


@click.command()
@click.argument("page")
@click.option("--always", is_flag=True, help="Those that never changed alone.")
@answered
def steady(context: Context, page: str, always: bool, as_json: bool, as_csv: bool) -> None:
    """Show since when each section of a page stands as it is.

    The longest standing first.
    """
    with context.reading() as store:
        rows = [row for row in store.steady_sections(page) if row.always or not always]
    rows.sort(key=lambda row: row.since.number)
    heads = ("Since", "Versions", "Words", "Section")
    answer(Steady, rows, heads, _steady, as_json=as_json, as_csv=as_csv, nothing=f"No section of {page} has stood.")


@click.command()
@pages_argument
@answered
def stats(context: Context, pages: tuple[str, ...], as_json: bool, as_csv: bool) -> None:
    """Show pages in numbers.

    Days a change: the time that the page was looked at, shared among its changes above cosmetic. Without PAGE, all
    pages.
    """
    with context.reading() as store:
        rows = store.stats(pages)
    heads = (
        "Page",
        "Checks",
        "Good",
        "Changes",
        "Major",
        "Minor",
        "Edit.",
        "Cosm.",
        "Returns",
        "Silent",
        "Days a change",
    )
    answer(PageStats, rows, heads, _stats, as_json=as_json, as_csv=as_csv, nothing=nothing_seen())


def _note_waiting(count: int) -> None:
    """Confirmed changes alone answer a question: nobody is to take the others for none."""
    if count:
        what = counted(count, "change that waits", "changes that wait")
        note(f"Not asked: {what} to be confirmed; `privacy-monitor report` names them.")


def _schedules(context: Context) -> dict[str, Page]:
    """The pages as configured; a database alone can be asked without a configuration."""
    if context.database and not context.config_path.exists():
        return {}
    return {page.id: page for page in context.config().pages}


def _planned(row: Coverage, page: Page | None, since: datetime | None, until: datetime) -> Coverage:
    start = since or row.first_at
    if page is None or page.paused or start is None or start >= until:
        return row
    return replace(row, planned=planned(page.schedule, start, until))


def _covered(row: Coverage) -> Sequence[str]:
    blind = (phrases.span(row.longest_blind), phrases.at(row.blind_from), phrases.at(row.blind_to))
    troubles = ", ".join(f"{reason} {times:,}" for reason, times in row.troubles)
    good = f"{row.good:,}{_believed(row.not_modified)}"
    return row.page_id, _number(row.planned), f"{row.checks:,}", good, *blind, troubles or "–"


def _stretch(row: Stretch) -> Sequence[str]:
    good = f"{row.good:,} of {row.checks:,}{_believed(row.not_modified)}"
    times = (phrases.at(row.first_at), phrases.at(row.last_at))
    return row.page_id, str(row.number), *times, good, phrases.span(row.longest_gap)


def _believed(not_modified: int) -> str:
    return f" ({not_modified:,} by 304)" if not_modified else ""


def _variant(row: Variant) -> Sequence[str]:
    numbers = ", ".join(map(str, row.numbers)) + (" (now)" if row.current else "")
    times = (phrases.at(row.first_at), phrases.at(row.last_at))
    return str(row.number), *times, f"{row.served:,}", f"{row.share:.0%}", f"{row.words:,}", numbers


def _blamed(row: Blamed) -> Sequence[str]:
    back = f", as in {_short(row.said_first)}" if row.said_first != row.changed else ""
    changed = "–" if row.changed == row.came else _short(row.changed) + back
    return _short(row.came), changed, ("# " if row.heading else "") + shortened(row.text, ROOM)


def _hit(row: Hit) -> Sequence[str]:
    vanished = _short(row.vanished) if row.vanished else "–"
    count = f"{row.versions} in {row.runs} runs" if row.runs > 1 else str(row.versions)
    return row.page_id, _short(row.appeared), vanished, count, marked(row.excerpt, row.marks)


def marked(text: str, marks: Sequence[tuple[int, int]]) -> str:
    """A text with its marks in brackets."""
    out, at = "", 0
    for start, end in marks:
        out += f"{text[at:start]}[{text[start:end]}]"
        at = end
    return out + text[at:]


def _fact(row: FactRow) -> Sequence[str]:
    return phrases.at(row.seen_at)[:10], row.page_id, row.type, predicate(row.fact, SENTENCE)


def _once(rows: Iterable[FactRow]) -> Iterator[FactRow]:
    """What one version states in several places in one row."""
    for _, group in groupby(rows, key=lambda row: (row.page_id, row.number)):
        first: dict[object, FactRow] = {}
        for row in group:
            key = statement(row.fact)
            first[key] = replace(first[key], places=first[key].places + row.places) if key in first else row
        yield from first.values()


def _silent(row: Silent) -> Sequence[str]:
    dates = (("updated", row.updated), ("effective", row.effective))
    stated = ", ".join(f"{name} {day}" for name, day in dates if day) or "undated"
    counts = (f"{row.changes:,}", f"{row.facts:,}")
    return phrases.at(row.seen_at), row.page_id, str(row.number), row.significance.value, *counts, stated


def _undone(row: Undone) -> Sequence[str]:
    told_ = "yes" if row.told else "no"
    replaced = phrases.at(row.replaced.seen_at)
    return (
        phrases.at(row.undone_at),
        row.page_id,
        str(row.number),
        _short(row.same_as),
        replaced,
        phrases.span(row.lasted),
        told_,
    )


def _steady(row: Steady) -> Sequence[str]:
    since = _short(row.since) + (", never changed" if row.always else "")
    return since, f"{row.versions:,}", f"{row.words:,}", phrases.place(row.section)


def _stats(row: PageStats) -> Sequence[str]:
    counts: tuple[Any, ...] = (row.checks, row.good, row.changes, row.major, row.minor, row.editorial, row.cosmetic)
    return row.page_id, *(f"{n:,}" for n in (*counts, row.returns, row.silent)), _number(row.days_a_change)


def _short(moment: Moment) -> str:
    return f"{moment.number} ({phrases.at(moment.seen_at)[:10]})"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,}"
