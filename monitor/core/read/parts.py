"""The parts of a page: its containers, what they hold, and what each of them is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from monitor.core.model import BlockKind
from monitor.core.read.furniture import HOLDS_TITLE
from monitor.core.read.lines import RIGHTS, has_address, is_next, is_notice, says_more
from monitor.core.read.pieces import Flow, Piece
from monitor.core.read.words import CALLS, CONSENT, PASSING_LINE, POLICY_WORDS, SUBJECT

CONTAINERS = frozenset("body main article section div form center fieldset details header footer aside".split())
MOSTLY = 0.5  # <main> is believed when it holds more than this share of the prose
SENTENCE = 100  # characters outside of links, of a piece that reads like text
FEWEST_SPACES = 10  # in such a piece
WIDE = "[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af\u0e00-\u0e7f]"  # compiled where it is needed: a large set is dear
MOSTLY_WIDE = 0.2  # of the characters
WIDE_SENTENCE = 30  # characters, in scripts that write a word with one or two
DENSE = 0.6  # share of links from which on a part is a list of links
LONGEST_WORD = 45  # characters
LONG = 600  # characters of prose: what holds them is no widget, even with fields in it
SHORT = 1500  # characters: a consent dialog is not longer
CARD, FEWEST_CARDS = 300, 3  # characters of prose on a card, and how many make a row of them
FEWEST_TITLES = 2  # cards with a heading each
QUESTION = 60  # characters of one that asks whether a page helped
CARDS = 0.2  # share of all prose that such a row has at most
COPY, ALIKE = 0.2, 0.9  # share of the page's text that a copy of it is at least, and of what it says that stands before
FEWEST_TOLD = 3  # sentences in a copy: fewer may well be said in two places
MOST_COPIES = 8  # containers that are compared with what stands before them: nesting them must not cost n squared
CALL = 400  # characters of prose: a call to buy or sign up is shorter
WIDE_CALL = 130  # the same in scripts that write a word with one or two
FEWEST_ALIKE = 2  # sections of one shape that make another a section of the text
POSITION = re.compile(r"\d|first|last|odd|even|active")  # in class names of single parts among others alike
LONGEST_SHAPE = 300  # characters of class names


class Parts:
    """The pieces and containers of one page with their sums, and what a container is.

    Containers are numbered in the order of their start tags, so that those inside of one follow it up to `end`; its
    pieces are those from `first` up to `last`.
    """

    def __init__(self, flow: Flow) -> None:
        self.pieces, self.places, self.site = flow.pieces, flow.places, _site(flow.base)
        count, pieces = len(self.places), self.pieces
        self.first, self.last = [len(pieces)] * count, [0] * count
        self.end = list(range(1, count + 1))
        self.prose, self.linked, self.longest = [0] * count, [0] * count, [0] * count
        self.fields = [place.fields for place in self.places]
        self.marked = [bool(place.mark) for place in self.places]
        self.sentence = WIDE_SENTENCE if _is_wide(pieces) else SENTENCE
        self.sentences: list[bool] = []
        self.spoken: int | None = None  # the first piece that speaks of what a policy is about, once it is asked for
        self.lines: list[int] = []  # pieces of a short line at most
        self._measure()
        self._sum_up()
        self._mark_consent()
        self.clean = self._clean_prose()

    def _measure(self) -> None:
        """Sum up pieces by the container they stand right in."""
        prose, linked, longest, first, last = self.prose, self.linked, self.longest, self.first, self.last
        fewest = 0 if self.sentence == WIDE_SENTENCE else FEWEST_SPACES
        for number, piece in enumerate(self.pieces):
            place, size = piece.place, len(piece.text)
            if size <= PASSING_LINE:
                self.lines.append(number)
            plain = size - piece.linked
            prose[place] += plain
            linked[place] += piece.linked
            if not last[place]:
                first[place] = number
            last[place] = number + 1
            sentence = plain >= self.sentence and not piece.level and piece.text.count(" ") >= fewest
            self.sentences.append(sentence)
            if sentence and plain > longest[place]:
                longest[place] = plain

    def _sum_up(self) -> None:
        """Sum up containers into those around them."""
        prose, linked, longest, first, last = self.prose, self.linked, self.longest, self.first, self.last
        for place in range(len(self.places) - 1, 0, -1):
            parent = self.places[place].parent
            if self.end[place] > self.end[parent]:
                self.end[parent] = self.end[place]
            self.fields[parent] += self.fields[place]
            if first[place] >= last[place]:
                continue
            prose[parent] += prose[place]
            linked[parent] += linked[place]
            if longest[place] > longest[parent]:
                longest[parent] = longest[place]
            if first[place] < first[parent]:
                first[parent] = first[place]
            if last[place] > last[parent]:
                last[parent] = last[place]

    def _mark_consent(self) -> None:
        """Mark the consent dialogs that no name gives away."""
        place = 1
        many: Counter[object] | None = None
        while place < len(self.places):
            if self.fields[place] > 1 and self.prose[place] < MOSTLY * self.prose[0] and self.is_consent(place):
                titled = any(self.is_title(n) for n in range(self.first[place], self.last[place]))
                many = self._texts_by_shape() if many is None else many
                # A section on cookies has the shape of those beside it.
                alike = many[self._shape_in(place)] - (self.longest[place] > 0)
                self.marked[place] = not (titled or alike >= FEWEST_ALIKE)
            place = self.end[place] if self.marked[place] else place + 1

    def _texts_by_shape(self) -> Counter[object]:
        """How many parts that hold a sentence stand in one container and have one shape, if they have names."""
        return Counter(self._shape_in(n) for n, longest in enumerate(self.longest) if longest and self.shape(n)[1])

    def _shape_in(self, place: int) -> object:
        return self.places[place].parent, self.shape(place)

    def _clean_prose(self) -> list[int]:
        """Prose by container, without what is marked as furniture."""
        clean = self.prose.copy()
        for place in range(len(self.places) - 1, 0, -1):
            if self.marked[place]:
                above = self.places[place].parent
                while above >= 0:
                    clean[above] -= self.prose[place]
                    above = self.places[above].parent
                clean[place] = 0
        return clean

    def copies(self) -> list[tuple[int, int]]:
        """First and last piece of containers that say once more what stands before them, for another size of screen."""
        said = [piece.text for piece, sentence in zip(self.pieces, self.sentences, strict=True) if sentence]
        if len(said) - len(set(said)) < FEWEST_TOLD:
            return []
        seen: dict[str, int] = {}
        total, again = [0], [0]  # characters up to each piece, and those that stood before
        for number, piece in enumerate(self.pieces):
            size = len(piece.text)
            total.append(total[-1] + size)
            again.append(again[-1] + (size if seen.setdefault(piece.text, number) < number else 0))
        found: list[tuple[int, int]] = []
        looked = 0
        for first, last in zip(self.first, self.last, strict=True):
            size = total[last] - total[first]
            if size < COPY * total[-1] or again[last] - again[first] < ALIKE * size or (found and first < found[-1][1]):
                continue
            told = {self.pieces[n].text for n in range(first, last) if self.sentences[n]}
            # A copy says nothing of its own, but for what is pressed: the same of another country, or a text that
            # follows another version, does.
            same = not any(seen[p.text] >= first and says_more(p) for p in self.pieces[first:last])
            if same and len(told) >= FEWEST_TOLD:
                found.append((first, last))
            looked += 1
            if looked == MOST_COPIES:
                break
        return found

    # -- what a part is

    def goes_on(self, place: int) -> bool:
        """Whether what follows the text in its <main> or <article> is the rest of it, and not what is offered next."""
        if self.is_last_section(place, 0):
            return True
        if self.first[place] >= self.last[place] or self.is_widget(place) or self.is_cards(place):
            return False
        pieces = self.pieces_of(place)
        structured = any(piece.level or piece.bold or piece.kind is not BlockKind.PARAGRAPH for piece in pieces)
        alone = not any(len(word) > LONGEST_WORD for piece in pieces for word in piece.text.split())  # a list of ids
        alone = alone and any(" " in piece.text or not piece.text.isascii() for piece in pieces)
        alone = alone and not self.linked[place] and not self.fields[place]
        linked_head = any(piece.linked and piece.linked == len(piece.text) for piece in pieces)
        says = (structured or alone) and not linked_head
        return says and not any(RIGHTS.search(piece.text) or is_next(piece) for piece in pieces)

    def belongs(self, place: int, inner: int, *, in_text: bool) -> bool:
        """Whether a part beside the text is more of it."""
        if self.first[place] >= self.last[place] or self.is_consent(place):
            return False
        after = self.first[place] >= self.last[inner]
        if after and not in_text and any(RIGHTS.search(p.text) for p in self.pieces_of(place)):
            return False
        alike = self.shape(place)[1] != "" and self.shape(place) == self.shape(inner)
        # A builder of pages gives all of a page's sections one shape: such a call has no sentence of its own.
        called = after and not (alike and self.clean[place] >= self.sentence) and self.is_call(place)
        if self.reads_like_text(place):
            return not after or not (self.is_cards(place) or called)
        if alike:
            return not (called or self._is_dense(place))
        alone = not self.linked[place] and not self.fields[place]
        if any(link.target.startswith("mailto:") for p in self.pieces_of(place) for link in p.links):
            return alone
        if in_text and not after:
            return not self.fields[place] and is_notice(self.pieces_of(place))
        headed = any(piece.level for piece in self.pieces_of(place))
        return alone and after and in_text and headed and not self.is_cards(place)

    def heads(self, number: int) -> bool:
        """Whether a piece is over what follows it: a heading, or a line that says so."""
        piece = self.pieces[number]
        return piece.level > 0 or (piece.kind is BlockKind.PARAGRAPH and (piece.bold or is_next(piece)))

    def is_marked_over(self, place: int) -> bool:
        """Whether a place is inside something that is marked, other than a header, which holds titles."""
        while place >= 0:
            if self.marked[place] and not HOLDS_TITLE.search(self.places[place].mark):
                return True
            place = self.places[place].parent
        return False

    def reads_like_text(self, place: int) -> bool:
        """Whether a part holds a sentence, more prose than links, and no field unless it is long."""
        if not self.longest[place] or self.linked[place] > 0.5 * self.prose[place]:
            return False
        return not self.fields[place] or self.prose[place] > LONG

    def _is_dense(self, place: int) -> bool:
        return self.linked[place] > DENSE * (self.prose[place] + self.linked[place])

    def is_container(self, place: int) -> bool:
        """Whether a part is there to hold others: by its tag, or as an element of the page's own making."""
        return self.places[place].tag in CONTAINERS or "-" in self.places[place].tag

    def is_layout(self, place: int) -> bool:
        """Whether a part is a table that holds no rows of figures, but the parts of a page."""
        if self.places[place].tag != "table":
            return False
        return not any(piece.kind is BlockKind.ROW and piece.place == place for piece in self.pieces_of(place))

    def is_widget(self, place: int) -> bool:
        """Whether a part is there to be pressed: a list of links, a consent dialog, a form."""
        if self.first[place] >= self.last[place]:
            return False
        return (
            self._is_dense(place)
            or self.is_consent(place)
            or (self.fields[place] > 0 and not self.reads_like_text(place))
        )

    def is_last_section(self, place: int, alike: int) -> bool:
        """Whether a part below the text that looks like a list of links or a widget is its last section.

        It has a heading, and is as the sections before it, has an address, or leads to other sites.
        """
        pieces = self.pieces_of(place)
        if len(pieces) < 2 or not (pieces[0].level or pieces[0].bold) or pieces[0].linked or is_next(pieces[0]):
            return False
        asks = alike >= FEWEST_ALIKE and SUBJECT.search(pieces[0].text.lower())  # a box to tick, and what sends it
        if self.fields[place] > (2 if asks else 1) or self.is_consent(place):
            return False
        if has_address(pieces):
            return True
        links = [link.target for piece in pieces for link in piece.links]
        away = links != [] and all(target.startswith("http") and _site(target) != self.site for target in links)
        return (away or alike >= FEWEST_ALIKE) and not self.is_call(place)

    def is_call(self, place: int) -> bool:
        """Whether a part calls to buy or sign up: short, in such words, something to press, and nothing that a policy
        is about. What stands below a heading that is none of it is its section.
        """
        limit = CALL if self.sentence != WIDE_SENTENCE else WIDE_CALL
        if self.first[place] >= self.last[place] or self.linked[place] > SHORT:
            return False
        if self.prose[place] > limit or not (self.fields[place] or self._has_lone_link(place)):
            return False
        first = self.first[place]
        if first and self._is_heading(first - 1) and not self._is_heading(first):
            return False
        said = [piece.text.lower() for piece in self.pieces_of(place)]
        called = any(map(CALLS.search, [self.places[place].mark, *said]))
        return called and not any(map(SUBJECT.search, said))

    def is_asking(self, place: int) -> bool:
        """Whether a part is but a short question with buttons to answer it: "Was this clear?" in whatever language."""
        if self.last[place] - self.first[place] != 1 or self.fields[place] < 2:
            return False
        piece = self.pieces[self.first[place]]
        return not piece.level and len(piece.text) <= QUESTION and piece.text.endswith(("?", "？"))

    def _is_heading(self, number: int) -> bool:
        return self.pieces[number].level > 0 or self.pieces[number].bold

    def is_cards(self, place: int) -> bool:
        """Whether a part is a row of cards: short parts of one shape, each with a link that stands alone, or with a
        heading where none of them speaks of what a policy is about.
        """
        if self.prose[place] > CARDS * self.prose[0]:
            return False
        if self._is_row_of_titles(place):
            return True
        cards = Counter(
            (self.places[number].parent, self.places[number].tag, self.places[number].shape)
            for number in range(place + 1, self.end[place])
            if self.linked[number] and self.prose[number] < CARD and self._has_lone_link(number)
        )
        if not cards or max(cards.values()) < FEWEST_CARDS:
            return False
        parent = max(cards, key=lambda card: cards[card])[0]
        return 2 * self.prose[parent] > self.prose[place]

    def _is_row_of_titles(self, place: int) -> bool:
        titled = Counter(
            (self.places[n].parent, self.places[n].tag, self.places[n].shape)
            for n in range(place + 1, self.end[place])
            if self.prose[n] < CARD and self.first[n] < self.last[n] and self._is_heading(self.first[n])
        )
        if not titled or max(titled.values()) < FEWEST_TITLES:
            return False
        if self.spoken is None:
            said = (n for n, piece in enumerate(self.pieces) if SUBJECT.search(piece.text.lower()))
            self.spoken = next(said, len(self.pieces))
        # What is said above, and not here: the language of the text may be none of those that are known.
        here = any(SUBJECT.search(piece.text.lower()) for piece in self.pieces_of(place))
        return self.spoken < self.first[place] and not here

    def _has_lone_link(self, place: int) -> bool:
        return any(piece.linked == len(piece.text) for piece in self.pieces_of(place))

    def is_consent(self, place: int) -> bool:
        """Whether a part is a consent dialog: short, with something to press, and in the words of one."""
        if self.prose[place] > SHORT or self.linked[place] > SHORT or not (self.fields[place] or self.linked[place]):
            return False
        text = "\n".join(piece.text for piece in self.pieces_of(place)).lower()
        phrases = len(set(CONSENT.findall(text)))
        return phrases > 1 or (phrases > 0 and (self.fields[place] > 1 or text.count("cookie") > 1))

    def is_title(self, number: int) -> bool:
        """Whether a piece is a first-level heading that leads nowhere."""
        return self.pieces[number].level == 1 and not self.pieces[number].linked

    def names_policy(self, number: int) -> bool:
        """Whether a piece is a heading in the words that policies are called by."""
        return self.pieces[number].level > 0 and POLICY_WORDS.search(self.pieces[number].text) is not None

    def is_inside_text(self, place: int) -> bool:
        """Whether the page itself says that a container is text: by <main> or <article>."""
        while place >= 0:
            if self.places[place].is_main or self.places[place].tag == "article":
                return True
            place = self.places[place].parent
        return False

    def shape(self, place: int) -> tuple[str, str]:
        """The tag and class names of a container, but for those that number it or say where it stands."""
        return self.places[place].tag, _kind(self.places[place].shape[:LONGEST_SHAPE])

    # -- walking

    def pieces_of(self, place: int) -> list[Piece]:
        """All pieces inside a container, at any depth."""
        return self.pieces[self.first[place] : self.last[place]]

    def children(self, place: int) -> Iterator[int]:
        """The containers that stand right inside one."""
        number = place + 1
        while number < self.end[place]:
            yield number
            number = self.end[number]

    def marked_in(self, place: int) -> list[int]:
        """The containers inside one, at any depth, that are marked as furniture."""
        return [number for number in range(place + 1, self.end[place]) if self.marked[number]]


@lru_cache(maxsize=8192)
def _kind(names: str) -> str:
    return " ".join(name for name in names.split() if not POSITION.search(name)) or names


def _site(url: str) -> str:
    """The last two labels of a host, which most sites share with no other."""
    return ".".join(url.partition("//")[2].partition("/")[0].lower().rsplit(".", 2)[-2:])


def _is_wide(pieces: list[Piece]) -> bool:
    sample = "".join(piece.text for piece in pieces[:200])[:4000]
    # They are three bytes of UTF-8 each: most texts have too few bytes for so many.
    if len(sample.encode("utf-8", "surrogatepass")) <= (1 + 2 * MOSTLY_WIDE) * len(sample):
        return False
    return len(re.findall(WIDE, sample)) > MOSTLY_WIDE * len(sample)
