"""The composition root: the only file that names concrete adapters and puts them together."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import Executor as Pool
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

from monitor.config import Config, load
from monitor.core.errors import MonitorError
from monitor.core.records import Check, Page
from monitor.daemon import Daemon
from monitor.engine import Engine
from monitor.fetch import HttpFetcher, user_agent
from monitor.ports import Fetcher, Store
from monitor.store import SqliteStore

__all__ = ["Config", "Machine", "Store", "SystemClock", "load_config", "machine", "open_store", "read_store"]

P = ParamSpec("P")
T = TypeVar("T")


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """Aware, in UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Let others run for so long."""
        await asyncio.sleep(seconds)


class OneThread:
    """One thread beside the loop: what runs there runs one at a time, which makes it the store's one writer."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, "engine")

    async def run(self, function: Callable[..., T], *arguments: object) -> T:
        """The function's answer. A caller that is cancelled does not stop what has begun."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, function, *arguments)

    def close(self) -> None:
        """Finish what has begun, drop what has not."""
        self._pool.shutdown(wait=True, cancel_futures=True)


class Here(Pool):
    """A pool of no processes: what is submitted is done at once."""

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """A future that has its answer, or its error."""
        future: Future[T] = Future()
        try:
            future.set_result(function(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - as every pool does: it is raised where the answer is asked for
            future.set_exception(error)
        return future


@contextmanager
def readers(processes: int) -> Iterator[Pool]:
    """So many processes to read pages in; with none, they are read here. MonitorError where one of them is killed."""
    if not processes:
        yield Here()
        return
    # Not forked: a fork of a process with threads and an open database can hang, or share what must not be shared.
    pool = ProcessPoolExecutor(processes, get_context("spawn"), initializer=_leave_interrupts)
    try:
        yield pool
    except BrokenProcessPool as error:
        told = "a process that reads was killed, perhaps for want of memory; what was done before stays"
        raise MonitorError(told) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _leave_interrupts() -> None:
    """Ctrl-C reaches all processes of a terminal; the parent ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@dataclass(frozen=True, slots=True)
class Machine:
    """All that a run needs, put together."""

    config: Config
    store: Store
    engine: Engine
    fetcher: Fetcher
    clock: SystemClock
    executor: OneThread

    def daemon(self, on_check: Callable[[Page, Check], None]) -> Daemon:
        """A daemon over this machine's pages."""
        return Daemon(self.engine, self.store, self.clock, self.executor, self.config, on_check=on_check)


def load_config(path: Path, database: Path | None = None, environ: Mapping[str, str] | None = None) -> Config:
    """The configuration, with another database put in where one is given."""
    config = load(path, environ)
    return replace(config, database=database) if database else config


def open_store(path: Path, *, write: bool) -> SqliteStore:
    """The database; for writing it is made if it is not there, and held until closed."""
    return SqliteStore.open(path, write=write)


def read_store(path: str | Path) -> Store:
    """The store of a database file, to ask it; StoreError where there is none. See `monitor.ports.Store`."""
    return SqliteStore.open(Path(path), write=False)


def make_fetcher(config: Config | None = None) -> HttpFetcher:
    """The one gate to the outside, with the manners that the configuration asks for (its own where there is none)."""
    if config is None:
        return HttpFetcher(SystemClock(), user_agent=user_agent())
    return HttpFetcher(
        SystemClock(),
        user_agent=user_agent(config.contact),
        concurrency=config.concurrency,
        host_delay=config.host_delay,
    )


@asynccontextmanager
async def machine(config: Config) -> AsyncIterator[Machine]:
    """Everything that checking needs, closed in the right order at the end: requests, then writing, then the store."""
    store = open_store(config.database, write=True)
    executor, fetcher, clock = OneThread(), make_fetcher(config), SystemClock()
    try:
        yield Machine(config, store, Engine(store, fetcher, clock, executor), fetcher, clock, executor)
    finally:
        await fetcher.close()
        executor.close()
        store.close()
