"""Comparing two documents: what differs, place by place. How much it matters is for core.significance."""

from __future__ import annotations

from monitor.core.compare.canonical import fingerprint
from monitor.core.compare.changes import changes

__all__ = ["changes", "fingerprint"]
