"""The flow of rereading: which versions are stale, their bytes out of the store, the reading in a pool, one writer."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor as Pool
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime

from monitor.core.model import Inaccessible
from monitor.core.records import Page, Reread, VersionRow
from monitor.core.rereading import Settings, Source, brings_nothing, is_stale, reread, settings_from, settings_of
from monitor.ports import Clock, Store

AHEAD = 4  # versions that wait for each process: enough that none idles, few enough that their bytes fit in memory


@dataclass(frozen=True, slots=True)
class Task:
    """A version to read again: with the one before it, how it was read, and how its page is read now."""

    version: VersionRow
    previous: VersionRow | None
    settings_key: str
    settings: Settings


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a task: `made` is None where the version stays as it is, `reason` says why if it cannot be read."""

    version: VersionRow
    made: Reread | None = None
    reason: Inaccessible | None = None


def tasks(store: Store, configured: Mapping[str, Page], page_ids: Iterable[str], *, fresh: bool) -> list[Task]:
    """The versions to read again, oldest first on each page: those that are stale, with `fresh` all others too.

    A page that is not configured is read as each of its versions was.
    """
    found = []
    for page_id in page_ids:
        page, keys = configured.get(page_id), store.settings_keys(page_id)
        versions = {version.id: version for version in store.versions(page_id)}
        for version in versions.values():
            settings = settings_of(page) if page else settings_from(keys[version.id])
            if fresh or is_stale(version.reader_version, keys[version.id], settings):
                previous = versions.get(version.previous_id) if version.previous_id else None
                found.append(Task(version, previous, keys[version.id], settings))
    return found


def run(store: Store, clock: Clock, chosen: Iterable[Task], pool: Pool, jobs: int) -> Iterator[Done]:
    """Do the tasks in their order, reading `jobs` at a time, and record each in a transaction of its own.

    A kill at any moment leaves the versions that were done as read now, the others as they were: another run goes on.
    """
    waiting: deque[tuple[Task, Source, Future[Reread | Inaccessible]]] = deque()
    try:
        for task in chosen:
            source = source_of(store, task.version)
            previous = source_of(store, task.previous) if task.previous else None
            waiting.append((task, source, pool.submit(reread, source, previous, task.settings, clock.now())))
            if len(waiting) >= AHEAD * jobs:
                yield _finish(store, *waiting.popleft())
        while waiting:
            yield _finish(store, *waiting.popleft())
    finally:
        for _, _, future in waiting:
            future.cancel()


def current_again(store: Store, page: Page, at: datetime) -> Reread | Inaccessible:
    """The version in force read again, to be recorded with the check that asked for it."""
    version = store.version_at(page.id)
    before = next((row for row in store.versions(page.id) if row.id == version.previous_id), None)
    previous = source_of(store, before) if before else None
    return reread(source_of(store, version), previous, settings_of(page), at)


def source_of(store: Store, version: VersionRow) -> Source:
    """A version with the last snapshot that was read as it: what the next check would be compared with."""
    snapshot = store.source(version.id)
    return Source(version, store.document(version.id), snapshot, store.body(snapshot.body_sha256))


def _finish(store: Store, task: Task, source: Source, future: Future[Reread | Inaccessible]) -> Done:
    made = future.result()
    if isinstance(made, Inaccessible):
        return Done(task.version, reason=made)
    if brings_nothing(made, source, task.settings_key):
        return Done(task.version)
    store.reread(made)
    return Done(task.version, made)
