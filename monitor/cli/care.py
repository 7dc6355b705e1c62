"""Care of the database: is it whole, make it smaller, copy it, and pack what it proves."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from monitor import store, wiring
from monitor.cli.common import EXIT_BROKEN, Context, echo_json, told
from monitor.cli.output import Ago, as_json_option, not_to_come, note_last_seen
from monitor.core.errors import StoreError
from monitor.report import phrases
from monitor.report.visible import one_line
from monitor.report.words import counted
from monitor.store.ledger import GENESIS

_TOLD = 20  # faults that are shown


class Hash(click.ParamType[str]):
    """A hash of the chain, as `verify` and every report show it."""

    name = "hash"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """In lower case."""
        digest = value.strip().lower()
        if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
            self.fail(f"{value!r} is not a hash: it has 64 hexadecimal digits", param, ctx)
        return digest


@click.command()
@click.option("--against", type=Hash(), help="A hash that you kept: prove that nothing was rewritten since.")
@as_json_option
@click.pass_obj
@told
def verify(context: Context, against: str | None, as_json: bool) -> None:
    """Check that everything recorded still holds.

    Recomputes the hash chain of the ledger, unpacks every body, and holds texts, versions, changes and facts against
    their hashes. Names the rows that do not hold, and ends with 8 if there are any. Without --against it cannot know
    whether all was rewritten, or the newest part cut off: keep the hash that it shows, outside of this machine.
    """
    with _progress("Verifying") as on_row:
        verdict = store.verify(context.database_path(), against or "", on_row)
    if as_json:
        echo_json(
            {
                "holds": not verdict.faults,
                "head": verdict.head,
                "entries": verdict.entries,
                "since": verdict.since,
                "bodies": verdict.bodies,
                "pruned": verdict.pruned,
                "versions": verdict.versions,
                "faults": [{"table": f.table, "row": f.row, "what": f.what} for f in verdict.faults],
            }
        )
    else:
        _tell(verdict, against)
    if verdict.faults:
        sys.exit(EXIT_BROKEN)


def _tell(verdict: store.Verdict, against: str | None) -> None:
    for fault in verdict.faults[:_TOLD]:
        click.echo(one_line(f"does not hold: {fault}"))
    if len(verdict.faults) > _TOLD:
        click.echo(f"and {len(verdict.faults) - _TOLD} more")
    if verdict.faults:
        return
    pruned = f" ({verdict.pruned:,} pruned, their hashes hold)" if verdict.pruned else ""
    counts = f"{_held(verdict)}, {counted(verdict.bodies, 'body', 'bodies')}{pruned}"
    click.echo(f"All of it holds: {counts}.")
    if against == GENESIS:
        click.echo("Every chain begins with that hash: it proves nothing. Keep the head below, and ask with it.")
    elif against:
        click.echo(
            f"Nothing was rewritten since {against}; {counted(verdict.since or 0, 'entry was', 'entries were')} added."
        )
    click.echo(f"Head of the chain: {verdict.head}")


def _held(verdict: store.Verdict) -> str:
    return f"{counted(verdict.entries, 'entry', 'entries')}, {counted(verdict.versions, 'version')}"


@click.command()
@click.argument("page")
@click.option("--at", "moment", type=Ago(), required=True, help="The moment: a date, a time, or how long ago (7d).")
@click.option("--to", type=Hash(), help="The hash that the proof ends at; default: the newest.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The zip file to write.")
@click.pass_obj
@told
def evidence(context: Context, page: str, moment: datetime, to: str | None, output: Path) -> None:
    """Pack what a page said on a date, with the proof of it.

    The zip file has the raw bytes, the response with its redirects and times, the text, and the chain from the check
    that brought them to the newest hash or that of --to. Its README.txt says how to check all of it with standard
    tools. The same moment and the same hash give the same file, bit for bit.
    """
    not_to_come(moment)
    opened = wiring.open_store(context.database_path(), write=False)
    with closing(opened):
        found = store.evidence(opened, page, moment, to or "")
    try:
        output.write_bytes(found.pack)
    except OSError as error:
        raise StoreError(f"cannot write {output}: {error.strerror or error}") from error
    note_last_seen(found.good, moment)
    version = f"version {found.version.number}, seen {phrases.when(found.version.seen_at)}"
    click.echo(f"{page}, {version}: the evidence is in {output}", err=True)
    click.echo(f"The proof ends at {found.head}", err=True)


@click.command()
@click.pass_obj
@told
def compact(context: Context) -> None:
    """Make the database as small as it gets.

    Packs raw bytes harder than there is time for when they come, forgets texts that no version says any more, and
    gives the room back. It may be stopped, and goes on where it was. The daemon has to be stopped for it.
    """
    with closing(_writing(context)) as opened, _progress("Packing") as on_body:
        done = opened.compact(on_body)
    bodies = counted(done.bodies, "body", "bodies")
    click.echo(f"{bodies} packed harder: {done.bytes_before:,} bytes before, {done.bytes_after:,} now.")


@click.command()
@click.option("--before", type=Ago(), help="Of snapshots from before then: a date, a time, or how long ago (52w).")
@click.option("--keep", type=click.IntRange(min=0), help="But for the newest so many of each page.")
@click.option("--dry-run", is_flag=True, help="Say what would go, and let it be.")
@click.pass_obj
@told
def prune(context: Context, before: datetime | None, keep: int | None, dry_run: bool) -> None:
    """Give up old raw bytes, and nothing else.

    Checks, responses, versions, texts and the chain stay, and so does the hash of what goes: whoever has the bytes
    can still prove what they were. The bytes that versions were read from stay always. The file
    gets smaller with the next `privacy-monitor compact`.
    """
    if before is None and keep is None:
        raise click.UsageError("say which: --before a date, or all but the newest --keep of each page, or both")
    with closing(_writing(context)) as opened, _progress("Pruning") as on_body:
        done = opened.prune(on_body, before=before, keep=keep or 0, dry_run=dry_run)
    what = "would go" if dry_run else "went"
    click.echo(f"{counted(done.bodies, 'body', 'bodies')} of {done.size:,} bytes {what}; they took {done.stored:,}.")


@click.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
@told
def backup(context: Context, target: Path) -> None:
    """Copy the database, also while a daemon writes.

    TARGET is the state of one moment, in one file. It must not be there yet, and its folder must. A database whose
    file is damaged is not copied; whether all that is recorded in it holds, `privacy-monitor verify` tells.
    """
    source = context.database_path()
    store.backup(source, target)
    with closing(wiring.open_store(target, write=False)) as opened:
        head = opened.head()
    click.echo(f"{source} is copied to {target}, up to {head}")


@click.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--against", type=Hash(), help="A hash that you kept: it must be in the copy.")
@click.pass_obj
@told
def restore(context: Context, source: Path, against: str | None) -> None:
    """Take a copy of a database into use.

    SOURCE may come from a stranger: it is copied to where the configuration or --db says, and taken only if each of
    its tables, triggers and views is as this program makes them and all that is recorded in it holds. A copy of an
    older version is brought up. Where there is a database already, nothing is done: move it away first.
    """
    target = context.database_path()
    with _progress("Verifying") as on_row:
        verdict = store.restore(source, target, on_row, against or "")
    click.echo(f"{source} is now {target}: {_held(verdict)}.")
    click.echo(f"Head of the chain: {verdict.head}")


def _writing(context: Context) -> store.SqliteStore:
    """The database, which must be there: nothing is to be made smaller, or safer, that is not."""
    path = context.database_path()
    with closing(wiring.open_store(path, write=False)):
        pass
    return wiring.open_store(path, write=True)


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal; the function to call with how much is done, of how much."""
    console = Console(stderr=True)
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, of: progress.update(task, completed=done, total=of)
