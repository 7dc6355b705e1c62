"""The feed: valid by RFC 4287, stable, and safe."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from lxml import etree
from report_samples import MADE, hostile, rich

from monitor.core.records import Standing
from monitor.report import compose
from monitor.report.atom import NAMESPACE, report_atom

NS = {"a": NAMESPACE}


def parsed(text: str) -> etree._Element:
    """The feed as a parser sees it."""
    return etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False, no_network=True))


def test_every_required_element_is_there_once() -> None:
    """Title, id and updated of feed and entries, an author, and content (RFC 4287, 4.1)."""
    feed = parsed(report_atom(rich()))
    for node in (feed, *feed.findall("a:entry", NS)):
        assert [len(node.findall(f"a:{name}", NS)) for name in ("title", "id", "updated")] == [1, 1, 1]
    assert feed.findtext("a:author/a:name", namespaces=NS) == "privacy-monitor"
    assert all(node.get("type") == "html" for node in feed.findall("a:entry/a:content", NS))
    stamps = [node.text or "" for node in feed.findall("a:entry/a:updated", NS)]
    assert stamps == sorted(stamps, reverse=True)


def test_ids_are_those_of_versions_and_not_of_the_making() -> None:
    """A reader shows an entry once, whenever the feed was made."""
    made = rich(waiting=())
    ids = [node.text for node in parsed(report_atom(made)).iter(f"{{{NAMESPACE}}}id")]
    later = replace(made, made_at=made.made_at + timedelta(days=9))
    assert [node.text for node in parsed(report_atom(later)).iter(f"{{{NAMESPACE}}}id")] == ids
    assert len(set(ids)) == len(ids)


def test_a_change_that_was_not_confirmed_for_a_day_is_told_with_the_id_that_it_keeps() -> None:
    """Its page cannot be read, so that it may stay so; what waits for its time is not told yet."""
    made = rich()
    [node] = [
        node
        for node in parsed(report_atom(made)).findall("a:entry", NS)
        if (node.findtext("a:title", namespaces=NS) or "").startswith("Unconfirmed: Example Mail")
    ]
    late = next(entry.telling for entry in made.waiting if entry.telling.page_id == "mail")
    confirmed = compose(
        [replace(late, standing=Standing.CONFIRMED)], [], title="t", since=None, until=None, made_at=MADE
    )
    assert node.findtext("a:id", namespaces=NS) in report_atom(confirmed)
    assert "Example Cloud changed “March 3, 2025”" not in report_atom(made)


def test_hostile_text_stays_text_and_well_formed() -> None:
    """Whatever a page contains, no element and no link of it comes through."""
    feed = parsed(report_atom(hostile()))
    names = {etree.QName(node).localname for node in feed.iter()}
    assert names <= set("feed title id updated author name entry link category summary content".split())
    for content in feed.findall("a:entry/a:content", NS):
        inner = etree.fromstring(f"<div>{content.text}</div>", etree.HTMLParser())
        assert not inner.xpath(
            "//script | //img | //iframe | //@onerror | //@style | //a[starts-with(@href, 'javascript')]"
        )
