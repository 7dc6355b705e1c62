"""For each line of a page's newest text: when it came, and since when it has its words."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from monitor.core.compare.canonical import key


class Carried(NamedTuple):
    """A change with a place on both sides, as it is stored: see `monitor.core.model.Change`."""

    before: str
    after: str
    before_at: int
    after_at: int


@dataclass(frozen=True, slots=True)
class Step:
    """A version: its lines, and those of its changes that have a place on both sides, links left out."""

    number: int
    lines: Sequence[str]
    carried: Sequence[Carried] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Numbers of versions; see `answers.Blamed`."""

    came: int
    changed: int
    said_first: int


def blame(steps: Iterable[Step]) -> tuple[Origin, ...]:
    """The origin of each line of the last step, in its order; empty without steps.

    What was recorded as modified, moved or renamed tells which line became which; equal lines that no change speaks of
    are the same in their order. A line that comes back word for word after it was gone keeps the version that first
    brought it. Linear in the lines of all steps.
    """
    known: dict[str, Origin] = {}  # of every text there ever was, as it last stood
    before: Sequence[str] = ()
    origins: tuple[Origin, ...] = ()
    for step in steps:
        pairs = _pairs(before, step)
        origins = tuple(
            _origin(line, [(before[n], origins[n]) for n in pairs.get(at, ())], known, step.number)
            for at, line in enumerate(step.lines)
        )
        before = step.lines
        known.update(zip(before, origins, strict=True))
    return origins


def _origin(line: str, earlier: Sequence[tuple[str, Origin]], known: dict[str, Origin], number: int) -> Origin:
    if not earlier:
        back = known.get(line)
        return replace(back, changed=number) if back else Origin(number, number, number)
    came = min(origin.came for _, origin in earlier)
    text, origin = earlier[0]
    if len(earlier) == 1 and (text == line or key(text) == key(line)):
        return replace(origin, came=came)
    back = known.get(line)
    return Origin(min(came, back.came) if back else came, number, back.said_first if back else number)


def _pairs(before: Sequence[str], step: Step) -> dict[int, list[int]]:
    """For lines of a step, the lines of the step before that they were: several where paragraphs were merged."""
    pairs: dict[int, list[int]] = {}
    for change in step.carried:
        old = list(_parts(before, change.before_at, change.before))
        for at in _parts(step.lines, change.after_at, change.after):
            pairs[at] = old
    taken = {n for old in pairs.values() for n in old}
    left = [n for n in range(len(before)) if n not in taken]
    free = [at for at in range(len(step.lines)) if at not in pairs]
    for spell in (str, key):  # letter by letter, then what differs in marks alone
        if left and free:
            found = dict(_same(before, left, step.lines, free, spell))
            pairs |= {at: [n] for at, n in found.items()}
            gone = set(found.values())
            left, free = [n for n in left if n not in gone], [at for at in free if at not in found]
    return pairs


def _same(
    before: Sequence[str], left: Iterable[int], after: Sequence[str], free: Iterable[int], spell: Callable[[str], str]
) -> Iterator[tuple[int, int]]:
    """Lines that are spelled alike, the first with the first."""
    waiting: dict[str, deque[int]] = defaultdict(deque)
    for n in left:
        waiting[spell(before[n])].append(n)
    for at in free:
        if same := waiting.get(spell(after[at])):
            yield at, same.popleft()


def _parts(lines: Sequence[str], at: int, text: str) -> Iterator[int]:
    """The lines from `at` on whose texts, joined by line breaks, a change holds: one but for what was split or merged.

    None where the lines are not those that the change was found in.
    """
    rest: str | None = text
    while rest is not None and at < len(lines):
        line = lines[at]
        if rest == line:
            yield at
            return
        if not rest.startswith(line + "\n"):
            return
        yield at
        rest, at = rest[len(line) + 1 :], at + 1
