"""What is recorded: pages, versions, texts, differences, checks, and the report of a period. All times are UTC."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from monitor import wiring
from monitor.cli.common import EXIT_ERROR, Context, Moment, echo_json, told
from monitor.core.errors import NotFound
from monitor.core.model import Significance
from monitor.core.records import CheckRow, PageRow, Telling, VersionRow
from monitor.report import Report, compose, entry_of, phrases
from monitor.report.json import dumps, plain
from monitor.report.visible import one_line

WIDEST = 110  # columns of running text; tables take what the terminal has
FORMATS = {".html": "html", ".htm": "html", ".md": "markdown", ".json": "json", ".txt": "text"}
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class Ago(Moment):
    """A moment, or how long ago: `30m`, `24h`, `7d`, `2w`."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """An aware datetime in UTC."""
        match = re.fullmatch(r"(\d{1,6})([mhdw])", value) if isinstance(value, str) else None
        if match is None:
            return super().convert(value, param, ctx)
        try:
            return wiring.SystemClock().now() - timedelta(**{_UNITS[match[2]]: int(match[1])})
        except OverflowError:
            self.fail(f"{value!r} is before all time", param, ctx)


as_json_option = click.option("--json", "as_json", is_flag=True, help="JSON, for programs.")


def written(command: Callable[..., None]) -> Callable[..., None]:
    """The options of a command that writes a report."""
    kinds = click.Choice(["text", "markdown", "html", "json"])
    for option in (
        click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file."),
        as_json_option,
        click.option("--format", "kind", type=kinds, help="Default: text, or what the name of --output says."),
    ):
        command = option(command)
    return command


@click.command()
@as_json_option
@click.pass_obj
@told
def pages(context: Context, as_json: bool) -> None:
    """List the pages and where each stands.

    Times are UTC.
    """
    with context.reading() as store:
        found = store.pages()
    if as_json:
        echo_json(plain(found))
    elif found:
        heads = ("Page", "Stands", "Last check", "Next check")
        _table(heads, [_page_cells(row) for row in found])
    else:
        _note("No pages are recorded yet. `privacy-monitor check` looks at those that the configuration lists.")


@click.command()
@click.argument("page")
@as_json_option
@click.pass_obj
@told
def history(context: Context, page: str, as_json: bool) -> None:
    """List the versions of a page.

    The newest first, with what each brought. Times are UTC.
    """
    with context.reading() as store:
        row = store.page(page)
        tellings = store.tellings(None, None, [page])[::-1]
    if as_json:
        echo_json([plain(told_.after) | {"brief": phrases.brief(entry_of(told_), WIDEST)} for told_ in tellings])
    elif tellings:
        _note(f"{row.name or row.id}, {row.url}")
        heads = ("No.", "Seen", "Significance", "Words", "What")
        _table(heads, [_version_cells(told_) for told_ in tellings])
    else:
        _note(_no_version(row))


@click.command()
@click.argument("page")
@click.option("--at", "moment", type=Ago(), help="As it stood then: a date, a time, or how long ago (7d).")
@click.option("--format", "kind", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True)
@as_json_option
@click.pass_obj
@told
def show(context: Context, page: str, moment: datetime | None, kind: str, as_json: bool) -> None:
    """Show the text of a page as it stands, or stood on a date.

    A date without a time means its first moment, in UTC. The text goes to standard output, what is known of it to
    standard error.
    """
    from monitor.report.document import document_json, document_markdown, document_text  # rich is slow to import

    with context.reading() as store:
        row = store.page(page)
        version = store.version_at(page, moment)
        document = store.document(version.id)
        snapshot = store.snapshot(version.snapshot_id)
    if as_json or kind == "json":
        echo_json({**document_json(document), "page_id": page, "version": plain(version), "snapshot": plain(snapshot)})
        return
    dates = (("last updated", version.updated), ("effective", version.effective))
    known = [f"version {version.number}", f"seen {phrases.when(version.seen_at)}", snapshot.final_url]
    _note(", ".join([row.name or row.id, *known, *(f"{name} {date}" for name, date in dates if date)]) + "\n")
    if kind == "markdown":
        click.echo(document_markdown(document), nl=False)
    else:
        click.echo(document_text(document, min(_width(), WIDEST), colour=_colour()))


@click.command()
@click.argument("page")
@click.argument("from_", metavar="[FROM]", required=False)
@click.argument("to", required=False)
@written
@click.pass_obj
@told
def diff(
    context: Context,
    page: str,
    from_: str | None,
    to: str | None,
    kind: str | None,
    as_json: bool,
    output: Path | None,
) -> None:
    """Show what differs between two versions of a page.

    FROM and TO are numbers of versions (3), dates or times (2026-11-24, meaning the version in force then), or how
    long ago (7d). Without TO, FROM is compared with the current version; without both, the current version with the
    one before it.
    """
    with context.reading() as store:
        row = store.page(page)
        versions = store.versions(page)
        if len(versions) < 2 and from_ is None:
            _note(_no_version(row) if not versions else f"{row.name or page} has one version: nothing to compare yet.")
            return
        after = _version(store, versions, page, to) if to else store.version_at(page)
        before = _version(store, versions, page, from_) if from_ else _before(versions, after)
        telling = _side_by_side(store, row, before, after)
    if before.reader_version != after.reader_version and after.previous_id != before.id:
        _note("These versions were read by different versions of the reader: some of this may be its doing.")
    title = f"{row.name or row.id}, version {before.number} and version {after.number}"
    report = compose(
        [telling],
        [],
        title=title,
        since=None,
        until=None,
        made_at=wiring.SystemClock().now(),
        tell=Significance.NONE,
    )
    _write(report, "json" if as_json else kind, output)


@click.command()
@click.argument("page")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="At most so many.")
@as_json_option
@click.pass_obj
@told
def checks(context: Context, page: str, limit: int, as_json: bool) -> None:
    """List the checks of a page, newest first.

    Times are UTC.
    """
    with context.reading() as store:
        row = store.page(page)
        found = store.checks(page, limit)
        numbers = {version.id: version.number for version in store.versions(page)}
    if as_json:
        echo_json(plain(found))
    elif found:
        heads = ("Started", "Outcome", "Status", "Bytes", "Version", "Why, or where it led")
        _table(heads, [_check_cells(check, numbers) for check in found])
        if row.checks > len(found):
            _note(f"{row.checks - len(found):,} older ones are not shown; --limit shows more.")
    else:
        _note(f"{row.name or page} has not been checked yet. `privacy-monitor check {page}` does it now.")


@click.command()
@click.option("--since", type=Ago(), help="From then on: a date, a time, or how long ago (7d, 24h).")
@click.option("--until", type=Ago(), help="Before then, likewise.")
@click.option("--page", "page_ids", multiple=True, help="Of this page (may be repeated); default: all.")
@click.option("--title", default="Privacy pages: what changed", show_default=True)
@click.option(
    "--tell",
    type=click.Choice([level.value for level in Significance]),
    help="The significance from which to tell (default: as configured for each page).",
)
@written
@click.pass_obj
@told
def report(
    context: Context,
    since: datetime | None,
    until: datetime | None,
    page_ids: tuple[str, ...],
    title: str,
    tell: str | None,
    kind: str | None,
    as_json: bool,
    output: Path | None,
) -> None:
    """Tell what changed in a period.

    The most significant first; smaller changes, pages that could not be read and the evidence come after. Times are
    UTC.
    """
    if since and until and since >= until:
        raise click.UsageError(f"--since ({phrases.when(since)}) is not before --until ({phrases.when(until)})")
    levels = Significance(tell) if tell else _levels(context)
    with context.reading() as store:
        tellings, coverage = store.tellings(since, until, page_ids), store.coverage(since, until, page_ids)
    made_at = wiring.SystemClock().now()
    made = compose(tellings, coverage, title=title, since=since, until=until, made_at=made_at, tell=levels)
    _write(made, "json" if as_json else kind, output)
    if not coverage:
        _note("No pages are recorded yet. `privacy-monitor check` looks at those that the configuration lists.")


def _levels(context: Context) -> Significance | Mapping[str, Significance]:
    """From which significance to tell, as configured; a database alone can be asked without a configuration."""
    if context.database and not context.config_path.exists():
        return Significance.EDITORIAL
    return {page.id: page.tell for page in context.config().pages}


def _version(store: wiring.Store, versions: Sequence[VersionRow], page: str, wanted: str) -> VersionRow:
    """The version that a number, a date or a length of time means."""
    if not re.fullmatch(r"\d{1,6}", wanted):
        return store.version_at(page, Ago().convert(wanted, None, None))
    found = next((version for version in versions if version.number == int(wanted)), None)
    if found is None:
        raise NotFound(f"page {page!r} has no version {wanted}; `privacy-monitor history {page}` lists them")
    return found


def _before(versions: Sequence[VersionRow], after: VersionRow) -> VersionRow:
    return next((version for version in versions if version.id == after.previous_id), after)


def _side_by_side(store: wiring.Store, page: PageRow, before: VersionRow, after: VersionRow) -> Telling:
    """Two versions as a telling: neighbours as they were recorded, others compared now."""
    if after.previous_id == before.id:
        until = after.seen_at + timedelta(seconds=1)
        recorded = store.tellings(after.seen_at, until, [page.id])
        return next(telling for telling in recorded if telling.after.id == after.id)
    from monitor.core.diff import compare  # with its parsers, slow to import

    return Telling(
        page_id=page.id,
        page_name=page.name or page.id,
        before=before,
        after=after,
        snapshot_before=store.snapshot(before.snapshot_id),
        snapshot_after=store.snapshot(after.snapshot_id),
        diff=compare(store.document(before.id), store.document(after.id), gate=False),
    )


def _write(made: Report, kind: str | None, output: Path | None) -> None:
    kind = kind or (FORMATS.get(output.suffix.lower(), "text") if output else "text")
    text = _rendered(made, kind, to_file=output is not None)
    if output is None:
        click.echo(text.encode() if kind in ("html", "json") else text)  # these two are in UTF-8 by definition
        return
    try:
        output.write_text(text + "\n", "utf-8")
    except OSError as error:
        click.echo(f"privacy-monitor: cannot write {output}: {error.strerror or error}", err=True)
        sys.exit(EXIT_ERROR)
    _note(f"The report is in {output}")


def _rendered(made: Report, kind: str, *, to_file: bool) -> str:
    """The report in a format, whose module is imported for it alone."""
    if kind == "html":
        from monitor.report.html import report_html

        return report_html(made)
    if kind == "json":
        from monitor.report.json import report_json

        return dumps(report_json(made))
    if kind == "markdown":
        from monitor.report.markdown import report_markdown

        return report_markdown(made).rstrip("\n")
    from monitor.report.text import report_text

    return report_text(made, min(_width(), WIDEST), colour=_colour() and not to_file)


def _page_cells(row: PageRow) -> tuple[str, ...]:
    version, last = row.current, row.last_check
    stands = f"version {version.number} since {phrases.at(version.seen_at)[:10]}" if version else "not read yet"
    looked = f"{phrases.at(last.started_at)} {last.reason or last.outcome.value}" if last else "–"
    following = "not watched" if not row.watched else "paused" if row.paused else phrases.at(row.next_due_at)
    return row.id, stands, looked, following


def _version_cells(telling: Telling) -> tuple[str, ...]:
    after = telling.after
    grown = after.words - telling.before.words if telling.before else 0
    what = phrases.brief(entry_of(telling), WIDEST)
    significance = "–" if after.significance is Significance.NONE else after.significance.value
    return (
        str(after.number),
        phrases.at(after.seen_at),
        significance,
        f"{after.words:,} ({grown:+,})" if grown else f"{after.words:,}",
        what,
    )


def _check_cells(check: CheckRow, numbers: Mapping[int, int]) -> tuple[str, ...]:
    version = str(numbers.get(check.version_id, "–")) if check.version_id else "–"
    size = "–" if check.size is None else f"{check.size:,}"
    moved = check.final_url if check.final_url != check.url else ""
    why = str(check.reason) if check.reason else moved
    return phrases.at(check.started_at), check.outcome.value, str(check.status or "–"), size, version, why


def _no_version(row: PageRow) -> str:
    name = row.name or row.id
    if row.last_check is None:
        return f"{name} has not been checked yet. `privacy-monitor check {row.id}` does it now."
    return f"{name} could not be read yet ({row.last_check.reason}). `privacy-monitor checks {row.id}` tells more."


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from monitor.report.text import table_text  # rich is slow to import

    click.echo(table_text(heads, rows, _width(), colour=_colour()))


def _note(text: str) -> None:
    """A line for the person, kept out of what a program reads."""
    click.echo("\n".join(one_line(line) for line in text.split("\n")), err=True)


def _width() -> int:
    return shutil.get_terminal_size((100, 24)).columns


def _colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
