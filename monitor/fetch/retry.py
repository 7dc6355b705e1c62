"""Whether to ask again, and how long to wait before: pure functions, the same for the same page and attempt."""

from __future__ import annotations

import zlib
from http import HTTPStatus

from monitor.core.records import Response
from monitor.core.schedule import retry_after

BASE = 1.0  # seconds before the second attempt, doubled for each one after it
LONGEST = 30.0  # seconds; who asks for more gets a later check, not one of our slots


def pause(response: Response, page_id: str, attempt: int) -> float | None:
    """Seconds to wait before asking again, None to take the response as it is.

    Only 429 and 5xx are worth it. `Retry-After` (RFC 9110, 10.2.3) is obeyed, or, if longer than LONGEST, left to the
    caller, who sees it in the response and plans the next check by it.
    """
    if response.status != HTTPStatus.TOO_MANY_REQUESTS and response.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return None
    asked = retry_after(response.header("retry-after"), response.fetched_at)
    if asked is None:
        return backoff(page_id, attempt)
    return asked if asked <= LONGEST else None


def backoff(page_id: str, attempt: int) -> float:
    """Seconds to wait after failed attempt 0, 1, …: doubled each time, spread over pages by 50 to 100 %."""
    spread = zlib.crc32(f"{page_id} {attempt}".encode()) / 2**32
    return min(BASE * 2.0**attempt, LONGEST) * (0.5 + spread / 2)
