"""What a document still states, so that it neither came nor went."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable

from monitor.core.facts import practices
from monitor.core.facts.found import Found
from monitor.core.facts.mentions import WORD, Mention, places, stems
from monitor.core.facts.sentences import Sentence, Side
from monitor.core.lexicons import lowered, plain
from monitor.core.model import BlockKind

# So common words that only a rule tells what a sentence states by them.
BY_RULE = frozenset(
    "legal_basis recipient.category right sharing.government data.source purpose data.category dispute "
    "security.measure".split()
)
# What a row of a table, or an item, says is of that row, wherever else it stands.
OF_A_ROW = frozenset(("legal_basis", "transfer.country"))
ROWS = frozenset((BlockKind.ROW, BlockKind.ITEM))
LISTING = {"rights": "right", "legal_bases": "legal_basis"}  # topics whose sections list what is of a type
SHORT = 15  # words of a sentence that may be an entry of a list in other words
MOST_LOOKED = 100  # sentences of a document in which one value is looked for by its rule


class Still:
    """What a document states in sentences that changed, and in those that stand as they were."""

    def __init__(self, side: Side, changed: Iterable[Sentence], found: Iterable[Found]) -> None:
        self._side = side
        changed = list(changed)
        self._changed = {sentence.start for sentence in changed}
        self._short: dict[str, list[frozenset[str]]] = defaultdict(list)  # stems of short sentences, by each of them
        for sentence in changed:
            if len(sentence.words) <= SHORT:
                there = stems(sentence.words)
                for stem in there:
                    self._short[stem].append(there)
        self._found = {(f.mention.type, f.mention.value) for f in found}
        self._lines: dict[int, list[Sentence]] = {}
        self._stated: dict[int, set[tuple[str, str]]] = {}
        self._answers: dict[object, bool] = {}
        self._texts: dict[str, str] = {}

    def has(self, found: Found) -> bool:
        """Whether a value stands here, or what a person would take for it."""
        if found.sentence.kind in ROWS and not found.alone and found.mention.type in OF_A_ROW:
            return False
        return self._states(found.mention) or self._says(found) or self._lists(found)

    def _lists(self, found: Found) -> bool:
        """Whether what people may ask for, or a legal basis, stands in a section of its kind, in whatever sentence."""
        mention, topic = found.mention, found.sentence.topic
        if LISTING.get(topic) != mention.type or not isinstance(mention.known, re.Pattern):
            return False
        if topic not in self._texts:
            lines = zip(self._side.lines, self._side.places, strict=True)
            here = (line for line, (number, _, _) in lines if self._side.topic(number) == topic)
            self._texts[topic] = lowered(plain("\n".join(here)))
        return mention.known.search(self._texts[topic]) is not None

    def _states(self, mention: Mention) -> bool:
        """Whether a value stands here: what has a name wherever it does, the rest where the same rule finds it."""
        if mention.known is None:
            return False
        if (mention.type, mention.value) in self._found:
            return True
        key = mention.type in BY_RULE and mention.type, mention.value, mention.known
        if key not in self._answers:
            self._answers[key] = self._stands(mention, mention.known)
        return self._answers[key]

    def _says(self, found: Found) -> bool:
        """Whether what came or went alone, in words that no list knows, stands in whatever form in a short sentence
        that changed: prose became a list, or a list prose.
        """
        if not (found.alone and found.mention.rule.endswith((".listed", ".stated"))):
            return False
        owned = self._side.words.pattern("wording", "determiners")
        own = stems(word for word in WORD.findall(lowered(found.mention.value)) if not owned.fullmatch(word))
        rarest = min((self._short.get(stem, []) for stem in own), key=len, default=[])
        return any(own <= there for there in rarest)

    def _stands(self, mention: Mention, known: re.Pattern[str] | str) -> bool:
        said = mention.type, mention.value
        looked: set[int] = set()
        for at in places(known, self._side.said if mention.cased else self._side.low):
            sentence = self._holding(at)
            if sentence is None or sentence.start in self._changed or sentence.start in looked:
                continue
            looked.add(sentence.start)
            if mention.type not in BY_RULE or len(looked) > MOST_LOOKED or said in self._said(sentence):
                return True
        return False

    def _holding(self, at: int) -> Sentence | None:
        line = bisect_right(self._side.starts, at) - 1
        if line not in self._lines:
            self._lines[line] = list(self._side.sentences(line))
        return next((s for s in self._lines[line] if s.start <= at < s.start + len(s.text)), None)

    def _said(self, sentence: Sentence) -> set[tuple[str, str]]:
        """The values that the rules find in a sentence."""
        if sentence.start not in self._stated:
            mentions = practices.mentions(sentence, self._side.words)
            self._stated[sentence.start] = {(mention.type, mention.value) for mention in mentions}
        return self._stated[sentence.start]
