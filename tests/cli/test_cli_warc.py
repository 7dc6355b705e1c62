"""`import warc` and `export warc`: there and back again, and files of others, also hostile ones."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from monitor.archive import warc
from monitor.cli import main
from monitor.cli.common import EXIT_ERROR
from monitor.demo.scenes import script
from monitor.store import SqliteStore, verify
from tests.test_backfill import STORY, captures, taken_in

FIRST, _, NOISE, REWRITE, WALL, BACK, BUMP = (scene.body for scene in script())
URL = "https://example.org/privacy"
AT = datetime(2024, 1, 1, tzinfo=UTC)


def run(database: Path, *arguments: str | Path) -> Result:
    config = database.with_name("config.toml")
    config.write_text(f'[[page]]\nid = "p"\nurl = "{URL}"\n')
    return CliRunner().invoke(main, ["--config", str(config), "--db", str(database), *map(str, arguments)])


def record(
    writer: WARCWriter,
    body: bytes,
    day: int,
    address: str = URL,
    kind: str = "response",
    status: str = "200 OK",
    part: str = "",
    **more: str,
) -> None:
    """Write a record of this day, and part of a second."""
    headers = [("Content-Type", "text/html"), *((name.replace("_", "-"), value) for name, value in more.items())]
    http = StatusAndHeaders(status, headers, protocol="HTTP/1.1") if kind == "response" else None
    head = {"WARC-Date": f"{AT + timedelta(days=day):%Y-%m-%dT%H:%M:%S}{part}Z"}
    kind_of = "text/html" if kind == "resource" else ""
    writer.write_record(
        writer.create_warc_record(
            address, kind, io.BytesIO(body), len(body), kind_of, warc_headers_dict=head, http_headers=http
        )
    )


def file_of(path: Path, *, gzipped: bool = True) -> tuple[Path, WARCWriter]:
    return path, WARCWriter(path.open("wb"), gzip=gzipped)


def told(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.stdout))


def test_there_and_back_again(tmp_path: Path) -> None:
    """The same looks, bytes and versions; the file is the same each time."""
    before = taken_in(tmp_path / "one.db", captures(*STORY))
    exported = told(run(tmp_path / "one.db", "export", "warc", "--output", tmp_path / "a.warc.gz", "--json"))
    assert exported == {"responses": 6, "revisits": 8, "left_out": 0}
    run(tmp_path / "one.db", "export", "warc", "--output", tmp_path / "b.warc.gz")
    assert (tmp_path / "a.warc.gz").read_bytes() == (tmp_path / "b.warc.gz").read_bytes()
    assert told(run(tmp_path / "two.db", "import", "warc", tmp_path / "a.warc.gz", "--json"))["total"]["taken_in"] == 14
    after = taken_in(tmp_path / "two.db")
    assert after["versions"] == before["versions"]
    assert after["looks"] == [look for look in before["looks"] if look[3] != hashlib.sha256(b"").hexdigest()]
    again = told(run(tmp_path / "two.db", "import", "warc", tmp_path / "a.warc.gz", "--json"))["total"]
    assert (again["taken_in"], again["there_already"]) == (0, 14)
    assert verify(tmp_path / "two.db", "", lambda _, __: None).faults == ()


def test_the_file_is_read_by_others(tmp_path: Path) -> None:
    """Digests hold, each record stands alone, and nothing comes from this machine."""
    taken_in(tmp_path / "one.db", captures(FIRST, FIRST, REWRITE))
    run(tmp_path / "one.db", "export", "warc", "--output", tmp_path / "a.warc.gz", "--page", "p")
    with (tmp_path / "a.warc.gz").open("rb") as stream:
        records = ArchiveIterator(stream, check_digests="raise")
        kinds = [(found.rec_type, found.rec_headers.get_header("WARC-Date")) for found in records]
    assert kinds == [
        ("warcinfo", "1970-01-01T00:00:00.000Z"),
        ("response", "2026-01-01T00:00:00.000Z"),
        ("revisit", "2026-01-02T00:00:00.000Z"),
        ("response", "2026-01-03T00:00:00.000Z"),
    ]


@pytest.mark.parametrize("gzipped", [True, False])
def test_files_of_others_are_taken_in_by_address(tmp_path: Path, gzipped: bool) -> None:
    """In order of time whatever that of the records; what it was redirected to is the page too; the rest is counted."""
    path, writer = file_of(tmp_path / "crawl.warc", gzipped=gzipped)
    record(writer, REWRITE, 3, address="https://example.org/legal/privacy/")
    record(writer, b"", 3, status="301 Moved", Location="/legal/privacy")
    record(writer, gzip.compress(FIRST), 1, address="http://www.example.org/privacy", Content_Encoding="gzip")
    record(writer, FIRST, 2, kind="resource")
    record(writer, b"another", 2, address="https://example.org/")
    writer.out.close()
    result = told(run(tmp_path / "p.db", "import", "warc", path, "--json"))
    assert (result["total"]["taken_in"], result["total"]["versions"]) == (3, 2)
    with closing(SqliteStore.open(tmp_path / "p.db", write=False)) as store:
        checks = store.checks("p")[::-1]
        assert [(check.started_at.day, check.outcome.value, check.origin) for check in checks] == [
            (2, "first", "warc"), (3, "unchanged", "warc"), (4, "changed", "warc")
        ]  # fmt: skip
        assert checks[2].final_url == "https://example.org/legal/privacy/"


def test_a_page_that_led_to_another_keeps_what_came_of_it(tmp_path: Path) -> None:
    """The redirect and what it led to are of one moment; the other page has its own looks alone."""
    path, writer = file_of(tmp_path / "ours.warc.gz")
    record(writer, FIRST, 1, part=".100")
    record(writer, REWRITE, 1, address="https://example.org/home", part=".200")
    record(writer, b"", 2, status="302 Found", part=".100", Location="/home")
    record(writer, REWRITE, 2, address="https://example.org/home", part=".100")
    writer.out.close()
    config = tmp_path / "both.toml"
    config.write_text(f'[[page]]\nid = "p"\nurl = "{URL}"\n[[page]]\nid = "home"\nurl = "https://example.org/home"\n')
    line = ["--config", config, "--db", tmp_path / "both.db", "import", "warc", path, "--json"]
    result = told(CliRunner().invoke(main, list(map(str, line))))
    assert {name: page["taken_in"] for name, page in result["pages"].items()} == {"p": 2, "home": 1}


def test_an_address_that_is_in_no_configuration(tmp_path: Path) -> None:
    """Is named; without it the message says so."""
    path, writer = file_of(tmp_path / "crawl.warc.gz")
    record(writer, FIRST, 1, address="https://example.net/terms")
    writer.out.close()
    refused = run(tmp_path / "p.db", "import", "warc", path)
    assert refused.exit_code == EXIT_ERROR
    assert "among 1 record;" in refused.stderr
    assert "--url" in refused.stderr
    assert told(run(tmp_path / "p.db", "import", "warc", path, "--url", "https://example.net/terms", "--json"))["pages"]
    assert "no page 'x'" in run(tmp_path / "p.db", "import", "warc", path, "--page", "x").stderr


def test_a_revisit_without_what_it_repeats_is_passed_over(tmp_path: Path) -> None:
    """With its place."""
    path, writer = file_of(tmp_path / "crawl.warc.gz")
    record(writer, FIRST, 1)
    revisit = writer.create_revisit_record(
        URL, "sha1:ABC", URL, "2020-01-01T00:00:00Z", warc_headers_dict={"WARC-Date": "2024-01-05T00:00:00Z"}
    )
    writer.write_record(revisit)
    record(writer, FIRST, 365 * 90)
    writer.out.close()
    result = told(run(tmp_path / "p.db", "import", "warc", path, "--json"))
    assert result["total"]["taken_in"] == 1
    assert [each["why"] for each in result["passed_over"]] == [
        "2113-12-10 lies before 1990 or in the future",
        "repeats a capture that is in none of these files",
    ]


@pytest.mark.parametrize("profile", ["identical-payload-digest", "server-not-modified"])
def test_a_revisit_is_a_look_of_its_own(tmp_path: Path, profile: str) -> None:
    """Of its time and address, with the bytes that it repeats, also where the server said 304; of a redirect none."""
    path, writer = file_of(tmp_path / "crawl.warc.gz")
    record(writer, FIRST, 1)
    record(writer, b"", 2, status="301 Moved", Location="/legal/privacy")
    for day, address, of, of_day in ((3, f"{URL}/", URL, 1), (4, URL, URL, 2)):
        status = "304 Not Modified" if profile == "server-not-modified" else "200 OK"
        head = {
            "WARC-Date": f"{AT + timedelta(days=day):%Y-%m-%dT%H:%M:%SZ}",
            "WARC-Profile": f"http://netpreserve.org/warc/1.1/revisit/{profile}",
        }
        date = f"{AT + timedelta(days=of_day):%Y-%m-%dT%H:%M:%SZ}"
        http = StatusAndHeaders(status, [], protocol="HTTP/1.1")
        writer.write_record(writer.create_revisit_record(address, "sha1:ABC", of, date, http, head))
    writer.out.close()
    result = told(run(tmp_path / "p.db", "import", "warc", path, "--json"))
    assert (result["total"]["taken_in"], result["passed_over"]) == (2, [])
    with closing(SqliteStore.open(tmp_path / "p.db", write=False)) as store:
        assert [(look.started_at.day, look.outcome.value, look.status, look.final_url) for look in store.checks("p")] == [
            (4, "unchanged", 200, f"{URL}/"), (2, "first", 200, URL)
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "no capture"),
        (b"<html>no archive</html>", "is no WARC file"),
        (b"WARC/1.0\r\nWARC-Type: response\r\n" + b"x" * 200_000, "longer than 50,000 bytes"),
        (gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\nX: " + b"x" * 50_000_000), "longer than 50,000 bytes"),
        (b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: -5\r\n\r\n", "no capture"),
        (b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: many\r\n\r\n", "no capture"),
    ],
)
def test_what_is_no_archive_ends_it_in_one_line(tmp_path: Path, content: bytes, what: str) -> None:
    """With the file, and nothing written."""
    path = tmp_path / "strange.warc.gz"
    path.write_bytes(content)
    result = run(tmp_path / "p.db", "import", "warc", path)
    assert result.exit_code == EXIT_ERROR
    assert what in result.stderr
    assert isinstance(result.exception, SystemExit)
    assert not (tmp_path / "p.db").exists()


def test_a_body_that_is_too_large_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However small it is when packed."""
    monkeypatch.setattr(warc, "LARGEST_BODY", 1_000_000)
    path, writer = file_of(tmp_path / "crawl.warc.gz")
    record(writer, gzip.compress(b" " * 5_000_000), 1, Content_Encoding="gzip")
    record(writer, FIRST, 2)
    writer.out.close()
    result = told(run(tmp_path / "p.db", "import", "warc", path, "--json"))
    assert result["total"]["taken_in"] == 1
    assert "too large" in result["passed_over"][0]["why"]


def test_a_file_that_is_cut_short_is_told_before_anything_is_written(tmp_path: Path) -> None:
    """What can be read of it would look like all there is."""
    path, writer = file_of(tmp_path / "crawl.warc.gz")
    for day in range(5):
        record(writer, FIRST + b"%d" % day, day)
    writer.out.close()
    path.write_bytes(path.read_bytes()[:-400])
    result = run(tmp_path / "p.db", "import", "warc", path)
    assert result.exit_code == EXIT_ERROR
    assert "damaged" in result.stderr
