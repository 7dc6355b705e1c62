"""Which pieces of a page are the policy, when the sure furniture is gone.

From the top of the page (or its <main>) we go down while one child holds nearly all of the prose: that is the spine.
What stands beside the spine is kept where it reads like text, what stands in its last container is kept unless it is
marked and stands at the edge; and the title above belongs to it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import chain

from monitor.core.dates import stated_dates
from monitor.core.model import BlockKind
from monitor.core.read.furniture import HOLDS_TITLE
from monitor.core.read.pieces import Flow, Piece
from monitor.core.read.words import (
    ADVERTS,
    ASKING,
    CALLS,
    CONSENT,
    CONTENTS,
    NEXT,
    NEXT_BEGINS,
    NEXT_LINE,
    PASSING,
    PASSING_BELOW,
    PASSING_LINE,
    POLICY_WORDS,
    SUBJECT,
    label,
)

MOSTLY = 0.5  # <main> is believed when it holds more than this share of the prose
NEARLY_ALL = 0.85  # go down to a child that holds so much; what is beside it is judged by itself
CONTAINERS = frozenset("body main article section div form center fieldset details header footer aside".split())
SENTENCE = 100  # characters outside of links, of a piece that reads like text
FEWEST_SPACES = 10  # in such a piece
WIDE = "[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af\u0e00-\u0e7f]"  # compiled where it is needed: a large set is dear
MOSTLY_WIDE = 0.2  # of the characters
WIDE_SENTENCE = 30  # characters, in scripts that write a word with one or two
DENSE = 0.6  # share of links from which on a part is a list of links
LONGEST_WORD = 45  # characters
FEW_LINKS = 150  # characters in links beside the text: a container that holds more of them holds a menu
LONG = 600  # characters of prose: what holds them is no widget, even with fields in it
SHORT = 1500  # characters: a consent dialog is not longer
MOST_PASSED = 2  # links between title and text: "Print", "What is new"
CARD, FEWEST_CARDS = 300, 3  # characters of prose on a card, and how many make a row of them
CARDS = 0.2  # share of all prose that such a row has at most
DATE_REACH = 3  # pieces above the title among which a date of the policy is looked for
TITLE_REACH = 15  # pieces above the text among which its title is looked for
COPY, ALIKE = 0.2, 0.9  # share of the page's text that a copy of it is at least, and of what it says that stands before
LABEL = 20  # characters of what is pressed
FEWEST_TOLD = 3  # sentences in a copy: fewer may well be said in two places
MOST_COPIES = 8  # containers that are compared with what stands before them: nesting them must not cost n squared
CALL = 400  # characters of prose: a call to buy or sign up is shorter
WIDE_CALL = 130  # the same in scripts that write a word with one or two
FEWEST_ALIKE = 2  # sections of one shape that make another a section of the text
LINES = frozenset((BlockKind.PARAGRAPH, BlockKind.DEFINITION))
LISTED = frozenset((BlockKind.ITEM, BlockKind.ROW, BlockKind.TERM, BlockKind.DEFINITION))
POSITION = re.compile(r"\d|first|last|odd|even|active")  # in class names of single parts among others alike
LONGEST_SHAPE = 300  # characters of class names
SEPARATORS = " /|>»›·•→\\-–—,"  # between the links of a path
SENTENCE_ENDS = (".", "。", ":")
OURS = ("©", "(c)", "(C)", "Copyright")
YEAR = re.compile(r"\b(?:19|20)\d\d\b|年")
RIGHTS = re.compile(
    r"©|\(c\)\s*\d{4}|copyright\s+\d{4}|all rights reserved|tous droits réservés|alle rechte vorbehalten", re.IGNORECASE
)

TRACE = re.compile(r"^\W*(?:request|trace|correlation|session|ray|error)[ _-]?id\b\W{0,3}[\w-]{6,}\W*$", re.IGNORECASE)


def policy(flow: Flow) -> list[Piece]:
    """The pieces of the policy, in order."""
    if not flow.pieces:
        return []
    page = _Page(flow)
    if copies := page.copies():
        fresh = [piece for n, piece in enumerate(flow.pieces) if not any(first <= n < last for first, last in copies)]
        page = _Page(Flow(fresh, flow.places, flow.base))
    page.choose()
    return [piece for piece, keep in zip(page.pieces, page.kept, strict=True) if keep]


class _Page:
    """The pieces and containers of one page with their sums, and which pieces are kept so far.

    Containers are numbered in the order of their start tags, so that those inside of one follow it up to `end`; its
    pieces are those from `first` up to `last`.
    """

    def __init__(self, flow: Flow) -> None:
        self.pieces, self.places, self.site = flow.pieces, flow.places, _site(flow.base)
        count, pieces = len(self.places), self.pieces
        self.kept = [False] * len(pieces)
        self.first, self.last = [len(pieces)] * count, [0] * count
        self.end = list(range(1, count + 1))
        self.prose, self.linked, self.longest = [0] * count, [0] * count, [0] * count
        self.fields = [place.fields for place in self.places]
        self.marked = [bool(place.mark) for place in self.places]
        self.sentence = WIDE_SENTENCE if _is_wide(pieces) else SENTENCE
        self.sentences: list[bool] = []
        self.lines: list[int] = []  # pieces of a short line at most
        self._measure()
        self._mark_consent()
        self.clean = self._clean_prose()

    def _measure(self) -> None:
        """Sum up pieces by container, then containers into those around them."""
        prose, linked, longest, first, last = self.prose, self.linked, self.longest, self.first, self.last
        for number, piece in enumerate(self.pieces):
            place, size = piece.place, len(piece.text)
            if size <= PASSING_LINE:
                self.lines.append(number)
            plain = size - piece.linked
            prose[place] += plain
            linked[place] += piece.linked
            first[place] = min(first[place], number)
            last[place] = number + 1
            sentence = plain >= self.sentence and self._is_sentence(piece)
            self.sentences.append(sentence)
            if sentence and plain > longest[place]:
                longest[place] = plain
        for place in range(len(self.places) - 1, 0, -1):
            parent = self.places[place].parent
            if self.end[place] > self.end[parent]:
                self.end[parent] = self.end[place]
            self.fields[parent] += self.fields[place]
            if first[place] >= last[place]:
                continue
            prose[parent] += prose[place]
            linked[parent] += linked[place]
            longest[parent] = max(longest[parent], longest[place])
            first[parent] = min(first[parent], first[place])
            last[parent] = max(last[parent], last[place])

    def _mark_consent(self) -> None:
        """Mark the consent dialogs that no name gives away."""
        place = 1
        while place < len(self.places):
            if self.fields[place] > 1 and self.prose[place] < MOSTLY * self.prose[0] and self._is_consent(place):
                self.marked[place] = not any(self._is_title(n) for n in range(self.first[place], self.last[place]))
            place = self.end[place] if self.marked[place] else place + 1

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
            same = not any(seen[p.text] >= first and _says_more(p) for p in self.pieces[first:last])
            if same and len(told) >= FEWEST_TOLD:
                found.append((first, last))
            looked += 1
            if looked == MOST_COPIES:
                break
        return found

    # -- choosing

    def choose(self) -> None:
        """Mark the pieces to keep."""
        spine = self._spine()
        root = spine[-1]
        self._keep(self.first[root], self.last[root])
        for place in self._marked_in(root):
            self._drop(self.first[place], self.last[place])
        self._trim(root, inside=self._is_inside_text(root))
        for outer, inner in zip(reversed(spine[:-1]), reversed(spine[1:]), strict=True):
            self._beside(outer, inner)
        self._restore(spine[0], root)
        self._title()
        self._drop_heads_of_lists()
        self._drop_next()
        self._drop_passing()

    def _spine(self) -> list[int]:
        """The containers from the top of the text down to the last that holds nearly all of it."""
        clean = self.clean
        mains = [n for n, place in enumerate(self.places) if place.is_main and clean[n] > MOSTLY * clean[0]]
        spine = mains[-1:] or [0]
        for number in range(spine[0] + 1, self.end[spine[0]]):
            place = self.places[number]
            holds = clean[number] and clean[number] >= NEARLY_ALL * clean[spine[-1]]
            if holds and place.parent == spine[-1] and place.tag in CONTAINERS:
                spine.append(number)
        return spine

    def _beside(self, outer: int, inner: int) -> None:
        """Judge what stands in a container of the spine beside the next one down."""
        inside = self._is_inside_text(outer)
        in_text = inside or self.linked[outer] - self.linked[inner] < FEW_LINKS
        above, below = range(self.first[outer], self.first[inner]), range(self.last[inner], self.last[outer])
        for number in chain(above, below):
            piece = self.pieces[number]
            if piece.place == outer and not self.kept[number] and not RIGHTS.search(piece.text):
                goes_on = number in below and piece.linked < len(piece.text) and (inside or _is_dated(piece))
                self.kept[number] = (
                    self.sentences[number] or goes_on or (in_text and number in above and _is_notice([piece]))
                )
        for place in self._children(outer):
            if place == inner or self.marked[place]:
                continue
            goes_on = inside and self.first[place] >= self.last[inner] and self._goes_on(place)
            if goes_on or self._belongs(place, inner, in_text=in_text):
                self._keep(self.first[place], self.last[place])
                for within in self._marked_in(place):
                    self._drop(self.first[within], self.last[within])

    def _goes_on(self, place: int) -> bool:
        """Whether what follows the text in its <main> or <article> is the rest of it, and not what is offered next."""
        if self._is_last_section(place, 0):
            return True
        if self.first[place] >= self.last[place] or self._is_widget(place) or self._is_cards(place):
            return False
        pieces = self._pieces(place)
        structured = any(piece.level or piece.bold or piece.kind is not BlockKind.PARAGRAPH for piece in pieces)
        alone = not any(len(word) > LONGEST_WORD for piece in pieces for word in piece.text.split())  # a list of ids
        alone = alone and any(" " in piece.text or not piece.text.isascii() for piece in pieces)
        alone = alone and not self.linked[place] and not self.fields[place]
        linked_head = any(piece.linked and piece.linked == len(piece.text) for piece in pieces)
        says = (structured or alone) and not linked_head
        return says and not any(RIGHTS.search(piece.text) or _is_next(piece) for piece in pieces)

    def _belongs(self, place: int, inner: int, *, in_text: bool) -> bool:
        """Whether a part beside the text is more of it."""
        if self.first[place] >= self.last[place] or self._is_consent(place):
            return False
        after = self.first[place] >= self.last[inner]
        if after and not in_text and any(RIGHTS.search(p.text) for p in self._pieces(place)):
            return False
        alike = self._shape(place)[1] != "" and self._shape(place) == self._shape(inner)
        if self._reads_like_text(place):
            return not after or not (self._is_cards(place) or (not alike and self._is_call(place)))
        if alike:
            return not self._is_dense(place)
        alone = not self.linked[place] and not self.fields[place]
        if any(link.target.startswith("mailto:") for p in self._pieces(place) for link in p.links):
            return alone
        if in_text and not after:
            return not self.fields[place] and _is_notice(self._pieces(place))
        return alone and after and in_text and any(piece.level for piece in self._pieces(place))

    def _trim(self, root: int, *, inside: bool) -> None:
        """Drop lists of links, widgets and calls from both ends of the text."""
        children = list(self._children(root))
        shapes = Counter(
            self._shape(place) for place in children if self.longest[place] and self._heads(self.first[place])
        )
        self._drop_calls([place for place in children if shapes[self._shape(place)] < FEWEST_ALIKE], self.last[root])
        reading = [n for n in range(self.first[root], self.last[root]) if self.kept[n] and self.sentences[n]]
        if not reading:
            return
        start, stop = reading[0], reading[-1]
        for place in children:
            after = self.first[place] > stop
            if (
                (after or self.last[place] <= start)
                and self.places[place].tag in CONTAINERS
                and (self._is_widget(place) or (after and self._is_cards(place)))
                and not (after and self._is_last_section(place, shapes[self._shape(place)]))
            ):
                self._drop(self.first[place], self.last[place])
        title = next((n for n in range(self.first[root], start) if self.kept[n] and self._is_title(n)), None)
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
            if rights or TRACE.search(text) or (ended and not _is_dated(self.pieces[number])):
                self.kept[number] = False

    def _drop_calls(self, places: list[int], end: int) -> None:
        """Drop a call to buy or sign up below the text, though it has a sentence."""
        for place in reversed(places):
            if self.first[place] >= self.last[place]:
                continue
            if any(self.sentences[self.last[place] : end]):
                return
            if self.longest[place]:
                if self.places[place].tag in CONTAINERS and self._is_call(place):
                    self._drop(self.first[place], self.last[place])
                return
            end = self.first[place]

    def _restore(self, outer: int, root: int) -> None:
        """Take back what looks like furniture by name alone, where it stands in the midst of the text and is text."""
        kept = [number for number, keep in enumerate(self.kept) if keep and self._is_body(number)]
        if not kept:
            return
        restored: set[tuple[str, str]] = set()
        for place in self._marked_in(outer):
            midst = kept[0] < self.first[place] and self.last[place] <= kept[-1]
            within = root < place < self.end[root]
            if not within and (self.first[place] < self.last[root] or not (midst or self._is_inside_text(place))):
                continue  # beside the text, and neither between what was kept nor below it in its <main>
            alike = within and not midst and self._shape(place) in restored and not self.linked[place]
            ends = self.first[place] > kept[-1] and self._is_last_by_another_name(place)
            if alike or ends or ((within or midst) and self._is_text_by_another_name(place, midst=midst)):
                self._keep(self.first[place], self.last[place])
                restored.add(self._shape(place))
            elif within and "footer" in self.places[place].mark:
                for number in range(self.first[place], self.last[place]):
                    piece = self.pieces[number]
                    self.kept[number] = 2 * piece.linked < len(piece.text) and stated_dates(piece.text) != (None, None)

    def _is_text_by_another_name(self, place: int, *, midst: bool) -> bool:
        if self.first[place] >= self.last[place] or self.fields[place] > midst:
            return False
        if self._is_consent(place) and not midst:
            return False
        mark, pieces = self.places[place].mark, self._pieces(place)
        if midst:
            if mark.startswith('"') and self.prose[place] < LONG and self._is_call(place):
                return False
            return self._reads_like_text(place) or (
                2 * self.linked[place] < self.prose[place]
                and any(p.level or p.kind in LISTED or p.text.endswith(SENTENCE_ENDS) for p in pieces)
            )
        inside, text = self._is_inside_text(place), " ".join(piece.text for piece in pieces)
        plain = not self.linked[place] and not RIGHTS.search(text)
        if "header" in mark or "footer" in mark:
            return plain and (inside or YEAR.search(text) is not None)
        return (
            self._reads_like_text(place)
            and (self.prose[place] > LONG or inside)
            and (self.linked[place] < 0.2 * self.prose[place])
        )

    def _is_last_by_another_name(self, place: int) -> bool:
        """Whether a marked part below the text is short and of it: an address, or a remark in its <main>."""
        pieces = self._pieces(place)
        text = " ".join(piece.text for piece in pieces)
        if self.linked[place] or self.fields[place] or RIGHTS.search(text) or "footer" in self.places[place].mark:
            return False
        remark = self.places[place].mark == "<aside>" and self._is_inside_text(place)
        return _has_address(pieces) or (remark and text.endswith(SENTENCE_ENDS))

    def _title(self) -> None:
        """Keep the title above the text, and what stands between the two: a date, a subtitle."""
        text = next((n for n, keep in enumerate(self.kept) if keep and self.sentences[n]), None)
        if text is None:
            return
        if any(self.kept[number] and self._is_title(number) for number in range(max(0, text - TITLE_REACH), text)):
            title = self.kept.index(True)
        else:
            title = self._title_above(self.kept.index(True))
        self.kept[title] = True
        for number in range(max(0, title - DATE_REACH), title):
            if _is_dated(self.pieces[number]) and not self._is_marked_over(self.pieces[number].place):
                self.kept[number] = True
        for number in reversed(range(title, text)):
            if not self.kept[number]:
                self.kept[number] = self._stands_between(number)

    def _drop_heads_of_lists(self) -> None:
        """Drop "On this page" where the list of contents below it is left out."""
        for number in self.lines:
            piece = self.pieces[number]
            if not self.kept[number] or piece.kind is not BlockKind.PARAGRAPH or label(piece.text) not in CONTENTS:
                continue
            after = next((n for n in range(number + 1, len(self.kept)) if self.kept[n]), None)
            self.kept[number] = after is not None and bool(self.pieces[after].links)

    def _drop_next(self) -> None:
        """Drop what is offered behind the text: from the first head of that kind on that nothing but offers follow.

        A card is headed by a link; "More from", "Related articles" and the like head what is mostly links, "Was this
        page helpful?" a few short words. What says anything else is a section of the policy, whatever it is called.
        """
        kept = [number for number, keep in enumerate(self.kept) if keep]
        first = next((number for number in kept if self.sentences[number]), None)
        if first is None:
            return
        end, cut = len(self.kept), None
        for number in reversed(kept):
            piece = self.pieces[number]
            if number <= first or not self._heads(number):
                continue
            if _is_next(piece) and _offers(piece.text, self._kept_between(number + 1, end)):
                cut = number
            elif not (piece.level and piece.linked == len(piece.text)):
                break
            else:
                continue  # a card, whose text is judged with the head above it
            end = number
        if cut is not None:
            self._drop(cut, len(self.kept))

    def _kept_between(self, first: int, last: int) -> list[Piece]:
        return [self.pieces[n] for n in range(first, last) if self.kept[n]]

    def _heads(self, number: int) -> bool:
        """Whether a piece is over what follows it: a heading, or a line that says so."""
        piece = self.pieces[number]
        return piece.level > 0 or (piece.kind is BlockKind.PARAGRAPH and (piece.bold or _is_next(piece)))

    def _drop_passing(self) -> None:
        """Drop lines that are not of the text: "2 months ago", "5 min read", "Home / Legal", "Advertisement"."""
        reading = [number for number, keep in enumerate(self.kept) if keep and self.sentences[number]]
        if not reading:
            return
        first, last = reading[0], reading[-1]
        self._drop_repeated(first)
        titles = {label(piece.text) for piece in self.pieces[:first] if piece.level == 1}
        for number in self.lines:
            piece = self.pieces[number]
            if not self.kept[number] or piece.level or piece.kind not in LINES:
                continue
            around = not (piece.bold or first <= number <= last) and _is_passing(piece, below=number > last)
            path = number < first and _is_path(piece, titles)
            advert = not piece.bold and piece.text.casefold() in ADVERTS
            self.kept[number] = not (around or path or advert)

    def _drop_repeated(self, end: int) -> None:
        """Drop a title or date that stands above the text a second time, for another size of screen."""
        said: set[tuple[str, int]] = set()
        for number, piece in enumerate(self.pieces[:end]):
            if self.kept[number] and piece.kind in LINES:
                self.kept[number] = (piece.text, piece.level) not in said
                said.add((piece.text, piece.level))

    def _title_above(self, start: int) -> int:
        """The heading next above the text that no menu parts from it; a second one only if it is `h1`."""
        title, passed = start, 0
        for number in range(start - 1, max(-1, start - 1 - TITLE_REACH), -1):
            piece = self.pieces[number]
            if piece.linked:
                passed += not all("#" in link.target for link in piece.links)
                if passed > MOST_PASSED:
                    break
                continue
            if piece.level == 1:
                return title if self._names_policy(title) and not self._names_policy(number) else number
            if piece.level == 2 and title == start and not self._names_policy(start):
                title = number
        return title

    def _stands_between(self, number: int) -> bool:
        """Whether a piece between title and text is of the policy; a heading is where what it is over is kept."""
        piece = self.pieces[number]
        over = self.kept[number + 1] and not self.pieces[number + 1].level
        return (
            not piece.linked
            and (not piece.level or over)
            and not self._is_marked_over(piece.place)
            and not self.places[piece.place].fields
        )

    def _is_marked_over(self, place: int) -> bool:
        """Whether a place is inside something that is marked, other than a header, which holds titles."""
        while place >= 0:
            if self.marked[place] and not HOLDS_TITLE.search(self.places[place].mark):
                return True
            place = self.places[place].parent
        return False

    # -- what a part is

    def _reads_like_text(self, place: int) -> bool:
        if not self.longest[place] or self.linked[place] > 0.5 * self.prose[place]:
            return False
        return not self.fields[place] or self.prose[place] > LONG

    def _is_dense(self, place: int) -> bool:
        return self.linked[place] > DENSE * (self.prose[place] + self.linked[place])

    def _is_widget(self, place: int) -> bool:
        if self.first[place] >= self.last[place]:
            return False
        return (
            self._is_dense(place)
            or self._is_consent(place)
            or (self.fields[place] > 0 and not self._reads_like_text(place))
        )

    def _is_last_section(self, place: int, alike: int) -> bool:
        """Whether a part below the text that looks like a list of links or a widget is its last section.

        It has a heading, and is as the sections before it, has an address, or leads to other sites.
        """
        pieces = self._pieces(place)
        if len(pieces) < 2 or not (pieces[0].level or pieces[0].bold) or pieces[0].linked or _is_next(pieces[0]):
            return False
        if self.fields[place] > 1 or self._is_consent(place):
            return False
        if _has_address(pieces):
            return True
        links = [link.target for piece in pieces for link in piece.links]
        away = links != [] and all(target.startswith("http") and _site(target) != self.site for target in links)
        return (away or alike >= FEWEST_ALIKE) and not self._is_call(place)

    def _is_call(self, place: int) -> bool:
        """Whether a part calls to buy or sign up: short, in such words, something to press, and nothing that a policy
        is about. What stands below a heading that is none of it is its section.
        """
        limit = CALL if self.sentence != WIDE_SENTENCE else WIDE_CALL
        if self.prose[place] > limit or not (self.fields[place] or self._has_lone_link(place)):
            return False
        first = self.first[place]
        if first and self._is_heading(first - 1) and not self._is_heading(first):
            return False
        said = [piece.text.lower() for piece in self._pieces(place)]
        called = any(map(CALLS.search, [self.places[place].mark, *said]))
        return called and not any(map(SUBJECT.search, said))

    def _is_heading(self, number: int) -> bool:
        return self.pieces[number].level > 0 or self.pieces[number].bold

    def _is_cards(self, place: int) -> bool:
        """Whether a part is a row of cards: short parts of one shape, each with a link that stands alone."""
        if self.prose[place] > CARDS * self.prose[0]:
            return False
        cards = Counter(
            (self.places[number].parent, self.places[number].tag, self.places[number].shape)
            for number in range(place + 1, self.end[place])
            if self.linked[number] and self.prose[number] < CARD and self._has_lone_link(number)
        )
        if not cards or max(cards.values()) < FEWEST_CARDS:
            return False
        parent = max(cards, key=lambda card: cards[card])[0]
        return 2 * self.prose[parent] > self.prose[place]

    def _has_lone_link(self, place: int) -> bool:
        return any(piece.linked == len(piece.text) for piece in self._pieces(place))

    def _is_consent(self, place: int) -> bool:
        """Whether a part is a consent dialog: short, with something to press, and in the words of one."""
        if self.prose[place] > SHORT or self.linked[place] > SHORT or not (self.fields[place] or self.linked[place]):
            return False
        text = "\n".join(piece.text for piece in self._pieces(place)).lower()
        phrases = len(set(CONSENT.findall(text)))
        return phrases > 1 or (phrases > 0 and (self.fields[place] > 1 or text.count("cookie") > 1))

    def _is_sentence(self, piece: Piece) -> bool:
        plain = len(piece.text) - piece.linked
        if piece.level or plain < self.sentence:
            return False
        return self.sentence == WIDE_SENTENCE or piece.text.count(" ") >= FEWEST_SPACES

    def _is_body(self, number: int) -> bool:
        piece = self.pieces[number]
        return self.sentences[number] or (piece.level > 0 and not piece.linked)

    def _is_title(self, number: int) -> bool:
        return self.pieces[number].level == 1 and not self.pieces[number].linked

    def _names_policy(self, number: int) -> bool:
        return self.pieces[number].level > 0 and POLICY_WORDS.search(self.pieces[number].text) is not None

    def _is_inside_text(self, place: int) -> bool:
        while place >= 0:
            if self.places[place].is_main or self.places[place].tag == "article":
                return True
            place = self.places[place].parent
        return False

    def _shape(self, place: int) -> tuple[str, str]:
        """The tag and class names of a container, but for those that number it or say where it stands."""
        return self.places[place].tag, _kind(self.places[place].shape[:LONGEST_SHAPE])

    # -- walking

    def _pieces(self, place: int) -> list[Piece]:
        return self.pieces[self.first[place] : self.last[place]]

    def _children(self, place: int) -> Iterator[int]:
        number = place + 1
        while number < self.end[place]:
            yield number
            number = self.end[number]

    def _marked_in(self, place: int) -> list[int]:
        return [number for number in range(place + 1, self.end[place]) if self.marked[number]]

    def _keep(self, first: int, last: int) -> None:
        self.kept[first:last] = [True] * max(0, last - first)

    def _drop(self, first: int, last: int) -> None:
        self.kept[first:last] = [False] * max(0, last - first)


def _offers(head: str, below: list[Piece]) -> bool:
    """Whether what stands below a head is offered next: links, or a few short lines where the head leaves no doubt."""
    if any(piece.kind in (BlockKind.ROW, BlockKind.DEFINITION) for piece in below):
        return False
    if any(link.target.startswith("mailto:") for piece in below for link in piece.links):
        return False
    if label(head).startswith(ASKING) and all(len(piece.text) <= NEXT_LINE for piece in below):
        return True
    return any(piece.linked == len(piece.text) for piece in below) or all(piece.level for piece in below)


def _is_next(piece: Piece) -> bool:
    """Whether a line heads what is offered behind a text."""
    text = piece.text
    if piece.kind is not BlockKind.PARAGRAPH or len(text) > NEXT_LINE or text.endswith((".", "。")):
        return False
    said = label(text)
    return said in NEXT or said.startswith(NEXT_BEGINS)


@lru_cache(maxsize=8192)
def _kind(names: str) -> str:
    return " ".join(name for name in names.split() if not POSITION.search(name)) or names


def _says_more(piece: Piece) -> bool:
    """Whether a piece is more than a word or two that are pressed."""
    return piece.level > 0 or len(piece.text) > LABEL or piece.text.endswith(SENTENCE_ENDS) or _is_dated(piece)


def _has_address(pieces: list[Piece]) -> bool:
    return any("@" in p.text or any(link.target.startswith("mailto:") for link in p.links) for p in pieces)


def _site(url: str) -> str:
    """The last two labels of a host, which most sites share with no other."""
    return ".".join(url.partition("//")[2].partition("/")[0].lower().rsplit(".", 2)[-2:])


def _is_dated(piece: Piece) -> bool:
    return not piece.linked and len(piece.text) <= PASSING_LINE and stated_dates(piece.text) != (None, None)


def _is_passing(piece: Piece, *, below: bool) -> bool:
    """Whether a short line would be another at each visit, says who wrote the page, or asks to share it."""
    if piece.text.endswith(SENTENCE_ENDS):
        return False
    if _passing(below=below).search(piece.text):
        return stated_dates(piece.text) == (None, None)
    return piece.linked > 0 and _is_next(piece)


def _is_path(piece: Piece, titles: set[str]) -> bool:
    """Whether a line is the way to this page, or a choice of others: links, and at most the title of this one."""
    if len(piece.links) < 2 or any("#" in link.target for link in piece.links):
        return False
    text = piece.text
    for link in piece.links:
        text = text.replace(link.text, "", 1)
    rest = text.strip(SEPARATORS)
    return not rest.strip(SEPARATORS) or label(rest) in titles


@cache
def _passing(*, below: bool) -> re.Pattern[str]:
    return re.compile(PASSING_BELOW if below else PASSING)


def _is_wide(pieces: list[Piece]) -> bool:
    sample = "".join(piece.text for piece in pieces[:200])[:4000]
    # They are three bytes of UTF-8 each: most texts have too few bytes for so many.
    if len(sample.encode("utf-8", "surrogatepass")) <= (1 + 2 * MOSTLY_WIDE) * len(sample):
        return False
    return len(re.findall(WIDE, sample)) > MOSTLY_WIDE * len(sample)


def _is_notice(pieces: list[Piece]) -> bool:
    """Whether a short part says something of the policy: its name, or "We have updated our policy. Read it here"."""
    text = " ".join(piece.text for piece in pieces)
    linked = sum(piece.linked for piece in pieces)
    sentence = any(end in text for end in (". ", "! ", "。")) or text.endswith((".", "。"))
    return (not linked or (sentence and 2 * linked < len(text))) and POLICY_WORDS.search(text) is not None
