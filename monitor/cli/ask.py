"""What is recorded: pages, versions, texts, differences, checks, and the report of a period. All times are UTC."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import click

from monitor import wiring
from monitor.cli.common import Context, echo_json, is_heard, told
from monitor.cli.cursor import LAST, Cursor, Since, read_cursor, write_cursor
from monitor.cli.output import (
    WIDEST,
    Ago,
    as_json_option,
    colour,
    in_order,
    no_version,
    note,
    note_last_seen,
    nothing_seen,
    table,
    width,
    write,
    written,
)
from monitor.core.model import Significance
from monitor.core.records import CheckRow, PageRow, Telling
from monitor.report import compose, entry_of, phrases
from monitor.report.json import plain
from monitor.report.narrow import narrowed, said
from monitor.report.words import listed

OVERDUE = timedelta(minutes=10)  # that a check may be late before the list says so


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
        now = wiring.SystemClock().now()
        table(heads, [_page_cells(row, now) for row in found])
    else:
        note(nothing_seen())


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
        tellings = store.tellings(None, None, [page], unconfirmed=True)[::-1]
    if as_json:
        echo_json([_version_json(told_) for told_ in tellings])
    elif tellings:
        note(f"{row.name or row.id}, {row.url}")
        heads = ("No.", "Seen", "Significance", "Words", "What")
        table(heads, [_version_cells(told_) for told_ in tellings])
    else:
        note(no_version(row))


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
        seen = store.last_seen(page, moment) if moment else None
    if as_json or kind == "json":
        echo_json({**document_json(document), "page_id": page, "version": plain(version), "snapshot": plain(snapshot)})
        return
    dates = (("last updated", version.updated), ("effective", version.effective))
    known = [f"version {version.number}", f"seen {phrases.when(version.seen_at)}", snapshot.final_url]
    note(", ".join([row.name or row.id, *known, *(f"{name} {date}" for name, date in dates if date)]) + "\n")
    if seen:
        note_last_seen(seen, moment)
    if kind == "markdown":
        click.echo(document_markdown(document), nl=False)
    else:
        click.echo(document_text(document, min(width(), WIDEST), colour=colour()))


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
        table(heads, [_check_cells(check, numbers) for check in found])
        if row.checks > len(found):
            note(f"{row.checks - len(found):,} older ones are not shown; --limit shows more.")
    else:
        note(f"{row.name or page} has not been checked yet. `privacy-monitor check {page}` does it now.")


def known_types(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Types of facts, or what begins them; a usage error tells those that there are."""
    if given:
        from monitor.core.facts.table import TYPES  # what few ask for is imported when it is

        _must_be_among({*TYPES, *(name.split(".")[0] for name in TYPES)}, given)
    return given


def known_topics(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Ids of topics, likewise."""
    if given:
        from monitor.core.topics import topics

        _must_be_among(set(topics()), given)
    return given


def known_topic(_context: click.Context, _option: click.Parameter, given: str) -> str:
    """One of them, or none."""
    known_topics(_context, _option, (given,) if given else ())
    return given


def _must_be_among(known: set[str], given: Sequence[str]) -> None:
    for name in given:
        if name not in known:
            raise click.BadParameter(f"{name!r} is none of {listed(sorted(known))}.")


@click.command()
@click.option(
    "--since",
    type=Since(),
    help="From then on: a date, a time, how long ago (7d, 24h), or `last`: what the last report did not tell.",
)
@click.option("--until", type=Ago(), help="Before then, likewise.")
@click.option(
    "--cursor",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Of `--since last`: the file that says where the last report ended (default: beside the database).",
)
@click.option("--page", "page_ids", multiple=True, help="Of this page (may be repeated); default: all.")
@click.option("--title", default="Privacy pages: what changed", show_default=True)
@click.option(
    "--type",
    "types",
    multiple=True,
    callback=known_types,
    help="Facts alone, of this type (retention, retention.period).",
)
@click.option(
    "--topic", "topics", multiple=True, callback=known_topics, help="What is on this topic alone (retention)."
)
@click.option(
    "--tell",
    "--at-least",
    "tell",
    type=click.Choice([level.value for level in Significance]),
    help="The significance from which to tell (default: as configured for each page).",
)
@click.option("--unconfirmed", is_flag=True, help="Include changes that are held back, or did not last.")
@written
@click.pass_obj
@told
def report(
    context: Context,
    since: datetime | str | None,
    until: datetime | None,
    cursor: Path | None,
    page_ids: tuple[str, ...],
    title: str,
    types: tuple[str, ...],
    topics: tuple[str, ...],
    tell: str | None,
    unconfirmed: bool,
    kind: str | None,
    as_json: bool,
    output: Path | None,
) -> None:
    """Tell what changed in a period.

    The most significant first; smaller changes, pages that could not be read and the evidence come after. Times are
    UTC. With `--since last` each change is told by one report, whenever these are made; of several recipients each has
    a --cursor.
    """
    made_at = wiring.SystemClock().now()
    if since == LAST and not cursor and (page_ids or types or topics):  # it would pass over what the rest would tell
        raise click.UsageError("--since last of some pages or kinds alone needs a --cursor of its own")
    place = _place(context, since, cursor, only_since=not (until or unconfirmed))
    last = read_cursor(place) if place else None
    begin = last.at if last else None if isinstance(since, str) else since
    until = made_at if place else until
    in_order(begin, until)
    levels = Significance(tell) if tell else _levels(context)
    with context.reading() as store, store.steady():  # what is recorded meanwhile is for the next report
        head = store.head()
        if last:
            tellings = store.news(last.head, head, page_ids)
        else:
            tellings = store.tellings(begin, None if place else until, page_ids, unconfirmed=unconfirmed)
        coverage = store.coverage(begin, until, page_ids)
        withdrawn = [] if unconfirmed else store.withdrawn(begin, until, page_ids)
        redirected = store.redirected(begin, until, page_ids)
        waiting = store.waiting(until, page_ids)
    covered = {row.page_id for row in coverage}  # not those that nobody watches any more
    among = {one.after.id for one in tellings}  # with `unconfirmed`, those that wait as well
    waiting = [one for one in waiting if one.page_id in covered and one.after.id not in among]
    made = compose(
        narrowed(tellings, types, topics),
        coverage,
        title=title,
        since=begin,
        until=until,
        made_at=made_at,
        tell=levels,
        head=head,
        only=said(types, topics),
        withdrawn=withdrawn,
        redirected=redirected,
        waiting=narrowed(waiting, types, topics),
    )
    write(made, "json" if as_json else kind, output)
    if place and (output or is_heard()):  # what nobody could read is told again
        write_cursor(place, Cursor(made_at, head))
    if withdrawn and not place:  # which tells what is confirmed alone
        note("--unconfirmed tells what did not last as well.")
    if not coverage:
        note(nothing_seen(period=bool(begin or until)))


def _place(context: Context, since: datetime | str | None, cursor: Path | None, *, only_since: bool) -> Path | None:
    """The file of `--since last`, None where a period is asked for."""
    if since != LAST:
        if cursor:
            raise click.UsageError("--cursor belongs to --since last")
        return None
    if not only_since:
        raise click.UsageError("--since last goes up to now and tells what is confirmed: no --until, no --unconfirmed")
    database = context.database_path()
    return cursor or database.with_name(f"{database.name}.last")


def _levels(context: Context) -> Significance | Mapping[str, Significance]:
    """From which significance to tell, as configured; a database alone can be asked without a configuration."""
    if context.database and not context.config_path.exists():
        return Significance.EDITORIAL
    return {page.id: page.tell for page in context.config().pages}


def _page_cells(row: PageRow, now: datetime) -> tuple[str, ...]:
    version, last = row.current, row.last_check
    stands = f"version {version.number} since {phrases.at(version.seen_at)[:10]}" if version else "not read yet"
    looked = f"{phrases.at(last.started_at)} {last.reason or last.outcome.value}" if last else "–"
    late = " (overdue)" if row.next_due_at and row.next_due_at < now - OVERDUE else ""
    following = "not watched" if not row.watched else "paused" if row.paused else phrases.at(row.next_due_at) + late
    return row.id, stands, looked, following


def _version_json(telling: Telling) -> dict[str, object]:
    confirmed_at, held_until = plain(telling.confirmed_at), plain(telling.held_until)
    standing = {"standing": telling.standing.value, "confirmed_at": confirmed_at, "held_until": held_until}
    return {**plain(telling.after), **standing, "brief": phrases.brief(entry_of(telling), WIDEST)}


def _version_cells(telling: Telling) -> tuple[str, ...]:
    after = telling.after
    grown = after.words - telling.before.words if telling.before else 0
    standing = phrases.standing(telling)
    what = phrases.brief(entry_of(telling), WIDEST) + (f" ({standing})" if standing else "")
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
    why = str(check.reason) if check.reason else check.pardon or moved
    return phrases.at(check.started_at), check.outcome.value, str(check.status or "–"), size, version, why
