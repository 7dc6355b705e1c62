"""One document to look at: its text with headings for the terminal, as Markdown, and as JSON; a redline as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from monitor.core.model import BETWEEN_CELLS, Block, BlockKind, Document, EditOp, Section
from monitor.report.json import plain
from monitor.report.markdown import escaped, table_markdown
from monitor.report.passages import Mark
from monitor.report.redline import Line
from monitor.report.text import WIDTH, marked, printed
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


def redline_text(lines: Sequence[Line], width: int = WIDTH, *, colour: bool = False) -> str:
    """A redline as text of so many columns. Without colour, `[-words-]` went and `{+words+}` came.

    A bar at the left stands beside each line in which something differs, an arrow beside one that stood elsewhere.
    """
    top = min((line.level for line in lines if line.level), default=1)
    parts: list[RenderableType] = []
    indent, previous = 0, None
    for line in lines:
        if line.level:
            indent = 2 * min(line.level - top, _DEEPEST)
        if line.level or not (previous is line.kind and line.kind in _BULLETS):
            parts.append(Text())
        previous = None if line.level else line.kind
        margin = "↷ " if line.moved else "┃ " if any(edit.op is not EditOp.KEEP for edit in line.edits) else "  "
        parts.append(_beside(margin, _line(line, indent, colour=colour)))
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
    style = "bold" if block.kind is BlockKind.TERM else ""
    return _set(Text(visible(block.text), style, overflow="fold"), block.kind, block.depth, indent)


def _set(text: Text, kind: BlockKind, depth: int, indent: int) -> RenderableType:
    """The text of a block with its bullet, as far in as its kind and depth say."""
    bullet = _BULLETS.get(kind, "")
    indent += 2 * min(max(depth - 1, 0), 6) + 2 * (kind is BlockKind.DEFINITION)
    return Padding(Text(bullet) + text if bullet else text, (0, 0, 0, indent))


def _line(line: Line, indent: int, *, colour: bool) -> RenderableType:
    text = Text(style="bold" if line.level or line.kind is BlockKind.TERM else "", overflow="fold")
    for edit in line.edits:
        text.append_text(marked(Mark(edit.op.value), visible(edit.text), colour=colour))
    return Padding(text, (0, 0, 0, indent)) if line.level else _set(text, line.kind, line.depth, indent + 2)


def _beside(margin: str, what: RenderableType) -> RenderableType:
    """A line with a mark in the margin, before its first words."""
    grid = Table.grid()
    grid.add_column(width=len(margin), no_wrap=True)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_row(Text(margin), what)
    return grid


def _markdown(kind: BlockKind, run: list[Block]) -> Iterator[str]:
    """Blocks of one kind that follow one another."""
    if kind is BlockKind.ITEM:
        yield "\n".join(f"{'  ' * min(max(block.depth - 1, 0), 6)}- {escaped(block.text)}" for block in run)
    elif kind is BlockKind.ROW:
        rows = [[escaped(cell) for cell in block.text.split(BETWEEN_CELLS)] for block in run]
        columns = max(map(len, rows))
        first, *others = [row + [""] * (columns - len(row)) for row in rows]
        yield table_markdown(first, others)
    else:
        lead, around = ("> " if kind is BlockKind.QUOTE else ""), ("**" if kind is BlockKind.TERM else "")
        yield from (f"{lead}{around}{escaped(block.text)}{around}" for block in run if block.text.strip())
