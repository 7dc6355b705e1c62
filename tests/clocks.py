"""A clock that stands still until someone sleeps or a test moves it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


class FakeClock:
    """Fulfils `monitor.ports.Clock`. Sleeping takes no time: it moves `now` on, and is recorded in `slept`.

    Those who sleep at the same moment wake at the same moment: two sleeps of 5 s side by side take 5 s, not 10.
    """

    def __init__(self, start: datetime = START) -> None:
        self.moment = start
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.moment

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        until = self.moment + timedelta(seconds=seconds)
        await asyncio.sleep(0)
        self.moment = max(self.moment, until)

    def advance(self, **period: float) -> None:
        """Move on by a `timedelta(**period)`."""
        self.moment += timedelta(**period)
