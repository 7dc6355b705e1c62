"""The commands: parse options, call one use case, print, exit code. This file is their list, and nothing else.

A command's module is imported when the command runs, so that `--help` answers at once.
"""

from __future__ import annotations

import importlib
from pathlib import Path

import click

from monitor import __version__

CONFIG = Path("config.toml")  # the configuration where none is named

SECTIONS: dict[str, dict[str, tuple[str, str]]] = {
    # section: {name: (module:attribute, the first line of its help; tests/cli hold the two together)}
    "Watch": {
        "run": ("run:run", "Watch all pages on their schedules, until stopped."),
        "check": ("run:check", "Look at pages once, now."),
        "accept": ("run:accept", "Take what a page says now as its text."),
        "demo": ("demo:demo", "Watch a small page whose history unfolds in seconds."),
    },
    "What changed": {
        "report": ("ask:report", "Tell what changed in a period."),
        "history": ("ask:history", "List the versions of a page."),
        "diff": ("compare:diff", "Show what differs between two texts: versions, dates, files or URLs."),
        "redline": ("compare:redline", "Show the whole text with what went and came marked."),
        "facts": ("questions:facts", "List the typed facts that changed, over time."),
        "silent": ("questions:silent", "List changes whose page moved none of the dates that it states."),
        "undone": ("questions:undone", "List changes that were undone, and after how long."),
    },
    "What it says": {
        "show": ("ask:show", "Show the text of a page as it stands, or stood on a date."),
        "search": ("questions:search", "Find paragraphs with all of WORDS, and when they appeared and vanished."),
        "blame": ("questions:blame", "Show for each paragraph when it came and when it last changed."),
        "steady": ("questions:steady", "Show since when each section of a page stands as it is."),
        "variants": ("questions:variants", "List the different texts of a page, and how often each was served."),
    },
    "How well it was looked at": {
        "pages": ("ask:pages", "List the pages and where each stands."),
        "checks": ("ask:checks", "List the checks of a page, newest first."),
        "coverage": ("questions:coverage", "Show how well pages were looked at."),
        "stats": ("questions:stats", "Show pages in numbers."),
    },
    "Keep and prove": {
        "evidence": ("care:evidence", "Pack what a page said on a date, with the proof of it."),
        "verify": ("care:verify", "Check that everything recorded still holds."),
        "compact": ("care:compact", "Make the database as small as it gets."),
        "prune": ("care:prune", "Give up old raw bytes, and nothing else."),
        "backup": ("care:backup", "Copy the database, also while a daemon writes."),
        "restore": ("care:restore", "Take a copy of a database into use."),
    },
    "Set up": {
        "config": ("config:config", "Check or show the configuration."),
        "read": ("read:read", "Show what the reader makes of a file or a URL."),
        "reread": ("reread:reread", "Derive versions again from their stored snapshots."),
        "rereads": ("reread:rereads", "Show what reading a page's snapshots again has brought, newest first."),
        "import": ("import_:import_", "Take in captures made elsewhere."),
        "export": ("export:export", "Write what was kept for other programs."),
    },
}
COMMANDS = {name: command for section in SECTIONS.values() for name, command in section.items()}


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(importlib.import_module(f"monitor.cli.{module}"), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        for title, commands in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name, line) for name, (_, line) in commands.items()], col_max=12)


def in_a_folder(_context: click.Context, _option: click.Parameter, given: Path | None) -> Path | None:
    """A usage error where the folder is not there: a mistyped path must not begin another history."""
    if given and not given.parent.exists():
        raise click.BadParameter(f"there is no folder {given.parent}; correct the path, or make the folder first.")
    return given


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="privacy-monitor")
@click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="PRIVACY_MONITOR_CONFIG",
    default=CONFIG,
    show_default=True,
    help="The configuration file.",
)
@click.option(
    "--db",
    "database",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="PRIVACY_MONITOR_DB",
    default=None,
    callback=in_a_folder,
    help="The database, in place of the one that the configuration names.",
)
@click.pass_context
def main(ctx: click.Context, config_path: Path, database: Path | None) -> None:
    """Watch privacy pages, keep every snapshot, and report what changed."""
    from monitor.cli.common import Context, ready_streams  # not needed for --help

    ready_streams()
    ctx.obj = Context(config_path=config_path, database=database)
