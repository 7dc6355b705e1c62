"""robots.txt: what it allows, when it cannot be had, and how often it is asked for."""

from __future__ import annotations

import asyncio
import gc
import gzip

import httpx
import pytest
from clocks import START, FakeClock
from fetching import failure, fetching, page
from servers import Handler, Request, Site, Wire, answer, cut, hangs, in_turn, redirect, resets, serve

from monitor.core.errors import FetchError
from monitor.core.model import Reason
from monitor.core.records import Page, Response, Validators
from monitor.fetch.headers import product_token
from monitor.fetch.pacing import Deadline
from monitor.fetch.robots import MAX_BYTES, MAX_KNOWN, Robots, relevant

NONE = Validators()


def polite(url: str, **settings: object) -> Page:
    return page(url, robots=True, **settings)


async def allows(robots: bytes) -> bool:
    """Whether a page may be had beside such a robots.txt; if not, it must not have been asked for."""
    site = Site({"/robots.txt": robots, "/p": answer(b"page")})
    async with serve(site) as base, fetching() as fetcher:
        try:
            await fetcher.fetch(polite(f"{base}/p"), NONE)
        except FetchError as error:
            reason = error.inaccessible.reason
        else:
            return True
    assert reason is Reason.ROBOTS
    assert "/p" not in site.paths
    return False


def text(*lines: str) -> bytes:
    return answer("\n".join(lines).encode(), 200, ("Content-Type", "text/plain"))


CASES = [
    (text("User-agent: *", "Disallow: /"), False),
    (text("User-agent: *", "Disallow: /p$"), False),
    (text("User-agent: *", "Disallow: /other"), True),
    (text("User-agent: *", "Disallow:"), True),
    (text("User-agent: *", "Disallow: /", "Allow: /p"), True),
    (text("User-agent: privacy-monitor", "Disallow: /", "", "User-agent: *", "Allow: /"), False),
    (text("User-agent: *", "Disallow: /", "", "User-agent: Privacy-Monitor/2.0", "Allow: /"), True),
    (text("User-agent: otherbot", "Disallow: /"), True),
    (text("User-agent: otherbot", "User-agent: *", "Disallow: /"), False),
    (text("User-agent: monitor", "Disallow: /", "User-agent: privacy", "Disallow: /"), True),
    (text("user-AGENT : *  # all", "  disallow : /  # nothing"), False),
    (text("\ufeffUser-agent: *", "Disallow: /"), False),
    (text("User-agent: *", "Disallow: /*?x", "Disallow: /*/p"), True),
    (text("<!DOCTYPE html>", "<p>User-agent: *", "<p>Disallow: /"), True),
    (text(""), True),
    (answer(b"\xff\xfe\x00" * 100, 200), True),
    (answer(gzip.compress(b"User-agent: *\nDisallow: /"), 200, ("Content-Encoding", "gzip")), False),
    *((answer(b"User-agent: *\nDisallow: /", status), True) for status in (400, 401, 403, 404, 410, 451)),
    *((answer(b"User-agent: *\nAllow: /", status), False) for status in (429, 500, 502, 503)),
    (redirect("/robots.txt"), True),  # in circles: as if there were none
]


@pytest.mark.parametrize(("robots", "allowed"), CASES)
async def test_what_a_robots_txt_allows(robots: bytes, allowed: bool) -> None:
    """RFC 9309: the group for us, or else for all; 4xx allows everything, 5xx nothing; junk says nothing."""
    assert await allows(robots) is allowed


async def test_the_refusal_says_what_to_do() -> None:
    """Host, our name, path, and the setting that lifts it."""
    async with serve(Site({"/robots.txt": text("User-agent: *", "Disallow: /")})) as base, fetching() as fetcher:
        evidence = (await failure(fetcher, polite(f"{base}/p?q=1"))).inaccessible.evidence
    assert evidence == (
        "the robots.txt of 127.0.0.1 does not let privacy-monitor fetch /p; "
        "if you may, set `robots = false` for the page"
    )


@pytest.mark.parametrize(
    ("robots", "reason"), [(hangs, Reason.TIMEOUT), (resets, Reason.NETWORK), (cut(b"junk\r\n\r\n"), Reason.NETWORK)]
)
async def test_a_robots_txt_out_of_reach_forbids(robots: Handler, reason: Reason) -> None:
    """Nothing is asked for then; the reason is the network's, and says that it was robots.txt."""
    site = Site({"/robots.txt": robots, "/p": answer(b"page")})
    async with serve(site) as base, fetching() as fetcher:
        error = await failure(fetcher, polite(f"{base}/p", read_timeout=0.05))
    assert error.inaccessible.reason is reason
    assert error.inaccessible.evidence.startswith("robots.txt: ")
    assert site.paths == ["/robots.txt"]


async def test_a_dripping_robots_txt_has_a_deadline() -> None:
    """It has as long as the page, and not longer."""

    async def drips(request: Request, wire: Wire) -> None:
        await wire.send(b"HTTP/1.1 200 OK\r\n\r\n")
        await wire.drip(b"#")

    async with serve(drips) as base, fetching() as fetcher:
        error = await failure(fetcher, polite(f"{base}/p", total_timeout=0.1))
    assert error.inaccessible.reason is Reason.TIMEOUT


async def test_robots_can_be_turned_off() -> None:
    """For a page whose owner asks for it."""
    site = Site({"/robots.txt": text("User-agent: *", "Disallow: /"), "/p": answer(b"page")})
    async with serve(site) as base, fetching() as fetcher:
        await fetcher.fetch(page(f"{base}/p", robots=False), NONE)
    assert site.paths == ["/p"]


async def test_it_is_asked_for_once_a_day() -> None:
    """Also a missing one, and for each origin."""
    clock = FakeClock()
    site, other = Site({"/p": answer(b"page")}), Site({"/p": answer(b"page")})
    async with serve(site) as base, serve(other) as elsewhere, fetching(clock=clock) as fetcher:
        for _ in range(3):
            await fetcher.fetch(polite(f"{base}/p"), NONE)
            clock.advance(hours=11)
        await fetcher.fetch(polite(f"{elsewhere}/p"), NONE)
    assert site.paths == ["/robots.txt", "/p", "/p", "/p"]
    assert other.paths == ["/robots.txt", "/p"]


async def test_it_is_asked_for_again_after_a_day() -> None:
    """What it says then holds."""
    clock = FakeClock()
    robots = in_turn(answer(b"", 404), text("User-agent: *", "Disallow: /"))
    async with serve(Site({"/robots.txt": robots, "/p": answer(b"page")})) as base, fetching(clock=clock) as fetcher:
        await fetcher.fetch(polite(f"{base}/p"), NONE)
        clock.advance(hours=24)
        assert (await failure(fetcher, polite(f"{base}/p"))).inaccessible.reason is Reason.ROBOTS


async def test_a_failure_is_not_remembered() -> None:
    """The next attempt asks again, the retries of one fetch included."""
    robots = in_turn(answer(b"", 503), resets, text("User-agent: *", "Allow: /"))
    site = Site({"/robots.txt": robots, "/p": answer(b"page")})
    clock = FakeClock()
    async with serve(site) as base, fetching(clock=clock) as fetcher:
        assert (await fetcher.fetch(polite(f"{base}/p", retries=2), NONE)).body == b"page"
    assert site.paths == ["/robots.txt"] * 3 + ["/p"]
    assert len(clock.slept) == 2


async def test_those_who_wait_share_one_request() -> None:
    """Twenty pages of one host at once ask for its robots.txt once, and the first may leave without harm."""
    go = asyncio.Event()

    async def waits(request: Request, wire: Wire) -> None:
        await go.wait()
        await wire.send(text("User-agent: *", "Allow: /"))

    site = Site({"/robots.txt": waits, "/p": answer(b"page")})
    async with serve(site) as base, fetching() as fetcher:
        tasks = [asyncio.create_task(fetcher.fetch(polite(f"{base}/p"), NONE)) for _ in range(20)]
        while not site.requests:
            await asyncio.sleep(0)
        tasks[0].cancel()
        await asyncio.sleep(0)
        go.set()
        done = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(done[0], asyncio.CancelledError)
    assert all(not isinstance(response, BaseException) for response in done[1:])
    assert site.paths.count("/robots.txt") == 1


async def test_those_who_wait_share_one_failure() -> None:
    """Each gets an error of its own, since each adds its own hops."""
    async with serve(Site({"/robots.txt": resets})) as base, fetching() as fetcher:
        errors = await asyncio.gather(*(failure(fetcher, polite(f"{base}/{n}")) for n in range(5)))
    assert len({id(error) for error in errors}) == 5


async def test_who_may_not_go_inside_does_not_speak_for_who_may() -> None:
    """A guarded page and one with `allow_private` of the same host each ask for themselves."""
    async with serve(Site({"/p": answer(b"page")})) as base, fetching() as fetcher:
        error, response = await asyncio.gather(
            failure(fetcher, polite(f"{base}/p", allow_private=False)),
            fetcher.fetch(polite(f"{base}/p"), NONE),
        )
    assert error.inaccessible.reason is Reason.ADDRESS
    assert response.body == b"page"


async def test_it_counts_into_the_time_of_the_fetch() -> None:
    """Its own work, not its waiting for a turn."""
    deadline = Deadline(60)
    async with serve(Site({})) as base, fetching() as fetcher:
        await fetcher._robots.permit(httpx.URL(base), polite(base), deadline)
    assert 0 < deadline.spent < 60


async def test_a_failure_that_nobody_waits_for_is_not_cried_out(caplog: pytest.LogCaptureFixture) -> None:
    """asyncio would log an exception that no one looked at."""
    go = asyncio.Event()

    async def fails(request: Request, wire: Wire) -> None:
        await go.wait()
        await wire.reset()

    async with serve(Site({"/robots.txt": fails})) as base, fetching() as fetcher:
        task = asyncio.create_task(fetcher.fetch(polite(f"{base}/p"), NONE))
        while not fetcher._robots._asking:
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        go.set()
        while fetcher._robots._asking:
            await asyncio.sleep(0)
    gc.collect()
    assert caplog.records == []


async def test_hosts_are_not_remembered_for_ever() -> None:
    """The oldest go first."""

    async def none(asked: Page, deadline: Deadline) -> Response:
        return Response(asked.url, asked.url, 404, (), b"", (), START)

    robots = Robots(FakeClock(), "token", none)
    for number in range(MAX_KNOWN + 5):
        await robots.permit(httpx.URL(f"http://{number}.example/"), polite("http://x.example/"), Deadline(60))
    assert len(robots._known) == MAX_KNOWN
    assert next(iter(robots._known))[1] == "5.example"


async def test_closing_breaks_off_what_nobody_waits_for() -> None:
    """A robots.txt that hangs does not outlive the fetcher."""
    async with serve(Site({"/robots.txt": hangs})) as base, fetching() as fetcher:
        task = asyncio.create_task(fetcher.fetch(polite(f"{base}/p"), NONE))
        await asyncio.sleep(0.02)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert len(fetcher._robots._asking) == 1
        await fetcher.close()
        assert fetcher._robots._asking == {}


async def test_the_target_of_a_redirect_is_asked_too() -> None:
    """Being sent there by another host is no permission."""
    closed = Site({"/robots.txt": text("User-agent: *", "Disallow: /"), "/p": answer(b"page")})
    async with serve(closed) as target, serve(Site({"/p": redirect(f"{target}/p")})) as base, fetching() as fetcher:
        error = await failure(fetcher, polite(f"{base}/p"))
    assert error.inaccessible.reason is Reason.ROBOTS
    assert [hop.status for hop in error.hops] == [302]
    assert closed.paths == ["/robots.txt"]


async def test_robots_txt_may_be_moved() -> None:
    """Its redirects are followed, and its rules hold for the host that was asked."""
    async with serve(Site({"/r": text("User-agent: *", "Disallow: /p")})) as target:
        site = Site({"/robots.txt": redirect(f"{target}/r"), "/p": answer(b"page")})
        async with serve(site) as base, fetching() as fetcher:
            assert (await failure(fetcher, polite(f"{base}/p"))).inaccessible.reason is Reason.ROBOTS


async def test_secrets_do_not_go_to_robots_txt() -> None:
    """It is public, and asked for without the page's headers and conditions."""
    site = Site({"/p": answer(b"page")})
    async with serve(site) as base, fetching() as fetcher:
        await fetcher.fetch(polite(f"{base}/p", headers={"Authorization": "Bearer s"}), Validators('"1"'))
    assert not {"authorization", "if-none-match"} & set(site.requests[0].headers)


async def test_only_the_first_500_kib_count() -> None:
    """What lies beyond is not read, compressed or not; the rules before it hold."""
    start = b"User-agent: *\nDisallow: /p\n"
    long = start + b"#" * MAX_BYTES + b"\nAllow: /p\n"
    assert not await allows(answer(long))
    assert not await allows(answer(gzip.compress(start + b"#" * 50_000_000), 200, ("Content-Encoding", "gzip")))


def test_only_what_speaks_to_us_is_parsed() -> None:
    """Ten thousand names with ten thousand rules must not become a hundred million rules."""
    hostile = "\n".join([*(f"User-agent: bot{n}" for n in range(10_000)), *(["Disallow: /x"] * 10_000)])
    assert relevant(hostile, "privacy-monitor") == ""
    both = "User-agent: *\nUser-agent: bot\nDisallow: /a\nSitemap: s\nUser-agent: bot\nDisallow: /b\nUseragent *\nAllow: /c"
    assert relevant(both, "privacy-monitor").splitlines() == [
        *("User-agent: *", "Disallow: /a"),
        *("User-agent: *", "Allow: /c"),
    ]


def test_the_token_is_the_name_of_the_product() -> None:
    """RFC 9309, 2.2.1: letters, underscores and hyphens."""
    assert product_token("privacy-monitor/0.1.0 (+https://a.example)") == "privacy-monitor"
    assert product_token("Acme_Bot") == "Acme_Bot"
    assert product_token("") == "privacy-monitor"


@pytest.mark.parametrize(("asked", "waited"), [("2.5", 2.5), ("86400", 30.0), ("-1", 0), ("soon", 0), ("nan", 0)])
async def test_a_crawl_delay_is_kept(asked: str, waited: float) -> None:
    """Up to half a minute between two requests to the host."""
    clock = FakeClock()
    site = Site({"/robots.txt": text("User-agent: *", f"Crawl-delay: {asked}"), "/p": answer(b"page")})
    async with serve(site) as base, fetching(clock=clock) as fetcher:
        await fetcher.fetch(polite(f"{base}/p"), NONE)
        await fetcher.fetch(polite(f"{base}/p"), NONE)
    assert clock.slept == ([waited] if waited else [])
