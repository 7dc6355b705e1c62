"""Up to where the last report told: a small file, since a report must not wait for the one process that writes.

It names the head of the ledger, not a time alone: a check that was under way while a report was made has an earlier
time than that report, and a later place in the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from monitor.cli.output import Ago
from monitor.core.errors import MonitorError

LAST = "last"


class Since(click.ParamType[datetime | str]):
    """A moment, how long ago, or `last`: where the last report ended."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime | str:
        """`last` as it is, else an aware datetime in UTC."""
        return LAST if value == LAST else Ago().convert(value, param, ctx)


@dataclass(frozen=True, slots=True)
class Cursor:
    """When the last report was made, and the head of the ledger then."""

    at: datetime
    head: str


def read_cursor(path: Path) -> Cursor | None:
    """None where no report was made yet; MonitorError for a file that is none of ours."""
    try:
        at, head = path.read_text("ascii").split()
        return Cursor(datetime.fromisoformat(at), head)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise MonitorError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        told = f"{path} does not say up to where the last report told; delete it, and the next one tells everything"
        raise MonitorError(told) from error


def write_cursor(path: Path, cursor: Cursor) -> None:
    """In one step, so that a kill leaves the old one or the new one."""
    new = path.with_name(f"{path.name}.new")
    try:
        new.write_text(f"{cursor.at.isoformat()} {cursor.head}\n", "ascii")
        new.replace(path)
    except OSError as error:
        told = f"{path} cannot be written ({error.strerror}): the next report tells all of this again"
        raise MonitorError(told) from error
