"""config.toml: what is right becomes a Config, what is wrong is told, all of it at once."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import Config, load, schema
from monitor.core.errors import ConfigError
from monitor.core.model import Significance
from monitor.core.records import Page, Range, Schedule

ROOT = Path(__file__).parents[1]
PAGE = '[[page]]\nid = "a"\nurl = "https://example.org/privacy"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def read(folder: Path, text: str, environ: dict[str, str] | None = None) -> Config:
    """The configuration that a file with this text is."""
    path = folder / "config.toml"
    path.write_bytes(text.encode())
    return load(path, environ or {})


def mistakes(folder: Path, text: str, environ: dict[str, str] | None = None) -> tuple[str, ...]:
    """What is told of a file with this text."""
    with pytest.raises(ConfigError) as caught:
        read(folder, text, environ)
    return caught.value.mistakes


# ---- what is right


def test_the_least_that_a_file_may_say(folder: Path) -> None:
    """One page with id and URL: everything else is built in, the same as the records have it."""
    config = read(folder, PAGE)
    assert config == Config(
        folder / "snapshots/privacy.db", (Page("a", "https://example.org/privacy", confirm_after=timedelta(hours=1)),)
    )
    assert dict(config.pages[0].headers) == {}


def test_every_key_reaches_its_place(folder: Path) -> None:
    """Each key of each table is in the Config that comes of it."""
    text = """
[monitor]
database = "/var/lib/pages.db"
concurrency = 3
host_delay = 0.5
contact = "mailbox@example.org"
log = "json"
[[page]]
id = "A.b_c-1"
url = "http://bücher.example:8080/datenschutz?x=1#y"
name = "Bücher"
cron = "30 6 * * mon-fri"
timezone = "Europe/Berlin"
jitter = "30m"
select = ["main", "#privacy > p"]
remove = [".ads", "p:-soup-contains('advert')", "p:contains('x')"]
language = "de-DE, de;q=0.8, *;q=0.1"
headers = { X-One = "1", Authorization = "Bearer ${TOKEN}" }
connect_timeout = 1
read_timeout = 2.5
total_timeout = 3
max_bytes = "5 MB"
retries = 0
tell = "major"
paused = true
allow_private = true
robots = false
"""
    config = read(folder, text, {"TOKEN": "s3cret"})
    assert (config.database, config.concurrency, config.host_delay) == (Path("/var/lib/pages.db"), 3, 0.5)
    assert (config.contact, config.log) == ("mailbox@example.org", "json")
    assert config.pages == (
        Page(
            id="A.b_c-1",
            url="http://bücher.example:8080/datenschutz?x=1#y",
            name="Bücher",
            schedule=Schedule(None, "30 6 * * mon-fri", "Europe/Berlin", timedelta(minutes=30)),
            select=("main", "#privacy > p"),
            remove=(".ads", "p:-soup-contains('advert')", "p:contains('x')"),
            language="de-DE, de;q=0.8, *;q=0.1",
            headers={"X-One": "1", "Authorization": "Bearer s3cret"},
            connect_timeout=1,
            read_timeout=2.5,
            total_timeout=3,
            max_bytes=5_000_000,
            retries=0,
            confirm_after=timedelta(hours=1),
            tell=Significance.MAJOR,
            paused=True,
            allow_private=True,
            robots=False,
        ),
    )


def test_a_page_overrides_the_defaults(folder: Path) -> None:
    """A page's own value holds before the default, that before the built-in one; headers add up, whatever their case."""
    text = """
[[page]]
id = "own"
url = "https://example.org/1"
tell = "major"
select = []
[page.headers]
x-one = "page"
X-Three = "page"
[[page]]
id = "inherits"
url = "https://example.org/2"
[defaults]
tell = "minor"
retries = 5
select = ["main"]
headers = { X-One = "default", X-Two = "default" }
"""
    own, inherits = read(folder, text).pages
    assert (own.tell, own.retries, own.select) == (Significance.MAJOR, 5, ())
    assert own.headers == {"X-Two": "default", "x-one": "page", "X-Three": "page"}
    assert (inherits.tell, inherits.retries, inherits.select) == (Significance.MINOR, 5, ("main",))
    assert inherits.headers == {"X-One": "default", "X-Two": "default"}


@pytest.mark.parametrize(
    ("default", "own", "expected"),
    [
        ('cron = "@daily"', 'every = "6h"', Schedule(timedelta(hours=6))),
        ('every = "6h"', 'cron = "@daily"', Schedule(None, "@daily")),
        ('cron = "@daily"\ntimezone = "Europe/Berlin"', "", Schedule(None, "@daily", "Europe/Berlin")),
        ('timezone = "Europe/Berlin"', 'cron = "@daily"', Schedule(None, "@daily", "Europe/Berlin")),
        ('every = "1d"\njitter = "2h"', "", Schedule(timedelta(days=1), jitter=timedelta(hours=2))),
        ('jitter = "2h"', 'jitter = "0s"', Schedule()),
    ],
)
def test_interval_and_cron_replace_each_other(folder: Path, default: str, own: str, expected: Schedule) -> None:
    """A page's `every` puts the default `cron` out of force, and the other way round."""
    assert read(folder, f"[defaults]\n{default}\n{PAGE}{own}").pages[0].schedule == expected


def test_our_own_pages_may_be_checked_every_second(folder: Path) -> None:
    """Below a minute only with allow_private, from wherever either comes."""
    assert read(folder, PAGE + 'every = "1s"\nallow_private = true').pages[0].schedule.interval == timedelta(seconds=1)
    text = '[defaults]\nallow_private = true\nevery = "2s"\n' + PAGE
    assert read(folder, text).pages[0].schedule.interval == timedelta(seconds=2)


@pytest.mark.parametrize(
    ("written", "expected"),
    [("20000000", 20_000_000), ('"7"', 7), ('"500 kB"', 500_000), ('"20MB"', 20_000_000), ('"1 GiB"', None)],
)
def test_sizes(folder: Path, written: str, expected: int | None) -> None:
    """Bytes, or a number with a unit; what is over the bound is told, whichever way it is written."""
    text = f"{PAGE}max_bytes = {written}"
    if expected is None:
        assert "at most 1000000000" in mistakes(folder, text)[0]
    else:
        assert read(folder, text).pages[0].max_bytes == expected


@pytest.mark.parametrize(
    "url",
    [
        "HTTPS://Example.ORG",
        "http://8.8.8.8:8080/",
        "https://[2606:4700::1]:443/x",
        "https://xn--bcher-kva.example/",
        "https://例え.テスト/プライバシー",
        "https://a_b.example.org./%20?q=a|b",
    ],
)
def test_urls_that_are_right(folder: Path, url: str) -> None:
    """Whatever leads to a host by http or https, kept as it is written."""
    assert read(folder, f'[[page]]\nid = "a"\nurl = "{url}"').pages[0].url == url


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "10.1.2.3", "224.0.0.1", "[::1]", "[fd00::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]"),
        *("localhost", "a.localhost.", "printer.local", "wiki.internal"),
    ],
)
def test_a_page_that_could_never_be_fetched_is_a_mistake(folder: Path, host: str) -> None:
    """The fetcher would refuse each check of it; `allow_private` says that it is meant."""
    page = f'[[page]]\nid = "a"\nurl = "http://{host}/"\n'
    [mistake] = mistakes(folder, page)
    assert mistake.endswith("is not a public address; if it is meant, set `allow_private = true`")
    assert read(folder, f"{page}allow_private = true").pages[0].allow_private
    assert read(folder, f"[defaults]\nallow_private = true\n{page}").pages[0].allow_private


@pytest.mark.parametrize("host", ["169.254.169.254", "168.63.129.16", "[fe80::1]", "[64:ff9b::a9fe:a9fe]"])
def test_an_address_that_is_never_asked_is_a_mistake_whatever_is_allowed(folder: Path, host: str) -> None:
    """So that nobody is told to allow what the fetcher would refuse all the same."""
    page = f'[[page]]\nid = "a"\nurl = "http://{host}/"\n'
    for allowed in ("", "allow_private = true"):
        [mistake] = mistakes(folder, page + allowed)
        assert mistake.endswith("is never asked")


@pytest.mark.parametrize("host", ["0x7f.1", "2130706433", "127.1", "0177.0.0.1", "1.2.3.256", "example.0x1"])
def test_a_number_is_no_host(folder: Path, host: str) -> None:
    """Resolvers read it as an address that it does not look like; the fetcher refuses it."""
    [mistake] = mistakes(folder, f'[[page]]\nid = "a"\nurl = "http://{host}/"\nallow_private = true')
    assert "has a number for a host" in mistake


def test_a_relative_database_begins_at_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not at the folder that the program was started in."""
    monkeypatch.chdir(folder)
    (folder / "etc").mkdir()
    assert read(folder / "etc", '[monitor]\ndatabase = "x/y.db"\n' + PAGE).database == folder / "etc/x/y.db"


def test_a_byte_order_mark_and_windows_line_ends(folder: Path) -> None:
    """As editors on Windows save it."""
    assert read(folder, "\ufeff" + PAGE.replace("\n", "\r\n")).pages[0].id == "a"


def test_the_environment_is_the_machines_where_none_is_given(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`load(path)` takes variables from the process."""
    monkeypatch.setenv("PORTAL_COOKIE", "a=b")
    (folder / "config.toml").write_text(PAGE + 'headers = { Cookie = "${PORTAL_COOKIE}" }')
    assert load(folder / "config.toml").pages[0].headers == {"Cookie": "a=b"}


def test_secrets_are_not_shown(folder: Path) -> None:
    """Neither the Config nor a Page tells the value of a header when it is printed."""
    config = read(folder, PAGE + 'headers = { Cookie = "${C}" }', {"C": "s3cret"})
    assert config.pages[0].headers["Cookie"] == "s3cret"
    assert "s3cret" not in repr(config)


def test_the_file_of_this_repository() -> None:
    """It works as it is: the hub and the six documents it leads to."""
    config = load(ROOT / "config.toml", {})
    assert [page.id for page in config.pages] == [
        "microsoft-privacy",
        "microsoft-privacy-statement",
        "microsoft-privacy-report",
        "microsoft-privacy-faq",
        "microsoft-trust-center-privacy",
        "microsoft-government-requests",
        "microsoft-ccpa",
    ]
    assert config.database == ROOT / "snapshots/privacy.db"
    assert all(page.name and page.language and page.schedule.jitter and page.robots for page in config.pages)


# ---- what is wrong


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('urll = "x"', 'urll: unknown key; did you mean "url"?'),
        ('Timezone = "UTC"', 'Timezone: unknown key; did you mean "timezone"?'),
        ("zzz = 1", "zzz: unknown key; known are every, cron, timezone, "),
        ('log = "json"', "log: unknown key here; it belongs into [monitor]"),
        ('name = "a\\nb"', "name: must be one line of at most 200 characters"),
        ("name = 5", "name: must be text in quotes, not 5"),
        ('every = "5"', "every: '5' is no interval; write \"90s\", "),
        ("every = 3600", "every: must be text in quotes, not 3600"),
        ('every = "59s"', "every: 59s is too often; at least 60s, but for a page with allow_private = true"),
        ('cron = "0 0 31 2 *"', "cron: '0 0 31 2 *' cannot fire: its day-of-month is out of range or never comes"),
        ('cron = ""', "cron: '' is no cron line; write minute, hour, "),
        ('timezone = "Europe/Dublim"', "timezone: 'Europe/Dublim' is no time zone; did you mean \"Europe/Dublin\"?"),
        ('jitter = "-5m"', "jitter: '-5m' is no interval"),
        ('every = "1h"\njitter = "61m"', "jitter: 61m is longer than every, 1h"),
        ('jitter = "13h"', "jitter: 13h is longer than every, 12h"),
        ('select = "main"', 'select: must be a list such as ["main"], not "main"'),
        ('select = ["main", "a["]', "select[2]: is no CSS selector: Malformed attribute selector at position 1"),
        ('remove = ["p::before"]', "remove[1]: is no CSS selector: "),
        ('remove = [""]', "remove[1]: is no CSS selector: "),
        ('language = "English, please"', "language: must be languages as browsers ask for them, such as "),
        ('language = "en\\r\\nX-Bad: 1"', "language: must be languages"),
        ("headers = 5", "headers: must be a table of texts"),
        ("headers = { X-One = 5 }", "headers.X-One: must be text in quotes"),
        ('headers = { "X One" = "1" }', "headers.X One: is no name for a header; write letters, digits and dashes"),
        ('headers = { X-One = "a\\r\\nX-Two: b" }', "headers.X-One: its value must be one line of printable ASCII"),
        ('headers = { X-One = "" }', "headers.X-One: its value must be one line of printable ASCII"),
        ('headers = { X-One = "ü" }', "headers.X-One: its value must be one line of printable ASCII"),
        ('headers = { x-one = "1", X-One = "2" }', "headers.X-One: is there twice"),
        ('headers = { Host = "x" }', "headers.Host: the program sets this header itself"),
        ('headers = { if-none-match = "x" }', "headers.if-none-match: the program sets this header itself"),
        ('headers = { Accept-Encoding = "br" }', "headers.Accept-Encoding: the program sets this header itself"),
        ('headers = { User-Agent = "x" }', "headers.User-Agent: the program sets this header itself; say who you are"),
        (
            'headers = { Accept-Language = "de" }',
            "headers.Accept-Language: the program sets this header itself; use `lang",
        ),
        ('headers = { Cookie = "a=b" }', "headers.Cookie: a secret must not stand in the file; write ${NAME}, "),
        ('headers = { X-Api-Key = "k" }', "headers.X-Api-Key: a secret must not stand in the file"),
        ('headers = { proxy-authorization = "k" }', "headers.proxy-authorization: a secret must not stand in the file"),
        ('headers = { X-One = "${NOPE}" }', "headers.X-One: the environment variable NOPE is not set"),
        ('headers = { X-One = "${EMPTY}" }', "headers.X-One: the environment variable EMPTY is not set"),
        ('headers = { X-One = "${A B}" }', "headers.X-One: a variable is written ${NAME}, with letters, digits and "),
        ("connect_timeout = 0", "connect_timeout: must be more than 0.0, not 0"),
        ("read_timeout = -1.5", "read_timeout: must be more than 0.0, not -1.5"),
        ("total_timeout = inf", "total_timeout: must be a finite number, not Infinity"),
        ("total_timeout = 3601", "total_timeout: must be at most 3600.0, not 3601"),
        ('total_timeout = "60"', 'total_timeout: must be a number, not "60"'),
        ("connect_timeout = 9\ntotal_timeout = 5", "connect_timeout: 9 s is longer than total_timeout, 5 s"),
        ("read_timeout = 9\ntotal_timeout = 5", "read_timeout: 9 s is longer than total_timeout, 5 s"),
        ("max_bytes = 0", "max_bytes: must be at least 1, not 0"),
        ('max_bytes = "20 XB"', "max_bytes: must be a number of bytes, or text such as "),
        ("max_bytes = true", "max_bytes: must be a number of bytes, or text such as "),
        ("retries = 1.0", "retries: must be a whole number, not 1.0"),
        ('retries = "2"', 'retries: must be a whole number, not "2"'),
        ("retries = -1", "retries: must be at least 0, not -1"),
        ('tell = "loud"', "tell: must be one of 'cosmetic', 'editorial', 'minor' or 'major', not \"loud\""),
        ('tell = "none"', "tell: must be one of 'cosmetic', "),
        ('paused = "yes"', 'paused: must be true or false, not "yes"'),
        ("robots = 0", "robots: must be true or false, not 0"),
    ],
)
def test_mistakes_of_a_page(folder: Path, line: str, told: str) -> None:
    """Each is told once, by line and key, with what is allowed."""
    (mistake,) = mistakes(folder, PAGE + line, {"EMPTY": ""})
    number = next(n for n, text in enumerate(line.split("\n"), 4) if told.startswith(text.split(" ")[0]))
    assert mistake.startswith(f'config.toml:{number} page[1] "a".{told}')


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("", "must begin with https:// or http://"),
        ("example.org/privacy", "must begin with https:// or http://"),
        ("file:///etc/passwd", "must begin with"),
        ("javascript:alert(1)", "must begin with"),
        ("https:///privacy", "has no host that can be"),
        ("https:example.org", "has no host that can be"),
        ("https://", "has no host that can be"),
        ("https://.example.org/", "has no host that can be"),
        ("https://a..b/", "has no host that can be"),
        ("https://exa<mple.org/", "has no host that can be"),
        (f"https://{'a' * 64}.org/", "has no host that can be"),
        ("https://[fe80::1%25eth0]/", "has no host that can be"),
        ("https://example.org:0/", "has no host that can be"),
        ("https://[::1/", "has a host or a port that cannot be"),
        ("https://[v1.a:b]/", "has a host or a port that cannot be"),
        ("https://[v1.a]/", "has a host or a port that cannot be"),
        ("https://[::zz]/", "has a host or a port that cannot be"),
        ("https://example.org:65536/", "has a host or a port that cannot be; ports go from 1 to 65535"),
        ("https://example.org:http/", "has a host or a port that cannot be"),
        ("https://name:password@example.org/", "must not hold a name or password; put credentials in `headers`"),
        ("https://@example.org/", "must not hold a name or password"),
        ("http://internal:8888\\\\@example.org/", "must not hold spaces, backslashes or control characters"),
        ("https://example.org/a b", "must not hold spaces"),
        ("https://exam\\tple.org/", "must not hold spaces"),
        (" https://example.org/", "must not hold spaces"),
        ("https://example.org/\\u0000", "must not hold spaces"),
    ],
)
def test_urls_that_are_wrong(folder: Path, url: str, told: str) -> None:
    """What is no http or https URL, or what two parsers might read differently."""
    (mistake,) = mistakes(folder, f'[[page]]\nid = "a"\nurl = "{url}"')
    assert mistake.startswith(f'config.toml:3 page[1] "a".url: {told}')
    assert "password@" not in mistake


@pytest.mark.parametrize("name", ["", "-a", ".a", "a b", "a/b", "é", "a" * 101])
def test_ids_that_are_wrong(folder: Path, name: str) -> None:
    """An id is short, and fit for a file name and a command line."""
    (mistake,) = mistakes(folder, f'[[page]]\nid = "{name}"\nurl = "https://example.org/"')
    assert mistake.startswith(f'config.toml:2 page[1] "{name[:100]}".id: must be 1 to 100 letters, digits, dots, ')


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", 'config.toml:1 page: there is none to watch; add [[page]] with id = "…" and url = "https://…"'),
        ("page = []", "config.toml:1 page: there is none to watch"),
        ("page = 5", "config.toml:1 page: must be tables that each begin with [[page]]"),
        ('\n[page]\nid = "a"', "config.toml:2 page: must be tables that each begin with [[page]]"),
        ("page = [1]", "config.toml:1 page: must be tables that each begin with [[page]]"),
        ("monitor = 5\n" + PAGE, "config.toml:1 monitor: must be a table that begins with [monitor]"),
        ("defaults = []\n" + PAGE, "config.toml:1 defaults: must be a table that begins with [defaults]"),
        (PAGE + "[[pages]]", 'config.toml:4 pages: unknown key; did you mean "page"?'),
        ('every = "1h"\n' + PAGE, "config.toml:1 every: unknown key here; it belongs into [defaults] or [[page]]"),
        ('[defaults]\nid = "b"\n' + PAGE, "config.toml:2 defaults.id: unknown key here; it belongs into [[page]]"),
        ("[monitor]\nconcurrency = 0\n" + PAGE, "config.toml:2 monitor.concurrency: must be at least 1, not 0"),
        ("[monitor]\nhost_delay = -1\n" + PAGE, "config.toml:2 monitor.host_delay: must be at least 0.0, not -1"),
        ('[monitor]\nlog = "xml"\n' + PAGE, "config.toml:2 monitor.log: must be one of 'text' or 'json', not \"xml\""),
        ('[monitor]\ncontact = "me"\n' + PAGE, "config.toml:2 monitor.contact: must be a URL or an e-mail address"),
        ('[monitor]\ncontact = "a@b)\\r\\nX: y"\n' + PAGE, "config.toml:2 monitor.contact: must be a URL or an e-mail"),
        ('[monitor]\ndatabase = ""\n' + PAGE, "config.toml:2 monitor.database: must be a path, and not begin with"),
        ('[monitor]\ndatabase = "~/x.db"\n' + PAGE, "config.toml:2 monitor.database: must be a path, and not begin"),
        (
            "[defaults]\nconnect_timeout = 3\ntotal_timeout = 2\n" + PAGE,
            "config.toml:2 defaults.connect_timeout: 3 s is",
        ),
        ('[defaults]\nevery = "1s"\n' + PAGE, 'config.toml:3 page[1] "a".every: 1s is too often; at least 60s'),
        ('[defaults]\njitter = "1h"\n' + PAGE + 'every = "30m"', 'config.toml:3 page[1] "a".jitter: 1h is longer than'),
        (PAGE + PAGE, 'config.toml:5 page[2] "a".id: is the id of page[1] too; every page needs its own'),
        ('[[page]]\nurl = "https://example.org/"', "config.toml:1 page[1].id: is missing"),
        ('\n[[page]]\nid = "a"', 'config.toml:2 page[1] "a".url: is missing'),
        ('page = [\n{ id = "a" }]', 'config.toml:1 page[1] "a".url: is missing'),
        (PAGE + "[page.headers]\nX = 1", 'config.toml:5 page[1] "a".headers.X: must be text in quotes'),
        (PAGE + 'headers."X.Y" = 1', 'config.toml:4 page[1] "a".headers.X.Y: must be text in quotes'),
        (PAGE + 'name = """\nretries = 5\n"""', 'config.toml:4 page[1] "a".name: must be one line'),
        (
            '[[page]]\nid = "a"\nselect = ["""/*\nurl = 5\n*/ p"""]\nurl = 5',
            'config.toml:6 page[1] "a".url: must be text',
        ),
        ("a = 1\na = 2\n" + PAGE, "config.toml:2 is not TOML: Cannot overwrite a value"),
        ("[[page]\n", "config.toml:1 is not TOML: Expected ']]' at the end of an array declaration, column 7"),
        ('a = """', "config.toml:1 is not TOML: Unterminated string"),
        ("a = " + "9" * 5000, "config.toml:1 is not TOML: a number has too many digits"),
        ("a = " + "[" * 9000, "config.toml:1 is not TOML: nested too deeply"),
    ],
)
def test_mistakes_elsewhere(folder: Path, text: str, told: str) -> None:
    """In [monitor], in [defaults], between pages, in the TOML itself: one mistake is told once, with its line."""
    (mistake,) = mistakes(folder, text)
    assert mistake.startswith(told)


def test_all_mistakes_are_told_at_once(folder: Path) -> None:
    """A wrong key hides no other mistake, also not one between keys or pages; all come in the order of the file."""
    text = """\
monitr = 1
[monitor]
log = 5
[defaults]
every = "5"
cron = "0 0 31 2 *"
headers = { Host = "x", X-One = 5, Cookie = "c" }
[[page]]
id = "a"
url = "file:///x"
connect_timeout = 9
total_timeout = 5
retries = "2"
[[page]]
id = "a"
urll = "x"
select = ["a[", 5]
"""
    found = mistakes(folder, text)
    assert [" ".join(mistake.split(":")[1].split()) for mistake in found] == [
        "1 monitr",
        "3 monitor.log",
        "5 defaults.every",
        "5 defaults.every",
        "6 defaults.cron",
        "7 defaults.headers.Cookie",
        "7 defaults.headers.Host",
        "7 defaults.headers.X-One",
        '10 page[1] "a".url',
        '11 page[1] "a".connect_timeout',
        '13 page[1] "a".retries',
        '14 page[2] "a".url',
        '15 page[2] "a".id',
        '16 page[2] "a".urll',
        '17 page[2] "a".select[1]',
        '17 page[2] "a".select[2]',
    ]
    assert found[3] == "config.toml:5 defaults.every: cannot stand beside `cron`; keep one of the two"


def test_the_values_of_headers_are_not_told(folder: Path) -> None:
    """Neither from the file nor from the environment, however wrong they are."""
    text = (
        PAGE
        + 'headers = { Cookie = "s3cret", X-One = "s3cret\\n", X-Two = "${V}", "Bad Name" = "s3cret", L = ["s3cret"] }'
    )
    found = mistakes(folder, text, {"V": "s3cret\n"})
    assert len(found) == 5
    assert "s3cret" not in "\n".join(found)


def test_files_that_cannot_be_read(folder: Path) -> None:
    """Missing, a folder, or not UTF-8: what happened, and what to do."""
    with pytest.raises(ConfigError, match="there is no such file; `privacy-monitor config init` writes one"):
        load(folder / "config.toml", {})
    with pytest.raises(ConfigError, match=r"is a folder; name the file in it"):
        load(folder, {})
    (folder / "config.toml").write_bytes(b'# caf\xe9\n[[page]]\nid = "a"')
    with pytest.raises(ConfigError, match=r"is not UTF-8 \(byte 5\); save it as UTF-8"):
        load(folder / "config.toml", {})
    (folder / "loop").symlink_to(folder / "loop")
    with pytest.raises(ConfigError, match="cannot be read: "):
        load(folder / "loop", {})


KEYS = ["every", "cron", "timezone", "jitter", "select", "headers", "retries", "max_bytes", "tell", "id", "url", "log"]
VALUES = st.recursive(
    st.one_of(st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.just("${A}"), st.just("1h")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def toml(value: object) -> str:
    """A value as it stands in TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(char):08x}" for char in value) + '"'
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml(key)} = {toml(item)}" for key, item in value.items()) + "}"
    return str(value)


@given(st.text() | st.text("[]page={}\"'.\n #=,0123").map(lambda text: PAGE + text))
def test_any_text_is_a_config_or_its_mistakes(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Nothing else comes out of a file, whatever stands in it."""
    with contextlib.suppress(ConfigError):
        read(tmp_path_factory.getbasetemp(), text)


@given(
    st.lists(st.dictionaries(st.sampled_from(KEYS), VALUES), max_size=3), st.sampled_from(["[[page]]", "[defaults]"])
)
def test_any_values_are_a_config_or_their_mistakes(
    tmp_path_factory: pytest.TempPathFactory, tables: list[dict[str, object]], header: str
) -> None:
    """Whatever TOML holds for a key, it is taken or told."""
    text = PAGE + "\n".join(f"[[page]]\n{key} = {toml(value)}" for table in tables for key, value in table.items())
    text += f"\n{header}\n" + "\n".join(
        f"{key} = {toml(value)}" for table in tables[:1] for key, value in table.items()
    )
    with contextlib.suppress(ConfigError):
        read(tmp_path_factory.getbasetemp(), text, {"A": "b"})


def test_the_schema_explains_every_key() -> None:
    """Each key has its meaning and an example, for the reference page and for editors."""
    for table in ("Monitor", "Settings", "Page"):
        for key, told in schema()["$defs"][table]["properties"].items():
            assert told["description"].endswith("."), key
            assert told["examples"], key


def test_the_examples_of_the_schema_are_right(folder: Path) -> None:
    """What the reference page shows can be written."""
    models = schema()["$defs"]
    values = {key: told["examples"][0] for key, told in models["Page"]["properties"].items() if key != "cron"}
    lines = [f"{key} = {toml(value)}" for key, value in values.items()]
    cron = models["Page"]["properties"]["cron"]["examples"][0]
    own = [f"{key} = {toml(told['examples'][0])}" for key, told in models["Monitor"]["properties"].items()]
    text = "\n".join(["[monitor]", *own, "[[page]]", *lines, PAGE, f"cron = {toml(cron)}"])
    assert len(read(folder, text, {"PORTAL_TOKEN": "x"}).pages) == 2


def test_a_range_is_a_selection_like_any_other(folder: Path) -> None:
    """Between two elements, each named by a selector, with or without them; it can be a default too."""
    path = folder / "config.toml"
    path.write_text(PAGE + 'select = [{ start_after = "h1", end_before = "footer" }, "main"]\n')
    (page,) = load(path, {}).pages
    assert page.select == (Range(start_after="h1", end_before="footer"), "main")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ('"main["', "is no CSS selector"),
        ("5", "must be a CSS selector in quotes, or a range such as"),
        ('{ start_after = "h1" }', "one of end_before and end_after"),
        ('{ start_after = "h1", start_before = "h1", end_after = "p" }', "one of start_before and start_after"),
        ('{ start_after = "h1[", end_after = "p" }', "start_after is no CSS selector"),
        ('{ start_after = 5, end_after = "p" }', "start_after must be a CSS selector in quotes"),
        ('{ start = "h1", end_after = "p" }', "unknown key 'start' in a range"),
    ],
)
def test_a_wrong_selection_is_told_with_its_key(folder: Path, wrong: str, says: str) -> None:
    """Which one it is, and what is allowed."""
    path = folder / "config.toml"
    path.write_text(PAGE + f'select = ["main", {wrong}]\n')
    with pytest.raises(ConfigError) as caught:
        load(path, {})
    (mistake,) = caught.value.mistakes
    assert "select[2]: " in mistake
    assert says in mistake
