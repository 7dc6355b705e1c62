"""Which lines of what is kept are not of the text: heads of lists, what is offered next, what is another each time."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice, pairwise

from monitor.core.model import BlockKind
from monitor.core.read.lines import is_more, is_next, is_passing, is_path, leads_away, offers
from monitor.core.read.parts import Parts
from monitor.core.read.pieces import Flow, Piece
from monitor.core.read.words import ADVERTS, ARCHIVE, CONTENTS, label

FEWEST_HEADS = 3  # of one make, before they are headings by their class
HEAD = 80  # characters of such a heading
HEAD_ENDS = (".", ",", ";", ":", "。")
MOST_ARCHIVES = 3  # heads that are looked at: to compare what is below a thousand of them is dear
FEWEST_REPEATED = 3  # headings that stand once more in an earlier version
LONGEST_LABEL = 30  # characters of what heads a list of contents
LINES = frozenset((BlockKind.PARAGRAPH, BlockKind.DEFINITION))


class Lines(Parts):
    """The pieces of a page that are kept so far, and the lines among them that go."""

    def __init__(self, flow: Flow) -> None:
        super().__init__(flow)
        self.kept = [False] * len(self.pieces)

    def drop_lines(self) -> None:
        """Leave out what is no line of the text, the parts of the page being chosen."""
        self._drop_heads_of_lists()
        self._drop_next()
        self._drop_archive()
        self._drop_passing()

    def embolden_heads(self) -> None:
        """Where nothing kept is a heading, make bold what is one by its class alone: a short line in a container of its
        own, with names that several such lines have, each over something else.
        """
        kept = [n for n, keep in enumerate(self.kept) if keep]
        if sum(self.pieces[n].level > 1 or self.pieces[n].bold for n in kept) >= FEWEST_HEADS:
            return
        lines: dict[tuple[str, str], list[int]] = defaultdict(list)
        for number, following in pairwise(kept):
            piece, shape = self.pieces[number], self.shape(self.pieces[number].place)
            alone = self.last[piece.place] - self.first[piece.place] == 1
            if alone and shape[1] and shape != self.shape(self.pieces[following].place):
                lines[shape].append(number)
        for heads in lines.values():
            said = [self.pieces[n] for n in heads]
            if len(heads) >= FEWEST_HEADS and all(len(p.text) <= HEAD and not p.text.endswith(HEAD_ENDS) for p in said):
                for piece in said:
                    piece.bold = piece.bold or not piece.linked

    def _drop_heads_of_lists(self) -> None:
        """Drop "On this page" where the list of contents below it is left out."""
        for number in self.lines:
            piece = self.pieces[number]
            if not self.kept[number] or piece.kind is not BlockKind.PARAGRAPH or len(piece.text) > LONGEST_LABEL:
                continue
            if label(piece.text) not in CONTENTS:
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
            if number <= first or not self.heads(number):
                continue
            if is_next(piece) and offers(piece.text, self._kept_between(number + 1, end)):
                cut = number
            elif not (piece.level and piece.linked == len(piece.text)):
                break
            else:
                continue  # a card, whose text is judged with the head above it
            end = number
        if cut is not None:
            self._drop(cut, len(self.kept))

    def _drop_archive(self) -> None:
        """Drop earlier versions below a head that says so: they have the headings of the text above, and no news."""
        heads = [n for n, keep in enumerate(self.kept) if keep and self.heads(n)]
        archives = (n for n in heads if ARCHIVE.search(self.pieces[n].text))
        for at in islice(archives, MOST_ARCHIVES):
            above = {label(self.pieces[n].text) for n in heads if n < at}
            repeated = [n for n in heads if n > at and label(self.pieces[n].text) in above]
            if len(repeated) >= FEWEST_REPEATED:
                place = self.pieces[at].place
                while self.last[place] <= repeated[-1]:  # up to the container that holds them all
                    place = self.places[place].parent
                self._drop(at + 1, self.last[place])
                return

    def _kept_between(self, first: int, last: int) -> list[Piece]:
        return [self.pieces[n] for n in range(first, last) if self.kept[n]]

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
            around = not (piece.bold or first <= number <= last) and is_passing(piece, below=number > last)
            path = number < first and is_path(piece, titles)
            advert = not piece.bold and piece.text.casefold() in ADVERTS
            self.kept[number] = not (around or path or advert or is_more(piece))
        for number, piece in enumerate(self.pieces):
            if piece.links and self.kept[number] and not piece.level and leads_away(piece):
                self.kept[number] = False

    def _drop_repeated(self, end: int) -> None:
        """Drop a title or date that stands above the text a second time, for another size of screen."""
        said: set[tuple[str, int]] = set()
        for number, piece in enumerate(self.pieces[:end]):
            if self.kept[number] and piece.kind in LINES:
                self.kept[number] = (piece.text, piece.level) not in said
                said.add((piece.text, piece.level))

    def _kept_sentences(self, place: int) -> list[int]:
        return [n for n in range(self.first[place], self.last[place]) if self.kept[n] and self.sentences[n]]

    def _keep(self, first: int, last: int) -> None:
        self.kept[first:last] = [True] * max(0, last - first)

    def _drop(self, first: int, last: int) -> None:
        self.kept[first:last] = [False] * max(0, last - first)
