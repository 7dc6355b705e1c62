"""What commands that tell share: the options of a report, where it is written, tables, and notes to the person."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from monitor import wiring
from monitor.cli.common import EXIT_ERROR, Moment
from monitor.core.records import PageRow
from monitor.report import Report
from monitor.report.json import dumps
from monitor.report.visible import one_line

WIDEST = 110  # columns of running text; tables take what the terminal has
FORMATS = {".atom": "atom", ".html": "html", ".htm": "html", ".md": "markdown", ".json": "json", ".txt": "text"}
WIDE = 2_000  # columns, more than any table takes
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class Ago(Moment):
    """A moment, or how long ago: `30m`, `24h`, `7d`, `2w`."""

    forms = "2026-11-24 or 2026-11-24T08:30, nor a time ago such as 24h, 7d or 52w (30m are minutes)"

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
    kinds = click.Choice(["text", "markdown", "html", "json", "atom"])
    for option in (
        click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file."),
        as_json_option,
        click.option("--format", "kind", type=kinds, help="Default: text, or what the name of --output says."),
    ):
        command = option(command)
    return command


def write(made: Report, kind: str | None, output: Path | None) -> None:
    """The report in a format, or in the one that the name of the file says."""
    kind = format_of(kind, output)
    save(_rendered(made, kind, to_file=output is not None), output, exact=kind in ("html", "json", "atom"))


def format_of(kind: str | None, output: Path | None) -> str:
    """The format that is asked for, or that the name of the file says; a usage error where that says none of ours."""
    if kind or output is None or not output.suffix:
        return kind or "text"
    if output.suffix.lower() not in FORMATS:
        raise click.UsageError(f"{output.suffix} is no format of a report: {', '.join(FORMATS)}, or give --format")
    return FORMATS[output.suffix.lower()]


def save(text: str, output: Path | None, *, exact: bool) -> None:
    """To a file, or to standard output: `exact` is what is in UTF-8 by definition, whatever the terminal has."""
    if output is None:
        click.echo(text.encode() if exact else text)
        return
    try:
        output.write_text(text.rstrip("\n") + "\n", "utf-8")
    except OSError as error:
        click.echo(f"privacy-monitor: cannot write {output}: {error.strerror or error}", err=True)
        sys.exit(EXIT_ERROR)
    note(f"The report is in {output}")


def _rendered(made: Report, kind: str, *, to_file: bool) -> str:
    """The report in a format, whose module is imported for it alone."""
    if kind == "html":
        from monitor.report.html import report_html

        return report_html(made)
    if kind == "atom":
        from monitor.report.atom import report_atom

        return report_atom(made)
    if kind == "json":
        from monitor.report.json import report_json

        return dumps(report_json(made))
    if kind == "markdown":
        from monitor.report.markdown import report_markdown

        return report_markdown(made).rstrip("\n")
    from monitor.report.text import report_text

    return report_text(made, min(width(), WIDEST), colour=colour() and not to_file)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Rows under their heads, on standard output."""
    from monitor.report.text import table_text  # rich is slow to import

    click.echo(table_text(heads, rows, table_width(), colour=colour()))


def note(text: str) -> None:
    """A line for the person, kept out of what a program reads."""
    click.echo("\n".join(one_line(line) for line in text.split("\n")), err=True)


def in_order(since: datetime | None, until: datetime | None) -> None:
    """A usage error where a period ends before it begins."""
    if since and until and since >= until:
        raise click.UsageError(f"--since ({since:%Y-%m-%d %H:%M}) is not before --until ({until:%Y-%m-%d %H:%M})")


def nothing_seen(*, period: bool = False) -> str:
    """What is told where no page was looked at: in a period, or ever."""
    if period:
        return "No page was looked at in this period. `privacy-monitor pages` lists those that are recorded."
    return "No pages are recorded yet. `privacy-monitor check` looks at those that the configuration lists."


def not_to_come(at: datetime | None) -> None:
    """A usage error where a moment is still to come: nothing is known of it."""
    if at and at > wiring.SystemClock().now():
        raise click.BadParameter(f"{at:%Y-%m-%d %H:%M} is still to come", param_hint="--at")


def note_last_seen(good: datetime, at: datetime | None) -> None:
    """Tell when the page was last seen before a moment, where that is a day or more, or the moment is to come."""
    if at and (at - good >= timedelta(days=1) or at > wiring.SystemClock().now()):
        note(f"Last seen so at {good:%Y-%m-%d %H:%M} UTC; what it said until {at:%Y-%m-%d %H:%M} is not known.")


def width() -> int:
    """Columns of the terminal."""
    return shutil.get_terminal_size((100, 24)).columns


def table_width() -> int:
    """Columns of a table: those of the terminal; as many as it takes for a program, which reads line by line."""
    return width() if sys.stdout.isatty() or "COLUMNS" in os.environ else WIDE


def colour() -> bool:
    """Whether standard output shows colours, and the person has not asked for none."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def no_version(row: PageRow) -> str:
    """Why there is no text of a page yet."""
    name = row.name or row.id
    if row.last_check is None:
        return f"{name} has not been checked yet. `privacy-monitor check {row.id}` does it now."
    return f"{name} could not be read yet ({row.last_check.reason}). `privacy-monitor checks {row.id}` tells more."
