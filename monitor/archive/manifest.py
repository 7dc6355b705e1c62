"""A manifest of captures as text: lines in, captures and every mistake out. Pure; the disk is captures.py's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

LONGEST_LINE = 64_000  # bytes; a capture is a few hundred
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # before it there was no web
_AHEAD = timedelta(days=1)  # clocks of other machines may be fast


@dataclass(frozen=True, slots=True)
class Capture:
    """A dated copy of a page in a file. `file` is relative to the manifest's folder; `fetched_at` is in UTC."""

    line: int
    page_id: str
    page_name: str
    url: str
    fetched_at: datetime
    file: str
    content_type: str = ""
    status: int = 200
    final_url: str = ""
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def _moment(value: Any) -> datetime:
    """ISO 8601 as Python reads it: pydantic would also take "20231019" for seconds since 1970."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError("is not a time such as 2026-11-24T08:30:00+00:00") from None
    if moment.tzinfo is None:
        raise ValueError("has no time zone: write it as 2026-11-24T08:30:00+00:00")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("lies outside of the calendar") from None


def is_address(value: str) -> bool:
    """Whether it is an absolute http or https URL of one printable line."""
    try:
        parts = urlsplit(value)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and parts.scheme in ("http", "https") and value.isprintable() and " " not in value


def amiss_in_time(moment: datetime, now: datetime) -> bool:
    """Whether a page cannot have been captured then: before there was a web, or in the future."""
    return not _EARLIEST <= moment <= now + _AHEAD


def _address(value: str) -> str:
    if not is_address(value):
        raise ValueError("is not an address such as https://example.org/privacy")
    return value


def _printable(value: str) -> str:
    if not value.isprintable():
        raise ValueError("has control characters in it")
    return value


def _inside(value: str) -> str:
    path = PurePosixPath(value)
    if path.is_absolute() or ".." in path.parts:
        raise ValueError("leads out of the manifest's folder")
    return value


def _with_body(value: int) -> int:
    if value == 304:
        raise ValueError("304 brings no page: leave this capture out")
    return value


_Address = Annotated[str, Field(max_length=8_000), AfterValidator(_address)]


class _Row(BaseModel):
    """One line. Keys that are not known are passed over: other programs keep their own beside ours."""

    model_config = ConfigDict(strict=True)

    page: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_printable)]
    url: _Address
    fetched_at: Annotated[datetime, BeforeValidator(_moment)]
    file: Annotated[str, Field(min_length=1, max_length=4_000), AfterValidator(_printable), AfterValidator(_inside)]
    content_type: str = ""
    status: Annotated[int, Field(ge=200, le=599), AfterValidator(_with_body)] = 200
    final_url: _Address | None = None
    headers: dict[str, str] = {}


def is_id(text: str) -> bool:
    """Whether a page can have it as its id; such a one is also a file name without surprises."""
    return _ID.fullmatch(text) is not None


def page_id_of(name: str) -> str:
    """The name itself where it can be an id, else its letters and digits in lower case; empty where it has none."""
    if is_id(name):
        return name
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:100].strip("-")


def parse(lines: Iterable[tuple[int, bytes]], now: datetime) -> tuple[list[Capture], list[tuple[int, str]]]:
    """Captures in the order of the lines (number, bytes), and each mistake as (number, `key: what`).

    `now` (aware) tells what lies in the future. Empty lines are passed over.
    """
    captures: list[Capture] = []
    mistakes: list[tuple[int, str]] = []
    owners: dict[str, str] = {}  # page id -> the first name that led to it
    for number, line in lines:
        if not line.strip():
            continue
        capture = _parsed(number, line)
        wrong = capture if isinstance(capture, list) else _misfits(capture, owners, now)
        mistakes += [(number, what) for what in wrong]
        if not wrong and isinstance(capture, Capture):
            captures.append(capture)
    return captures, mistakes


def _parsed(number: int, line: bytes) -> Capture | list[str]:
    if len(line) > LONGEST_LINE:
        return [f"is longer than {LONGEST_LINE:,} bytes"]
    try:
        row = _Row.model_validate_json(line.removeprefix(b"\xef\xbb\xbf"))
    except ValidationError as error:
        return [_told(fault["loc"], fault["msg"]) for fault in error.errors(include_url=False, include_input=False)]
    return Capture(
        line=number,
        page_id=page_id_of(row.page),
        page_name=row.page,
        url=row.url,
        fetched_at=row.fetched_at,
        file=row.file,
        content_type=row.content_type,
        status=row.status,
        final_url=row.final_url or row.url,
        headers=row.headers,
    )


def _told(where: tuple[int | str, ...], message: str) -> str:
    """The message behind the key it is about; keys inside of `headers` are the file's own, so they are quoted."""
    key = ": ".join([str(where[0]), *(repr(part) for part in where[1:])]) if where else ""
    what = message.removeprefix("Value error, ").replace("Field required", "is missing")
    return f"{key}: {what}" if key else what


def _misfits(capture: Capture, owners: dict[str, str], now: datetime) -> list[str]:
    """What is wrong with a capture among others; `owners` learns the name of its page."""
    wrong = []
    if amiss_in_time(capture.fetched_at, now):
        wrong.append(f"fetched_at: {capture.fetched_at:%Y-%m-%d} lies before 1990 or in the future")
    if not capture.page_id:
        wrong.append(f"page: {capture.page_name!r} has no letter from a to z and no digit to make an id of")
    elif (owner := owners.setdefault(capture.page_id, capture.page_name)) != capture.page_name:
        wrong.append(f"page: {capture.page_name!r} would get the id {capture.page_id!r}, as {owner!r} does; rename one")
    return wrong
