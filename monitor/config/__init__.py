"""config.toml -> Config: every mistake of the file is told at once, each with its line and key, and then nothing runs.

Secrets come from the environment alone, as `${NAME}` in the value of a header.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from monitor.config import keys, lines
from monitor.core.addresses import is_address, is_local, never, not_public
from monitor.core.errors import ConfigError
from monitor.core.model import Significance
from monitor.core.records import Page, Range, Schedule
from monitor.core.schedule import parse_interval

__all__ = ["Config", "load", "page_faults", "schema"]

SHORTEST = timedelta(seconds=60)  # from one check to the next, of a page that is not our own

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_SECRET = set(
    "auth authorization authentication cookie key apikey token secret password session credentials jwt".split()
)
_NOT_YOURS = {
    **dict.fromkeys(
        "host connection keep-alive proxy-connection te trailer upgrade expect content-length content-encoding "
        "transfer-encoding accept-encoding if-none-match if-modified-since if-match if-unmodified-since if-range "
        "range".split(),
        "",
    ),
    "user-agent": "; say who you are with `contact` in [monitor]",
    "accept-language": "; use `language`",
}
_SAYS = {
    "string_type": "must be text in quotes",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "list_type": 'must be a list such as ["main"]',
    "dict_type": "must be a table of texts",
    "finite_number": "must be a finite number",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be one of {expected}",
}
_BUILT_IN = keys.built_in(keys.Settings)
_AS_WRITTEN = (
    "language",
    "connect_timeout",
    "read_timeout",
    "total_timeout",
    "retries",
    "paused",
    "allow_private",
    "robots",
)


@dataclass(frozen=True, slots=True)
class Config:
    """What is watched, and how. `host_delay` is in seconds; `contact` is empty, a URL or an e-mail address."""

    database: Path
    pages: tuple[Page, ...]
    concurrency: int = 16
    host_delay: float = 1.0
    contact: str = ""
    log: str = "text"  # or "json"


def load(path: Path, environ: Mapping[str, str] | None = None) -> Config:
    """The configuration, ready to use; a relative path to the database begins at the folder of the file.

    ConfigError with all mistakes of the file. `environ` takes the place of the environment variables.
    """
    text = _text(path)
    file = _tables(path, text)
    reading = _Reading(os.environ if environ is None else environ)
    config = reading.config(file, path.parent)
    if reading.mistakes:
        places = lines.find_lines(text)
        told = sorted((lines.line_of(places, at) or 1, f"{_spell(at, file)}: {says}") for at, says in reading.mistakes)
        raise ConfigError(str(path), [f"{path.name}:{line} {mistake}" for line, mistake in told])
    return config


def page_faults(table: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What `load` would say of a [[page]] table that stands alone: (key, what is wrong), empty for a good one."""
    reading = _Reading({})
    reading.page(dict(table), (), {"headers": {}})
    return [(_spell(at, {}), says) for at, says in reading.mistakes]


def schema() -> dict[str, Any]:
    """The JSON Schema of the file, with what every key means: for the reference page, and for editors."""
    return keys.File.model_json_schema()


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")  # editors on Windows put a byte order mark
    except FileNotFoundError:
        says = "there is no such file; `privacy-monitor config init` writes one to begin with, --config names another"
    except IsADirectoryError:
        says = "is a folder; name the file in it, such as config.toml"
    except UnicodeDecodeError as error:
        says = f"is not UTF-8 (byte {error.start}); save it as UTF-8"
    except OSError as error:
        says = f"cannot be read: {error.strerror}"
    raise ConfigError(str(path), [says])


def _tables(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        says, line = "nested too deeply", "1"
    except tomllib.TOMLDecodeError as error:
        says = str(error)
        found = re.search(r" \(at line (\d+), column (\d+)\)$", says)
        line = found[1] if found else str(text.count("\n") + 1)
        says = f"{says[: found.start()]}, column {found[2]}" if found else says
    except ValueError:
        says, line = "a number has too many digits", "1"
    raise ConfigError(str(path), [f"{path.name}:{line} is not TOML: {says}"])


class _Reading:
    """One pass through a file, which notes every mistake and goes on."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.mistakes: list[tuple[lines.Path, str]] = []

    def config(self, file: dict[str, Any], folder: Path) -> Config:
        """The configuration; worth something only if no mistake was noted."""
        self.note((), ((key, _unknown(key, keys.File)) for key in file.keys() - keys.File.model_fields.keys()))
        own = keys.built_in(keys.Monitor) | self.values(keys.Monitor, self.table(file, "monitor"), ("monitor",))
        defaults = self.values(keys.Settings, self.table(file, "defaults"), ("defaults",))
        self.note(("defaults",), _clashes(defaults, {}))
        defaults["headers"] = self.headers(defaults.get("headers", {}), ("defaults", "headers"))
        pages = [self.page(raw, ("page", number), defaults) for number, raw in enumerate(self.page_tables(file))]
        self.note(("page",), _repeated_ids(pages))
        database = folder / own.pop("database")
        return Config(database, tuple(_page(values) for values in pages if not self.mistakes), **own)

    def note(self, at: lines.Path, mistakes: Iterable[tuple[lines.Path | str, str]]) -> None:
        """Keep mistakes, each in words and with its key below `at`."""
        self.mistakes += [((*at, *((key,) if isinstance(key, str) else key)), says) for key, says in mistakes]

    def table(self, file: dict[str, Any], key: str) -> dict[str, Any]:
        """A table of the file, empty where it is missing or is none."""
        found = file.get(key, {})
        if isinstance(found, dict):
            return found
        self.note((), [(key, f"must be a table that begins with [{key}]")])
        return {}

    def page_tables(self, file: dict[str, Any]) -> list[dict[str, Any]]:
        """The [[page]] tables; none at all is a mistake."""
        found = file.get("page", [])
        if not isinstance(found, list) or not all(isinstance(page, dict) for page in found):
            self.note((), [("page", "must be tables that each begin with [[page]]")])
            return []
        if not found:
            self.note((), [("page", 'there is none to watch; add [[page]] with id = "…" and url = "https://…"')])
        return found

    def values(self, model: type[keys.Table], raw: dict[str, Any], at: lines.Path) -> dict[str, Any]:
        """What is right in a table."""
        if {"every", "cron"} <= raw.keys():
            self.note(at, [("every", "cannot stand beside `cron`; keep one of the two")])
        try:
            model.model_validate(raw)
        except ValidationError as error:
            faults = error.errors(include_url=False)
            self.note(at, ((fault["loc"], _says(fault, model)) for fault in faults))
            wrong = {fault["loc"][0] for fault in faults}
            right = {key: value for key, value in raw.items() if key not in wrong}
            if "headers" in wrong and isinstance(raw["headers"], dict):
                right["headers"] = {name: value for name, value in raw["headers"].items() if isinstance(value, str)}
            return right
        return dict(raw)

    def page(self, raw: dict[str, Any], at: lines.Path, defaults: dict[str, Any]) -> dict[str, Any]:
        """The settings that hold for a page, as far as they are right."""
        own = self.values(keys.Page, raw, at)
        if "every" in raw:  # an own `cron` needs no such care: it goes before any `every`
            defaults = {key: value for key, value in defaults.items() if key != "cron"}
        values = defaults | own
        self.note(at, _clashes(own, defaults))
        self.note(at, _too_often(values))
        self.note(at, _never_fetched(values))
        if "headers" in own:
            headers = self.headers(own["headers"], (*at, "headers"))
            names = {name.lower() for name in headers}
            kept = {name: value for name, value in defaults["headers"].items() if name.lower() not in names}
            values["headers"] = MappingProxyType({**kept, **headers})
        return values

    def headers(self, written: dict[str, str], at: lines.Path) -> Mapping[str, str]:
        """Headers with their variables put in; values are never told, not even wrong ones."""
        self.note(at, ((name, fault) for name, value in written.items() for fault in _header_faults(name, value)))
        names = [name.lower() for name in written]
        self.note(at, ((name, "is there twice") for nth, name in enumerate(written) if name.lower() in names[:nth]))
        return MappingProxyType({name: self.expanded(value, (*at, name)) for name, value in written.items()})

    def expanded(self, value: str, at: lines.Path) -> str:
        """A header's value with the environment's in place of each `${NAME}`."""
        for name in _VARIABLE.findall(value):
            if not self.environ.get(name):
                self.note(at, [((), f"the environment variable {name} is not set")])
                return value
        value = _VARIABLE.sub(lambda match: self.environ[match[1]], value)
        if not re.fullmatch(r"[!-~](?:[\t -~]*[!-~])?", value):
            self.note(at, [((), "its value must be one line of printable ASCII, without blanks around it")])
        return value


def _header_faults(name: str, value: str) -> Iterable[str]:
    if not re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}", name):
        yield "is no name for a header; write letters, digits and dashes"
    if name.lower() in _NOT_YOURS:
        yield f"the program sets this header itself{_NOT_YOURS[name.lower()]}"
    if "${" in _VARIABLE.sub("", value):
        yield "a variable is written ${NAME}, with letters, digits and underscores"
    if _SECRET & set(re.split("[-_]", name.lower())) and not _VARIABLE.search(value):
        yield "a secret must not stand in the file; write ${NAME}, and set NAME in the environment"


def _clashes(own: dict[str, Any], inherited: dict[str, Any]) -> Iterable[tuple[str, str]]:
    """Keys of one table that are right by themselves and wrong together, or with what they inherit."""
    values = inherited | own
    for key in ("connect_timeout", "read_timeout"):
        pair = {key, "total_timeout"}
        written = pair <= values.keys() and not pair.isdisjoint(own)  # a built-in value is no mistake of the file
        if written and values[key] > values["total_timeout"]:
            yield key, f"{values[key]} s is longer than total_timeout, {values['total_timeout']} s"
    if not {"jitter", "every"}.isdisjoint(own) and "cron" not in values:
        every, jitter = (values.get(key, _BUILT_IN[key]) for key in ("every", "jitter"))
        if keys.parse_jitter(jitter) > parse_interval(every):
            yield "jitter", f"{jitter} is longer than every, {every}"


def _too_often(values: dict[str, Any]) -> Iterable[tuple[str, str]]:
    every = values.get("every", _BUILT_IN["every"])
    if "cron" not in values and not values.get("allow_private") and parse_interval(every) < SHORTEST:
        yield "every", f"{every} is too often; at least 60s, but for a page with allow_private = true"


def _never_fetched(values: dict[str, Any]) -> Iterable[tuple[str, str]]:
    host = keys.host_of(values.get("url", ""))
    if is_address(host) and (name := never(host)):
        yield "url", f"{host} ({name}) is never asked"
    elif not values.get("allow_private") and (is_local(host) or (is_address(host) and not_public(host))):
        yield "url", f"{host} is not a public address; if it is meant, set `allow_private = true`"


def _repeated_ids(pages: list[dict[str, Any]]) -> Iterable[tuple[lines.Path, str]]:
    first: dict[str, int] = {}
    for number, values in enumerate(pages):
        if "id" in values and first.setdefault(values["id"], number) != number:
            yield (number, "id"), f"is the id of page[{first[values['id']] + 1}] too; every page needs its own"


def _page(values: dict[str, Any]) -> Page:
    """A page from values that were found right."""
    full = _BUILT_IN | values
    return Page(
        id=full["id"],
        url=full["url"],
        name=full.get("name", ""),
        schedule=Schedule(
            interval=None if "cron" in values else parse_interval(full["every"]),
            cron=full["cron"],
            timezone=full["timezone"],
            jitter=keys.parse_jitter(full["jitter"]),
        ),
        select=tuple(Range(**item) if isinstance(item, dict) else item for item in full["select"]),
        remove=tuple(full["remove"]),
        headers=full["headers"],
        max_bytes=keys.parse_size(full["max_bytes"]),
        tell=Significance(full["tell"]),
        confirm_after=keys.parse_jitter(full["confirm_after"]),
        **{key: full[key] for key in _AS_WRITTEN},
    )


def _says(fault: ErrorDetails, model: type[keys.Table]) -> str:
    """What is wrong, what is allowed, and what was found, but for the value of a header."""
    kind, place = fault["type"], fault["loc"]
    if kind == "extra_forbidden":
        return _unknown(str(place[-1]), model)
    if kind == "missing":
        return "is missing"
    context = fault.get("ctx", {})
    says = str(context["error"]) if kind == "value_error" else _SAYS.get(kind, fault["msg"]).format(**context)
    if place[0] == "headers" or kind == "value_error":
        return says
    return f"{says}, not {json.dumps(fault['input'], ensure_ascii=False, default=str)[:60]}"


def _unknown(key: str, model: type[keys.Table]) -> str:
    """That a key is not known, with the one that was meant, as far as that can be told."""
    homes: list[tuple[str, type[keys.Table]]] = [
        ("[monitor]", keys.Monitor),
        ("[defaults] or [[page]]", keys.Settings),
        ("[[page]]", keys.Page),
    ]
    for home, table in homes:
        if key in table.model_fields:
            return f"unknown key here; it belongs into {home}"
    near = get_close_matches(key.lower(), model.model_fields, n=1)
    return (
        f'unknown key; did you mean "{near[0]}"?' if near else f"unknown key; known are {', '.join(model.model_fields)}"
    )


def _spell(at: lines.Path, file: dict[str, Any]) -> str:
    """A place as people count: `page[2] "privacy-statement".select[1]`."""
    words = ""
    for depth, name in enumerate(at):
        words += f"[{name + 1}]" if isinstance(name, int) else f".{name}" if words else name
        if depth == 1 and at[0] == "page" and isinstance(page_id := file["page"][name].get("id"), str):
            words += f" {json.dumps(page_id[:100], ensure_ascii=False)}"
    return words
