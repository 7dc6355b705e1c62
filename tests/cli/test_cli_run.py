"""The daemon and `check` as a user runs them: real processes, a loopback server, signals."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from monitor.store import SqliteStore
from tests.test_engine import WALL, html

COMMAND = [sys.executable, "-m", "monitor"]


class Pages(ThreadingHTTPServer):
    """Serves whatever `bodies` holds at the moment; /hang never answers."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.bodies: dict[str, str] = {}
        self.asked, self.leave = threading.Event(), threading.Event()  # of /hang

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Answer(BaseHTTPRequestHandler):
    server: Pages

    def do_GET(self) -> None:
        if self.path == "/hang":
            self.server.asked.set()
            self.server.leave.wait()
            return
        body = self.server.bodies.get(self.path)
        self.send_response(200 if body is not None else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        sent = (body or "").encode()
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def pages() -> Iterator[Pages]:
    server = Pages()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.leave.set()
    server.shutdown()
    thread.join()
    server.server_close()


def configure(folder: Path, pages: Pages, *paths: str, every: str = "1s") -> Path:
    config = folder / "config.toml"
    entries = "".join(f'[[page]]\nid = "{path.strip("/")}"\nurl = "{pages.url}{path}"\n' for path in paths)
    config.write_text(
        f'[monitor]\ndatabase = "privacy.db"\nhost_delay = 0.0\n[defaults]\nevery = "{every}"\nallow_private = true\n'
        f"connect_timeout = 2.0\nread_timeout = 30.0\nretries = 0\n{entries}"
    )
    return config


def run(config: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, "--config", str(config), *arguments], capture_output=True, text=True, timeout=60, check=False
    )


@contextmanager
def daemon(config: Path) -> Iterator[subprocess.Popen[str]]:
    running = subprocess.Popen(
        [*COMMAND, "--config", str(config), "run", "--log", "json"], stderr=subprocess.PIPE, text=True
    )
    try:
        yield running
    finally:
        running.kill()
        running.communicate()


def wait_for(running: subprocess.Popen[str], wanted: Callable[[dict[str, object]], bool]) -> dict[str, object]:
    """Read log lines until one is wanted."""
    assert running.stderr is not None
    seen = []
    for line in running.stderr:
        seen.append(line)
        told = json.loads(line)
        if wanted(told):
            return told
    raise AssertionError("".join(seen))


def test_the_daemon_stops_on_sigterm_within_seconds_and_loses_nothing(tmp_path: Path, pages: Pages) -> None:
    """Also while a server hangs; what was logged as done is in the database."""
    pages.bodies["/p"] = html()
    config = configure(tmp_path, pages, "/p")
    elsewhere = pages.url.replace("127.0.0.1", "localhost")
    config.write_text(f'{config.read_text()}[[page]]\nid = "hang"\nurl = "{elsewhere}/hang"\n')
    with daemon(config) as running:
        told = wait_for(running, lambda line: line.get("page") == "p")
        assert told["outcome"] == "first"
        assert pages.asked.wait(20)
        running.send_signal(signal.SIGTERM)
        assert running.wait(15) == 0
    store = SqliteStore.open(tmp_path / "privacy.db", write=False)
    assert len(store.versions("p")) == 1
    assert store.checks("hang") == []
    store.close()


ENDLESS = """
import signal, sys, threading
import monitor.engine, monitor.cli.run
from monitor.cli import main

def read(*args, **kwargs):
    print("reading", file=sys.stderr, flush=True)
    threading.Event().wait()

monitor.engine.read_or_reason = read
monitor.cli.run.PATIENCE = 0.5
signal.alarm(60)  # should nothing ever read
main()
"""


def test_the_daemon_stops_in_the_middle_of_an_endless_read(tmp_path: Path, pages: Pages) -> None:
    """As a kill would stop it: by itself, with a word about it, and with nothing recorded of the check."""
    pages.bodies["/p"] = html()
    config = configure(tmp_path, pages, "/p")
    with subprocess.Popen(
        [sys.executable, "-c", ENDLESS, "--config", str(config), "run"], stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stderr is not None
        assert any(line == "reading\n" for line in running.stderr)
        running.send_signal(signal.SIGTERM)
        try:
            _, told = running.communicate(timeout=20)
        finally:
            running.kill()
    assert running.returncode == 0
    assert "nothing of it is recorded" in told
    store = SqliteStore.open(tmp_path / "privacy.db", write=False)
    assert store.checks("p") == []
    store.close()


def test_sighup_takes_over_a_new_configuration_and_refuses_a_broken_one(tmp_path: Path, pages: Pages) -> None:
    """A page more is watched; a mistake is logged with its place and the daemon goes on."""
    pages.bodies |= {"/p": html(), "/q": html("90 days")}
    config = configure(tmp_path, pages, "/p")
    with daemon(config) as running:
        wait_for(running, lambda line: line.get("page") == "p")
        good = config.read_text()
        config.write_text(good + "nonsense = 1\n")
        running.send_signal(signal.SIGHUP)
        told = wait_for(running, lambda line: line["level"] == "error")
        assert "nonsense" in str(told["message"])
        configure(tmp_path, pages, "/p", "/q")
        running.send_signal(signal.SIGHUP)
        assert wait_for(running, lambda line: line.get("page") == "q")["outcome"] == "first"


def test_one_daemon_a_database(tmp_path: Path, pages: Pages) -> None:
    """The second one says who is in the way, and `check` too; asking works beside it."""
    pages.bodies["/p"] = html()
    config = configure(tmp_path, pages, "/p")
    with daemon(config) as running:
        wait_for(running, lambda line: line.get("page") == "p")
        for command in (["run"], ["check"]):
            second = run(config, *command)
            assert second.returncode == 3
            assert str(running.pid) in second.stderr
        assert "seen for the first time" in run(config, "history", "p").stdout


def test_check_tells_by_its_exit_code_what_came_of_it(tmp_path: Path, pages: Pages) -> None:
    """0 first or unchanged, 1 changed, 4 trouble, 5 both."""
    pages.bodies |= {"/p": html(), "/q": html()}
    config = configure(tmp_path, pages, "/p", "/q", every="12h")
    assert run(config, "check").returncode == 0
    pages.bodies["/p"] = html("90 days")
    changed = run(config, "check", "p")
    assert changed.returncode == 1
    assert "changed: 1 change, major" in changed.stdout
    pages.bodies["/q"] = WALL
    assert run(config, "check", "q").returncode == 4
    pages.bodies["/p"] = html("120 days")
    both = run(config, "check", "--json")
    assert both.returncode == 5
    told = {line["page"]: line for line in map(json.loads, both.stdout.splitlines())}
    assert told["q"]["reason"] == "consent wall"
    assert told["p"]["outcome"] == "changed"


def test_accept_takes_what_check_refuses_and_says_what_it_was(tmp_path: Path, pages: Pages) -> None:
    """`check` names the way out; after it the page is as it was accepted, and the chain holds."""
    config = configure(tmp_path, pages, "/p")
    pages.bodies["/p"] = html()
    assert run(config, "check").returncode == 0
    pages.bodies["/p"] = WALL
    refused = run(config, "check")
    assert refused.returncode == 4
    assert "Is that the page all the same? `privacy-monitor accept p` takes it as such." in refused.stderr
    accepted = run(config, "accept", "p")
    assert accepted.returncode == 1
    assert "Accepted: 12 words, language unknown: “Before you continue We use cookies." in accepted.stdout
    assert run(config, "check").returncode == 0
    assert "accepted by a person, although it was refused: consent wall" in " ".join(
        run(config, "checks", "p").stdout.split()
    )
    told = " ".join(run(config, "report").stdout.split())
    assert "Accepted by a person, although it was refused: consent wall" in told
    assert run(config, "verify").returncode == 0
    assert run(config, "accept", "nobody").returncode == 2


def test_a_mistyped_folder_begins_no_history(tmp_path: Path, pages: Pages) -> None:
    """The folder that the configuration names is made; that of --db is not."""
    pages.bodies["/p"] = html()
    config = configure(tmp_path, pages, "/p")
    refused = run(config, "--db", str(tmp_path / "nowhere" / "p.db"), "check")
    assert (refused.returncode, (tmp_path / "nowhere").exists()) == (2, False)
    assert f"there is no folder {tmp_path / 'nowhere'}" in " ".join(refused.stderr.split())
    config.write_text(config.read_text().replace('"privacy.db"', '"new/privacy.db"'))
    assert run(config, "check").returncode == 0


def test_a_version_is_compared_with_an_address_that_its_page_may_have(tmp_path: Path, pages: Pages) -> None:
    """By `allow_private` of the page; of two addresses by the option, which the refusal names."""
    pages.bodies |= {"/p": html(), "/q": html("90 days")}
    config = configure(tmp_path, pages, "/p")
    run(config, "check")
    assert "{+90+}" in run(config, "diff", "p", "1", f"{pages.url}/q").stdout
    pair = (f"{pages.url}/p", f"{pages.url}/q")
    refused = run(config, "diff", *pair)
    assert (refused.returncode, "give `--allow-private`" in refused.stderr) == (3, True)
    assert "{+90+}" in run(config, "diff", "--allow-private", *pair).stdout
    assert run(config, "redline", "--allow-private", *pair).returncode == 0


def test_pages_that_are_asked_for_and_read_alike_are_named(tmp_path: Path, pages: Pages) -> None:
    """That is no mistake; of one address with other selectors nothing is said."""
    config = configure(tmp_path, pages, "/p")
    more = [f'[[page]]\nid = "{name}"\nurl = "{pages.url}/p"\n' for name in ("q", "r")]
    config.write_text("".join([config.read_text(), *more, "remove = ['b']\n"]))
    done = run(config, "config", "check")
    assert done.returncode == 0, done.stderr
    assert done.stderr == "q is asked for and read like p: each change will be told twice\n"


def test_a_page_that_is_not_configured_is_a_usage_mistake(tmp_path: Path, pages: Pages) -> None:
    """With the pages that there are."""
    config = configure(tmp_path, pages, "/p")
    done = run(config, "check", "nope")
    assert done.returncode == 2
    assert "nope" in done.stderr
    assert "p" in done.stderr


def test_mistakes_in_the_configuration_stop_everything_with_exit_code_2(tmp_path: Path) -> None:
    """All of them at once, nothing run, no database made."""
    config = tmp_path / "config.toml"
    config.write_text('[[page]]\nid = "a b"\nurl = "ftp://example.org"\nevry = "1h"\n')
    for command in ("run", "check"):
        done = run(config, command)
        assert done.returncode == 2
        assert all(word in done.stderr for word in ("a b", "must begin with https://", "evry"))
    assert list(tmp_path.iterdir()) == [config]


def test_help_names_every_command() -> None:
    """`privacy-monitor --help` and `python -m monitor --help` are the same."""
    told = subprocess.run([*COMMAND, "--help"], capture_output=True, text=True, check=True).stdout
    assert all(f"  {name} " in told for name in ("run", "check", "report", "history", "show", "diff", "import", "demo"))


def test_read_shows_what_is_kept_of_a_file(tmp_path: Path) -> None:
    """The text on stdout; the facts of the page beside it; nothing is stored."""
    file = tmp_path / "page.html"
    file.write_text(html() + "<footer>We are hiring</footer>")
    done = run(tmp_path / "none.toml", "read", str(file))
    assert done.returncode == 0
    assert "We keep your search history for 30 days" in done.stdout
    assert "hiring" not in done.stdout
    as_json = json.loads(run(tmp_path / "none.toml", "read", "--json", str(file)).stdout)
    assert [section["heading"] for section in as_json["sections"]] == ["Privacy policy", "Retention", "Your rights"]
    missing = run(tmp_path / "none.toml", "read", str(tmp_path / "missing.html"))
    assert missing.returncode == 3
    assert "missing.html" in missing.stderr


def test_read_fetches_a_url_through_the_same_gate(tmp_path: Path, pages: Pages) -> None:
    """A private address is refused unless it is allowed."""
    pages.bodies["/p"] = html()
    refused = run(tmp_path / "none.toml", "read", f"{pages.url}/p")
    assert refused.returncode == 3
    assert "127.0.0.1" in refused.stderr
    allowed = run(tmp_path / "none.toml", "read", "--allow-private", f"{pages.url}/p")
    assert "We keep your search history" in allowed.stdout
