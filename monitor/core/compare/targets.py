"""Canonical link targets: where a link leads, without what differs from one visit to the next."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

# Parameters that follow the visitor, prove a signature, bust a cache, hold a session or choose a language.
_PASSING = re.compile(
    r"""(?ix) (?: utm_\w+ | mc_\w+ | pk_\w+ | hsa_\w+ | x-(?:amz|goog)-[\w-]+ | _hs\w+ | \w*clk?id | g(?:br|w)aid
    | _g[al]c? | ref | ref_?src | ref_?url | referr?er | igshid | mkt_tok | trk\w* | tracking_?id | visitor_?id
    | correlation_?id | (?:php|j|asp)?sess(?:ion)?_?id | sid | s?token | access_token | sig | signature | hmac | hash
    | policy | key-pair-id | expir(?:es|y|ation) | exp | e?tag | cb | cache_?bust(?:er)? | nocache | rnd | rand(?:om)?
    | nonce | state | ts | timestamp | _ | lang | language | locale | hl | gl | lc | setlang | ui-?(?:lang|culture)
    | culture | country | market | mkt | region )"""
)
_SECRET = re.compile(r"[\w+/=.~-]{40,}")  # by its look: nobody writes forty characters without a space by hand
_LOCALE = re.compile(
    r"""(?ix) (?: [a-z]{2,3}[-_](?:[a-z]{2}|\d{3}|han[st]|latn|cyrl)(?:[-_][a-z]{2})? | intl
    | ar|bg|ca|cs|da|de|el|en|es|et|fa|fi|fr|ga|he|hi|hr|hu|is|it|ja|ko|lt|lv|ms|mt|nb|nl|nn|pl|pt|ro|ru|sk|sl|sr|sv
    | th|tr|uk|vi|zh )"""
)
_DEFAULT_PORT = re.compile(r":(?:80|443)$")


def target(url: str, page: str = "") -> str:
    """The canonical form of a link's target on the page at `page`; a place in the same document is always "#"."""
    try:
        parts, here = urlsplit(url.strip()), urlsplit(page)
    except ValueError:
        return url.strip()
    if parts.scheme and parts.scheme.lower() not in ("http", "https"):
        return url.strip()
    place = _place(parts.netloc, parts.path)
    query = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _passing(*pair))
    if parts.fragment and (not (parts.netloc or parts.path) or (page and place == _place(here.netloc, here.path))):
        return "#"
    fragment = "" if place.endswith("/email-protection") else parts.fragment  # in cipher, new at each visit
    asked = "?" + urlencode(query, errors="surrogatepass") if query else ""
    return place + asked + ("#" + fragment if fragment else "")


def _passing(name: str, value: str) -> bool:
    return bool(_PASSING.fullmatch(name) or _SECRET.fullmatch(value))


def _place(host: str, path: str) -> str:
    host = _DEFAULT_PORT.sub("", host.rpartition("@")[2].lower())
    steps = [step for step in unquote(path).partition(";")[0].split("/") if step]
    steps = [step for n, step in enumerate(steps) if n > 2 or not _LOCALE.fullmatch(step)]
    return f"//{host}/{'/'.join(steps)}" if host else "/".join(steps)
