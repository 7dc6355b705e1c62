"""Sentences of a document that stand in a change, each at its place in the text, and which of them face each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from rapidfuzz import fuzz

from monitor.core.lexicons import CASED, Lexicon, lexicon, lowered, plain
from monitor.core.lexicons.beginnings import beginnings_in
from monitor.core.model import BETWEEN_CELLS, BlockKind, Change, ChangeKind, Document
from monitor.core.topics import OTHER, UNKNOWN, topic_of

OPENING = 300  # characters at the beginning of a paragraph in which stands what it is a list of
LISTED = frozenset((BlockKind.ITEM, BlockKind.ROW))
UNTOLD = frozenset((OTHER, "scope_and_controller"))  # topics of a section whose heading may be the title alone
HEAD_CELL = 40  # characters of the head of a column
LEAD = 90  # characters at the end of what leads in a list
LONGEST = 2_000  # characters; what goes on longer is cut at a space, so that no rule meets more
LONGEST_ROW = 600  # characters of a table row that is looked at whole
LIKE = 50  # of 100, in words: sentences of one change that are this alike are one sentence, edited
MOST_PAIRS = 2_500  # sentences before times after of one change; of more, those at the same place face each other
_END = re.compile(r"[.!?]+[\"'”’)\]]*(?=\s)|[。！？]+[」』”]?|\n|;(?=\s)")
# "7. Security. We encrypt it", "ARTICLE V. SECURITY. We ...", "§ 4 Löschung: ...", "SECURITY. We ...": a heading in all
# but its line.
_RUN_IN = re.compile(
    r"(?i:(?:article|section|clause|artikel|art[íi]culo|articolo|artigo|§) ?)?(?:\d{1,2}|[IVX]{1,5}|[A-Z])[.):]? "
    r"(?P<numbered>[^\W\d_][^.:;!?]{1,60})[.:] |(?P<capitals>[A-ZÀ-Þ][A-ZÀ-Þ &,'-]{3,60})[.:] "
)
_LAST_WORD = re.compile(r"(?:[^\W\d_]\.)*[^\W_]+\Z")
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
class Facing:
    """A sentence and what became of it; None on the side where it does not stand."""

    before: Sentence | None
    after: Sentence | None

    @cached_property
    def likeness(self) -> float:
        """How alike the two are, 0 to 100, in words."""
        return fuzz.ratio(self.before.words, self.after.words) if self.before and self.after else 0.0


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


def spans(text: str, words: Lexicon) -> Iterator[tuple[int, int]]:
    """Where each sentence of a text begins and ends, without the space around it.

    Abbreviations of the language, initials, and what goes on in lower case end no sentence: "Art. 6 Abs. 1",
    "EU-U.S. Data Privacy Framework", "J. Doe". Places depend on the text and the lexicon version alone.
    """
    short = frozenset(words.tables.get("abbreviations", "").split())
    start = 0
    for end in _END.finditer(text):
        if end[0][0] == "." and _goes_on(text, end, short, ordinals=words.value("wording", "ordinals", default=True)):
            continue
        yield from _trimmed(text, start, end.end())
        start = end.end()
    yield from _trimmed(text, start, len(text))


def _goes_on(text: str, end: re.Match[str], short: frozenset[str], *, ordinals: bool) -> bool:
    after = text[end.end() : end.end() + 3].lstrip()
    if after[:1].islower():
        return True
    if end[0] != ".":
        return False
    last = _LAST_WORD.search(text, max(0, end.start() - 24), end.start())
    word = last[0].casefold() if last else ""
    if last and word.isdigit():  # `am 5. Mai`, and what numbers a line or an article
        return len(word) < 3 and (ordinals or _numbers(text, last.start(), short))
    return word in short or len(word) == 1


def _numbers(text: str, at: int, short: frozenset[str]) -> bool:
    """Whether a number stands at the beginning, or behind an abbreviation."""
    before = text[max(0, at - 24) : at].rstrip()
    return not before or (before[-1] == "." and before[:-1].rpartition(" ")[2].casefold() in short)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST:
        cut = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        cut = cut if cut > 0 else start + LONGEST
        yield start, cut
        start = cut
    if end > start:
        yield start, end


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
