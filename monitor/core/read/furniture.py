"""What stands around a text: menus, banners, footers. Judged by tag, role and name, and by how much text it holds.

What is sure is left out before it is walked; what is only likely is marked, and `content.py` judges it by what it says
and where it stands.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from monitor.core.read.tree import HEADINGS, length
from monitor.core.read.words import (
    AS_BLOCK,
    CONSENT,
    FURNITURE_ROLES,
    LIKELY,
    LIKELY_ROLES,
    POLICY_WORDS,
    SURE,
    UNSEEN,
)

SURE_TAGS = frozenset(("nav", "footer", "dialog"))
TAGS = SURE_TAGS | {"header", "aside"}
PARTS_OF_TEXT = frozenset(("header", "footer"))  # a text has a header and a footer of its own
TEXT_ROLES = frozenset(("tabpanel", "article", "document", "region"))
SPOKEN_OF = re.compile(r"cookie|consent|social|share|country|region")  # in marks: what a policy has sections on
NEVER = HEADINGS | {"html", "body", "main"}
MOSTLY = 0.5  # what holds more than this share of a page's prose is the text, whatever it is called
NEARLY_ALL = 0.8  # the same, of what its tag or role says to be furniture
MOST_SPARED = 8  # containers kept for their size, after which no other is weighed: nesting them must not cost n squared
MOST_ANCHORS = 100  # looked at on one page, for the same reason
MUCH = 200  # characters outside of links: what holds more may be a text with an unlucky name

_first_heading = etree.XPath("string((.//h1|.//h2|.//h3|.//h4|.//h5|.//h6)[1])")
_titled = etree.XPath("boolean(.//h1 | .//h2)")
YEAR = re.compile(r"(?:19|20)\d\d")
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
WORD = re.compile(r"[^\W_]{3,}")


class Mark(NamedTuple):
    """Why an element looks like furniture, and whether that is sure enough not to look at it any more."""

    why: str = ""
    sure: bool = False
    unseen: bool = False  # is not shown at all
    anchor: bool = False  # by an id, which may as well be where a link leads to


NONE = Mark()
BUTTON = Mark('role="button"')
HEADER = Mark("<header>", sure=True)
HOLDS_TITLE = re.compile(r'header\W$|masthead|^(?:role=)?"banner')  # marks of what may hold title and date


class Furniture:
    """Judges the elements of one page."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._total: int | None = None
        self._spared = 0
        self._anchors = 0

    def weigh(self, found: Mark, element: etree._Element) -> Mark:
        """The mark of an element by how much it holds: none where that is most of the text of the page."""
        if self._spared >= MOST_SPARED or (found.anchor and self._is_anchor(element)):
            return NONE
        by_name = found.why.startswith('"')
        if found.sure and ("crumb" in found.why or HOLDS_TITLE.search(found.why)) and _titled(element):
            found = found._replace(sure=False)
        held = prose(element)
        if held < MUCH:
            ends = found.sure and ("footer" in found.why or "header" in found.why)
            ends = ends and (element.find(".//a") is None or (by_name and _is_dated(element)))
            ends = ends or (SPOKEN_OF.search(found.why) is not None and _is_section(element))
            return found._replace(sure=False) if ends else found
        if self._total is None:
            self._total = prose(self._root)
        share = MOSTLY if by_name or ("dialog" in found.why and _is_policy(element)) else NEARLY_ALL
        if held > share * self._total and not self._is_below(found, element, held):
            self._spared += 1
            return NONE
        return found._replace(sure=found.sure and not by_name)

    def _is_below(self, found: Mark, element: etree._Element, held: float) -> bool:
        """Whether a footer stands below a text, with a title of its own, that is shorter than what the footer says."""
        ends = "footer" in found.why and not _titled(element) and (self._total or 0) - held > MUCH
        return ends and next(self._root.iter("h1"), None) is not None

    def _is_anchor(self, element: etree._Element) -> bool:
        """Whether an id repeats the words of its heading: `#sharing` over "3. Sharing" names no furniture."""
        self._anchors += 1
        if self._anchors > MOST_ANCHORS:
            return False
        heading = _first_heading(element)[:300].lower()
        return any(word in heading for word in WORD.findall(element.get("id", "")[:200].lower()))


def look(tag: str, attributes: dict[str, str], *, in_text: bool) -> Mark:
    """What an element looks like, by its tag, its role and its names."""
    found, settled = _by_class(tag, attributes.get("role", ""), attributes.get("class", "")[:1000], in_text)
    if not settled and (name := attributes.get("id")) and (by_id := _named(name[:200])).why:
        return by_id._replace(anchor=True)
    return found


@lru_cache(maxsize=8192)  # a page has few classes, and many elements of each
def _by_class(tag: str, role: str, names: str, in_text: bool) -> tuple[Mark, bool]:
    """What tag, role and class names say, and whether an id cannot say otherwise."""
    if tag in SURE_TAGS:
        return Mark(f"<{tag}>", sure=not (in_text and tag in PARTS_OF_TEXT)), True
    if tag == "header":
        return NONE if in_text else HEADER, True
    if tag in NEVER:
        return NONE, True
    if role in FURNITURE_ROLES:
        return Mark(f'role="{role}"', sure=True), True
    if role in TEXT_ROLES or role.startswith("doc-") or "footnote" in names:  # DPUB-ARIA, and by name
        return NONE, True
    if names and (found := _named(names)) is not NONE:
        return found, True
    if role == "button":
        return BUTTON, False
    if role in LIKELY_ROLES:
        return Mark(f'role="{role}"'), False
    if "-" in tag:  # an element of the page's own making: `<shop-footer>`
        return _named(tag), False
    return Mark("<aside>") if tag == "aside" else NONE, False


def _is_section(element: etree._Element) -> bool:
    """Whether a short part has a heading, a sentence below it, and nothing to press, as bars and dialogs have."""
    if next(element.iter("a", "button", "input"), None) is not None or not _first_heading(element):
        return False
    return "".join(element.itertext()).rstrip().endswith((".", "。"))


def _is_policy(dialog: etree._Element) -> bool:
    """Whether a dialog shows a policy, and does not ask for consent."""
    named = POLICY_WORDS.search(_first_heading(dialog)[:300]) is not None
    return named and CONSENT.search("".join(dialog.itertext()).lower()) is None


def _is_dated(element: etree._Element) -> bool:
    """Whether a short part states a year that is not of a copyright: a text may have its date in such a footer."""
    text = "".join(element.itertext())
    return "©" not in text and YEAR.search(text) is not None


def prose(element: etree._Element) -> int:
    """How many characters of text stand outside of links."""
    return int(length(element) - sum(map(length, element.iter("a"))))


@lru_cache(maxsize=8192)
def _named(names: str) -> Mark:
    """The mark of furniture in class names or an id; a page repeats few of them many times."""
    parted = _parted(names)
    if UNSEEN.search(parted):
        return Mark(unseen=True)
    if found := SURE.search(parted):
        return Mark(f'"{found[0].strip(" _-")}"', sure=True)
    found = LIKELY.search(parted)
    return Mark(f'"{found[0].strip(" _-")}"') if found else NONE


@lru_cache(maxsize=8192)
def display(names: str) -> str:
    """How class names show a word or two: `none` to those who look at the page, as a `block`, or as what they are."""
    if UNSEEN.search(_parted(names)):
        return "none"
    return "block" if AS_BLOCK.search(names) else ""


def _parted(names: str) -> str:
    """Class names in small letters, `camelCase` as `camel-case`."""
    return HUMP.sub("-", names).lower()
