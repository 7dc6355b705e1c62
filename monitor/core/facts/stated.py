"""The dates that a policy states of itself: last updated, effective, and of a version to come."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.core.dates import ALONE, DATE, LABELLED, parsed
from monitor.core.facts.mentions import Mention
from monitor.core.facts.sentences import Sentence
from monitor.core.lexicons import Lexicon

_YEAR = re.compile(r"(?:19|20)\d\d")


def mentions(sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    """Dates with their role."""
    said = sentence.said
    if not _YEAR.search(said):
        return
    if words.pattern("future", "cue").search(sentence.low) and (found := DATE.search(said)) and (day := parsed(found)):
        yield Mention("meta.version_announced", day.isoformat(), "meta.date.future", found.start())
        return
    told = False
    for found in LABELLED.finditer(said):
        if day := parsed(found):
            told = True
            kind = "meta.updated_date" if found["updated"] else "meta.effective_date"
            yield Mention(kind, day.isoformat(), "meta.date.labelled", found.start())
    if not told and (found := ALONE.fullmatch(said)) and (day := parsed(found)):
        yield Mention("meta.updated_date", day.isoformat(), "meta.date.alone", found.start())
