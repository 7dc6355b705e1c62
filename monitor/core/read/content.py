"""Which blocks of a page are the policy: furniture goes, the container of the text is found, and its order is kept."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.core.read.html import Flow, Piece, Place

MOSTLY = 0.5  # a container with more than this share of all prose is the text, whatever it is called
NEARLY_ALL = 0.97  # go down to a child only while it holds so much: two halves of a policy stay together
CONTAINERS = frozenset("body main article section div form center fieldset details".split())


def policy(flow: Flow) -> list[Piece]:
    """The pieces of the policy, in order."""
    dropped = list(dropped_places(flow))
    kept = [piece for piece in flow.pieces if piece.place < 0 or not dropped[piece.place]]
    inside = _inside(flow, _root(flow.places, kept))
    return [piece for piece in kept if piece.place >= 0 and inside[piece.place]]


def dropped_places(flow: Flow) -> Iterator[str]:
    """For each place why it is not the policy, or an empty string; parents come before their children."""
    total = sum(piece_prose(piece) for piece in flow.pieces)
    decided: list[str] = []
    for place in flow.places:
        above = decided[place.parent] if place.parent >= 0 else ""
        why = above or _why_dropped(place, total, flow.places)
        decided.append(why)
        yield why


def piece_prose(piece: Piece) -> int:
    """Characters outside links."""
    return len(piece.text) - piece.linked


def _why_dropped(place: Place, total: int, places: list[Place]) -> str:
    if not place.furniture or place.prose > MOSTLY * total:
        return ""
    if place.furniture in ("<header>", "<aside>") and _within_text(place, places):
        return ""
    return place.furniture


def _within_text(place: Place, places: list[Place]) -> bool:
    """Whether a place stands inside <main> or <article>."""
    while place.parent >= 0:
        place = places[place.parent]
        if place.is_main or place.tag == "article":
            return True
    return False


def _root(places: list[Place], kept: list[Piece]) -> int:
    """The container of the text: <main> if it holds most of it, else the deepest that holds nearly all."""
    prose = [0] * len(places)
    for piece in kept:
        size, at = piece_prose(piece), piece.place
        while at >= 0:
            prose[at] += size
            at = places[at].parent
    total = prose[0] if prose else 0
    mains = [number for number, place in enumerate(places) if place.is_main and prose[number] > MOSTLY * total]
    root = mains[-1] if mains else 0
    for number in range(root + 1, len(places)):  # parents come before children, so that this walks down
        if (
            places[number].parent == root
            and places[number].tag in CONTAINERS
            and prose[number] >= NEARLY_ALL * prose[root]
        ):
            root = number
    return root


def _inside(flow: Flow, root: int) -> list[bool]:
    inside: list[bool] = []
    for number, place in enumerate(flow.places):
        inside.append(number == root or (place.parent >= 0 and inside[place.parent]))
    return inside
