"""Markup that is nested too deeply for the parser, made shallow enough that none of its text is lost."""

from __future__ import annotations

import re

# No "<" or ">" within, so that each character is looked at once: a tag cut short by such an attribute is left as it is.
TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]{0,40})([^<>]*)>")
NEVER_CLOSED = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th thead tbody tfoot "
    "colgroup option optgroup rb rt rtc rp html head body".split()
)
DEEPEST = 200  # elements that may stand within one another; libxml2 gives up at 255, or at 2048 when it is asked to


def shallow(markup: str) -> str:
    """The same markup without the tags that open below DEEPEST others; the text between them stays.

    Elements whose end tags may be left out are not counted: they nest only where others do.
    """
    depth = 0

    def kept(tag: re.Match[str]) -> str:
        nonlocal depth
        name, rest = tag[2].lower(), tag[3]
        if name in NEVER_CLOSED or rest.endswith("/") or rest.count('"') % 2:
            return tag[0]
        if not tag[1]:
            depth += 1
            return tag[0] if depth <= DEEPEST else " "
        depth = max(0, depth - 1)
        return tag[0] if depth < DEEPEST else " "

    return TAG.sub(kept, markup)
