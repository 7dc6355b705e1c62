"""What all scenarios share: their options, what they answer, and how it is shown and kept."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("PRIVACY_MONITOR_SHARED", ROOT.parent / "shared"))


@dataclass(frozen=True)
class Options:
    """How much to measure. Without `corpus`, pages are made up."""

    corpus: Path | None = SHARED / "corpus"
    pages: int = 300
    repeat: int = 3
    rounds: int = 50
    seed: int = 1
    configured: int = 10_000
    idle: float = 20.0
    largest: float = 20.0  # MB
    patience: float = 300.0  # seconds
    reads: int = 1_000
    runs: int = 100_000
    checks: int = 1_000_000


@dataclass(frozen=True)
class Row:
    """A measured thing; `ratio` is to the row that the scenario names as its base."""

    what: str
    value: float
    unit: str
    ratio: float | None = None


@dataclass(frozen=True)
class Target:
    """What was promised, and whether it holds."""

    what: str
    measured: float
    limit: float
    unit: str = "x"

    @property
    def met(self) -> bool:
        return self.measured <= self.limit


@dataclass(frozen=True)
class Result:
    """What a scenario found. `notes` say what was measured on, `faults` what is broken whatever its speed."""

    name: str
    rows: list[Row]
    targets: list[Target] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return not self.faults and all(target.met for target in self.targets)


def show(result: Result) -> None:
    """A table, then each promise."""
    console = Console()
    table = Table(title=result.name, title_justify="left", box=None, pad_edge=False)
    for name, justify in (("", "left"), ("measured", "right"), ("", "left"), ("ratio", "right")):
        table.add_column(name, justify=justify)
    for row in result.rows:
        table.add_row(
            row.what,
            f"{row.value:,.{2 if row.unit else 0}f}",
            row.unit,
            "" if row.ratio is None else f"{row.ratio:.2f}x",
        )
    console.print(table)
    for note in result.notes:
        console.print(f"  {note}", markup=False)
    for target in result.targets:
        verdict = "met" if target.met else "MISSED"
        console.print(
            f"  {verdict}: {target.what} {target.measured:.2f} {target.unit}, at most {target.limit:g} {target.unit}"
        )
    for fault in result.faults:
        console.print(f"  FAULT: {fault}", markup=False)
    console.print()


def save(result: Result, folder: Path) -> None:
    """One JSON file a scenario: the newest run in place of the one before."""
    folder.mkdir(parents=True, exist_ok=True)
    run = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "good": result.good,
    }
    path = folder / f"{result.name}.json"
    path.write_text(json.dumps(run | asdict(result), indent=2, ensure_ascii=False) + "\n", "utf-8")
