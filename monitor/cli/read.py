"""`read`: what the reader makes of a file or a URL."""

from __future__ import annotations

import asyncio
import mimetypes
import shutil
import sys
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlsplit

import click

from monitor import wiring
from monitor.cli.common import EXIT_ERROR, Context, echo_json, told
from monitor.core.model import Document
from monitor.core.read import explain
from monitor.core.records import Page, Response, Validators
from monitor.report.document import document_json, document_text
from monitor.report.text import table_text
from monitor.report.visible import one_line

LARGEST = 50_000_000  # bytes of a file


@click.command()
@click.argument("name", metavar="FILE-or-URL")
@click.option("--select", multiple=True, help="CSS selector of what is the policy (may be repeated).")
@click.option("--remove", multiple=True, help="CSS selector of what is not (may be repeated).")
@click.option("--content-type", default="", help="The media type, where the file's name does not tell it.")
@click.option("--url", default="", help="Where the file came from, so that its links can be resolved.")
@click.option("--allow-private", is_flag=True, help="Fetch from an address that is not public.")
@click.option("--explain", "explained", is_flag=True, help="Show what was left out, too, and why.")
@click.option("--json", "as_json", is_flag=True, help="The document as JSON.")
@click.pass_obj
@told
def read(
    context: Context,  # noqa: ARG001 - every command gets it
    name: str,
    select: tuple[str, ...],
    remove: tuple[str, ...],
    content_type: str,
    url: str,
    allow_private: bool,
    explained: bool,
    as_json: bool,
) -> None:
    """Show what the reader makes of a file or a URL.

    Nothing is stored. `-` reads standard input.
    """
    body, base, kind, _ = source(name, allow_private=allow_private)
    url = base or url
    document, left_out = explain(body, url=url, content_type=content_type or kind, select=select, remove=remove)
    if as_json:
        gone = {"left_out": [asdict(part) for part in left_out]} if explained else {}
        echo_json(document_json(document) | gone)
        return
    click.echo(_about(document), err=True)
    click.echo(document_text(document))
    if explained:
        rows = [(part.why, f"{part.words:,}", one_line(part.start)) for part in left_out]
        click.echo("\nLeft out, with the mark by which it was:")
        click.echo(table_text(("Why", "Words", "Begins"), rows, shutil.get_terminal_size().columns, colour=False))


def source(name: str, *, allow_private: bool = False) -> tuple[bytes, str, str, int]:
    """(bytes, address, media type, status) of a file or URL; a file has no address and the status 200."""
    if urlsplit(name).scheme not in ("http", "https"):
        return *_file(name), 200
    response = asyncio.run(_fetch(name, allow_private))
    if response.status != 200:
        click.echo(f"privacy-monitor: HTTP {response.status}; this is what came with it", err=True)
    return response.body, response.final_url, response.header("content-type"), response.status


async def _fetch(url: str, allow_private: bool) -> Response:
    fetcher = wiring.make_fetcher()
    try:
        return await fetcher.fetch(Page("read", url, allow_private=allow_private), Validators())
    finally:
        await fetcher.close()


def _file(source: str) -> tuple[bytes, str, str]:
    if source == "-":
        return sys.stdin.buffer.read(LARGEST), "", ""
    path = Path(source)
    try:
        if path.stat().st_size > LARGEST:
            raise OSError(f"larger than {LARGEST:,} bytes")
        kind = mimetypes.guess_type(path.name)[0] or ""
        return path.read_bytes(), "", "text/markdown" if path.suffix in (".md", ".markdown") else kind
    except OSError as error:
        click.echo(f"privacy-monitor: cannot read {source}: {error.strerror or error}", err=True)
        sys.exit(EXIT_ERROR)


def _about(document: Document) -> str:
    """What is known of the document, in a few lines."""
    rows = [
        ("Title", document.title),
        ("Language", document.language or "unknown"),
        ("Updated", str(document.updated or "not stated")),
        ("Effective", str(document.effective or "not stated")),
        ("Encoding", document.encoding + (f", {document.damage} characters damaged" if document.damage else "")),
        ("Text", f"{document.words:,} words in {len(document.sections)} sections"),
    ]
    return "\n".join(f"{name:<10} {''.join(c for c in value if c.isprintable())}" for name, value in rows) + "\n"
