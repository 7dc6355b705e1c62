"""The configuration file as it is written: its tables, their keys, and what each may hold.

The source of docs/configuration.md. The models check; what they let pass is turned into values by `load`.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, WithJsonSchema

from monitor.core.errors import ScheduleError
from monitor.core.records import Range
from monitor.core.schedule import check_cron, check_zone, parse_interval

_SIZES = {"": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "kib": 2**10, "mib": 2**20, "gib": 2**30}
_LANGUAGE = r"(?:[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*|\*)(?:;q=[01](?:\.\d{1,3})?)?"


def _checked(check: Callable[[str], object]) -> AfterValidator:
    """The value as it is, if `check` does not raise ScheduleError."""

    def run(value: str) -> str:
        try:
            check(value)
        except ScheduleError as error:
            raise ValueError(str(error)) from None
        return value

    return AfterValidator(run)


def _shaped(pattern: str, says: str) -> AfterValidator:
    """The value as it is, if all of it matches."""

    def run(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(says)
        return value

    return AfterValidator(run)


def parse_jitter(text: str) -> timedelta:
    """An interval, or `0s` for none; ScheduleError for what is neither."""
    return timedelta(0) if text == "0s" else parse_interval(text)


def parse_size(value: object) -> int:
    """Bytes, from a whole number or from text such as "20 MB"; ValueError for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    match = re.fullmatch(r"([0-9]{1,12}) ?([A-Za-z]*)", value) if isinstance(value, str) else None
    if match is None or match[2].lower() not in _SIZES:
        raise ValueError('must be a number of bytes, or text such as "500 kB", "20 MB" or "1 GiB"')
    return int(match[1]) * _SIZES[match[2].lower()]


def _url(text: str) -> str:
    """An absolute http or https URL as it is; whatever two parsers might read differently is refused."""
    if re.search(r"[\s\\\x00-\x1f\x7f]", text):
        raise ValueError("must not hold spaces, backslashes or control characters; write a space as %20")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
        if "[" in parts.netloc:
            IPv6Address(host)
    except ValueError:
        raise ValueError("has a host or a port that cannot be; ports go from 1 to 65535") from None
    if parts.scheme not in ("http", "https"):
        raise ValueError("must begin with https:// or http://")
    if "@" in parts.netloc:
        raise ValueError("must not hold a name or password; put credentials in `headers` as ${NAME}")
    if port == 0 or not _is_host(host):
        raise ValueError("has no host that can be; write it such as https://example.org/privacy")
    return text


def _is_host(host: str) -> bool:
    if ":" in host:
        return "%" not in host  # an address of IPv6; with % it is one of this machine's networks
    if _is_ipv4(host):
        return True
    try:
        ascii_host = host.encode("idna").decode()
    except UnicodeError:  # a label is empty or too long
        return False
    if re.fullmatch(r"(?:.*\.)?(?:[0-9]+|0[xX][0-9a-fA-F]*)\.?", ascii_host):  # resolvers read it as an IPv4 address
        raise ValueError("has a number for a host; write the address as four decimal numbers, such as 192.0.2.7")
    return re.fullmatch(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_.])?", ascii_host) is not None


def host_of(url: str) -> str:
    """The host of a URL, in small letters and with no dot at its end; empty where it has none."""
    return (urlsplit(url).hostname or "").rstrip(".").lower()


def _is_ipv4(host: str) -> bool:
    try:
        IPv4Address(host.removesuffix("."))
    except ValueError:
        return False
    return True


def _selector(text: str) -> str:
    import soupsieve  # not needed by the many configurations without selectors

    try:
        with warnings.catch_warnings(action="ignore"):  # deprecated spellings still work
            soupsieve.compile(text[:1000])
    except (soupsieve.SelectorSyntaxError, NotImplementedError, ValueError, RecursionError) as error:
        fault = str(error).splitlines()[0] if str(error) else "nested too deeply"
        raise ValueError(f"is no CSS selector: {fault}") from None
    return text


def _selection(value: object) -> str | Range:
    """A CSS selector, or a range between two of them; ValueError says which part of it is wrong."""
    if isinstance(value, str):
        return _selector(value)
    if not isinstance(value, dict):
        raise ValueError(f"must be a CSS selector in quotes, or a range such as {_RANGE}")  # noqa: TRY004 - pydantic
    if unknown := sorted(map(str, value.keys() - _ENDS)):
        raise ValueError(f"unknown key {unknown[0][:40]!r} in a range; known are {', '.join(_ENDS)}")
    for key, selector in value.items():
        if not isinstance(selector, str) or not selector:
            raise ValueError(f"{key} must be a CSS selector in quotes")
        try:
            _selector(selector)
        except ValueError as error:
            raise ValueError(f"{key} {error}") from None
    try:
        return Range(**value)
    except ValueError as error:
        raise ValueError(f"{error}, such as {_RANGE}") from None


_ENDS = ("start_before", "start_after", "end_before", "end_after")
_RANGE = '{ start_after = "h1", end_before = "footer" }'
Interval = Annotated[str, _checked(parse_interval)]
Selections = list[
    Annotated[
        Any,
        PlainValidator(_selection),
        WithJsonSchema(
            {
                "anyOf": [
                    {"type": "string"},
                    {
                        "type": "object",
                        "additionalProperties": False,
                        "properties": {end: {"type": "string"} for end in _ENDS},
                        "minProperties": 2,
                        "maxProperties": 2,
                    },
                ]
            }
        ),
    ]
]
Selectors = list[Annotated[str, AfterValidator(_selector)]]
Seconds = Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)]
_ID = _shaped(
    r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}",
    "must be 1 to 100 letters, digits, dots, dashes and underscores, a letter or digit first",
)
_LINE = _shaped(r"[^\x00-\x1f\x7f]{0,200}", "must be one line of at most 200 characters")
_CONTACT = _shaped(
    r"|(?:https?://[!-'*-;=?-\[\]-~]+|[!-'*-;=?A-\[\]-~]+@[!-'*-;=?A-\[\]-~]+)",
    "must be a URL or an e-mail address, in ASCII",
)
_PATH = _shaped(r"[^~\x00][^\x00]*", 'must be a path, and not begin with "~", which is not expanded here')
_LANGUAGES = _shaped(
    rf"|{_LANGUAGE}(?:, ?{_LANGUAGE})*",
    'must be languages as browsers ask for them, such as "en-IE" or "en-IE, en;q=0.8"',
)


class Table(BaseModel):
    """A table of the file: a key it does not know is a mistake, and so is "5" for 5."""

    model_config = ConfigDict(extra="forbid", strict=True)


def built_in(model: type[Table]) -> dict[str, Any]:
    """What holds where the file says nothing, as one would write it."""
    return model.model_validate({}).model_dump()


class Monitor(Table):
    """How the program works as a whole."""

    database: Annotated[str, _PATH] = Field(
        default="snapshots/privacy.db",
        description="The SQLite database; a relative path begins at the folder of the configuration file.",
        examples=["/var/lib/privacy-monitor/privacy.db"],
    )
    concurrency: int = Field(
        default=16, ge=1, le=1000, description="How many pages are checked at the same time.", examples=[4]
    )
    host_delay: float = Field(
        default=1.0,
        ge=0,
        le=3600,
        allow_inf_nan=False,
        description="Seconds between two requests to the same host.",
        examples=[2.5],
    )
    contact: Annotated[str, _CONTACT] = Field(
        default="",
        description="A URL or an e-mail address, told to the sites in the User-Agent, so that they can reach you.",
        examples=["https://example.org/about-our-monitor"],
    )
    log: Literal["text", "json"] = Field(
        default="text", description="How `run` logs: for a person, or one JSON object a line.", examples=["json"]
    )


class Settings(Table):
    """What holds for a page; here for all pages that do not say otherwise."""

    every: Interval = Field(
        default="12h",
        description="How long from one check to the next: numbers with w, d, h, m, s. At least 60s, but for a page "
        "with `allow_private`. Either `every` or `cron`; a page's own replaces the default, whichever that is.",
        examples=["1h30m"],
    )
    cron: Annotated[str, _checked(check_cron)] = Field(
        default="",
        description="When to check: minute, hour, day of month, month, day of week, as Debian's cron reads them, "
        "or @hourly, @daily, @weekly, @monthly, @yearly.",
        examples=["30 6 * * mon-fri"],
    )
    timezone: Annotated[str, _checked(check_zone)] = Field(
        default="UTC",
        description="The time zone in which `cron` is read, by its IANA name.",
        examples=["Europe/Dublin"],
    )
    jitter: Annotated[str, _checked(parse_jitter)] = Field(
        default="0s",
        description="Up to how much later than due a check is made, so that not all pages are asked for at once. "
        "The same page and moment always get the same delay. At most as long as `every`.",
        examples=["30m"],
    )
    select: Selections = Field(
        default=[],
        description="CSS selectors: read only what they match. Also ranges between two elements, each named by a "
        "selector: `start_before` (with the element) or `start_after` (without it), and `end_before` or `end_after`.",
        examples=[["main", {"start_after": "h1", "end_before": "footer"}]],
    )
    remove: Selectors = Field(
        default=[], description="CSS selectors: leave out what they match.", examples=[[".related-articles"]]
    )
    language: Annotated[str, _LANGUAGES] = Field(
        default="",
        description="The language to ask for, as Accept-Language. Empty: none is asked for.",
        examples=["en-US, en;q=0.8"],
    )
    headers: dict[str, str] = Field(
        default={},
        description="Request headers to send, added to those of [defaults]. `${NAME}` stands for an environment "
        "variable; a header that carries a secret must use one.",
        examples=[{"Authorization": "Bearer ${PORTAL_TOKEN}"}],
    )
    connect_timeout: Seconds = Field(default=10.0, description="Seconds until a connection must stand.", examples=[5])
    read_timeout: Seconds = Field(default=20.0, description="Seconds between two pieces of an answer.", examples=[30])
    total_timeout: Seconds = Field(
        default=60.0, description="Seconds for one request with its redirects.", examples=[120]
    )
    max_bytes: Annotated[int, Field(ge=1, le=10**9), BeforeValidator(parse_size)] = Field(
        default=20_000_000,
        description='The largest answer to accept, decoded: a number of bytes, or text such as "20 MB".',
        examples=["5 MB"],
    )
    retries: int = Field(
        default=2, ge=0, le=10, description="How often a request that failed is tried again.", examples=[0]
    )
    tell: Literal["cosmetic", "editorial", "minor", "major"] = Field(
        default="editorial", description="The least significance of a change to tell about.", examples=["minor"]
    )
    confirm_after: Annotated[str, _checked(parse_jitter)] = Field(
        default="1h",
        description="How long a change is held back: the page is checked again after this time, and a change that did "
        "not last is recorded and not told. `0s` tells at once.",
        examples=["30m"],
    )
    paused: bool = Field(
        default=False, description="Whether to leave the page alone for now; its history stays.", examples=[True]
    )
    allow_private: bool = Field(
        default=False,
        description="Whether the page may be at an address that is not public, such as an intranet or this machine.",
        examples=[True],
    )
    robots: bool = Field(default=True, description="Whether to keep to the site's robots.txt.", examples=[False])


class Page(Settings):
    """A page to watch."""

    id: Annotated[str, _ID] = Field(
        description="The name of the page in commands and in its history. Keep it, even when the URL changes.",
        examples=["microsoft-privacy-statement"],
    )
    url: Annotated[str, AfterValidator(_url)] = Field(
        description="Where the page is: http or https, without credentials.",
        examples=["https://privacy.microsoft.com/en-us/privacystatement"],
    )
    name: Annotated[str, _LINE] = Field(
        default="", description="What the page is called in reports.", examples=["Microsoft Privacy Statement"]
    )


class File(Table):
    """The whole file."""

    monitor: Monitor = Monitor.model_validate({})
    defaults: Settings = Settings.model_validate({})
    page: list[Page]
