"""From two documents to their changes, in reading order. Nothing is ranked here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from monitor.core.compare.align import Alignment, Group, align
from monitor.core.compare.lines import Line, differing
from monitor.core.compare.targets import target
from monitor.core.compare.words import edits
from monitor.core.model import Change, ChangeKind, Document, Edit, EditOp


def changes(before: Document, after: Document) -> tuple[Change, ...]:
    """All that differs, in the reading order of `after`; what was removed is told where it stood.

    Lines that are equal but for white space, quotes, dashes, invisible characters and marks of lists are no change.
    A paragraph that was split, or paragraphs that were merged, are one modified change whose texts join the parts with
    a line break, at the position of the first part. Linear in the text, n log n in its lines; see `align` for the caps.
    """
    if before.sections == after.sections:
        return ()
    return _Telling(before, after, align(*differing(before, after))).told()


@dataclass(frozen=True, slots=True)
class _Telling:
    before: Document
    after: Document
    found: Alignment

    def told(self) -> tuple[Change, ...]:
        """Everything that the alignment says, sorted."""
        placed = [
            (self._place(group), change)
            for number, group in enumerate(self.found.groups)
            for change in self._differing(group, number in self.found.moved)
        ]
        placed += [((at, 0, 0), change) for at, change in self._added()]
        placed += self._removed()
        placed.sort(key=lambda item: item[0])
        return tuple(change for _, change in placed)

    def _place(self, group: Group) -> tuple[int, int, int]:
        return self.found.after[group[1][0]].at, 0, 0

    def _added(self) -> Iterator[tuple[int, Change]]:
        for n, line in enumerate(self.found.after):
            if n not in self.found.back:
                step = Edit(EditOp.INSERT, line.text)
                path = self.after.sections[line.section].path
                yield (
                    line.at,
                    Change(
                        ChangeKind.ADDED, path, after=line.text, edits=(step,), heading=line.heading, after_at=line.at
                    ),
                )

    def _removed(self) -> Iterator[tuple[tuple[int, int, int], Change]]:
        last = -1
        for n, line in enumerate(self.found.before):
            if n in self.found.to:
                if self.found.to[n] not in self.found.moved:
                    last = max(last, self._place(self.found.groups[self.found.to[n]])[0])
                continue
            step = Edit(EditOp.DELETE, line.text)
            path = self.before.sections[line.section].path
            yield (
                (last, 1, line.at),
                Change(
                    ChangeKind.REMOVED, path, before=line.text, edits=(step,), heading=line.heading, before_at=line.at
                ),
            )

    def _differing(self, group: Group, moved: bool) -> Iterator[Change]:
        old, new = [self.found.before[n] for n in group[0]], [self.found.after[n] for n in group[1]]
        if not moved and len(old) == len(new) == 1 and old[0].is_copy(new[0]):
            return
        if kind := _kind(old, new, moved):
            yield self._change(kind, old, new, _joined(old), _joined(new))
        if any(line.links for line in (*old, *new)):
            gone, come = self._targets(old, new)
            if gone or come:
                yield self._change(ChangeKind.LINKS, old, new, "\n".join(gone), "\n".join(come))

    def _change(self, kind: ChangeKind, old: Sequence[Line], new: Sequence[Line], before: str, after: str) -> Change:
        return Change(
            kind,
            self.after.sections[new[0].section].path,
            before,
            after,
            _whole(before, after) if kind is ChangeKind.LINKS else edits(before, after),
            heading=old[0].heading and new[0].heading,
            before_at=old[0].at,
            after_at=new[0].at,
        )

    def _targets(self, old: Iterable[Line], new: Iterable[Line]) -> tuple[list[str], list[str]]:
        """The link targets that stand on one side alone, as they were written."""
        olds = [link.target for line in old for link in line.links]
        news = [link.target for line in new for link in line.links]
        if olds == news:
            return [], []
        old_forms = [target(url, self.before.url) for url in olds]
        new_forms = [target(url, self.after.url) for url in news]
        return _without(olds, old_forms, new_forms), _without(news, new_forms, old_forms)


def _kind(old: Sequence[Line], new: Sequence[Line], moved: bool) -> ChangeKind | None:
    if moved:
        return ChangeKind.MOVED
    a, b = old[0], new[0]
    if len(old) == len(new) == 1:
        if a == b:
            return ChangeKind.MODIFIED if a.heading and b.heading and a.number != b.number else None
        if a.heading and b.heading and a.bare != b.bare:
            return ChangeKind.RENAMED
    return ChangeKind.MODIFIED


def _joined(lines: Sequence[Line]) -> str:
    return "\n".join(line.text for line in lines)


def _whole(before: str, after: str) -> tuple[Edit, ...]:
    steps = (Edit(EditOp.DELETE, before), Edit(EditOp.INSERT, after))
    return tuple(step for step in steps if step.text)


def _without(urls: list[str], forms: list[str], others: list[str]) -> list[str]:
    left = Counter(forms)
    left.subtract(others)
    gone = []
    for url, form in zip(urls, forms, strict=True):
        if left[form] > 0:
            left[form] -= 1
            gone.append(url)
    return gone
