"""The address guard: which addresses may be dialled, and the network backend that dials no others.

It sits below HTTP, so that URL, Host header, certificate check and connection pool all keep the host's name, while the
address that is dialled is the one that was checked: a name that resolves to something else the next moment gains
nothing (DNS rebinding). There is no second way out: every request, redirect and robots.txt passes here.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Protocol

import httpcore

from monitor.core.model import Reason
from monitor.fetch.failures import failed, passing

MAX_DIALLED = 4  # addresses of one host that are tried, one after the other; all of them are checked

# IANA special-purpose registries, and what clouds give their machines' secrets out on. Spelled out, because
# `ipaddress.is_global` differs between Python versions and calls multicast, 6to4 and NAT64 global.
_IPV4 = {
    IPv4Network(network): name
    for network, name in {
        "0.0.0.0/8": "this network",
        "10.0.0.0/8": "private",
        "100.64.0.0/10": "carrier-grade NAT",
        "127.0.0.0/8": "loopback",
        "168.63.129.16/32": "cloud metadata",
        "169.254.0.0/16": "link-local",
        "172.16.0.0/12": "private",
        "192.0.0.0/24": "protocol assignments",
        "192.0.2.0/24": "documentation",
        "192.88.99.0/24": "6to4 relay",
        "192.168.0.0/16": "private",
        "198.18.0.0/15": "benchmarking",
        "198.51.100.0/24": "documentation",
        "203.0.113.0/24": "documentation",
        "224.0.0.0/4": "multicast",
        "240.0.0.0/4": "reserved",
    }.items()
}
_IPV6 = {
    IPv6Network(network): name
    for network, name in {
        "::/128": "unspecified",
        "::1/128": "loopback",
        "::ffff:0:0/96": "IPv4-mapped",
        "64:ff9b:1::/48": "local NAT64",
        "100::/64": "discard-only",
        "2001::/32": "Teredo",
        "2001::/23": "protocol assignments",
        "2001:db8::/32": "documentation",
        "2002::/16": "6to4",
        "3ffe::/16": "returned (6bone)",
        "3fff::/20": "documentation",
        "fc00::/7": "unique local",
        "fe80::/10": "link-local",
        "fec0::/10": "site-local",
        "ff00::/8": "multicast",
    }.items()
}
# Never dialled, whatever a page allows: no policy lies there, and a redirect there would fetch a machine's secrets.
_NEVER = {
    (IPv6Network if ":" in network else IPv4Network)(network): name
    for network, name in {
        "169.254.0.0/16": "link-local",
        "fe80::/10": "link-local",
        "168.63.129.16/32": "cloud metadata",
        "100.100.100.200/32": "cloud metadata",
        "192.0.0.192/32": "cloud metadata",
        "fd00:ec2::254/128": "cloud metadata",
        "fd20:ce::254/128": "cloud metadata",
    }.items()
}
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_ISATAP = {0x00005EFE, 0x02005EFE}  # RFC 5214: an IPv4 address stands behind these 32 bits, under any prefix

_LOCAL_NAMES = ("localhost", "localdomain", "local", "internal", "home.arpa")


class Resolver(Protocol):
    """From a host name to its addresses."""

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        """All addresses, the best first; OSError where there are none."""
        ...


class SystemResolver:
    """The machine's own resolver, in a few threads of its own: a slow one cannot hold up what else runs in threads."""

    def __init__(self, threads: int = 4) -> None:
        self._threads = ThreadPoolExecutor(threads, "dns")

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        """All addresses, in the order of RFC 6724; OSError where there are none."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._look_up, host, port)

    @staticmethod
    def _look_up(host: str, port: int) -> list[str]:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(where[0]) for *_, where in found))

    def close(self) -> None:
        """Drop what has not begun."""
        self._threads.shutdown(wait=False, cancel_futures=True)


@lru_cache(maxsize=1024)
def not_public(address: str) -> str:
    """The name of the range that keeps an address from being dialled; "" where it is public.

    An address that cannot be parsed, or has a zone, is not public.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return "not an address"
    if isinstance(parsed, IPv4Address):
        return next((name for network, name in _IPV4.items() if parsed in network), "")
    return _not_public_v6(parsed)


def _not_public_v6(address: IPv6Address) -> str:
    if address.scope_id:
        return "an address with a zone"
    if address in _NAT64:  # what a network without IPv4 reaches IPv4 by
        return not_public(str(IPv4Address(int(address) & 0xFFFFFFFF)))
    if name := next((name for network, name in _IPV6.items() if address in network), ""):
        return name
    if address not in _GLOBAL_UNICAST:
        return "reserved"
    return "ISATAP" if (int(address) >> 32) & 0xFFFFFFFF in _ISATAP else ""


@lru_cache(maxsize=1024)
def never(address: str) -> str:
    """The name of the range for which an address is refused whatever a page allows; "" where it is in none.

    Also where it stands inside of an IPv6 address, in one of the ways in which a network may carry it on.
    """
    if not not_public(address):
        return ""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    inside: list[IPv4Address | IPv6Address] = [parsed]
    if isinstance(parsed, IPv6Address):
        last = IPv4Address(int(parsed) & 0xFFFFFFFF)  # mapped, compatible, NAT64, ISATAP
        inside += [IPv6Address(int(parsed)), last, *filter(None, [parsed.sixtofour, *(parsed.teredo or ())])]
    return next((name for network, name in _NEVER.items() if any(one in network for one in inside)), "")


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Resolves a name once, refuses it if any of its addresses is not public, and dials a checked address itself."""

    def __init__(self, resolver: Resolver, *, allow_private: bool) -> None:
        self._resolver = resolver
        self._allow_private = allow_private
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to one of the host's addresses; `timeout` holds for the look-up and all attempts together."""
        loop = asyncio.get_running_loop()
        until = loop.time() + timeout if timeout else None
        addresses = await self._addresses(host, port, timeout)
        for left in range(len(addresses), 0, -1):
            share = (until - loop.time()) / left if until else None  # a dead address must not use up all the time
            try:
                return await self._network.connect_tcp(
                    addresses[-left], port, share, local_address, list(socket_options or ())
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if left == 1:
                    raise
        raise failed(Reason.NETWORK, f"the name {host} has no address")

    async def _addresses(self, host: str, port: int, limit: float | None) -> Sequence[str]:
        if _is_address(host):
            addresses: Sequence[str] = (host,)
        else:
            self._check_name(host)
            addresses = await self._resolve(host, port, limit)
        for address in addresses:
            if name := never(address):
                raise failed(Reason.ADDRESS, f"{_where(host, address)} ({name}), which is never asked")
            if not self._allow_private and (name := not_public(address)):
                raise failed(Reason.ADDRESS, _refusal(host, address, name))
        return addresses[:MAX_DIALLED]

    def _check_name(self, host: str) -> None:
        if not self._allow_private and any(host == name or host.endswith(f".{name}") for name in _LOCAL_NAMES):
            raise failed(Reason.ADDRESS, _refusal(host, host, "a name of this machine or network"))

    async def _resolve(self, host: str, port: int, limit: float | None) -> Sequence[str]:
        try:
            async with asyncio.timeout(limit):
                return await self._resolver.resolve(host, port)
        except TimeoutError:
            raise passing(Reason.TIMEOUT, f"the name {host} was not resolved within {limit:g} s") from None
        except (OSError, UnicodeError) as error:
            told = getattr(error, "strerror", None) or "no such name"
            raise passing(Reason.NETWORK, f"the name {host} cannot be resolved: {told}") from error


def _refusal(host: str, address: str, name: str) -> str:
    what = _where(host, address)
    return f"{what} ({name}); if it is meant, set `allow_private = true` for the page (or give `--allow-private`)"


def _where(host: str, address: str) -> str:
    return f"{host} is not a public address" if host == address else f"{host} leads to {address}, no public address"
