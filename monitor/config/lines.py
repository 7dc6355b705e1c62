"""On which line of a TOML file a key stands, which tomllib does not tell: to the best of a scan for headers and keys.

What it does not see (keys inside inline tables and arrays) gets the line of the nearest thing around it that it does.
"""

from __future__ import annotations

import re

Path = tuple[str | int, ...]

_NAME = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_DOTTED = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_HEADER = re.compile(rf"\s*\[(\[?)\s*({_DOTTED})\s*\]")
_KEY = re.compile(rf"\s*({_DOTTED})\s*=")
_LONG_TEXT = re.compile(r'"""|' + "'''")


def find_lines(text: str) -> dict[Path, int]:
    """The first line (from 1) of every table and key that a scan can see; tables in [[lists]] are counted from 0."""
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    inside_text = False
    for number, line in enumerate(text.split("\n"), 1):
        if not inside_text:
            if header := _HEADER.match(line):
                table = _enter(counts, _split(header[2]), is_list=bool(header[1]))
                for depth in range(1, len(table) + 1):
                    lines.setdefault(table[:depth], number)
            elif key := _KEY.match(line):
                lines.setdefault(table + _split(key[1]), number)
        inside_text ^= len(_LONG_TEXT.findall(line)) % 2 == 1
    return lines


def line_of(lines: dict[Path, int], path: Path) -> int:
    """The line of a key, or of the nearest table around it; 0 where there is none."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 0)


def _enter(counts: dict[Path, int], names: Path, *, is_list: bool) -> Path:
    """The path of a table with the position of each list it is in: the last one begun, or one more."""
    path: Path = ()
    for depth, name in enumerate(names, 1):
        path += (name,)
        if is_list and depth == len(names):
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path += (counts[path],)
    return path


def _split(dotted: str) -> Path:
    return tuple(name.strip("\"'") for name in re.findall(_NAME, dotted))
