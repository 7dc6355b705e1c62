"""What a person is told who wants to mend a page that is read badly."""

from __future__ import annotations

import pytest

from monitor import read
from monitor.core.read.explaining import explain

PROSE = "We collect the data that you give us when you open an account, and we keep it for as long as you use it. "
TEXT = f"<h1>Privacy</h1><p>{PROSE * 4}</p><h2>Rights</h2><p>{PROSE * 3}</p>"


@pytest.mark.parametrize(
    ("around", "named"),
    [
        ("<main>{}</main>", "main"),
        ("<article><div id=policy-text>{}</div></article>", "#policy-text"),
        ("<div class='x1y2 policy-body'>{}</div><div class=other>o</div>", "div.policy-body"),
        ("<div class=a><a href=/x>Other</a></div><div class=a><section>{}</section></div>", "section"),
    ],
)
def test_the_container_is_suggested_as_a_selector(around: str, named: str) -> None:
    """By a name that a person gave it; reading with it gives the same text."""
    body = f"<html><body><nav>Home</nav>{around.format(TEXT)}</body></html>".encode()
    found = explain(body, content_type="text/html")
    assert found.suggestion is not None
    assert found.suggestion.select.endswith(named)
    assert read(body, content_type="text/html", select=[found.suggestion.select]).text == found.document.text
    assert found.suggestion.words == found.document.words
    assert found.kept is not None
    assert found.kept.start.startswith("Privacy We collect")


def test_what_rules_already_needs_no_suggestion() -> None:
    """`select` says what is read, and a text without markup has no containers."""
    body = f"<body><main>{TEXT}</main></body>".encode()
    assert explain(body, content_type="text/html", select=["main"]).suggestion is None
    plain = explain(PROSE.encode(), content_type="text/plain")
    assert (plain.kind, plain.kept, plain.left_out, plain.suggestion) == ("plain", None, (), None)


def test_who_decided_the_encoding_is_told() -> None:
    """And what was mended."""
    found = explain("<p>Größe – für Gäste</p>".encode(), content_type="text/html; charset=iso-8859-1")
    assert (found.document.encoding, found.mended) == ("utf-8", 5)
    assert "against the HTTP header" in found.decided_by


def test_names_of_a_hostile_page_are_cut() -> None:
    """Where something stands is told in a line."""
    body = f"<body><nav id={'x' * 5000} class='{'y ' * 5000}'>Home</nav><main>{TEXT}</main></body>".encode()
    (part,) = explain(body, content_type="text/html").left_out
    assert len(part.where) < 300
