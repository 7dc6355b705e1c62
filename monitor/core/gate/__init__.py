"""Is this still the page that we watch? None, or why not, with the evidence.

No single sign decides against a long text that reads like a policy: a policy speaks of cookies, errors and logging in
itself, and a complete rewrite is a change, not a wrong page. Shortness, wording, language and likeness are weighed
together (the cases are those that Open Terms Archive's public histories show).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from monitor.core.bare_dates import DATE
from monitor.core.gate.names import main_name, names
from monitor.core.gate.words import CONSENT_TEXT, PRIVACY_WORDS, WALLS
from monitor.core.model import Document, Inaccessible, Reason
from monitor.core.titles import ARTICLE_TITLE, COOKIE_TITLE, OTHER_TITLE, PRIVACY_TITLE

FEWEST_WORDS = 25  # of a page seen for the first time
SHORT = 400  # words: walls, stubs and error pages are shorter than this
POOR = 2  # different privacy words: a short text with fewer is no policy,
FEW = 3  # one with fewer is a wall for a single phrase,
RICH = 4  # and one with so many reads like a policy
LEAST = 0.3  # privacy words in a hundred of any policy, terms or rules: these have .7 and more
FILLED = 0.4  # of a title by the phrase of a wall: it says little else
COLLAPSED = 0.1  # of the words before: no policy is shortened so far in one step
NOTICE, NOTICE_SHARE = 60, 0.25  # words, and share of those before, of what shares next to nothing with them
RARE = 0.3  # of the privacy words per hundred that the text had before
SHARED = 0.3  # of the lines, by length: a text that keeps so much of the one before is no wall, and in its language
NOTHING = 0.1  # of the lines: next to nothing is shared
TWICE = 0.9  # of the lines before stand twice as often in a text that was joined to itself
DAMAGED = 0.01  # of all characters
LETTERS = re.compile(r"\W+")  # what is left when these are gone
TRUNCATED = 0.7  # of the lines before, when they are exactly its first ones
ENDING = 40  # characters at the end of a line in which its sentence ends
SENTENCE_END = re.compile(r"[.!?。！？…][\W_]*$")
WORD = re.compile("[\u3040-\u30ff\u3400-\u9fff]|[^\\W\u3040-\u30ff\u3400-\u9fff]+")  # a sign, where words are not apart
RUN = 4  # words


def first(document: Document) -> Inaccessible | None:
    """Whether a page seen for the first time can be a policy at all: not empty, no stub, no wall."""
    if document.partial:
        return _gave_up()
    if not document.text:
        return Inaccessible(Reason.EMPTY, "the page holds no text")
    return _wall(document) or _poor(document) or _no_policy(document)


def refusal(before: Document, after: Document) -> Inaccessible | None:
    """Why `after` is not the page that `before` was, None if it may well be."""
    if after.partial and not before.partial:
        return _gave_up()
    if not after.text:
        return Inaccessible(Reason.EMPTY, f"the page holds no text where {before.words:,} words stood")
    # A wall is told as a wall also when it speaks another language than the page.
    weighed = [_damaged, _walled, _other_language, _collapsed, _cut_off, _doubled, _of_another, _elsewhere, _unlike]
    if before.sections == after.sections:  # as nearly always: only what is not in the text can speak against it
        weighed = [_damaged, _other_language]
    return next((reason for weigh in weighed if (reason := weigh(before, after))), None)


def _gave_up() -> Inaccessible:
    return Inaccessible(
        Reason.TRUNCATED, "the markup is nested or broken beyond the parser's limits; text may be missing"
    )


def _damaged(before: Document, after: Document) -> Inaccessible | None:
    if after.damage > 20 and after.damage > DAMAGED * len(after.text) and before.damage * 10 < after.damage:
        return Inaccessible(
            Reason.ENCODING,
            f"{after.damage:,} characters cannot be decoded as {after.encoding} ({before.damage:,} before)",
        )
    return None


def _other_language(before: Document, after: Document) -> Inaccessible | None:
    was, is_ = (document.language.split("-")[0] for document in (before, after))
    if was and is_ and was != is_ and _size(after) >= FEWEST_WORDS and _overlap(before, after) < SHARED:
        return Inaccessible(Reason.OTHER_LANGUAGE, f"the text is in “{is_}”, it was in “{was}”: “{_start(after)}”")
    return None


def _walled(before: Document, after: Document) -> Inaccessible | None:
    wall = _wall(after, f" where {_size(before):,} stood" if _is_short(after) else "")
    return wall if wall and _overlap(before, after) < SHARED else None


def _collapsed(before: Document, after: Document) -> Inaccessible | None:
    if len(after.text) // 12 > NOTICE_SHARE * len(before.text) / 2:  # a word and a space are two characters at least
        return None
    was, is_ = _size(before), _size(after)
    # "Our privacy center is being redesigned" in place of a policy: nobody puts all of it in so few other words.
    notice = is_ < NOTICE and is_ < NOTICE_SHARE * was and _overlap(before, after) <= NOTHING
    if (is_ < COLLAPSED * was or notice) and was >= FEWEST_WORDS * 4:
        return Inaccessible(Reason.TOO_SHORT, f"{is_:,} words where {was:,} stood: “{_start(after)}”")
    return None


def _cut_off(before: Document, after: Document) -> Inaccessible | None:
    """Exactly the beginning of the text before, where the markup or a sentence breaks off.

    A page that came whole and merely ends earlier has lost its last sections: a change.
    """
    was, is_ = list(before.lines()), list(after.lines())
    if len(was) < 10 or len(is_) >= TRUNCATED * len(was) or is_[:-1] != was[: len(is_) - 1]:
        return None
    whole, kept = LETTERS.sub("", was[len(is_) - 1]), LETTERS.sub("", is_[-1])
    broken = after.cut or (kept != whole and not SENTENCE_END.search(is_[-1][-ENDING:]))
    if broken and whole.startswith(kept):
        return Inaccessible(
            Reason.TRUNCATED, f"the text breaks off after {len(is_)} of {len(was)} paragraphs: “…{is_[-1][-60:]}”"
        )
    return None


def _doubled(before: Document, after: Document) -> Inaccessible | None:
    """The text before, twice: what a broken template gives. A next version above the current one is no such thing."""
    if not 1.8 < len(after.text) / max(1, len(before.text)) < 2.2:
        return None
    was, is_ = Counter(before.lines()), Counter(after.lines())
    twice = sum(len(line) * count for line, count in was.items() if is_[line] >= 2 * count)
    if twice < TWICE * sum(len(line) * count for line, count in was.items()):
        return None
    if any(DATE.search(line) for line in is_.keys() - was.keys()):  # "takes effect on July 28": somebody wrote that
        return None
    return Inaccessible(
        Reason.DOUBLED, f"the text stands there twice: {_size(after):,} words, {_size(before):,} before"
    )


def _of_another(before: Document, after: Document) -> Inaccessible | None:
    """The policy of somebody else: little shared, and neither text knows the name that the other speaks of most."""
    if _overlap(before, after) > NOTHING:
        return None
    was, is_ = main_name(before.text), main_name(after.text)
    if not was or not is_ or names(was, after.text) or names(is_, before.text):
        return None
    if _reworded(before, after) >= SHARED:  # the same company under a new name
        return None
    return Inaccessible(
        Reason.MOVED, f"another text, of “{is_}” where the one before was of “{was}”: “{_start(after)}”"
    )


def _elsewhere(before: Document, after: Document) -> Inaccessible | None:
    """Another document of the same company: terms or a home page, where something on privacy stood."""
    was, is_ = (" / ".join(_titles(document)) for document in (before, after))
    about = ARTICLE_TITLE.search(is_) is not None and ARTICLE_TITLE.search(was) is None
    if (PRIVACY_TITLE.search(is_) and not about) or not PRIVACY_TITLE.search(was):
        return None
    kind, home = OTHER_TITLE.search(is_), _home(before, after)
    if not (home or about) and (kind is None or kind[0].lower() in was.lower()):
        return None
    if _overlap(before, after) > NOTHING:
        return None
    return Inaccessible(Reason.MOVED, f"another document{home}, “{is_[:120]}”, and hardly a sentence is shared")


def _unlike(before: Document, after: Document) -> Inaccessible | None:
    """A text that shares next to nothing with the one before, and does not read like a policy as that one did."""
    words = PRIVACY_WORDS.get(before.language.split("-")[0])
    if words is None or _overlap(before, after) > 2 * NOTHING:
        return None
    was, is_ = _density(before, words), _density(after, words)
    if was < 3 or is_ >= RARE * was:
        return None if _poor(before) else _poor(after)
    title = f", titled “{after.title[:80]}”" if after.title and after.title != before.title else ""
    return Inaccessible(
        Reason.MOVED,
        f"another text{_home(before, after)}{title}: {is_:.1f} privacy words in a hundred where {was:.1f} stood, "
        "and hardly a sentence is shared",
    )


def _wall(document: Document, where: str = "") -> Inaccessible | None:
    """The kind of wall whose wording a short text has, by the most different phrases.

    A policy says some of them in its sentences. What reads like one is a wall only where it says several things that
    consent tools alone say, or where a title says little else than such a phrase.
    """
    if not _is_short(document):
        return None
    text = f"{document.title}\n{document.text}"
    richness = _richness(document)
    if richness < RICH:
        found = [(reason, words.findall(text)) for reason, words in WALLS]
        # A page that is called after cookies says what walls say of them.
        needed = 3 if any(map(COOKIE_TITLE.search, _titles(document))) else 1 if richness < FEW else 2
    elif _different(said := CONSENT_TEXT.findall(text)) > 1:
        found, needed = [(Reason.CONSENT_WALL, said)], 2
    else:
        found, needed = [(reason, _filling(words, document)) for reason, words in WALLS], 1
    reason, said = max(found, key=lambda entry: _different(entry[1]))
    if _different(said) < needed:
        return None
    return Inaccessible(reason, f"{_size(document):,} words{where}; it says “{said[0]}”")


def _different(phrases: list[str]) -> int:
    return len({phrase.lower() for phrase in phrases})


def _filling(words: re.Pattern[str], document: Document) -> list[str]:
    """The phrases that make up a good part of a title which does not speak of privacy."""
    found = ((words.search(title), title) for title in _titles(document))
    return [m[0] for m, title in found if m and len(m[0]) > FILLED * len(title) and not PRIVACY_TITLE.search(title)]


def _poor(document: Document) -> Inaccessible | None:
    """A stub, or a short text that says next to nothing of what policies say."""
    if not _is_short(document):
        return None
    size, said = _size(document), _richness(document)
    if said >= RICH or (size >= FEWEST_WORDS and (said >= POOR or _is_called(document))):
        return None
    few = ", and few that policies are made of" if said < POOR else ""
    return Inaccessible(Reason.TOO_SHORT, f"the page holds {size} words{few}: “{_start(document)}”")


def _no_policy(document: Document) -> Inaccessible | None:
    """A long text that says next to nothing of what policies say, and is not called one: the home page of a shop."""
    words = PRIVACY_WORDS.get(document.language.split("-")[0])
    if words is None or _is_called(document):
        return None
    if (density := _density(document, words)) >= LEAST:
        return None
    return Inaccessible(
        Reason.MOVED, f"not a policy by its words, {density:.1f} privacy words in a hundred: “{_start(document)}”"
    )


def _is_called(document: Document) -> bool:
    """Whether a title says that the document is a policy, terms or rules."""
    titles = " / ".join(_titles(document))
    return PRIVACY_TITLE.search(titles) is not None or OTHER_TITLE.search(titles) is not None


def _richness(document: Document) -> int:
    """How many different privacy words a text has; FEW where those of its language are not known."""
    words = PRIVACY_WORDS.get(document.language.split("-")[0])
    return len({word.lower() for word in words.findall(document.text)}) if words else FEW


def _titles(document: Document) -> list[str]:
    """The title and the first heading, where there are such."""
    heading = next((section.heading for section in document.sections if section.heading), "")
    return [title for title in dict.fromkeys((document.title, heading)) if title]


def _is_short(document: Document) -> bool:
    return len(document.text) // 12 < SHORT and _size(document) < SHORT  # counting words takes its time


def _size(document: Document) -> int:
    """Words; for scripts without spaces two characters count as one."""
    return max(document.words, len(document.text) // 12)


def _start(document: Document) -> str:
    text = " ".join(document.text[:400].split())
    return text[:80] + "…" if len(text) > 80 else text


def _density(document: Document, words: re.Pattern[str]) -> float:
    """Privacy words in a hundred words."""
    return 100 * len(words.findall(document.text)) / max(1, _size(document))


def _overlap(before: Document, after: Document) -> float:
    """The share of the lines of `after` (by length) that stand in `before`."""
    known = set(before.lines())
    lines = list(after.lines())
    return sum(len(line) for line in lines if line in known) / max(1, sum(map(len, lines)))


def _reworded(before: Document, after: Document) -> float:
    """The share of the runs of words of `after` that stand in `before`: they outlast a new name in every line."""
    known, runs = set(_runs(before.text)), list(_runs(after.text))
    return sum(run in known for run in runs) / max(1, len(runs))


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = WORD.findall(text.lower())
    return zip(*(words[start:] for start in range(RUN)), strict=False)


def _home(before: Document, after: Document) -> str:
    """Said of where `after` stands, if that is the home page and `before` stood elsewhere."""
    return " at the home page" if _is_home(after.url) and not _is_home(before.url) else ""


def _is_home(url: str) -> bool:
    return re.fullmatch(r"/?(?:[a-z]{2}(?:[-_][A-Za-z]{2})?/?)?", urlsplit(url).path) is not None if url else False
