"""Writes the reference pages that follow from the code: `--write` renews them, without it they are only checked.

To add a page, add a line to PAGES.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from monitor import cli, config
from monitor.core.facts import table
from monitor.report.schema import report_schema

ROOT = Path(__file__).parents[1]
NOTE = "<!-- Written by docs/generate.py from the code; `make docs WRITE=--write` renews it. -->\n"
CONFIGURATION = f"""\
# The keys of config.toml

{NOTE}
`privacy-monitor config check` tells every mistake of the file at once, each with its line and key, and what is allowed
there. `privacy-monitor config show` tells what holds for each page. A page's own value replaces that of `[defaults]`;
its `headers` are added to those of `[defaults]`, and its `every` or `cron` replaces either.
"""


def configuration() -> str:
    """Every key of config.toml: type, default, meaning and an example, from the models that check the file."""
    schema = config.schema()
    models = schema["$defs"]
    own = {
        key: value for key, value in models["Page"]["properties"].items() if key not in models["Settings"]["properties"]
    }
    return "\n".join(
        [
            CONFIGURATION,
            f"## [monitor]\n\n{models['Monitor']['description']}\n",
            *_table(models["Monitor"]["properties"], set()),
            f"\n## [defaults], and every [[page]]\n\n{models['Settings']['description']}\n",
            *_table(models["Settings"]["properties"], set()),
            f"\n## [[page]] alone\n\n{models['Page']['description']}\n",
            *_table(own, set(models["Page"]["required"])),
            "",
        ]
    )


def commands() -> str:
    """The help of every command."""
    return "\n".join(["# The commands\n", NOTE, *_helps(cli.main, None, "privacy-monitor")])


FACT_TYPES = f"""\
# The types of facts, and what each weighs

{NOTE}
How facts are found: [facts.md](facts.md). Among facts of one significance, and one family, the lower order comes first.
"""


def fact_types() -> str:
    """The published table: every type of fact, and what raises or lowers its significance."""
    types = [
        f"| `{name}` | {kind.says} | {kind.values} | {kind.level.value} | {kind.order} |"
        for name, kind in sorted(table.TYPES.items())
    ]
    modifiers = [f"| `{row.id}` | {row.says} | {row.level.value} |" for row in table.MODIFIERS]
    return "\n".join(
        [
            FACT_TYPES,
            "| type | what it says | values | significance | order |\n|---|---|---|---|---|",
            *types,
            "\n## What raises or lowers them\n\nThe last that holds decides.\n",
            "| modifier | where | significance |\n|---|---|---|",
            *modifiers,
            "",
        ]
    )


def schema() -> str:
    """The JSON Schema of `report --json`."""
    return json.dumps(report_schema(), indent=2, ensure_ascii=False) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "docs/configuration.md": configuration,
    "docs/cli.md": commands,
    "docs/fact-types.md": fact_types,
    "docs/report.schema.json": schema,
}


def outdated() -> list[str]:
    """The pages that are not what the code says."""
    return [
        name
        for name, text in PAGES.items()
        if not (ROOT / name).is_file() or (ROOT / name).read_text("utf-8") != text()
    ]


def main() -> int:
    """0 if all pages are, or now are, what the code says."""
    names = outdated()
    if "--write" not in sys.argv[1:]:
        for name in names:
            click.echo(f"{name} is not what the code says; renew it with `make docs WRITE=--write`", err=True)
        return 1 if names else 0
    for name in names:
        (ROOT / name).write_text(PAGES[name](), "utf-8")
        click.echo(f"{name} written")
    return 0


def _table(properties: dict[str, dict[str, Any]], required: set[str]) -> Iterator[str]:
    yield "| key | type | default | meaning | example |"
    yield "|---|---|---|---|---|"
    for key, told in properties.items():
        default = "required" if key in required else _toml(told["default"])
        example = f"`{key} = {_written(told['examples'][0])}`".replace("|", "\\|")
        yield f"| `{key}` | {_type(told)} | {default} | {told['description']} | {example} |"


def _type(told: dict[str, Any]) -> str:
    """In words, with the bounds."""
    if "enum" in told:
        return ", ".join(f'`"{value}"`' for value in told["enum"])
    words = {
        "string": "text",
        "integer": "whole number",
        "number": "number",
        "boolean": "true or false",
        "array": "list of texts and ranges" if "anyOf" in told.get("items", {}) else "list of texts",
        "object": "table of texts",
    }[told["type"]]
    low, high = told.get("minimum", told.get("exclusiveMinimum")), told.get("maximum")
    return (
        f"{words}, {'above ' if 'exclusiveMinimum' in told else ''}{low:g} to {high:,}" if high is not None else words
    )


def _toml(value: object) -> str:
    return f"`{_written(value)}`" if value not in ("", [], {}) else "none"


def _written(value: object) -> str:
    """As it stands in TOML."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {json.dumps(text)}" for key, text in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    return json.dumps(value, ensure_ascii=False)


def _helps(command: click.Command, parent: click.Context | None, name: str) -> Iterator[str]:
    settings = {"terminal_width": 100, **command.context_settings}  # the same on every terminal
    with click.Context(command, parent, info_name=name, **settings) as context:
        yield f"## {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"
        if isinstance(command, click.Group):
            for child in command.list_commands(context):
                yield from _helps(_found(command, context, child), context, child)


def _found(group: click.Group, context: click.Context, name: str) -> click.Command:
    try:
        command = group.get_command(context, name)
    except (ImportError, AttributeError) as error:
        raise SystemExit(f"the command {name!r} cannot be imported: {error}") from error
    assert command is not None
    return command


if __name__ == "__main__":
    sys.exit(main())
