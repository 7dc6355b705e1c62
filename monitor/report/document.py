"""One document to look at: its text with headings for the terminal, as Markdown, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from monitor.core.model import Block, BlockKind, Document, Section
from monitor.report.json import plain
from monitor.report.markdown import escaped, table_markdown
from monitor.report.text import WIDTH, printed
from monitor.report.visible import one_line, visible

SCHEMA = "privacy-monitor/document/1"
_BULLETS = {BlockKind.ITEM: "• ", BlockKind.QUOTE: "│ ", BlockKind.ROW: "· "}
_DEEPEST = 3  # levels of headings that still step to the right


def document_text(document: Document, width: int = WIDTH, *, colour: bool = False) -> str:
    """The document as text of so many columns: headings are bold where there is colour, and step in by level."""
    top = min((section.level for section in document.sections if section.level), default=1)
    parts: list[RenderableType] = []
    for section in document.sections:
        parts += _section(section, 2 * min(max(section.level - top, 0), _DEEPEST))
    return printed(Group(*parts), width, colour=colour).strip("\n")


def document_markdown(document: Document) -> str:
    """The document in Markdown; its text cannot bring markup of its own, its links are left out."""
    blocks: list[str] = []
    for section in document.sections:
        if section.heading:
            blocks.append(f"{'#' * (section.level or 1)} {escaped(_heading(section))}")
        for kind, run in groupby(section.blocks, key=lambda block: block.kind):
            blocks += _markdown(kind, list(run))
    return "\n\n".join(blocks) + "\n"


def document_json(document: Document) -> dict[str, Any]:
    """The document as a value for `json.dumps`, described in docs/reports.md."""
    return {"schema": SCHEMA, **plain(document), "words": document.words}


def _heading(section: Section) -> str:
    return f"{section.number} {section.heading}" if section.number else section.heading


def _section(section: Section, indent: int) -> Iterator[RenderableType]:
    if section.heading:
        yield Text()
        yield Padding(Text(one_line(_heading(section)), "bold underline"), (0, 0, 0, indent))
    previous = None
    for block in section.blocks:
        if not (previous is block.kind and block.kind in _BULLETS):
            yield Text()
        previous = block.kind
        yield _block(block, indent + 2)


def _block(block: Block, indent: int) -> RenderableType:
    bullet = _BULLETS.get(block.kind, "")
    indent += 2 * min(max(block.depth - 1, 0), 6) + 2 * (block.kind is BlockKind.DEFINITION)
    style = "bold" if block.kind is BlockKind.TERM else ""
    text = Text(visible(block.text), style, overflow="fold")
    return Padding(Text(bullet) + text if bullet else text, (0, 0, 0, indent))


def _markdown(kind: BlockKind, run: list[Block]) -> Iterator[str]:
    """Blocks of one kind that follow one another."""
    if kind is BlockKind.ITEM:
        yield "\n".join(f"{'  ' * min(max(block.depth - 1, 0), 6)}- {escaped(block.text)}" for block in run)
    elif kind is BlockKind.ROW:
        rows = [[escaped(cell) for cell in block.text.split(" | ")] for block in run]
        columns = max(map(len, rows))
        first, *others = [row + [""] * (columns - len(row)) for row in rows]
        yield table_markdown(first, others)
    else:
        lead, around = ("> " if kind is BlockKind.QUOTE else ""), ("**" if kind is BlockKind.TERM else "")
        yield from (f"{lead}{around}{escaped(block.text)}{around}" for block in run if block.text.strip())
