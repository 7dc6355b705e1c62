"""Which container of a page holds the policy, when the furniture is gone."""

from __future__ import annotations

from monitor.core.read.html import Flow, Piece, Place

MOSTLY = 0.5  # <main> is believed when it holds more than this share of the prose
NEARLY_ALL = 0.97  # go down to a child only while it holds so much: two halves of a policy stay together
CONTAINERS = frozenset("body main article section div form center fieldset details".split())


def policy(flow: Flow) -> list[Piece]:
    """The pieces of the policy, in order."""
    root = _root(flow.places, flow.pieces)
    inside: list[bool] = []
    for number, place in enumerate(flow.places):
        inside.append(number == root or (place.parent >= 0 and inside[place.parent]))
    return [piece for piece in flow.pieces if inside[piece.place]]


def _root(places: list[Place], pieces: list[Piece]) -> int:
    """The container of the text: <main> if it holds most of it, else the deepest that holds nearly all."""
    prose = [0] * len(places)
    for piece in pieces:
        prose[piece.place] += len(piece.text) - piece.linked
    for number in range(len(places) - 1, 0, -1):
        prose[places[number].parent] += prose[number]
    mains = [number for number, place in enumerate(places) if place.is_main and prose[number] > MOSTLY * prose[0]]
    root = mains[-1] if mains else 0
    for number in range(root + 1, len(places)):  # parents come before children, so that this walks down
        place = places[number]
        if place.parent == root and place.tag in CONTAINERS and prose[number] >= NEARLY_ALL * prose[root]:
            root = number
    return root
