"""Text to a tree that can be walked: what the parser cannot bear is taken off before, what holds no text after it."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice

from lxml import etree

from monitor.core.read.words import HEAVY

DROPPED = (
    *("del", "s", "strike"),  # what is struck out is of an earlier text
    *("script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas", "video"),
    *("audio", "map", "select", "textarea", "datalist", "progress", "meter"),
)
# libxml2 takes quadratic time over the attributes of one tag (50,000: 25 s).
STRETCH = 2048
TAG_NAME = re.compile(rb"<[A-Za-z][\w:-]{0,60}")
MANY_ATTRIBUTES = 200
INVISIBLE = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
CLOSED = re.compile(rf"{INVISIBLE.pattern}|(?:max-)?height\s*:\s*0")
PANEL = re.compile(r"(?i)accord|collaps|toggle|expand|panel|faq|answer|tab-?(?:pane|content)")
PRESSED = frozenset(("button", "tab"))  # roles
PANEL_ROLES = frozenset(("tabpanel", "region"))
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
HEADS = HEADINGS | {"summary", "button", "dt"}
FEW_ELEMENTS = 20  # at the beginning of a part, among which its heading is
BOLD = frozenset(("b", "strong"))
MOST_WRAPS, MOST_PARTS = 4, 3  # elements around a heading, and in each of them: the next one, an icon or two
OPENING = ("aria-expanded", "aria-controls", "data-toggle", "data-bs-toggle")  # attributes of what opens a panel
HIDDEN_ADDRESS = re.compile(r"(?:[0-9a-fA-F]{2}){4,256}")
ENDS = ("</body", "</html", "</BODY", "</HTML")
MUST_CLOSE = ("div", "main", "section", "article")
# A rule of a style sheet that makes the letters of one class bold, or plain.
WEIGHED = re.compile(
    r"(?:^|[}>/])\s*\.([\w-]{1,60})\s*\{[^{}]{0,500}?font-weight\s*:\s*(?:(bold|[6-9]00)|normal|[1-5]00)\b"
)
FRAME = ("footer", "nav", "header", "aside")  # what has headings of its own
LONGEST_STYLES = 300_000  # characters of style sheets that are looked at
LONGEST_HEAD = 120  # characters of a heading
FEWEST_LANGUAGES = 3  # links to translations that make a language picker


def parse(markup: str | bytes) -> tuple[etree._Element | None, bool]:
    """The tree of a page, of text or UTF-8; None if there is nothing in it; and whether the parser gave up too soon."""
    markup = _without_long_tags(markup.encode("utf-8", "replace") if isinstance(markup, str) else markup)
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True, default_doctype=False
    )
    try:
        root = etree.fromstring(markup, parser)
    except etree.ParserError:
        return None, False
    except etree.XMLSyntaxError:
        return None, True
    return root, any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log.filter_from_fatals())


def breaks_off(markup: str) -> bool:
    """Whether markup ends before it is closed: inside of a tag, or of a part that must be closed."""
    if any(markup.rfind(end) >= 0 for end in ENDS):  # near the end as a rule, where `in` would look last
        return False  # many pages leave these tags out, so that they prove nothing where they are missing
    if markup.rfind("<") > markup.rfind(">"):
        return True
    return any(markup.count(f"<{tag}") > markup.count(f"</{tag}") for tag in MUST_CLOSE)


def _without_long_tags(markup: bytes) -> bytes:
    """Take the attributes off tags that have hundreds of them.

    A tag of twice STRETCH covers a whole stretch without a bracket, wherever it begins: only those are looked at.
    """
    kept: list[bytes] = []
    done = seen = 0
    for start in range(0, len(markup) - STRETCH + 1, STRETCH):
        if start < seen or any(markup.find(mark, start, start + STRETCH) >= 0 for mark in (b"<", b">")):
            continue
        seen = _next_bracket(markup, start)
        back = max(done, start - STRETCH)
        opened = markup.rfind(b"<", back, start)
        name = TAG_NAME.match(markup, opened) if opened > markup.rfind(b">", back, start) else None
        if name and len(markup[opened:seen].split(None, MANY_ATTRIBUTES)) > MANY_ATTRIBUTES:
            kept += (markup[done : name.end()], b" ")
            done = seen
    return b"".join([*kept, markup[done:]]) if kept else markup


# Characters of text; without regular expressions, which it has no use for and which take time at each call.
length = etree.XPath("string-length(normalize-space(.))", regexp=False)
LANGUAGES = etree.XPath("descendant::a[@hreflang]")


def settle(root: etree._Element, *, furniture: bool) -> None:
    """Take out what holds no text that a person reads, and, where it is `furniture`, lists of translations."""
    etree.strip_elements(root, *DROPPED, with_tail=False)
    if furniture:
        _drop_languages(root)


def embolden(root: etree._Element) -> None:
    """Say in `style` which class names make letters bold, on a page whose headings are made by nothing else."""
    if any(next(heading.iterancestors(*FRAME), None) is None for heading in root.iter("h2", "h3", "h4")):
        return
    styles = "\n".join(style.text or "" for style in root.getroottree().iter("style"))[:LONGEST_STYLES]
    weights = dict.fromkeys(HEAVY, "700")
    for name, bold in WEIGHED.findall(styles):
        weights[name] = "700" if bold else "400"
    for element in root.iter("p", "div", "span"):
        names = element.get("class")
        said = [weights[name] for name in names.split() if name in weights] if names else []
        if said and not any(map(len, element)) and sum(map(len, element.itertext())) <= LONGEST_HEAD:
            element.set("style", f"{element.get('style', '')};font-weight:{max(said)}")


def show(root: etree._Element, tag: str, attribute: str = "") -> None:
    """Let elements be read that are left out as a rule, all or those with an attribute: as containers like any other.

    A `<template shadowrootmode>` is the part of a page that a browser shows in the place of its element (HTML standard,
    4.12.3).
    """
    for element in list(root.iter(tag)):
        if not attribute or element.get(attribute) is not None:
            element.tag = "div"


def is_hidden(element: etree._Element, style: str) -> bool:
    """Whether a style hides an element. What can be opened, a long text or one with a head to press, is content."""
    return INVISIBLE.search(style) is not None and _is_small(element) and not _is_panel(element)


def _is_panel(element: etree._Element) -> bool:
    """Whether an element says that it is a part of a text that is closed, or stands below the head of one."""
    alone = element.getprevious() is None and element.getnext() is None
    around = element.getparent() if alone else None
    for part in (element, element if around is None else around):
        if part.get("role") in PANEL_ROLES or PANEL.search(part.get("class", "")[:1000]) or _is_beside_text(part):
            return True
    head = element.getprevious()
    return head is not None and _is_head(head)


def _is_beside_text(element: etree._Element) -> bool:
    """Whether an element that is not shown begins with a heading, beside another of its names that is a text: a tab."""
    names = element.get("class")
    beside = (one for one in (element.getprevious(), element.getnext()) if one is not None)
    alike = (one for one in beside if one.tag == element.tag and one.get("class") == names)
    return _is_headed(element) and any(map(_is_headed, alike))


def _is_headed(element: etree._Element) -> bool:
    return any(one.tag in HEADINGS for one in islice(element.iter(), FEW_ELEMENTS))


def _is_head(element: etree._Element) -> bool:
    """Whether an element is what opens a part of a text, or a block that holds nothing but a heading or bold line."""
    for wraps in range(MOST_WRAPS):
        if element.tag in HEADS or (wraps and element.tag in BOLD) or element.get("role") in PRESSED:
            return True
        if any(name in element.attrib for name in OPENING):
            return True
        if not 0 < len(element) <= MOST_PARTS or _says(element.text) or any(_says(child.tail) for child in element):
            return False
        first, *icons = element
        if any(len(icon) or _says(icon.text) for icon in icons):
            return False
        element = first
    return False


def _says(text: str | None) -> bool:
    return text is not None and not text.isspace() and text != ""


def _drop_languages(root: etree._Element) -> None:
    """Take out lists of the languages that a page also comes in."""
    lists = Counter(above for link in LANGUAGES(root) for above in islice(link.iterancestors(), 2))
    for element, links in lists.items():
        if links >= FEWEST_LANGUAGES and element.tag not in ("body", "html") and _is_small(element):
            drop(element)


def _next_bracket(markup: bytes, start: int) -> int:
    """Where the next bracket stands, or the end."""
    opened = markup.find(b"<", start)
    end = opened if opened >= 0 else len(markup)
    closed = markup.find(b">", start, end)
    return closed if closed >= 0 else end


def plain_address(code: str) -> str:
    """The e-mail address that a CDN hides from robots, other at each request: a key in hex, then the letters XOR it."""
    if not HIDDEN_ADDRESS.fullmatch(code):
        return ""
    key, *letters = bytes.fromhex(code)
    address = bytes(letter ^ key for letter in letters).decode("utf-8", "replace")
    return address if "@" in address and address.isprintable() else ""


def drop(element: etree._Element) -> None:
    """Take an element out; the text after it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def _is_small(element: etree._Element) -> bool:
    """Whether what is not shown is a label and not a closed expander: fewer than forty words."""
    words = 0
    for text in element.itertext():
        words += len(text.split())
        if words >= 40:
            return False
    return True
