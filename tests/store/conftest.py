"""What the tests of the store share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.store import SqliteStore


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "privacy.db"


@pytest.fixture
def store(database: Path) -> Iterator[SqliteStore]:
    """A new one, open for writing."""
    store = SqliteStore.open(database, write=True)
    yield store
    store.close()
