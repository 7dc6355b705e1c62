"""Word-level edits between two texts, cleaned up so that a person can read them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise

from rapidfuzz.distance import Indel

from monitor.core.compare.order import in_order
from monitor.core.model import Edit, EditOp

# Scripts written without spaces: each character is a word of its own, with the marks that stand on it.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
_MARKS = (
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u17b6-\u17d3\u3099\u309a\uff9e\uff9f"
)
_TOKEN = re.compile(rf"\d+(?:[.,]\d+)*|[{UNSPACED}][{_MARKS}]*|[^\W{UNSPACED}]+(?:['’][^\W{UNSPACED}]+)*|\s+|[^\w\s]")
_SENTENCE_END = re.compile(r"[.!?。！？:;]")
MAX_CHARACTERS = 4_000_000  # of both texts; above, one text is told in place of the other
MAX_CELLS = (
    64_000_000  # tokens before times tokens after: 8 MB of bits in the matrix; above, sentences are aligned first
)
MAX_TOKENS = 60_000
MAX_SLIDE = 80  # tokens
CRUMB = 3  # words that stand between two edits, at most, and are told as part of these,
MUCH = 3  # if so many times as many differ


@dataclass(slots=True)
class _Span:
    """Tokens that stand on both sides, or a run deleted with the run put in its place."""

    keep: list[str] = field(default_factory=list)
    delete: list[str] = field(default_factory=list)
    insert: list[str] = field(default_factory=list)

    @property
    def size(self) -> int:
        return max(_weight(self.delete), _weight(self.insert))


def edits(before: str, after: str) -> tuple[Edit, ...]:
    """The steps from `before` to `after`: keeps and deletes joined are `before`, keeps and inserts `after`, exactly."""
    if len(before) + len(after) > MAX_CHARACTERS and before != after:
        return tuple(_steps(_Span(delete=[before], insert=[after])))
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    spans = _readable(_slide(_spans(old, new)))
    return tuple(step for span in spans for step in _steps(span))


def _steps(span: _Span) -> Iterator[Edit]:
    for op, tokens in ((EditOp.KEEP, span.keep), (EditOp.DELETE, span.delete), (EditOp.INSERT, span.insert)):
        if text := "".join(tokens):
            yield Edit(op, text)


def _spans(old: list[str], new: list[str]) -> list[_Span]:
    if not (old and new):
        return [_Span(delete=old, insert=new)] if old or new else []
    head = _common(zip(old, new, strict=False))
    tail = _common(zip(reversed(old[head:]), reversed(new[head:]), strict=False))
    middle = _differing(old[head : len(old) - tail], new[head : len(new) - tail])
    spans = [_Span(keep=old[:head]), *middle, _Span(keep=old[len(old) - tail :])]
    return _merged(spans)


def _common(pairs: Iterable[tuple[str, str]]) -> int:
    count = 0
    for a, b in pairs:
        if a != b:
            break
        count += 1
    return count


def _differing(old: list[str], new: list[str]) -> list[_Span]:
    if not (old and new):
        return [_Span(delete=old, insert=new)]
    if max(len(old), len(new)) > MAX_TOKENS or len(old) * len(new) > MAX_CELLS:
        return _by_sentence(_sentences(old), _sentences(new))
    alphabet: dict[str, str] = {}
    spans: list[_Span] = []
    for code in Indel.opcodes(_spelled(old, alphabet), _spelled(new, alphabet)):
        if code.tag == "equal":
            spans.append(_Span(keep=old[code.src_start : code.src_end]))
            continue
        if not spans or spans[-1].keep:
            spans.append(_Span())
        spans[-1].delete += old[code.src_start : code.src_end]
        spans[-1].insert += new[code.dest_start : code.dest_end]
    return spans


def _by_sentence(old: list[tuple[str, ...]], new: list[tuple[str, ...]]) -> list[_Span]:
    """A very long text: whole sentences first, then words between those that stand; a long stretch is told as a run."""
    spans: list[_Span] = []
    i = j = 0
    for x, y in (*in_order(old, new), (len(old), len(new))):
        gone, come = _flat(old[i:x]), _flat(new[j:y])
        small = max(len(gone), len(come)) <= MAX_TOKENS and len(gone) * len(come) <= MAX_CELLS
        spans += _differing(gone, come) if small else [_Span(delete=gone, insert=come)]
        spans.append(_Span(keep=_flat(old[x : x + 1])))
        i, j = x + 1, y + 1
    return _merged(spans)


def _sentences(tokens: list[str]) -> list[tuple[str, ...]]:
    ends = [n + 1 for n in range(1, len(tokens)) if tokens[n].isspace() and _SENTENCE_END.fullmatch(tokens[n - 1])]
    return [tuple(tokens[i:j]) for i, j in pairwise((0, *ends, len(tokens))) if i < j]


def _flat(sentences: Iterable[tuple[str, ...]]) -> list[str]:
    return [token for sentence in sentences for token in sentence]


def _merged(spans: Iterable[_Span]) -> list[_Span]:
    """Without empty spans, neighbours of one sort made one."""
    done: list[_Span] = []
    for span in spans:
        if not (span.keep or span.delete or span.insert):
            continue
        if done and bool(done[-1].keep) == bool(span.keep):
            done[-1].keep += span.keep
            done[-1].delete += span.delete
            done[-1].insert += span.insert
        else:
            done.append(span)
    return done


def _spelled(tokens: list[str], alphabet: dict[str, str]) -> str:
    """One character a token: what rapidfuzz compares fastest, and without hashing."""
    return "".join([alphabet.setdefault(token, chr(len(alphabet) + 1)) for token in tokens])


def _weight(tokens: list[str]) -> int:
    """How many words stand in it; as many as make a difference at most, since edits that are merged grow."""
    return sum(1 for _ in islice((token for token in tokens if token[0].isalnum()), MUCH * CRUMB))


def _slide(spans: list[_Span]) -> list[_Span]:
    """Move each pure insertion or deletion to where a sentence, or else a word, begins: "A. [B. ]C." not "A[. B]. C."."""
    for n, span in enumerate(spans):
        run = span.insert or span.delete
        if not span.keep and bool(span.insert) != bool(span.delete):
            left = spans[n - 1].keep if n else []
            right = spans[n + 1].keep if n + 1 < len(spans) else []
            _slide_one(left, run, right)
    return _merged(spans)


def _slide_one(left: list[str], run: list[str], right: list[str]) -> None:
    lefts, rights = left[-MAX_SLIDE:], right[:MAX_SLIDE]
    stream, start, size = lefts + run + rights, len(lefts), len(run)
    first = last = start
    while first > 0 and stream[first - 1] == stream[first + size - 1]:
        first -= 1
    while last + size < len(stream) and stream[last] == stream[last + size]:
        last += 1
    if first == last:
        return
    best = max(range(first, last + 1), key=lambda at: (_boundary(stream, at, size), -abs(at - start)))
    left[len(left) - len(lefts) :] = stream[:best]
    run[:] = stream[best : best + size]
    right[: len(rights)] = stream[best + size :]


def _boundary(stream: list[str], at: int, size: int) -> int:
    if at == 0 or at + size == len(stream):
        return 4  # nothing is left between this edit and another: they are one
    if not stream[at - 1].isspace():
        return 0
    return 3 if at > 1 and _SENTENCE_END.fullmatch(stream[at - 2]) else 2


def _readable(spans: list[_Span]) -> list[_Span]:
    """Merge edits that only a word or two keep apart: a rewritten clause reads better whole than in crumbs."""
    done: list[_Span] = []
    for span in spans:
        crumb = done[-1].keep if done else []
        if len(done) > 1 and _crumb(done[-2], crumb, span):
            done.pop()
            done[-1].delete += crumb + span.delete
            done[-1].insert += crumb + span.insert
        else:
            done.append(span)
    return done


def _crumb(left: _Span, keep: list[str], right: _Span) -> bool:
    if left.keep or right.keep or not keep or not (left.delete or right.delete) or not (left.insert or right.insert):
        return False
    weight = _weight(keep)
    return weight <= CRUMB and left.size + right.size >= max(MUCH * weight, 1)
