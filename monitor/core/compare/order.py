"""Which lines are the same words in the same order: by their keys alone, in n log n."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence

Pair = tuple[int, int]


def in_order(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Pair]:
    """Pairs of equal keys that rise on both sides: ends first, then keys that are unique, then the repeated ones."""
    head, tail = ends(before, after)
    last = [(len(before) - n, len(after) - n) for n in range(tail, 0, -1)]
    pairs = [(n, n) for n in range(head)] + last
    for pick in (_unique, _occurrences):
        found = [pair for gap in gaps(pairs, len(before), len(after)) for pair in pick(before, after, *gap)]
        pairs = sorted(pairs + found)
    return pairs


def gaps(pairs: Iterable[Pair], before: int, after: int) -> list[tuple[range, range]]:
    """The stretches between pairs in order that have something on both sides."""
    found, i, j = [], 0, 0
    for x, y in (*pairs, (before, after)):
        if x > i and y > j:
            found.append((range(i, x), range(j, y)))
        i, j = x + 1, y + 1
    return found


def ends(before: Sequence[object], after: Sequence[object]) -> tuple[int, int]:
    """How many are equal at the beginning, and at the end of the rest."""
    shorter = min(len(before), len(after))
    head = next((n for n in range(shorter) if before[n] != after[n]), shorter)
    rest = shorter - head
    tail = next((n for n in range(rest) if before[-1 - n] != after[-1 - n]), rest)
    return head, tail


def _unique(before: Sequence[Hashable], after: Sequence[Hashable], old: range, new: range) -> list[Pair]:
    olds, news = places(before.__getitem__, old), places(after.__getitem__, new)
    return _rising([(at[0], news[key][0]) for key, at in olds.items() if len(at) == len(news.get(key, ())) == 1])


def _occurrences(before: Sequence[Hashable], after: Sequence[Hashable], old: range, new: range) -> list[Pair]:
    olds, news = places(before.__getitem__, old), places(after.__getitem__, new)
    return _rising([pair for key, at in olds.items() for pair in zip(at, news.get(key, ()), strict=False)])


def places(key: Callable[[int], Hashable], at: Iterable[int]) -> dict[Hashable, list[int]]:
    """Where each key stands."""
    found: dict[Hashable, list[int]] = defaultdict(list)
    for n in at:
        found[key(n)].append(n)
    return dict(found)


def _rising(pairs: list[Pair]) -> list[Pair]:
    """The longest run of pairs that rises on both sides."""
    pairs.sort()
    tails: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for n, (_, new) in enumerate(pairs):
        at = bisect_left(tails, new)
        previous.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [new]
        ends[at : at + 1] = [n]
    run = []
    n = ends[-1] if ends else -1
    while n >= 0:
        run.append(pairs[n])
        n = previous[n]
    return run[::-1]
