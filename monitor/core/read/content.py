"""Which pieces of a page are the policy, when the sure furniture is gone.

From the top of the page (or its <main>) we go down while one child holds nearly all of the prose: that is the spine.
What stands beside the spine is kept where it reads like text, what stands in its last container is kept unless it is
marked and stands at the edge; and the title above belongs to it.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain

from monitor.core.dates import stated_dates
from monitor.core.model import BlockKind
from monitor.core.read.lines import (
    RIGHTS,
    SENTENCE_ENDS,
    has_address,
    is_dated,
    is_next,
    is_notice,
)
from monitor.core.read.parts import FEWEST_ALIKE, LONG, MOSTLY
from monitor.core.read.pieces import Flow, Piece
from monitor.core.read.trimming import Lines
from monitor.core.read.words import SUBJECT

NEARLY_ALL = 0.85  # go down to a child that holds so much; what is beside it is judged by itself
FEW_LINKS = 150  # characters in links beside the text: a container that holds more of them holds a menu
MOST_PASSED = 2  # links between title and text: "Print", "What is new"
DATE_REACH = 3  # pieces above the title among which a date of the policy is looked for
TITLE_REACH = 15  # pieces above the text, but for links in the page, among which its title is looked for
LISTED = frozenset((BlockKind.ITEM, BlockKind.ROW, BlockKind.TERM, BlockKind.DEFINITION))
OURS = ("©", "(c)", "(C)", "Copyright")
YEAR = re.compile(r"\b(?:19|20)\d\d\b|年")
TRACE = re.compile(r"^\W*(?:request|trace|correlation|session|ray|error)[ _-]?id\b\W{0,3}[\w-]{6,}\W*$", re.IGNORECASE)


def policy(flow: Flow) -> list[Piece]:
    """The pieces of the policy, in order."""
    if not flow.pieces:
        return []
    page = _Choice(flow)
    if copies := page.copies():
        fresh = [piece for n, piece in enumerate(flow.pieces) if not any(first <= n < last for first, last in copies)]
        page = _Choice(Flow(fresh, flow.places, flow.base))
    page.choose()
    page.embolden_heads()
    return [piece for piece, keep in zip(page.pieces, page.kept, strict=True) if keep]


class _Choice(Lines):
    """Which parts of the page are kept, from its containers; then which lines of them."""

    def choose(self) -> None:
        """Mark the pieces to keep."""
        spine = self._spine()
        root = spine[-1]
        self._keep(self.first[root], self.last[root])
        for place in self.marked_in(root):
            self._drop(self.first[place], self.last[place])
        self._drop_forms(root)
        self._trim(root, inside=self.is_inside_text(root))
        for outer, inner in zip(reversed(spine[:-1]), reversed(spine[1:]), strict=True):
            self._beside(outer, inner)
        if spine[0]:
            self._outside(spine[0])
        self._restore(spine[0], root)
        self._title()
        self.drop_lines()

    def _spine(self) -> list[int]:
        """The containers from the top of the text down to the last that holds nearly all of it."""
        clean = self.clean
        mains = [n for n, place in enumerate(self.places) if place.is_main and clean[n] > MOSTLY * clean[0]]
        spine = mains[-1:] or [0]
        for number in range(spine[0] + 1, self.end[spine[0]]):
            place = self.places[number]
            holds = clean[number] and clean[number] >= NEARLY_ALL * clean[spine[-1]]
            if holds and place.parent == spine[-1] and (self.is_container(number) or self.is_layout(number)):
                spine.append(number)
        return spine

    def _beside(self, outer: int, inner: int) -> None:
        """Judge what stands in a container of the spine beside the next one down."""
        inside = self.is_inside_text(outer)
        in_text = inside or self.linked[outer] - self.linked[inner] < FEW_LINKS
        above, below = range(self.first[outer], self.first[inner]), range(self.last[inner], self.last[outer])
        closes = inside or self._is_section([n for n in below if self.pieces[n].place == outer])
        for number in chain(above, below):
            piece = self.pieces[number]
            if piece.place == outer and not self.kept[number] and not RIGHTS.search(piece.text):
                goes_on = number in below and piece.linked < len(piece.text) and (closes or is_dated(piece))
                self.kept[number] = (
                    self.sentences[number] or goes_on or (in_text and number in above and is_notice([piece]))
                )
        for place in self.children(outer):
            if place == inner or self.marked[place]:
                continue
            goes_on = inside and self.first[place] >= self.last[inner] and self.goes_on(place)
            if goes_on or self.belongs(place, inner, in_text=in_text):
                self._keep(self.first[place], self.last[place])
                for within in self.marked_in(place):
                    self._drop(self.first[within], self.last[within])

    def _is_section(self, numbers: list[int]) -> bool:
        """Whether pieces below the text are a section of it: headed by a line that leads nowhere, with an address."""
        pieces = [self.pieces[n] for n in numbers]
        headed = pieces[:1] != [] and self.heads(numbers[0]) and not (pieces[0].linked or is_next(pieces[0]))
        return headed and has_address(pieces)

    def _outside(self, main: int) -> None:
        """Keep what is of the policy outside of its <main>: long parts with headings, and a date right below."""
        above, inner = self.places[main].parent, main
        while above >= 0:
            for place in self.children(above):
                if place != inner and self._is_more_text(place):
                    self._keep(self.first[place], self.last[place])
                    for within in self.marked_in(place):
                        self._drop(self.first[within], self.last[within])
            above, inner = self.places[above].parent, above
        end = self.last[main]
        below = range(end, min(end + DATE_REACH, len(self.pieces)))
        dated = [n for n in below if is_dated(self.pieces[n]) and not self.is_marked_over(self.pieces[n].place)]
        if dated and not any(self.kept[n] and is_dated(self.pieces[n]) for n in self.lines):
            self.kept[dated[0]] = True

    def _is_more_text(self, place: int) -> bool:
        """Whether a part is long, has headings, few links and no fields, and most of its sentences are of a policy."""
        if self.is_marked_over(place) or self.clean[place] < LONG or self.fields[place]:
            return False
        if self.linked[place] > 0.2 * self.prose[place] or self.is_cards(place):
            return False
        pieces = range(self.first[place], self.last[place])
        sentences = [n for n in pieces if self.sentences[n]]
        of_policy = sum(SUBJECT.search(self.pieces[n].text.lower()) is not None for n in sentences)
        headed = any(self.pieces[n].level and not self.pieces[n].linked for n in pieces)
        return headed and 2 * of_policy > len(sentences)

    def _trim(self, root: int, *, inside: bool) -> None:
        """Drop lists of links, widgets and calls from both ends of the text."""
        children = list(self.children(root))
        shapes = Counter(
            self.shape(place) for place in children if self.longest[place] and self.heads(self.first[place])
        )
        alone = [p for p in children if shapes[self.shape(p)] < FEWEST_ALIKE or not self._kept_sentences(p)]
        self._drop_calls(alone, self.last[root])
        reading = self._kept_sentences(root)
        if not reading:
            return
        start, stop = reading[0], reading[-1]
        for place in children:
            after = self.first[place] > stop
            if (
                (after or self.last[place] <= start)
                and self.is_container(place)
                and (self.is_widget(place) or (after and self.is_cards(place)))
                and not (after and self.is_last_section(place, shapes[self.shape(place)]))
            ):
                self._drop(self.first[place], self.last[place])
        title = next((n for n in range(self.first[root], start) if self.kept[n] and self.is_title(n)), None)
        for number in range(self.first[root], start if title is None else title):
            piece = self.pieces[number]
            if 3 * piece.linked > len(piece.text) or (title is not None and not inside):
                self.kept[number] = False
        self._trim_end(range(stop + 1, self.last[root]), inside=inside)

    def _trim_end(self, below: range, *, inside: bool) -> None:
        """Drop traces of a request and whose the page is; outside of a <main> that ends the text, but for a date."""
        ended = False
        for number in below:
            text = self.pieces[number].text
            rights = RIGHTS.search(text) is not None
            if inside:
                rights = rights and number == below[-1] and text.startswith(OURS)
            elif rights and not any(self.pieces[n].level for n in range(number + 1, below.stop)):
                ended = True
            if rights or TRACE.search(text) or (ended and not is_dated(self.pieces[number])):
                self.kept[number] = False

    def _drop_forms(self, root: int) -> None:
        """Drop forms to sign up by that stand in the text, and what asks how one likes it."""
        place = root + 1
        while place < self.end[root]:
            called = self.fields[place] and self.is_container(place) and (self.is_call(place) or self.is_asking(place))
            if called:
                self._drop(self.first[place], self.last[place])
            place = self.end[place] if called or not self.fields[place] else place + 1

    def _drop_calls(self, places: list[int], end: int) -> None:
        """Drop calls to buy or sign up below the text, up to the first with a sentence."""
        for place in reversed(places):
            if self.first[place] >= self.last[place]:
                continue
            if any(self.sentences[self.last[place] : end]):
                return
            says = self._kept_sentences(place)
            if self.is_container(place) and self.is_call(place):
                self._drop(self.first[place], self.last[place])
            if says:
                return
            end = self.first[place]

    def _restore(self, outer: int, root: int) -> None:
        """Take back what looks like furniture by name alone, where it stands in the midst of the text and is text."""
        kept = [number for number, keep in enumerate(self.kept) if keep and self._is_body(number)]
        if not kept:
            return
        restored: set[tuple[str, str]] = set()
        for place in self.marked_in(outer):
            midst = kept[0] < self.first[place] and self.last[place] <= kept[-1]
            within = root < place < self.end[root]
            if not within and (self.first[place] < self.last[root] or not (midst or self.is_inside_text(place))):
                continue  # beside the text, and neither between what was kept nor below it in its <main>
            alike = within and not midst and self.shape(place) in restored and not self.linked[place]
            ends = self.first[place] > kept[-1] and self._is_last_by_another_name(place)
            if alike or ends or ((within or midst) and self._is_text_by_another_name(place, midst=midst)):
                self._keep(self.first[place], self.last[place])
                restored.add(self.shape(place))
            elif "footer" in self.places[place].mark:
                for number in range(self.first[place], self.last[place]):
                    piece = self.pieces[number]
                    self.kept[number] = 2 * piece.linked < len(piece.text) and stated_dates(piece.text) != (None, None)

    def _is_text_by_another_name(self, place: int, *, midst: bool) -> bool:
        if self.first[place] >= self.last[place] or self.fields[place] > midst:
            return False
        if self.is_consent(place) and not midst:
            return False
        mark, pieces = self.places[place].mark, self.pieces_of(place)
        if midst:
            if mark.startswith('"') and self.prose[place] < LONG and self.is_call(place):
                return False
            return self.reads_like_text(place) or (
                2 * self.linked[place] < self.prose[place]
                and any(p.level or p.kind in LISTED or p.text.endswith(SENTENCE_ENDS) for p in pieces)
            )
        inside, text = self.is_inside_text(place), " ".join(piece.text for piece in pieces)
        plain = not self.linked[place] and not RIGHTS.search(text)
        if "header" in mark or "footer" in mark:
            return plain and (inside or YEAR.search(text) is not None)
        if plain and inside and pieces[0].level and not is_next(pieces[0]) and text.endswith(SENTENCE_ENDS):
            return True  # a section of its own, on newsletters or adverts
        return (
            self.reads_like_text(place)
            and (self.prose[place] > LONG or inside)
            and (self.linked[place] < 0.2 * self.prose[place])
        )

    def _is_last_by_another_name(self, place: int) -> bool:
        """Whether a marked part below the text is short and of it: an address, or a remark in its <main>."""
        pieces = self.pieces_of(place)
        text = " ".join(piece.text for piece in pieces)
        if self.linked[place] or self.fields[place] or RIGHTS.search(text) or "footer" in self.places[place].mark:
            return False
        remark = self.places[place].mark == "<aside>" and self.is_inside_text(place) and SUBJECT.search(text.lower())
        return has_address(pieces) or (bool(remark) and text.endswith(SENTENCE_ENDS))

    def _title(self) -> None:
        """Keep the title above the text, and what stands between the two: a date, a subtitle."""
        text = next((n for n, keep in enumerate(self.kept) if keep and self.sentences[n]), None)
        if text is None:
            return
        if any(self.kept[number] and self.is_title(number) for number in range(max(0, text - TITLE_REACH), text)):
            title = self.kept.index(True)
        else:
            title = self._title_above(self.kept.index(True))
        self.kept[title] = True
        self._keep_summary(title, text)
        for number in range(max(0, title - DATE_REACH), title):
            if is_dated(self.pieces[number]) and not self.is_marked_over(self.pieces[number].place):
                self.kept[number] = True
        for number in reversed(range(title, text)):
            if not self.kept[number]:
                self.kept[number] = self._stands_between(number)

    def _keep_summary(self, title: int, text: int) -> None:
        """Keep an <aside> between the two that says in short what the text does."""
        for place, part in enumerate(self.places):
            if (
                part.mark == "<aside>"
                and title < self.first[place] < self.last[place] <= text
                and not self.fields[place]
            ):
                said = " ".join(piece.text for piece in self.pieces_of(place)).lower()
                if not self.linked[place] and SUBJECT.search(said):
                    self._keep(self.first[place], self.last[place])

    def _title_above(self, start: int) -> int:
        """The heading next above the text that no menu parts from it; a second one only if it is `h1`."""
        title, passed, reach = start, 0, TITLE_REACH
        for number in range(start - 1, -1, -1):
            piece = self.pieces[number]
            contents = piece.linked and all("#" in link.target for link in piece.links)
            passed += piece.linked > 0 and not contents
            reach -= not contents  # a list of all sections may be long
            if passed > MOST_PASSED or reach < 0:
                break
            if piece.linked and not (piece.level == 1 and self.names_policy(number)):
                continue
            if piece.level == 1:
                return title if self.names_policy(title) and not self.names_policy(number) else number
            if piece.level == 2 and title == start and not self.names_policy(start):
                title = number
        return title

    def _stands_between(self, number: int) -> bool:
        """Whether a piece between title and text is of the policy; a heading is where what it is over is kept."""
        piece = self.pieces[number]
        over = self.kept[number + 1] and not self.pieces[number + 1].level
        return (
            not piece.linked
            and (not piece.level or over)
            and not self.is_marked_over(piece.place)
            and not self.places[piece.place].fields
        )

    def _is_body(self, number: int) -> bool:
        piece = self.pieces[number]
        return self.sentences[number] or (piece.level > 0 and not piece.linked)
