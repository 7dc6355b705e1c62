"""A manifest of captures as text: what is taken from it, and every mistake that it may hold."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.archive.manifest import LONGEST_LINE, Capture, page_id_of, parse

NOW = datetime(2026, 11, 24, tzinfo=UTC)
GOOD = {
    "page": "Example/Privacy Policy",
    "url": "https://example.org/privacy",
    "fetched_at": "2024-05-01T10:00:00+02:00",
    "file": "html/a.html",
}


def line(**differs: object) -> bytes:
    """A line with other values; None leaves a key out."""
    return json.dumps({key: value for key, value in (GOOD | differs).items() if value is not None}).encode() + b"\n"


def parsed(*lines: bytes) -> tuple[list[Capture], list[tuple[int, str]]]:
    return parse(enumerate(lines, 1), NOW)


def test_line_with_the_four_keys_is_a_capture() -> None:
    """The name is kept, an id is made of it, and the time is in UTC."""
    captures, mistakes = parsed(line())
    assert mistakes == []
    assert captures == [
        Capture(
            line=1,
            page_id="example-privacy-policy",
            page_name="Example/Privacy Policy",
            url="https://example.org/privacy",
            fetched_at=datetime(2024, 5, 1, 8, tzinfo=UTC),
            file="html/a.html",
            final_url="https://example.org/privacy",
        )
    ]


def test_optional_keys_are_kept_and_unknown_ones_passed_over() -> None:
    """What the manifest knows of the response goes into the capture."""
    known = {
        "content_type": "text/plain",
        "status": 404,
        "final_url": "https://example.org/x",
        "headers": {"ETag": "1"},
    }
    (capture,), mistakes = parsed(line(**known, colour="blue"))
    assert mistakes == []
    assert (capture.content_type, capture.status, capture.final_url) == ("text/plain", 404, "https://example.org/x")
    assert capture.headers == {"ETag": "1"}


def test_mistakes_of_all_lines_are_told_with_their_numbers() -> None:
    """Good lines beside bad ones are no reason to stop looking, and a line may have two mistakes."""
    captures, mistakes = parsed(line(), b"{broken\n", line(url=None, file=None), b"\n", line())
    assert [capture.line for capture in captures] == [1, 5]
    assert [number for number, _ in mistakes] == [2, 3, 3]
    assert mistakes[0][1].startswith("Invalid JSON")
    assert mistakes[1:] == [(3, "url: is missing"), (3, "file: is missing")]


@pytest.mark.parametrize(
    ("differs", "told"),
    [
        ({"fetched_at": "2024-05-01T10:00:00"}, "fetched_at: has no time zone"),
        ({"fetched_at": "20240501"}, "fetched_at: has no time zone"),
        ({"fetched_at": "yesterday"}, "fetched_at: is not a time"),
        ({"fetched_at": 1714550400}, "fetched_at: is not a time"),
        ({"fetched_at": "9999-12-31T23:59:59-05:00"}, "fetched_at: lies outside of the calendar"),
        ({"fetched_at": "2027-01-01T00:00:00Z"}, "fetched_at: 2027-01-01 lies before 1990 or in the future"),
        ({"fetched_at": "1970-01-01T00:00:00Z"}, "fetched_at: 1970-01-01 lies before 1990"),
        ({"file": "/etc/passwd"}, "file: leads out of the manifest's folder"),
        ({"file": "html/../../secret"}, "file: leads out of the manifest's folder"),
        ({"file": "a\0b"}, "file: has control characters"),
        ({"page": ""}, "page: String should have at least 1 character"),
        ({"page": "a\u001b[2J"}, "page: has control characters"),
        ({"page": "隐私政策"}, "page: '隐私政策' has no letter from a to z"),
        ({"page": 3}, "page: Input should be a valid string"),
        ({"url": "file:///etc/passwd"}, "url: is not an address"),
        ({"url": "https://[::1"}, "url: is not an address"),
        ({"url": "https://example.org/ \n"}, "url: is not an address"),
        ({"final_url": "javascript:alert(1)"}, "final_url: is not an address"),
        ({"status": 304}, "status: 304 brings no page"),
        ({"status": 99}, "status: Input should be greater than or equal to 200"),
        ({"status": "200"}, "status: Input should be a valid integer"),
        ({"headers": {"ETag": 1}}, "headers: 'ETag': Input should be a valid string"),
    ],
)
def test_value_that_cannot_be_is_told_by_its_key(differs: dict[str, object], told: str) -> None:
    """One mistake, and no capture."""
    captures, mistakes = parsed(line(**differs))
    assert captures == []
    (mistake,) = mistakes
    assert mistake[1].startswith(told)


@pytest.mark.parametrize("hostile", [b"[" * 50_000, b"null", b"\xff\xfe", b"{}" * LONGEST_LINE, b'{"page": "\\ud800"}'])
def test_hostile_line_is_a_mistake_and_nothing_worse(hostile: bytes) -> None:
    """Deep nesting, endless lines, bytes that are no text, and half of a character."""
    captures, mistakes = parsed(hostile, line())
    assert [capture.line for capture in captures] == [2]
    assert {number for number, _ in mistakes} == {1}


def test_byte_order_mark_is_no_mistake() -> None:
    """Editors on Windows write one."""
    assert len(parsed(b"\xef\xbb\xbf" + line())[0]) == 1


def test_two_names_with_one_id_are_a_mistake() -> None:
    """Else the histories of two pages would be mixed."""
    captures, mistakes = parsed(line(page="Example/Terms"), line(page="example terms"), line(page="Example/Terms"))
    assert [capture.line for capture in captures] == [1, 3]
    assert mistakes == [
        (2, "page: 'example terms' would get the id 'example-terms', as 'Example/Terms' does; rename one")
    ]


@pytest.mark.parametrize(
    ("name", "page_id"),
    [
        ("ms-privacy", "ms-privacy"),
        ("A.b_C", "A.b_C"),
        ("GitHub/Privacy Policy", "github-privacy-policy"),
        ("-x-", "x"),
        ("!!!", ""),
        ("word " * 50, ("word-" * 20)[:-1]),
    ],
)
def test_id_is_the_name_or_made_of_it(name: str, page_id: str) -> None:
    """A name that can be an id is one; else letters and digits in lower case are left of it."""
    assert page_id_of(name) == page_id


@given(st.lists(st.one_of(st.binary(max_size=200), st.builds(lambda value: line(page=value), st.text(max_size=30)))))
def test_no_bytes_break_the_reading_of_a_manifest(lines: list[bytes]) -> None:
    """Each line that is not empty is a capture or has a mistake, never both, whatever it holds."""
    captures, mistakes = parsed(*lines)
    good, bad = {capture.line for capture in captures}, {number for number, _ in mistakes}
    assert good | bad == {number for number, text in enumerate(lines, 1) if text.strip()}
    assert not good & bad
