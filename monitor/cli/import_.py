"""`import captures`: take in what was captured elsewhere."""

from __future__ import annotations

import asyncio
import shlex
import sys
from collections import Counter
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from monitor import wiring
from monitor.archive.captures import Intake, Manifest, Taken, read_manifest
from monitor.cli.common import EXIT_INTERRUPTED, Context, told
from monitor.core.model import Outcome
from monitor.report.text import table_text

_ALWAYS = ("taken in", "versions", "changed", "inaccessible")
_SKIPPED = ("there already", "too late")


@click.group("import")
def import_() -> None:
    """Take in captures made elsewhere."""


@import_.command()
@click.argument("manifest", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.pass_obj
@told
def captures(context: Context, manifest: Path) -> None:
    """Take in the dated captures of MANIFEST, as if they had been fetched at the time.

    MANIFEST has one JSON object a line: page, url, fetched_at (with its time zone) and file (relative to the
    manifest); content_type, status, final_url and headers if they are known. All of it is looked through before
    anything is written. Running it again adds nothing, and goes on where it was interrupted.
    """
    config = _config(context)
    dated = read_manifest(manifest, wiring.SystemClock().now())
    counts: dict[str, Counter[str]] = {}
    try:
        asyncio.run(_take_in(config, dated, counts))
    except KeyboardInterrupt:
        click.echo("Interrupted: what was taken in stays, and running it again goes on from there.", err=True)
        sys.exit(EXIT_INTERRUPTED)
    finally:
        _summary(counts)
    _what_next(context, counts)


def _config(context: Context) -> wiring.Config:
    """Captures can be taken in without a configuration where --db says into what."""
    if context.database and not context.config_path.exists():
        return wiring.Config(database=context.database, pages=())
    return context.config()


async def _take_in(config: wiring.Config, manifest: Manifest, counts: dict[str, Counter[str]]) -> None:
    console = Console(stderr=True)
    columns = (TextColumn("Taking in"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    async with wiring.machine(config) as machine:
        take = partial(machine.engine.take, origin="capture")
        configured = {page.id: page for page in config.pages}
        intake = Intake(machine.store, take, manifest, configured)
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
            for capture in progress.track(manifest.captures):
                # In the engine's thread, so that an interruption comes between two captures, never within one.
                taken = await machine.executor.run(intake.take, capture)
                counts.setdefault(capture.page_id, Counter()).update(_counted(taken))


def _counted(taken: Taken) -> dict[str, int]:
    """The columns that a capture counts in."""
    if taken.check is None:
        return {"too late" if taken.late else "there already": 1}
    outcome = taken.check.outcome
    return {
        "taken in": 1,
        "versions": int(outcome in (Outcome.FIRST, Outcome.CHANGED, Outcome.RETURNED)),
        "changed": int(outcome in (Outcome.CHANGED, Outcome.RETURNED)),
        "inaccessible": int(outcome is Outcome.INACCESSIBLE),
    }


def _summary(counts: dict[str, Counter[str]]) -> None:
    """A row a page, and their sum."""
    if not counts:
        return
    total: Counter[str] = sum(counts.values(), Counter())
    columns = [*_ALWAYS, *(column for column in _SKIPPED if total[column])]
    named = [*counts.items(), *([(f"{len(counts)} pages", total)] if len(counts) > 1 else [])]
    rows = [(name, *(str(count[column]) for column in columns)) for name, count in named]
    console = Console()
    click.echo(table_text(("page", *columns), rows, console.width, colour=console.is_terminal))
    if total["too late"]:
        click.echo(
            f"{total['too late']} came too late: their pages were looked at since, and a history is kept in the order "
            "of time.\nTo have them, take all captures of these pages into a new database.",
            err=True,
        )


def _what_next(context: Context, counts: dict[str, Counter[str]]) -> None:
    command = f"privacy-monitor --db {shlex.quote(str(context.database))}" if context.database else "privacy-monitor"
    page_id = max(counts, key=lambda page_id: counts[page_id]["changed"])
    click.echo(f"\nNow try:\n  {command} history {page_id}\n  {command} diff {page_id}\n  {command} report")
