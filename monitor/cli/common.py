"""What the commands share: where config and database are, exit codes, consoles, and errors told in one line."""

from __future__ import annotations

import errno
import functools
import io
import os
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click

from monitor import wiring
from monitor.cli import CONFIG
from monitor.core.errors import ConfigError, MonitorError
from monitor.report.json import dumps
from monitor.report.visible import visible

EXIT_OK = 0
EXIT_CHANGED = 1  # `check`: something changed
EXIT_USAGE = 2  # a mistake in the command line or the configuration
EXIT_ERROR = 3  # the command could not do its work
EXIT_TROUBLE = 4  # `check`: a page could not be read; 5 when another one changed
EXIT_BROKEN = 8  # `verify`: what is stored does not hold
EXIT_INTERRUPTED = 130  # 128 + SIGINT, as shells have it
EXIT_PIPE = 141  # 128 + SIGPIPE: whoever read the output wanted no more of it; 1 would mean "changed"

_OUTPUT_LOST = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG))

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Context:
    """The options given before the command."""

    config_path: Path
    database: Path | None

    @property
    def command(self) -> str:
        """The program with these options, for commands that a person is told to try."""
        options = (("--config", self.config_path), ("--db", self.database))
        given = [f" {name} {shlex.quote(str(path))}" for name, path in options if path and path != CONFIG]
        return "".join(["privacy-monitor", *given])

    def config(self) -> wiring.Config:
        """The configuration, with the database that the command line names put in."""
        return wiring.load_config(self.config_path, self.database)

    def database_path(self) -> Path:
        """Where the database is; asking works without a configuration where --db is given."""
        return self.database or self.config().database

    @contextmanager
    def reading(self) -> Iterator[wiring.Store]:
        """The store, read-only."""
        store = wiring.open_store(self.database_path(), write=False)
        try:
            yield store
        finally:
            store.close()


def told(command: Callable[P, T]) -> Callable[P, T]:
    """Turn our errors into one message on stderr and an exit code; everything else is a defect and shows itself."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except ConfigError as error:
            click.echo(visible(str(error)), err=True)
            sys.exit(EXIT_USAGE)
        except MonitorError as error:
            click.echo(f"privacy-monitor: {visible(str(error))}", err=True)  # it may quote what a page or a file holds
            sys.exit(EXIT_ERROR)
        except KeyboardInterrupt:
            click.echo("privacy-monitor: interrupted; what was recorded stays", err=True)
            sys.exit(EXIT_INTERRUPTED)
        except OSError as error:
            sys.exit(_output_lost(error))

    return run


def _output_lost(error: OSError) -> int:
    """The exit code where the output could not be written; any other error is raised again."""
    if error.errno not in _OUTPUT_LOST | {errno.EPIPE}:
        raise error
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # else Python fails again when it flushes at its end
    if error.errno == errno.EPIPE:
        return EXIT_PIPE
    click.echo(f"privacy-monitor: the output could not be written: {error.strerror}", err=True)
    return EXIT_ERROR


def is_heard() -> bool:
    """Whether what is printed can reach anybody: standard output was open when the program began."""
    return getattr(sys.stdout, "name", "") != os.devnull


def ready_streams() -> None:
    """Make the standard streams such that no text can fail on them: one may be closed, or not in UTF-8."""
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123 - for the whole process
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - for the whole process
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


class Moment(click.ParamType[datetime]):
    """A date or time in ISO 8601; a date alone means its first moment, no zone means UTC."""

    name = "date"
    forms = "2026-11-24 or 2026-11-24T08:30"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """An aware datetime in UTC."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail(f"{value!r} is not a date such as {self.forms}", param, ctx)


def echo_json(value: object, *, indent: int | None = 2) -> None:
    """One JSON document on stdout, in readable characters, save those that a terminal would act on."""
    click.echo(dumps(value, indent).encode())  # UTF-8 whatever the locale, as RFC 8259 has it
