"""The site of the demonstration, over a real connection."""

from __future__ import annotations

import urllib.error
import urllib.request
from urllib.parse import urlsplit

import pytest

from monitor.demo.scenes import script
from monitor.demo.server import site


def get(url: str, **headers: str) -> tuple[int, str, bytes]:
    """Status, entity tag and body."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with opener.open(request, timeout=10) as response:
            return response.status, response.headers["ETag"] or "", response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["ETag"] or "", error.read()


def test_each_request_of_the_page_plays_the_next_scene() -> None:
    """Scenes follow from the count of requests; what else is asked for does not move the story on."""
    with site() as url:
        for scene in script():
            assert get(url.replace("/en/privacy", "/robots.txt"))[0] == 200
            assert get(url) == (200, scene.etag, scene.body)


def test_known_tag_is_answered_304_without_a_body() -> None:
    """A conditional request costs no body while the page stands."""
    with site() as url:
        etag = get(url)[1]
        assert get(url, If_None_Match=etag) == (304, etag, b"")


def test_robots_txt_allows_the_page() -> None:
    """The site has the rules that a polite monitor asks for, and nothing but the page beside."""
    with site() as url:
        root = url.removesuffix("/en/privacy")
        assert b"Disallow: /account/" in get(f"{root}/robots.txt")[2]
        assert get(f"{root}/elsewhere")[0] == 404


def test_site_is_on_loopback_and_gone_afterwards() -> None:
    """Nothing listens once the demonstration is over, and nobody else on the network could ever ask."""
    with site() as url:
        assert urlsplit(url).hostname == "127.0.0.1"
    with pytest.raises(urllib.error.URLError):
        get(url)
