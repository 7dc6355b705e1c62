"""The timeline of a page decided again, from a look on that came to light after later ones.

Where a look is taken in that is older than others, another text may have stood before those that follow it: each of
them is judged again, by the same rules as at the time, until the page is back on the version that it had then. What
comes out is the same in whatever order the looks were taken in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from monitor.core.judging import Judged, Trust, judge
from monitor.core.model import Diff, Document, Inaccessible, Outcome, Significance

BEGINS = frozenset((Outcome.FIRST, Outcome.CHANGED, Outcome.RETURNED))


@dataclass(eq=False, slots=True)
class Stand:
    """A version of a timeline: the look that began it, what it says, and what led to it.

    `id` is that of the stored version, None where none is stored. A version that is stored stays as it is, unless it is
    `fresh`: then its text, and what differs from the version before (`diff`, None for the first), were derived anew.
    """

    look: int
    load: Callable[[], Document] = field(repr=False)
    text_sha256: str
    significance: Significance = Significance.NONE
    outcome: Outcome = Outcome.FIRST
    returned_to: Stand | None = None
    id: int | None = None
    diff: Diff | None = None
    fresh: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Look:
    """A look at the page. `read` gives what the reader makes of its bytes; `refused`: no page came at all.

    Of one that was decided before, `outcome` and `reason` say how, and `stand` is the version in force after it. One
    with a `pardon` was taken as the page although the gate refused it, and is taken so again.
    """

    id: int
    sha256: str
    read: Callable[[], Document | Inaccessible] = field(repr=False)
    refused: Inaccessible | None = None
    outcome: Outcome | None = None
    reason: Inaccessible | None = None
    stand: Stand | None = None
    pardon: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class Placed:
    """What a look (by its id) was, decided again: `stand` is the version in force after it, which `began` with it."""

    look: int
    outcome: Outcome
    reason: Inaccessible | None = None
    stand: Stand | None = None
    pardon: str = ""

    @property
    def began(self) -> bool:
        """Whether a version begins with this look."""
        return self.stand is not None and self.stand.look == self.look and self.outcome in BEGINS


@dataclass(frozen=True, slots=True)
class Timeline:
    """Looks decided again, and all versions, in order of time; `gone` are stored versions that are none any more."""

    placed: tuple[Placed, ...]
    stands: tuple[Stand, ...]
    gone: tuple[Stand, ...]


def rebuilt(stored: Sequence[Stand], earlier: int, looks: Iterable[Look], seen_before: str) -> Timeline:
    """Decide looks again, in order of time, of which the first was never decided; as many are taken as are needed.

    `stored` are the versions as they stand, the first `earlier` of which began before these looks. `seen_before` is the
    SHA-256 of the bytes of the last good look before them.
    """
    line, placed = list(stored[:earlier]), []
    was = line[-1] if line else None
    for look in looks:
        current = line[-1] if line else None
        if look.outcome is not None and _is(current, was):
            break  # the page is back on the version that it had then: what follows is as it was
        if look.outcome is not None and current and was and current.load() == was.load():
            made = _as_it_was(look, look.outcome, current)
        else:
            made = _decided(look, current, seen_before)
        placed.append(made)
        if made.began and made.stand:
            line.append(made.stand)
        if made.outcome is not Outcome.INACCESSIBLE:
            seen_before = look.sha256
        if look.outcome not in (None, Outcome.INACCESSIBLE):
            was = look.stand
    later = stored[earlier:]
    decided = {one.look for one in placed}
    line += [stand for stand in later if stand.look not in decided]
    gone = _named(later, line, placed)
    return Timeline(tuple(_told(line, placed)), tuple(line), gone)


def _is(current: Stand | None, was: Stand | None) -> bool:
    if current is None or was is None:
        return current is was
    return current is was or (current.id == was.id and current.load() == was.load())


def _as_it_was(look: Look, outcome: Outcome, current: Stand) -> Placed:
    """The version before is another one that says the same: the look brings what it brought."""
    return Placed(look.id, outcome, look.reason, look.stand if outcome in BEGINS else current, look.pardon)


def _decided(look: Look, current: Stand | None, seen_before: str) -> Placed:
    before = current.load if current else None
    trust = Trust(accepted=bool(look.pardon))
    judged = judge(look.read, before, refused=look.refused, same=look.sha256 == seen_before, trust=trust)
    stand = _begun(look, judged, judged.document) if judged.document else current
    return Placed(look.id, judged.outcome, judged.reason, stand, look.pardon)


def _begun(look: Look, judged: Judged, document: Document) -> Stand:
    """A version that begins with a look; the one that began with it before keeps its id."""
    return Stand(
        look.id,
        lambda: document,
        judged.text_sha256,
        judged.diff.significance if judged.diff else Significance.NONE,
        id=look.stand.id if look.stand and look.outcome in BEGINS else None,
        diff=judged.diff,
        fresh=True,
    )


def _named(later: Sequence[Stand], line: Sequence[Stand], placed: Sequence[Placed]) -> tuple[Stand, ...]:
    """A version that began earlier than was known keeps its id; the versions that are left over."""
    kept = {stand.id for stand in line}
    in_force = {one.look: one.stand for one in placed}
    gone = []
    for stand in later:
        if stand.id in kept:
            continue
        heir = in_force.get(stand.look)
        if heir is not None and heir.id is None and heir.text_sha256 == stand.text_sha256:
            heir.id = stand.id
        else:
            gone.append(stand)
    return tuple(gone)


def _told(line: Sequence[Stand], placed: Sequence[Placed]) -> Iterator[Placed]:
    """All versions told as first, change or return; the looks with what they are by that.

    A return is a change above cosmetic to the very text of an earlier version, the newest of these.
    """
    newest: dict[str, Stand] = {}
    decided = {one.look for one in placed}
    for before, stand in zip((None, *line), line, strict=False):
        earlier = newest.get(stand.text_sha256) if stand.significance.rank > Significance.COSMETIC.rank else None
        told = Outcome.FIRST if before is None else Outcome.RETURNED if earlier else Outcome.CHANGED
        if told is not stand.outcome and stand.look not in decided:
            yield Placed(stand.look, told, None, stand)
        stand.outcome, stand.returned_to = told, earlier
        newest[stand.text_sha256] = stand
    yield from (replace(one, outcome=one.stand.outcome) if one.began and one.stand else one for one in placed)
