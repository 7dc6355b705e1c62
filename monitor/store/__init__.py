"""The store: pages, checks, snapshots, versions and changes in one SQLite file (see snapshots/README.md)."""

from monitor.store.copying import backup, restore
from monitor.store.evidence import Evidence, evidence
from monitor.store.verifying import Fault, Verdict, verify
from monitor.store.writing import SqliteStore

__all__ = ["Evidence", "Fault", "SqliteStore", "Verdict", "backup", "evidence", "restore", "verify"]
