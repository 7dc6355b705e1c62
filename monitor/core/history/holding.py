"""The hold-back: a change is looked at again before it is told, and what did not last is never told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.core.records import Held, Settling

NOTHING = Settling()


def settle(
    held: Sequence[Held], now: datetime, text_sha256: str, *, told_sha256: str, began: bool, hold: timedelta
) -> Settling:
    """What a check that read the page decides about the versions that are held back, and about the one that began.

    `held` are those versions, oldest first; between and after them lie cosmetic ones at most. `told_sha256` is the text
    before the first of them, which is what people were told last (with none held: the text before this check).
    `text_sha256` is what the page says now, and `began` whether that is a new version.

    A version is withdrawn only by an exact return to what was told last: then there is nothing to tell, neither of it
    nor of the return. Any other text is built upon it and confirms it, so that the differences told always follow one
    another without a gap. Where the text stands as it was, time decides.
    """
    if began and held and text_sha256 == told_sha256:
        return Settling(withdrawn=tuple(one.version_id for one in held), back=True)
    lasted = (one for one in held if one.until <= now or (began and one.text_sha256 != text_sha256))
    return Settling(confirmed=tuple(one.version_id for one in lasted), until=now + hold if began and hold else None)


def due_again(due: datetime, now: datetime, held: Sequence[Held], settling: Settling, hold: timedelta) -> datetime:
    """When to check next: by the schedule, or sooner where something is held back that waits to be decided."""
    decided = {*settling.confirmed, *settling.withdrawn}
    waiting = [one.until for one in held if one.version_id not in decided]
    waiting += [settling.until] if settling.until else []
    # What is overdue could not be read when its time came: it is tried again, not at once but after the same time.
    return min([due, *(until if until > now else now + hold for until in waiting)])
