"""The store: pages, checks, snapshots, versions and changes in one SQLite file (see snapshots/README.md)."""

from monitor.store.writing import SqliteStore

__all__ = ["SqliteStore"]
