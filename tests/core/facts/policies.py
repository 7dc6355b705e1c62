"""A small policy that tests change in one place, and what they ask of the facts that come of it."""

from __future__ import annotations

from monitor import compare, read
from monitor.core.model import Diff, Document, Fact

POLICY = """<h1>Privacy Policy</h1>
<p>Last updated: May 1, 2025</p>
<h2>Who we are</h2>
<p>The controller of your data is Example Cloud Ltd., 12 Harbour Street, Dublin, D02 X285, Ireland.</p>
<h2>Information we collect</h2>
<p>We collect your e-mail address and approximate location from your device.</p>
<ul><li>Usage data: pages you visit.</li><li>Purchase history</li></ul>
<h2>How we use it</h2>
<ul><li>To provide the services you ask for.</li><li>To prevent fraud and abuse.</li></ul>
<h2>How long we keep it</h2>
<p>We keep usage data for 30 days and then delete it.</p>
<p>Invoices are stored for seven (7) years as required by law.</p>
<h2>Sharing</h2>
<p>We do not sell your personal information.</p>
<p>We may share usage data with analytics providers such as Tally Metrics Inc. and with hosting providers.</p>
<h2>International transfers</h2>
<p>We transfer data to the United States on the basis of Standard Contractual Clauses.</p>
<h2>Your rights</h2>
<ul><li>You have the right to rectification of inaccurate data.</li><li>You have the right to data portability.</li></ul>
<p>You may opt out of marketing e-mails at any time. We will respond to your request within 30 days.</p>
<h2>Children</h2>
<p>The service is not directed to children under 13.</p>
<h2>Contact</h2>
<p>Write to privacy@example.org or call +353 1 555 0100.</p>
"""


def policy(*swaps: tuple[str, str]) -> Document:
    """The policy with each first text replaced by the second; a text that does not stand there fails the test."""
    text = POLICY
    for old, new in swaps:
        assert old in text, old
        text = text.replace(old, new)
    return read(text.encode(), url="https://example.org/privacy", content_type="text/html; charset=utf-8")


def changed(*swaps: tuple[str, str]) -> Diff:
    """What comparing says of these swaps."""
    return compare(policy(), policy(*swaps))


def told(*swaps: tuple[str, str]) -> list[Fact]:
    """The facts of these swaps, without the note that no date moved."""
    return [fact for fact in changed(*swaps).facts if fact.type != "meta.silent_change"]


def briefly(fact: Fact) -> tuple[str, str, str, str]:
    """Type, op and values."""
    return fact.type, fact.op.value, fact.value_before, fact.value_after


HERE = "<h2>Children</h2>"  # before which a sentence is put where the section does not matter


def facts_of(before: str, after: str, heading: str = "Sharing", more: str = "") -> list[Fact]:
    """Of one sentence in place of another, in a section of its own."""
    texts = [
        (HERE, f"<h2>{heading}</h2>{more}{text if text[:1] == '<' else f'<p>{text}</p>'}{HERE}")
        for text in (before, after)
    ]
    found = compare(policy(texts[0]), policy(texts[1])).facts
    return [fact for fact in found if fact.type != "meta.silent_change"]
