"""Sentences of a document, each at its place in the text, and what is known of it from where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from monitor.core.facts.splitting import spans
from monitor.core.lexicons import CASED, Lexicon, lexicon, lowered, plain
from monitor.core.lexicons.beginnings import beginnings_in
from monitor.core.model import BETWEEN_CELLS, BlockKind, Document
from monitor.core.topics import OTHER, UNKNOWN, topic_of

OPENING = 300  # characters at the beginning of a paragraph in which stands what it is a list of
LISTED = frozenset((BlockKind.ITEM, BlockKind.ROW))
UNTOLD = frozenset((OTHER, "scope_and_controller"))  # topics of a section whose heading may be the title alone
HEAD_CELL = 40  # characters of the head of a column
LEAD = 90  # characters at the end of what leads in a list
LONGEST_ROW = 600  # characters of a table row that is looked at whole
# "7. Security. We encrypt it", "ARTICLE V. SECURITY. We ...", "§ 4 Löschung: ...", "SECURITY. We ...": a heading in all
# but its line.
_RUN_IN = re.compile(
    r"(?i:(?:article|section|clause|artikel|art[íi]culo|articolo|artigo|§) ?)?(?:\d{1,2}|[IVX]{1,5}|[A-Z])[.):]? "
    r"(?P<numbered>[^\W\d_][^.:;!?]{1,60})[.:] |(?P<capitals>[A-ZÀ-Þ][A-ZÀ-Þ &,'-]{3,60})[.:] "
)
_LOWER = re.compile(r"(?<!\w)[a-zà-ÿ][\w-]+")
_KEY = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+|[%$¢£¥₠-⃏]")


@dataclass(frozen=True, eq=False)
class Sentence:
    """Words of a document: `text` stands at `start` of `Document.text`.

    `topic` is that of its section, `about` the first cell of its table row, `columns` the first row of its table.
    Places in `said` and `low`, which are what rules look at, are places in `text`.
    """

    text: str
    start: int
    section: tuple[str, ...]
    topic: str
    kind: BlockKind = BlockKind.PARAGRAPH
    heading: bool = False
    about: str = ""
    first: bool = True  # of its block
    renamed: str = ""  # the sentence with the terms that were renamed throughout
    denied: bool = False  # an item of a list below a denial: "We do not:"
    others: bool = False  # an item of a list of what others must do or must not: "You may not:"
    columns: str = ""
    ours: bool = False  # an item of a list of what the company does: "We:"

    said: str = field(init=False)  # with straight quotes and plain spaces
    low: str = field(init=False)  # the same in lower case, which is what a lexicon is for

    def __post_init__(self) -> None:
        object.__setattr__(self, "said", plain(self.text))
        object.__setattr__(self, "low", lowered(self.said))

    def part(self, cut: int) -> Sentence:
        """The sentence from a place on."""
        return replace(self, text=self.text[cut:], start=self.start + cut, first=False, renamed="", denied=False)

    def up_to(self, end: int) -> Sentence:
        """The sentence up to a place."""
        return replace(self, text=self.text[:end], renamed="", denied=False)

    @cached_property
    def begun(self) -> frozenset[str]:
        """How its words begin."""
        return beginnings_in(self.low)

    def all(self, words: Lexicon, table: str, key: str = "") -> Iterator[re.Match[str]]:
        """Wherever an entry of the lexicon stands in the sentence, or without a key any term of a table."""
        expression, begins = words.entry(table, key)
        if begins is not None and begins.isdisjoint(self.begun):
            return iter(())
        return expression.finditer(self.said if table == CASED else self.low)

    def finds(self, words: Lexicon, table: str, key: str) -> re.Match[str] | None:
        """Where an entry first stands in it."""
        expression, begins = words.entry(table, key)
        if begins is not None and begins.isdisjoint(self.begun):
            return None
        return expression.search(self.said if table == CASED else self.low)

    def cells(self, words: Lexicon, heads: str) -> Iterator[tuple[int, int]]:
        """Where the cells of a table row begin and end whose column is headed so."""
        at = 0
        for head, cell in zip(self.columns.split(BETWEEN_CELLS), self.text.split(BETWEEN_CELLS), strict=False):
            if words.pattern("columns", heads).search(lowered(plain(head))):
                yield at, at + len(cell)
            at += len(cell) + len(BETWEEN_CELLS)

    @cached_property
    def words(self) -> list[str]:
        """Its words and signs of money, without case."""
        return _KEY.findall(self.low)

    @cached_property
    def key(self) -> str:
        """What two sentences have in common that say the same."""
        return "".join(_KEY.findall(lowered(plain(self.renamed))) if self.renamed else self.words)


@dataclass(frozen=True, eq=False)
class Side:
    """One document, with where each of its lines begins and what each is."""

    document: Document
    words: Lexicon
    lines: list[str] = field(default_factory=list)
    renamings: tuple[tuple[re.Pattern[str], str], ...] = ()

    @cached_property
    def starts(self) -> list[int]:
        """Where each line begins in `Document.text`."""
        found, at = [], 0
        for line in self.lines:
            found.append(at)
            at += len(line) + 1
        return found

    @cached_property
    def places(self) -> list[tuple[int, BlockKind, bool]]:
        """Section, kind, and whether it is a heading, of each line."""
        found = []
        for n, section in enumerate(self.document.sections):
            if section.heading:
                found.append((n, BlockKind.PARAGRAPH, True))
            found += [(n, block.kind, False) for block in section.blocks]
        return found

    @cached_property
    def tables(self) -> list[int]:
        """The first row of the table that each line is a row of; for what is no row, the line itself."""
        first: list[int] = []
        for at, (_, kind, _) in enumerate(self.places):
            goes_on = at and kind is BlockKind.ROW and self.places[at - 1][1] is BlockKind.ROW
            first.append(first[-1] if goes_on else at)
        return first

    @cached_property
    def said(self) -> str:
        """The whole text as rules look at it."""
        return plain(self.document.text)

    @cached_property
    def low(self) -> str:
        """The same in lower case."""
        return lowered(self.said)

    @cached_property
    def lower(self) -> frozenset[str]:
        """The words that stand in lower case somewhere: what is written so is no name."""
        return frozenset(_LOWER.findall(self.said))

    @cached_property
    def topics(self) -> dict[int, str]:
        """The topics of sections that were asked for."""
        return {}

    def topic(self, section: int) -> str:
        """The topic of a section, by its number."""
        if section not in self.topics:
            here = self.document.sections[section]
            text = " ".join(block.text for block in here.blocks[:12])
            self.topics[section] = here.topic or topic_of(here.path, text, self.document.language)
        return self.topics[section]

    @cached_property
    def run_ins(self) -> list[str]:
        """The topic of the heading that the paragraph of each line begins with, or one above it in its section."""
        found: list[str] = []
        for at, (number, kind, heading) in enumerate(self.places):
            begins = _RUN_IN.match(self.lines[at]) if kind is BlockKind.PARAGRAPH and not heading else None
            above = found[-1] if found and self.places[at - 1][0] == number else ""
            named = begins and (begins["numbered"] or begins["capitals"])
            found.append(topic_of((named,), "", self.document.language) if named else above)
        return found

    def _topic_at(self, at: int) -> str:
        """The topic of a line: that of its section, or where this tells nothing of the heading it begins with."""
        topic = self.topic(self.places[at][0])
        return (self.run_ins[at] or topic) if topic in UNTOLD else topic

    def sentences(self, at: int) -> Iterator[Sentence]:
        """The sentences of a line."""
        number, kind, heading = self.places[at]
        text, start = self.lines[at], self.starts[at]
        about = text.partition(BETWEEN_CELLS)[0] if kind is BlockKind.ROW else ""
        path, topic = self.document.sections[number].path, self._topic_at(at)
        lead = self._lead(at) if kind is BlockKind.ITEM else ""
        denied, ours = self._ends(lead, "denials"), self._ends(lead, "we")
        binding = self._binding(text, kind, path, lead)
        heading = heading or (kind is BlockKind.ROW and self._is_head(at))
        whole = kind is BlockKind.ROW and len(text) <= LONGEST_ROW
        columns = self.lines[self.tables[at]] if whole and self.tables[at] < at else ""
        for low, high in [(0, len(text))] if whole or heading else spans(text, self.words):
            said = text[low:high]
            renamed = self._renamed(said) if self.renamings else ""
            first, others = low == 0, low >= binding
            yield Sentence(
                said, start + low, path, topic, kind, heading, about, first, renamed, denied, others, columns, ours
            )

    def _is_head(self, at: int) -> bool:
        """Whether a row is the first of its table and says what the columns are: short, without a figure."""
        if self.tables[at] < at or at + 1 >= len(self.tables) or self.tables[at + 1] != at:
            return False
        cells = self.lines[at].split(BETWEEN_CELLS)
        return all(len(cell) <= HEAD_CELL and not any(map(str.isdigit, cell)) for cell in cells)

    @cached_property
    def leads(self) -> list[int]:
        """The line that leads in the list each line is an item of; for what is no item, the line itself."""
        found: list[int] = []
        for at, (_, kind, heading) in enumerate(self.places):
            found.append(found[-1] if found and kind is BlockKind.ITEM and not heading else at)
        return found

    def _lead(self, at: int) -> str:
        """The end of what leads in a list, in lower case: a heading, or what ends with a colon."""
        lead = self.leads[at]
        text = self.lines[lead]
        leads = lead < at and (self.places[lead][2] or text.endswith((":", "…")))
        return lowered(plain(text[-LEAD:])).rstrip(" :….") if leads else ""

    def _ends(self, lead: str, key: str) -> bool:
        found = self.words.pattern("wording", key).finditer(lead) if lead else ()
        return any(match.end() == len(lead) for match in found)

    def _binding(self, text: str, kind: BlockKind, path: tuple[str, ...], lead: str) -> int:
        """From where on a line says what others must do, or must not: all of an item of such a list, or what stands
        behind the colon of `You will not: (a) ...; (b) ...`. Behind its end for nowhere.
        """
        if kind is BlockKind.PARAGRAPH:
            colon = text.find(":", 0, OPENING) if ";" in text else -1
            return colon if colon > 0 and self._is_others(lowered(plain(text[:colon]))) else len(text)
        heading = lowered(path[-1]) if path else ""
        over = self.words.pattern("wording", "rules").search(heading) if kind in LISTED else None
        return 0 if over or self._is_others(lead) else len(text)

    def _is_others(self, lead: str) -> bool:
        """Whether a list is of what others must do or must not."""
        rules = self.words.pattern("wording", "rules").search(lead) if lead else None
        return rules is not None or of_others(lead, self.words, "forbidding", "bound")

    def _renamed(self, text: str) -> str:
        for term, now in self.renamings:
            text = term.sub(now.replace("\\", r"\\"), text)
        return text


def side(document: Document) -> Side:
    """A document as the rules ask for it."""
    return Side(document, lexicon(document.language or UNKNOWN), list(document.lines()))


def of_others(low: str, words: Lexicon, *keys: str) -> bool:
    """Whether the last who is told what to do in a text, or not to, is not the company, and it acts not after that."""
    told = [(m.end(), m.start()) for key in keys for m in words.pattern("wording", key).finditer(low)]
    if not told:
        return False
    (end, start), ours = max(told), words.pattern("wording", "we")
    return ours.search(low, end) is None and all(m.end() < start - 1 for m in ours.finditer(low, 0, start))
