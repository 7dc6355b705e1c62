"""The indexes of full-text search: made anew from the texts, and held against them.

They hold no text of their own (sqlite.org/fts5.html, 4.4.3) and can always be made again; what is missing there would
be found by no search, though the text stands.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import zip_longest

from sqlite_utils import Database

from monitor.store.views import SEARCHED, TOKENS

# By term: how often it stands, and a sum over where. Terms come in order, so that nothing is sorted or held.
_SUMS = (
    "SELECT term, count(*), sum((doc * 65537 + offset) % 2147483647) FROM temp.{vocabulary} GROUP BY term ORDER BY term"
)


def rebuild(db: Database) -> None:
    """Make both indexes anew, whatever is in them. In the caller's transaction."""
    for index in TOKENS:
        db.conn.execute(f"INSERT INTO {index} ({index}) VALUES ('delete-all')")  # noqa: S608 - our own names
        _fill(db, "main", index, index)


def differing(db: Database) -> Iterator[tuple[str, str]]:
    """(index, what is wrong) of each index that is not as it would be made from the texts now.

    Makes them in the temporary database of the connection, which may be one for reading.
    """
    for index, tokens in TOKENS.items():
        try:
            wrong = _wrong(db, index, tokens)
        except sqlite3.DatabaseError as error:
            wrong = str(error)
        if wrong:
            yield index, f"{wrong}; nothing is lost, `privacy-monitor compact` makes the index anew"


def _wrong(db: Database, index: str, tokens: str) -> str:
    fresh, own, made = f"fresh_{index}", f"own_{index}", f"made_{index}"
    run = db.conn.execute
    run(f"CREATE VIRTUAL TABLE temp.{fresh} USING fts5 (text, content = '', columnsize = 0, tokenize = '{tokens}')")
    try:
        _fill(db, "temp", fresh, index)
        run(f"CREATE VIRTUAL TABLE temp.{own} USING fts5vocab ('main', '{index}', 'instance')")
        run(f"CREATE VIRTUAL TABLE temp.{made} USING fts5vocab ('temp', '{fresh}', 'instance')")
        rows = (run(_SUMS.format(vocabulary=vocabulary)) for vocabulary in (own, made))
        unlike = next((pair for pair in zip_longest(*rows) if pair[0] != pair[1]), None)
    finally:
        for table in (own, made, fresh):
            run(f"DROP TABLE IF EXISTS temp.{table}")
    if unlike is None:
        return ""
    word = (unlike[1] or unlike[0])[0]
    return f"does not have {word!r} where the texts have it"


def _fill(db: Database, schema: str, table: str, index: str) -> None:
    for source, column, sign, fits in SEARCHED[index]:
        db.conn.execute(
            f"INSERT INTO {schema}.{table} (rowid, text) "  # noqa: S608 - our own names
            f"SELECT {sign}id, {column} FROM main.{source} WHERE {column} {fits}"
        )
