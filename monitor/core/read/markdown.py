"""Markdown to HTML, a part at a time, since the cost of hostile Markdown grows with the square of its length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Any

LONGEST_PART = 20_000  # characters that are rendered at once; a longer block of the text is cut at its lines
ENOUGH = 5_000  # characters after which a part ends where a block does
MOST_BRACKETS = 1_000  # in a part: each is looked for to the end, and a text of nothing else would take minutes
FRONT = re.compile(r"\ufeff?---[ \t]*\n(.{0,10000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
STATED = re.compile(r"^(title|lang|language):[ \t]*(.{1,300}?)[ \t]*$", re.MULTILINE)
DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]{1,200}\]:[ \t]*\S.{0,2000}$", re.MULTILINE)
MOST_DEFINITIONS = 2000  # targets of links that stand apart from the links
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


def html_of_markdown(text: str) -> tuple[str, str, str]:
    """The page as HTML, and the title and language that its front matter states, if it has one."""
    from markdown_it import MarkdownIt  # slow to import, and most pages are none

    text = text.replace("\r\n", "\n").replace("\r", "\n")
    front = FRONT.match(text)
    stated = dict(STATED.findall(front[1])) if front else {}
    text = text[front.end() :] if front else text
    renderer = MarkdownIt("commonmark", {"maxNesting": 60}).enable("table")
    known: dict[str, Any] = {}
    parts = list(_parts(text))
    if len(parts) > 1:  # else the one part holds the definitions itself
        renderer.parse("\n".join(DEFINITION.findall(text)[:MOST_DEFINITIONS]), known)
    body = "".join(
        renderer.render(part, known) if part.count("[") <= MOST_BRACKETS else f"<p>{escape(part)}</p>" for part in parts
    )
    language = stated.get("lang") or stated.get("language") or ""
    return f"<html><body>{body}</body></html>", stated.get("title", "").strip("\"'"), language.strip("\"'")


def _parts(text: str) -> Iterator[str]:
    """The text, parted where a block ends: after an empty line, and before a line that does not go on from it."""
    if len(text) <= LONGEST_PART:
        yield text
        return
    part: list[str] = []
    size, fence = 0, ""
    for line in text.split("\n"):
        ends = not fence and not (part and part[-1].strip()) and line[:1] not in (" ", "\t")
        if part and ((size > ENOUGH and ends) or size + len(line) > LONGEST_PART):
            yield "\n".join(part)
            part, size, fence = [], 0, ""
        if mark := FENCE.match(line):
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        while len(line) > LONGEST_PART:
            yield line[:LONGEST_PART]
            line = line[LONGEST_PART:]
        part.append(line)
        size += len(line) + 1
    yield "\n".join(part)
