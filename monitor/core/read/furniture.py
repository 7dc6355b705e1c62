"""What stands around a text: menus, banners, footers. Judged by tag, role and name, and by how much text it holds."""

from __future__ import annotations

from functools import lru_cache

from lxml import etree

from monitor.core.read.words import FURNITURE, FURNITURE_ROLES

TAGS = frozenset(("nav", "footer", "aside", "header", "dialog"))
PARTS_OF_TEXT = frozenset(("header", "aside"))  # an article has a header and notes of its own
NEVER = frozenset(("html", "body", "main"))
MOSTLY = 0.5  # what holds more than this share of a page's prose is the text, whatever it is called
MOST_SPARED = 8  # containers kept for their size, after which no other is weighed: nesting them must not cost n squared

_length = etree.XPath("string-length(normalize-space(.))")


class Furniture:
    """Judges the elements of one page."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._total: int | None = None
        self._spared = 0

    def drops(self, element: etree._Element, tag: str, *, in_text: bool) -> str:
        """Why an element is furniture; an empty string if it is not, or holds most of the text under such a name."""
        why = marked(element, tag)
        if not why or (in_text and tag in PARTS_OF_TEXT) or self._spared >= MOST_SPARED:
            return ""
        if self._total is None:
            self._total = prose(self._root)
        if prose(element) <= MOSTLY * self._total:
            return why
        self._spared += 1
        return ""


def marked(element: etree._Element, tag: str) -> str:
    """By what an element looks like furniture, or an empty string."""
    if tag in TAGS:
        return f"<{tag}>"
    attributes = element.attrib
    if not attributes or tag in NEVER:
        return ""
    role = attributes.get("role", "")
    if role in FURNITURE_ROLES:
        return f'role="{role}"'
    names = f"{attributes.get('class', '')} {attributes.get('id', '')}"
    return _named(names[:1000]) if len(names) > 1 else ""


def prose(element: etree._Element) -> int:
    """How many characters of text stand outside of links."""
    return int(_length(element) - sum(map(_length, element.iter("a"))))


@lru_cache(maxsize=8192)
def _named(names: str) -> str:
    """The mark of furniture in class names and an id; a page repeats few of them many times."""
    found = FURNITURE.search(names)
    return f'"{found[0].strip()}"' if found else ""
