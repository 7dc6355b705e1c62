"""`demo`: the real daemon watches a page of ours, whose history unfolds in seconds."""

from __future__ import annotations

import asyncio
import shlex
import shutil
import sys
import tempfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitor import logs, wiring
from monitor.cli.common import EXIT_ERROR, told
from monitor.core.model import Outcome
from monitor.core.records import Check, Page, Schedule
from monitor.demo.scenes import script
from monitor.demo.server import site
from monitor.report import compose
from monitor.report.html import report_html
from monitor.report.text import report_text

PAGE = "example-cloud"
EVERY = timedelta(seconds=1)  # from one check to the next
LONGEST = 25.0  # seconds, on a machine that is far too busy; seven checks a second apart take about eight

_COLOURS = {Outcome.FIRST: "bold", Outcome.CHANGED: "bold yellow", Outcome.INACCESSIBLE: "bold red"}


@click.command()
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder for the database and the report; without it, a new temporary one.",
)
@told
def demo(output: Path | None) -> None:
    """Watch a small page whose history unfolds in seconds.

    A server on this machine plays a site that rewrites its privacy page, puts a consent wall before it, and so on. The
    daemon watches it every second and reports what changed. Nothing leaves the machine.
    """
    folder = _folder(output)
    database, report = folder / "demo.db", folder / "report.html"
    console = Console(highlight=False)
    click.echo("A site on this machine plays the history of a privacy page; the monitor looks at it every second.\n")
    with site() as url:
        seen = asyncio.run(_watch(_config(database, url), console))
    click.echo()
    _report(database, report, console)
    _what_next(database, report)
    if seen < len(script()):
        click.echo(
            f"This machine was too busy: the demonstration ended after {seen} of {len(script())} checks.", err=True
        )
        sys.exit(EXIT_ERROR)


def _folder(output: Path | None) -> Path:
    if output is None:
        return Path(tempfile.mkdtemp(prefix="privacy-monitor-demo-"))
    if (output / "demo.db").exists():
        raise click.UsageError(f"{output} has a demonstration in it already; name another folder, or remove it")
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.UsageError(f"{output} cannot be made: {error.strerror}") from error
    return output


def _config(database: Path, url: str) -> wiring.Config:
    """As config.toml would say it. No retries: each request is a scene."""
    page = Page(
        id=PAGE,
        url=url,
        name="Privacy at Example Cloud",
        schedule=Schedule(interval=EVERY),
        allow_private=True,
        retries=0,
    )
    return wiring.Config(database=database, pages=(page,), host_delay=0)


async def _watch(config: wiring.Config, console: Console) -> int:
    """Run the daemon until the last scene has been looked at; how many were."""
    stop = asyncio.Event()
    seen = 0

    def on_check(page: Page, check: Check) -> None:  # noqa: ARG001 - there is one page
        nonlocal seen
        seen += 1
        console.print(_line(seen, check))
        if seen == len(script()):
            stop.set()

    asyncio.get_running_loop().call_later(LONGEST, stop.set)
    async with wiring.machine(config) as machine:
        await machine.daemon(on_check).run(stop)
    return seen


def _line(number: int, check: Check) -> Table:
    """What happened on the site, and what the monitor makes of it."""
    row = Table.grid(padding=(0, 2, 0, 0))
    for width in (1, 35, None):
        row.add_column(width=width, overflow="fold")
    words = logs.in_words(check)
    if check.response and check.response.status == 304:
        words += " (304 not modified)"
    row.add_row(str(number), script()[number - 1].happens, Text(words, _COLOURS.get(check.outcome, "")))
    return row


def _report(database: Path, path: Path, console: Console) -> None:
    """All that was recorded, on the terminal and as a file."""
    with closing(wiring.open_store(database, write=False)) as store:
        tellings, coverage = store.tellings(None, None), store.coverage(None, None)
    made_at = wiring.SystemClock().now()
    report = compose(tellings, coverage, title="The demonstration", since=None, until=None, made_at=made_at)
    click.echo(report_text(report, width=console.width, colour=console.is_terminal))
    path.write_text(report_html(report), "utf-8")


def _what_next(database: Path, report: Path) -> None:
    command = f"{_command()} --db {shlex.quote(str(database))}"
    click.echo(f"\nThe same report for a browser:  {report}\n\nTo look around:")
    for rest in ("history {}", "show {}", "diff {} 1 2", "checks {}", "report --format markdown"):
        click.echo(f"  {command} {rest.format(PAGE)}")
    click.echo(f"\nTo watch real pages: list them in config.toml, then `{_command()} run`.")


def _command() -> str:
    """What to type for the program here: `make` runs it out of an environment that is not on the PATH."""
    typed = Path(sys.argv[0])
    if typed.name != "privacy-monitor":
        return f"{shlex.quote(sys.executable)} -m monitor"
    return typed.name if shutil.which(typed.name) else shlex.quote(str(typed))
