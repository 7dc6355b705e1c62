"""A daemon killed with SIGKILL at random moments: after each, is the database sound, and is all there that was told?"""

from __future__ import annotations

import itertools
import json
import random
import shutil
import sqlite3
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cold_start import command
from harness import Options, Result, Row

from monitor import wiring
from monitor.core.errors import MonitorError
from monitor.store import verify

PAGES = 12
PATIENCE = 60.0  # seconds that a daemon gets to reach the request at which it is killed

Outcomes = dict[str, list[str]]  # page id -> the outcomes of its checks, in order

# What no kill may leave behind; each finds rows that must not be there.
_UNSOUND = {
    "versions without sections": "SELECT id FROM versions WHERE id NOT IN (SELECT version_id FROM sections)",
    "versions without blocks": "SELECT id FROM versions WHERE id NOT IN (SELECT version_id FROM blocks)",
    "versions that no check brought": """
        SELECT id FROM timeline v WHERE NOT EXISTS (
            SELECT 1 FROM looks c WHERE c.version_id = v.id AND c.outcome IN ('first', 'changed', 'returned'))""",
    "changed versions without changes": """
        SELECT id FROM timeline WHERE outcome = 'changed' AND id NOT IN (SELECT version_id FROM changes)""",
    "snapshots that no check saw": "SELECT id FROM snapshots s WHERE id NOT IN (SELECT snapshot_id FROM checks)",
    "bodies of no snapshot": "SELECT sha256 FROM bodies WHERE sha256 NOT IN (SELECT body_sha256 FROM snapshots)",
    "pages that do not stand at their newest version": """
        SELECT id FROM pages p WHERE current_version_id IS NOT (
            SELECT id FROM timeline WHERE page_id = p.id ORDER BY number DESC LIMIT 1)""",
    "pages whose versions are not counted from 1 without a gap": """
        SELECT page_id FROM timeline GROUP BY page_id HAVING min(number) <> 1 OR max(number) <> count(*)""",
}


@dataclass
class Site:
    """Serves a page that says something else at each request, and counts."""

    url: str = ""
    served: Counter[str] = field(default_factory=Counter)
    turn: threading.Condition = field(default_factory=threading.Condition)

    def answer(self, path: str) -> bytes:
        """The next text of a page."""
        with self.turn:
            self.served[path] += 1
            self.turn.notify_all()
            number = self.served[path]
        texts = "".join(f"<h2>Purpose {n}</h2><p>{_TEXT.format(days=n * 7 + number)}</p>" for n in range(20))
        return f"<html lang=en><title>Privacy policy</title><main><h1>Privacy</h1>{texts}</main></html>".encode()

    def wait(self, more: int, process: subprocess.Popen[bytes]) -> None:
        """Until so many more requests were made."""
        goal, end = self.served.total() + more, time.monotonic() + PATIENCE
        with self.turn:
            while self.served.total() < goal and process.poll() is None and time.monotonic() < end:
                self.turn.wait(0.1)


_TEXT = (
    "We keep personal data that we collect for this purpose for {days} days after your account is closed, unless the "
    "law requires us to retain it for longer; our partners process it under contract and never share it."
)


@contextmanager
def _site() -> Iterator[Site]:
    site = Site()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.path.startswith("/page-")
            body = site.answer(self.path[1:]) if known else b""
            self.send_response(200 if known else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

        def handle(self) -> None:
            with suppress(ConnectionError):  # the daemon was killed while it was being answered
                super().handle()

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        site.url = f"http://127.0.0.1:{server.server_port}"
        yield site
        server.shutdown()


def run(options: Options) -> Result:
    """Rounds on one database: each daemon goes on where the one before was killed."""
    dice = random.Random(options.seed)
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as folder, _site() as site:
        config, database = _configured(Path(folder), site.url)
        before: Outcomes = {}
        for number in range(1, options.rounds + 1):
            told = _killed(config, site, dice)
            copy = _copied(database, Path(folder, f"round-{number}"))
            after = recorded(copy)
            found = amiss(copy) + _untold(before, told, after, site.served)
            faults += [f"round {number} of seed {options.seed}: {what}" for what in found]
            before = after
        checks = sum(map(len, before.values()))
        lost = site.served.total() - checks
    rows = [
        Row("kills", options.rounds, ""),
        Row("checks recorded", checks, ""),
        Row("requests whose check was cut off", lost, ""),
        Row("faults", len(faults), ""),
    ]
    return Result("crash", rows, faults=faults, notes=[f"seed {options.seed}, {PAGES} pages"])


def _configured(folder: Path, url: str) -> tuple[Path, Path]:
    settings = '[monitor]\ndatabase = "privacy.db"\nhost_delay = 0\n[defaults]\nevery = "1s"\nallow_private = true\n'
    pages = "".join(f'[[page]]\nid = "page-{n}"\nurl = "{url}/page-{n}"\n' for n in range(PAGES))
    path = folder / "config.toml"
    path.write_text(settings + pages)
    return path, folder / "privacy.db"


def _killed(config: Path, site: Site, dice: random.Random) -> Outcomes:
    """Run the daemon up to a random moment; what it told until then is acknowledged."""
    log = config.with_name("log")
    line = [*command(), "--config", str(config), "run", "--log", "json"]
    with log.open("wb") as stream, subprocess.Popen(line, stdout=stream, stderr=stream) as process:
        if dice.random() < 0.2:
            time.sleep(dice.random())  # while it starts
        else:
            site.wait(dice.randint(1, 3 * PAGES), process)
            time.sleep(dice.random() * 0.03)  # reading, comparing and recording take about as long
        ended = process.poll()
        process.kill()
    if ended is not None:
        raise SystemExit(f"the daemon ended by itself with {ended}:\n{log.read_text('utf-8', 'replace')}")
    return _told(log.read_bytes())


def _copied(database: Path, folder: Path) -> Path:
    """A copy to look at: looking repairs, and the daemon has to find the database as the kill left it."""
    folder.mkdir()
    for file in (database, Path(f"{database}-wal")):
        if file.exists():
            shutil.copy(file, folder)
    return folder / database.name


def _told(log: bytes) -> Outcomes:
    told: Outcomes = {}
    for line in log.split(b"\n")[:-1]:  # the last one may be cut off
        if not line.startswith(b"{"):
            raise SystemExit(f"the daemon wrote what is no log line:\n{log.decode('utf-8', 'replace')}")
        fact = json.loads(line)
        if "outcome" in fact:
            told.setdefault(fact["page"], []).append(fact["outcome"])
    return told


def recorded(database: Path) -> Outcomes:
    """The outcomes of all checks in a database, none where there is no database yet."""
    found: Outcomes = {}
    if database.exists():
        with closing(sqlite3.connect(database)) as db:
            if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'checks'").fetchone():
                for page_id, outcome in db.execute("SELECT page_id, outcome FROM checks ORDER BY id"):
                    found.setdefault(page_id, []).append(outcome)
    return found


def _untold(before: Outcomes, told: Outcomes, after: Outcomes, served: Counter[str]) -> list[str]:
    """Nothing that was told is missing, nothing that was there is gone, and nothing was invented."""
    faults = []
    for page_id in sorted({*before, *told, *after}):
        expected = before.get(page_id, []) + told.get(page_id, [])
        found = after.get(page_id, [])
        if found[: len(expected)] != expected:
            faults.append(f"{page_id} was told to have {expected[-5:]}, but has {found[-5:]}")
        if len(found) > len(expected) + 1:  # one check of a page is in flight at a time
            faults.append(f"{page_id} has {len(found) - len(expected)} checks that nobody was told of")
        if len(found) > served[page_id]:
            faults.append(f"{page_id} has {len(found)} checks, but was served {served[page_id]} times")
        if "inaccessible" in found[len(before.get(page_id, [])) :]:
            faults.append(f"{page_id} is said to have been inaccessible, which it never was")
    return faults


def amiss(database: Path) -> list[str]:
    """What is wrong with a database, as SQLite, as our tables, and as the program that opens it."""
    if not database.exists() or not recorded(database):
        return []
    with closing(sqlite3.connect(database)) as db:
        faults = [f"integrity_check: {row[0]}" for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
        faults += [f"foreign_key_check: {row}" for row in db.execute("PRAGMA foreign_key_check")]
        for what, query in _UNSOUND.items():
            if rows := db.execute(query).fetchall():
                faults.append(f"{what}: {', '.join(str(row[0]) for row in itertools.islice(rows, 5))}")
        bodies = [row[0] for row in db.execute("SELECT sha256 FROM bodies")]
    try:
        store = wiring.open_store(database, write=False)
        with closing(store):
            for body in bodies:
                store.body(body)  # checks the hash
            for page in store.pages():
                if page.current:
                    store.document(page.current.id)
        faults += [f"verify: {fault}" for fault in verify(database, "", _quiet).faults]
    except MonitorError as error:
        faults.append(f"cannot be asked: {error}")
    return faults


def _quiet(done: int, of: int) -> None:
    """Nobody looks on."""
