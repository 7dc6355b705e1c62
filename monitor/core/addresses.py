"""Which addresses are public, and which are never asked. Pure: nothing is resolved here.

Whoever dials asks this of each address (`fetch.guard`), and whoever writes a configuration of those that stand in it.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

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
LOCAL_NAMES = ("localhost", "localdomain", "local", "internal", "home.arpa")  # of this machine or network


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


def is_address(host: str) -> bool:
    """Whether a host is written as an address."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def is_local(host: str) -> bool:
    """Whether a name is one of this machine or network."""
    return any(host == name or host.endswith(f".{name}") for name in LOCAL_NAMES)
