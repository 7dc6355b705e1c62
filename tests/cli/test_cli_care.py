"""The commands that care for a database: verify, evidence, compact, prune, backup, restore."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import main
from monitor.core.model import Block, BlockKind, Document, Inaccessible, Outcome, Reason, Section
from monitor.core.records import Check, Hop, Response
from monitor.store import SqliteStore

START = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
URL = "https://cloud.example/privacy"
TEXT = Document((Section(1, "Privacy", ("Privacy",), blocks=(Block(BlockKind.PARAGRAPH, "We keep it."),)),))


def check(day: int) -> Check:
    at = START + timedelta(days=day)
    body = f"<p>{day} days</p>".encode() * 100
    came = Response(URL, URL, 200, (("content-type", "text/html"),), body, (Hop(URL, 200),), at)
    reason = Inaccessible(Reason.BLOCKED, "a wall")
    return Check("cloud", URL, at, at, Outcome.INACCESSIBLE, reason=reason, response=came)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A version, and ten walls."""
    path = tmp_path / "privacy.db"
    store = SqliteStore.open(path, write=True)
    store.record(replace(check(0), outcome=Outcome.FIRST, reason=None, document=TEXT, text_sha256="t"))
    for day in range(1, 11):
        store.record(check(day))
    store.close()
    return path


def ask(database: Path, *arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["--db", str(database), "--config", "none.toml", *arguments])
    assert result.exit_code == code, (result.output, result.exception)
    return result


def head(database: Path) -> str:
    """What a person would keep."""
    return ask(database, "verify").stdout.strip().rsplit(" ", 1)[1]


def test_verify_says_that_all_holds_and_shows_the_head(database: Path) -> None:
    """And that nothing was rewritten since a hash that somebody kept."""
    told = ask(database, "verify").stdout
    assert told.startswith("All of it holds: 11 entries, 1 version, 11 bodies.\nHead of the chain: ")
    kept = head(database)
    assert (
        f"Nothing was rewritten since {kept}; 0 entries were added."
        in ask(database, "verify", "--against", kept).stdout
    )
    read = json.loads(ask(database, "verify", "--json", "--against", kept.upper()).stdout)
    assert (read["holds"], read["head"], read["since"], read["faults"]) == (True, kept, 0, [])


def test_verify_names_what_does_not_hold_and_ends_with_8(database: Path) -> None:
    """For people and for programs; a hostile text in a row does nothing to the terminal."""
    with closing(sqlite3.connect(database)) as conn, conn:
        conn.execute("UPDATE bodies SET codec = ? WHERE rowid = 3", ("\x1b[2J",))
    [digest] = [fault["row"] for fault in json.loads(ask(database, "verify", "--json", code=8).stdout)["faults"][:1]]
    told = ask(database, "verify", code=8).stdout
    assert told.startswith(f"does not hold: bodies {digest}: this row was changed")
    assert "\x1b" not in told


def test_verify_against_a_hash_that_is_not_there_ends_with_8(database: Path) -> None:
    """What it stood for was rewritten, or it is of another database."""
    told = ask(database, "verify", "--against", "f" * 64, code=8).stdout
    assert "was rewritten or cut off" in told


@pytest.mark.parametrize("hash_", ["", "f" * 63, "g" * 64])
def test_what_is_no_hash_is_a_mistake(database: Path, hash_: str) -> None:
    """Told before anything is looked at."""
    assert "it has 64 hexadecimal digits" in ask(database, "verify", "--against", hash_, code=2).stderr


def test_evidence_writes_a_pack(database: Path, tmp_path: Path) -> None:
    """And says what the proof ends at."""
    output = tmp_path / "pack.zip"
    told = ask(database, "evidence", "cloud", "--at", "2026-11-05", "--output", str(output)).stderr
    assert f"the evidence is in {output}" in told
    assert f"The proof ends at {head(database)}" in told
    with zipfile.ZipFile(output) as pack:
        assert {"README.txt", "SHA256SUMS", "body.html", "chain.txt", "text.txt"} <= set(pack.namelist())
    assert (
        "had no version"
        in ask(database, "evidence", "cloud", "--at", "2026-10-01", "--output", str(output), code=3).stderr
    )


def test_prune_and_compact_give_room_back_and_all_still_holds(database: Path) -> None:
    """The head is the same afterwards."""
    kept = head(database)
    assert "say which" in ask(database, "prune", code=2).stderr
    assert ask(database, "prune", "--keep", "3", "--dry-run").stdout.startswith("7 bodies of ")
    assert " went; they took " in ask(database, "prune", "--keep", "3", "--before", "2026-11-08").stdout
    assert ask(database, "compact").stdout.startswith("5 bodies packed harder: ")
    assert "(6 pruned, their hashes hold)" in ask(database, "verify").stdout
    assert head(database) == kept


def test_backup_and_restore(database: Path, tmp_path: Path) -> None:
    """There and back; a copy that was changed is not taken."""
    copy, again = tmp_path / "copy.db", tmp_path / "again.db"
    kept = head(database)
    assert ask(database, "backup", str(copy)).stdout.strip().endswith(kept)
    assert kept in ask(again, "restore", str(copy), "--against", kept).stdout
    assert head(again) == kept
    assert "is there already" in ask(again, "restore", str(copy), code=3).stderr
    with closing(sqlite3.connect(copy)) as conn, conn:
        conn.execute("UPDATE versions SET words = 5")
    assert "does not hold: versions 1" in ask(tmp_path / "third.db", "restore", str(copy), code=3).stderr


@pytest.mark.parametrize("command", ["verify", "compact", "prune --keep 1", "backup copy.db"])
def test_nothing_is_made_where_there_is_no_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """It is told."""
    monkeypatch.chdir(tmp_path)
    told = ask(tmp_path / "none.db", *command.split(), code=3).stderr
    assert "no database at" in told
    assert list(tmp_path.iterdir()) == []


def test_what_was_taken_in_is_no_evidence_of_a_fetch(tmp_path: Path) -> None:
    """The pack says whose word its time and address are, and when the page was last seen so."""
    path = tmp_path / "privacy.db"
    store = SqliteStore.open(path, write=True)
    taken = replace(check(0), outcome=Outcome.FIRST, reason=None, document=TEXT, text_sha256="t", origin="capture")
    store.record(taken)
    store.close()
    done = ask(path, "evidence", "cloud", "--at", "2026-11-10", "--output", str(tmp_path / "e.zip"))
    assert "Last seen so at 2026-11-01 08:00 UTC" in done.stderr
    with zipfile.ZipFile(tmp_path / "e.zip") as pack:
        readme, response = (pack.read(name).decode() for name in ("README.txt", "response.txt"))
    assert "were taken in (capture), not fetched by this program" in readme
    assert "It was last seen so at 2026-11-01T08:00:00.000Z" in readme
    assert response.startswith("taken in: capture")


def test_a_pack_that_cannot_be_written_is_told(database: Path, tmp_path: Path) -> None:
    """Like every file that cannot."""
    done = ask(database, "evidence", "cloud", "--at", "2026-11-02", "--output", str(tmp_path / "no" / "e.zip"), code=3)
    assert "cannot write" in done.stderr


def test_reading_again_makes_no_database(tmp_path: Path) -> None:
    """Where there is none, that is told."""
    done = ask(tmp_path / "none.db", "reread", code=3)
    assert "no database" in done.stderr
    assert not (tmp_path / "none.db").exists()
