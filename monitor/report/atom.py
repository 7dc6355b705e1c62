"""A feed of changes (Atom, RFC 4287), an entry a version, the same to the letter for the same versions.

An id is made of what the version is, never of when the feed was made or where the database lies, so that a reader shows
each entry once.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

from lxml import etree

from monitor.core.records import Standing
from monitor.report import phrases
from monitor.report.compose import Entry, Report
from monitor.report.facts import predicate
from monitor.report.html import entry_html
from monitor.report.visible import is_web, one_line, visible

NAMESPACE = "http://www.w3.org/2005/Atom"
LATE = timedelta(days=1)  # that a change is told after it should have been confirmed, if the page was not read since
SUMMARY_FACTS = 5  # sentences of an entry's summary


def report_atom(report: Report) -> str:
    """The changes and returns of a report as a feed, the newest first. Its text cannot bring markup into it."""
    feed = etree.Element(f"{{{NAMESPACE}}}feed", nsmap={None: NAMESPACE})
    late = (entry for entry in report.waiting if phrases.is_late(entry.telling, report.made_at, LATE))
    told = (*report.entries, *late, *report.first)
    entries = sorted(told, key=lambda entry: entry.telling.after.seen_at, reverse=True)
    _text(feed, "title", report.title)
    _text(feed, "id", _id("feed", report.title, *sorted({entry.telling.page_id for entry in entries})))
    _text(feed, "updated", _stamp(max((e.telling.after.seen_at for e in entries), default=report.made_at)))
    _text(etree.SubElement(feed, f"{{{NAMESPACE}}}author"), "name", "privacy-monitor")
    for entry in entries:
        _entry(feed, entry)
    etree.indent(feed)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + str(etree.tostring(feed, encoding="unicode")) + "\n"


def _entry(feed: etree._Element, entry: Entry) -> None:
    after = entry.telling.after
    node = etree.SubElement(feed, f"{{{NAMESPACE}}}entry")
    unsure = "Unconfirmed: " if entry.telling.standing is Standing.HELD else ""
    _text(node, "title", unsure + phrases.headline(entry))
    _text(node, "id", _id(entry.telling.page_id, str(after.number), after.text_sha256))
    _text(node, "updated", _stamp(after.seen_at))
    if is_web(url := entry.telling.snapshot_after.final_url):
        etree.SubElement(node, f"{{{NAMESPACE}}}link", rel="related", href=one_line(url))
    etree.SubElement(node, f"{{{NAMESPACE}}}category", term=entry.significance.value)
    told = [predicate(fact) for fact in entry.facts[:SUMMARY_FACTS]] or [phrases.brief(entry)]
    _text(node, "summary", "; ".join(told) + ".")
    _text(node, "content", entry_html(entry)).set("type", "html")


def _text(parent: etree._Element, name: str, text: str) -> etree._Element:
    node = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    node.text = "\n".join(map(one_line, text.split("\n"))) if name == "content" else one_line(text)
    return node


def _id(*parts: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, visible("\n".join(parts))).urn)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
