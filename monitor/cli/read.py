"""`read`: what the reader makes of a file or a URL."""

from __future__ import annotations

import asyncio
import json
import mimetypes
import shutil
import sys
import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from monitor import wiring
from monitor.cli.common import EXIT_ERROR, Context, echo_json, told
from monitor.core import gate
from monitor.core.model import Document, Inaccessible
from monitor.core.read.explaining import Explanation, Part, explain
from monitor.core.records import Page, Range, Response, Validators
from monitor.core.topics import topical
from monitor.report.document import document_json, document_text
from monitor.report.text import table_text
from monitor.report.visible import one_line
from monitor.report.words import counted

LARGEST = 50_000_000  # bytes of a file


class Selector(click.ParamType[str | Range]):
    """A CSS selector, or a range between two of them as config.toml has it."""

    name = "selector"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str | Range:
        """The selector as it is, a range as a value."""
        if isinstance(value, Range) or not str(value).startswith("{"):
            return value if isinstance(value, Range) else str(value)
        try:
            return Range(**tomllib.loads(f"range = {value}")["range"])
        except (tomllib.TOMLDecodeError, TypeError, ValueError):
            self.fail(f"{value} is no range such as {{ start_after = 'h1', end_before = 'footer' }}", param, ctx)


@click.command()
@click.argument("name", metavar="FILE-or-URL")
@click.option(
    "--select",
    multiple=True,
    type=Selector(),
    help="CSS selector of what is the policy, or a range as config.toml has it (may be repeated).",
)
@click.option("--remove", multiple=True, help="CSS selector of what is not (may be repeated).")
@click.option("--content-type", default="", help="The media type, where the file's name does not tell it.")
@click.option("--url", default="", help="Where the file came from, so that its links can be resolved.")
@click.option("--allow-private", is_flag=True, help="Fetch from an address that is not public.")
@click.option("--explain", "explained", is_flag=True, help="Show how it was read, too: what was left out, and why.")
@click.option("--json", "as_json", is_flag=True, help="The document as JSON.")
@click.pass_obj
@told
def read(
    context: Context,  # noqa: ARG001 - every command gets it
    name: str,
    select: tuple[str | Range, ...],
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
    found = explain(body, url=url, content_type=content_type or kind, select=select, remove=remove)
    if as_json:
        told_ = {"explanation": _explanation(found)} if explained else {}
        echo_json(document_json(topical(found.document)) | told_)
        return
    click.echo(_about(found.document), err=True)
    click.echo(document_text(found.document))
    if explained:
        _echo_explanation(found)


def _explanation(found: Explanation) -> dict[str, object]:
    """All but the document, for programs."""
    verdict = gate.first(found.document)
    return {
        "kind": found.kind,
        "encoding": {"name": found.document.encoding, "decided_by": found.decided_by, "mended": found.mended},
        "verdict": {"reason": verdict.reason.value, "evidence": verdict.evidence} if verdict else None,
        "kept": asdict(found.kept) if found.kept else None,
        "left_out": [asdict(part) for part in found.left_out],
        "suggestion": asdict(found.suggestion) if found.suggestion else None,
    }


def _echo_explanation(found: Explanation) -> None:
    click.echo("\nHow it was read:")
    rows = [
        ("Format", found.kind),
        ("Encoding", _encoding(found)),
        ("At first sight", _verdict(gate.first(found.document))),
        ("Kept", _part(found.kept) if found.kept else "what `select` or the format says"),
    ]
    if found.suggestion:
        named = json.dumps([found.suggestion.select], ensure_ascii=False)
        rows.append(("To fix it so", f"select = {named}"))
        rows.append(
            ("", f"which reads {counted(found.suggestion.words, 'word')}, where {found.document.words:,} are read now")
        )
    for name, value in rows:
        click.echo(f"  {name:<15} {one_line(value)}")
    if not found.left_out:
        click.echo("\nNothing was left out.")
        return
    click.echo("\nLeft out, with the mark by which it was, and where:")
    parts = [(part.why, part.where, f"{part.words:,}", part.start) for part in found.left_out]
    click.echo(table_text(("Why", "Where", "Words", "Begins"), parts, shutil.get_terminal_size().columns, colour=False))
    click.echo("What belongs to the policy comes back with `select`; what does not goes with `remove`.")


def _encoding(found: Explanation) -> str:
    by = f", by {found.decided_by}" if found.decided_by else ""
    mended = f"; {found.mended:,} characters that were encoded wrongly are whole again" if found.mended else ""
    damaged = f"; {found.document.damage:,} characters are damaged" if found.document.damage else ""
    return f"{found.document.encoding}{by}{mended}{damaged}"


def _verdict(reason: Inaccessible | None) -> str:
    return f"inaccessible, {reason}" if reason else "taken as a policy"


def _part(part: Part) -> str:
    return f"{part.where}, {counted(part.words, 'word')}: “{part.start}”"


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
        ("Text", f"{counted(document.words, 'word')} in {counted(len(document.sections), 'section')}"),
    ]
    return "\n".join(f"{name:<10} {''.join(c for c in value if c.isprintable())}" for name, value in rows) + "\n"
