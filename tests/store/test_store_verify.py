"""Whatever is changed in what was recorded, `verify` finds it and names the row; what was not changed it lets be."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from old_databases import NAMES, as_of
from store_samples import at, blocked, changed, document, first, not_modified, of, response, returned, sha, unreachable

from monitor.backfill import take_late
from monitor.core.compare import fingerprint
from monitor.core.diff import compare
from monitor.core.read import read
from monitor.core.records import Page, Reread, Settling
from monitor.store import SqliteStore, Verdict, restore, verify

OLD = "We keep it for 30 days."
GENESIS = "0" * 64
HELD = Settling(until=at(4))

# Columns that may change at any time, as the docs say, and what is SQLite's or sqlite-utils' own.
FREE = {"pages": {"url", "name", "paused", "watched", "next_due_at", "etag", "last_modified", "validators_url"}}


def verdict(database: Path, against: str = "") -> Verdict:
    return verify(database, against, lambda done, of: None)


@pytest.fixture
def told(store: SqliteStore, database: Path) -> Path:
    """Two pages with every kind of row; bodies packed alone and against others; nobody writes any more."""
    read = document(OLD, "We sell nothing.")
    for one in (first(OLD), changed(), blocked(2), not_modified(3), returned(OLD, 4, 1), unreachable(5)):
        store.record(one)
    body = f"<p>{OLD}</p>".encode() * 40
    longer = replace(changed(hours=6), document=read, response=response(body, 6), body_sha256=sha(body))
    store.record(longer)
    body += b"<p>!</p>"
    store.record(replace(longer, response=response(body, 7), body_sha256=sha(body)))
    store.record(of("other", first("“Señor” keeps\x00it")))
    store.close()
    return database


@contextmanager
def forging(database: Path) -> Iterator[sqlite3.Connection]:
    """A connection of somebody who knows how to get round the triggers, and covers that up afterwards."""
    with closing(sqlite3.connect(database)) as conn:
        conn.execute("PRAGMA ignore_check_constraints = ON")
        conn.execute("PRAGMA synchronous = OFF")
        triggers = conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            conn.execute(f"DROP TRIGGER {name}")
        yield conn
        conn.commit()
        for _, sql in triggers:
            conn.execute(sql)


def forged(database: Path, sql: str, *values: object) -> Verdict:
    with forging(database) as conn:
        conn.execute(sql, values)
    return verdict(database)


def test_what_was_recorded_holds(told: Path) -> None:
    """Nothing is complained of, and everything was looked at."""
    store = SqliteStore.open(told, write=False)
    assert verdict(told) == Verdict(store.head(), 9, 6, 0, 6, None, ())
    store.close()


@pytest.mark.parametrize("migration", NAMES[1:])
def test_what_an_earlier_version_recorded_holds_once_brought_up(told: Path, tmp_path: Path, migration: str) -> None:
    """The schema is the same as a new one, and the ledger begins with what there was."""
    old = tmp_path / "old.db"
    as_of(migration, told, old)
    SqliteStore.open(old, write=True).close()
    found = verdict(old)
    assert (found.entries, found.faults) == (9, ())


def test_a_version_that_is_read_again_holds_by_its_new_hash(store: SqliteStore, database: Path) -> None:
    """Nothing that was chained before is rewritten, and what the reread put in its place is bound as well."""
    store.record(first(OLD))
    head, again = store.head(), document("We keep it for 30 days or more.")
    given = ("example", 1, 1, at(5), 4, "s", again, sha(again.text), None, compare(document(OLD), again, gate=False))
    store.reread(Reread(*given))
    store.close()
    assert (verdict(database, head).faults, verdict(database, head).since) == ((), 1)
    found = forged(database, "UPDATE rereads SET words_after = 7")
    assert [(fault.table, fault.row) for fault in found.faults] == [("rereads", "1")]
    found = forged(database, "UPDATE versions SET words = 7")
    assert ("versions", "1") in [(fault.table, fault.row) for fault in found.faults]


def test_an_empty_database_holds(store: SqliteStore, database: Path) -> None:
    """Its head is what stands before the first entry."""
    assert store.head() == GENESIS
    assert verdict(database, GENESIS) == Verdict(GENESIS, 0, 0, 0, 0, 0, ())


@pytest.fixture
def small(store: SqliteStore, database: Path) -> Path:
    """A page that was blocked, changed for a while, and of which an older look came late: a row of every kind."""
    old, new = (f"<h1>Privacy</h1><p>{text}</p>".encode() * 20 for text in (OLD, "We sell nothing at all."))
    before, after = (read(body, url="https://example.org/p", content_type="text/html") for body in (old, new))
    came = (first(OLD), old, before, None, Settling()), (changed(hours=2), new, after, compare(before, after), HELD)
    for check, body, document_, diff, settling in came:
        about = {"document": document_, "text_sha256": fingerprint(document_), "diff": diff, "settling": settling}
        answer = response(body, (check.started_at - at(0)).seconds // 3600)
        store.record(replace(check, response=answer, body_sha256=sha(body), **about))
    store.record(blocked(3))
    take_late(store, Page("example", "https://example.org/p"), response(new, 1), origin="capture", now=at(5))
    store.close()
    return database


def flips(kind: str, value: object) -> Iterator[object]:
    """The value with one byte changed: of texts and blobs the first, one in the middle and the last."""
    if value is None:
        yield 1 if kind == "INTEGER" else b"x"
    elif isinstance(value, int):
        yield from (value ^ 1, value ^ 256)
    else:
        raw = value.encode() if isinstance(value, str) else bytes(value)  # type: ignore[call-overload]
        for at, bit in {0: 1, len(raw) // 2: 128, len(raw) - 1: 2}.items() if raw else ():
            yield raw[:at] + bytes([raw[at] ^ bit]) + raw[at + 1 :]
        if not raw:
            yield b"x"


def cells(conn: sqlite3.Connection) -> Iterator[tuple[str, str, str, str, list[object]]]:
    """Every cell that is promised to be covered: table, column, its type, how to find its row, and by which values."""
    for (table,) in conn.execute("SELECT name FROM pragma_table_list WHERE strict").fetchall():
        about = conn.execute(f"PRAGMA table_info({table})").fetchall()
        keys = [row[1] for row in about if row[5]]
        where = " AND ".join(f"{key} = ?" for key in keys)
        for key in conn.execute(f"SELECT {', '.join(keys)} FROM {table}").fetchall():
            for _, column, kind, *_ in about:
                if column not in FREE.get(table, set()):
                    yield table, column, kind, where, list(key)


def test_any_byte_that_is_changed_in_any_column_of_any_row_is_found(small: Path) -> None:
    """Each in turn, then put back; texts may become what is no UTF-8, and NULLs are filled in."""
    missed, tried = [], 0
    with forging(small) as conn:
        for table, column, kind, where, key in list(cells(conn)):
            [value] = conn.execute(f"SELECT {column} FROM {table} WHERE {where}", key).fetchone()
            for other in flips(kind, value):
                conn.execute("SAVEPOINT flipped")
                sql = f"UPDATE {table} SET {column} = CAST(? AS {kind}) WHERE {where} RETURNING {column} IS ?"
                try:
                    assert conn.execute(sql, (other, *key, value)).fetchall() == [(0,)]
                except sqlite3.IntegrityError:  # another row has this key: it cannot be stored
                    continue
                conn.commit()
                tried += 1
                if not [fault for fault in verdict(small).faults if fault.table != "schema"]:
                    missed.append((table, column, key, value, other))
                names = where.replace(f"{column} = ?", f"{column} = CAST(? AS {kind})")
                flipped = [
                    other if f"{column} = ?" == part else v for part, v in zip(where.split(" AND "), key, strict=True)
                ]
                assert conn.execute(f"UPDATE {table} SET {column} = ? WHERE {names}", (value, *flipped)).rowcount == 1
                conn.commit()
    assert missed == []
    assert tried > 400
    assert verdict(small).faults == ()


def test_any_byte_of_any_body_is_found(small: Path) -> None:
    """Also one that unpacks to the same bytes all the same; the body is named."""
    sql = "UPDATE bodies SET stored = ? WHERE sha256 = ?"
    with forging(small) as conn:
        for digest, stored in conn.execute("SELECT sha256, stored FROM bodies").fetchall():
            for at in range(len(stored)):
                flipped = bytearray(stored)
                flipped[at] ^= 1 << at % 8
                conn.execute(sql, (bytes(flipped), digest))
                conn.commit()
                assert digest in {fault.row for fault in verdict(small).faults}
            conn.execute(sql, (stored, digest))
    assert verdict(small).faults == ()


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        (
            "UPDATE checks SET evidence = 'a slow server' WHERE id = 3",
            "checks 3: this row, its snapshot 3 or its entry 3",
        ),
        ("UPDATE checks SET finished_at = started_at WHERE id = 4", "checks 4: this row or its entry 4 in the ledger"),
        ("UPDATE snapshots SET fetched_at = '2020' WHERE id = 2", "checks 2: this row, its snapshot 2 or its entry 2"),
        ("DELETE FROM checks WHERE id = 6", "ledger 6: what it is of is not there: checks 6"),
        ("DELETE FROM ledger WHERE id = 6", "checks 6: is not in the ledger"),
        ("UPDATE block_texts SET text = 'We keep it.' WHERE id = 1", "block_texts 1: has another hash than its text"),
        ("UPDATE section_texts SET heading = 'Storage' WHERE id = 2", "section_texts 2: it or its blocks were changed"),
        ("UPDATE section_blocks SET block_id = 2 WHERE block_id = 1", "section_texts 2: it or its blocks were changed"),
        ("DELETE FROM version_sections WHERE version_id = 2", "versions 2: it, its sections, changes or facts"),
        ("UPDATE versions SET words = 5 WHERE id = 3", "versions 3: it, its sections, changes or facts were changed"),
        ("DELETE FROM facts WHERE version_id = 2", "versions 2: it, its sections, changes or facts were changed"),
        ("UPDATE pages SET current_version_id = 1 WHERE id = 'example'", "pages example: does not stand where"),
        ("DROP TRIGGER ledger_is_not_updated", "schema: trigger ledger_is_not_updated is missing"),
        ("CREATE VIEW more AS SELECT 1", "schema: view more is not ours"),
        ("DROP VIEW fact_log", "schema: view fact_log is missing"),
    ],
)
def test_the_row_that_does_not_hold_is_named(told: Path, sql: str, fault: str) -> None:
    """Once the rest is known to hold, that is what one needs to know."""
    with closing(sqlite3.connect(told)) as conn:
        if "TRIGGER" in sql or "VIEW" in sql:
            conn.execute(sql)
    if "TRIGGER" not in sql and "VIEW" not in sql:
        forged(told, sql)
    assert any(str(found).startswith(fault) for found in verdict(told).faults), verdict(told).faults


def test_who_rewrites_everything_is_found_by_who_kept_the_head(told: Path) -> None:
    """A forger who computes the chain anew leaves nothing to find but that the head is another one."""
    head = verdict(told).head
    assert verdict(told, head).since == 0
    with forging(told) as conn:
        conn.execute("UPDATE checks SET evidence = 'nothing was wrong' WHERE id = 3")
        conn.execute("DELETE FROM ledger")
    from sqlite_utils import Database

    from monitor.store.upgrades import enter_checks

    with closing(sqlite3.connect(told, isolation_level=None)) as conn:
        enter_checks(Database(conn))
    assert verdict(told).faults == ()
    found = verdict(told, head)
    assert [fault.table for fault in found.faults] == ["ledger"]
    assert f"the hash {head} is not in it" in found.faults[0].what


def test_what_was_cut_off_is_found_by_who_kept_the_head(told: Path) -> None:
    """Without the newest checks the chain is sound in itself."""
    head = verdict(told).head
    with forging(told) as conn:
        conn.execute("DELETE FROM ledger WHERE id = 6")
        conn.execute("DELETE FROM ledger WHERE id > 6")
    found = verdict(told, head)
    assert any("was rewritten or cut off" in fault.what for fault in found.faults)


def test_a_kept_head_says_how_much_was_recorded_since(database: Path) -> None:
    """It need not be the newest."""
    store = SqliteStore.open(database, write=True)
    heads = [store.head()]
    for one in (first(OLD), changed(), blocked(2)):
        store.record(one)
        heads.append(store.head())
    store.close()
    assert len(set(heads)) == 4
    assert [verdict(database, head).since for head in heads] == [3, 2, 1, 0]


def test_the_chain_can_be_recomputed_with_nothing_but_json_and_sha256(told: Path) -> None:
    """As docs/history.md says it."""
    conn = sqlite3.connect(told)
    conn.row_factory = sqlite3.Row

    def row(sql: str, key: int) -> dict[str, object]:
        return {name: value for name, value in dict(conn.execute(sql, (key,)).fetchone()).items() if value is not None}

    chain = GENESIS
    for entry in conn.execute("SELECT * FROM ledger ORDER BY id").fetchall():
        said: dict[str, object] = {"kind": "check", "row": row("SELECT * FROM checks WHERE id = ?", entry["row_id"])}
        if entry["snapshot_id"]:
            said["snapshot"] = row("SELECT * FROM snapshots WHERE id = ?", entry["snapshot_id"])
        if entry["version_id"]:
            said["version_sha256"] = entry["version_sha256"]
        line = json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n"
        chain = hashlib.sha256(f"{chain}\n{hashlib.sha256(line.encode()).hexdigest()}\n".encode()).hexdigest()
        assert entry["chain"] == chain
    assert conn.execute("SELECT count(*) FROM ledger").fetchone()[0] == 9
    conn.close()


def test_a_page_of_the_file_that_is_torn_is_told(told: Path) -> None:
    """As a fault, not as a crash."""
    content = bytearray(told.read_bytes())
    with closing(sqlite3.connect(told)) as conn:
        [page] = conn.execute("SELECT rootpage FROM sqlite_master WHERE name = 'block_texts'").fetchone()
    content[(page - 1) * 4096 : (page - 1) * 4096 + 200] = b"\xff" * 200
    told.write_bytes(content)
    assert {fault.table for fault in verdict(told).faults} >= {"file"}


def test_it_looks_beside_a_writer(store: SqliteStore, database: Path) -> None:
    """At one state, whatever is recorded meanwhile."""
    store.record(first(OLD))
    store.record(changed())
    seen = []

    def record_more(done: int, total: int) -> None:
        seen.append(done)
        store.record(blocked(3 + len(seen)))

    assert verify(database, "", record_more).faults == ()
    assert seen
    assert verdict(database).entries == 2 + len(seen)


@pytest.mark.parametrize("index", ["search_words", "search_characters"])
def test_a_search_index_that_lost_words_is_told_and_made_anew(store: SqliteStore, database: Path, index: str) -> None:
    """What stands in the texts and is found by no search is a fault; nothing that was recorded is lost by it."""
    store.record(first("Kept for thirty days, 保存三十天です。"))
    with closing(sqlite3.connect(database)) as conn:
        conn.execute(f"DELETE FROM {index}_data WHERE id > 10")
        conn.commit()
    [fault] = verdict(database).faults
    assert fault.table == index
    assert "compact" in str(fault)
    store.compact(lambda done, total: None)
    assert verdict(database).faults == ()
    hits = [hit for word in ("thirty", "三十天") for hit in store.search([word], [], all_texts=False, limit=9)]
    assert [hit.page_id for hit in hits] == ["example"] * 2


def test_a_word_that_was_taken_out_of_the_index_is_named(told: Path) -> None:
    """And a copy that lacks it is put right when it is restored."""
    with closing(sqlite3.connect(told)) as conn:
        [number, text] = conn.execute("SELECT id, text FROM block_texts WHERE text LIKE '%days%'").fetchone()
        conn.execute("INSERT INTO search_words (search_words, rowid, text) VALUES ('delete', ?, ?)", (number, text))
        conn.commit()
    [fault] = verdict(told).faults
    assert fault.table == "search_words"
    target = told.with_name("restored.db")
    assert restore(told, target, lambda done, total: None).faults == ()
    assert verdict(target).faults == ()
