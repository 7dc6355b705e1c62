"""The address guard, against every special range and every disguise of it that we know."""

from __future__ import annotations

import pytest
from fetching import PUBLIC, failure, fetching, online, page
from resolvers import StaticResolver
from servers import Site, answer, redirect, serve

from monitor.core.addresses import not_public
from monitor.core.model import Reason
from monitor.core.records import Validators
from monitor.fetch.guard import GuardedBackend, SystemResolver

REFUSED = [
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "100.100.100.200"),
    *("127.0.0.1", "127.255.255.254", "169.254.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255"),
    *("192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255"),
    *("198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"),
    "168.63.129.16",
    *("::", "::1", "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:8.8.8.8", "::127.0.0.1", "::ffff:0:127.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "100:0:0:1::1"),
    *("2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1"),
    *("2002:7f00:1::", "2002:808:808::1", "2002:a9fe:a9fe::1", "3ffe::1", "3fff::1", "3fff:fff::1", "4000::1"),
    *("5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "febf::1", "fec0::1", "ff02::1", "ff0e::1"),
    *("2606:4700::5efe:7f00:1", "2606:4700::200:5efe:a00:1", "2606:4700::1%1"),
    *("", "localhost", "0x7f.1", "127.1", "0177.0.0.1", "2130706433", "1.2.3.4.5", "1.2.3.256", "[::1]"),
]
TAKEN = [
    *("1.1.1.1", "8.8.8.8", PUBLIC, "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255"),
    *("128.0.0.0", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.0.1.1", "192.167.255.255", "198.17.0.1"),
    *("223.255.255.255", "2606:4700:4700::1111", "2a00:1450:4001::200e", "2001:4860:4860::8888", "64:ff9b::808:808"),
]


@pytest.mark.parametrize("address", REFUSED)
def test_an_address_that_is_not_public_is_known(address: str) -> None:
    """Every special range is refused, in every form in which a resolver could give it."""
    assert not_public(address)


@pytest.mark.parametrize("address", TAKEN)
def test_a_public_address_is_let_through(address: str) -> None:
    """The neighbours of the special ranges are ordinary addresses."""
    assert not_public(address) == ""


@pytest.mark.parametrize("address", [*(a for a in REFUSED if a), "127\u30020\u30020\u30021"])
async def test_no_url_reaches_such_an_address(address: str) -> None:
    """Written into the URL itself, it is refused before anything is dialled, as an address or as no valid host."""
    host = f"[{address.strip('[]').replace('%', '%25')}]" if ":" in address else address
    async with online({}, {}) as (fetcher, internet):
        error = await failure(fetcher, page(f"http://{host}/", allow_private=False))
    assert error.inaccessible.reason in {Reason.ADDRESS, Reason.URL}
    assert internet.dialled == []


@pytest.mark.parametrize("address", ["127.0.0.1", "192.168.0.1", "::1", "fd00::1", "64:ff9b::a00:1"])
async def test_no_name_reaches_such_an_address(address: str) -> None:
    """A public name that leads there is refused; what is refused, and how to allow it, is told."""
    async with online({"policy.example": [[address]]}, {}) as (fetcher, internet):
        error = await failure(fetcher, page("http://policy.example/", allow_private=False))
    assert error.inaccessible.reason is Reason.ADDRESS
    assert address in error.inaccessible.evidence
    assert "allow_private = true" in error.inaccessible.evidence
    assert internet.dialled == []


async def test_one_bad_address_among_good_ones_is_enough() -> None:
    """A name with a public and a private address is refused, in either order, and as far down as the tenth."""
    for addresses in (["10.0.0.1", PUBLIC], [PUBLIC, "10.0.0.1"], [*[PUBLIC] * 9, "10.0.0.1"]):
        async with online({"policy.example": [addresses]}, {}) as (fetcher, internet):
            error = await failure(fetcher, page("http://policy.example/", allow_private=False))
        assert error.inaccessible.reason is Reason.ADDRESS
        assert internet.dialled == []


@pytest.mark.parametrize(
    "name", ["localhost", "LOCALHOST", "localhost.", "x.localhost", "printer.local", "db.internal"]
)
async def test_names_of_this_machine_are_not_even_looked_up(name: str) -> None:
    """Whatever a resolver would say, such a name is refused."""
    resolver = StaticResolver({name.lower().rstrip("."): [[PUBLIC]]})
    async with fetching(resolver=resolver) as fetcher:
        error = await failure(fetcher, page(f"http://{name}/", allow_private=False))
    assert error.inaccessible.reason is Reason.ADDRESS
    assert resolver.asked == []


async def test_the_address_that_was_checked_is_the_one_that_is_dialled() -> None:
    """A name that turns private after the check gains nothing: it is resolved once (DNS rebinding)."""
    async with (
        serve(Site({"/": answer(b"ours")})) as base,
        online({"policy.example": [[PUBLIC], ["127.0.0.1"]]}, {PUBLIC: base}) as (fetcher, internet),
    ):
        response = await fetcher.fetch(page("http://policy.example/", allow_private=False), Validators())
    assert response.body == b"ours"
    assert internet.dialled == [PUBLIC]
    assert fetcher._public._pool._network_backend._resolver.asked == ["policy.example"]


async def test_a_redirect_to_a_private_address_is_refused() -> None:
    """From a public page no redirect leads inside; the hop that tried is recorded."""
    inside = Site({"/": answer(b"secret")})
    async with serve(inside) as private:
        outside = Site({"/": redirect(f"{private}/"), "/meta": redirect("http://169.254.169.254/latest/")})
        async with (
            serve(outside) as base,
            online({"policy.example": [[PUBLIC]]}, {PUBLIC: base}) as (fetcher, _),
        ):
            for path, target in (("/", f"{private}/"), ("/meta", "http://169.254.169.254/latest/")):
                error = await failure(fetcher, page(f"http://policy.example{path}", allow_private=False))
                assert error.inaccessible.reason is Reason.ADDRESS
                assert [hop.location for hop in error.hops] == [target]
    assert inside.requests == []


async def test_allow_private_lifts_the_guard_for_its_page_only() -> None:
    """The connection that one page was allowed to open does not serve another page, although it is still open."""
    site = Site({"/": answer(b"intranet")})
    async with serve(site) as base, fetching() as fetcher:
        allowed = await fetcher.fetch(page(f"{base}/"), Validators())
        error = await failure(fetcher, page(f"{base}/", allow_private=False))
        again = await fetcher.fetch(page(f"{base}/"), Validators())
    assert allowed.body == again.body == b"intranet"
    assert error.inaccessible.reason is Reason.ADDRESS
    assert [request.connection for request in site.requests] == [1, 1]


NEVER = [
    *("169.254.169.254", "169.254.0.1", "168.63.129.16", "100.100.100.200", "192.0.0.192", "fe80::1", "fd00:ec2::254"),
    *("::ffff:169.254.169.254", "::a9fe:a9fe", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1", "fe80::1%1"),
    "2001:0:a9fe:a9fe:8000:63bf:3fff:fdd2",
]


@pytest.mark.parametrize("address", NEVER)
async def test_nothing_reaches_the_secrets_of_a_machine(address: str) -> None:
    """Not a page that may be private either, nor one whose redirect leads there; the evidence offers no way."""
    async with online({"intranet.example": [[address]]}, {}) as (fetcher, internet):
        error = await failure(fetcher, page("http://intranet.example/"))
    assert error.inaccessible.reason is Reason.ADDRESS
    assert "is never asked" in error.inaccessible.evidence
    assert "allow_private" not in error.inaccessible.evidence
    assert internet.dialled == []


async def test_a_redirect_of_a_private_page_does_not_lead_to_metadata() -> None:
    """By number or by name."""
    targets = {"/a": "http://169.254.169.254/latest/", "/b": "http://metadata.example/latest/"}
    site = Site({path: redirect(target) for path, target in targets.items()})
    resolver = StaticResolver({"metadata.example": [["169.254.169.254"]]})
    async with serve(site) as base, fetching(resolver=resolver) as fetcher:
        for path in targets:
            error = await failure(fetcher, page(f"{base}{path}"))
            assert error.inaccessible.reason is Reason.ADDRESS


async def test_allow_private_lifts_the_names_too() -> None:
    """A page of this machine may be called by its name."""
    site = Site({"/": answer(b"intranet")})
    async with serve(site) as base, fetching(resolver=StaticResolver({"localhost": [["127.0.0.1"]]})) as fetcher:
        url = base.replace("127.0.0.1", "localhost")
        assert (await fetcher.fetch(page(f"{url}/"), Validators())).body == b"intranet"


async def test_a_dead_address_is_passed_over() -> None:
    """Of several public addresses, the next is dialled where one does not answer; at most four are."""
    dead = ["1.1.1.1", "2606:4700::1"]
    async with (
        serve(Site({"/": answer(b"alive")})) as base,
        online({"policy.example": [[*dead, PUBLIC]]}, {PUBLIC: base}) as (fetcher, internet),
    ):
        response = await fetcher.fetch(page("http://policy.example/", allow_private=False), Validators())
    assert response.body == b"alive"
    assert internet.dialled == [*dead, PUBLIC]
    async with online({"policy.example": [["1.1.1.1"] * 9]}, {}) as (fetcher, internet):
        error = await failure(fetcher, page("http://policy.example/", allow_private=False))
    assert error.inaccessible.reason is Reason.NETWORK
    assert len(internet.dialled) == 4


async def test_robots_txt_passes_the_same_guard() -> None:
    """Asking for robots.txt first is no way around."""
    async with online({"policy.example": [["10.0.0.1"]]}, {}) as (fetcher, internet):
        error = await failure(fetcher, page("http://policy.example/", allow_private=False, robots=True))
    assert error.inaccessible.reason is Reason.ADDRESS
    assert internet.dialled == []


async def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy would resolve names behind our back."""
    proxy, site = Site({}), Site({"/": answer(b"direct")})
    async with serve(proxy) as proxied, serve(site) as base:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxied)
        async with fetching() as fetcher:
            assert (await fetcher.fetch(page(f"{base}/"), Validators())).body == b"direct"
    assert proxy.requests == []


async def test_the_system_resolver_gives_plain_addresses() -> None:
    """The machine's own resolver answers from its own threads, and not once for every kind of socket."""
    resolver = SystemResolver()
    try:
        found = await resolver.resolve("localhost", 80)
    finally:
        resolver.close()
    assert "127.0.0.1" in found
    assert len(found) == len(set(found))


async def test_unix_sockets_are_never_opened() -> None:
    """The backend has one way out, and that is TCP."""
    backend = GuardedBackend(StaticResolver({}), allow_private=True)
    with pytest.raises(NotImplementedError):
        await backend.connect_unix_socket("socket")
