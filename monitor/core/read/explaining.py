"""Why a page is read as it is: what was kept and left out, by which rule, and what to write to have it otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from monitor.core.errors import ReadError
from monitor.core.model import BlockKind, Document
from monitor.core.read import Reading, read, reading
from monitor.core.read.pieces import Piece
from monitor.core.read.select import matches
from monitor.core.records import Range

DEEPEST = 60  # steps down to the container of the text
STEPS = 4  # of a path that are shown
NAME = re.compile(r"[A-Za-z_][A-Za-z_-]{1,40}")  # of ids and classes that a person wrote: no digits, no hashes
TELLING = frozenset(("main", "article"))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page: by which rule it is in or out, where it stands, how many words it has, how it begins."""

    why: str
    where: str
    words: int
    start: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A `select` that reads about the same, and how many words it reads."""

    select: str
    words: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """A document with the decisions that led to it.

    `kind` is the format it was read as, `decided_by` what named the encoding, `mended` the characters that had been
    encoded twice. `kept` is the container of the text, None where `select` or the format says what is the policy.
    """

    document: Document
    kind: str
    decided_by: str
    mended: int
    kept: Part | None
    left_out: tuple[Part, ...]
    suggestion: Suggestion | None


def explain(
    body: bytes,
    *,
    url: str = "",
    content_type: str = "",
    select: Sequence[str | Range] = (),
    remove: Sequence[str] = (),
) -> Explanation:
    """As `read`, with how the page was read and why. Raises ReadError as `read` does."""
    found = reading(body, url, content_type, select, remove)
    kept = suggestion = None
    container = None if select or found.root is None or found.kind == "markdown" else _container(found)
    if found.root is not None and container is not None:
        words = " ".join(container.itertext()).split()
        kept = Part("the container of the text", _path(container), len(words), _start(words))
        named = _selector(found.root, container)
        if named:
            suggestion = _tried(named, body, url, content_type, remove)
    return Explanation(
        found.document,
        found.kind,
        found.decoded.by if found.decoded else "",
        found.decoded.mended if found.decoded else 0,
        kept,
        tuple(_left_out(found)),
        suggestion,
    )


def _left_out(found: Reading) -> Iterator[Part]:
    for why, element in found.dropped:
        if words := " ".join(element.itertext()).split():
            yield Part(why, _path(element), len(words), _start(words))
    yield from (
        Part("outside of the container of the text", "", len(words), _start(words))
        for piece in found.outside
        if (words := piece.text.split())
    )


def _container(found: Reading) -> etree._Element | None:
    """The deepest element that holds the first and the last block that was kept."""
    ends = [_letters([piece.text]) for piece in _ends(found.pieces)]
    body = found.root.find("body") if found.root is not None else None
    element = found.root if body is None else body
    if not ends or element is None:
        return None
    for _ in range(DEEPEST):
        inner = next((child for child in element if isinstance(child.tag, str) and _holds(child, ends)), None)
        if inner is None:
            break
        element = inner
    return element


def _ends(pieces: list[Piece]) -> list[Piece]:
    """The first and last block whose text stands on the page as it was read; cells of rows are joined."""
    whole = [piece for piece in pieces if piece.kind is not BlockKind.ROW]
    return [whole[0], whole[-1]] if whole else []


def _holds(element: etree._Element, ends: list[str]) -> bool:
    text = _letters(element.itertext())
    return all(end in text for end in ends)


def _letters(texts: Iterable[str]) -> str:
    return "".join("".join(text.split()) for text in texts)


def _tried(named: str, body: bytes, url: str, content_type: str, remove: Sequence[str]) -> Suggestion | None:
    try:
        return Suggestion(named, read(body, url=url, content_type=content_type, select=[named], remove=remove).words)
    except ReadError:
        return None


def _selector(root: etree._Element, element: etree._Element) -> str:
    """The shortest selector, of names that a person gave, which matches this element alone; else its path."""
    own = [named for named in _names(element) if matches(root, named) == [element]]
    if own:
        return own[0]
    above = element.getparent()
    if above is None or element.tag in ("html", "body"):
        return str(element.tag)
    alike = [child for child in above if child.tag == element.tag]
    step = f"{element.tag}:nth-of-type({alike.index(element) + 1})" if len(alike) > 1 else str(element.tag)
    depth = sum(1 for _ in element.iterancestors())
    return f"{_selector(root, above)} > {step}" if depth <= DEEPEST else ""


def _names(element: etree._Element) -> Iterator[str]:
    tag = str(element.tag)
    if tag in TELLING:
        yield tag
    if (name := element.get("id", "")) and NAME.fullmatch(name):
        yield f"#{name}"
    if (role := element.get("role", "")) and NAME.fullmatch(role):
        yield f'{tag}[role="{role}"]'
    for name in element.get("class", "")[:500].split()[:8]:
        if NAME.fullmatch(name):
            yield f"{tag}.{name}"


def _path(element: etree._Element) -> str:
    """Where an element stands, by its nearest ancestors: `main > div#policy > nav.menu`."""
    steps = [element, *element.iterancestors()][:STEPS]
    more = "… > " if steps[-1].getparent() is not None else ""
    return more + " > ".join(_step(step) for step in reversed(steps))


def _step(element: etree._Element) -> str:
    name = element.get("id", "")[:40]
    first = (element.get("class", "")[:200].split() or [""])[0][:40]
    return f"{element.tag}{f'#{name}' if name else f'.{first}' if first else ''}"


def _start(words: list[str]) -> str:
    return " ".join(words[:12])[:200]
