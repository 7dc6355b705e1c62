"""`python bench/run.py [SCENARIO]...` measures and shows; exit code 1 for a promise that is broken."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import click
from harness import ROOT, Options, save, show

SCENARIOS = {  # name: module
    "fetching": "fetching",
    "reading": "reading",
    "comparing": "comparing",
    "growing": "growing",
    "determinism": "determinism",
    "scores": "scores",
    "fuzz": "fuzz",
    "daemon": "daemon",
    "help": "cold_start",
    "crash": "crash",
    "imports": "crash_imports",
    "importing": "importing",
    "room": "room",
    "scale": "scale",
}


@click.command()
@click.argument("scenarios", nargs=-1, type=click.Choice(list(SCENARIOS)))
@click.option("--corpus", type=click.Path(path_type=Path), default=Options.corpus, show_default=True)
@click.option("--made-up", is_flag=True, help="Measure on made-up pages, also where the corpus is there.")
@click.option(
    "--pages",
    default=Options.pages,
    show_default=True,
    help="fetching: how many; reading takes a fifth, importing a tenth.",
)
@click.option("--repeat", default=Options.repeat, show_default=True, help="fetching, reading: the median of so many.")
@click.option("--configured", default=Options.configured, show_default=True, help="daemon: pages in its configuration.")
@click.option("--idle", default=Options.idle, show_default=True, help="daemon: seconds to watch it do nothing.")
@click.option("--rounds", default=Options.rounds, show_default=True, help="crash, imports: how often they are killed.")
@click.option("--checks", default=Options.checks, show_default=True, help="scale: how many; the rest in proportion.")
@click.option(
    "--seed", default=Options.seed, show_default=True, help="crash, imports: other moments; fuzz: other bytes."
)
@click.option("--largest", default=Options.largest, show_default=True, help="growing: MB of the largest pages.")
@click.option(
    "--patience", default=Options.patience, show_default=True, help="growing: seconds until a page is a fault."
)
@click.option("--reads", default=Options.reads, show_default=True, help="determinism: how often each page is read.")
@click.option("--runs", default=Options.runs, show_default=True, help="fuzz: how many inputs.")
@click.option("--results", type=click.Path(path_type=Path), default=ROOT / "bench" / "results", show_default=True)
def main(scenarios: tuple[str, ...], results: Path, made_up: bool, corpus: Path, **amounts: float) -> None:
    """Measure SCENARIOs, all of them by default."""
    options = Options(corpus=None if made_up else corpus, **amounts)
    good = True
    for name in scenarios or SCENARIOS:
        result = importlib.import_module(SCENARIOS[name]).run(options)
        show(result)
        save(result, results)
        good &= result.good
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
