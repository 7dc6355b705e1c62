"""Ordinary fetching: what is sent, what comes back, conditions, redirects, cookies."""

from __future__ import annotations

import traceback
from datetime import timedelta

import pytest
from clocks import START
from fetching import AGENT, PUBLIC, failure, fetch, fetching, online, page, refusal
from servers import Request, Site, Wire, answer, chunked, cut, redirect, serve

from monitor import __version__
from monitor.core.errors import FetchError
from monitor.core.model import Reason
from monitor.core.records import Hop, Validators
from monitor.fetch import user_agent
from monitor.fetch.bodies import ACCEPT_ENCODING


async def test_a_response_is_given_as_it_came() -> None:
    """Status, headers in order with lower-case names, body, the one hop, and when it began."""
    page_bytes = answer(b"<p>caf\xc3\xa9", 200, ("X-B", "2"), ("X-A", "1"), ("x-b", "3"), ("Set-Cookie", "id=secret"))
    async with serve(Site({"/p?q=1": page_bytes})) as base:
        response = await fetch(f"{base}/p?q=1#part")
    assert (response.status, response.body) == (200, b"<p>caf\xc3\xa9")
    assert response.headers == (
        ("content-type", "text/html; charset=utf-8"),
        ("x-b", "2"),
        ("x-a", "1"),
        ("x-b", "3"),
        ("set-cookie", "(not kept)"),
        ("content-length", "8"),
    )
    assert (response.url, response.final_url) == (f"{base}/p?q=1#part", f"{base}/p?q=1")
    assert response.hops == (Hop(f"{base}/p?q=1", 200),)
    assert response.fetched_at == START
    assert response.elapsed > timedelta(0)


@pytest.mark.parametrize("status", [200, 204, 404, 410, 451, 403, 503])
async def test_any_status_is_a_response(status: int) -> None:
    """What a status means is judged elsewhere."""
    async with serve(Site({"/": answer(b"" if status == 204 else b"body", status)})) as base:
        assert (await fetch(f"{base}/")).status == status


async def test_chunks_are_joined() -> None:
    """Transfer coding is undone."""
    async with serve(Site({"/": chunked(b"one ", b"two ", b"three")})) as base:
        assert (await fetch(f"{base}/")).body == b"one two three"


async def test_a_body_that_ends_with_the_connection_is_whole() -> None:
    """HTTP/1.0 style: no length, no chunks."""
    async with serve(cut(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\nold but whole")) as base:
        assert (await fetch(f"{base}/")).body == b"old but whole"


async def test_what_is_sent_is_honest() -> None:
    """Exactly these headers, and nothing of a browser."""
    site = Site({"/": answer(b"")})
    async with serve(site) as base:
        await fetch(f"{base}/", language="de-DE, de;q=0.8", headers={"X-Key": "k", "accept": "text/html"})
    assert site.requests[0].headers == {
        "host": base.removeprefix("http://"),
        "user-agent": AGENT,
        "accept-encoding": ACCEPT_ENCODING,
        "accept-language": "de-DE, de;q=0.8",
        "x-key": "k",
        "accept": "text/html",
    }


async def test_headers_of_http_itself_cannot_be_set() -> None:
    """A configuration cannot make us misread a body or name another host."""
    site = Site({"/": answer(b"")})
    async with serve(site) as base:
        await fetch(f"{base}/", headers={"Host": "other.example", "Accept-Encoding": "lzma", "Content-Length": "5"})
    assert site.requests[0].headers["host"] == base.removeprefix("http://")
    assert site.requests[0].headers["accept-encoding"] == ACCEPT_ENCODING
    assert "content-length" not in site.requests[0].headers


@pytest.mark.parametrize(
    "headers", [{"X-Key": "top\r\nsecret"}, {"X-Key": "sécret"}, {"X secret": "v"}, {"": "secret"}]
)
async def test_a_header_that_cannot_be_sent_is_told_without_its_value(headers: dict[str, str]) -> None:
    """Nothing is sent, and the value, which may be a password, is in no part of the error."""
    site = Site({})
    async with serve(site) as base, fetching() as fetcher:
        error = await failure(fetcher, page(f"{base}/", headers=headers))
    assert error.inaccessible.reason is Reason.NETWORK
    assert "header" in error.inaccessible.evidence
    assert "cret" not in "".join(traceback.format_exception(error))
    assert site.requests == []


async def test_a_language_cannot_smuggle_a_header() -> None:
    """It is held to the same characters."""
    site = Site({})
    async with serve(site) as base:
        assert "Accept-Language" in (await refusal(f"{base}/", language="de\r\nX: y")).evidence
    assert site.requests == []


def test_the_user_agent_says_who_runs_it() -> None:
    """Name, version, and a way to reach someone where one is configured; nothing that would break the header."""
    assert user_agent() == f"privacy-monitor/{__version__}"
    assert user_agent("https://a.example/bot") == f"privacy-monitor/{__version__} (+https://a.example/bot)"
    assert user_agent("a\r\nb)é") == f"privacy-monitor/{__version__} (+ab)"


async def test_validators_make_the_request_conditional() -> None:
    """Both go out as they came, and a 304 comes back with an empty body."""
    site = Site({"/": answer(b"", 304, ("ETag", 'W/"2"'))})
    async with serve(site) as base:
        response = await fetch(f"{base}/", Validators('W/"1"', "Tue, 24 Nov 2026 08:00:00 GMT"))
    assert (response.status, response.body, response.header("etag")) == (304, b"", 'W/"2"')
    assert site.requests[0].headers["if-none-match"] == 'W/"1"'
    assert site.requests[0].headers["if-modified-since"] == "Tue, 24 Nov 2026 08:00:00 GMT"


async def test_an_unasked_304_is_no_answer() -> None:
    """A server that says "not modified" without a condition says nothing about the page."""
    async with serve(Site({"/": answer(b"", 304)})) as base:
        assert (await refusal(f"{base}/")).reason is Reason.STATUS


async def test_a_304_from_where_no_condition_was_sent() -> None:
    """Another origin is not asked conditionally, so it cannot say that nothing changed."""
    async with (
        serve(Site({"/": answer(b"", 304)})) as other,
        serve(Site({"/": redirect(f"{other}/")})) as base,
        fetching() as fetcher,
    ):
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(page(f"{base}/"), Validators('"1"'))
    assert caught.value.inaccessible.reason is Reason.STATUS
    assert [hop.status for hop in caught.value.hops] == [302, 304]


async def test_a_validator_that_cannot_be_sent_is_left_out() -> None:
    """An ETag may hold bytes that no request can repeat; the page is then fetched in full."""
    site = Site({"/": answer(b"new")})
    async with serve(site) as base:
        assert (await fetch(f"{base}/", Validators("\x22é\x22", "no\r\ndate"))).body == b"new"
    assert not {"if-none-match", "if-modified-since"} & set(site.requests[0].headers)


async def test_conditions_hold_for_the_resource_they_came_from() -> None:
    """Where it is known which URL the validators came from, that URL alone is asked with them."""
    site = Site({"/": redirect("/b"), "/b": answer(b"b")})
    async with serve(site) as base:
        await fetch(f"{base}/", Validators('"1"', "Tue, 24 Nov 2026 08:00:00 GMT", f"{base}/b"))
        await fetch(f"{base}/", Validators('"1"', "Tue, 24 Nov 2026 08:00:00 GMT", f"{base}/a"))
        await fetch(f"{base}/", Validators('"1"', "Tue, 24 Nov 2026 08:00:00 GMT"))
    sent = [[name for name in ("if-none-match", "if-modified-since") if name in r.headers] for r in site.requests]
    both = ["if-none-match", "if-modified-since"]
    # Without the URL, a date is not sent on: an older file behind a changed redirect would look unmodified.
    assert sent == [[], both, [], [], both, ["if-none-match"]]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_followed_and_recorded(status: int) -> None:
    """Relative, absolute and without a path; every request is in the hops, with where it was sent on."""
    async with serve(Site({"/": answer(b"home"), "/b/c": answer(b"there")})) as other:
        site = Site({"/a/": redirect("b", status), "/a/b": redirect("/b", status), "/b": redirect(f"{other}/b/c#x")})
        async with serve(site) as base:
            response = await fetch(f"{base}/a/")
    assert response.body == b"there"
    assert response.final_url == f"{other}/b/c"
    assert response.hops == (
        Hop(f"{base}/a/", status, "b"),
        Hop(f"{base}/a/b", status, "/b"),
        Hop(f"{base}/b", 302, f"{other}/b/c#x"),
        Hop(f"{other}/b/c", 200),
    )


async def test_secrets_stay_with_the_origin_of_the_page() -> None:
    """Headers of the page and validators go to no other scheme, host or port, and come back with the chain."""
    other = Site({})
    async with serve(other) as elsewhere:
        site = Site({"/": redirect(f"{elsewhere}/x"), "/back": answer(b"in")})
        async with serve(site) as base:
            other.routes["/x"] = redirect(f"{base}/back")
            await fetch(f"{base}/", Validators('"1"'), headers={"Authorization": "Bearer s", "User-Agent": "mine"})
    assert [r.headers.get("authorization") for r in site.requests] == ["Bearer s", "Bearer s"]
    assert [r.headers.get("user-agent") for r in site.requests] == ["mine", "mine"]
    assert not {"authorization", "if-none-match", "referer"} & set(other.requests[0].headers)
    assert other.requests[0].headers["user-agent"] == AGENT


async def test_cookies_live_for_one_chain() -> None:
    """A consent page that sends us back to the same URL is passed; the next fetch begins without its cookie."""

    async def consent(request: Request, wire: Wire) -> None:
        given = "ok=1" in request.headers.get("cookie", "")
        await wire.send(answer(b"policy") if given else redirect("/consent"))

    site = Site({"/": consent, "/consent": redirect("/", 302, ("Set-Cookie", "ok=1; Path=/"))})
    async with serve(site) as base, fetching() as fetcher:
        for _ in range(2):
            response = await fetcher.fetch(page(f"{base}/"), Validators())
            assert response.body == b"policy"
            assert [hop.status for hop in response.hops] == [302, 302, 200]
    assert [r.headers.get("cookie") for r in site.requests] == [None, None, "ok=1"] * 2


async def test_cookies_do_not_cross_to_another_host() -> None:
    """A cookie goes back to the host that set it, and to no other."""
    site = Site({})
    async with serve(site) as base:
        there = "http://b.example/x"
        site.routes = {"/": redirect(there, 302, ("Set-Cookie", "id=1; Path=/")), "/x": answer(b"")}
        names = {"a.example": [[PUBLIC]], "b.example": [[PUBLIC]]}
        async with online(names, {PUBLIC: base}) as (fetcher, _):
            await fetcher.fetch(page("http://a.example/", allow_private=False), Validators())
    assert [r.headers.get("cookie") for r in site.requests] == [None, None]


async def test_a_redirect_without_end_is_a_failure() -> None:
    """Circles and chains over ten are given up, with the hops that were made."""
    long = {f"/{n}": redirect(f"/{n + 1}") for n in range(20)}
    async with serve(Site({"/a": redirect("/b"), "/b": redirect("/a"), **long})) as base, fetching() as fetcher:
        circle = await failure(fetcher, page(f"{base}/a"))
        chain = await failure(fetcher, page(f"{base}/0"))
        last = await fetcher.fetch(page(f"{base}/10"), Validators())  # ten redirects are not too many
    assert circle.inaccessible.reason is chain.inaccessible.reason is Reason.REDIRECTS
    assert "circles" in circle.inaccessible.evidence
    assert (len(circle.hops), len(chain.hops), len(last.hops)) == (2, 11, 11)


async def test_a_chain_of_new_cookies_is_no_way_around_the_limit() -> None:
    """The same URL may come again with another cookie, but not for ever."""

    async def counts(request: Request, wire: Wire) -> None:
        number = int(request.headers.get("cookie", "n=0").removeprefix("n="))
        await wire.send(redirect("/", 302, ("Set-Cookie", f"n={number + 1}")))

    async with serve(counts) as base:
        assert (await refusal(f"{base}/")).reason is Reason.REDIRECTS


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("", Reason.REDIRECTS),
        ("file:///etc/passwd", Reason.URL),
        ("gopher://a.example/", Reason.URL),
        ("javascript:alert(1)", Reason.URL),
        ("http://user:pw@a.example/", Reason.URL),
        ("http://a.example\\@b.example/", Reason.URL),
        ("http://a.example:99999/", Reason.URL),
        ("http://[::1", Reason.URL),
        ("http://" + "a" * 9000, Reason.URL),
    ],
)
async def test_a_redirect_to_what_cannot_be_fetched(location: str, reason: Reason) -> None:
    """It is a failure with the hop that said so, and nothing else is asked for."""
    site = Site({"/": redirect(location)})
    async with serve(site) as base, fetching() as fetcher:
        error = await failure(fetcher, page(f"{base}/"))
    assert error.inaccessible.reason is reason
    assert [hop.status for hop in error.hops] == [302]
    assert "pw" not in error.inaccessible.evidence
    assert site.paths == ["/"]


async def test_a_redirect_without_location_is_told() -> None:
    """There is no such header at all."""
    async with serve(Site({"/": answer(b"", 301)})) as base:
        inaccessible = await refusal(f"{base}/")
    assert inaccessible.reason is Reason.REDIRECTS
    assert "nowhere" in inaccessible.evidence


@pytest.mark.parametrize(
    "url",
    [
        *("", "x", "example.com/privacy", "//example.com/", "mailto:a@b.example", "http:", "http://", "http:///p"),
        *("file:///etc/passwd", "file:/etc/passwd", "file:..", "source:file:///etc/passwd", "FILE:///etc/passwd"),
        *("ftp://a.example/", "ws://a.example/", "view-source:http://a.example/", "data:text/html,x", "unix:/s"),
        *("http://INTERNAL:8888\\@PUBLIC/", "http://a.example\\b", "http://a.example/\tb", "http://a.example/\r\nX: y"),
        *("http://a\x00b.example/", "http://a.example/\x85", "http://u:p@a.example/", "http://u@a.example/"),
        *("http://a.example:0/", "http://a.example:65536/", "http://a.example:x/", "http://[fe80::1%25eth0]/"),
        *("http://a b.example/", "http://a%2eexample/", "http://-a.example/", "http://.a.example/", "http://a..b/"),
        *("http://\ud800.example/", "http://" + "a." * 130 + "example/", "http://a.example/" + "x" * 9000),
        *("http://0x7f000001/", "http://017700000001/", "http://127.0.0.1.2/", "http://0x7f\u30020\u30020\u30021/"),
        "http://①②⑦.0.0.1/",
    ],
)
async def test_a_url_that_may_not_be_asked_for(url: str) -> None:
    """Only http and https, parsed in one way only; the error does not repeat it, since it may hold a password."""
    async with online({}, {}) as (fetcher, internet):
        error = await failure(fetcher, page(url, allow_private=False))
    assert error.inaccessible.reason is Reason.URL
    assert error.inaccessible.evidence
    assert "u:p" not in error.inaccessible.evidence
    assert internet.dialled == []


async def test_names_are_sent_as_they_are_resolved() -> None:
    """Upper case, a dot at the end and letters of other scripts reach the server in their one normal form."""
    names = {"policy.example": [[PUBLIC]], "xn--bcher-kva.example": [[PUBLIC]]}
    site = Site({"/": answer(b"")})
    async with serve(site) as base, online(names, {PUBLIC: base}) as (fetcher, _):
        for url in ("http://POLICY.example./", "HTTP://bücher.example/"):
            await fetcher.fetch(page(url, allow_private=False), Validators())
    assert [r.headers["host"] for r in site.requests] == ["policy.example", "xn--bcher-kva.example"]


async def test_connections_are_used_again() -> None:
    """Pages, redirects with small bodies and 304s leave their connection open for the next request."""
    moved = answer(b"moved here", 301, ("Location", "/"))
    site = Site({"/moved": moved, "/": answer(b"x" * 200_000), "/same": answer(b"", 304)})
    async with serve(site) as base, fetching() as fetcher:
        for path in ("/moved", "/", "/same", "/"):
            await fetcher.fetch(page(base + path), Validators('"1"'))
    assert len(site.requests) == 5
    assert {request.connection for request in site.requests} == {1}
