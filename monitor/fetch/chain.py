"""One chain of redirects: where it has been, what it was given on the way, and where it goes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx

from monitor.core.errors import FetchError
from monitor.core.model import Reason
from monitor.core.records import Hop
from monitor.fetch.failures import failed
from monitor.fetch.urls import MAX_URL, checked_url

MAX_REDIRECTS = 10
REDIRECTS = frozenset({301, 302, 303, 307, 308})

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request brought. The body of a redirect is empty: nobody reads it."""

    response: httpx.Response
    body: bytes
    began: datetime
    elapsed: timedelta

    @property
    def status(self) -> int:
        """The status code."""
        return self.response.status_code

    @property
    def redirects(self) -> bool:
        """Whether it sends us elsewhere."""
        return self.status in REDIRECTS


class Chain:
    """Follows redirects by hand, up to MAX_REDIRECTS. Cookies live as long as the chain: consent pages need them."""

    def __init__(self, url: str, timeouts: dict[str, float | None]) -> None:
        self.url = checked_url(url)
        self.hops: list[Hop] = []
        self._timeouts = timeouts
        self._cookies: httpx.Cookies | None = None
        self._seen: set[tuple[str, str]] = set()

    def request(self, headers: Headers) -> httpx.Request:
        """The next request; FetchError (redirects) where it would be the same one again, or one too many."""
        request = httpx.Request("GET", self.url, headers=headers, extensions={"timeout": self._timeouts})
        if self._cookies is not None:
            self._cookies.set_cookie_header(request)
        key = (str(self.url), request.headers.get("cookie", ""))
        if key in self._seen:
            raise failed(Reason.REDIRECTS, f"the redirects go round in circles, through {self.url.host}")
        if len(self._seen) > MAX_REDIRECTS:
            raise failed(Reason.REDIRECTS, f"over {MAX_REDIRECTS} redirects, the last one to {self.url.host}")
        self._seen.add(key)
        return request

    def take(self, answer: Answer) -> bool:
        """Note an answer. True at the end of the chain; else `url` is where to go on."""
        location = answer.response.headers.get_list("location")[0] if self._leads_on(answer) else ""
        self.hops.append(Hop(str(self.url), answer.status, location[:MAX_URL]))
        if not answer.redirects:
            return True
        if not location:
            raise failed(Reason.REDIRECTS, f"{self.url.host} answers with a redirect ({answer.status}) to nowhere")
        if "set-cookie" in answer.response.headers:
            self._cookies = self._cookies or httpx.Cookies()
            self._cookies.extract_cookies(answer.response)
        try:
            self.url = checked_url(location, self.url)
        except FetchError as error:
            told = f"{self.url.host} redirects to a URL that is refused: {error.inaccessible.evidence}"
            raise failed(error.inaccessible.reason, told) from error
        return False

    @staticmethod
    def _leads_on(answer: Answer) -> bool:
        return answer.redirects and "location" in answer.response.headers
