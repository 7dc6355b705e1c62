"""Watches privacy pages, keeps every snapshot, and reports what changed."""

from __future__ import annotations

__version__ = "0.1.0"
