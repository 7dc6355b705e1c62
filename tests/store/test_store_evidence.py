"""A pack of evidence can be checked with standard tools, is the same each time, and proves what it says."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from store_samples import at, blocked, changed, first, not_modified, of, sha

from monitor.core.errors import NotFound, StoreError
from monitor.store import SqliteStore, evidence

OLD, NEW = "We keep it for 30 days.", "We keep “it” for 90 days.\x00\r"


@pytest.fixture
def history(store: SqliteStore) -> SqliteStore:
    """A page that changed once, between checks of another one."""
    store.record(first(OLD))
    for hour in range(5):
        store.record(of("other", blocked(hour, b"%d" % hour)))
    for one in (changed(NEW, 6), not_modified(7), blocked(8)):
        store.record(one)
    return store


def unpacked(pack: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(pack)) as opened:
        opened.extractall(folder)
    return folder


def checked(folder: Path) -> subprocess.CompletedProcess[str]:
    """What a person gets who does as README.txt says."""
    readme = (folder / "README.txt").read_text("utf-8")
    (folder / "check.py").write_text(readme[readme.index("import hashlib") :], "utf-8")
    return subprocess.run([sys.executable, "check.py"], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("hours", "text"), [(3, OLD), (7.5, NEW)])
def test_the_steps_of_its_readme_lead_to_the_head(
    history: SqliteStore, tmp_path: Path, hours: float, text: str
) -> None:
    """Checksums, bytes and chain; the text is that of the moment."""
    found = evidence(history, "example", at(hours))
    folder = unpacked(found.pack, tmp_path / "pack")
    sums = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=False)
    assert sums.returncode == 0, sums.stdout + sums.stderr
    assert sha((folder / "body.html").read_bytes()) == found.snapshot.body_sha256
    assert (folder / "text.txt").read_bytes().decode() == f"Privacy\n2.1 Retention\n{text}\n"
    done = checked(folder)
    assert (done.returncode, done.stdout.strip()) == (0, history.head()), done.stderr


def test_it_is_the_same_bit_for_bit(history: SqliteStore) -> None:
    """However often it is asked for; with a kept hash also when more was recorded since."""
    head = history.head()
    pack = evidence(history, "example", at(3)).pack
    assert evidence(history, "example", at(3)).pack == pack
    history.record(blocked(9))
    assert evidence(history, "example", at(3)).pack != pack
    assert evidence(history, "example", at(3), head).pack == pack


def test_it_says_nothing_of_other_pages(history: SqliteStore, tmp_path: Path) -> None:
    """Their entries are hashes in the chain, and no more."""
    folder = unpacked(evidence(history, "example", at(3)).pack, tmp_path / "pack")
    assert not [path.name for path in folder.iterdir() if b'"other"' in path.read_bytes()]
    assert len((folder / "chain.txt").read_text().splitlines()) == 1 + 9


def test_it_has_the_check_that_last_found_the_page_as_it_was(history: SqliteStore, tmp_path: Path) -> None:
    """Up to the moment asked for: that the page still said so then."""
    folder = unpacked(evidence(history, "example", at(7.5)).pack, tmp_path / "pack")
    entries = (folder / "entries.jsonl").read_text("utf-8").splitlines()
    assert len(entries) == 2
    assert '"outcome":"changed"' in entries[0]
    assert '"outcome":"unchanged"' in entries[1]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("text.txt", b"30 days", b"90 days"),
        ("blocks.jsonl", b"30 days", b"90 days"),
        ("entries.jsonl", b'"status":200', b'"status":404'),
        ("version.json", b'"words":', b'"words":1'),
        ("chain.txt", b"\n", b"\n0"),
    ],
)
def test_a_pack_that_was_changed_does_not_lead_to_the_head(
    history: SqliteStore, tmp_path: Path, name: str, old: bytes, new: bytes
) -> None:
    """The check of README.txt ends with an error, or with another hash."""
    folder = unpacked(evidence(history, "example", at(3)).pack, tmp_path / "pack")
    content = (folder / name).read_bytes()
    assert old in content
    (folder / name).write_bytes(content.replace(old, new, 1))
    assert checked(folder).stdout.strip() != history.head()


def test_evidence_survives_pruning(history: SqliteStore) -> None:
    """What versions were read from is never given up."""
    pack = evidence(history, "example", at(3)).pack
    assert history.prune(lambda done, of: None, before=None, keep=0).bodies > 0
    assert evidence(history, "example", at(3)).pack == pack


def test_what_cannot_be_proved_is_told(history: SqliteStore) -> None:
    """Before the first version, up to a hash that is not there, and from rows that do not hold."""
    with pytest.raises(NotFound, match="had no version"):
        evidence(history, "example", at(-1))
    with pytest.raises(NotFound, match=r"the hash f+ is not in the ledger"):
        evidence(history, "example", at(3), "f" * 64)
    with history._connection.transaction() as db:
        db.conn.execute("DROP TRIGGER checks_are_not_updated")
        db.conn.execute("UPDATE checks SET evidence = 'forged' WHERE id = 3")
    with pytest.raises(StoreError, match="entry 3 of the ledger does not hold"):
        evidence(history, "example", at(3))
