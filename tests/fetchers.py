"""A fetcher that answers from a script, and an executor that runs at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from monitor.core.errors import FetchError
from monitor.core.model import Inaccessible, Reason
from monitor.core.records import Hop, Page, Response, Validators
from monitor.ports import Clock

T = TypeVar("T")
Answer = str | bytes | Response | Exception


class Inline:
    """Runs what it is given where it stands."""

    async def run(self, function: Callable[..., T], *arguments: object) -> T:
        return function(*arguments)

    def close(self) -> None:
        pass


class ScriptedFetcher:
    """Gives each page its answers in turn, the last one for ever. Text is a body with status 200."""

    def __init__(self, clock: Clock, answers: dict[str, Iterable[Answer]]) -> None:
        self.clock = clock
        self.answers = {page_id: list(script) for page_id, script in answers.items()}
        self.asked: list[tuple[str, Validators]] = []

    async def fetch(self, page: Page, validators: Validators) -> Response:
        self.asked.append((page.id, validators))
        script = self.answers.get(page.id)
        if not script:
            raise FetchError(Inaccessible(Reason.NETWORK, "no address for this host"))
        answer = script.pop(0) if len(script) > 1 else script[0]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Response):
            return answer
        return response(answer, self.clock.now(), url=page.url)

    async def close(self) -> None:
        pass


def response(
    body: str | bytes,
    at: datetime,
    *,
    status: int = 200,
    url: str = "https://example.org/privacy",
    **headers: str,
) -> Response:
    """A response as a fetcher gives it; `etag="x"` and the like become headers."""
    named = {"content_type": "text/html; charset=utf-8"} | headers
    return Response(
        url=url,
        final_url=url,
        status=status,
        headers=tuple((name.replace("_", "-"), value) for name, value in named.items()),
        body=body.encode() if isinstance(body, str) else body,
        hops=(Hop(url, status),),
        fetched_at=at,
        elapsed=timedelta(milliseconds=5),
    )
