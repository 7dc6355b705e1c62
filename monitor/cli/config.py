"""`config check`, `config show`, `config init`: is the configuration right, what does it come to, a first one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

import click

from monitor.cli.common import Context, echo_json, told
from monitor.cli.output import note
from monitor.core.errors import ConfigError
from monitor.core.records import Page, Range
from monitor.core.schedule import describe
from monitor.report.words import counted
from monitor.wiring import Config

STARTER = """\
# What the monitor watches. `privacy-monitor config check` tells every mistake in this file.
# All keys, with what they mean: docs/configuration.md.

[monitor]
# database = "snapshots/privacy.db"                  # relative to the folder of this file
# contact = "https://example.org/about-our-monitor"  # told to the sites you watch

# What holds for every page that does not say otherwise.
[defaults]
every = "12h"        # or: cron = "30 6 * * mon-fri" and timezone = "Europe/Dublin"
jitter = "30m"       # each check up to so much later
# language = "en"    # the language to ask for
# tell = "minor"     # the least significance to tell about: cosmetic, editorial, minor, major

# One such table a page. The id is for good: the history hangs on it, whatever becomes of the URL.
[[page]]
id = "microsoft-privacy-statement"
name = "Microsoft Privacy Statement"
url = "https://privacy.microsoft.com/en-us/privacystatement"
# select = ["main"]  # read only what these CSS selectors match
# remove = [".ads"]  # leave out what these match
"""


@click.group()
def config() -> None:
    """Check or show the configuration."""


@config.command()
@click.pass_obj
@told
def check(ctx: Context) -> None:
    """Tell every mistake of the file, with line and key.

    Exit code 2 if there is any, else 0.
    """
    pages = ctx.config().pages
    click.echo(f"{ctx.config_path}: {counted(len(pages), 'page')}, no mistakes")
    first: dict[object, str] = {}
    for page in pages:
        read = (page.url, page.select, page.remove, page.language, tuple(page.headers.items()))
        if (other := first.setdefault(read, page.id)) != page.id:
            note(f"{page.id} is asked for and read like {other}: each change will be told twice")


@config.command()
@click.option("--json", "as_json", is_flag=True, help="As one JSON document.")
@click.pass_obj
@told
def show(ctx: Context, as_json: bool) -> None:
    """Show what holds for the program and every page.

    The values of headers stay hidden.
    """
    shown = _plain(ctx.config())
    if as_json:
        echo_json(shown)
        return
    for title, values in [("monitor", shown["monitor"]), *((page["id"], page) for page in shown["pages"])]:
        click.echo(
            f"{title}\n" + "".join(f"  {key:16} {_spell(value)}\n" for key, value in values.items() if key != "id")
        )


@config.command()
@click.pass_obj
@told
def init(ctx: Context) -> None:
    """Write a small file to begin with.

    A file that is there already stays as it is.
    """
    path = ctx.config_path
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(STARTER)
    except FileExistsError:
        raise ConfigError(str(path), ["is there already, and stays as it is; --config names another"]) from None
    except OSError as error:
        raise ConfigError(str(path), [f"cannot be written: {error.strerror}"]) from None
    click.echo(f"{path}: written, with one page; change it, then try `privacy-monitor config check`")


def _plain(config: Config) -> dict[str, Any]:
    """The configuration in values that JSON has, without any value of a header."""
    return {
        "monitor": {
            "database": str(config.database),
            "concurrency": config.concurrency,
            "host_delay": config.host_delay,
            "contact": config.contact,
            "log": config.log,
        },
        "pages": [_plain_page(page) for page in config.pages],
    }


def _plain_page(page: Page) -> dict[str, Any]:
    values = {field.name: getattr(page, field.name) for field in fields(page)}
    values["headers"] = dict.fromkeys(page.headers, "(set)")
    values["select"] = [_range(item) if isinstance(item, Range) else item for item in page.select]
    values["schedule"] = describe(page.schedule)
    values["confirm_after"] = page.confirm_after.total_seconds()
    return values


def _range(value: Range) -> dict[str, str]:
    return {end: selector for end, selector in asdict(value).items() if selector}


def _spell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        value = [f"{name} {text}" for name, text in value.items()]
    if isinstance(value, list | tuple):
        value = ", ".join(str(Range(**item)) if isinstance(item, dict) else item for item in value)
    return str(value) if value != "" else "-"
