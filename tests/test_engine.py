"""One check from bytes to a recorded outcome, over a real store and a scripted fetcher."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from monitor.core.errors import FetchError
from monitor.core.model import Inaccessible, Outcome, Reason, Significance
from monitor.core.records import Check, Hop, Page, Response, Schedule, Validators
from monitor.engine import Engine, Lanes, check_all
from monitor.store import SqliteStore
from tests.clocks import FakeClock
from tests.fetchers import Answer, Inline, ScriptedFetcher, response

PAGE = Page("privacy", "https://example.org/privacy", schedule=Schedule(interval=timedelta(hours=6)))
AT = datetime(2026, 3, 1, 8, tzinfo=UTC)


def html(retention: str = "30 days", extra: str = "", noise: str = "") -> str:
    return (
        f"<html lang=en><title>Privacy</title><body data-trace='{noise}'><main><h1>Privacy policy</h1>"
        "<p>We collect the personal data that you give us when you open an account with us.</p>"
        f"<h2>Retention</h2><p>We keep your search history for {retention} and delete it after that.</p>"
        "<h2>Your rights</h2><p>You can ask us to access, correct or delete the data that we hold about you.</p>"
        f"{extra}</main></body></html>"
    )


WALL = "<body><h1>Before you continue</h1><p>We use cookies. Accept all. Reject all. Manage cookies.</p></body>"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore.open(tmp_path / "privacy.db", write=True)
    yield opened
    opened.close()


async def checks(store: SqliteStore, *answers: Answer, page: Page = PAGE) -> list[Check]:
    """Check a page once for each answer, an hour apart."""
    clock = FakeClock(AT)
    engine = Engine(store, ScriptedFetcher(clock, {page.id: answers}), clock, Inline())
    made = []
    for _ in answers:
        made.append(await engine.check(page))
        await clock.sleep(3600)
    return made


async def test_the_first_sight_is_a_version_and_the_same_bytes_are_unchanged(store: SqliteStore) -> None:
    """One version, one snapshot, two checks."""
    made = await checks(store, html(), html())
    assert [check.outcome for check in made] == [Outcome.FIRST, Outcome.UNCHANGED]
    assert len(store.versions("privacy")) == 1
    assert {row.snapshot_id for row in store.checks("privacy")} == {store.versions("privacy")[0].snapshot_id}


async def test_other_bytes_with_the_same_text_are_unchanged_but_kept(store: SqliteStore) -> None:
    """A trace id in the markup makes a snapshot, no version."""
    made = await checks(store, html(noise="a"), html(noise="b"))
    assert made[1].outcome is Outcome.UNCHANGED
    assert len(store.versions("privacy")) == 1
    assert len({row.snapshot_id for row in store.checks("privacy")}) == 2


async def test_a_change_is_recorded_with_what_differs(store: SqliteStore) -> None:
    """The retention period moved: a second version, with the old and the new words."""
    made = await checks(store, html(), html("90 days"))
    assert made[1].outcome is Outcome.CHANGED
    (telling,) = store.tellings(AT + timedelta(minutes=1), None)
    (change,) = telling.diff.changes
    assert (change.before, change.after) == (
        "We keep your search history for 30 days and delete it after that.",
        "We keep your search history for 90 days and delete it after that.",
    )
    assert telling.diff.significance.rank >= Significance.MINOR.rank


async def test_a_return_to_an_earlier_text_is_told_as_one(store: SqliteStore) -> None:
    """A, B, A: the third version says that it is the first one again."""
    made = await checks(store, html(), html("90 days"), html())
    assert made[2].outcome is Outcome.RETURNED
    assert made[2].returned_to == store.versions("privacy")[0].id


async def test_a_wall_changes_nothing_and_its_bytes_are_kept(store: SqliteStore) -> None:
    """Inaccessible with its reason; the page that comes back after it is unchanged."""
    made = await checks(store, html(), WALL, html(noise="back"))
    assert [check.outcome for check in made] == [Outcome.FIRST, Outcome.INACCESSIBLE, Outcome.UNCHANGED]
    assert made[1].reason is not None
    assert made[1].reason.reason is Reason.CONSENT_WALL
    wall = store.checks("privacy")[1]
    assert store.body(wall.body_sha256) == WALL.encode()
    assert len(store.versions("privacy")) == 1


GERMAN = (
    "<html lang=de><title>Datenschutz</title><main><h1>Datenschutzerklärung</h1><p>Wir erheben die personenbezogenen Daten, "
    "die Sie uns geben, wenn Sie ein Konto bei uns eröffnen und unsere Dienste nutzen.</p><h2>Speicherdauer</h2><p>Wir "
    "speichern Ihren Suchverlauf für 30 Tage und löschen ihn danach.</p></main></html>"
)


async def test_a_page_that_is_watched_at_another_address_may_be_in_another_language(store: SqliteStore) -> None:
    """A wall there is still refused; once the page was read there, its language counts again."""
    [first] = await checks(store, GERMAN)
    moved = replace(PAGE, url="https://example.org/en/privacy")
    wall, english, german = await checks(store, WALL, html(), GERMAN, page=moved)
    assert [one.outcome for one in (first, wall, english, german)] == [
        Outcome.FIRST,
        Outcome.INACCESSIBLE,
        Outcome.CHANGED,
        Outcome.INACCESSIBLE,
    ]
    assert wall.reason is not None
    assert wall.reason.reason is Reason.CONSENT_WALL
    assert english.pardon.startswith("taken as the page, since the page is watched at another address, although")
    assert store.checks("privacy")[1].pardon == english.pardon


async def test_captures_do_not_say_where_a_page_is_watched(store: SqliteStore) -> None:
    """They are filed under the address that is configured now; the first look there may be in another language."""
    await checks(store, GERMAN)
    moved = replace(PAGE, url="https://example.org/en/privacy")
    engine = Engine(store, ScriptedFetcher(FakeClock(AT), {}), FakeClock(AT), Inline())
    engine.take(moved, response(GERMAN, AT + timedelta(minutes=30)), origin="capture")
    clock = FakeClock(AT + timedelta(hours=1))
    engine = Engine(store, ScriptedFetcher(clock, {PAGE.id: [html()]}), clock, Inline())
    assert (await engine.check(moved)).outcome is Outcome.CHANGED


async def test_the_language_that_is_asked_for_is_never_another_language(store: SqliteStore) -> None:
    """The first version came before it was asked for; a language that is not asked for is refused."""
    await checks(store, GERMAN)
    english, german = await checks(store, html(), GERMAN, page=replace(PAGE, language="en-IE, en;q=0.8"))
    assert english.outcome is Outcome.CHANGED
    assert german.outcome is Outcome.INACCESSIBLE


async def test_a_person_can_accept_what_is_refused(store: SqliteStore) -> None:
    """It is the page from then on, at once; who reads the history sees who said so, and against what."""
    clock = FakeClock(AT)
    page = replace(PAGE, confirm_after=timedelta(hours=1))
    fetcher = ScriptedFetcher(clock, {"privacy": [response(GERMAN, AT, etag='"x"'), html(), html(), html(noise="a")]})
    engine = Engine(store, fetcher, clock, Inline())
    made = [await engine.check(page), await engine.check(page)]
    made += [await engine.check(page, accept=True), await engine.check(page)]
    assert [one.outcome.value for one in made] == ["first", "inaccessible", "changed", "unchanged"]
    assert fetcher.asked[2][1] == Validators()
    assert made[2].pardon.startswith(
        "accepted by a person, although it was refused: other language: the text is in “en”"
    )
    *_, told = store.tellings(None, None)
    assert (told.after.number, told.pardon) == (2, made[2].pardon)


@pytest.mark.parametrize("answer", [response("<p>gone</p>", AT, status=404), response("", AT), response(b"\x00", AT)])
async def test_what_is_no_text_cannot_be_accepted(store: SqliteStore, answer: Answer) -> None:
    """An error, an empty page, something that is no document."""
    clock = FakeClock(AT)
    engine = Engine(store, ScriptedFetcher(clock, {"privacy": [answer]}), clock, Inline())
    assert (await engine.check(PAGE, accept=True)).outcome is Outcome.INACCESSIBLE


async def test_conditional_requests_come_from_the_last_snapshot_that_was_the_page(store: SqliteStore) -> None:
    """The validators of a wall are never sent; a 304 is an unchanged check."""
    clock = FakeClock(AT)
    answers = [
        response(html(), AT, etag='"good"'),
        response(WALL, AT, etag='"wall"'),
        response("", AT, status=304),
    ]
    fetcher = ScriptedFetcher(clock, {"privacy": answers})
    engine = Engine(store, fetcher, clock, Inline())
    made = [await engine.check(PAGE) for _ in answers]
    assert [asked[1] for asked in fetcher.asked] == [
        Validators(),
        Validators('"good"', url=PAGE.url, whole_at=AT),
        Validators('"good"', url=PAGE.url, whole_at=AT),
    ]
    assert made[2].outcome is Outcome.UNCHANGED


async def test_a_page_that_redirects_permanently_since_is_told_once(store: SqliteStore) -> None:
    """Neither one that only passes by elsewhere, nor one that is watched there."""
    there = "https://example.org/legal/privacy"

    def led(status: int, to: str = there) -> Response:
        hops = (Hop(PAGE.url, status, to), Hop(to, 200))
        return replace(response(html(), AT), final_url=to, hops=hops)

    await checks(store, html(), led(302, "https://example.org/a"), led(301), led(301), html(), page=PAGE)
    [one] = store.redirected(None, None)
    assert (one.page_name, one.url, one.final_url, one.at) == ("privacy", PAGE.url, there, AT + timedelta(hours=2))
    assert store.redirected(AT + timedelta(hours=3), None) == []
    await checks(store, response(html(), AT, url=there), page=replace(PAGE, url=there))
    assert len(store.redirected(None, None)) == 1


@pytest.mark.parametrize(
    ("status", "origin", "told"),
    [
        *[(301, "live", 1), (308, "live", 1), (301, "capture", 0)],
        *[(302, "live", 0), (303, "live", 0), (307, "live", 0)],
    ],
)
async def test_only_a_redirect_that_is_permanent_now_is_told(
    store: SqliteStore, status: int, origin: str, told: int
) -> None:
    """By its status, and where the page itself was asked."""
    await checks(store, html())
    there, at = "https://example.org/legal/privacy", AT + timedelta(hours=1)
    led = replace(response(html(), at), final_url=there, hops=(Hop(PAGE.url, status, there), Hop(there, 200)))
    engine = Engine(store, ScriptedFetcher(FakeClock(at), {}), FakeClock(at), Inline())
    engine.take(PAGE, led, origin=origin)
    assert len(store.redirected(None, None)) == told


async def test_a_server_that_says_that_nothing_changed_is_believed_for_a_day(store: SqliteStore) -> None:
    """One that keeps its ETag while the text changes hides that no longer; what rests on its word is counted."""
    clock = FakeClock(AT)
    text = html()

    class Stubborn(ScriptedFetcher):
        async def fetch(self, page: Page, validators: Validators) -> Response:
            self.asked.append((page.id, validators))
            body = "" if validators.etag else text
            return response(body, clock.now(), status=304 if validators.etag else 200, etag='"x"')

    engine = Engine(store, Stubborn(clock, {}), clock, Inline())
    made = [await engine.check(PAGE)]
    text = html("90 days")
    for _ in range(4):
        clock.advance(hours=6)
        made.append(await engine.check(PAGE))
    assert [one.outcome.value for one in made] == ["first", "unchanged", "unchanged", "unchanged", "changed"]
    [row] = store.coverage(None, None)
    assert (row.good, row.not_modified) == (5, 3)
    assert [(one.good, one.not_modified) for one in store.unchanged()] == [(4, 3), (1, 0)]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (FetchError(Inaccessible(Reason.TIMEOUT, "no answer in 20 s")), Reason.TIMEOUT),
        (response("<p>gone</p>", AT, status=404), Reason.STATUS),
        (response("<p>no</p>", AT, status=403, cf_mitigated="challenge"), Reason.BLOCKED),
        (response("", AT, status=204), Reason.STATUS),
        (response("", AT, status=304), Reason.STATUS),
        (response(b"%PDF-1.7", AT), Reason.UNREADABLE),
        (response("", AT), Reason.EMPTY),
        (response(WALL, AT), Reason.CONSENT_WALL),
    ],
)
async def test_a_page_that_cannot_be_had_is_an_outcome_with_a_reason(
    store: SqliteStore, answer: Answer, reason: Reason
) -> None:
    """Nothing is raised, the check is recorded, and no version begins."""
    (made,) = await checks(store, answer)
    assert made.outcome is Outcome.INACCESSIBLE
    (row,) = store.checks("privacy")
    assert row.reason is not None
    assert row.reason.reason is reason
    assert store.versions("privacy") == []


async def test_a_new_selector_does_not_look_like_a_change_of_the_page(store: SqliteStore) -> None:
    """The old snapshot is read again with the new settings before the two are compared."""
    clock = FakeClock(AT)
    fetcher = ScriptedFetcher(clock, {"privacy": [html(), html(noise="x")]})
    engine = Engine(store, fetcher, clock, Inline())
    await engine.check(PAGE)
    made = await engine.check(replace(PAGE, remove=("h1 + p",)))
    assert made.outcome is Outcome.UNCHANGED


async def test_a_selector_that_stops_matching_is_inaccessible(store: SqliteStore) -> None:
    """It is never an empty policy."""
    made = await checks(
        store, html(), "<p>redesigned, with words of another kind</p>", page=replace(PAGE, select=("main",))
    )
    assert made[1].reason is not None
    assert made[1].reason.reason is Reason.SELECTOR


async def test_when_a_page_is_due_next_follows_its_schedule_or_the_server(store: SqliteStore) -> None:
    """Six hours later; a longer Retry-After of a failing server is respected, up to a day."""
    store.watch([PAGE])
    made = await checks(
        store,
        html(),
        response("", AT, status=503, retry_after="36000"),
        response("", AT, status=429, retry_after="999999"),
        response("", AT, status=503, retry_after=format_datetime(AT + timedelta(hours=3 + 9), usegmt=True)),
    )
    waits = [check.next_due_at - check.finished_at for check in made if check.next_due_at]
    assert waits == [timedelta(hours=6), timedelta(hours=10), timedelta(days=1), timedelta(hours=9)]
    assert dict(store.due())["privacy"] == made[3].next_due_at


async def test_captures_are_not_planned(store: SqliteStore) -> None:
    """A capture of the past says nothing about when to look next."""
    engine = Engine(store, ScriptedFetcher(FakeClock(AT), {}), FakeClock(AT), Inline())
    check = engine.take(PAGE, response(html(), AT - timedelta(days=400)), origin="capture")
    assert check.next_due_at is None
    assert store.checks("privacy")[0].started_at == AT - timedelta(days=400)


def test_lanes_let_one_page_of_a_host_go_at_a_time() -> None:
    """A host that is being asked keeps its other pages waiting, and no one else's."""
    a1, a2, b = (Page(name, f"https://{host}/{name}") for name, host in (("a1", "a"), ("a2", "a"), ("b", "b")))
    lanes = Lanes()
    for page in (a1, a2, b):
        lanes.add(page)
    assert [lanes.take(), lanes.take(), lanes.take()] == [a1, b, None]
    lanes.done(a1)
    assert lanes.take() is a2
    lanes.done(a2)
    lanes.done(b)
    assert lanes.take() is None


async def test_a_run_checks_every_page_once(store: SqliteStore) -> None:
    """Whatever comes of each; pages of one host included."""
    pages = [Page(f"p{n}", f"https://host{n % 3}.example/{n}") for n in range(20)]
    clock = FakeClock(AT)
    fetcher = ScriptedFetcher(clock, {page.id: [html()] for page in pages[:15]})
    seen: list[str] = []
    await check_all(Engine(store, fetcher, clock, Inline()), pages, 4, lambda page, check: seen.append(page.id))
    assert sorted(seen) == sorted(page.id for page in pages)
    assert sum(row.last_check is not None and row.last_check.outcome is Outcome.FIRST for row in store.pages()) == 15
