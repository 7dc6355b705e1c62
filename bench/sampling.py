"""Facts to read by hand: drawn at random over the pairs of the corpus whose words changed, with what they rest on.

`python bench/sampling.py recipient.category --number 50 --seed 1` prints them; without a type, how many there are.
A fact counts as right where its words say what its sentence says, and the other text does not say the same elsewhere.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import click
from harness import Options

import monitor
from monitor.core.facts.together import together
from monitor.core.model import Fact
from monitor.report.facts import predicate

Drawn = tuple[str, Fact]


@click.command()
@click.argument("types", nargs=-1)
@click.option("--corpus", type=click.Path(path_type=Path), default=Options.corpus, show_default=True)
@click.option("--number", default=50, show_default=True, help="Of each type, at most.")
@click.option("--seed", default=1, show_default=True)
def main(types: tuple[str, ...], corpus: Path, number: int, seed: int) -> None:
    """Draw facts of TYPES."""
    found = defaultdict(list)
    for page, fact in facts(corpus):
        found[fact.type].append((page, fact))
    for kind in types or sorted(found, key=lambda kind: -len(found[kind])):
        click.echo(f"{kind}: {len(found[kind])}")
        drawn: list[Drawn] = sorted(found[kind], key=lambda one: (one[0], one[1].quote_after, one[1].quote_before))
        random.Random(seed).shuffle(drawn)
        for at, (page, fact) in enumerate(drawn[:number] if types else (), 1):
            click.echo(f"\n{at}. {page}: {predicate(fact)} [{fact.rule}]")
            for sign, quote in (("-", fact.quote_before), ("+", fact.quote_after)):
                if quote:
                    click.echo(f"   {sign} {quote[:400]}")


def facts(corpus: Path) -> Iterator[Drawn]:
    """All facts of the pairs, a statement once."""
    for folder in sorted(path.parent for path in corpus.glob("*/pairs.jsonl")):
        for line in (folder / "pairs.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            if row["kind"] == "text":
                pages = (folder / "html" / row[side] for side in ("before", "after"))
                before, after = (
                    monitor.read(page.read_bytes(), url=row["url"], content_type="text/html; charset=utf-8")
                    for page in pages
                )
                yield from ((row["page"], fact) for fact in together(monitor.compare(before, after).facts))


if __name__ == "__main__":
    main()
