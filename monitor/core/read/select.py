"""CSS selectors from the configuration: lxml answers those that cssselect translates, beautifulsoup4 the others."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from bs4 import BeautifulSoup, Tag
from cssselect import HTMLTranslator, SelectorError
from lxml import etree

from monitor.core.read.tree import drop

MARK = "data-privacy-monitor-node"


@lru_cache(maxsize=4096)
def _xpath(selector: str) -> str | None:
    """The selector as XPath, None where it has no translation (`:-soup-contains`, `:nth-child(2 of .x)`, …)."""
    try:
        return HTMLTranslator().css_to_xpath(selector)
    except SelectorError:
        return None


def select(root: etree._Element, selectors: Sequence[str]) -> list[etree._Element]:
    """The elements that any of the selectors matches, in document order, each once; none inside another."""
    matched = {element for selector in selectors for element in _matches(root, selector)}
    return [
        element
        for element in root.iter(etree.Element)
        if element in matched and not any(above in matched for above in element.iterancestors())
    ]


def remove(root: etree._Element, selectors: Sequence[str]) -> list[etree._Element]:
    """Take out what the selectors match, and give it back; the text after an element stays."""
    gone = []
    for selector in selectors:
        for element in _matches(root, selector):
            drop(element)
            gone.append(element)
    return gone


def _matches(root: etree._Element, selector: str) -> list[etree._Element]:
    xpath = _xpath(selector)
    if xpath is not None:
        return [element for element in root.xpath(xpath) if isinstance(element, etree._Element)]  # noqa: SLF001
    elements = list(root.iter(etree.Element))
    for number, element in enumerate(elements):
        element.set(MARK, str(number))
    soup = BeautifulSoup(etree.tostring(root, encoding="unicode", method="html"), "lxml")
    found = [str(tag[MARK]) for tag in soup.select(selector) if isinstance(tag, Tag) and tag.has_attr(MARK)]
    for element in elements:
        element.attrib.pop(MARK, None)
    return [elements[int(number)] for number in found]
