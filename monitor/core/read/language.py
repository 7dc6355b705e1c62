"""Which language a text is in: by its script, else by counting the most frequent words of each language."""

from __future__ import annotations

import re
from collections import Counter

from monitor.core.read.words import SCRIPTS, STOP_WORDS

SAMPLE = 40_000  # characters: enough for any language, and a bound
TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def language_of(text: str, declared: str = "") -> str:
    """A BCP 47 tag: what the page declares, unless its text is clearly in another language."""
    tag = _tidy(declared)
    seen = detect(text)
    if not seen or tag.split("-")[0] == seen or (seen == "no" and tag.split("-")[0] in ("nb", "nn")):
        return tag or seen
    return seen


def detect(text: str) -> str:
    """A two-letter language, or an empty string where the text is too short or too mixed to tell."""
    sample = text[:SAMPLE]
    letters = sum(character.isalpha() for character in sample[:8000])
    for language, script in SCRIPTS:
        if len(script.findall(sample[:8000])) > 0.2 * letters > 4:
            return language
    words = Counter(re.findall(r"[^\W\d_]+", sample.lower()))
    scores = sorted(((sum(words[w] for w in stops), lang) for lang, stops in STOP_WORDS.items()), reverse=True)
    (best, language), (second, _) = scores[0], scores[1]
    return language if best >= 8 and best >= 1.15 * second and best >= 0.06 * words.total() else ""


def _tidy(declared: str) -> str:
    """`en_us` as `en-US`; an empty string for what is no tag."""
    found = TAG.fullmatch(declared.strip())
    if not found:
        return ""
    first, *rest = found[0].replace("_", "-").split("-")
    return "-".join([first.lower(), *(part.upper() if len(part) == 2 else part.title() for part in rest)])
