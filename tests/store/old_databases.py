"""Databases as earlier versions of the program left them: the schema by the migrations of then, the rows from a new one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from monitor.store import SqliteStore
from monitor.store.bodies import packed
from monitor.store.schema import migrations

ORDER = (
    "pages",
    "bodies",
    "snapshots",
    "versions",
    "sections",
    "blocks",
    "changes",
    "facts",
    "checks",
    "rereads",
    "ledger",
)
NAMES = [migration.name for migration in migrations.pending(Database(memory=True))]


def as_of(migration: str, new: Path, old: Path) -> None:
    """Make `old` hold what `new` does, in the schema that stood before `migration`."""
    store = SqliteStore.open(new, write=False)
    with closing(store), closing(sqlite3.connect(old, isolation_level=None)) as conn:
        conn.create_function("alone", 1, lambda digest: packed(store.body(digest)))  # before bodies had bases
        migrations.apply(Database(conn, execute_plugins=False), stop_before=migration)
        conn.execute("ATTACH ? AS new", (str(new),))
        tables = {name for (name,) in conn.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")}
        for table in ORDER:
            if table in tables:
                names = ", ".join(row[1] for row in conn.execute(f"PRAGMA main.table_info({table})"))
                values = names
                if table == "bodies" and "base_sha256" not in names:
                    values = names.replace("stored", "alone(sha256)")
                conn.execute(f"INSERT INTO main.{table} ({names}) SELECT {values} FROM new.{table}")
        if "version_sections" in tables:
            for table in ("block_texts", "section_texts", "section_blocks", "version_sections"):
                conn.execute(f"INSERT INTO main.{table} SELECT * FROM new.{table}")
