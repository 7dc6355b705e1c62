"""Captures on disk: looked through as a whole, then taken into a real store by the real engine."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from monitor.archive import captures as module
from monitor.archive.captures import read_manifest, response_of
from monitor.archive.intake import Intake, Taken
from monitor.archive.manifest import LONGEST_LINE, Capture
from monitor.backfill import take_late
from monitor.core.errors import CaptureError
from monitor.core.model import Outcome
from monitor.core.records import Check, Page, Response
from monitor.demo.scenes import script
from monitor.engine import Engine
from monitor.store import SqliteStore
from tests.clocks import FakeClock
from tests.fetchers import Inline, ScriptedFetcher

NOW = datetime(2026, 11, 24, tzinfo=UTC)
FIRST, _, NOISE, REWRITE, WALL, BACK, BUMP = (scene.body for scene in script())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore.open(tmp_path / "privacy.db", write=True)
    yield opened
    opened.close()


def write(folder: Path, *rows: tuple[int, bytes], page: str = "Example/Privacy", name: str = "captures.jsonl") -> Path:
    """A manifest with a capture on each of these days of May 2024, and their files."""
    lines = []
    for day, body in rows:
        file = f"{name}-{day}.html"
        (folder / file).write_bytes(body)
        row = {"page": page, "url": "https://example.org/privacy", "fetched_at": f"2024-05-{day:02}T12:00:00Z"}
        lines.append(json.dumps(row | {"file": file}))
    path = folder / name
    path.write_text("\n".join(lines) + "\n")
    return path


def late(store: SqliteStore) -> Callable[[Page, Response], Check]:
    """What takes captures that came late."""
    return partial(take_late, store, origin="capture", now=NOW)


def take_all(store: SqliteStore, path: Path, configured: dict[str, Page] | None = None) -> list[Taken]:
    clock = FakeClock(NOW)
    engine = Engine(store, ScriptedFetcher(clock, {}), clock, Inline())
    manifest = read_manifest(path, NOW)
    intake = Intake(store, partial(engine.take, origin="capture"), late(store), manifest.pages, configured or {})
    return [intake.take(incoming) for incoming in manifest.incoming()]


def outcomes(taken: list[Taken]) -> list[Outcome | None]:
    return [each.check.outcome if each.check else None for each in taken]


def test_captures_are_taken_in_like_live_checks_in_the_order_of_time(store: SqliteStore, tmp_path: Path) -> None:
    """Lines in any order; a wall is inaccessible, noise is no change, and times are those of the captures."""
    path = write(tmp_path, (4, WALL), (1, FIRST), (3, REWRITE), (2, NOISE), (5, BUMP))
    assert outcomes(take_all(store, path)) == [
        Outcome.FIRST,
        Outcome.UNCHANGED,
        Outcome.CHANGED,
        Outcome.INACCESSIBLE,
        Outcome.CHANGED,
    ]
    row = store.page("example-privacy")
    assert (row.name, row.checks, row.versions, row.watched) == ("Example/Privacy", 5, 3, False)
    assert [check.origin for check in store.checks(row.id)] == ["capture"] * 5
    assert store.checks(row.id)[0].started_at == datetime(2024, 5, 5, 12, tzinfo=UTC)
    assert [version.seen_at.day for version in store.versions(row.id)] == [1, 3, 5]


def test_taking_in_twice_adds_nothing(store: SqliteStore, tmp_path: Path) -> None:
    """The second time every capture is there already."""
    path = write(tmp_path, (1, FIRST), (2, NOISE), (3, REWRITE))
    take_all(store, path)
    again = take_all(store, path)
    assert outcomes(again) == [None] * 3
    assert store.page("example-privacy").checks == 3


def test_it_goes_on_where_it_was_interrupted(store: SqliteStore, tmp_path: Path) -> None:
    """What was taken in stays, and the rest comes with the next run."""
    rows = ((1, FIRST), (2, NOISE), (3, REWRITE))
    take_all(store, write(tmp_path, *rows[:1]))
    assert outcomes(take_all(store, write(tmp_path, *rows))) == [None, Outcome.UNCHANGED, Outcome.CHANGED]


def test_capture_older_than_the_last_check_goes_where_it_belongs(store: SqliteStore, tmp_path: Path) -> None:
    """The version that it shows began earlier than was known."""
    take_all(store, write(tmp_path, (10, FIRST)))
    taken = take_all(store, write(tmp_path, (9, NOISE), (11, REWRITE), name="more.jsonl"))
    assert outcomes(taken) == [Outcome.FIRST, Outcome.CHANGED]
    assert [(check.started_at.day, check.outcome.value) for check in store.checks("example-privacy")] == [
        (11, "changed"), (10, "unchanged"), (9, "first")
    ]  # fmt: skip
    assert [version.seen_at.day for version in store.versions("example-privacy")] == [9, 11]


def test_settings_of_a_configured_page_hold_for_its_captures(store: SqliteStore, tmp_path: Path) -> None:
    """The same selectors, and what is watched stays watched, under its name."""
    page = Page("example-privacy", "https://example.org/en/privacy", "Ours", remove=("h3",))
    store.watch([page])
    take_all(store, write(tmp_path, (1, FIRST)), {page.id: page})
    row = store.page(page.id)
    assert (row.name, row.watched, row.url) == ("Ours", True, page.url)
    assert row.current is not None
    text = store.document(row.current.id).text
    assert "Our principles" in text
    assert "You are in charge" not in text


def test_page_of_another_name_with_the_same_id_is_refused(store: SqliteStore, tmp_path: Path) -> None:
    """Else two manifests could mix the histories of two pages; the id itself as name says that they are one."""
    take_all(store, write(tmp_path, (1, FIRST)))
    other = write(tmp_path, (2, FIRST), page="example PRIVACY", name="other.jsonl")
    with pytest.raises(CaptureError, match="the database has for 'Example/Privacy'"):
        take_all(store, other)
    same = write(tmp_path, (2, FIRST), page="example-privacy", name="same.jsonl")
    assert outcomes(take_all(store, same)) == [Outcome.UNCHANGED]
    assert store.page("example-privacy").name == "Example/Privacy"


def test_mistakes_of_lines_and_files_are_told_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order of the lines, before anything is taken in."""
    monkeypatch.setattr(module, "LARGEST_BODY", 100)
    path = write(tmp_path, (1, b"x" * 101), (2, b"x"), (3, b"x"), (4, b"x"))
    (tmp_path / "captures.jsonl-2.html").unlink()
    (tmp_path / "captures.jsonl-3.html").unlink()
    (tmp_path / "captures.jsonl-3.html").symlink_to("/etc/hostname")
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], lines[1], "{", *lines[2:]]))
    with pytest.raises(CaptureError) as caught:
        read_manifest(path, NOW)
    head, *told = str(caught.value).splitlines()
    assert head == f"{path}: 4 mistakes, nothing was taken in"
    assert [line.split(":")[0] for line in told] == ["  line 1", "  line 2", "  line 3", "  line 4"]
    assert "too large: 101 of 100 bytes" in told[0]
    assert "is not there" in told[1]
    assert "leads out of the manifest's folder" in told[3]


@pytest.mark.parametrize("file", ["a" * 300, "loop", "folder", "pipe", "loop/x"])
def test_file_that_is_no_file_is_a_mistake(tmp_path: Path, file: str) -> None:
    """Names too long, loops of links, folders, and pipes that would be waited for for ever."""
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    row = {"page": "p", "url": "https://example.org/", "fetched_at": "2024-05-01T12:00:00Z", "file": file}
    path = tmp_path / "captures.jsonl"
    path.write_text(json.dumps(row))
    with pytest.raises(CaptureError, match="line 1: file: "):
        read_manifest(path, NOW)


def test_endless_line_is_one_mistake_and_the_next_line_is_read(tmp_path: Path) -> None:
    """Memory is bounded by what a line may hold."""
    path = write(tmp_path, (1, b"x"))
    good = path.read_bytes()
    path.write_bytes(b"x" * (3 * LONGEST_LINE) + b"\n" + b"{\n" + good)
    with pytest.raises(CaptureError) as caught:
        read_manifest(path, NOW)
    told = str(caught.value).splitlines()[1:]
    assert [line.split(":")[0] for line in told] == ["  line 1", "  line 2"]
    assert "is longer than" in told[0]


def test_wrong_file_altogether_is_not_told_line_by_line_for_ever(tmp_path: Path) -> None:
    """A thousand mistakes are shown, and how many more there are."""
    path = tmp_path / "captures.jsonl"
    path.write_bytes(b"x\n" * 1_500)
    with pytest.raises(CaptureError) as caught:
        read_manifest(path, NOW)
    assert "1,500 mistakes" in str(caught.value)
    assert str(caught.value).endswith("and 500 more")


def test_manifest_without_captures_is_refused(tmp_path: Path) -> None:
    """An import that takes in nothing must not look like one that worked."""
    (tmp_path / "captures.jsonl").write_text("\n\n")
    with pytest.raises(CaptureError, match="holds no captures"):
        read_manifest(tmp_path / "captures.jsonl", NOW)


def test_file_that_went_away_is_told_and_the_rest_stays(store: SqliteStore, tmp_path: Path) -> None:
    """Between looking through and taking in, files may go."""
    path = write(tmp_path, (1, FIRST), (2, REWRITE))
    manifest = read_manifest(path, NOW)
    clock = FakeClock(NOW)
    engine = Engine(store, ScriptedFetcher(clock, {}), clock, Inline())
    intake = Intake(store, engine.take, late(store), manifest.pages, {})
    incoming = manifest.incoming()
    intake.take(next(incoming))
    (tmp_path / "captures.jsonl-2.html").unlink()
    with pytest.raises(CaptureError, match=r"line 2: .* is not there"):
        next(incoming)
    assert store.page("example-privacy").checks == 1


def capture(**known: object) -> Capture:
    known = {"file": "a.html", "final_url": "https://example.org/p"} | known
    return Capture(1, "p", "p", "https://example.org/p", NOW, **known)  # type: ignore[arg-type]


def test_response_has_what_the_manifest_knows() -> None:
    """Status, final address and headers, whose names are in lower case."""
    response = response_of(
        capture(status=404, final_url="https://example.org/q", headers={"ETag": "1", "Content-Type": "text/plain"}),
        b"x",
    )
    assert (response.status, response.final_url, response.body) == (404, "https://example.org/q", b"x")
    assert (response.header("etag"), response.header("content-type")) == ("1", "text/plain")
    assert response.fetched_at == NOW


@pytest.mark.parametrize(
    ("known", "content_type"),
    [
        ({"content_type": "text/plain", "headers": {"content-type": "text/html"}}, "text/plain"),
        ({"file": "a.MD"}, "text/markdown"),
        ({"file": "a.html"}, "text/html"),
        ({"file": "a"}, ""),
    ],
)
def test_content_type_comes_from_the_line_then_the_headers_then_the_name(known: dict, content_type: str) -> None:
    """The most direct word counts; without any, reading decides."""
    assert response_of(capture(**known), b"x").header("content-type") == content_type


def test_captures_of_the_corpus_run_through(store: SqliteStore, shared: Path) -> None:
    """A manifest as others write it: real captures, of which the first begins the history of its page."""
    manifest = read_manifest(shared / "corpus" / "genai" / "captures.jsonl", NOW)
    clock = FakeClock(NOW)
    engine = Engine(store, ScriptedFetcher(clock, {}), clock, Inline())
    intake = Intake(store, partial(engine.take, origin="capture"), late(store), manifest.pages, {})
    first, *later = outcomes([intake.take(incoming) for incoming in itertools.islice(manifest.incoming(), 6)])
    assert first is Outcome.FIRST
    assert Outcome.FIRST not in later
