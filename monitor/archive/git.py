"""A git repository that somebody else made, read through git's own plumbing, without ever trusting it.

What a repository says in its configuration, hooks, attributes or replacements can make git run programs. So git never
works in that repository: it works in an empty one of ours, which borrows the other's objects and nothing else.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import IO

from monitor.archive.intake import LARGEST_BODY
from monitor.core.errors import CaptureError

LONGEST_TOKEN = 256_000  # bytes of a path or of a message's trailers
_AHEAD = 64  # blobs asked for before the first is read: git looks them up meanwhile, and no pipe fills up
_FORMAT = "--format=%x00commit%x00%H%x00%at%x00%(trailers:only,unfold)"  # %at: the author's date outlives a rebase
_REGULAR = frozenset((b"100644", b"100755"))  # modes of files; neither links nor other repositories


@dataclass(frozen=True, slots=True)
class Committed:
    """A file as a commit brought it. `at` is the author's date in UTC, None if it cannot be."""

    commit: str
    at: datetime | None
    path: str
    blob: str
    trailers: Mapping[str, str]


def git_program() -> str:
    """Where git is; CaptureError if it is nowhere."""
    if found := shutil.which("git"):
        return found
    raise CaptureError("git is not installed, or not in PATH; this command alone needs it")


def clean_environment(home: Path) -> dict[str, str]:
    """For a git that takes nothing from the machine's or the user's settings, and reaches nothing outside."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "LC_ALL": "C",
        "TZ": "UTC",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_ALLOW_PROTOCOL": "",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
    }


class GitRepository:
    """The history behind HEAD. Use as a context: it holds a temporary folder."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._git = git_program()
        self._head = _head(path, _git_folder(path))
        self._stack = ExitStack()
        self._folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="privacy-monitor-")))
        self._environment = clean_environment(self._folder) | {
            "GIT_DIR": str(self._folder),
            "GIT_OBJECT_DIRECTORY": str(_git_folder(path).absolute() / "objects"),
        }
        _prepare(self._folder, _git_folder(path), self._head)

    def __enter__(self) -> GitRepository:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def files(self) -> Iterator[Committed]:
        """Every file that a commit added or changed, parents before children; merges bring none.

        CaptureError where git cannot read the history.
        """
        with ExitStack() as stack:
            revisions = stack.enter_context(
                self._running("rev-list", "--topo-order", "--reverse", self._head, "--", stdin=subprocess.DEVNULL)
            )
            trees = stack.enter_context(
                self._running(
                    *"diff-tree --stdin --root -r --raw -z --no-renames --encoding=UTF-8".split(),
                    _FORMAT,
                    stdin=revisions.stdout,
                )
            )
            assert revisions.stdout
            assert trees.stdout
            revisions.stdout.close()  # diff-tree has it: rev-list is to notice when diff-tree goes away
            yield from _committed(_tokens(trees.stdout, self._path))

    def blobs(self, ids: Iterable[str]) -> Iterator[bytes | None]:
        """The contents of these blobs, in their order; None for one that is larger than a page may be.

        CaptureError for one that is not there.
        """
        waiting = iter(ids)
        asked: list[str] = []
        while batch := asked + list(islice(waiting, 1)):
            asked = []
            with self._running("cat-file", "--batch", stdin=subprocess.PIPE) as reading:
                assert reading.stdin
                assert reading.stdout
                asked = batch
                self._ask(reading.stdin, asked)
                while asked:
                    more = list(islice(waiting, max(0, _AHEAD - len(asked))))
                    self._ask(reading.stdin, more)
                    asked += more
                    content = self._next(reading.stdout, asked.pop(0))
                    yield content
                    if content is None:  # what is left of it is not read: git begins anew behind it
                        reading.kill()
                        break

    def _ask(self, stdin: IO[bytes], ids: Sequence[str]) -> None:
        if ids:
            stdin.write("".join(f"{name}\n" for name in ids).encode("ascii"))
            stdin.flush()

    def _next(self, stdout: IO[bytes], name: str) -> bytes | None:
        head = stdout.readline(1000).split()
        if len(head) != 3 or head[1] != b"blob":
            raise CaptureError(f"{self._path}: blob {name} is not there; is the repository complete? `git fsck` tells")
        size = int(head[2])
        if size > LARGEST_BODY:
            return None
        content = stdout.read(size + 1)
        if len(content) != size + 1:
            raise CaptureError(f"{self._path}: blob {name} breaks off; `git fsck` tells more")
        return content[:size]

    @contextmanager
    def _running(self, *arguments: str, stdin: int | IO[bytes] | None) -> Iterator[subprocess.Popen[bytes]]:
        """A git that is gone afterwards; CaptureError with its words if it failed by itself."""
        with tempfile.TemporaryFile() as told:
            with subprocess.Popen(  # noqa: S603 - no shell, and no argument but ours
                [self._git, *arguments], stdin=stdin, stdout=subprocess.PIPE, stderr=told, env=self._environment
            ) as process:
                try:
                    yield process
                except BaseException:
                    process.kill()
                    raise
                if process.stdin:
                    process.stdin.close()
                if process.poll() is None and arguments[0] == "cat-file":
                    process.kill()
            if process.returncode > 0:
                told.seek(0)
                words = " ".join(told.read(1000).decode("utf-8", "replace").split())
                raise CaptureError(f"{self._path}: git {arguments[0]} failed: {words or process.returncode}")


def _git_folder(path: Path) -> Path:
    for folder in (path / ".git", path):
        if (folder / "objects").is_dir() and (folder / "HEAD").is_file():
            return folder
    if (path / ".git").is_file():
        raise CaptureError(f"{path} is a linked work tree or a submodule; name the repository that it belongs to")
    raise CaptureError(f"{path} is no git repository; name the folder of a clone on this machine")


def _head(path: Path, folder: Path) -> str:
    """The commit that HEAD stands for. Read here: git would look into the repository's configuration first."""
    name = _first_line(folder / "HEAD")
    if name.startswith("ref: "):
        name = _resolved(folder, name.removeprefix("ref: ").strip())
    if re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", name):
        return name
    raise CaptureError(f"{path} has no commit at HEAD; check out the branch that holds the history")


def _resolved(folder: Path, ref: str) -> str:
    if not re.fullmatch(r"refs/[A-Za-z0-9._/+@-]{1,200}", ref) or ".." in ref:
        return ""
    if (folder / ref).is_file():
        return _first_line(folder / ref)
    try:
        with (folder / "packed-refs").open("rb") as lines:
            for line in lines:
                name, _, of = line.decode("utf-8", "replace").strip().partition(" ")
                if of == ref:
                    return name
    except OSError:
        pass
    return ""


def _first_line(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return stream.readline(1000).decode("utf-8", "replace").strip()
    except OSError as error:
        raise CaptureError(f"{file} cannot be read: {error.strerror}") from error


def _prepare(ours: Path, theirs: Path, head: str) -> None:
    """An empty repository of our own in the same format of objects; `shallow` says where a history begins."""
    kind = "sha256" if len(head) == 64 else "sha1"
    (ours / "refs").mkdir()
    (ours / "objects").mkdir()
    (ours / "HEAD").write_text("ref: refs/heads/none\n")
    extension = f"[extensions]\n\tobjectformat = {kind}\n" if kind != "sha1" else ""
    (ours / "config").write_text(
        f"[core]\n\trepositoryformatversion = {int(kind != 'sha1')}\n\tbare = true\n{extension}"
    )
    if (theirs / "shallow").is_file():
        with (theirs / "shallow").open("rb") as stream:
            (ours / "shallow").write_bytes(stream.read(10_000_000))


def _tokens(stream: IO[bytes], path: Path) -> Iterator[bytes]:
    """What stands between NUL bytes; CaptureError for a token without end."""
    rest = b""
    while piece := stream.read(65_536):
        *whole, rest = (rest + piece).split(b"\0")
        yield from whole
        if len(rest) > LONGEST_TOKEN:
            raise CaptureError(f"{path}: a commit has a path or a message of more than {LONGEST_TOKEN:,} bytes")
    if rest:
        yield rest


def _committed(tokens: Iterator[bytes]) -> Iterator[Committed]:
    commit, at, trailers = "", None, {}
    for token in tokens:
        if token == b"commit":
            commit = next(tokens).decode("ascii", "replace")
            at = _moment(next(tokens))
            trailers = _trailers(next(tokens, b"").decode("utf-8", "replace"))
        elif (change := token.strip()).startswith(b":"):
            _, mode, _, blob, _ = change.split()
            path = next(tokens).decode("utf-8", "surrogateescape")
            if mode in _REGULAR:
                yield Committed(commit, at, path, blob.decode("ascii"), trailers)


def _moment(seconds: bytes) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _trailers(text: str) -> dict[str, str]:
    """The first value of each, names in lower case."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, colon, value = line.partition(":")
        if colon:
            found.setdefault(name.strip().lower(), value.strip())
    return found
