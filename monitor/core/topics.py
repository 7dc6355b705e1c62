"""What a section is about: an id of the published list of topics, by its heading first, then by its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from monitor.core.lexicons import lexicon, lowered, plain
from monitor.core.model import Document

OTHER = "other"
UNKNOWN = "en"  # what a text too short to tell its language is read as: other languages then match nothing
SAMPLE = 1_500  # characters of a section that are looked at where its heading tells nothing
LEAST = 3  # words of a topic that must stand in the sample
# What the title of a policy says of itself, and nothing of the sections below it.
OF_TITLES = frozenset(("scope_and_controller", "regional_notices"))
# Words of these stand in every section of a policy: by words alone they tell nothing.
BY_HEADING_ALONE = frozenset(("scope_and_controller", "data_collected", "purposes", "regional_notices", "choices"))


def topics() -> tuple[str, ...]:
    """The ids of all topics."""
    return (*lexicon(UNKNOWN).tables.get("topics", ()), OTHER)


def topic_of(path: Sequence[str], text: str, language: str) -> str:
    """The topic of a section by the headings down to it (the nearest that tells decides), else by its text."""
    language = language or UNKNOWN
    for depth, heading in reversed([*enumerate(path)]):
        found = _by_heading(heading[:200], language)
        if found:
            return found if depth or len(path) == 1 or found not in OF_TITLES else OTHER
    return _by_words(text[:SAMPLE], language)


def topical(document: Document) -> Document:
    """The document with the topic of each section. Reading leaves them empty: most captures are never asked."""
    sections = (
        replace(section, topic=topic_of(section.path, " ".join(b.text for b in section.blocks[:12]), document.language))
        for section in document.sections
    )
    return replace(document, sections=tuple(sections))


@lru_cache(maxsize=8192)
def _by_heading(heading: str, language: str) -> str:
    words = lexicon(language)
    said = lowered(plain(heading))
    return next((topic for topic in words.tables.get("topics", ()) if words.pattern("topics", topic).search(said)), "")


def _by_words(text: str, language: str) -> str:
    words = lexicon(language)
    said = lowered(plain(text))
    counts = Counter(
        {
            topic: len(words.pattern("topics", topic).findall(said))
            for topic in words.tables.get("topics", ())
            if topic not in BY_HEADING_ALONE
        }
    )
    best = counts.most_common(1)
    return best[0][0] if best and best[0][1] >= LEAST else OTHER
