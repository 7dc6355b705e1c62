"""The store: pages, checks, snapshots, versions and changes in one SQLite file (see snapshots/README.md)."""

from monitor.store.verifying import Fault, Verdict, verify
from monitor.store.writing import SqliteStore

__all__ = ["Fault", "SqliteStore", "Verdict", "verify"]
