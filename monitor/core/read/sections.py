"""Pieces to sections: a tree of headings, also where headings are bold paragraphs; numbers kept apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from monitor.core.dates import stated_dates
from monitor.core.model import BETWEEN_CELLS, Block, BlockKind, Section
from monitor.core.read.pieces import Piece
from monitor.core.read.words import KINDS_OF_POLICY
from monitor.core.titles import PRIVACY_TITLE

NUMBER = re.compile(
    r"""(?ix)
    (?: (?:section|article|artikel|art[íi]culo|articolo|artigo|clause|§)\s*
        ((?:\d{1,3}\.)*\d{1,3}|[IVX]{1,5})(?:er)?\s*[:.)–—-]\s*
    | §\s*(\d{1,3})\s+(?!(?-i:[A-Z]{3,})\b|Abs)
    | ((?:\d{1,2}\.)+\d{0,2}|\d{1,2}[.)]|[IVX]{1,5}\.|[A-Z][.)])\s+
    | (\d{1,2})\s*[:–—-]\s+(?!\d|and\b|und\b|step\b) | \((\d{1,2}|[a-z])\)\s* | (\d{1,2})\.(?=[^\W\d_])
    | ([一二三四五六七八九十]{1,3})、\s* | [（(]([一二三四五六七八九十]{1,3})[）)]\s*
    | ([0-9０-９]{1,2})[．、]\s* | 第\s*([0-9０-９一二三四五六七八九十]{1,3})\s*[条條]\s*
    ) (?=\S)"""
)
AROUND_NUMBER = " \t.:()–—-、"
DATE_HEAD = re.compile(r"\d{1,2}\. ?[^\W\d_]{3,9} (?:19|20)\d\d\b")  # "12. Mai 2024" has no number
WORD = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]|[^\W\d_]{4,}")
CLAUSE = re.compile(
    r"(?:\d{1,2}\.)+\d{0,2}\s+\S|§\s*\d|(?:section|article)\s+\d|[一二三四五六七八九十]{1,3}、", re.IGNORECASE
)
LONGEST_CLAUSE = 80  # characters, of a numbered line that is taken for a heading where nothing else is one
FEWEST_HEADINGS = 2  # with fewer of them, numbered lines and lines in capitals are headings too
LONGEST_HEADING = 120  # characters, of a bold paragraph that is taken for a heading
# A path is kept with each section: one heading of a megabyte over 100,000 others would come to 100 GB in the database.
LONGEST_STEP = 200  # characters of a heading in a path
MOST_SECTIONS = 20_000  # of a document; what looks like a heading after them is a paragraph
SENTENCE_ENDS = (".", ",", ";", "。", "،")
PRIVACY = 2  # of what a title may name


def sections(pieces: Iterable[Piece]) -> tuple[Section, ...]:
    """Headings with the blocks under them. Text before the first heading is a section of level 0."""
    made: list[Section] = []
    blocks: list[Block] = []
    head: tuple[int, str, str, str] = (0, "", "", "")  # level, number, words, anchor
    trail: list[tuple[int, str]] = []
    stated = 1

    anchors: set[str] = set()

    def close() -> None:
        level, numbered, heading, anchor = head
        if blocks or heading:
            anchor = "" if anchor in anchors else anchor  # an id that stands twice leads to the first alone
            anchors.add(anchor)
            path = tuple([text for _, text in trail])
            made.append(Section(level, heading, path, numbered, anchor, "", tuple(blocks)))
            blocks.clear()

    pieces = list(pieces)
    heads = _heads(pieces)
    for number, (piece, is_head) in enumerate(zip(pieces, heads, strict=True)):
        level = piece.level or (_level(piece.text, stated) if is_head else 0)
        if level == 2 and head[0] == 1 and not piece.level:  # a bold line below the title may be a remark
            level = max([level, *(below.level for below in pieces[number + 1 : number + 2])])
        if not level or len(made) >= MOST_SECTIONS:
            blocks.append(Block(piece.kind, piece.text, piece.links, piece.depth))
            continue
        close()
        stated = piece.level or stated
        numbered, heading = _split(piece.text)
        head = (level, numbered, heading, piece.anchor)
        trail = [(above, text) for above, text in trail if above < level] + [(level, heading[:LONGEST_STEP])]
    close()
    return tuple(made)


def title_of(stated: str, made: Sequence[Section]) -> str:
    """The title that a page states, unless that names the site alone.

    It does where the first heading names a policy and it does not, or where neither does and they share no word.
    """
    headings = [section for section in made[:3] if section.heading]
    first = next((section.heading for section in headings if section.level == 1), "")
    if not first:  # of a page that sets its title as a smaller heading
        first = next((section.heading for section in headings if _names(section.heading) == PRIVACY), "")
    named = [_names(title) for title in (stated, first)]
    words = [set(WORD.findall(title.lower())) for title in (stated, first)]
    alike = named[0] > named[1] if named[0] != named[1] else words[0] & words[1]
    if stated and (not first or alike):
        return stated
    return first or (headings[0].heading if headings else "")


def _names(title: str) -> int:
    """What a title names: a policy on privacy, a document of some kind, or nothing that is known."""
    return PRIVACY if PRIVACY_TITLE.search(title) else KINDS_OF_POLICY.search(title) is not None


def _heads(pieces: list[Piece]) -> list[bool]:
    """Which pieces are headings: by their tag, by being bold as a whole, or else by their number or capitals."""
    heads = [bool(piece.level) or _is_bold_heading(pieces, number) for number, piece in enumerate(pieces)]
    if sum(heads) < FEWEST_HEADINGS:
        heads = [head or _is_clause(piece) for head, piece in zip(heads, pieces, strict=True)]
    return heads


def _is_bold_heading(pieces: list[Piece], number: int) -> bool:
    """Whether a paragraph, a head of a table, or the first line of a list item is all bold, short, and no sentence."""
    piece = pieces[number]
    if not piece.bold or not _could_be_heading(piece, LONGEST_HEADING):
        return False
    if piece.kind is BlockKind.PARAGRAPH:
        return True
    after = pieces[number + 1] if number + 1 < len(pieces) else None
    if piece.kind is BlockKind.ROW:
        return BETWEEN_CELLS not in piece.text and after is not None and not after.bold
    before = pieces[number - 1] if number else None
    first = before is None or before.item != piece.item
    if piece.kind is not BlockKind.ITEM or not first or after is None:
        return False
    if after.bold and after.kind is not BlockKind.ROW:  # the head of a table is bold as a rule
        return False
    return after.item == piece.item or after.depth > piece.depth  # text of its own, or a list below it


def _is_clause(piece: Piece) -> bool:
    return (
        piece.kind in (BlockKind.PARAGRAPH, BlockKind.CODE)  # a page may be laid out by hand
        and _could_be_heading(piece, LONGEST_CLAUSE)
        and (CLAUSE.match(piece.text) is not None or (piece.text.isupper() and len(piece.text) > 3))
    )


def _could_be_heading(piece: Piece, longest: int) -> bool:
    if len(piece.text) > longest or piece.text.endswith(SENTENCE_ENDS) or piece.linked >= len(piece.text):
        return False
    if not any(character.isalnum() for character in piece.text) or "@" in piece.text:
        return False
    return stated_dates(piece.text) == (None, None)


def _level(text: str, stated: int) -> int:
    """The level of a heading without a tag: below the last that had one, "2.1" below "2."."""
    found = NUMBER.match(text)
    number = _number(found).strip(".") if found else ""
    return min(6, stated + 1 + number.count("."))


def _number(found: re.Match[str]) -> str:
    return next(filter(None, found.groups()), "")


def _split(heading: str) -> tuple[str, str]:
    """`2.1 Data we collect` as its number and its words; what a number is called is part of it: `Article 3`, `§ 3`."""
    found = NUMBER.match(heading)
    if not found or DATE_HEAD.match(heading):
        return "", heading
    return unicodedata.normalize("NFKC", found[0]).strip(AROUND_NUMBER), heading[found.end() :]
