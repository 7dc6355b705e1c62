"""The table of contents of a document: lines that say again what the headings say."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from monitor.core.compare.canonical import bare, key
from monitor.core.compare.targets import target
from monitor.core.model import Block, BlockKind, Document

FEWEST = 3  # items that are a table of contents
HEAD = 30  # characters of what stands over one: "On this page"


def contents(document: Document) -> frozenset[int]:
    """The positions, as in `Document.lines()`, of lists whose items lead to places of the page or are its headings."""
    headings = {bare(key(section.heading)) for section in document.sections if section.heading}
    found: set[int] = set()
    for at, items, before in _lists(document):
        here = (_leads_here(item, document.url) or bare(key(item.text)) in headings for item in items)
        if len(items) >= FEWEST and all(here):
            is_head = before is not None and len(before.text) <= HEAD and not before.text.endswith(".")
            found.update(range(at - is_head, at + len(items)))
    at = 0
    for section in document.sections:  # a heading with nothing but that below it
        inside = range(at + 1, at + 1 + len(section.blocks))
        if section.heading and section.blocks and found.issuperset(inside):
            found.add(at)
        at += bool(section.heading) + len(section.blocks)
    return frozenset(found)


def _lists(document: Document) -> Iterator[tuple[int, list[Block], Block | None]]:
    """Where each run of items begins, its items, and the block before it."""
    at = 0
    for section in document.sections:
        at += bool(section.heading)
        before: Block | None = None
        for is_item, run in groupby(section.blocks, key=lambda block: block.kind is BlockKind.ITEM):
            blocks = list(run)
            if is_item:
                yield at, blocks, before
            at, before = at + len(blocks), blocks[-1]


def _leads_here(block: Block, url: str) -> bool:
    return len(block.links) == 1 and block.links[0].text == block.text and target(block.links[0].target, url) == "#"
