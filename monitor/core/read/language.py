"""Which language a text is in: by its script, else by counting the most frequent words of each language."""

from __future__ import annotations

import re
from collections import Counter

from monitor.core.read.words import SCRIPTS, STOP_WORDS

SAMPLE = 3_000  # characters: enough for any language, and a bound
WORDS = re.compile(r"[^\W\d_]+")
# Compiled where it is needed, as are SCRIPTS: large sets are dear to compile.
NOT_LATIN = "[\u0370-\u1fff\u3040-\ud7af]"
FEWEST_OTHER = 0.1  # of the characters of a text in another script
LANGUAGES_OF: dict[str, list[str]] = {}
for _language, _words in STOP_WORDS.items():
    for _word in _words:
        LANGUAGES_OF.setdefault(_word, []).append(_language)
# Languages that counting cannot tell from the one named: same script, or the same frequent words.
KIN = {
    "no": ("nb", "nn"),
    "ru": ("uk", "bg", "sr", "mk", "be", "kk", "mn"),
    "ar": ("fa", "ur", "ps"),
    "hi": ("mr", "ne"),
    "zh": ("yue",),
    "pt": ("gl",),
    "es": ("gl", "eu"),
    "id": ("ms",),
    "cs": ("sk",),
}
TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def language_of(text: str, declared: str = "") -> str:
    """A BCP 47 tag: what the page declares, unless its text is clearly in another language."""
    tag = _tidy(declared)
    seen = detect(text)
    primary = tag.split("-")[0]
    if not seen or primary == seen or primary in KIN.get(seen, ()):
        return tag or seen
    return seen


def detect(text: str) -> str:
    """A two-letter language, or an empty string where the text is too short or too mixed to tell."""
    sample = text[:SAMPLE]
    if by_script := _script(sample):
        return by_script
    words = Counter(WORDS.findall(sample.lower()))
    scores: dict[str, int] = {}
    for word in words.keys() & LANGUAGES_OF.keys():
        count = words[word]
        for language in LANGUAGES_OF[word]:
            scores[language] = scores.get(language, 0) + count
    best, second, *_ = [*sorted(scores.values(), reverse=True), 0, 0]
    if best < 8 or best < 1.15 * second or best < 0.06 * words.total():
        return ""
    return max(scores, key=scores.__getitem__)


def _script(sample: str) -> str:
    # They are two bytes of UTF-8 each, or more: most texts have too few bytes for so many.
    if len(sample.encode("utf-8", "surrogatepass")) < (1 + FEWEST_OTHER) * len(sample):
        return ""
    if len(re.findall(NOT_LATIN, sample)) < FEWEST_OTHER * len(sample):
        return ""
    letters = sum(character.isalpha() for character in sample)
    return next((language for language, script in SCRIPTS if len(re.findall(script, sample)) > 0.2 * letters), "")


def _tidy(declared: str) -> str:
    """`en_us` as `en-US`; an empty string for what is no tag."""
    found = TAG.fullmatch(declared.strip())
    if not found:
        return ""
    first, *rest = found[0].replace("_", "-").split("-")
    return "-".join([first.lower(), *(part.upper() if len(part) == 2 else part.title() for part in rest)])
