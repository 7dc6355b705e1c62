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
from typing import Protocol

import httpcore

from monitor.core.addresses import is_address, is_local, never, not_public
from monitor.core.model import Reason
from monitor.fetch.failures import failed, passing

MAX_DIALLED = 4  # addresses of one host that are tried, one after the other; all of them are checked


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
        if is_address(host):
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
        if not self._allow_private and is_local(host):
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
