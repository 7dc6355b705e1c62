"""The composition root: the only file that names concrete adapters and puts them together."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from monitor.config import Config, load
from monitor.ports import Store
from monitor.store import SqliteStore

__all__ = ["Config", "Store", "SystemClock", "load_config", "open_store"]


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """Aware, in UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Let others run for so long."""
        await asyncio.sleep(seconds)


def load_config(path: Path, database: Path | None = None, environ: Mapping[str, str] | None = None) -> Config:
    """The configuration, with another database put in where one is given."""
    config = load(path, environ)
    return replace(config, database=database) if database else config


def open_store(path: Path, *, write: bool) -> SqliteStore:
    """The database; for writing it is made if it is not there, and held until closed."""
    return SqliteStore.open(path, write=write)
