"""How long each section of the newest text has stood as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from monitor.core.compare.canonical import key

Place = tuple[str, int]  # a heading, and which of those with these words


class Said(NamedTuple):
    """A section of a version: its path, and the texts of its blocks."""

    path: tuple[str, ...]
    texts: tuple[str, ...]


def steady(versions: Sequence[tuple[int, Sequence[Said]]]) -> list[tuple[Said, int, int]]:
    """Each section of the last version that has text, with the number since which it stands, and in how many versions.

    A section is the same one where its heading is, whatever stands above that; it stands as it is as long as its words
    do, in their order.
    """
    if not versions:
        return []
    spelled: dict[str, str] = {}
    since: dict[Place, tuple[tuple[str, ...], int, int]] = {}
    for number, sections in versions:
        now: dict[Place, tuple[tuple[str, ...], int, int]] = {}
        for place, said in _placed(sections):
            words = tuple(_key(text, spelled) for text in said.texts)
            then = since.get(place)
            now[place] = (words, then[1], then[2] + 1) if then and then[0] == words else (words, number, 1)
        since = now
    return [(said, *since[place][1:]) for place, said in _placed(versions[-1][1]) if said.texts]


def _placed(sections: Iterable[Said]) -> list[tuple[Place, Said]]:
    seen: Counter[str] = Counter()
    placed = []
    for said in sections:
        heading = said.path[-1] if said.path else ""
        placed.append(((heading, seen[heading]), said))
        seen[heading] += 1
    return placed


def _key(text: str, spelled: dict[str, str]) -> str:
    if text not in spelled:
        spelled[text] = key(text)
    return spelled[text]
