"""`run`: the daemon. `check`: look at pages once, now. `accept`: take what is refused."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import threading
from collections.abc import Callable

import click

from monitor import logs, wiring
from monitor.cli.common import EXIT_CHANGED, EXIT_OK, EXIT_TROUBLE, EXIT_USAGE, Context, told
from monitor.cli.output import note
from monitor.core.model import Document, Outcome, Reason
from monitor.core.records import Check, Page
from monitor.daemon import Daemon
from monitor.engine import check_all
from monitor.report.visible import one_line
from monitor.report.words import counted, shortened

# Of these the gate may be wrong: a text came, and somebody can say that it is the page.
_ACCEPTABLE = frozenset(
    {
        Reason.TOO_SHORT,
        Reason.CONSENT_WALL,
        Reason.LOGIN,
        Reason.SOFT_404,
        Reason.MOVED,
        Reason.OTHER_LANGUAGE,
        Reason.TRUNCATED,
        Reason.DOUBLED,
    }
)
PATIENCE = 8.0  # seconds to stop in; supervisors kill after ten (containers) or ninety (systemd)


@click.command()
@click.option(
    "--log", "log_kind", type=click.Choice(["text", "json"]), help="How log lines look (default: as configured)."
)
@click.option("-v", "--verbose", is_flag=True, help="Log more.")
@click.pass_obj
@told
def run(context: Context, log_kind: str | None, verbose: bool) -> None:
    """Watch all pages on their schedules, until stopped.

    SIGTERM and Ctrl-C stop it within seconds and lose nothing; SIGHUP reads the configuration again. One daemon can
    run on a database at a time; every command that asks works beside it.
    """
    config = context.config()
    logs.start(log_kind or config.log, verbose=verbose)
    asyncio.run(_watch(config, context.config))


async def _watch(config: wiring.Config, load: Callable[[], wiring.Config]) -> None:
    stop, again = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _begin_to_stop, stop)
    loop.add_signal_handler(signal.SIGHUP, again.set)
    async with wiring.machine(config) as machine:
        daemon = machine.daemon(logs.told)
        logs.log.info("watching %d pages, recording in %s", len(config.pages), config.database)
        reloading = asyncio.create_task(_reload(daemon, again, load))
        try:
            await daemon.run(stop)
        finally:
            reloading.cancel()
            await asyncio.gather(reloading, return_exceptions=True)
    logs.log.info("stopped")


def _begin_to_stop(stop: asyncio.Event) -> None:
    """Stop, by force if need be: reading a hostile page of many megabytes can take long, and a thread cannot be ended.

    What is not committed then is not recorded, as with any kill.
    """
    stop.set()
    force = threading.Timer(PATIENCE, _leave)
    force.daemon = True  # a stop that comes in time does not wait for it
    force.start()


def _leave() -> None:
    logs.log.warning("stopped in the middle of a check that takes long; nothing of it is recorded")
    os._exit(EXIT_OK)


async def _reload(daemon: Daemon, again: asyncio.Event, load: Callable[[], wiring.Config]) -> None:
    while True:
        await again.wait()
        again.clear()
        await daemon.reload(load)


@click.command()
@click.argument("pages", nargs=-1, metavar="[PAGE]...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, a check each.")
@click.pass_obj
@told
def check(context: Context, pages: tuple[str, ...], as_json: bool) -> None:
    """Look at pages once, now.

    Without PAGE, all that are not paused. The exit code is 0 when nothing changed, 1 when something did, 4 when a page
    could not be read, 5 when both; 2 and 3 are mistakes in the configuration and failures of the program. What is held
    back (confirm_after) counts as a change when it is seen, and not again when it is confirmed.
    """
    config = context.config()
    chosen = _choose(config, pages)
    logs.start("text")
    checks = asyncio.run(_check(config, chosen, _shown(as_json, len(chosen))))
    if not as_json:
        _summary(checks)
        _remedy(checks)
    sys.exit(_code(checks))


def _code(checks: list[Check]) -> int:
    code = EXIT_CHANGED * any(c.outcome in (Outcome.CHANGED, Outcome.RETURNED) for c in checks)
    return (code | EXIT_TROUBLE * any(c.outcome is Outcome.INACCESSIBLE for c in checks)) or EXIT_OK


def _remedy(checks: list[Check]) -> None:
    """What to do where the gate is wrong."""
    refused = [c.page_id for c in checks if c.response and c.reason and c.reason.reason in _ACCEPTABLE]
    if refused:
        name = refused[0] if len(refused) == 1 else "PAGE"
        note(f"Is that the page all the same? `privacy-monitor accept {name}` takes it as such.")


@click.command()
@click.argument("page")
@click.pass_obj
@told
def accept(context: Context, page: str) -> None:
    """Take what a page says now as its text.

    For a page that `check` refuses although it is the right one: its first version was a wall or in another language,
    or it is another document now. Look at it first (`privacy-monitor read URL`). It is fetched anew, and what comes is
    a version at once, whatever speaks against it; that a person accepted it is recorded with the check. The daemon has
    to be stopped for it. The exit code is that of `check`.
    """
    config = context.config()
    [chosen] = _choose(config, (page,))
    logs.start("text")
    [made] = asyncio.run(_check(config, [chosen], _shown(False, 1), accept=True))
    if made.document:
        click.echo(_start(made.document))
    sys.exit(_code([made]))


def _start(document: Document) -> str:
    """What was accepted, so that a person sees when it was not what they looked at."""
    about = f"{counted(document.words, 'word')}, language {document.language or 'unknown'}"
    return one_line(f"Accepted: {about}: “{shortened(document.text[:400], 160)}”")


def _choose(config: wiring.Config, ids: tuple[str, ...]) -> list[Page]:
    known = {page.id: page for page in config.pages}
    unknown = [page_id for page_id in ids if page_id not in known]
    if unknown:
        click.echo(f"privacy-monitor: no such page in the configuration: {', '.join(unknown)}", err=True)
        click.echo(f"It has: {', '.join(known)}", err=True)
        sys.exit(EXIT_USAGE)
    return [known[page_id] for page_id in ids] or [page for page in config.pages if not page.paused]


async def _check(
    config: wiring.Config, chosen: list[Page], show: Callable[[Page, Check], None], *, accept: bool = False
) -> list[Check]:
    made: list[Check] = []

    def on_check(page: Page, check: Check) -> None:
        made.append(check)
        show(page, check)

    async with wiring.machine(config) as machine:
        await machine.executor.run(machine.store.watch, config.pages)
        if accept:
            on_check(chosen[0], await machine.engine.check(chosen[0], accept=True))
        elif len(chosen) > 1 and sys.stderr.isatty():
            await _with_progress(machine, chosen, on_check)
        else:
            await check_all(machine.engine, chosen, config.concurrency, on_check)
    return made


async def _with_progress(machine: wiring.Machine, chosen: list[Page], on_check: Callable[[Page, Check], None]) -> None:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("Checking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=len(chosen))

        def advance(page: Page, check: Check) -> None:
            on_check(page, check)
            progress.advance(task)

        await check_all(machine.engine, chosen, machine.config.concurrency, advance)


def _shown(as_json: bool, count: int) -> Callable[[Page, Check], None]:
    width = 0 if count > 100 else 32

    def line(page: Page, check: Check) -> None:
        if as_json:
            click.echo(json.dumps(_facts(page, check)))
        else:
            click.echo(f"{page.id:<{width}}  {one_line(logs.in_words(check))}")

    return line


def _facts(page: Page, check: Check) -> dict[str, object]:
    return {
        "page": page.id,
        "outcome": check.outcome.value,
        "reason": check.reason.reason.value if check.reason else None,
        "evidence": check.reason.evidence if check.reason else None,
        "significance": check.diff.significance.value if check.diff else None,
        "status": check.response.status if check.response else None,
        "final_url": check.response.final_url if check.response else None,
        "held_until": check.settling.until.isoformat() if check.settling.until else None,
        "confirmed": len(check.settling.confirmed),
        "withdrawn": len(check.settling.withdrawn),
        "started_at": check.started_at.isoformat(),
        "body_sha256": check.body_sha256 or None,
    }


def _summary(checks: list[Check]) -> None:
    if len(checks) < 2:
        return
    bad = sum(check.outcome is Outcome.INACCESSIBLE for check in checks)
    changed = sum(check.outcome in (Outcome.CHANGED, Outcome.RETURNED) for check in checks)
    new = sum(check.outcome is Outcome.FIRST for check in checks)
    click.echo(f"{len(checks)} pages: {changed} changed, {new} seen for the first time, {bad} inaccessible")
