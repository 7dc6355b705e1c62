"""Two documents to a Diff: the gate first, then what differs, then how much it matters."""

from __future__ import annotations

from dataclasses import replace

from monitor.core import gate as gates
from monitor.core.compare import changes
from monitor.core.model import Diff, Document, Outcome
from monitor.core.significance import overall, rank


def compare(before: Document, after: Document, *, gate: bool = True) -> Diff:
    """All that differs between two documents; never raises on two Documents.

    The outcome is unchanged, changed, or inaccessible: then `after` is not the page that `before` was, and `reason`
    says why. `gate=False` leaves that question out, for two texts that a person put side by side.
    """
    if gate and (reason := gates.refusal(before, after)):
        return Diff(Outcome.INACCESSIBLE, reason=reason)
    found = tuple(replace(change, significance=rank(change)) for change in changes(before, after))
    return Diff(Outcome.CHANGED if found else Outcome.UNCHANGED, overall(found), found)
