"""What every import does once it knows its captures: take them in, show how far it is, and sum up."""

from __future__ import annotations

import asyncio
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Protocol

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from monitor import wiring
from monitor.archive.ahead import Ahead
from monitor.archive.intake import Incoming, Intake, PassedOver, Taken
from monitor.archive.wayback import Wayback
from monitor.backfill import take_late
from monitor.cli.common import EXIT_INTERRUPTED, Context, echo_json
from monitor.cli.output import table
from monitor.core.model import Outcome
from monitor.core.records import Page
from monitor.report.visible import one_line

_ALWAYS = ("taken in", "versions", "changed", "inaccessible")
_SKIPPED = ("there already",)
_MANY = 300  # captures for which it is worth it to start a process that reads
_SHOWN = 20  # reasons for what was passed over; --json has them all

Counts = dict[str, Counter[str]]
Stream = Callable[[wiring.Machine, Intake, Ahead], AsyncIterator[Taken]]


class Source(Protocol):
    """Captures that were looked through, and wait to be taken in."""

    @property
    def pages(self) -> Sequence[Page]: ...
    @property
    def total(self) -> int | None: ...
    @property
    def passed_over(self) -> Sequence[PassedOver]: ...


class SourceOnDisk(Source, Protocol):
    """Captures that can be read one after the other."""

    def incoming(self) -> Iterator[Incoming]:
        """Its captures, oldest first."""
        ...


def configuration(context: Context) -> wiring.Config:
    """Captures can be taken in without a configuration where --db says into what."""
    if context.database and not context.config_path.exists():
        return wiring.Config(database=context.database, pages=())
    return context.config()


def from_disk(source: SourceOnDisk) -> Stream:
    """Take in one capture after the other, in the engine's thread, so that an interruption comes between two."""

    async def stream(machine: wiring.Machine, intake: Intake, ahead: Ahead) -> AsyncIterator[Taken]:
        captures = ahead.over(source.incoming(), intake.unseen)

        def step() -> Taken | None:
            incoming = next(captures, None)
            return intake.take(incoming) if incoming else None

        while taken := await machine.executor.run(step):
            yield taken

    return stream


@contextmanager
def file_progress(what: str, size: int) -> Iterator[Callable[[int], None]]:
    """A bar for looking through files of so many bytes; what it gives is told how far the file at hand is read."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task(what, total=size)
        done = last = 0

        def advance(at: int) -> None:
            nonlocal done, last
            done += at - last if at >= last else at  # another file began
            last = at
            progress.update(bar, completed=done)

        yield advance


def from_archive(source: Wayback) -> Stream:
    """Fetch and take in one capture after the other; it is the archive that is waited for, not the reading."""

    async def stream(machine: wiring.Machine, intake: Intake, _: Ahead) -> AsyncIterator[Taken]:
        is_there = partial(intake.has, source.page.id)
        async for incoming in source.incoming(machine.fetcher, is_there):
            yield await machine.executor.run(intake.take, incoming) if incoming else Taken(source.page.id)

    return stream


def take_in(context: Context, source: Source, stream: Stream, origin: str, *, as_json: bool) -> None:
    """Take all in, and tell what came of it, also after an interruption."""
    counts: Counts = {}
    interrupted = False
    try:
        asyncio.run(_take_in(configuration(context), source, stream, origin, counts))
    except KeyboardInterrupt:
        interrupted = True
        click.echo("Interrupted: what was taken in stays, and running it again goes on from there.", err=True)
    finally:
        (_as_json if as_json else _as_table)(counts, source.passed_over)
    if interrupted:
        sys.exit(EXIT_INTERRUPTED)
    if counts and not as_json:
        _what_next(context, counts)


async def _take_in(config: wiring.Config, source: Source, stream: Stream, origin: str, counts: Counts) -> None:
    console = Console(stderr=True)
    columns = (TextColumn("Taking in"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with wiring.readers(_processes(source.total or 0)) as pool:
        async with wiring.machine(config) as machine:
            ahead = Ahead(pool)
            take = partial(machine.engine.take, origin=origin, read=ahead.read)
            late = partial(take_late, machine.store, origin=origin, now=machine.clock.now(), read=ahead.read)
            intake = Intake(machine.store, take, late, source.pages, {page.id: page for page in config.pages})
            with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
                bar = progress.add_task("", total=source.total)
                async for taken in stream(machine, intake, ahead):
                    counts.setdefault(taken.page_id, Counter()).update(_counted(taken))
                    progress.update(bar, advance=1, total=source.total)


def _processes(captures: int) -> int:
    """One to read ahead keeps up: to compare and to store takes longer than to read."""
    return 1 if captures >= _MANY and (os.cpu_count() or 1) > 1 else 0


def _counted(taken: Taken) -> dict[str, int]:
    """The columns that a capture counts in."""
    if taken.check is None:
        return {"there already": 1}
    outcome = taken.check.outcome
    return {
        "taken in": 1,
        "versions": int(outcome in (Outcome.FIRST, Outcome.CHANGED, Outcome.RETURNED)),
        "changed": int(outcome in (Outcome.CHANGED, Outcome.RETURNED)),
        "inaccessible": int(outcome is Outcome.INACCESSIBLE),
    }


def _as_json(counts: Counts, passed_over: Sequence[PassedOver]) -> None:
    def row(count: Counter[str]) -> dict[str, int]:
        return {column.replace(" ", "_"): count[column] for column in (*_ALWAYS, *_SKIPPED)}

    echo_json(
        {
            "total": row(sum(counts.values(), Counter())),
            "pages": {page_id: row(count) for page_id, count in counts.items()},
            "passed_over": [{"place": each.place, "why": each.why} for each in passed_over],
        }
    )


def _as_table(counts: Counts, passed_over: Sequence[PassedOver]) -> None:
    """A row a page, and their sum; below it what was left out, and why."""
    total: Counter[str] = sum(counts.values(), Counter())
    if counts:
        columns = [*_ALWAYS, *(column for column in _SKIPPED if total[column])]
        named = [*counts.items(), *([(f"{len(counts)} pages", total)] if len(counts) > 1 else [])]
        rows = [(name, *(str(count[column]) for column in columns)) for name, count in named]
        table(("page", *columns), rows)
    for each in passed_over[:_SHOWN]:
        click.echo(f"Passed over: {one_line(each.place)}: {one_line(each.why)}", err=True)
    if len(passed_over) > _SHOWN:
        click.echo(f"Passed over: {len(passed_over) - _SHOWN:,} more; --json lists them all", err=True)


def _what_next(context: Context, counts: Counts) -> None:
    command = context.command
    page_id = max(counts, key=lambda page_id: counts[page_id]["changed"])
    click.echo(f"\nNow try:\n  {command} history {page_id}\n  {command} diff {page_id}\n  {command} report")
