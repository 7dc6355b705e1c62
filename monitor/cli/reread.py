"""`reread`: read stored snapshots again with the reader of today. `rereads`: what that brought."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator

import click

from monitor import rereading, wiring
from monitor.cli.common import EXIT_INTERRUPTED, EXIT_OK, EXIT_TROUBLE, Context, echo_json, told
from monitor.cli.output import table
from monitor.core.records import RereadRow
from monitor.report.json import plain
from monitor.report.rereads import reread_text, what
from monitor.report.visible import one_line
from monitor.rereading import Done, Task

FEW = 8  # versions for which it is not worth it to start processes


@click.command()
@click.argument("pages", nargs=-1, metavar="[PAGE]...")
@click.option("--all", "fresh", is_flag=True, help="Also versions that were read by this reader, with these settings.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1, max=256),
    default=None,
    help="How many processes read (default: one for each processor).",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, a version each.")
@click.pass_obj
@told
def reread(context: Context, pages: tuple[str, ...], fresh: bool, jobs: int | None, as_json: bool) -> None:
    """Derive versions again from their stored snapshots.

    Without PAGE, of all pages. Those come first that another version of the reader made, or other `select` and
    `remove`; nothing is fetched, and checks and snapshots stay as they are. What differs is recorded as a reread and
    shown by `privacy-monitor rereads PAGE`; it is never told as a change of the page. It can be interrupted and run
    again. The exit code is 4 when a version cannot be read any more; it then stays as it was.
    """
    config = _config(context)
    wiring.open_store(config.database, write=False).close()  # refuses where there is none: none is to be made
    store = wiring.open_store(config.database, write=True)
    try:
        chosen = list(dict.fromkeys(pages)) or [row.id for row in store.pages()]
        configured = {page.id: page for page in config.pages}
        work = rereading.tasks(store, configured, chosen, fresh=fresh)
        done = list(_shown(_all_done(store, work, jobs), len(work), as_json))
    except KeyboardInterrupt:
        click.echo("Interrupted: what was read again stays, and running it again goes on from there.", err=True)
        sys.exit(EXIT_INTERRUPTED)
    finally:
        store.close()
    if not as_json:
        _summary(done)
    sys.exit(EXIT_TROUBLE if any(one.reason for one in done) else EXIT_OK)


def _config(context: Context) -> wiring.Config:
    """Versions can be read again without a configuration where --db says in what; each then keeps its settings."""
    if context.database and not context.config_path.exists():
        return wiring.Config(database=context.database, pages=())
    return context.config()


def _all_done(store: wiring.Store, work: list[Task], jobs: int | None) -> Iterator[Done]:
    jobs = 1 if len(work) < FEW else jobs or os.cpu_count() or 1
    with wiring.readers(jobs if jobs > 1 else 0) as pool:
        yield from rereading.run(store, wiring.SystemClock(), work, pool, jobs)


def _shown(done: Iterable[Done], total: int, as_json: bool) -> Iterator[Done]:
    """Each as it comes, as JSON or as a step of the progress bar, on a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("Reading again"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        for one in progress.track(done, total=total):
            if as_json:
                echo_json(_facts(one), indent=None)
            yield one


def _facts(done: Done) -> dict[str, object]:
    made, version = done.made, done.version
    return {
        "page": version.page_id,
        "version": version.number,
        "recorded": made is not None,
        "significance": made.brought.significance.value if made else None,
        "differences": len(made.brought.changes) if made else 0,
        "words_before": version.words,
        "words_after": made.document.words if made else version.words,
        "reader_before": version.reader_version,
        "reader_after": made.reader_version if made else version.reader_version,
        "reason": done.reason.reason.value if done.reason else None,
        "evidence": done.reason.evidence if done.reason else None,
    }


def _summary(done: list[Done]) -> None:
    if not done:
        click.echo("All versions were read by this reader, with the settings of their pages. --all reads them again.")
        return
    counts: dict[str, Counter[str]] = {}
    for one in done:
        count = counts.setdefault(one.version.page_id, Counter())
        count["read again"] += 1
        count["read otherwise"] += bool(one.made and one.made.brought.changes)
        count["cannot be read"] += bool(one.reason)
    heads = ("read again", "read otherwise", "cannot be read")
    rows = [(page, *(f"{count[head]:,}" for head in heads)) for page, count in counts.items()]
    table(("Page", *(head.capitalize() for head in heads)), rows)
    for one in done:
        if one.reason:
            click.echo(f"{one.version.page_id}, version {one.version.number}: {one_line(str(one.reason))}", err=True)
    different = next((page for page, count in counts.items() if count["read otherwise"]), None)
    if different:
        click.echo(f"\nWhat is read otherwise now: privacy-monitor rereads {different} --changes")


@click.command()
@click.argument("page")
@click.option("--changes", is_flag=True, help="Show what was read otherwise, too.")
@click.option("--version", "number", type=click.IntRange(min=1), help="Of this version alone.")
@click.option("--json", "as_json", is_flag=True, help="JSON, for programs.")
@click.pass_obj
@told
def rereads(context: Context, page: str, changes: bool, number: int | None, as_json: bool) -> None:
    """Show what reading a page's snapshots again has brought, newest first.

    These are differences in how the same bytes were read, by a newer reader or with other `select` and `remove`;
    they are no changes of the page. Times are UTC.
    """
    with context.reading() as store:
        found = [row for row in store.rereads(page) if number in (None, row.number)]
    if as_json:
        echo_json(plain(found))
    elif not found:
        click.echo("Nothing was read again.", err=True)
    elif changes:
        click.echo("\n\n".join(reread_text(row) for row in found))
    else:
        _table(found)


def _table(found: list[RereadRow]) -> None:
    heads = ("Version", "Read again", "Because of", "Words", "Significance", "Differences")
    table(heads, map(_cells, found))


def _cells(row: RereadRow) -> tuple[str, ...]:
    words = f"{row.words_before:,} → {row.words_after:,}"
    seen = f"{row.reread_at:%Y-%m-%d %H:%M}"
    return str(row.number), seen, what(row), words, row.significance.value, f"{row.differences:,}"
