"""Which data is collected from where, for what and on which basis; who gets it, and what people may ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.core.facts.companies import COMPANY
from monitor.core.facts.mentions import Mention, clipped, head, literally, term, terms
from monitor.core.facts.periods import durations
from monitor.core.facts.promises import affirmed
from monitor.core.facts.sentences import Sentence
from monitor.core.lexicons import CASED, Lexicon, lowered, plain
from monitor.core.model import BlockKind

COLLECTING = frozenset(("data_collected", "data_sources", "sensitive_data", "cookies_and_tracking"))
LISTING = {
    "data_collected": "data.category",
    "sensitive_data": "data.category",
    "purposes": "purpose",
    "recipients": "recipient.category",
}
TABLES = {"data.category": "data", "purpose": "purpose", "recipient.category": "recipient"}
DISPUTING = frozenset(("disputes_and_law", "other", "scope_and_controller", "regional_notices"))
HASHING = "Pseudonymisation"
SALE = "SellDataToThirdParties"
ALWAYS = frozenset(("Arbitration", "ClassActionWaiver", "JuryWaiver", "GoverningLaw"))
OF_A_PLACE = frozenset(("GoverningLaw", "Venue"))
LIMIT = "LiabilityLimit"
LABEL = 3  # words
PLACE = 60  # characters behind such words in which their place stands
_IN_NAME = re.compile(r"[^\W\d_a-z]\w+ [^\W\d_a-z]\Z")  # a capital behind a word with one
FIRST_WORDS = 4  # of a label, within which stands what it is of
LONGEST_ENTRY = 30  # words of an item that has no label; what is longer says more than what it is
USING = frozenset(("purposes",))
SHARING = frozenset(("recipients", "sale_and_ads", "government_requests"))
ITEMS = frozenset((BlockKind.ITEM, BlockKind.ROW, BlockKind.TERM))


# Article 6(1) of the GDPR by its points, however a language cites it: "Art. 6 Abs. 1 lit. f", "article 6.1.f".
_CITED = (
    r"(?<!\w)6(?:\.?º)?(?:[ ,.§(]|abs(?:atz)?\b|para\.?|par(?:[áa]grafo|agraph|agraphe)?\b|lid\b|n\.?º|apartado\b)*1"
    r"(?:[ ),.(]|s(?:atz|entence)?\.? ?1|lit(?:era|t)?\b|lett(?:er[ae]?|re)\b|buchst(?:abe)?\b|point\b|punto\b|letra\b"
    r"|al[íi]nea\b|onder\b|sub\b)*%s(?!\w)"
)
BASES = {
    "a": "Consent",
    "b": "Contract",
    "c": "LegalObligation",
    "d": "VitalInterest",
    "e": "PublicInterest",
    "f": "LegitimateInterest",
}
CITED = {name: re.compile(_CITED % letter) for letter, name in BASES.items()}


def mentions(sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    """Data, purposes, legal bases, recipients, rights of a sentence."""
    if sentence.heading and sentence.kind is BlockKind.ROW:
        return  # the heads of columns
    if sentence.others:  # what a list says that others must not do is no practice
        yield from _disputes(sentence, words)
        return
    # What the company says it does not do is a commitment, and no practice; nor is what people need not have done.
    if said_so := affirmed(sentence, words):
        yield from _done(said_so, words)
    based = sentence.columns and words.pattern("legal_basis", "cue").search(lowered(plain(sentence.columns)))
    if based or sentence.topic == "legal_bases" or sentence.finds(words, "legal_basis", "cue"):
        yield from _bases(sentence, words)
    ours = sentence.finds(words, "right", "ours")
    if sentence.topic == "rights" or (not ours and sentence.finds(words, "right", "cue")):
        yield from _named("right", "right", sentence, words)
    if not sentence.heading:
        for measure in _named("security.measure", "security", sentence, words):
            # What is hashed to be matched elsewhere is not protected by it.
            if measure.value != HASHING or not sentence.finds(words, "acts", "we_share"):
                yield measure
    yield from _disputes(sentence, words)


def _done(sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    """What is collected, what it is used for, and who gets it."""
    if sold := sentence.finds(words, "acts", "we_sell"):
        yield Mention("purpose", SALE, "purpose.sale", sold.start(), _written(sentence, sold))
    yield from _data(sentence, words)
    yield from _purposes(sentence, words)
    yield from _recipients(sentence, words)


def _named(kind: str, table: str, sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    for name, found in terms(words, table, sentence):
        yield Mention(kind, name, f"{kind}.term", found.start(), _written(sentence, found), term(words, table, name))


def _bases(sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    """Legal bases by their names, and by the points of the article that lists them."""
    named = list(_named("legal_basis", "legal_basis", sentence, words))
    yield from named
    told = {mention.value for mention in named}
    for name, cited in CITED.items() if "6" in sentence.low else ():
        if name not in told and (found := cited.search(sentence.low)):
            written = _written(sentence, found)
            yield Mention("legal_basis", name, "legal_basis.cited", found.start(), written, cited)


def _written(sentence: Sentence, found: re.Match[str]) -> str:
    """The words as the page has them, with their capitals."""
    return sentence.said[found.start() : found.end()]


def _disputes(sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    """Means that are of disputes wherever they stand, and of the rest those that stand where disputes are spoken of.

    Of the law that governs and the courts that decide it matters whose they are. What a transfer mechanism offers is
    no term of the company's.
    """
    if sentence.topic == "international_transfers" or sentence.finds(words, "transfer", "DPF"):
        return
    if len(sentence.words) <= LABEL:  # "Governing law." is a heading in all but its place
        return
    for name, found in terms(words, "dispute", sentence):
        if sentence.topic in DISPUTING or name in ALWAYS:
            yield Mention(
                "dispute",
                f"{name} {_whose(name, found, sentence, words)}".rstrip(),
                "dispute.term",
                found.start(),
                _written(sentence, found),
                term(words, "dispute", name),
            )


def _whose(name: str, found: re.Match[str], sentence: Sentence, words: Lexicon) -> str:
    """The country whose law or courts they are, or the words for it; of a limit of liability the time it goes by."""
    if name == LIMIT:
        return next((value for _, value in durations(sentence.low, words)), "")
    if name not in OF_A_PLACE:
        return ""
    place = words.terms(CASED).search(sentence.said, found.start(), found.end() + PLACE)
    if place:
        return words.which(CASED, place)
    named = words.pattern("dispute", "whose").search(sentence.low, max(0, found.start() - 1), found.end() + PLACE)
    part = next((n for n in range(1, (named.lastindex or 0) + 1) if named[n]), 0) if named else 0
    return sentence.said[named.start(part) : named.end(part)] if named and part else ""


def _data(sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    """A mention is not a collection: it needs a verb of collecting, or a place in a list of what is collected."""
    yield from _column("data.category", "data", sentence, words)
    collecting = sentence.topic in COLLECTING
    verb = sentence.finds(words, "acts", "collect")
    if not (collecting or verb):
        return
    yield from _named("data.category", "data", sentence, words)
    yield from _named("data.source", "source", sentence, words)
    yield from _entry("data.category", sentence, words)
    yield from _stated("data.category", "we_collect", sentence, words)


def _purposes(sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    yield from _column("purpose", "purpose", sentence, words)
    using = sentence.topic in USING
    cue = sentence.finds(words, "acts", "purpose")
    if not (using or cue):
        return
    out = sentence.finds(words, "choice", "opt_out")  # of what one may opt out is no purpose that came
    for mention in _named("purpose", "purpose", sentence, words):
        # Nor is what stands in a name: "Example Analytics".
        if (not out or mention.at < out.start()) and not _IN_NAME.search(sentence.said[: mention.at + 1]):
            yield mention
    yield from _entry("purpose", sentence, words)
    yield from _stated("purpose", "we_use", sentence, words)


def _recipients(sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    sharing = sentence.topic in SHARING
    if not (sharing or sentence.finds(words, "acts", "share")):
        return
    if sentence.finds(words, "acts", "we_receive") and not sentence.finds(words, "acts", "we_share"):
        return  # from whom data comes: a source, and no recipient
    if classes := list(_named("recipient.category", "recipient", sentence, words)):
        names = [found.span() for found in COMPANY.finditer(sentence.said)]  # "Example Partners GmbH" is no partner
        yield from (mention for mention in classes if not any(low <= mention.at < high for low, high in names))
    if not words.pattern("wording", "may_share").match(sentence.low):
        yield from _named("sharing.government", "government", sentence, words)
    yield from _entry("recipient.category", sentence, words)


def _column(kind: str, heads: str, sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    """What stands in the cells of a column that is headed so, in words that no list knows."""
    for low, high in sentence.cells(words, heads) if sentence.columns else ():
        cell = sentence.text[low:high].strip()
        if cell[:1].isalpha() and not words.terms(TABLES[kind]).search(lowered(plain(cell))):
            yield Mention(kind, clipped(cell), f"{kind}.column", low, "", literally(plain(clipped(cell))))


def _stated(kind: str, act: str, sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    """What a sentence says outright that the company does, in words that no list knows."""
    found = sentence.finds(words, "acts", act)
    if found and not words.pattern("acts", "relative").search(sentence.low[: found.start()]):
        object_ = sentence.text[found.end() :].strip()
        if object_[:1].isalpha() and not words.pattern("acts", "no_object").match(lowered(object_)):
            yield Mention(kind, clipped(object_), f"{kind}.stated", found.start())


def _is_of(kind: str, label: str, words: Lexicon) -> bool:
    """Whether a label begins as one of its kind does: a class of recipients with people or companies, a purpose with
    neither data nor its collection.
    """
    start = lowered(plain(" ".join(label.split()[:FIRST_WORDS])))
    if kind == "recipient.category":
        return words.pattern("names", "classes").search(start) is not None
    if kind != "purpose":
        return True
    of_data = words.terms("data").search(start) or words.pattern("acts", "collect").search(start)
    return not of_data and words.pattern("acts", "data").match(start) is None


def _entry(kind: str, sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    """An item or row of the very list that its section is, by its label: `Usage data: pages you visit`."""
    if LISTING.get(sentence.topic) != kind or sentence.kind not in ITEMS or not sentence.first:
        return
    label = head(sentence)
    labelled = len(label) < len(sentence.text.rstrip(" .;:,")) and not label.endswith("…")
    fits = len(label) > 2 and (labelled or len(sentence.words) <= LONGEST_ENTRY)
    if words.terms(TABLES[kind]).fullmatch(lowered(plain(label))) or COMPANY.fullmatch(label):
        return  # a term or a company, which is told as such
    if fits and _is_of(kind, label, words) and not words.pattern("wording", "openers").match(sentence.low):
        yield Mention(kind, label, f"{kind}.listed", 0, "", literally(plain(label)))
