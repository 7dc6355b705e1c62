"""Turns, attempts and waiting: nobody is asked too often, and no slot is held by one who sleeps."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from clocks import START, FakeClock
from fetching import failure, fetching, page
from hypothesis import given
from hypothesis import strategies as st
from resolvers import StaticResolver
from servers import Request, Site, Wire, answer, cut, hangs, in_turn, redirect, resets, serve

from monitor.core.errors import FetchError
from monitor.core.model import Reason
from monitor.core.records import Response, Validators
from monitor.core.schedule import retry_after
from monitor.fetch.pacing import MAX_TURNS, Deadline, Pacing
from monitor.fetch.retry import LONGEST, backoff, pause

NONE = Validators()


async def test_two_requests_to_a_host_are_apart() -> None:
    """By the delay, measured from the end of the one before; redirects are requests too."""
    clock = FakeClock()
    site = Site({"/": answer(b""), "/moved": redirect("/")})
    async with serve(site) as base, fetching(clock=clock, host_delay=1.0) as fetcher:
        await fetcher.fetch(page(f"{base}/"), NONE)
        assert clock.slept == []
        clock.advance(seconds=0.25)
        await fetcher.fetch(page(f"{base}/moved"), NONE)
        assert clock.slept == [0.75, 1.0]
        clock.advance(seconds=5)
        await fetcher.fetch(page(f"{base}/"), NONE)
    assert clock.slept == [0.75, 1.0]


async def test_hosts_do_not_wait_for_each_other() -> None:
    """The delay is of the host, by name and not by address."""
    clock = FakeClock()
    resolver = StaticResolver({"a.example": [["127.0.0.1"]], "b.example": [["127.0.0.1"]]})
    async with (
        serve(Site({"/": answer(b"")})) as base,
        fetching(clock=clock, host_delay=60.0, resolver=resolver) as fetcher,
    ):
        port = base.rsplit(":", 1)[1]
        for host in ("a.example", "b.example"):
            await fetcher.fetch(page(f"http://{host}:{port}/"), NONE)
    assert clock.slept == []


class Crowd:
    """A handler that counts how many are in it at once."""

    def __init__(self) -> None:
        self.inside = self.most = 0

    async def __call__(self, request: Request, wire: Wire) -> None:
        self.inside += 1
        self.most = max(self.most, self.inside)
        for _ in range(20):
            await asyncio.sleep(0)
        self.inside -= 1
        await wire.send(answer(b""))


@pytest.mark.parametrize(("delay", "most"), [(0, 3), (0.001, 1)])
async def test_only_so_many_requests_at_a_time(delay: float, most: int) -> None:
    """Over all hosts as many as `concurrency` says, at one paced host one."""
    crowd = Crowd()
    async with serve(crowd) as base, fetching(concurrency=3, host_delay=delay) as fetcher:
        await asyncio.gather(*(fetcher.fetch(page(f"{base}/"), NONE) for _ in range(12)))
    assert crowd.most == most


async def test_waiting_for_a_turn_is_not_held_against_the_page() -> None:
    """The deadline counts work alone: the last in a long queue has as much time as the first."""
    clock = FakeClock()
    async with serve(Site({"/": answer(b"")})) as base, fetching(clock=clock, host_delay=10.0) as fetcher:
        await asyncio.gather(*(fetcher.fetch(page(f"{base}/", total_timeout=1.0), NONE) for _ in range(5)))
    assert clock.now() - START >= timedelta(seconds=40)


async def test_a_slow_host_holds_up_only_itself() -> None:
    """Its queue waits outside of the slots that all share."""
    resolver = StaticResolver({"slow.example": [["127.0.0.1"]], "quick.example": [["127.0.0.1"]]})
    site = Site({"/hangs": hangs, "/": answer(b"quick")})
    async with serve(site) as base, fetching(concurrency=2, host_delay=0.01, resolver=resolver) as fetcher:
        port = base.rsplit(":", 1)[1]
        slow = [asyncio.create_task(fetcher.fetch(page(f"http://slow.example:{port}/hangs"), NONE)) for _ in range(10)]
        response = await fetcher.fetch(page(f"http://quick.example:{port}/"), NONE)
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)
    assert response.body == b"quick"


async def test_hosts_are_not_remembered_for_ever() -> None:
    """Redirects can name any number of hosts."""
    clock = FakeClock()
    pacing = Pacing(clock, 1, 1.0)
    for number in range(MAX_TURNS + 10):
        async with pacing.slot(f"{number}.example"):
            clock.advance(seconds=1)
    assert len(pacing._turns) < MAX_TURNS


async def test_a_clock_set_back_does_not_stop_us() -> None:
    """The wait is never longer than the delay."""
    clock = FakeClock()
    pacing = Pacing(clock, 1, 1.0)
    for _ in range(2):
        async with pacing.slot("a.example"):
            pass
        clock.advance(days=-300)
    assert clock.slept == [1.0]


async def test_a_deadline_that_is_used_up_stops_at_once() -> None:
    """What is left is never less than nothing to asyncio."""
    deadline = Deadline(1.0)
    deadline.spent = 2.0
    with pytest.raises(FetchError) as caught:
        async with deadline.running():
            await asyncio.sleep(1)
    assert caught.value.inaccessible.reason is Reason.TIMEOUT


@pytest.mark.parametrize("first", [answer(b"", 503), answer(b"", 500), answer(b"", 429), resets, cut(b"")])
async def test_what_may_pass_is_tried_again(first: bytes) -> None:
    """429, 5xx, and connections that broke before an answer; the hops are those of the last attempt."""
    clock = FakeClock()
    site = Site({"/": in_turn(first, first, answer(b"there"))})
    async with serve(site) as base, fetching(clock=clock) as fetcher:
        response = await fetcher.fetch(page(f"{base}/", retries=2), NONE)
    assert response.body == b"there"
    assert len(response.hops) == 1
    assert clock.slept == [backoff("page", 0), backoff("page", 1)]


async def test_a_refused_connection_is_tried_again() -> None:
    """So is a name that does not resolve."""
    clock = FakeClock()
    async with fetching(clock=clock, resolver=StaticResolver({})) as fetcher:
        error = await failure(fetcher, page("http://gone.example/", retries=2))
        assert error.inaccessible.reason is Reason.NETWORK
        assert len(clock.slept) == 2
        await failure(fetcher, page("http://127.0.0.1:1/", retries=1))
        assert len(clock.slept) == 3


@pytest.mark.parametrize("status", [200, 304, 400, 403, 404, 410])
async def test_what_will_not_pass_is_not_tried_again(status: int) -> None:
    """An answer is an answer."""
    site = Site({"/": answer(b"", status)})
    async with serve(site) as base, fetching() as fetcher:
        await fetcher.fetch(page(f"{base}/", retries=5), Validators('"1"'))
    assert len(site.requests) == 1


@pytest.mark.parametrize("handler", [cut(answer(b"half", length=9)), cut(b"junk\r\n\r\n"), hangs, redirect("")])
async def test_a_bad_answer_is_not_tried_again(handler: bytes) -> None:
    """Half bodies, junk, and servers that do not answer cost enough once."""
    site = Site({"/": handler})
    async with serve(site) as base, fetching() as fetcher:
        await failure(fetcher, page(f"{base}/", retries=5, read_timeout=0.05))
    assert len(site.requests) == 1


async def test_the_last_answer_is_given_whatever_it_is() -> None:
    """After all attempts a 503 is the response."""
    site = Site({"/": answer(b"down", 503)})
    async with serve(site) as base, fetching() as fetcher:
        response = await fetcher.fetch(page(f"{base}/", retries=2), NONE)
    assert (response.status, response.body) == (503, b"down")
    assert len(site.requests) == 3


async def test_a_short_retry_after_is_waited_for() -> None:
    """And counts into the total time."""
    clock = FakeClock()
    busy = answer(b"", 429, ("Retry-After", "20"))
    site = Site({"/": in_turn(busy, busy, busy, answer(b"there"))})
    async with serve(site) as base, fetching(clock=clock) as fetcher:
        response = await fetcher.fetch(page(f"{base}/", retries=5, total_timeout=50), NONE)
    assert response.status == 429  # after 40 s there is no time for a third wait
    assert clock.slept == [20.0, 20.0]


async def test_a_long_retry_after_is_left_to_the_caller() -> None:
    """It comes back with the response, at once."""
    clock = FakeClock()
    site = Site({"/": answer(b"", 503, ("Retry-After", "3600"))})
    async with serve(site) as base, fetching(clock=clock) as fetcher:
        response = await fetcher.fetch(page(f"{base}/", retries=5, total_timeout=100_000), NONE)
    assert (response.status, response.header("Retry-After")) == (503, "3600")
    assert clock.slept == []
    assert len(site.requests) == 1


async def test_a_fetch_that_waits_holds_no_slot() -> None:
    """While one sleeps before its next attempt, its host and the one shared slot serve another."""
    clock = Sleeper()
    site = Site({"/busy": answer(b"", 503), "/": answer(b"served")})
    async with serve(site) as base, fetching(clock=clock, concurrency=1, host_delay=0.001) as fetcher:
        waiting = asyncio.create_task(fetcher.fetch(page(f"{base}/busy", retries=1), NONE))
        await clock.asleep.wait()
        response = await fetcher.fetch(page(f"{base}/"), NONE)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    assert response.body == b"served"


class Sleeper(FakeClock):
    """A clock on which long sleeps do not end."""

    def __init__(self) -> None:
        super().__init__()
        self.asleep = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        if seconds >= 0.1:
            self.asleep.set()
            await asyncio.Event().wait()
        await super().sleep(seconds)


@given(page_id=st.text(max_size=20), attempt=st.integers(0, 50))
def test_backing_off_is_bounded_and_repeatable(page_id: str, attempt: int) -> None:
    """The same page and attempt wait the same time, half to all of 1, 2, 4 … 30 s."""
    wait = backoff(page_id, attempt)
    whole = min(2.0**attempt, LONGEST)
    assert whole / 2 <= wait <= whole
    assert wait == backoff(page_id, attempt)


def test_pages_do_not_come_back_in_step() -> None:
    """Many pages that failed together spread out."""
    assert len({round(backoff(f"page-{n}", 0), 2) for n in range(200)}) > 40


NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        *(("0", 0.0), ("120", 120.0), (" 7 ", 7.0), ("9" * 400, 999999999999.0)),
        *(("Tue, 24 Nov 2026 08:01:00 GMT", 60.0), ("Tue, 24 Nov 2026 07:00:00 GMT", 0.0)),
        *(("Tuesday, 24-Nov-26 08:01:00 GMT", 60.0), ("Tue Nov 24 08:01:00 2026", 60.0)),
        *(
            ("", None),
            ("-5", None),
            ("1.5", None),
            ("soon", None),
            ("٣", None),
            ("Tue, 99 Nov 2026 08:01:00 GMT", None),
        ),
    ],
)
def test_retry_after_is_read(value: str, seconds: float | None) -> None:
    """Seconds, or any of the three date forms of RFC 9110; nothing else."""
    assert retry_after(value, NOW) == seconds


@pytest.mark.parametrize(("status", "tried"), [(200, False), (404, False), (429, True), (500, True), (599, True)])
def test_which_statuses_pass(status: int, tried: bool) -> None:
    """Only these are worth another attempt."""
    response = Response("u", "u", status, (), b"", (), NOW)
    assert (pause(response, "page", 0) is not None) is tried
