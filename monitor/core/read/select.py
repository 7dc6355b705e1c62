"""CSS selectors from the configuration: lxml answers those that cssselect translates, beautifulsoup4 the others."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Mapping, Sequence
from functools import lru_cache

from bs4 import BeautifulSoup, Tag
from cssselect import HTMLTranslator, SelectorError
from lxml import etree
from soupsieve import SelectorSyntaxError

from monitor.core.errors import ReadError
from monitor.core.model import Inaccessible, Reason
from monitor.core.read.tree import drop
from monitor.core.records import Range

MARK = "data-privacy-monitor-node"
LONGEST = 1000  # characters of a selector


@lru_cache(maxsize=4096)
def _xpath(selector: str) -> str | None:
    """The selector as XPath, None where it has no translation (`:-soup-contains`, `:nth-child(2 of .x)`, …)."""
    try:
        return HTMLTranslator().css_to_xpath(selector)
    except (SelectorError, RecursionError):
        return None


def select(root: etree._Element, selectors: Sequence[str | Range]) -> list[etree._Element]:
    """What any of the selectors matches, in document order, each once; nothing inside another.

    A range is given as a copy of the part of the tree that it spans. ReadError where a selector is none.
    """
    order = {element: number for number, element in enumerate(root.iter(etree.Element))}
    spans = [span for selector in selectors if isinstance(selector, Range) and (span := _span(root, selector, order))]
    matched = {element for selector in selectors if isinstance(selector, str) for element in matches(root, selector)}
    outermost = [
        element
        for element in matched
        if not any(above in matched for above in element.iterancestors())
        and not any(first <= order[element] < last for first, last, _ in spans)
    ]
    found = [(order[element], element) for element in outermost] + [(first, part) for first, _, part in spans]
    return [element for _, element in sorted(found, key=lambda entry: entry[0])]


def remove(root: etree._Element, selectors: Sequence[str]) -> list[etree._Element]:
    """Take out what the selectors match, and give it back; the text after an element stays."""
    gone = []
    for selector in selectors:
        for element in matches(root, selector):
            drop(element)
            gone.append(element)
    return gone


def _span(
    root: etree._Element, wanted: Range, order: Mapping[etree._Element, int]
) -> tuple[int, int, etree._Element] | None:
    """Where a range begins, where what follows it does, and what it spans; None where either end is not to be found.

    The end is the first match that follows the start.
    """
    first = next(iter(matches(root, wanted.start_before or wanted.start_after)), None)
    if first is None:
        return None
    ends = matches(root, wanted.end_before or wanted.end_after)
    last = next((element for element in ends if order[element] > order[first]), None)
    if last is None:
        return None
    first.set(f"{MARK}-first", "")
    last.set(f"{MARK}-last", "")
    part = copy.deepcopy(root)
    for element in (first, last):
        for name in ("first", "last"):
            element.attrib.pop(f"{MARK}-{name}", None)
    _cut(part, keep_first=bool(wanted.start_before), keep_last=bool(wanted.end_after))
    inside = sum(1 for _ in last.iter(etree.Element)) if wanted.end_after else 0
    return order[first], order[last] + inside, part


def _cut(part: etree._Element, *, keep_first: bool, keep_last: bool) -> None:
    """Take away what stands before the first and after the last of the marked elements; those around them stay."""
    first, last = (part.xpath(f"descendant-or-self::*[@{MARK}-{name}]")[0] for name in ("first", "last"))
    _clear_after(last)
    _clear_before(first)
    if not keep_last:
        drop(last)
    if not keep_first:
        drop(first)


def _clear_after(element: etree._Element) -> None:
    above = element.getparent()
    while above is not None:
        element.tail = None
        del above[above.index(element) + 1 :]
        element, above = above, above.getparent()


def _clear_before(element: etree._Element) -> None:
    above = element.getparent()
    while above is not None:
        above.text = None
        del above[: above.index(element)]
        element, above = above, above.getparent()


def matches(root: etree._Element, selector: str) -> list[etree._Element]:
    """In document order. ReadError for what is no selector."""
    xpath = _xpath(selector[:LONGEST])
    if xpath is not None:
        try:
            return [element for element in root.xpath(xpath) if isinstance(element, etree._Element)]  # noqa: SLF001
        except etree.XPathError as error:
            raise _no_selector(selector, str(error)) from error
    elements = list(root.iter(etree.Element))
    for number, element in enumerate(elements):
        element.set(MARK, str(number))
    try:
        return [elements[number] for number in _soup_matches(root, selector)]
    finally:
        for element in elements:
            element.attrib.pop(MARK, None)


def _soup_matches(root: etree._Element, selector: str) -> list[int]:
    soup = BeautifulSoup(etree.tostring(root, encoding="unicode", method="html"), "lxml")
    try:
        with warnings.catch_warnings(action="ignore"):  # deprecated spellings still work
            found = soup.select(selector[:LONGEST])
    except (SelectorSyntaxError, NotImplementedError, ValueError, RecursionError) as error:
        raise _no_selector(selector, str(error)) from error
    return [int(str(tag[MARK])) for tag in found if isinstance(tag, Tag) and tag.has_attr(MARK)]


def _no_selector(selector: str, fault: str) -> ReadError:
    told = (fault.splitlines() or ["nested too deeply"])[0]
    return ReadError(Inaccessible(Reason.SELECTOR, f"“{selector[:100]}” is no CSS selector: {told[:100]}"))
