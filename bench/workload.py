"""The pages that are measured on: of the corpus where it is there, else made up at a similar size."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import monitor

_WORDS = """account address advertising agree collect consent contact contract control cookie country data days delete
device disclose email information keep law legal months need partner personal policy privacy process protect provide
purpose request retain right security service share store third transfer use user we with you your""".split()


@dataclass(frozen=True)
class Twin:
    """A page with the bytes that it has first and next."""

    first: bytes
    next: bytes


def twins(corpus: Path | None, count: int) -> tuple[list[Twin], str]:
    """So many pages, spread evenly over all that there are, and where they come from."""
    found = _captured(corpus) if corpus and corpus.is_dir() else []
    if not found:
        return [_made_up(number) for number in range(count)], f"{count} made-up pages (no corpus is here)"
    chosen = [found[index * len(found) // count] for index in range(count)]
    size = sum(before.stat().st_size for before, _ in chosen) / count
    told = f"{count} pages of the corpus (Open Terms Archive, ODbL), {size / 1000:.0f} kB on average"
    return [Twin(before.read_bytes(), after.read_bytes()) for before, after in chosen], told


def _captured(corpus: Path) -> list[tuple[Path, Path]]:
    """Captures that follow one another and differ. Walls and empty shells are left out: judging them costs less."""
    found = []
    for manifest in sorted(corpus.glob("*/captures.jsonl")):
        rows = [json.loads(line) for line in manifest.read_text("utf-8").splitlines()]
        for before, after in pairwise(rows):
            pair = manifest.parent / before["file"], manifest.parent / after["file"]
            if before["page"] == after["page"] and pair[0] != pair[1] and all(map(_is_policy, pair)):
                found.append(pair)
    return found


@cache
def _is_policy(file: Path) -> bool:
    return monitor.read(file.read_bytes(), content_type="text/html; charset=utf-8").words >= 400


def _made_up(number: int) -> Twin:
    """A policy of some 3,000 words in 200 kB of page, and the same with a paragraph that is new."""
    dice = random.Random(number)
    sections = "".join(f"<h2>{_sentence(dice, 4)}</h2>{_paragraphs(dice)}" for _ in range(25))
    script = f"<script>{''.join(dice.choices('abcdefgh;=(){}', k=150_000))}</script>"
    return Twin(*(_page(script, text) for text in (sections, sections + f"<p>{_sentence(dice, 40)}</p>")))


def _page(script: str, text: str) -> bytes:
    head = f"<!DOCTYPE html><html lang=en><head><title>Privacy policy</title>{script}</head>"
    menu = "".join(f'<li><a href="/{word}">{word}</a></li>' for word in _WORDS)
    return f"{head}<body><nav><ul>{menu}</ul></nav><main><h1>Privacy policy</h1>{text}</main></body></html>".encode()


def _paragraphs(dice: random.Random) -> str:
    return "".join(f"<p>{_sentence(dice, dice.randint(15, 45))}</p>" for _ in range(4))


def _sentence(dice: random.Random, words: int) -> str:
    return " ".join(dice.choices(_WORDS, k=words)).capitalize() + "."
