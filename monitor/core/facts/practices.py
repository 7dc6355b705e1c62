"""Which data is collected from where, for what and on which basis; who gets it, and what people may ask for."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.core.facts.mentions import Mention, head, literally, subject, term, terms
from monitor.core.facts.sentences import Sentence
from monitor.core.lexicons import Lexicon
from monitor.core.model import BlockKind

COLLECTING = frozenset(("data_collected", "data_sources", "sensitive_data", "cookies_and_tracking"))
USING = frozenset(("purposes",))
SHARING = frozenset(("recipients", "sale_and_ads", "government_requests"))
ITEMS = frozenset((BlockKind.ITEM, BlockKind.ROW, BlockKind.TERM))


def mentions(sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    """Data, purposes, legal bases, recipients, rights of a sentence."""
    yield from _data(sentence, words)
    yield from _purposes(sentence, words)
    yield from _recipients(sentence, words)
    said = sentence.said
    if sentence.topic == "legal_bases" or words.pattern("legal_basis", "cue").search(said):
        yield from _named("legal_basis", "legal_basis", sentence, words)
    if sentence.topic == "rights" or words.pattern("right", "cue").search(said):
        yield from _named("right", "right", sentence, words)
    if not sentence.heading and subject(words, said, len(said)):
        yield from _named("security.measure", "security", sentence, words)
    if sentence.topic in ("disputes_and_law", "other", "scope_and_controller", "regional_notices"):
        yield from _named("dispute", "dispute", sentence, words)


def _named(kind: str, table: str, sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    for name, found in terms(words, table, sentence):
        yield Mention(kind, name, f"{kind}.term", found.start(), found[0], term(words, table, name))


def _data(sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    """A mention is not a collection: it needs a verb of collecting, or a place in a list of what is collected."""
    collecting = sentence.topic in COLLECTING
    verb = words.pattern("acts", "collect").search(sentence.said)
    if not (collecting or verb):
        return
    named = False
    for name, found in terms(words, "data", sentence):
        named = True
        yield Mention("data.category", name, "data.category.term", found.start(), found[0], term(words, "data", name))
    yield from _named("data.source", "source", sentence, words)
    if collecting and _lists(sentence, words, acts=bool(verb) and not named):
        yield Mention("data.category", head(sentence), "data.category.listed")


def _purposes(sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    using = sentence.topic in USING
    cue = words.pattern("acts", "purpose").search(sentence.said)
    if not (using or cue):
        return
    named = False
    for name, found in terms(words, "purpose", sentence):
        named = True
        yield Mention("purpose", name, "purpose.term", found.start(), found[0], term(words, "purpose", name))
    if using and _lists(sentence, words, acts=bool(cue) and not named):
        yield Mention("purpose", head(sentence), "purpose.listed")


def _recipients(sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    sharing = sentence.topic in SHARING
    if not (sharing or words.pattern("acts", "share").search(sentence.said)):
        return
    yield from _named("recipient.category", "recipient", sentence, words)
    if found := words.pattern("government", "trigger").search(sentence.said):
        yield Mention(
            "sharing.government", found[0].lower(), "sharing.government.trigger", found.start(), "", literally(found[0])
        )
    if sentence.topic == "recipients" and _lists(sentence, words, acts=False):
        yield Mention("recipient.category", head(sentence), "recipient.category.listed")


def _lists(sentence: Sentence, words: Lexicon, *, acts: bool) -> bool:
    """Whether a sentence is an entry of the list that its section is: the beginning of an item or row, or, where it
    names nothing that is known, a statement of the act itself. What only comments on the list is none.
    """
    if sentence.heading or len(sentence.words) < 3 or words.pattern("wording", "openers").match(sentence.said):
        return False
    return (sentence.kind in ITEMS and sentence.first) or (
        acts and subject(words, sentence.said, len(sentence.said)) != ""
    )
