"""Two texts side by side: versions of a page, files, addresses. `diff` tells what differs, `redline` shows it all."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import click

from monitor import wiring
from monitor.cli.common import Context, told
from monitor.cli.output import WIDEST, Ago, colour, format_of, no_version, note, save, width, write, written
from monitor.cli.read import source
from monitor.core.errors import NotFound
from monitor.core.model import Document, Outcome, Significance
from monitor.core.records import SnapshotRow, Telling, VersionRow
from monitor.report import compose

Named = tuple[str, str | None, str | None]  # the arguments: a page, and what of it; or two files or URLs


@dataclass(frozen=True, slots=True)
class Side:
    """A text to compare: the document, and the version and snapshot it is; a file has a version without a number."""

    name: str
    document: Document
    version: VersionRow
    snapshot: SnapshotRow


def _of_two(command: Callable[..., None]) -> Callable[..., None]:
    """The arguments that name two texts, and what a URL among them may be."""
    for parameter in (
        click.option("--allow-private", is_flag=True, help="A URL may be at an address that is not public."),
        click.argument("third", metavar="[TO]", required=False),
        click.argument("other", metavar="[FROM]", required=False),
        click.argument("one", metavar="PAGE-or-FILE-or-URL"),
    ):
        command = parameter(command)
    return command


@click.command()
@_of_two
@written
@click.pass_obj
@told
def diff(
    context: Context,
    one: str,
    other: str | None,
    third: str | None,
    allow_private: bool,
    kind: str | None,
    as_json: bool,
    output: Path | None,
) -> None:
    """Show what differs between two texts: versions, dates, files or URLs.

    Of a page: FROM and TO are numbers of versions (3), dates or times (2026-11-24, meaning the version in force then),
    how long ago (7d), or a file or URL. Without TO, FROM is compared with the current version; without both, the
    current version with the one before it. Of two files or URLs: give both, the older first.
    """
    telling = _telling(context, (one, other, third), allow_private=allow_private)
    if telling is None:
        return
    old, new = telling.before, telling.after
    if old and old.number and new.number and old.reader_version != new.reader_version and new.previous_id != old.id:
        note("These versions were read by different versions of the reader: some of this may be its doing.")
    report = compose(
        [telling],
        [],
        title=_title(telling),
        since=None,
        until=None,
        made_at=wiring.SystemClock().now(),
        tell=Significance.NONE,
    )
    write(report, "json" if as_json else kind, output)


@click.command()
@_of_two
@click.option("--format", "kind", type=click.Choice(["text", "html"]), help="Default: what the name of --output says.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file.")
@click.pass_obj
@told
def redline(
    context: Context,
    one: str,
    other: str | None,
    third: str | None,
    allow_private: bool,
    kind: str | None,
    output: Path | None,
) -> None:
    """Show the whole text with what went and came marked.

    What went is struck through, what came underlined; as HTML it is one file, fit to print. FROM and TO as for `diff`.
    """
    from monitor.report.redline import redline as lines_of

    sides = _sides(context, (one, other, third), allow_private=allow_private)
    if sides is None:
        return
    before, after = sides
    telling = _compared(before, after)
    lines = lines_of(before.document, after.document, telling.diff)
    kind = format_of(kind, output)
    if kind == "html":
        from monitor.report.html import redline_html  # jinja2 is slow to import

        save(redline_html(telling, lines, _title(telling)), output, exact=True)
        return
    from monitor.report.document import redline_text  # and rich

    save(redline_text(lines, min(width(), WIDEST), colour=colour() and not output), output, exact=False)


def _title(telling: Telling) -> str:
    before, after = telling.before, telling.after
    if before and before.number and after.number:
        return f"{telling.page_name}, version {before.number} and version {after.number}"
    names = [side.final_url for side in (telling.snapshot_before, telling.snapshot_after) if side]
    return " and ".join(names)


def _telling(context: Context, named: Named, *, allow_private: bool) -> Telling | None:
    """As it was recorded where the two are neighbours, else compared now."""
    sides = _sides(context, named, allow_private=allow_private)
    if sides is None:
        return None
    before, after = sides
    if after.version.number and after.version.previous_id == before.version.id:
        with context.reading() as store:
            recorded = store.tellings(after.version.seen_at, None, [named[0]], unconfirmed=True)
        return next(telling for telling in recorded if telling.after.id == after.version.id)
    return _compared(before, after)


def _compared(before: Side, after: Side) -> Telling:
    from monitor.core.diff import compare  # with its parsers, slow to import

    found = compare(before.document, after.document, gate=False)
    name = after.name if after.version.number else before.name
    page = after.version.page_id if after.version.number else before.version.page_id
    return Telling(page, name, before.version, after.version, before.snapshot, after.snapshot, found)


def _sides(context: Context, named: Named, *, allow_private: bool) -> tuple[Side, Side] | None:
    """The two texts that the arguments name, the older first; None, with a note, where there is but one."""
    one, other, third = named
    if _is_source(one):
        if other is None or third is not None:
            raise click.UsageError("Of files or URLs, give two: the older, then the newer.")
        return _from_source(one, private=allow_private), _from_source(other, private=allow_private)
    private = allow_private or _is_private(context, one)
    with context.reading() as store:
        row = store.page(one)
        versions = store.versions(one)
        if other is None and len(versions) < 2:
            note(f"{row.name or one} has one version: nothing to compare yet." if versions else no_version(row))
            return None
        after = _side(store, versions, one, third, private=private) if third else _of(store, one, store.version_at(one))
        if other is None:
            earlier = next((v for v in versions if v.id == after.version.previous_id), after.version)
            return _of(store, one, earlier), after
        before = _side(store, versions, one, other, private=private)
        if third is None and not before.version.number:
            return after, before  # the page as it stands, and a file that may come after it
        return before, after


def _is_source(name: str) -> bool:
    return urlsplit(name).scheme in ("http", "https") or Path(name).is_file()


def _is_private(context: Context, page: str) -> bool:
    """Whether a page may be at an address that is not public; a database alone can be asked without a configuration."""
    if context.database and not context.config_path.exists():
        return False
    return any(one.id == page and one.allow_private for one in context.config().pages)


def _side(store: wiring.Store, versions: Sequence[VersionRow], page: str, wanted: str, *, private: bool) -> Side:
    """The version that a number, a date or a length of time means, or a file or URL."""
    if _is_source(wanted):
        return _from_source(wanted, private=private)
    if not re.fullmatch(r"\d{1,6}", wanted):
        return _of(store, page, store.version_at(page, Ago().convert(wanted, None, None)))
    found = next((version for version in versions if version.number == int(wanted)), None)
    if found is None:
        raise NotFound(f"page {page!r} has no version {wanted}; `privacy-monitor history {page}` lists them")
    return _of(store, page, found)


def _of(store: wiring.Store, page: str, version: VersionRow) -> Side:
    name = store.page(page).name or page
    return Side(name, store.document(version.id), version, store.snapshot(version.snapshot_id))


def _from_source(name: str, *, private: bool) -> Side:
    from monitor.core.compare import fingerprint
    from monitor.core.read import READER_VERSION, read

    body, url, kind, status = source(name, allow_private=private)
    document = read(body, url=url, content_type=kind)
    now = wiring.SystemClock().now()
    version = VersionRow(
        id=0,
        page_id=name,
        number=0,
        snapshot_id=0,
        seen_at=now,
        outcome=Outcome.CHANGED,
        significance=Significance.NONE,
        title=document.title,
        language=document.language,
        words=document.words,
        text_sha256=fingerprint(document),
        reader_version=READER_VERSION,
        previous_id=None,
        returned_to=None,
        updated=document.updated,
        effective=document.effective,
    )
    digest = hashlib.sha256(body).hexdigest()
    snapshot = SnapshotRow(0, name, now, name, url or name, status, (), (), digest, len(body))
    return Side(document.title or name, document, version, snapshot)
