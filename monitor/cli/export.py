"""`export`: write what is in the store for other programs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click
from rich.console import Console
from rich.progress import Progress

from monitor.archive import jsonl as lines_of
from monitor.archive.texts import TextRepository, texts_of
from monitor.archive.warc_out import write_warc
from monitor.cli.common import Context, echo_json, told
from monitor.core.errors import ExportError
from monitor.report.words import counted


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
        click.echo(f"{counted(len(new), 'version')} written to {output}, {there:,} were there already")


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


@export.command()
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The file (.warc.gz); it takes its place when it is complete.",
)
@click.option("--page", "page_ids", multiple=True, help="Only this page; may be given again.")
@click.option("--json", "as_json", is_flag=True, help="The summary as JSON.")
@click.pass_obj
@told
def warc(context: Context, output: Path, page_ids: tuple[str, ...], as_json: bool) -> None:
    """Write every look that brought a page as a WARC file, for web archives and their tools.

    A response record holds the raw bytes and the headers; a look that saw the same bytes again is a revisit record. The
    same store gives the same file. Needs the extra `archive`.
    """
    with context.reading() as store:
        pages = [store.page(page_id) for page_id in page_ids] or store.pages()
        with _beside(output) as stream, _progress() as progress:
            bar = progress.add_task("Writing looks", total=sum(page.checks for page in pages))
            counts = write_warc(store, [page.id for page in pages], stream, lambda: progress.advance(bar))
    left_out = counts["left out"]
    if as_json:
        echo_json({"responses": counts["response"], "revisits": counts["revisit"], "left_out": left_out})
        return
    responses, revisits = counted(counts["response"], "response"), counted(counts["revisit"], "revisit")
    click.echo(f"{responses} and {revisits} written to {output}", err=True)
    if left_out:
        click.echo(f"{left_out:,} looks are left out, since their bytes were pruned or are damaged", err=True)


@contextmanager
def _beside(output: Path) -> Iterator[BinaryIO]:
    """A file beside its place, which it takes when all is written: one of that name is always complete."""
    beside = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        with beside.open("xb") as stream:
            yield stream
        beside.replace(output)
    except OSError as error:
        raise ExportError(f"{output} cannot be written: {error.strerror}") from error
    finally:
        beside.unlink(missing_ok=True)


def _write(output: Path, lines: Iterable[str]) -> int:
    count = 0
    with _beside(output) as stream, Console(stderr=True).status("Writing"):
        for line in lines:
            stream.write(f"{line}\n".encode())
            count += 1
    return count


def _progress() -> Progress:
    console = Console(stderr=True)
    return Progress(console=console, transient=True, disable=not sys.stderr.isatty())
