"""Which line of one version is which line of the other: the same words, moved, split, or rewritten.

Cost is bounded by size: identical lines cost n log n; a line is held against at most `MAX_PEERS` others of its gap and
`MAX_CANDIDATES` with which it shares rare word pairs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, LCSseq

from monitor.core.compare.lines import Line, words
from monitor.core.compare.order import Pair, gaps, in_order, places
from monitor.core.model import BETWEEN_CELLS

MAX_PEERS = 400  # pairs of a gap that are all compared; in a larger gap an index chooses
MAX_CANDIDATES = 6
MAX_SHARED = 16  # lines in which a word pair stands, above which it tells nothing
MAX_FEATURES = 48  # of a line, the rarest
MAX_JOIN = 8  # lines that one line was split into
MAX_SHORT = 200  # characters of a short line, compared letter by letter
LIKE = 0.45  # share of words in common, within a gap; of which a lone pair needs less and one far apart more
LONE_LIKE = 0.3
COMPLETING = 0.6  # share of a line's words that its neighbour lost, for the line to be a part of it
FAR_LIKE = 0.6
INSIDE_WORDS = 8  # a shorter line is found inside of a long one by chance
FAR_WORDS = 5  # a shorter line elsewhere may be another line that happens to say the same


Group = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(slots=True)
class Alignment:
    """Groups of lines (indexes into the two lists) that are one.

    `moved` holds the groups whose place in the order changed; `to` and `back` lead from a line to its group.
    """

    before: Sequence[Line]
    after: Sequence[Line]
    groups: list[Group] = field(default_factory=list)
    moved: set[int] = field(default_factory=set)
    to: dict[int, int] = field(default_factory=dict)
    back: dict[int, int] = field(default_factory=dict)

    def join(self, old: Iterable[int], new: Iterable[int]) -> None:
        """Lines `old` are lines `new`."""
        self.groups.append(((), ()))
        self.extend(len(self.groups) - 1, old, new)

    def extend(self, number: int, old: Iterable[int], new: Iterable[int]) -> None:
        """More lines belong to a group."""
        olds, news = self.groups[number]
        self.groups[number] = (tuple(sorted({*olds, *old})), tuple(sorted({*news, *new})))
        self.to.update(dict.fromkeys(self.groups[number][0], number))
        self.back.update(dict.fromkeys(self.groups[number][1], number))

    def pair(self, pairs: Iterable[Pair], moved: bool = False) -> None:
        """Each pair of lines is one line."""
        for old, new in pairs:
            number = self.to[old] = self.back[new] = len(self.groups)
            self.groups.append(((old,), (new,)))
            if moved:
                self.moved.add(number)

    def same(self, number: int) -> bool:
        """A group of two lines of the same words."""
        old, new = self.groups[number]
        return len(old) == len(new) == 1 and self.before[old[0]] == self.after[new[0]]

    def free(self, old: Iterable[int], new: Iterable[int], heading: bool | None = None) -> tuple[list[int], list[int]]:
        """Those of the lines that have no counterpart yet."""

        def wanted(line: Line) -> bool:
            return heading is None or line.heading is heading

        return (
            [n for n in old if n not in self.to and wanted(self.before[n])],
            [n for n in new if n not in self.back and wanted(self.after[n])],
        )

    def sections(self) -> dict[int, tuple[int, float]]:
        """For each section before, the one after that holds most of its lines, and what share of either that is."""
        votes = Counter([(self.before[old[0]].section, self.after[new[0]].section) for old, new in self.groups])
        olds, news = (Counter([line.section for line in lines]) for lines in (self.before, self.after))
        best: dict[int, tuple[int, float]] = {}
        for (old, new), count in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0])):
            best.setdefault(old, (new, count / max(1, min(olds[old], news[new]) - 1)))
        return best


def align(before: Sequence[Line], after: Sequence[Line]) -> Alignment:
    """Match the lines of two versions, the same way whichever comes first."""
    if _stands_after(before, after):
        return _mirrored(align(after, before))
    found = Alignment(before, after)
    anchors = in_order(before, after)
    found.pair(anchors)
    open_gaps = gaps(anchors, len(before), len(after))
    _moves(found)
    for gap in open_gaps:
        _restyled(found, *found.free(*gap))
        _rejoined(found, *found.free(*gap))
    likeness = _Likeness(before, after)
    for gap in open_gaps:
        _rows(found, *found.free(*gap, heading=False))
        _similar(found, likeness, *found.free(*gap, heading=False), near=True)
        _absorbed(found, likeness, *found.free(*gap, heading=False))
    everything = range(len(before)), range(len(after))
    _similar(found, likeness, *found.free(*everything, heading=False), near=False)
    _renamed(found)
    for gap in open_gaps:
        _similar(found, likeness, *found.free(*gap, heading=True), near=True)
    _similar(found, likeness, *found.free(*everything, heading=True), near=False)
    return found


def _stands_after(before: Sequence[Line], after: Sequence[Line]) -> bool:
    """In the order of their keys, of which equal lines need none."""
    differ = next(((a.key, b.key) for a, b in zip(before, after, strict=False) if a != b), None)
    return differ[0] > differ[1] if differ else len(before) > len(after)


def _mirrored(found: Alignment) -> Alignment:
    return Alignment(
        found.after,
        found.before,
        [(new, old) for old, new in found.groups],
        found.moved,
        found.back,
        found.to,
    )


def _moves(found: Alignment) -> None:
    """The same words elsewhere. A short line in another section is not: "Location" moved from "we do not collect"."""
    old, new = found.free(range(len(found.before)), range(len(found.after)))
    if not (old and new):
        return
    same = {before: after for before, (after, _) in found.sections().items()}
    before, after = found.before, found.after
    _pair_places(
        found,
        places(lambda n: (same.get(before[n].section, -1), before[n].key), old),
        places(lambda n: (after[n].section, after[n].key), new),
    )
    old, new = found.free(old, new)
    old = [n for n in old if before[n].heading or len(words(before[n].text)) >= FAR_WORDS]
    _pair_places(found, places(lambda n: before[n].key, old), places(lambda n: after[n].key, new))


def _pair_places(found: Alignment, old: dict[object, list[int]], new: dict[object, list[int]]) -> None:
    for key, at in old.items():
        found.pair(zip(at, new.get(key, ()), strict=False), moved=True)


def _restyled(found: Alignment, old: list[int], new: list[int]) -> None:
    """Lines that differ in case and punctuation alone."""
    if old and new:
        pairs = in_order([found.before[n].bare for n in old], [found.after[n].bare for n in new])
        found.pair((old[i], new[j]) for i, j in pairs)


def _rejoined(found: Alignment, old: list[int], new: list[int]) -> None:
    """The same words in other paragraphs: one split in two, two merged, a stretch broken elsewhere."""
    if not (old and new) or len(old) + len(new) < 3:
        return
    olds, news = [found.before[n].bare for n in old], [found.after[n].bare for n in new]
    if "".join(olds) == "".join(news):
        found.join(old, new)
        return
    for start, stop, whole in _splits(olds, news):
        found.join(old[start:stop], [new[whole]])
    gone = [n for n in range(len(old)) if old[n] not in found.to]
    left = [n for n in range(len(new)) if new[n] not in found.back]
    for start, stop, whole in _splits([news[n] for n in left], [olds[n] for n in gone]):
        found.join([old[gone[whole]]], [new[n] for n in left[start:stop]])


def _splits(parts: list[str], wholes: list[str]) -> Iterator[tuple[int, int, int]]:
    """Runs of parts (from, to) that together are one of the wholes."""
    unmatched = {whole: n for n, whole in enumerate(wholes) if whole}
    longest = max(map(len, unmatched), default=0)
    start = 0
    while start < len(parts):
        stop, text = start + 1, parts[start]
        while stop < min(len(parts), start + MAX_JOIN) and len(text) <= longest:
            text += parts[stop]
            stop += 1
            if text in unmatched:
                yield start, stop, unmatched.pop(text)
                start = stop - 1
                break
        start += 1


def _rows(found: Alignment, old: list[int], new: list[int]) -> None:
    """Rows of a table that begin with the same cell: what is kept, or who gets it, says which row it is."""
    olds, news = _by_first_cell(found.before, old), _by_first_cell(found.after, new)
    for cell, at in olds.items():
        if len(at) == len(news.get(cell, ())) == 1:
            found.pair(zip(at, news[cell], strict=True))


def _by_first_cell(lines: Sequence[Line], at: Iterable[int]) -> dict[object, list[int]]:
    rows = [n for n in at if BETWEEN_CELLS in lines[n].text]
    return places(lambda n: lines[n].text.partition(BETWEEN_CELLS)[0], rows)


class _Alphabet(dict[str, str]):
    """A character for each word; all numbers are one word."""

    def __missing__(self, word: str) -> str:
        self[word] = found = self["0"] if word.isdigit() and word != "0" else chr(1 + len(self) % 0x10FFFF)
        return found


class _Likeness:
    """How alike two lines are, 0 to 1: the share of words in common, in order, or of the shorter in the longer."""

    def __init__(self, before: Sequence[Line], after: Sequence[Line]) -> None:
        self._alphabet = _Alphabet()
        self.before = self._speller(before)
        self.after = self._speller(after)
        self.lines = before, after

    def _speller(self, lines: Sequence[Line]) -> Callable[[int], str]:
        """Lines with one character for each word; all numbers are one word, so that a new date is like the old one."""
        spelled: dict[int, str] = {}

        def spell(n: int) -> str:
            if n not in spelled:
                spelled[n] = "".join(map(self._alphabet.__getitem__, words(lines[n].text)))
            return spelled[n]

        return spell

    def __call__(self, old: int, new: int) -> float:
        a, b = self.before(old), self.after(new)
        share = Indel.normalized_similarity(a, b)
        shorter = min(len(a), len(b))
        inside = share * (len(a) + len(b)) / 2 / max(1, shorter)
        if shorter >= INSIDE_WORDS and inside >= 0.8:
            return max(share, 0.9 * inside)
        if shorter < FAR_WORDS:
            x, y = self.lines[0][old].key, self.lines[1][new].key
            if max(len(x), len(y)) <= MAX_SHORT and (letters := fuzz.ratio(x, y) / 100) >= 0.75:
                return max(share, letters)
        return share


def _similar(found: Alignment, likeness: _Likeness, old: list[int], new: list[int], near: bool) -> None:
    """One to one, the likest first; among equals those that stand at the same place of the gap."""
    if not (old and new):
        return
    if not near:
        old = [n for n in old if found.before[n].heading or len(likeness.before(n)) >= FAR_WORDS]
    least = FAR_LIKE if not near else LONE_LIKE if len(old) == len(new) == 1 else LIKE
    scored = []
    for i, j in _candidates(likeness, old, new, near):
        score = likeness(old[i], new[j])
        if score >= least:
            scored.append((-score, abs(i - j), old[i], new[j]))
    for _, _, i, j in sorted(scored):
        if i not in found.to and j not in found.back:
            found.pair([(i, j)])


def _absorbed(found: Alignment, likeness: _Likeness, old: list[int], new: list[int]) -> None:
    """A line without a like whose words its neighbour lost, or gained: a paragraph split, or merged, and edited."""
    old, new = found.free(old, new)
    for n in new:
        for number in _beside(found, n, found.back):
            olds, news = found.groups[number]
            if n not in found.back and _completes(likeness.after, n, news, _spelled(likeness.before, olds)):
                found.extend(number, (), (n,))
    for n in old:
        for number in _beside(found, n, found.to):
            olds, news = found.groups[number]
            if n not in found.to and _completes(likeness.before, n, olds, _spelled(likeness.after, news)):
                found.extend(number, (n,), ())


def _beside(found: Alignment, n: int, groups: dict[int, int]) -> list[int]:
    """The groups of the two neighbours of a line, unless they are the same words or elsewhere."""
    return [
        number
        for number in (groups.get(n - 1), groups.get(n + 1))
        if number is not None and number not in found.moved and not found.same(number)
    ]


def _completes(spell: Callable[[int], str], n: int, beside: tuple[int, ...], whole: str) -> bool:
    """Most words of line `n` stand in `whole` beside those that the lines of its group have there, in their order; or
    all of them in one run that those lines do not have.
    """
    line = spell(n)
    if len(line) < FAR_WORDS:
        return False
    if line in whole and line not in _spelled(spell, beside):
        return True
    grown = _spelled(spell, sorted((*beside, n)))
    gain = LCSseq.similarity(whole, grown) - LCSseq.similarity(whole, _spelled(spell, beside))
    return gain >= COMPLETING * len(line)


def _spelled(spell: Callable[[int], str], lines: Iterable[int]) -> str:
    return "".join(map(spell, lines))


def _candidates(likeness: _Likeness, old: list[int], new: list[int], near: bool) -> Iterable[Pair]:
    if near and len(old) * len(new) <= MAX_PEERS:
        return [(i, j) for i in range(len(old)) for j in range(len(new))]
    pairs = set(_sharing([likeness.before(n) for n in old], [likeness.after(n) for n in new]))
    if near:
        shorter = min(len(old), len(new))
        pairs.update((n, n) for n in range(shorter))
        pairs.update((len(old) - 1 - n, len(new) - 1 - n) for n in range(shorter))
    return pairs


def _sharing(olds: list[str], news: list[str]) -> Iterator[Pair]:
    """For each line before, the lines after that share most of its rare words and pairs of words."""
    holders: dict[str, list[int]] = {}
    for j, new in enumerate(news):
        for feature in _features(new):
            holders.setdefault(feature, []).append(j)
    for i, old in enumerate(olds):
        held = [holders[feature] for feature in _features(old) if feature in holders]
        rare = sorted((at for at in held if len(at) <= MAX_SHARED), key=len)
        count: Counter[int] = Counter()
        for at in islice(rare, MAX_FEATURES):
            count.update(at)
        yield from ((i, j) for j, _ in sorted(count.items(), key=lambda item: (-item[1], item[0]))[:MAX_CANDIDATES])


def _features(spelled: str) -> list[str]:
    return sorted({*spelled, *map("".join, pairwise(spelled))})


def _renamed(found: Alignment) -> None:
    """A heading without a like is renamed where most of what stood under it stands under one heading still."""
    old, new = found.free(range(len(found.before)), range(len(found.after)), heading=True)
    after = {found.after[n].section: n for n in new}
    sections = found.sections()
    for n in old:
        section, share = sections.get(found.before[n].section, (-1, 0.0))
        if share > 0.5 and section in after and after[section] not in found.back:
            found.join((n,), (after[section],))
