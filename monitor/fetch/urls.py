"""Which URLs may be asked for at all. Parsed once, here: what was checked is what is dialled."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv4Address

import httpx

from monitor.core.model import Reason
from monitor.fetch.failures import failed

MAX_URL = 8192  # characters

_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\\]")  # parsers differ on what these mean
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_][a-z0-9_-]{0,62}(\.[a-z0-9_][a-z0-9_-]{0,62})*")
_NUMBER = re.compile(r"(.*\.)?([0-9]+|0x[0-9a-f]*)")  # resolvers read such a host as an IPv4 address (RFC 3986, 7.4)


def checked_url(text: str, base: httpx.URL | None = None) -> httpx.URL:
    """The URL, against `base` where it is relative, without fragment and with no dot at the end of the host.

    FetchError (bad url) unless it is http or https, with a plain host name, IPv4 address as four decimal numbers or
    IPv6 address in brackets without zone, and without user name, password, backslash and control characters. The URL
    itself is not in the error: it may hold a password.
    """
    if len(text) > MAX_URL:
        raise failed(Reason.URL, f"it is longer than {MAX_URL} characters")
    if _FORBIDDEN.search(text):
        raise failed(Reason.URL, "it holds a backslash or a control character")
    try:
        url = httpx.URL(text) if base is None else base.join(text)
    except (httpx.InvalidURL, ValueError):
        raise failed(Reason.URL, "it cannot be parsed: expected something like https://example.com/privacy") from None
    if url.scheme not in {"http", "https"}:
        raise failed(Reason.URL, "only http and https can be fetched: expected something like https://example.com/")
    if url.userinfo:
        raise failed(Reason.URL, "it holds a user name or password: use the page's `headers` instead")
    return _normal(url, _checked_host(url))


def origin(url: httpx.URL) -> tuple[str, str, int | None]:
    """What decides who is asked: scheme, host and port (RFC 6454)."""
    return url.scheme, url.host, url.port


def _normal(url: httpx.URL, host: str) -> httpx.URL:
    if url.fragment:
        url = url.copy_with(fragment=None)
    # With the dot at its end a name would not match its certificate, and the host would be paced as two.
    return url.copy_with(host=host) if url.host != host and url.host.endswith(".") else url


def _checked_host(url: httpx.URL) -> str:
    host = url.raw_host.decode("ascii")
    if url.port is not None and not 0 < url.port < 65536:
        raise failed(Reason.URL, "its port is not between 1 and 65535")
    if ":" in host:
        if "%" in host:
            raise failed(Reason.URL, "its IPv6 address has a zone")
        return host
    host = host.removesuffix(".")
    if not _HOST.fullmatch(host):
        raise failed(Reason.URL, "it has no host, or one that is not a valid name")
    if _NUMBER.fullmatch(host) and not _is_ipv4(host):
        raise failed(Reason.URL, "its host is a number: write the address as four decimal numbers")
    return host


def _is_ipv4(host: str) -> bool:
    try:
        IPv4Address(host)
    except AddressValueError:
        return False
    return True
