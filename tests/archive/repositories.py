"""Git repositories as an archive writes them: one file a commit, dated when it was fetched."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest


def git(folder: Path, *arguments: str, stdin: bytes | None = None) -> bytes:
    """What git answers, with none of the machine's settings."""
    environment = {"PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(
        ["git", *arguments], cwd=folder, input=stdin, env=environment, capture_output=True, check=True
    )
    return done.stdout


def repository(folder: Path, *commits: tuple[str, str, str | bytes, str]) -> Path:
    """Commits of (time, path, content, address), in this order; an empty address leaves the trailer out."""
    stream: list[bytes] = []
    for at, path, content, address in commits:
        body = content.encode() if isinstance(content, str) else content
        told = f"First record of {path}\n\nx-engine-version: 1.0.0\n"
        told += f"x-source-document-location: {address}\n" if address else ""
        seconds = subprocess.run(["date", "-d", at, "+%s"], capture_output=True, check=True, text=True).stdout.strip()
        stream.append(b"commit refs/heads/main\n")
        stream += [f"{who} Archive <archive@example.org> {seconds} +0000\n".encode() for who in ("author", "committer")]
        stream.append(b"data %d\n%s\n" % (len(told.encode()), told.encode()))
        stream.append(b'M 100644 inline "%s"\ndata %d\n%s\n' % (path.encode(), len(body), body))
    folder.mkdir(exist_ok=True)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "fast-import", "--quiet", stdin=b"".join(stream))
    return folder


needs_git = pytest.mark.skipif(
    subprocess.run(["which", "git"], capture_output=True, check=False).returncode != 0, reason="git is not installed"
)
