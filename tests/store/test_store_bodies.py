"""Bodies take little room beside those that are nearly the same, and come out as they went in, or not at all."""

from __future__ import annotations

import os
import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from store_samples import blocked, of, response, sha

from monitor.core.errors import StoreError
from monitor.store import SqliteStore
from monitor.store.bodies import FAST, LONGEST_CHAIN, Base, best, packed, unpacked
from monitor.store.compacting import compact


def row(body: bytes, base: bytes | None = None) -> dict[str, object]:
    """As it would lie in the table."""
    base_sha256 = sha(base) if base else None
    return {
        "sha256": sha(body),
        "codec": "zstd",
        "size": len(body),
        "stored": packed(body, base),
        "base_sha256": base_sha256,
    }


def page(number: int, size: int = 20_000) -> bytes:
    """A page whose words are those of its neighbours, but for a token, as a live page has it."""
    words = random.Random(7)
    text = " ".join(f"{words.randrange(16**6):x}" for _ in range(size // 7))
    token = random.Random(number)
    return f"<p>{text[: size // 2]}<i>{token.randbytes(20).hex()}</i>{text[size // 2 :]}</p>".encode()


def look(store: SqliteStore, body: bytes, hours: float, page_id: str = "example") -> None:
    """Keep a body as that of a page at a time."""
    store.record(of(page_id, replace(blocked(hours), response=response(body, hours), body_sha256=sha(body))))


def rows(database: Path) -> dict[str, tuple[str | None, int]]:
    """The base of each body, and how much room it takes."""
    with closing(sqlite3.connect(database)) as conn:
        found = conn.execute("SELECT sha256, base_sha256, length(stored) FROM bodies").fetchall()
    return {digest: (base, size) for digest, base, size in found}


def depths(database: Path) -> list[int]:
    """How many steps each body is from one that is packed alone."""
    bases = {digest: base for digest, (base, _) in rows(database).items()}

    def depth(digest: str) -> int:
        base = bases[digest]
        return 0 if base is None else 1 + depth(base)

    return [depth(digest) for digest in bases]


@given(st.binary(max_size=3000), st.binary(max_size=3000))
def test_any_body_comes_back_alone_and_against_any_other(body: bytes, base: bytes) -> None:
    """Also an empty one, and one against itself."""
    assert unpacked([row(body)]) == body
    if base:
        assert unpacked([row(base), row(body, base)]) == body
        assert unpacked([row(base), row(base, base)]) == base


@given(st.binary(min_size=1, max_size=300), st.data())
def test_a_damaged_body_is_never_another_body(body: bytes, data: st.DataObject) -> None:
    """Whichever byte of what is stored has another value: what comes out is what went in, or an error."""
    damaged = row(body)
    stored = bytearray(damaged["stored"])  # type: ignore[arg-type]
    at = data.draw(st.integers(0, len(stored) - 1))
    stored[at] ^= data.draw(st.integers(1, 255))
    try:
        came = unpacked([{**damaged, "stored": bytes(stored)}])
    except StoreError as error:
        came, told = body, str(error)
        event(told.replace(sha(body), "")[:40])
    assert came == body


def test_a_body_takes_only_what_the_one_before_it_has_not(store: SqliteStore, database: Path) -> None:
    """A token in 20 KB of incompressible words: some dozen bytes a snapshot."""
    for number in range(5):
        look(store, page(number), number)
    first, *others = [size for _, size in rows(database).values()]
    assert first > 8_000
    assert max(others) < 200
    for number in range(5):
        assert store.body(sha(page(number))) == page(number)


def test_a_page_that_alternates_is_packed_against_the_same_variant(store: SqliteStore, database: Path) -> None:
    """A, B, A', B': A' against A, not against the B between."""
    variants = (page(0), page(1).swapcase() + os.urandom(10), page(2), page(3).swapcase())
    for hour, body in enumerate(variants):
        look(store, body, hour)
    found = rows(database)
    assert [found[sha(body)][0] for body in variants[2:]] == [sha(body) for body in variants[:2]]


def test_one_that_comes_late_is_packed_against_its_neighbours_in_time(store: SqliteStore, database: Path) -> None:
    """Nothing that is there is packed anew for it."""
    for hour in (0, 1, 5, 6):
        look(store, page(hour), hour)
    before = rows(database)
    look(store, page(3), 3)
    after = rows(database)
    assert after.pop(sha(page(3)))[0] in {sha(page(0)), sha(page(1)), sha(page(5))}
    assert after == before


def test_a_body_of_two_pages_lies_there_once(store: SqliteStore, database: Path) -> None:
    """Also where the second page has other bodies to pack it against."""
    look(store, page(0), 0)
    look(store, page(1), 1, "other")
    look(store, page(0), 2, "other")
    assert set(rows(database)) == {sha(page(0)), sha(page(1))}


def test_no_chain_grows_beyond_its_bound(store: SqliteStore, database: Path) -> None:
    """A hundred snapshots, each nearest to the one before; all of them can be read."""
    body = page(0)
    for number in range(100):
        body = body[150:] + os.urandom(150)
        look(store, body, number)
    assert 2 < max(depths(database)) <= LONGEST_CHAIN
    for digest in rows(database):
        store.body(digest)


def test_a_base_that_is_too_deep_is_not_taken() -> None:
    """The body is packed alone then, and a new chain begins."""
    deep = Base("f" * 64, page(1), LONGEST_CHAIN)
    assert best(sha(page(0)), page(0), [deep]).base_sha256 is None
    assert best(sha(page(0)), page(0), [replace(deep, depth=3)]).base_sha256 == deep.sha256


def test_a_base_that_is_damaged_is_not_built_upon(store: SqliteStore, database: Path) -> None:
    """What comes after it is packed alone, and can be read."""
    look(store, page(0), 0)
    with closing(sqlite3.connect(database)) as conn, conn:
        conn.execute("UPDATE bodies SET stored = x'28B52FFD'")
    look(store, page(1), 1)
    assert store.body(sha(page(1))) == page(1)


def test_a_base_that_is_gone_is_told(store: SqliteStore, database: Path) -> None:
    """The error is about the body that was asked for."""
    look(store, page(0), 0)
    look(store, page(1), 1)
    with closing(sqlite3.connect(database)) as conn, conn:
        conn.execute("DELETE FROM bodies WHERE sha256 = ?", (sha(page(0)),))
    with pytest.raises(StoreError, match=f"body {sha(page(1))} cannot be unpacked: what it was packed against"):
        store.body(sha(page(1)))


def test_a_loop_in_a_foreign_database_ends(store: SqliteStore, database: Path) -> None:
    """Two bodies, each packed against the other: an error, and no endless walk."""
    look(store, page(0), 0)
    look(store, page(1), 1)
    with closing(sqlite3.connect(database)) as conn, conn:
        conn.execute("UPDATE bodies SET base_sha256 = ? WHERE sha256 = ?", (sha(page(1)), sha(page(0))))
    with pytest.raises(StoreError, match="cannot be unpacked"):
        store.body(sha(page(0)))


def test_compacting_takes_less_room_and_changes_no_body(store: SqliteStore, database: Path) -> None:
    """Pages that share bodies, variants by turns, tokens: all come out as before; a second time does nothing."""
    for number in range(40):
        look(store, page(number) if number % 3 else page(number).swapcase(), number)
        look(store, page(number // 2 * 2), number + 0.5, "other")
    before = {digest: store.body(digest) for digest in rows(database)}
    told: list[tuple[int, int]] = []
    done = compact(store._connection, lambda at, of: told.append((at, of)))
    assert done.bodies == len(before)
    assert done.bytes_after < done.bytes_before
    assert told == [(n, len(before)) for n in range(1, len(before) + 1)]
    assert {digest: store.body(digest) for digest in rows(database)} == before
    assert max(depths(database)) <= LONGEST_CHAIN
    assert compact(store._connection, lambda at, of: told.append((at, of))).bodies == 0


def test_a_compacting_that_is_stopped_goes_on(store: SqliteStore, database: Path) -> None:
    """Whatever it was doing: all can be read in between, and what was packed harder stays so."""
    for number in range(20):
        look(store, page(number), number)

    def stop(at: int, of: int) -> None:
        if at == 7:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compact(store._connection, stop)
    for number in range(20):
        assert store.body(sha(page(number))) == page(number)
    look(store, page(99), 99)
    assert compact(store._connection, lambda at, of: None).bodies == 14
    for number in (*range(20), 99):
        assert store.body(sha(page(number))) == page(number)


def test_compacting_forgets_texts_that_nobody_says(store: SqliteStore, database: Path) -> None:
    """As another reading of a version leaves them behind."""
    from store_samples import first

    from monitor.store.texts import drop_text

    store.record(first())
    with store._connection.transaction() as db:
        drop_text(db, 1)
    assert compact(store._connection, lambda at, of: None).texts == 3
    with closing(sqlite3.connect(database)) as conn:
        assert conn.execute("SELECT count(*) FROM block_texts").fetchone() == (0,)


def test_the_nearest_of_several_bases_wins() -> None:
    """By what it saves; of two that save the same, the first."""
    body = page(5)
    far, near = Base("a" * 64, os.urandom(20_000), 0), Base("b" * 64, page(6), 0)
    assert best(sha(body), body, [far, near], FAST).base_sha256 == near.sha256
    for first, second in pairwise([near, replace(near, sha256="c" * 64), near]):
        assert best(sha(body), body, [first, second]).base_sha256 == first.sha256
