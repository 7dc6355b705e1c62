"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("PRIVACY_MONITOR_SHARED", Path(__file__).parents[2] / "shared"))


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real labelled pages that lies beside a development checkout; tests that need it skip without."""
    if not (SHARED / "seed").is_dir():
        pytest.skip("the folder of real pages (../shared) is not here")
    return SHARED
