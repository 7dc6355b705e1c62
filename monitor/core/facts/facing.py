"""Which sentences of two documents face each other, in the places that changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz

from monitor.core.facts.sentences import Sentence, Side
from monitor.core.model import Change, ChangeKind

LIKE = 50  # of 100, in words: sentences of one change that are this alike are one sentence, edited
MOST_PAIRS = 2_500  # sentences before times after of one change; of more, those at the same place face each other


@dataclass(frozen=True, eq=False)
class Facing:
    """A sentence and what became of it; None on the side where it does not stand."""

    before: Sentence | None
    after: Sentence | None

    @cached_property
    def likeness(self) -> float:
        """How alike the two are, 0 to 100, in words."""
        return fuzz.ratio(self.before.words, self.after.words) if self.before and self.after else 0.0


def facing(before: Side, after: Side, changes: Iterable[Change]) -> list[Facing]:
    """Every sentence in a change of words that says something else now, with what it became.

    A sentence that only went to another place, in whatever change, is no difference and left out.
    """
    pairs: list[Facing] = []
    for change in changes:
        if change.kind is not ChangeKind.LINKS:
            pairs += _face(
                _standing(before, change.before, change.before_at), _standing(after, change.after, change.after_at)
            )
    return _each_once(_unmoved(pairs))


def _each_once(pairs: Iterable[Facing]) -> list[Facing]:
    """The same sentences in the same section tell nothing new a second time: one that stands there 100,000 times."""
    seen: dict[object, Facing] = {}
    for pair in pairs:
        place = (pair.after or pair.before).section  # type: ignore[union-attr]
        seen.setdefault((pair.before.text if pair.before else "", pair.after.text if pair.after else "", place), pair)
    return list(seen.values())


def _standing(whole: Side, text: str, at: int | None) -> list[Sentence]:
    """The sentences of a changed place, whose lines follow one another, though others may stand between them."""
    found: list[Sentence] = []
    if at is None:
        return found
    for part in [text] if whole.lines[at] == text else text.split("\n"):
        try:
            at = whole.lines.index(part, at)
        except ValueError:
            break
        found += whole.sentences(at)
        at += 1
    return found


def _face(olds: list[Sentence], news: list[Sentence]) -> list[Facing]:
    same = Counter(s.key for s in olds) & Counter(s.key for s in news)
    olds, news = _without(olds, same), _without(news, same)
    pairs: list[Facing] = []
    for i, j in _alike(olds, news):
        pairs.append(Facing(olds[i], news[j]))
    left, right = {id(p.before) for p in pairs}, {id(p.after) for p in pairs}
    pairs += [Facing(s, None) for s in olds if id(s) not in left]
    return pairs + [Facing(None, s) for s in news if id(s) not in right]


def _without(sentences: list[Sentence], same: Counter[str]) -> list[Sentence]:
    left = Counter(same)
    kept = []
    for sentence in sentences:
        if left[sentence.key] > 0:
            left[sentence.key] -= 1
        else:
            kept.append(sentence)
    return kept


def _alike(olds: Sequence[Sentence], news: Sequence[Sentence]) -> list[tuple[int, int]]:
    if len(olds) == len(news) == 1:
        return [(0, 0)]
    if len(olds) * len(news) > MOST_PAIRS:
        return [(n, n) for n in range(min(len(olds), len(news)))]
    scored = [
        (-score, abs(i - j), i, j)
        for i, old in enumerate(olds)
        for j, new in enumerate(news)
        if (score := fuzz.ratio(old.words, new.words, score_cutoff=LIKE))
    ]
    taken: list[tuple[int, int]] = []
    rows, columns = set(), set()
    for _, _, i, j in sorted(scored):
        if i not in rows and j not in columns:
            rows.add(i)
            columns.add(j)
            taken.append((i, j))
    return sorted(taken)


def _unmoved(pairs: list[Facing]) -> list[Facing]:
    gone = Counter(pair.before.key for pair in pairs if pair.before and pair.after is None)
    come = Counter(pair.after.key for pair in pairs if pair.after and pair.before is None)
    moved = gone & come
    old, new = Counter(moved), Counter(moved)
    kept = []
    for pair in pairs:
        if pair.before and pair.after is None and old[pair.before.key] > 0:
            old[pair.before.key] -= 1
        elif pair.after and pair.before is None and new[pair.after.key] > 0:
            new[pair.after.key] -= 1
        else:
            kept.append(pair)
    return kept
