"""`privacy-monitor import wayback`, against an archive on loopback that speaks its protocol."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner, Result

from monitor.archive import wayback
from monitor.cli import main
from monitor.cli.common import EXIT_ERROR, EXIT_USAGE
from monitor.demo.scenes import script
from monitor.store import SqliteStore, verify
from tests.archives import Archive, Held, serving

FIRST, _, NOISE, REWRITE, WALL, BACK, BUMP = (scene.body for scene in script())
URL = "https://example.org/privacy"
ID = "example-org-privacy"


@pytest.fixture
def archive() -> Iterator[Archive]:
    """A page that changes twice, and one that moved away in between."""
    held = [
        Held("20240101120000", FIRST),
        Held("20240102120000", FIRST, status="-"),
        Held("20240103080000", REWRITE, headers={"Content-Type": "text/html", "Etag": "one", "Set-Cookie": "a=1"}),
        Held("20240103200000", REWRITE, address="http://www.example.org:80/privacy"),
        Held("20240104000000", b"gone", status="301"),
        Held("20240105000000", BUMP),
    ]
    with serving(Archive(held)) as archive:
        yield archive


def run(folder: Path, archive: Archive, *arguments: str) -> Result:
    config = folder / "config.toml"
    config.write_text(f'[monitor]\nhost_delay = 0\n[[page]]\nid = "watched"\nurl = "{URL}"\nselect = ["main"]\n')
    command = ["--config", str(config), "--db", str(folder / "p.db"), "import", "wayback", *arguments]
    return CliRunner().invoke(main, [*command, "--archive", archive.url, "--allow-private"])


def told(result: Result) -> dict[str, int]:
    """What a run counted."""
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.stdout)["total"])


def played(archive: Archive) -> list[str]:
    """The timestamps that were asked for."""
    return [path.removeprefix("/web/").partition("id_")[0] for path in archive.asked if path.startswith("/web/")]


def test_the_past_of_a_page_is_filled_in(tmp_path: Path, archive: Archive) -> None:
    """One capture a day, as it came then; the same bytes are fetched once; what was no page is left out."""
    assert told(run(tmp_path, archive, URL, "--json")) == {
        "taken_in": 4, "versions": 3, "changed": 2, "inaccessible": 0, "there_already": 0
    }  # fmt: skip
    assert played(archive) == ["20240101120000", "20240103080000", "20240105000000"]
    with closing(SqliteStore.open(tmp_path / "p.db", write=False)) as store:
        checks = store.checks(ID)[::-1]
        assert [check.started_at.isoformat() for check in checks][1:3] == [
            "2024-01-02T12:00:00+00:00", "2024-01-03T08:00:00+00:00"
        ]  # fmt: skip
        assert {(check.origin, check.url, check.status) for check in checks} == {("wayback", URL, 200)}
        snapshot = store.snapshot(store.versions(ID)[1].snapshot_id)
        assert snapshot.headers == (("content-type", "text/html"), ("etag", "one"))
        assert store.body(snapshot.body_sha256) == REWRITE


def test_a_second_run_fetches_nothing_and_adds_nothing(tmp_path: Path, archive: Archive) -> None:
    """It asks for the listing alone."""
    run(tmp_path, archive, URL)
    archive.asked.clear()
    assert told(run(tmp_path, archive, URL, "--json"))["there_already"] == 4
    assert played(archive) == []


def test_a_page_of_the_configuration_is_read_by_its_settings(tmp_path: Path, archive: Archive) -> None:
    """And keeps its id; captures before what is recorded go where they belong."""
    assert told(run(tmp_path, archive, "watched", "--since", "2024-01-03", "--json"))["taken_in"] == 2
    assert told(run(tmp_path, archive, "watched", "--until", "2024-01-03", "--json"))["taken_in"] == 2
    with closing(SqliteStore.open(tmp_path / "p.db", write=False)) as store:
        assert [version.seen_at.day for version in store.versions("watched")] == [1, 3, 5]
        assert set(store.settings_keys("watched").values()) != {""}
    assert verify(tmp_path / "p.db", "", lambda _, __: None).faults == ()


def test_every_capture_and_long_listings(tmp_path: Path, archive: Archive) -> None:
    """A listing comes in parts; each capture is of the address that it had, another form of the same."""
    archive.page_of_rows = 2
    result = run(tmp_path, archive, URL, "--every", "capture", "--id", "mine", "--json")
    assert told(result)["taken_in"] == 5
    asked = [parse_qs(urlsplit(path).query) for path in archive.asked if path.startswith("/cdx/")]
    assert [one.get("from") for one in asked] == [None, ["20240102120001"], ["20240103200001"], ["20240105000001"]]
    with closing(SqliteStore.open(tmp_path / "p.db", write=False)) as store:
        checks = store.checks("mine")[::-1]
        assert [check.final_url for check in checks] == [URL] * 3 + ["http://www.example.org:80/privacy", URL]


def test_one_capture_a_day_though_a_listing_breaks_off_within_one(tmp_path: Path, archive: Archive) -> None:
    """The next part begins with another capture of the same day."""
    archive.held = [Held(f"20240101{hour:02}0000", FIRST + b"<!-- %d -->" % hour) for hour in range(9)]
    archive.page_of_rows = 4
    assert told(run(tmp_path, archive, URL, "--json"))["taken_in"] == 1


def test_a_listing_that_does_not_go_on_ends(tmp_path: Path, archive: Archive) -> None:
    """An archive may answer the same whatever it is asked."""
    rows = [["timestamp", "original", "statuscode", "digest"]]
    rows += [[held.timestamp, held.address, held.status, held.digest] for held in archive.held[:1]]
    archive.instead["/cdx/search/cdx"] = (200, {}, json.dumps(rows).encode())
    assert told(run(tmp_path, archive, URL, "--json"))["taken_in"] == 1
    assert sum(path.startswith("/cdx/") for path in archive.asked) == 2


def test_a_listing_without_end_is_an_error(tmp_path: Path, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not a run without end."""
    monkeypatch.setattr(wayback, "MOST_PARTS", 3)
    archive.page_of_rows = 1
    result = run(tmp_path, archive, URL)
    assert result.exit_code == EXIT_ERROR
    assert "--every" in result.stderr


@pytest.mark.parametrize(("status", "there"), [("200", 1), ("-", 1), ("204", 0), ("404", 0), ("503", 0), ("302", 0)])
def test_captures_that_brought_no_page_are_not_asked_for(
    tmp_path: Path, archive: Archive, status: str, there: int
) -> None:
    """By the filter of the listing; `-` says that the page was as before."""
    archive.held = [Held("20240101000000", FIRST, status=status)]
    assert told(run(tmp_path, archive, URL, "--json"))["taken_in"] == there


def test_bytes_that_are_packed_still_are_unpacked(tmp_path: Path, archive: Archive) -> None:
    """Some archives give them as they came over the wire then."""
    packed = {"content-type": "text/html", "content-encoding": "gzip"}
    archive.held = [Held("20240101000000", gzip.compress(FIRST), headers=packed)]
    assert told(run(tmp_path, archive, URL, "--json"))["versions"] == 1
    archive.held = [Held("20240102000000", gzip.compress(FIRST)[:-9], headers=packed)]
    assert "cannot be unpacked" in run(tmp_path, archive, URL).stderr


@pytest.mark.parametrize(
    ("instead", "why"),
    [
        ((200, {"content-type": "text/html"}, b"Sorry."), "does not play it back"),
        ((404, {"memento-datetime": "Wed, 03 Jan 2024 08:00:00 GMT"}, b""), "HTTP 404"),
        ((200, {"memento-datetime": "Thu, 04 Jan 2024 08:00:00 GMT"}, REWRITE), "another capture"),
        ((200, {"memento-datetime": "no date"}, REWRITE), "another capture"),
    ],
)
def test_what_cannot_be_played_back_is_passed_over_with_the_reason(
    tmp_path: Path, archive: Archive, instead: tuple[int, dict[str, str], bytes], why: str
) -> None:
    """The rest is taken in."""
    archive.instead[f"/web/20240103080000id_/{URL}"] = instead
    result = run(tmp_path, archive, URL, "--json")
    assert told(result)["taken_in"] == 3
    assert any(why in each["why"] for each in json.loads(result.stdout)["passed_over"])


def test_an_archive_that_plays_nothing_back_is_not_asked_for_ever(tmp_path: Path, archive: Archive) -> None:
    """What was taken in stays; the message says what to do."""
    archive.held = [Held(f"202401{day:02}000000", FIRST + b"<!-- %d -->" % day) for day in range(1, 20)]
    for held in archive.held[3:]:
        archive.instead[f"/web/{held.timestamp}id_/{URL}"] = (403, {}, b"")
    result = run(tmp_path, archive, URL)
    assert result.exit_code == EXIT_ERROR
    assert "run it again later" in result.stderr
    with closing(SqliteStore.open(tmp_path / "p.db", write=False)) as store:
        assert store.page(ID).checks == 3


@pytest.mark.parametrize(
    "listing",
    [b"<html>busy</html>", b'{"a": 1}', b"[1, 2]", b"[" * 100_000],
)
def test_a_listing_that_is_none_ends_it(tmp_path: Path, archive: Archive, listing: bytes) -> None:
    """In one line."""
    archive.instead["/cdx/search/cdx"] = (200, {}, listing)
    result = run(tmp_path, archive, URL)
    assert result.exit_code == EXIT_ERROR
    assert "cannot be understood" in result.stderr
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_rows_that_are_no_captures_of_the_page_are_passed_over(tmp_path: Path, archive: Archive) -> None:
    """Another host, another century, too few cells."""
    rows = [
        ["timestamp", "original", "statuscode", "digest"],
        ["20240101120000", "https://evil.example/privacy", "200", "A"],
        ["19240101120000", URL, "200", "A"],
        ["99990101120000", URL, "200", "A"],
        ["2024", URL, "200", "A"],
        ["202401010203", URL, "200", "A"],
        ["20240101120000", URL],
        ["20240101120000", URL, "200", archive.held[0].digest],
        ["20240101120000", URL, "200", archive.held[0].digest],
    ]
    archive.instead["/cdx/search/cdx"] = (200, {}, json.dumps(rows).encode())
    result = run(tmp_path, archive, URL, "--json")
    assert told(result)["taken_in"] == 1
    assert [each["place"] for each in json.loads(result.stdout)["passed_over"]] == [
        f"row {n} of the listing" for n in range(1, 7)
    ]


def test_nothing_held_is_no_mistake_and_a_page_must_be_known(tmp_path: Path, archive: Archive) -> None:
    """A word that is neither a page nor a URL is."""
    archive.instead["/cdx/search/cdx"] = (200, {}, b"[]")
    assert told(run(tmp_path, archive, URL, "--json"))["taken_in"] == 0
    archive.instead["/cdx/search/cdx"] = (403, {}, b"")
    assert "try again later" in run(tmp_path, archive, URL).stderr
    assert "give the URL" in run(tmp_path, archive, "nobody").stderr
    assert run(tmp_path, archive, URL, "--id", "../x").exit_code == EXIT_USAGE


def test_a_private_archive_is_refused_unless_allowed(tmp_path: Path, archive: Archive) -> None:
    """By the one gate, like everything else."""
    result = CliRunner().invoke(
        main, ["--db", str(tmp_path / "p.db"), "import", "wayback", URL, "--archive", archive.url]
    )
    assert result.exit_code == EXIT_ERROR
    assert archive.asked == []
