"""The errors of the program, each with the facts a caller needs; none is told apart by its text.

MonitorError
├── ReadError            the bytes are no document; carries the Inaccessible that the check records
├── FetchError           no response was had; carries the Inaccessible that the check records
├── ConfigError          config.toml has mistakes; carries all of them
├── ScheduleError        a cron line, interval or time zone that cannot be
├── StoreError           the database cannot do what was asked
│   ├── StoreLocked      another process is writing to it
│   ├── StoreUnusable    not a database, read-only, full, or of a newer version
│   └── NotFound         no such page, version or snapshot
├── CaptureError         captures made elsewhere cannot be taken in
└── ExportError          what is in the store cannot be written elsewhere
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.core.model import Inaccessible
    from monitor.core.records import Hop


class MonitorError(Exception):
    """Base of all errors that the program raises itself."""


class ReadError(MonitorError):
    """The bytes are no document: binary, of a format we do not read, or a selector found nothing in them."""

    def __init__(self, inaccessible: Inaccessible) -> None:
        super().__init__(str(inaccessible))
        self.inaccessible = inaccessible


class FetchError(MonitorError):
    """No response was had. `inaccessible` is what the check records, `hops` the redirects followed until then."""

    def __init__(self, inaccessible: Inaccessible, hops: Sequence[Hop] = ()) -> None:
        super().__init__(str(inaccessible))
        self.inaccessible = inaccessible
        self.hops = tuple(hops)


class ConfigError(MonitorError):
    """One or more mistakes in the configuration, each a line `where: what`."""

    def __init__(self, source: str, mistakes: Sequence[str]) -> None:
        self.source = source
        self.mistakes = tuple(mistakes)
        count = "1 mistake" if len(self.mistakes) == 1 else f"{len(self.mistakes)} mistakes"
        super().__init__("\n".join([f"{source}: {count}", *(f"  {mistake}" for mistake in self.mistakes)]))


class ScheduleError(MonitorError):
    """A cron line, an interval or a time zone that cannot be."""


class StoreError(MonitorError):
    """The database cannot do what was asked."""


class StoreLocked(StoreError):
    """Another process holds the database for writing."""


class StoreUnusable(StoreError):
    """The file is not a database of ours, is read-only, the disk is full, or a newer program wrote it."""


class NotFound(StoreError):
    """No such page, version or snapshot."""


class CaptureError(MonitorError):
    """A manifest of captures, an archive, or a file of one, cannot be taken in."""


class ExportError(MonitorError):
    """A file or folder that an export cannot be written to."""
