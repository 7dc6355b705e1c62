"""What we say of ourselves and ask for: the request headers. Their values may be secret and are never told."""

from __future__ import annotations

import re

import httpx

from monitor import __version__
from monitor.core.model import Reason
from monitor.core.records import Page, Validators
from monitor.fetch.bodies import ACCEPT_ENCODING
from monitor.fetch.chain import Headers
from monitor.fetch.failures import failed
from monitor.fetch.urls import origin

PRODUCT = "privacy-monitor"

_ACCEPT = (b"Accept", b"text/html,application/xhtml+xml,text/plain;q=0.9,text/markdown;q=0.9,*/*;q=0.5")
_ENCODING = (b"Accept-Encoding", ACCEPT_ENCODING.encode())

# What HTTP itself says with these is not for a configuration to change: bodies would be misread, or not decoded.
_RESERVED = {b"host", b"connection", b"content-length", b"transfer-encoding", b"te", b"upgrade", b"accept-encoding"}

_VALUE = re.compile(r"[\t\x20-\x7e]*")


def user_agent(contact: str = "") -> str:
    """Who we are: `privacy-monitor/0.1.0 (+contact)`, where the contact is a URL or address of who runs it."""
    told = "".join(letter for letter in contact if letter.isascii() and letter.isprintable() and letter not in "()")
    return f"{PRODUCT}/{__version__} (+{told.strip()})" if told.strip() else f"{PRODUCT}/{__version__}"


def product_token(agent: str) -> str:
    """The name that a robots.txt calls an agent by: "privacy-monitor" of "privacy-monitor/0.1.0 (…)" (RFC 9309)."""
    return (re.match(r"[A-Za-z_-]*", agent) or [""])[0] or PRODUCT


class PageHeaders:
    """The headers of one page's requests: its own ones, and the validators, go to its own origin and to no other."""

    def __init__(self, agent: bytes, page: Page, first: httpx.URL, validators: Validators) -> None:
        self._home = origin(first)
        self._first = first
        self._validators = validators
        self._common: Headers = [(b"User-Agent", agent), _ACCEPT, _ENCODING]
        if page.language:
            self._common.append((b"Accept-Language", _checked("Accept-Language", page.language)[1]))
        own = (_checked(name, value) for name, value in page.headers.items())
        self._own = [header for header in own if header[0].lower() not in _RESERVED]

    def of(self, url: httpx.URL) -> Headers:
        """The headers for one request of the chain."""
        if origin(url) != self._home:
            return self._common
        headers = [*self._common, *self.conditions(url)]
        if not self._own:
            return headers
        replaced = {name.lower() for name, _ in self._own}
        return [header for header in headers if header[0].lower() not in replaced] + self._own

    def conditions(self, url: httpx.URL) -> Headers:
        """If-None-Match and If-Modified-Since, if this is what the validators came with."""
        known = self._validators
        if origin(url) != self._home or (known.url and known.url != str(url)):
            return []
        conditions: Headers = []
        if known.etag and _VALUE.fullmatch(known.etag):  # one with other characters cannot be sent as it came
            conditions.append(_checked("If-None-Match", known.etag))
        # A date says nothing of another resource: where a redirect now leads to an older file, it would hide that.
        dated = known.last_modified and (known.url or url == self._first)
        if dated and _VALUE.fullmatch(known.last_modified):
            conditions.append(_checked("If-Modified-Since", known.last_modified))
        return conditions


def _checked(name: str, value: str) -> tuple[bytes, bytes]:
    if not _VALUE.fullmatch(value):
        raise failed(Reason.NETWORK, f"the value of the header {name} cannot be sent: only printable ASCII is allowed")
    return name.encode(), value.strip().encode()
