"""`import`: take in what was captured elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console

from monitor import wiring
from monitor.archive.captures import read_manifest
from monitor.archive.git import GitRepository
from monitor.archive.manifest import is_address, is_id, page_id_of
from monitor.archive.ota import Choice, OtaRepository, valid_prefix
from monitor.archive.warc import look_through
from monitor.archive.wayback import ARCHIVE, EVERY, Period, Wayback
from monitor.cli.common import Context, told
from monitor.cli.output import Ago
from monitor.cli.taking import configuration, file_progress, from_archive, from_disk, take_in
from monitor.core.errors import CaptureError
from monitor.core.records import Page
from monitor.report.words import counted

_REPOSITORY = click.Path(path_type=Path, exists=True, file_okay=False)
_JSON = click.option("--json", "as_json", is_flag=True, help="The summary as JSON, with all that was passed over.")
_SERVICE = click.option("--service", "services", multiple=True, help="Only this service; may be given again.")
_TERMS = click.option("--terms", multiple=True, help="Only terms of this type; may be given again.")
_PREFIX = click.option(
    "--prefix", default="", help="What each page's id begins with, to keep these pages apart from those you have."
)


@click.group("import")
def import_() -> None:
    """Take in captures made elsewhere."""


@import_.command()
@click.argument("manifest", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_JSON
@click.pass_obj
@told
def captures(context: Context, manifest: Path, as_json: bool) -> None:
    """Take in the dated captures of MANIFEST, as if they had been fetched at the time.

    MANIFEST has one JSON object a line: page, url, fetched_at (with its time zone) and file (relative to the
    manifest); content_type, status, final_url and headers if they are known. All of it is looked through before
    anything is written. Running it again adds nothing, and goes on where it was interrupted.
    """
    dated = read_manifest(manifest, wiring.SystemClock().now())
    take_in(context, dated, from_disk(dated), "capture", as_json=as_json)


@import_.command("ota-snapshots")
@click.argument("repository", type=_REPOSITORY)
@_SERVICE
@_TERMS
@_PREFIX
@_JSON
@click.pass_obj
@told
def ota_snapshots(
    context: Context, repository: Path, services: tuple[str, ...], terms: tuple[str, ...], prefix: str, as_json: bool
) -> None:
    """Take in a snapshots repository of Open Terms Archive, as if each had been fetched at the time.

    REPOSITORY is a clone on this machine. Each commit is a capture: the file says which page ("Service/Terms type"),
    the author's date when, the commit's message from which address. Needs git. Nothing that the repository says
    in its configuration or hooks is run. Running it again adds nothing, and goes on where it was interrupted.
    """
    _ota(context, repository, (services, terms, prefix), versions=False, as_json=as_json)


@import_.command("ota-versions")
@click.argument("repository", type=_REPOSITORY)
@_SERVICE
@_TERMS
@_PREFIX
@_JSON
@click.pass_obj
@told
def ota_versions(
    context: Context, repository: Path, services: tuple[str, ...], terms: tuple[str, ...], prefix: str, as_json: bool
) -> None:
    """Take in a versions repository of Open Terms Archive: each commit a text in Markdown.

    REPOSITORY is a clone on this machine; see `import ota-snapshots`, which keeps what was served and is to be
    preferred where you have both. Use --prefix, or another database, where the same pages have snapshots: the two are
    not to be compared with one another.
    """
    _ota(context, repository, (services, terms, prefix), versions=True, as_json=as_json)


@import_.command("ota-declarations")
@click.argument("declarations", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write, which is not overwritten; without it, the tables go to stdout.",
)
@_SERVICE
@_TERMS
@_PREFIX
@told
def ota_declarations(
    declarations: Path, output: Path | None, services: tuple[str, ...], terms: tuple[str, ...], prefix: str
) -> None:
    """Turn declarations of Open Terms Archive into [[page]] tables for the configuration.

    DECLARATIONS is a declarations folder, the repository that holds it, or one Service.json. The ids are those that
    `import ota-snapshots` gives, so that the history goes on. What cannot be taken over (filters in JavaScript, pages
    that need a browser, texts combined of several) is told, and stands as a comment above the page; what was declared
    earlier, too.
    """
    from monitor.archive.declarations import read_declarations, to_toml
    from monitor.config import page_faults
    from monitor.report.visible import visible

    found = read_declarations(declarations, _choice(services, terms, prefix), page_faults)
    text = to_toml(found)
    if output:
        _write_new(output, text)
    else:
        click.echo(text.encode(), nl=False)
    for each in found.passed_over:
        click.echo(f"{visible(each.place)}: {visible(each.why)}", err=True)
    click.echo(
        f"{counted(len(found.pages), 'page')}, {counted(len(found.passed_over), 'thing')} not taken over", err=True
    )


@import_.command()
@click.argument("page", metavar="PAGE-or-URL")
@click.option("--since", type=Ago(), help="Captures from then on: a date, a time, or how long ago (52w).")
@click.option("--until", type=Ago(), help="Captures before then, likewise.")
@click.option(
    "--every",
    type=click.Choice(tuple(EVERY)),
    default="day",
    show_default=True,
    help="One capture a day, an hour or a month, or each.",
)
@click.option("--id", "page_id", default="", help="The page's id, where a URL is given; default: made of the URL.")
@click.option("--archive", default=ARCHIVE, show_default=True, help="Another archive that speaks the same protocol.")
@click.option("--allow-private", is_flag=True, help="The archive may be in a private network.")
@_JSON
@click.pass_obj
@told
def wayback(
    context: Context,
    page: str,
    since: datetime | None,
    until: datetime | None,
    every: str,
    page_id: str,
    archive: str,
    allow_private: bool,
    as_json: bool,
) -> None:
    """Fill in the past of a page from the Wayback Machine.

    PAGE is a page of the configuration, or give a URL. Captures go where they belong in time, also before and between
    checks that were made live. What the archive lists as the same bytes is fetched once. Requests are paced like all
    others (`host_delay`). Running it again adds nothing, and goes on where it was interrupted.
    """
    if not is_address(archive):
        raise click.BadParameter("an archive is an address such as https://example.org", param_hint="--archive")
    source = Wayback(
        _page(context, page, page_id),
        Period(since, until, every),
        archive.rstrip("/"),
        allow_private,
        wiring.SystemClock().now(),
    )
    take_in(context, source, from_archive(source), "wayback", as_json=as_json)


@import_.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--url", "urls", multiple=True, help="Also this address, which is in no configuration; may be given again."
)
@click.option("--page", "page_ids", multiple=True, help="Only this page of the configuration; may be given again.")
@_JSON
@click.pass_obj
@told
def warc(
    context: Context, files: tuple[Path, ...], urls: tuple[str, ...], page_ids: tuple[str, ...], as_json: bool
) -> None:
    """Take in the captures of pages that lie in WARC files (.warc, .warc.gz).

    Of all pages of the configuration, by their addresses and those that these were redirected to then, and of each
    --url. All FILES are looked through before anything is written. Running it again adds nothing. Needs the extra
    `archive`.
    """
    wanted = _wanted(context, urls, page_ids)
    with file_progress("Looking through", sum(file.stat().st_size for file in files)) as advance:
        source = look_through(files, wanted, wiring.SystemClock().now(), advance)
    if not source.total:
        raise CaptureError(
            f"no capture of {counted(len(wanted), 'page')} among {counted(source.others, 'record')}; "
            "--url names an address that is in no configuration"
        )
    take_in(context, source, from_disk(source), "warc", as_json=as_json)


def _wanted(context: Context, urls: Sequence[str], page_ids: Sequence[str]) -> list[Page]:
    pages = [page for page in configuration(context).pages if page.id in page_ids or not (page_ids or urls)]
    if missing := set(page_ids) - {page.id for page in pages}:
        raise CaptureError(f"no page {min(missing)!r} in the configuration")
    return [*pages, *(_page(context, url, "") for url in urls)]


def _page(context: Context, name: str, page_id: str) -> Page:
    """A page of the configuration, or one that only has an address."""
    found = next((page for page in configuration(context).pages if page.id == name), None)
    if found:
        return found
    if not is_address(name):
        raise CaptureError(f"no page {name!r} in the configuration; give the URL of a page that is not in it")
    short = name.partition("://")[2].rstrip("/")
    page_id = page_id or page_id_of(short)
    if not is_id(page_id):
        raise click.BadParameter("an id begins with a letter or digit; then also . _ -", param_hint="--id")
    return Page(id=page_id, url=name, name=short[:200])


def _write_new(output: Path, text: str) -> None:
    try:
        with output.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        raise CaptureError(f"{output} cannot be written: {error.strerror}") from error


def _choice(services: tuple[str, ...], terms: tuple[str, ...], prefix: str) -> Choice:
    if not valid_prefix(prefix):
        raise click.BadParameter("an id begins with a letter or digit; then also . _ -", param_hint="--prefix")
    return Choice(services, terms, prefix)


def _ota(
    context: Context,
    path: Path,
    chosen: tuple[tuple[str, ...], tuple[str, ...], str],
    *,
    versions: bool,
    as_json: bool,
) -> None:
    choice = _choice(*chosen)
    with GitRepository(path) as repository:
        with Console(stderr=True).status("Looking through the history"):
            source = OtaRepository(repository, choice, wiring.SystemClock().now(), versions=versions)
        if not source.total and not source.passed_over:
            kind = "versions (Service/Terms type.md)" if versions else "snapshots (Service/Terms type.html)"
            chosen_too = " of what was chosen" if choice.services or choice.terms else ""
            raise CaptureError(f"{path} holds no {kind}{chosen_too}")
        take_in(context, source, from_disk(source), "ota-version" if versions else "ota-snapshot", as_json=as_json)
