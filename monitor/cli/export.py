"""`export`: write what is in the store for other programs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from monitor.archive import jsonl as lines_of
from monitor.archive.texts import TextRepository, texts_of
from monitor.cli.common import Context, echo_json, told
from monitor.core.errors import ExportError


@click.group()
def export() -> None:
    """Write what was kept for other programs."""


@export.command()
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The folder: empty, not there yet, or of an earlier export.",
)
@click.option("--json", "as_json", is_flag=True, help="The summary as JSON.")
@click.pass_obj
@told
def texts(context: Context, output: Path, as_json: bool) -> None:
    """Write the texts as Markdown files in a git repository, a commit a version.

    Commits bear the time at which a version was seen, and are the same each time. A further run adds only the versions
    that are new, also after an interruption. Needs git.
    """
    with context.reading() as store:
        repository = TextRepository(output)
        everything = texts_of(store)
        new = [text for text in everything if text.key not in repository.written]
        with _progress() as progress:
            bar = progress.add_task("Writing texts", total=len(new))
            repository.add(store, new, lambda _: progress.advance(bar))
    there = len(everything) - len(new)
    if as_json:
        echo_json({"written": len(new), "there_already": there, "head": repository.head})
    else:
        click.echo(f"{len(new):,} versions written to {output}, {there:,} were there already")


@export.command()
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file; it takes its place when it is complete. Without it, the lines go to stdout.",
)
@click.option("--bodies", is_flag=True, help="Also the bytes of each snapshot, as base64, each body once.")
@click.pass_obj
@told
def jsonl(context: Context, output: Path | None, bodies: bool) -> None:
    """Write everything as JSON Lines: pages, checks, snapshots, versions with their sections, changes and facts.

    docs/archive.md says what the lines hold.
    """
    with context.reading() as store:
        lines = lines_of.lines(store, bodies=bodies)
        if output:
            count = _write(output, lines)
            click.echo(f"{count:,} lines written to {output}", err=True)
        else:
            for line in lines:
                click.echo(line.encode())


def _write(output: Path, lines: Iterable[str]) -> int:
    """Beside its place first: a file of that name is always complete."""
    beside = output.with_name(f".{output.name}.{os.getpid()}.part")
    count = 0
    try:
        with beside.open("x", encoding="utf-8") as stream, Console(stderr=True).status("Writing"):
            for line in lines:
                stream.write(f"{line}\n")
                count += 1
        beside.replace(output)
    except OSError as error:
        raise ExportError(f"{output} cannot be written: {error.strerror}") from error
    finally:
        beside.unlink(missing_ok=True)
    return count


def _progress() -> Progress:
    console = Console(stderr=True)
    return Progress(console=console, transient=True, disable=not sys.stderr.isatty())
