"""Watches privacy pages, keeps every snapshot, and reports what changed.

    import monitor

    before = monitor.read(body, url="https://example.org/privacy", content_type="text/html; charset=utf-8")
    diff = monitor.compare(before, after)
    store = monitor.open_store("snapshots/privacy.db")

`read` makes a Document of a response body, `compare` a Diff of two Documents, and `open_store` answers questions about
what was recorded. The names are loaded when they are first used, so that `--help` need not wait for a parser.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from monitor.core.diff import compare
    from monitor.core.errors import MonitorError, ReadError
    from monitor.core.model import Block, Change, Diff, Document, Edit, Fact, Link, Outcome, Section, Significance
    from monitor.core.read import READER_VERSION, read
    from monitor.wiring import read_store as open_store

__version__ = "0.1.0"
_HOMES = {
    "compare": "monitor.core.diff:compare",
    "open_store": "monitor.wiring:read_store",
    "read": "monitor.core.read:read",
    "READER_VERSION": "monitor.core.read:READER_VERSION",
    **{name: f"monitor.core.errors:{name}" for name in ("MonitorError", "ReadError")},
    **{
        name: f"monitor.core.model:{name}"
        for name in (
            "Block",
            "Change",
            "Diff",
            "Document",
            "Edit",
            "Fact",
            "Link",
            "Outcome",
            "Section",
            "Significance",
        )
    },
}
__all__ = [
    "READER_VERSION",
    "Block",
    "Change",
    "Diff",
    "Document",
    "Edit",
    "Fact",
    "Link",
    "MonitorError",
    "Outcome",
    "ReadError",
    "Section",
    "Significance",
    "__version__",
    "compare",
    "open_store",
    "read",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'monitor' has no attribute {name!r}")
    module, attribute = _HOMES[name].split(":")
    return getattr(importlib.import_module(module), attribute)
