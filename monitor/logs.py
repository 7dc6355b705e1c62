"""Log lines: readable on a terminal, one JSON object a line on request."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

from monitor.core.model import Outcome
from monitor.core.records import Check, Page
from monitor.report.visible import visible
from monitor.report.words import counted

log = logging.getLogger("monitor")


class JsonLines(logging.Formatter):
    """One object a line, with `time`, `level`, `message`, and what the caller adds as `extra={"facts": {...}}`."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True)


class Readable(logging.Formatter):
    """A line for people; control characters of a page's text never reach the terminal."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(message)s", "%Y-%m-%d %H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The line, with what would act on a terminal shown as a sign."""
        return visible(super().formatMessage(record))


def start(kind: str, *, verbose: bool = False) -> None:
    """Send log lines to stderr: `kind` is text or json."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if kind == "json" else Readable())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("monitor").setLevel(logging.DEBUG if verbose else logging.INFO)
    for noisy in ("apscheduler", "httpx", "httpcore"):  # httpx logs whole URLs, which may hold tokens
        logging.getLogger(noisy).setLevel(logging.WARNING)


def told(page: Page, check: Check) -> None:
    """Log one check."""
    level = logging.WARNING if check.outcome is Outcome.INACCESSIBLE else logging.INFO
    facts = {
        "page": page.id,
        "outcome": check.outcome.value,
        "reason": check.reason.reason.value if check.reason else None,
        "significance": check.diff.significance.value if check.diff else None,
        "status": check.response.status if check.response else None,
        "bytes": len(check.response.body) if check.response else None,
        "seconds": round((check.finished_at - check.started_at).total_seconds(), 3),
    }
    log.log(level, "%s: %s", page.id, in_words(check), extra={"facts": facts})


def in_words(check: Check) -> str:
    """What came of a check, in a line, and what that says of changes that are held back."""
    settling = check.settling
    told_ = [f"held back until {settling.until:%Y-%m-%d %H:%M} UTC"] if settling.until else []
    told_ += ["a change that was held back has lasted"] if settling.confirmed else []
    told_ += ["a change that was held back did not last"] if settling.withdrawn else []
    told_ += [check.pardon] if check.pardon else []
    return "; ".join([_came(check), *told_])


def _came(check: Check) -> str:
    if check.outcome is Outcome.INACCESSIBLE:
        return f"inaccessible ({check.reason})"
    if check.outcome is Outcome.FIRST and check.document:
        words, sections = check.document.words, len(check.document.sections)
        return f"first version, {counted(words, 'word')} in {counted(sections, 'section')}"
    if check.diff:
        changes = counted(len(check.diff.changes), "change")
        back = "returned to an earlier text" if check.outcome is Outcome.RETURNED else "changed"
        return f"{back}: {changes}, {check.diff.significance.value}"
    return check.outcome.value
