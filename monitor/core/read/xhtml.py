"""XHTML that is served as XML: read as what it is, since HTML's rules lose text there.

To an HTML parser `<script/>` opens a script that swallows the page, and CDATA is a comment.
"""

from __future__ import annotations

import re
from html.entities import html5

from lxml import etree

XHTML = "http://www.w3.org/1999/xhtml"
ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31};)")
OWN = frozenset(("amp;", "lt;", "gt;", "quot;", "apos;"))  # of XML itself


def parse_xhtml(text: str) -> etree._Element | None:
    """The tree of a well-formed XHTML page, its names without namespaces; None where it is none.

    Nothing is fetched. A page that declares entities of its own is left to the HTML parser, which ignores them: one
    of them in an attribute can stand for gigabytes.
    """
    if "<!ENTITY" in text:
        return None
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
        huge_tree=True,
    )
    try:
        root = etree.fromstring(ENTITY.sub(_character, text).encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None
    if etree.QName(root).localname != "html":
        return None
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname.lower()
    etree.cleanup_namespaces(root)
    return root


def _character(entity: re.Match[str]) -> str:
    """The character that HTML gives a name to; without a DTD, XML knows five."""
    return entity[0] if entity[1] in OWN else html5.get(entity[1], entity[0])
