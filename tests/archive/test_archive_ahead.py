"""Reading ahead changes when a capture is read, and nothing else."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import UTC, datetime, timedelta

from monitor.archive.ahead import BATCH, MOST, MOST_BYTES, Ahead
from monitor.archive.intake import Incoming
from monitor.core.judging import read_or_reason
from monitor.core.records import Page, Response
from monitor.wiring import Here

START = datetime(2026, 1, 1, tzinfo=UTC)
PAGE = Page(id="a", url="https://example.org/privacy")
HEADERS = (("content-type", "text/html"),)


class Counting(Here):
    """A pool that tells what was asked of it."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    def submit(self, function, /, *args, **kwargs) -> Future:
        self.bodies += [key[0] for key in args[0]]
        return super().submit(function, *args, **kwargs)


def incoming(body: bytes, number: int = 0, page: Page = PAGE) -> Incoming:
    at = START + timedelta(days=number)
    return Incoming(page, Response(page.url, page.url, 200, HEADERS, body, (), at))


def page_of(capture: Incoming) -> Page:
    return capture.page


def test_captures_come_in_their_order_and_are_read_before_they_are_asked_for() -> None:
    """What was read ahead is what would be read now, with the page's own selectors."""
    page = Page(id="a", url=PAGE.url, remove=("p.x",))
    captures = [incoming(f"<h1>Policy</h1><p>We keep {n}.</p><p class=x>Not.</p>".encode(), n, page) for n in range(20)]
    pool = Counting()
    ahead = Ahead(pool)
    for number, capture in enumerate(ahead.over(iter(captures), page_of)):
        assert capture is captures[number]
        assert min(number + MOST - BATCH, len(captures)) <= len(pool.bodies) <= number + MOST
        arguments = (capture.response.body, PAGE.url, HEADERS, (), ("p.x",))
        assert ahead.read(*arguments) == read_or_reason(*arguments)
    assert pool.bodies == [capture.response.body for capture in captures]


def test_what_is_there_or_has_the_bytes_of_the_one_before_is_not_read() -> None:
    """A second run of an import reads nothing."""
    pool = Counting()
    captures = [incoming(body, n) for n, body in enumerate((b"<p>one", b"<p>one", b"<p>two", b"<p>three"))]
    there = captures[2]
    list(Ahead(pool).over(iter(captures), lambda one: None if one is there else one.page))
    assert pool.bodies == [b"<p>one", b"<p>three"]


def test_what_was_not_begun_is_read_when_it_is_asked_for() -> None:
    """With other selectors, say, than those that the page has."""
    pool = Counting()
    ahead = Ahead(pool)
    (capture,) = ahead.over(iter([incoming(b"<h1>Policy</h1><p>We keep it.</p>")]), page_of)
    arguments = (capture.response.body, PAGE.url, HEADERS, ("p",), ())
    assert ahead.read(*arguments) == read_or_reason(*arguments)
    assert len(pool.bodies) == 1


def test_large_captures_do_not_wait_in_numbers() -> None:
    """No more of them than fit, however many there are."""
    pool = Counting()
    body = b"<!--" + b"x" * (MOST_BYTES // 2) + b"-->"
    captures = (incoming(body + bytes([n]), n) for n in range(6))
    next(Ahead(pool).over(captures, page_of))
    assert len(pool.bodies) == 2


def test_variants_by_turns_are_read_each_time() -> None:
    """Two captures of the same bytes wait at once: the second is read when its turn comes."""
    pool = Counting()
    ahead = Ahead(pool)
    captures = [incoming(body, n) for n, body in enumerate((b"<p>one", b"<p>two", b"<p>one"))]
    for capture in ahead.over(iter(captures), page_of):
        arguments = (capture.response.body, PAGE.url, HEADERS, (), ())
        assert ahead.read(*arguments) == read_or_reason(*arguments)
    assert pool.bodies == [b"<p>one", b"<p>two"]
