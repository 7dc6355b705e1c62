"""Declarations of Open Terms Archive: JSON in, pages as the configuration has them out, with all that is lost told.

A file `Service.json` names the terms of a service, each with `fetch`, `select`, `remove`, or a `combine` of several
such; `Service.history.json` keeps what held earlier, each until its `validUntil`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from monitor.archive.intake import PassedOver
from monitor.archive.ota import Choice
from monitor.core.errors import CaptureError
from monitor.report.visible import one_line

LARGEST_FILE = 2_000_000  # bytes; the largest real ones have a tenth
MOST_FILES = 20_000
_SUFFIXES = {".html", ".htm", ".xhtml", ".pdf", ".txt", ".md", ".json", ".xml", ".doc", ".docx", ".php", ".js", ".css"}
_ENDS = {
    "startBefore": "start_before",
    "startAfter": "start_after",
    "endBefore": "end_before",
    "endAfter": "end_after",
}
_SHARED = ("select", "remove", "filter", "executeClientScripts")

Selector = str | dict[str, str]
Faults = Callable[[Mapping[str, Any]], Sequence[tuple[str, str]]]  # of a [[page]] table: (its key, what is wrong)


@dataclass(frozen=True, slots=True)
class Declared:
    """One document of some terms: the table that the configuration is to have, and what there is to say of it."""

    place: str
    table: Mapping[str, Any]
    notes: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()  # what held before, oldest first


@dataclass(slots=True)
class Declarations:
    """All documents of a folder of declarations, and what of it cannot be read or taken over."""

    pages: list[Declared] = field(default_factory=list)
    passed_over: list[PassedOver] = field(default_factory=list)


def read_declarations(path: Path, choice: Choice, faults: Faults) -> Declarations:
    """The declarations of a file, or of a folder (or its folder `declarations`); CaptureError where there are none.

    `faults` says what the configuration would not accept of a page.
    """
    found = Declarations()
    for file in _files(path):
        try:
            _read_service(file, choice, faults, found)
        except _Unreadable as wrong:
            found.passed_over.append(PassedOver(wrong.file, wrong.why))
    _part_doubles(found)
    if not found.pages and not found.passed_over:
        raise CaptureError(f"{path} holds no declarations; they are files such as declarations/Service.json")
    return found


class _Unreadable(Exception):
    def __init__(self, file: str, why: str) -> None:
        super().__init__(why)
        self.file, self.why = file, why


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    folder = path / "declarations" if (path / "declarations").is_dir() else path
    files = sorted(file for file in folder.glob("*.json") if not file.name.endswith(".history.json"))
    if len(files) > MOST_FILES:
        raise CaptureError(f"{folder} holds {len(files):,} files; more than {MOST_FILES:,} are not read at once")
    return files


def _table(file: Path) -> dict[str, Any]:
    try:
        if not file.is_file() or file.stat().st_size > LARGEST_FILE:
            raise _Unreadable(file.name, f"is no file, or larger than {LARGEST_FILE:,} bytes")
        found = json.loads(file.read_text("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise _Unreadable(f"{file.name}:{error.lineno}", f"is not JSON: {error.msg}, column {error.colno}") from None
    except (OSError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise _Unreadable(file.name, f"cannot be read: {error}") from None
    if not isinstance(found, dict):
        raise _Unreadable(file.name, "must hold an object { … }")
    return found


def _read_service(file: Path, choice: Choice, faults: Faults, found: Declarations) -> None:
    service = _table(file)
    declared = service.get("terms", service.get("documents"))
    if not isinstance(declared, dict):
        raise _Unreadable(file.name, "has no `terms`, or they are no object { … }")
    try:
        history_file = file.with_name(f"{file.stem}.history.json")
        history = _table(history_file) if history_file.exists() else {}
    except _Unreadable as wrong:
        found.passed_over.append(PassedOver(wrong.file, wrong.why))
        history = {}
    title = service["name"] if isinstance(service.get("name"), str) else file.stem
    for terms, declaration in declared.items():
        if not choice.takes(file.stem, terms):
            continue
        place = f"{file.name}: {terms}"
        if not isinstance(declaration, dict):
            found.passed_over.append(PassedOver(place, "is no object { … }"))
            continue
        earlier = _earlier(history.get(terms))
        name = f"{file.stem}/{terms}"
        for page in _documents(place, (name, f"{title}: {terms}"), declaration, choice):
            _accept(Declared(page.place, page.table, page.notes, earlier), faults, found)
    for terms in history.keys() - declared.keys():
        if choice.takes(file.stem, terms):
            found.passed_over.append(PassedOver(f"{history_file.name}: {terms}", "is no longer declared; it had ended"))


def _documents(
    place: str, names: tuple[str, str], declaration: Mapping[str, Any], choice: Choice
) -> Iterator[Declared]:
    """One, or as many as `combine` puts together: a page here has one address."""
    parts = declaration.get("combine")
    if not isinstance(parts, list):
        yield _document(place, names, declaration, choice, part="")
        return
    shared = {key: declaration[key] for key in _SHARED if key in declaration}
    for number, part in enumerate(parts, 1):
        where = f"{place}, part {number}"
        whole = shared | (part if isinstance(part, dict) else {})
        one = _document(where, names, whole, choice, part=_part_id(whole.get("fetch")))
        note = f"is part {number} of {len(parts)} that the archive combines into one text; here each is a page"
        yield Declared(one.place, one.table, (note, *one.notes))


def _document(
    place: str, names: tuple[str, str], declaration: Mapping[str, Any], choice: Choice, *, part: str
) -> Declared:
    name = f"{names[0]} #{part}" if part else names[0]
    title = f"{names[1]} ({part})" if part else names[1]
    table: dict[str, Any] = {
        "id": choice.page_id(name),
        "name": one_line(title)[:200],
        "url": declaration.get("fetch", ""),
    }
    notes: list[str] = []
    select, remove = (_selectors(declaration.get(key), key, notes) for key in ("select", "remove"))
    if ranges := [selector for selector in remove if isinstance(selector, dict)]:
        notes += [f"remove: a range cannot be removed: {_spelled(selector)}" for selector in ranges]
        remove = [selector for selector in remove if isinstance(selector, str)]
    table |= {key: value for key, value in (("select", select), ("remove", remove)) if value}
    if filters := declaration.get("filter"):
        notes.append(f"filter: JavaScript is not taken over: {one_line(json.dumps(filters))[:200]}")
    if declaration.get("executeClientScripts"):
        notes.append("executeClientScripts: no browser is used here; look at it with `privacy-monitor read URL`")
    return Declared(place, table, tuple(notes))


def _selectors(written: object, key: str, notes: list[str]) -> list[Selector]:
    """A selector, a range, or a list of such; what is neither is noted."""
    selectors: list[Selector] = []
    for selector in written if isinstance(written, list) else [written] if written is not None else []:
        if isinstance(selector, str):
            selectors.append(selector)
        elif isinstance(selector, dict) and selector and selector.keys() <= _ENDS.keys():
            selectors.append({_ENDS[end]: str(at) for end, at in selector.items()})
        else:
            notes.append(f"{key}: is neither a selector nor a range: {one_line(json.dumps(selector))[:200]}")
    return selectors


def _spelled(selector: Selector) -> str:
    return one_line(selector if isinstance(selector, str) else _toml(selector))[:200]


def _part_id(location: object) -> str:
    """What tells a document from the others of its terms, as the archive has it: the path of its address."""
    try:
        path = PurePosixPath(unquote(urlsplit(str(location)).path))
    except ValueError:
        return ""
    if path.suffix.lower() in _SUFFIXES:
        path = path.with_suffix("")
    return re.sub(r'[\\:"<>|*?]', "_", "-".join(part for part in path.parts if part != "/"))


def _accept(page: Declared, faults: Faults, found: Declarations) -> None:
    """Keep a page as far as the configuration accepts it: without selectors that are none, not at all without a URL."""
    table, notes = dict(page.table), list(page.notes)
    for key in ("select", "remove"):
        good = []
        for selector in table.pop(key, []):
            if wrong := faults({**page.table, "select": [], "remove": [], key: [selector]}):
                wrong = [fault for fault in wrong if fault[0].startswith(key)]
            if wrong:
                notes.append(f"{key}: {_spelled(selector)}: {one_line(wrong[0][1])}")
            else:
                good.append(selector)
        table |= {key: good} if good else {}
    found.passed_over += [PassedOver(page.place, note) for note in notes]
    if wrong := faults(table):
        found.passed_over += [PassedOver(page.place, f"not a page: {key}: {one_line(says)}") for key, says in wrong]
        return
    found.pages.append(Declared(page.place, table, tuple(notes), page.earlier))


def _part_doubles(found: Declarations) -> None:
    """Every page needs an id of its own: the first keeps it."""
    owners: dict[str, str] = {}
    for page in list(found.pages):
        if (owner := owners.setdefault(page.table["id"], page.place)) != page.place:
            found.pages.remove(page)
            found.passed_over.append(PassedOver(page.place, f"would get the id of {owner}: {page.table['id']!r}"))


def _earlier(history: object) -> tuple[str, ...]:
    """Earlier declarations in a line each, oldest first."""
    entries = [entry for entry in history if isinstance(entry, dict)] if isinstance(history, list) else []
    entries.sort(key=lambda entry: str(entry.get("validUntil", "")))
    return tuple(
        one_line(
            f"until {entry.get('validUntil', '?')}: "
            + json.dumps({key: value for key, value in entry.items() if key != "validUntil"}, ensure_ascii=False)
        )[:1000]
        for entry in entries
    )


def to_toml(declarations: Declarations) -> str:
    """`[[page]]` tables, each below what there is to say of it."""
    lines = []
    for page in declarations.pages:
        lines.append(f"# {one_line(page.place)}")
        lines += [f"# NOT TAKEN OVER  {note}" for note in page.notes]
        lines += [f"# earlier: {entry}" for entry in page.earlier]
        lines.append("[[page]]")
        lines += [f"{key} = {_toml(value)}" for key, value in page.table.items()]
        lines.append("")
    return "\n".join(lines).encode("utf-8", "replace").decode()


def _toml(value: object) -> str:
    """A text, a list, or a table in one line. JSON's strings are TOML's, but for the character 127."""
    if isinstance(value, list):
        return f"[{', '.join(_toml(one) for one in value)}]"
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key} = {_toml(one)}' for key, one in value.items())} }}"
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
