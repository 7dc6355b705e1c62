"""The asking commands over a real database."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import COMMANDS, main
from monitor.core.diff import compare
from monitor.core.model import Block, BlockKind, Document, Inaccessible, Outcome, Reason, Section, Significance
from monitor.core.records import Check, Hop, Page, Response
from monitor.store import SqliteStore

START = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
URL = "https://cloud.example/privacy"
PAGES = (Page("cloud", URL, "Example Cloud"), Page("mail", "https://mail.example/privacy"), Page("new", "https://new.example/"))  # fmt: skip
HOSTILE = "Escapes \x1b[2J and \u202e overrides and <script>alert(1)</script> are text, whoever writes them here."


def document(period: str, *more: str) -> Document:
    texts = (
        f"We keep usage data for {period} and then delete it.",
        "You can ask us for access to your data.",
        HOSTILE,
        *more,
    )
    blocks = tuple(Block(BlockKind.PARAGRAPH, text) for text in texts)
    sections = (
        Section(1, "Privacy at Example Cloud", ("Privacy at Example Cloud",)),
        Section(2, "How long we keep it", ("Privacy at Example Cloud", "How long we keep it"), blocks=blocks),
    )
    return Document(sections, "Privacy", "en", url=URL)  # fmt: skip


ONE, TWO = document("30 days"), document("90 days", "Deleted files stay in the bin for 14 days.")


def check(day: int, outcome: Outcome, page_id: str = "cloud", **more: object) -> Check:
    at = START + timedelta(days=day)
    return Check(page_id, URL, at, at + timedelta(seconds=2), outcome, **more)  # type: ignore[arg-type]


def version(day: int, outcome: Outcome, before: Document | None, after: Document, **more: object) -> Check:
    body = f"{day}".encode()
    at = START + timedelta(days=day)
    response = Response(URL, URL, 200, (), body, (Hop(URL, 200),), at)
    diff = compare(before, after, gate=False) if before else None
    if diff:
        diff = replace(diff, significance=Significance.MAJOR if outcome is Outcome.RETURNED else Significance.MINOR)
    given = {"reader_version": 3, "text_sha256": hashlib.sha256(after.text.encode()).hexdigest(), **more}
    sha256 = hashlib.sha256(body).hexdigest()
    return check(day, outcome, response=response, body_sha256=sha256, document=after, diff=diff, **given)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """30 days, then 90, then a wall, then 30 again; a page that was never readable; a page never checked."""
    path = tmp_path / "privacy.db"
    store = SqliteStore.open(path, write=True)
    store.watch(PAGES)
    first = store.record(version(0, Outcome.FIRST, None, ONE))
    store.record(version(9, Outcome.CHANGED, ONE, TWO))
    store.record(check(10, Outcome.INACCESSIBLE, reason=Inaccessible(Reason.CONSENT_WALL, "180 words")))
    store.record(version(11, Outcome.RETURNED, TWO, ONE, returned_to=first.version_id))
    store.record(check(10, Outcome.INACCESSIBLE, "mail", reason=Inaccessible(Reason.STATUS, "HTTP 503")))
    store.close()
    return path


def ask(database: Path, *arguments: str, code: int = 0) -> Result:
    """Run a command as a pipe would see it."""
    result = CliRunner().invoke(main, ["--db", str(database), "--config", "none.toml", *arguments])
    assert result.exit_code == code, (result.output, result.exception)
    assert "\x1b" not in result.output
    return result


def test_pages_tells_where_each_stands(database: Path) -> None:
    """The version in force, the last check and why it failed; a page never looked at is there too."""
    lines = ask(database, "pages").stdout.split("\n")
    assert lines[1].split()[:3] == ["cloud", "version", "3"]
    assert "status: HTTP 503" in lines[2]
    assert lines[3].split()[:4] == ["new", "not", "read", "yet"]
    read = json.loads(ask(database, "pages", "--json").stdout)
    assert [page["current"] and page["current"]["number"] for page in read] == [3, None, None]


def test_history_tells_what_each_version_brought(database: Path) -> None:
    """Newest first, with the version that a text returned to."""
    lines = ask(database, "history", "cloud").stdout.split("\n")
    assert lines[1].startswith("3    2026-11-12 08:00  major         42 (-9)  returned to the text of 2026-11-01")
    assert "returned to the text of 2026-11-01" in lines[1]
    assert "lengthened" in "".join(lines[2:-2])
    assert "(+9)" in "".join(lines[2:-2])
    assert "seen for the first time" in lines[-2]
    read = json.loads(ask(database, "history", "cloud", "--json").stdout)
    assert [(row["number"], row["brief"]) for row in read][-1] == (1, "seen for the first time")


@pytest.mark.parametrize(("arguments", "says"), [((), "30 days"), (("--at", "2026-11-10T08:00"), "90 days"), (("--at", "2026-11-10"), "30 days")])  # fmt: skip
def test_show_prints_the_text_in_force(database: Path, arguments: tuple[str, ...], says: str) -> None:
    """Now, or at a moment; a date means its first moment. The text alone goes to standard output."""
    result = ask(database, "show", "cloud", *arguments)
    assert f"We keep usage data for {says}" in result.stdout
    assert result.stdout.startswith("Privacy at Example Cloud\n\n  How long we keep it\n\n    We keep")
    assert "Example Cloud, version" in result.stderr
    assert "[U+202E]" in result.stdout


def test_show_writes_markdown_and_json(database: Path) -> None:
    """The same document for a wiki and for a program; JSON keeps the text exact."""
    assert "## How long we keep it" in ask(database, "show", "cloud", "--format", "markdown").stdout
    read = json.loads(ask(database, "show", "cloud", "--json").stdout)
    assert (read["schema"], read["page_id"], read["version"]["number"]) == ("privacy-monitor/document/1", "cloud", 3)
    assert read["sections"][1]["blocks"][2]["text"] == HOSTILE


def test_show_of_a_time_before_the_first_version_says_when_that_was(database: Path) -> None:
    """An error that helps."""
    assert "2026-11-01" in ask(database, "show", "cloud", "--at", "2020-01-01", code=3).stderr


@pytest.mark.parametrize(
    ("arguments", "old", "new"),
    [
        ((), "90", "30"),
        (("2",), "90", "30"),
        (("1", "2"), "30", "90"),
        (("2", "1"), "90", "30"),
        (("2026-11-05", "2026-11-11"), "30", "90"),
    ],
)
def test_diff_takes_numbers_and_dates(database: Path, arguments: tuple[str, ...], old: str, new: str) -> None:
    """Default: the current version with the one before it."""
    text = ask(database, "diff", "cloud", *arguments).stdout
    assert f"- We keep usage data for [-{old}-] days and then delete it." in text
    assert f"+ We keep usage data for {{+{new}+}} days and then delete it." in text


def test_diff_of_a_return_and_of_the_same_text(database: Path) -> None:
    """Neighbours are told as they were recorded; two versions with one text as that."""
    assert "returned to the text of 2026-11-01 08:00 UTC (version 1)" in " ".join(ask(database, "diff", "cloud").stdout.split())  # fmt: skip
    assert "has the same text in both versions" in ask(database, "diff", "cloud", "1", "3").stdout
    assert "has the same text in both versions" in ask(database, "diff", "cloud", "2", "2").stdout


def test_diff_without_anything_to_compare_says_so(database: Path) -> None:
    """No version, or a number that is none, and what to do."""
    assert "could not be read yet (status: HTTP 503)" in ask(database, "diff", "mail").stderr
    assert "has no version 9" in ask(database, "diff", "cloud", "9", code=3).stderr
    assert "is not a date" in ask(database, "diff", "cloud", "yesterday", code=2).stderr


def test_diff_says_when_the_reader_was_another(database: Path) -> None:
    """Some of the difference may then be the reader's."""
    store = SqliteStore.open(database, write=True)
    store.record(version(20, Outcome.CHANGED, ONE, TWO, reader_version=4))
    store.close()
    assert "different versions of the reader" in ask(database, "diff", "cloud", "1", "4").stderr
    assert "different versions of the reader" not in ask(database, "diff", "cloud", "3", "4").stderr


def test_checks_are_newest_first_with_the_reason(database: Path) -> None:
    """And with the version in force; what is left out is counted."""
    result = ask(database, "checks", "cloud", "--limit", "3")
    lines = result.stdout.split("\n")
    assert lines[1].startswith("2026-11-12 08:00  returned")
    assert "consent wall: 180 words" in lines[2]
    assert lines[3].split()[-1] == "2"
    assert "1 older ones are not shown" in result.stderr
    read = json.loads(ask(database, "checks", "cloud", "--json").stdout)
    assert [row["outcome"] for row in read] == ["returned", "inaccessible", "changed", "first"]


def test_report_tells_the_period(database: Path) -> None:
    """Changes within it, and every page that could not be read."""
    text = ask(database, "report").stdout
    for part in ("1 of 3 pages changed", "Not readable in any check: mail", "Not checked: new", "Not readable in some checks: Example Cloud"):  # fmt: skip
        assert part in text
    quiet = ask(database, "report", "--since", "2026-11-13", "--page", "cloud").stdout
    assert "Nothing is known: no page was checked." in quiet
    assert "0 of 0" in quiet


def test_report_is_written_in_the_format_of_the_file(database: Path, tmp_path: Path) -> None:
    """By --format, --json, or the name of the file."""
    for name, begins in (("r.html", "<!DOCTYPE html>"), ("r.md", "# Mine"), ("r.json", "{"), ("r.txt", "Mine")):
        result = ask(database, "report", "--title", "Mine", "--output", str(tmp_path / name))
        assert (tmp_path / name).read_text("utf-8").lstrip().startswith(begins)
        assert result.stdout == ""
        assert name in result.stderr
    assert ask(database, "report", "--format", "html").stdout.lstrip().startswith("<!DOCTYPE html>")
    assert json.loads(ask(database, "report", "--json").stdout)["schema"] == "privacy-monitor/report/1"


def test_a_report_that_cannot_be_written_is_told_in_a_line(database: Path, tmp_path: Path) -> None:
    """With the file and the reason."""
    result = ask(database, "report", "--output", str(tmp_path / "none" / "r.html"), code=3)
    assert "cannot write" in result.stderr
    assert "No such file" in result.stderr


@pytest.mark.parametrize("since", ["7d", "24h", "90m", "2w", "2026-11-10", "2026-11-10T08:30+02:00"])
def test_moments_are_dates_times_or_how_long_ago(database: Path, since: str) -> None:
    """And what is none is a mistake in the command line."""
    ask(database, "report", "--since", since)
    assert "not a date" in ask(database, "report", "--since", f"{since}x", code=2).stderr


def test_how_long_ago_counts_from_now(database: Path) -> None:
    """To the second, in UTC."""
    read = json.loads(ask(database, "report", "--since", "2w", "--json").stdout)
    since, made = (datetime.fromisoformat(read[name]) for name in ("since", "made_at"))
    assert timedelta(0) <= made - since - timedelta(weeks=2) < timedelta(minutes=1)
    assert "before all time" in ask(database, "report", "--since", "999999w", code=2).stderr


def test_a_period_that_ends_before_it_begins_is_a_mistake(database: Path) -> None:
    """Told with both moments."""
    assert "is not before" in ask(database, "report", "--since", "2026-11-10", "--until", "2026-11-09", code=2).stderr


def test_the_level_from_which_to_tell(database: Path, tmp_path: Path) -> None:
    """By the option, else by the configuration of each page."""
    everything = json.loads(ask(database, "report", "--json", "--tell", "none").stdout)
    assert (len(everything["entries"]), len(everything["quiet"])) == (2, 0)
    assert [entry["significance"] for entry in everything["entries"]] == ["major", "minor"]
    config = tmp_path / "config.toml"
    config.write_text(f'[[page]]\nid = "cloud"\nurl = "{URL}"\ntell = "major"\n', "utf-8")
    options = ["--db", str(database), "--config", str(config)]
    read = json.loads(CliRunner().invoke(main, [*options, "report", "--json"]).stdout)
    assert (len(read["entries"]), len(read["quiet"])) == (1, 1)


@pytest.mark.parametrize("command", ["history", "show", "diff", "checks"])
def test_an_unknown_page_is_told_with_its_neighbours(database: Path, command: str) -> None:
    """Exit code 3 and one line."""
    assert "did you mean cloud" in ask(database, command, "clouds", code=3).stderr


def test_an_empty_database_says_what_to_do(tmp_path: Path) -> None:
    """Nothing on standard output but an empty list for programs."""
    path = tmp_path / "empty.db"
    SqliteStore.open(path, write=True).close()
    result = ask(path, "pages")
    assert (result.stdout, "privacy-monitor check" in result.stderr) == ("", True)
    assert json.loads(ask(path, "pages", "--json").stdout) == []
    assert "privacy-monitor check" in ask(path, "report").stderr


def test_a_page_that_was_never_checked_says_what_to_do(database: Path) -> None:
    """In history, diff and checks alike."""
    for command in ("history", "diff", "checks"):
        assert "`privacy-monitor check new`" in ask(database, command, "new").stderr


def test_no_database_is_one_line(tmp_path: Path) -> None:
    """And exit code 3."""
    result = ask(tmp_path / "none.db", "pages", code=3)
    assert len(result.stderr.strip().split("\n")) == 1


@pytest.mark.parametrize("name", [name for name, (where, _) in COMMANDS.items() if where.startswith("ask:")])
def test_help_begins_as_the_list_of_commands_says(name: str) -> None:
    """The list is shown without importing the command."""
    help_text = CliRunner().invoke(main, [name, "--help"]).stdout
    assert " ".join(COMMANDS[name][1].split()) in " ".join(help_text.split())


def test_diff_takes_files_on_either_side(database: Path, tmp_path: Path) -> None:
    """Two files, or a page as it stands and a file; the redline of the same."""
    old, new = tmp_path / "old.html", tmp_path / "new.html"
    old.write_text("<h1>Privacy</h1><p>We keep logs for 30 days and then we delete them.</p>")
    new.write_text("<h1>Privacy</h1><p>We keep logs for 90 days and then we delete them.</p>")
    assert "from 30 days to 90 days" in ask(database, "diff", str(old), str(new)).stdout
    told = json.loads(ask(database, "diff", "cloud", str(new), "--json").stdout)
    assert told["entries"] or told["quiet"]
    assert "for [-30-]{+90+} days" in ask(database, "redline", str(old), str(new)).stdout
    assert ask(database, "redline", str(old), str(new), "--output", str(tmp_path / "redline.html")).exit_code == 0
    assert "<del>30</del><ins>90</ins>" in (tmp_path / "redline.html").read_text()
    assert ask(database, "redline", "cloud", "1", "2").exit_code == 0


def test_a_report_is_written_as_a_feed(database: Path, tmp_path: Path) -> None:
    """By its name, or by --format."""
    made = ask(database, "report", "--output", str(tmp_path / "changes.atom"))
    assert made.exit_code == 0
    assert (tmp_path / "changes.atom").read_text().startswith('<?xml version="1.0"')
    assert ask(database, "report", "--format", "atom").stdout.count("<entry>") >= 2


def test_report_tells_a_part(database: Path) -> None:
    """By type or topic, with the head of the ledger; an unknown name is a mistake that lists the known ones."""
    read = json.loads(ask(database, "report", "--json", "--topic", "retention", "--at-least", "none").stdout)
    assert read["only"] == "what is on the topic retention"
    assert len(read["head"]) == 64
    assert "Told here is nothing but facts of the type money." in ask(database, "report", "--type", "money").stdout
    assert "retention.period" in ask(database, "report", "--type", "retentio", code=2).stderr
    assert "retention" in ask(database, "report", "--topic", "retentio", code=2).stderr
