"""A redline: the whole text of a policy with what went struck through and what came underlined, in one document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from monitor.core.model import BlockKind, Change, ChangeKind, Diff, Document, Edit, EditOp


@dataclass(frozen=True, slots=True)
class Line:
    """A heading or block: its steps from before to after, and how it is shown. `moved`: it stood elsewhere."""

    edits: tuple[Edit, ...]
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0  # of a heading, 0 for a block
    depth: int = 0
    moved: bool = False


def redline(before: Document, after: Document, diff: Diff) -> list[Line]:
    """Every line of `after`, with what stood in `before` alone put where it stood. Linear in both texts."""
    shapes = tuple(_shapes(before)), tuple(_shapes(after))
    changes = [change for change in diff.changes if change.kind is not ChangeKind.LINKS]
    news = _positions(changes, list(after.lines()), old=False)
    olds = _positions(changes, list(before.lines()), old=True)
    gone = _anchored(changes, olds, news, len(shapes[0]), len(shapes[1]))
    lines = [_removed(change, shapes[0]) for change in gone.get(-1, ())]
    for at, shape in enumerate(shapes[1]):
        change = news.get(at)
        if change is None:
            lines.append(_line(shape, (Edit(EditOp.KEEP, shape[3]),)))
        elif change.after_at == at:
            lines.append(_line(shape, _steps(change), moved=change.kind is ChangeKind.MOVED))
        lines += [_removed(change, shapes[0]) for change in gone.get(at, ())]
    return lines


_Shape = tuple[BlockKind, int, int, str]


def _shapes(document: Document) -> Iterator[_Shape]:
    """Kind, level, depth and text of each line of a document."""
    for section in document.sections:
        if section.heading:
            text = f"{section.number} {section.heading}" if section.number else section.heading
            yield BlockKind.PARAGRAPH, max(section.level, 1), 0, text
        for block in section.blocks:
            yield block.kind, 0, block.depth, block.text


def _line(shape: _Shape, edits: tuple[Edit, ...], *, moved: bool = False) -> Line:
    kind, level, depth, _ = shape
    return Line(edits, kind, level, depth, moved)


def _removed(change: Change, shapes: tuple[_Shape, ...]) -> Line:
    assert change.before_at is not None
    return _line(shapes[change.before_at], (Edit(EditOp.DELETE, change.before),))


def _steps(change: Change) -> tuple[Edit, ...]:
    if change.before == change.after:
        return (Edit(EditOp.KEEP, change.after),)
    return change.edits or (Edit(EditOp.DELETE, change.before), Edit(EditOp.INSERT, change.after))


def _positions(changes: Iterable[Change], lines: list[str], *, old: bool) -> dict[int, Change]:
    """The lines that each change covers on one side: one, or those of a paragraph that was split or merged."""
    covered: dict[int, Change] = {}
    for change in changes:
        at, text = (change.before_at, change.before) if old else (change.after_at, change.after)
        if at is None:
            continue
        parts = [text] if at < len(lines) and lines[at] == text else text.split("\n")
        for part in parts:
            while at < len(lines) and lines[at] != part:
                at += 1
            if at < len(lines):
                covered[at] = change
                at += 1
    return covered


def _anchored(
    changes: Iterable[Change], olds: dict[int, Change], news: dict[int, Change], before: int, after: int
) -> dict[int, list[Change]]:
    """For each removed line the line of the text after, behind which it stood: that of the nearest line that stays."""
    still = zip((n for n in range(before) if n not in olds), (n for n in range(after) if n not in news), strict=False)
    place = dict(still)
    for change in changes:
        if change.kind is not ChangeKind.MOVED and change.before_at is not None and change.after_at is not None:
            place[change.before_at] = change.after_at
    anchors: dict[int, list[Change]] = {}
    removed = {change.before_at: change for change in changes if change.after_at is None}
    last = -1
    for n in range(before):
        last = max(last, place.get(n, -1))
        if n in removed:
            anchors.setdefault(last, []).append(removed[n])
    return anchors
