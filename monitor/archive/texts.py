"""The texts as Markdown files in a git repository: a file a page, a commit a version, dated when it was seen.

The same versions always give the same commits. What is there already is known by the `Version` trailer of its commit,
so that a further run adds only what is new, whatever ended the last one.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from monitor.archive.git import clean_environment, git_program
from monitor.archive.manifest import is_id
from monitor.core.errors import CaptureError, ExportError
from monitor.core.model import Outcome
from monitor.core.records import PageRow, VersionRow
from monitor.ports import Store
from monitor.report.document import document_markdown
from monitor.report.visible import one_line

_WHO = "privacy-monitor <privacy-monitor@localhost>"
_BRANCH = "refs/heads/main"
_CHECKPOINT = 200  # commits, after which git keeps what it has even if it is killed


@dataclass(frozen=True, slots=True)
class Text:
    """A version that is to be a commit."""

    page: PageRow
    version: VersionRow

    @property
    def key(self) -> str:
        """What its commit is known by."""
        return f"{self.page.id}/{self.version.number}"


class TextRepository:
    """A git repository that this program writes, and that somebody may have cloned. ExportError for any other."""

    def __init__(self, folder: Path) -> None:
        try:
            self._program = git_program()
        except CaptureError as error:
            raise ExportError(str(error)) from error
        self._folder = folder
        if not (folder / ".git").is_dir():
            self._begin()
        self.written = frozenset(self._written())

    def _begin(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if any(self._folder.iterdir()):
                raise ExportError(f"{self._folder} is neither empty nor a git repository; give a folder of its own")
        except OSError as error:
            raise ExportError(f"{self._folder} cannot be written to: {error.strerror}") from error
        self._git("init", "--quiet", "--initial-branch=main")

    def _written(self) -> Iterator[str]:
        """The keys of the versions that are commits; ExportError where a commit is not of our making."""
        if not self._git("for-each-ref", _BRANCH):
            return
        keys = self._git("log", "--format=%(trailers:key=Version,valueonly,separator=%x2C)", _BRANCH, "--").splitlines()
        for key in keys:
            if not key:
                raise ExportError(f"{self._folder} has commits that are no exported texts; give a folder of its own")
            yield key

    @property
    def head(self) -> str:
        """The newest commit, empty without any."""
        return self._git("for-each-ref", "--format=%(objectname)", _BRANCH).strip()

    def add(self, store: Store, texts: list[Text], on_text: Callable[[Text], None]) -> None:
        """Commit these texts, in this order, and put the newest ones into the folder.

        The files of the folder are the export's: what was changed in them by hand is put back.
        """
        if texts:
            with self._importing() as stream:
                parent = f"from {_BRANCH}^0\n" if self.head else ""
                for number, text in enumerate(texts, 1):
                    stream.write(_commit(text, document_markdown(store.document(text.version.id)), parent))
                    parent = ""
                    if number % _CHECKPOINT == 0:
                        stream.write(b"checkpoint\n\n")
                    on_text(text)
        if self.head:
            self._git("reset", "--hard", "--quiet", _BRANCH)

    @contextmanager
    def _importing(self) -> Iterator[IO[bytes]]:
        with tempfile.TemporaryFile() as told:
            process = subprocess.Popen(  # noqa: S603 - no shell, and no argument but ours
                self._line("fast-import", "--quiet", "--date-format=raw"),
                stdin=subprocess.PIPE,
                stderr=told,
                stdout=subprocess.DEVNULL,
                env=clean_environment(self._folder),
            )
            assert process.stdin
            try:
                yield process.stdin
                process.stdin.close()
            except BrokenPipeError:
                pass  # it says why
            finally:
                if not process.stdin.closed:
                    process.kill()
                process.wait()
            if process.returncode:
                told.seek(0)
                raise ExportError(f"{self._folder}: git fast-import failed: {_words(told.read(2000))}")

    def _git(self, *arguments: str) -> str:
        done = subprocess.run(  # noqa: S603
            self._line(*arguments), env=clean_environment(self._folder), capture_output=True, check=False
        )
        if done.returncode:
            raise ExportError(f"{self._folder}: git {arguments[0]} failed: {_words(done.stderr[:2000])}")
        return done.stdout.decode("utf-8", "replace")

    def _line(self, *arguments: str) -> list[str]:
        """Without the hooks, watchers and signatures that a configuration may ask for."""
        settings = ["core.hooksPath=/dev/null", "core.fsmonitor=false", "log.showSignature=false", "safe.directory=*"]
        options = [part for setting in settings for part in ("-c", setting)]
        return [self._program, "-C", str(self._folder), *options, *arguments]


def texts_of(store: Store) -> list[Text]:
    """All versions of all pages, in the order in which they were seen."""
    texts = [Text(page, version) for page in store.pages() if is_id(page.id) for version in store.versions(page.id)]
    return sorted(texts, key=lambda text: (text.version.seen_at, text.page.id, text.version.number))


def _commit(text: Text, markdown: str, parent: str) -> bytes:
    at = f"{_WHO} {int(text.version.seen_at.timestamp())} +0000"
    message, content = _message(text).encode("utf-8", "replace"), markdown.encode("utf-8", "replace")
    head = f"commit {_BRANCH}\nauthor {at}\ncommitter {at}\ndata {len(message)}\n".encode()
    file = f"{parent}M 100644 inline {text.page.id}.md\ndata {len(content)}\n".encode()
    return b"".join((head, message, b"\n", file, content, b"\n"))


def _message(text: Text) -> str:
    page, version = text.page, text.version
    begins = {Outcome.FIRST: "First record of", Outcome.RETURNED: "Record the return of an earlier text of"}
    subject = f"{begins.get(version.outcome, 'Record new changes of')} {one_line(page.name or page.id)[:100]}"
    trailers = {
        "Version": text.key,
        "Significance": version.significance.value,
        "Text-SHA256": version.text_sha256,
        "Reader-Version": str(version.reader_version),
        "URL": one_line(page.url),
    }
    told = "\n".join(f"{name}: {value}" for name, value in trailers.items() if value)
    return f"{subject}\n\n{told}\n"


def _words(told: bytes) -> str:
    return one_line(told.decode("utf-8", "replace")) or "without a word"
