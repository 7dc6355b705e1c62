"""The script of the demonstration: what the site answers to each request. No state: a number in, a scene out.

The service, its page and its history are invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import jinja2

_PAGES = jinja2.Environment(loader=jinja2.PackageLoader("monitor.demo", "pages"), autoescape=True)


@dataclass(frozen=True, slots=True)
class Scene:
    """One state of the page: what happens on the site, in words for the terminal, and the bytes it then serves."""

    happens: str
    body: bytes
    etag: str


def _page(happens: str, etag: str, **differs: object) -> Scene:
    usual = {"updated": "March 3, 2025", "trace": "5f1c08d2-94aa", "news": 12, "hiring": False, "changed": False}
    html = _PAGES.get_template("page.html").render(usual | differs)
    return Scene(happens, html.encode(), f'"{etag}"')


@cache
def script() -> tuple[Scene, ...]:
    """The scenes, one for each request of the page.

    The page comes back from behind the wall byte for byte, so a monitor that remembers the validators of the last
    response that was the page is told 304 there.
    """
    rewrite = {"trace": "e07b6630-1d3f", "news": 14, "changed": True, "updated": "September 1, 2025"}
    wall = _PAGES.get_template("wall.html").render().encode()
    return (
        _page("The page is seen for the first time", "v1"),
        _page("Nothing happens", "v1"),
        _page("Trace id, menu and footer differ", "v1-noise", trace="b9d2417e-03c6", news=13, hiring=True),
        _page("The policy is rewritten", "v2", **rewrite),
        Scene("A consent wall stands in its place", wall, '"wall"'),
        _page("The wall is gone, the page is back", "v2", **rewrite),
        _page("The date is bumped and nothing else", "v3", **rewrite | {"updated": "October 15, 2025"}),
    )


def scene(request: int) -> Scene:
    """What the page's server answers to a request, counted from 1; the last scene stays."""
    return script()[min(request, len(script())) - 1]
