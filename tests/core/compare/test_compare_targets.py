"""Link targets that lead to the same place."""

from __future__ import annotations

import pytest

from monitor.core.compare.targets import target

PAGE = "https://example.org/en-us/privacy"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://x.org/a?utm_source=news&utm_medium=mail&id=7", "https://x.org/a?id=7"),
        ("https://x.org/a?fbclid=1&gclid=2&msclkid=3&mc_cid=4&_ga=5&ref=6", "https://x.org/a"),
        ("https://x.org/a?id=7&lang=en", "https://x.org/a?lang=fr&id=7"),
        ("https://x.org/f.pdf?X-Amz-Signature=ab&X-Amz-Expires=60", "https://x.org/f.pdf?X-Amz-Signature=cd"),
        (f"https://x.org/f?k={'a1' * 30}", f"https://x.org/f?k={'b2' * 30}"),
        ("https://x.org/a;jsessionid=1", "https://x.org/a;jsessionid=2"),
        ("https://x.org/en-us/legal/a", "https://x.org/fr-fr/legal/a"),
        ("https://x.org/en/a", "https://x.org/a"),
        ("http://X.ORG:80/a/", "https://x.org/a"),
        ("https://x.org/a%20b", "https://x.org/a b"),
        ("#rights", f"{PAGE}#how"),
        (f"{PAGE}/#a", "https://example.org/fr-fr/privacy?lang=fr#b"),
        ("https://x.org/cdn-cgi/l/email-protection#1f2e", "https://x.org/cdn-cgi/l/email-protection#aa"),
    ],
)
def test_what_differs_from_visit_to_visit_is_folded(one: str, other: str) -> None:
    """Tracking, signatures, sessions, languages, schemes, places in the document itself."""
    assert target(one, PAGE) == target(other, PAGE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://x.org/privacy", "https://x.org/terms"),
        ("https://x.org/a?id=7", "https://x.org/a?id=8"),
        ("https://x.org/a#b", "https://x.org/a#c"),
        ("https://x.org/a", "https://y.org/a"),
        ("mailto:a@x.org", "mailto:b@x.org"),
        ("http://[", "http://]"),
        ("#rights", PAGE),
    ],
)
def test_another_place_stays_another(one: str, other: str) -> None:
    """Folding hides no other document, and an address that cannot be parsed is compared as it is written."""
    assert target(one, PAGE) != target(other, PAGE)
