"""What it costs to watch many pages of which none is due: time to start, CPU time and memory of the real command."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cold_start import command
from harness import Options, Result, Row, Target
from loopback import site
from workload import twins

from monitor import wiring

LONGEST_START = 60.0  # seconds until the daemon is given up


def run(options: Options) -> Result:
    """The start is over when the one page that is due has been checked and recorded."""
    if not Path("/proc/self/stat").exists():
        return Result("daemon", [], notes=["skipped: it reads /proc, which this system does not have"])
    pages, _ = twins(None, 1)
    with tempfile.TemporaryDirectory() as folder, site(pages) as base:
        config = _planned(Path(folder), options.configured, f"{base}0")
        started = time.perf_counter()
        with _daemon(config) as (process, log):
            _until_checked(process, log)
            seconds = time.perf_counter() - started
            to_start = _cpu_seconds(process.pid)
            time.sleep(options.idle)
            share = 100 * (_cpu_seconds(process.pid) - to_start) / options.idle
            memory, peak = (_status_mb(process.pid, key) for key in ("VmRSS", "VmHWM"))
    rows = [
        Row("start, by the clock", seconds, "s"),
        Row("start, CPU time", to_start, "s"),
        Row("idle, of a core", share, "%"),
        Row("memory", memory, "MB"),
        Row("memory at its peak", peak, "MB"),
    ]
    targets = [
        Target("start", seconds, 5, "s"),
        Target("idle", share, 1, "% of a core"),
        Target("memory at its peak", peak, 300, "MB"),
    ]
    return Result("daemon", rows, targets, [f"{options.configured:,} pages configured, idle for {options.idle:g} s"])


def _planned(folder: Path, count: int, due_url: str) -> Path:
    """A configuration, and a database in which all its pages but one are due far in the future."""
    path = folder / "config.toml"
    tables = [f'[[page]]\nid = "due"\nurl = "{due_url}"\nallow_private = true\n']
    tables += [
        f'[[page]]\nid = "page-{number}"\nurl = "https://host-{number}.invalid/privacy"\nname = "Page {number}"\n'
        for number in range(count - 1)
    ]
    path.write_text("\n".join(['[monitor]\ndatabase = "privacy.db"\n[defaults]\nevery = "300d"\n', *tables]))
    store = wiring.open_store(folder / "privacy.db", write=True)
    pages = wiring.load_config(path).pages
    store.watch(pages)
    far = datetime.now(UTC) + timedelta(days=200)
    store.plan((page.id, far) for page in pages if page.id != "due")
    store.close()
    return path


@contextmanager
def _daemon(config: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    log = config.with_name("log")
    line = [*command(), "--config", str(config), "run", "--log", "json"]
    with log.open("wb") as stream, subprocess.Popen(line, stdout=stream, stderr=stream) as process:
        try:
            yield process, log
        finally:
            process.terminate()


def _until_checked(process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + LONGEST_START
    while time.monotonic() < end and process.poll() is None:
        lines = log.read_bytes().split(b"\n")[:-1]
        if any("outcome" in json.loads(line) for line in lines if line.startswith(b"{")):
            return
        time.sleep(0.01)
    raise SystemExit(f"the daemon did not check its page:\n{log.read_text('utf-8', 'replace')}")


def _cpu_seconds(pid: int) -> float:
    """User and system time so far (proc_pid_stat(5), fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _status_mb(pid: int, key: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith(f"{key}:"))
