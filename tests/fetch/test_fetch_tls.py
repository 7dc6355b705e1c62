"""Certificates: who is not who he says he is gets no request. Needs the `openssl` command."""

from __future__ import annotations

import ssl

import pytest
from fetching import failure, fetching, page
from resolvers import StaticResolver
from servers import Authority, Site, answer, serve

from monitor.core.model import Reason
from monitor.core.records import Validators

NONE = Validators()
RESOLVER = StaticResolver({"a.example": [["127.0.0.1"]], "b.example": [["127.0.0.1"]]})


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    if not Authority.available():
        pytest.skip("the openssl command is not here")
    return Authority(tmp_path_factory.mktemp("authority"))


def port(base: str) -> str:
    return base.rsplit(":", 1)[1]


async def test_a_good_certificate_is_taken(authority: Authority) -> None:
    """SNI names the host, not the address that is dialled; a dot at its end does no harm."""
    named: list[str | None] = []
    context = authority.server("a.example")
    context.sni_callback = lambda _socket, name, _context: named.append(name)  # type: ignore[assignment]
    async with (
        serve(Site({"/": answer(b"secure")}), context) as base,
        fetching(resolver=RESOLVER, ssl_context=authority.client()) as fetcher,
    ):
        response = await fetcher.fetch(page(f"https://a.example.:{port(base)}/"), NONE)
    assert response.body == b"secure"
    assert named == ["a.example"]


@pytest.mark.parametrize(
    ("names", "days", "trusted", "words"),
    [
        (("a.example",), -1, True, "expired"),
        (("b.example",), 2, True, "mismatch"),
        (("a.example",), 2, False, "certificate"),
    ],
)
async def test_a_bad_certificate_is_refused(
    authority: Authority, names: tuple[str, ...], days: int, trusted: bool, words: str
) -> None:
    """Expired, of another host, or signed by nobody we trust: told, not retried, and nothing is sent."""
    site = Site({"/": answer(b"")})
    context = authority.client() if trusted else ssl.create_default_context()
    async with (
        serve(site, authority.server(*names, days=days)) as base,
        fetching(resolver=RESOLVER, ssl_context=context) as fetcher,
    ):
        error = await failure(fetcher, page(f"https://a.example:{port(base)}/", retries=3))
        assert fetcher._clock.slept == []
    assert error.inaccessible.reason is Reason.TLS
    assert "the certificate of a.example is not valid" in error.inaccessible.evidence
    assert words in error.inaccessible.evidence
    assert site.requests == []


async def test_two_names_on_one_address_do_not_share_a_connection(authority: Authority) -> None:
    """Each name's certificate is checked, also where a connection to the same address is open already."""
    site = Site({"/": answer(b"a")})
    async with (
        serve(site, authority.server("a.example")) as base,
        fetching(resolver=RESOLVER, ssl_context=authority.client()) as fetcher,
    ):
        await fetcher.fetch(page(f"https://a.example:{port(base)}/"), NONE)
        error = await failure(fetcher, page(f"https://b.example:{port(base)}/"))
    assert error.inaccessible.reason is Reason.TLS
    assert [request.headers["host"] for request in site.requests] == [f"a.example:{port(base)}"]


async def test_certificates_are_verified_by_default(authority: Authority) -> None:
    """Without a context of the caller's, the public authorities count and nobody else."""
    async with (
        serve(Site({}), authority.server("a.example")) as base,
        fetching(resolver=RESOLVER) as fetcher,
    ):
        error = await failure(fetcher, page(f"https://a.example:{port(base)}/"))
    assert error.inaccessible.reason is Reason.TLS
