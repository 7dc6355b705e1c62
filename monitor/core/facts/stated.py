"""The dates that a policy states of itself: last updated, effective, and of a version to come."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.core.bare_dates import ALONE, DATE
from monitor.core.dates import DAY_FIRST, labelled, parsed
from monitor.core.facts.mentions import WORD, Mention
from monitor.core.facts.sentences import Sentence
from monitor.core.lexicons import Lexicon

SHORT = 5  # words beside a date of a line that is its label, in a language whose labels nobody listed
_YEAR = re.compile(r"(?:19|20)\d\d")


def mentions(sentence: Sentence, words: Lexicon) -> Iterator[Mention]:
    """Dates with their role."""
    said, day_first = sentence.said, words.language in DAY_FIRST
    if not _YEAR.search(said):
        return
    first = DATE.search(said)
    if first and sentence.finds(words, "future", "cue") and (day := parsed(first, day_first=day_first)):
        yield Mention("meta.version_announced", day.isoformat(), "meta.date.future", first.start())
        return
    told = False
    for found in labelled(said):
        if day := parsed(found, day_first=day_first):
            told = True
            kind = "meta.updated_date" if found["updated"] else "meta.effective_date"
            yield Mention(kind, day.isoformat(), "meta.date.labelled", found.start())
    if not told and first and (rule := _alone(sentence, first, words)) and (day := parsed(first, day_first=day_first)):
        yield Mention("meta.updated_date", day.isoformat(), rule, first.start())


def _alone(sentence: Sentence, date: re.Match[str], words: Lexicon) -> str:
    """The rule by which a date without a known label is that of the text: it is the whole line, or nearly."""
    if ALONE.fullmatch(sentence.said):
        return "meta.date.alone"
    label = len(sentence.words) - len(WORD.findall(date[0]))
    return "meta.date.unread" if not words.language and label <= SHORT else ""
