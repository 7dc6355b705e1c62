"""Repositories of strangers: read whole, bounded, and without running anything that they ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.archive import git as module
from monitor.archive.git import GitRepository
from monitor.core.errors import CaptureError
from tests.archive.repositories import git, needs_git, repository

pytestmark = needs_git
DAY = "2024-05-01T12:00:00Z"


def contents(path: Path) -> list[tuple[str, bytes | None]]:
    with GitRepository(path) as opened:
        files = list(opened.files())
        return [(file.path, body) for file, body in zip(files, opened.blobs(f.blob for f in files), strict=True)]


@pytest.fixture
def two(tmp_path: Path) -> Path:
    return repository(
        tmp_path / "archive",
        (DAY, "A service/Terms.html", "one", "https://example.org/terms"),
        ("2024-05-02T12:00:00Z", "A service/Terms.html", b"two\nlines\0and a NUL", ""),
    )


def test_every_commit_gives_its_file_with_date_and_trailers(two: Path) -> None:
    """In the order in which they were made, bytes as they are."""
    with GitRepository(two) as opened:
        first, second = opened.files()
    assert (first.path, first.at and first.at.isoformat()) == ("A service/Terms.html", "2024-05-01T12:00:00+00:00")
    assert first.trailers["x-source-document-location"] == "https://example.org/terms"
    assert "x-source-document-location" not in second.trailers
    assert [body for _, body in contents(two)] == [b"one", b"two\nlines\0and a NUL"]


def test_bare_packed_and_shallow_repositories_are_read_too(two: Path, tmp_path: Path) -> None:
    """A mirror; one whose branch stands in packed-refs; a clone that begins in the middle of the history."""
    git(tmp_path, "clone", "-q", "--mirror", str(two), "bare")
    git(tmp_path / "bare", "pack-refs", "--all")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{two}", "shallow")
    assert contents(tmp_path / "bare") == contents(two)
    assert contents(tmp_path / "shallow") == contents(two)[1:]


def test_nothing_that_the_repository_configures_is_run(two: Path, tmp_path: Path) -> None:
    """Signatures, file watchers, pagers, hooks, diff programs, and a remote that fetches by a command."""
    spoor = tmp_path / "spoor"
    program = two / ".git" / "program.sh"
    program.write_text(f"#!/bin/sh\ntouch {spoor}\n")
    program.chmod(0o755)
    for key in ("core.fsmonitor", "core.pager", "core.sshCommand", "gpg.program", "diff.external", "core.editor"):
        git(two, "config", key, str(program))
    for key, value in {
        "log.showSignature": "true",
        "core.hooksPath": str(two / ".git"),
        "core.repositoryformatversion": "1",
        "extensions.partialClone": "evil",
        "remote.evil.promisor": "true",
        "remote.evil.url": f"ext::{program}",
        "protocol.ext.allow": "always",
        "include.path": "/dev/zero",
    }.items():
        git(two, "config", key, value)
    (two / ".git" / "info").mkdir(exist_ok=True)
    (two / ".git" / "info" / "attributes").write_text("* diff=evil filter=evil\n")
    assert len(contents(two)) == 2
    with GitRepository(two) as opened:
        blob = next(iter(opened.files())).blob
        (two / ".git" / "objects" / blob[:2] / blob[2:]).unlink(missing_ok=True)
        for pack in (two / ".git" / "objects" / "pack").glob("*"):
            pack.unlink()
        with pytest.raises(CaptureError):
            list(opened.blobs([blob]))
    assert not spoor.exists()


def test_replaced_objects_are_read_as_they_were_committed(two: Path) -> None:
    """A reference under refs/replace would show another content under the same name."""
    (one, _), blob = contents(two)[0], git(two, "hash-object", "-w", "--stdin", stdin=b"forged").decode().strip()
    assert one
    original = git(two, "rev-parse", "main~1:A service/Terms.html").decode().strip()
    git(two, "replace", original, blob)
    assert contents(two)[0][1] == b"one"


def test_blob_that_is_too_large_is_none_and_the_next_ones_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not read past: git would unpack it to the end first."""
    monkeypatch.setattr(module, "LARGEST_BODY", 10)
    days = [f"2024-05-{day:02}T12:00:00Z" for day in range(1, 29)]
    path = repository(
        tmp_path / "a", *((at, "s/t.html", "x" * (11 if day % 5 == 0 else day % 7), "") for day, at in enumerate(days))
    )
    bodies = [body for _, body in contents(path)]
    assert [body is None for body in bodies] == [day % 5 == 0 for day in range(28)]
    assert [len(body) for body in bodies if body is not None] == [day % 7 for day in range(28) if day % 5]


def test_endless_message_is_refused(tmp_path: Path) -> None:
    """Memory is bounded by what a path or the trailers may hold."""
    path = repository(tmp_path / "a", (DAY, "s/t.html", "x", "https://example.org/" + "x" * 300_000))
    with pytest.raises(CaptureError, match="more than 256,000 bytes"):
        contents(path)


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ("ref: refs/heads/none\n", "no commit at HEAD"),
        ("ref: ../../../etc/passwd\n", "no commit at HEAD"),
        ("--upload-pack=x\n", "no commit at HEAD"),
        ("f" * 40 + "\n", "git rev-list failed"),
    ],
)
def test_head_that_leads_nowhere_is_told(two: Path, head: str, says: str) -> None:
    """And is never taken for an option or a path."""
    (two / ".git" / "HEAD").write_text(head)
    with pytest.raises(CaptureError, match=says):
        contents(two)


def test_folder_that_is_no_repository_is_told(tmp_path: Path) -> None:
    """Also inside of a repository: the one around it is not meant."""
    git(tmp_path, "init", "-q")
    (tmp_path / "folder").mkdir()
    with pytest.raises(CaptureError, match="is no git repository"):
        contents(tmp_path / "folder")


def test_without_git_the_command_says_what_it_needs(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing else of the program needs it."""
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CaptureError, match="git is not installed"):
        GitRepository(two)
