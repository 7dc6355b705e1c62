"""A rich example of a report, and the same with hostile text in every field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from monitor.core.model import Change, ChangeKind, Diff, Edit, EditOp, Fact, FactOp, Outcome, Significance
from monitor.core.records import Coverage, Hop, Redirected, SnapshotRow, Standing, Telling, VersionRow, Withdrawn
from monitor.report import Report, compose

SINCE, UNTIL = datetime(2026, 11, 17, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC)
MADE = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
CLOUD = ("Privacy at Example Cloud",)
MAJOR, MINOR, EDITORIAL, COSMETIC = (
    Significance.MAJOR,
    Significance.MINOR,
    Significance.EDITORIAL,
    Significance.COSMETIC,
)


def moment(day: int, hour: int = 8, minute: int = 30) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def version(number: int, seen_at: datetime, outcome: Outcome, significance: Significance, **more: Any) -> VersionRow:
    given: dict[str, Any] = {
        "id": number,
        "page_id": "cloud",
        "snapshot_id": number,
        "title": "Privacy – Example Cloud",
        "language": "en",
        "words": 812 + number,
        "text_sha256": f"{number:02x}" * 32,
        "reader_version": 3,
        "previous_id": number - 1 or None,
        "returned_to": None,
        **more,
    }
    return VersionRow(number=number, seen_at=seen_at, outcome=outcome, significance=significance, **given)


def snapshot(of: VersionRow, url: str = "https://cloud.example/privacy") -> SnapshotRow:
    return SnapshotRow(
        id=of.snapshot_id,
        page_id=of.page_id,
        fetched_at=of.seen_at,
        url=url,
        final_url=url + "/",
        status=200,
        headers=(("content-type", "text/html; charset=utf-8"), ("etag", f'"v{of.number}"')),
        hops=(Hop(url, 301, url + "/"), Hop(url + "/", 200)),
        body_sha256=f"{of.number + 160:02x}" * 32,
        size=48_213 + of.number,
    )


def telling(
    before: VersionRow | None, after: VersionRow, diff: Diff, name: str = "Example Cloud", **more: Any
) -> Telling:
    old = snapshot(before) if before else None
    return Telling(after.page_id, name, before, after, old, snapshot(after), diff, **more)


def edits(*steps: str) -> tuple[Edit, ...]:
    """`-went`, `+came` and ` stood`, in order."""
    ops = {"-": EditOp.DELETE, "+": EditOp.INSERT, " ": EditOp.KEEP}
    return tuple(Edit(ops[step[0]], step[1:]) for step in steps)


def modified(section: tuple[str, ...], at: int, *steps: str, **more: Any) -> Change:
    found = edits(*steps)
    before = "".join(edit.text for edit in found if edit.op is not EditOp.INSERT)
    after = "".join(edit.text for edit in found if edit.op is not EditOp.DELETE)
    given: dict[str, Any] = {"kind": ChangeKind.MODIFIED, "before_at": at, "after_at": at, **more}
    return Change(section=section, before=before, after=after, edits=found, **given)


LONG = (
    " We share personal data with companies that work for us: Example Hosting GmbH runs our data centres in Germany and"
    " Finland, and Example Payments Ltd. handles card payments. Each of them may use the data for that task alone and is"
    " bound by contract to protect it. A company that no longer works for us has to delete the data within "
)
TRAINING, KEEPING, SHARING = (
    (*CLOUD, "Training AI models"),
    (*CLOUD, "How long we keep it"),
    (*CLOUD, "Who else receives data"),
)
CHANGES = (
    modified(CLOUD, 1, " Last updated: ", "-March 3, 2025", "+September 1, 2025", significance=EDITORIAL),
    Change(ChangeKind.RENAMED, (*CLOUD, "Our principles", "Less data by design"), "Only what we need", "Less data by design", heading=True, before_at=12, after_at=9),
    Change(ChangeKind.ADDED, TRAINING, "", "Training AI models", significance=MAJOR, heading=True, after_at=24),
    Change(ChangeKind.ADDED, TRAINING, "", "We may use the text of files and messages to train the AI models behind search, summaries and writing suggestions.", significance=MAJOR, after_at=25),
    Change(ChangeKind.ADDED, TRAINING, "", "This is switched on for personal accounts. You can opt out at any time on your privacy page.", significance=MAJOR, after_at=26),
    modified(KEEPING, 28, " We keep usage data for ", "-30", "+90", "  days and then delete it.", significance=MINOR),
    Change(ChangeKind.REMOVED, KEEPING, "Deleted files stay in the bin for 14 days, so that you can take them back.", "", significance=MINOR, before_at=29),
    modified(SHARING, 34, LONG, "-30 days", "+a reasonable time", " .", significance=MINOR),
    Change(ChangeKind.MOVED, (*CLOUD, "Your rights"), *["Write to privacy@cloud.example; we answer within 30 days."] * 2, before_at=50, after_at=37),
    modified(SHARING, 36, " Ask for the list", "-,", "+ –", "  we send it.", significance=COSMETIC),
    Change(ChangeKind.LINKS, (*CLOUD, "More to read"), "https://cloud.example/privacy/cookies", "https://cloud.example/cookies?lang=en", significance=COSMETIC, before_at=60, after_at=61),
)  # fmt: skip
FACTS = (
    Fact("commitment", FactOp.REMOVED, "", "", "Deleted files stay in the bin for 14 days", "", KEEPING, "en.promise", MINOR),
    Fact("retention.period", FactOp.CHANGED, "P30D", "P90D", "We keep usage data for 30 days", "We keep usage data for 90 days", KEEPING, "en.duration", MAJOR),
)  # fmt: skip


def rich_tellings() -> list[Telling]:
    """Changed with all kinds of changes, changed in form alone, returned, seen for the first time."""
    one = version(1, moment(2), Outcome.FIRST, Significance.NONE, updated=date(2025, 3, 3))
    two = version(2, moment(18), Outcome.CHANGED, MAJOR, updated=date(2025, 9, 1))
    three = version(3, moment(20), Outcome.CHANGED, COSMETIC, updated=date(2025, 9, 1))
    shop = {"page_id": "shop", "title": "Datenschutz", "language": "de"}
    old = version(7, moment(9, 6), Outcome.CHANGED, MINOR, id=70, **shop)
    mid = version(8, moment(15, 6), Outcome.CHANGED, MINOR, id=80, previous_id=70, **shop)
    back = version(9, moment(19, 6), Outcome.RETURNED, MINOR, id=90, previous_id=80, returned_to=70, **shop)
    new = version(1, moment(21), Outcome.FIRST, Significance.NONE, id=200, page_id="bank", words=2143)
    again = modified(
        ("Datenschutz", "Speicherdauer"), 4, " Wir löschen Ihre Daten nach ", "-zwölf", "+sechs", "  Monaten."
    )
    return [
        telling(two, three, Diff(Outcome.CHANGED, COSMETIC, (CHANGES[-2],))),
        telling(mid, back, Diff(Outcome.CHANGED, MINOR, (replace(again, significance=MINOR),)), "Beispiel-Laden", returned_to=old, pardon="accepted by a person, although it was refused: too short: 90 words where 1,000 stood"),
        telling(one, two, Diff(Outcome.CHANGED, MAJOR, CHANGES)),
        telling(None, new, Diff(Outcome.UNCHANGED), "Example Bank"),
    ]  # fmt: skip


def rich_waiting() -> list[Telling]:
    """Seen after the last report; and seen long ago on a page that was not read since."""
    mail = {"page_id": "mail", "snapshot_id": 300}
    old = version(3, moment(1), Outcome.CHANGED, MINOR, id=300, **mail)
    new = version(4, moment(12), Outcome.CHANGED, MAJOR, id=301, previous_id=300, **mail)
    late = version(4, moment(23, 20, 30), Outcome.CHANGED, COSMETIC, previous_id=3)
    waits = {"standing": Standing.HELD}
    return [
        telling(version(3, moment(20), Outcome.CHANGED, COSMETIC), late, Diff(Outcome.CHANGED, EDITORIAL, CHANGES[:1]), **waits, held_until=moment(24, 21)),
        telling(old, new, Diff(Outcome.CHANGED, MAJOR, CHANGES[2:6], FACTS[1:]), "Example Mail", **waits, held_until=moment(12, 9)),
    ]  # fmt: skip


def rich_coverage() -> list[Coverage]:
    return [
        Coverage("bank", "Example Bank", 6, 6, moment(21), moment(23, 20, 30), timedelta(hours=12, minutes=1)),
        Coverage("cloud", "Example Cloud", 14, 13, moment(17), moment(23, 20, 30), timedelta(hours=26), (("blocked", 1),)),
        Coverage("mail", "Example Mail", 14, 0, moment(17), moment(23, 20, 30), None, (("status", 12), ("timeout", 2))),
        Coverage("maps", "Example Maps", 0, 0, None, None, None),
        Coverage("shop", "Beispiel-Laden", 14, 14, moment(17, 6), moment(23, 18), timedelta(hours=12)),
    ]  # fmt: skip


def rich(**more: Any) -> Report:
    """The example that the golden files show."""
    given = {"title": "Privacy pages, week 47", "since": SINCE, "until": UNTIL, "made_at": MADE, **more}
    given.setdefault("waiting", rich_waiting())
    given.setdefault("withdrawn", [Withdrawn("maps", "Example Maps", 6), Withdrawn("mail", "Example Mail", 2)])
    url = "https://bank.example/"
    given.setdefault("redirected", [Redirected("bank", "Example Bank", moment(22), f"{url}p", f"{url}legal/privacy")])
    tellings = [
        replace(told, diff=replace(told.diff, facts=FACTS)) if told.after.number == 2 else told for told in rich_tellings()
    ]  # fmt: skip
    return compose(tellings, rich_coverage(), **given)


PAYLOADS = (
    "<script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "</style></title></textarea><svg/onload=document.title='owned'>",
    "\" onmouseover=\"document.title='owned'\" x='",
    "javascript:document.title='owned'",
    "[click](javascript:alert(1)) ![x](https://evil.example/x.png) <https://evil.example>",
    "# heading\n\n- item\n\n```\ncode\n```\n| a | b |\n|---|---|",
    "**bold** __bold__ ~~gone~~ `code` &lt;b&gt; &#60;b&#62;",
    "\x1b[2J\x1b]0;owned\x07\x1b[31mred\x9b5m\x08\x0c\r",
    "user\u202egnp.exe \u2066isolated \u200frtl",
    "nul\x00nul \ud800 lone \udfff",
    "{{ 7*7 }} {% include '/etc/passwd' %} [bold red]markup[/]",
    "W" * 5000,
)
HOSTILE = " ".join(PAYLOADS)


def poisoned(value: Any, spoil: Callable[[str], str]) -> Any:
    """The value with every text in it spoiled; enums, which no page can choose, stay."""
    if type(value) is str:
        return spoil(value)
    if type(value) is tuple:
        return tuple(poisoned(item, spoil) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: poisoned(getattr(value, field.name), spoil) for field in fields(value)})
    return value


def hostile() -> Report:
    """The rich example with all payloads after every text that is not empty, troubles included."""
    return poisoned(rich(), lambda text: text and f"{text}{HOSTILE}")
