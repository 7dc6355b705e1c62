"""A version derived again from the bytes it was read from, because the reader or the settings of its page changed.

What such a reread brings is never a change of the page: it says how the same bytes are read now.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from monitor.core.compare import fingerprint
from monitor.core.diff import compare
from monitor.core.judging import read_or_reason
from monitor.core.model import Document, Inaccessible, Reason
from monitor.core.read import READER_VERSION
from monitor.core.records import Page, Range, Reread, SnapshotRow, VersionRow
from monitor.core.topics import topical


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person says is the policy, and what is not."""

    select: tuple[str | Range, ...] = ()
    remove: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """As one comparable text, empty where nothing is said."""
        select = [item if isinstance(item, str) else asdict(item) for item in self.select]
        return json.dumps([select, self.remove]) if self.select or self.remove else ""


@dataclass(frozen=True, slots=True)
class Source:
    """A version as it is stored, with the last response that was read as it."""

    version: VersionRow
    stored: Document
    snapshot: SnapshotRow
    body: bytes


def settings_of(page: Page) -> Settings:
    """Those of a page as it is configured."""
    return Settings(page.select, page.remove)


def settings_from(key: str) -> Settings:
    """Those that a version was read with; none where the key says nothing that can be understood."""
    try:
        select, remove = json.loads(key) if key else ((), ())
        return Settings(tuple(item if isinstance(item, str) else Range(**item) for item in select), tuple(remove))
    except (ValueError, TypeError):
        return Settings()


def is_stale(reader_version: int, settings_key: str, settings: Settings) -> bool:
    """Whether a version was read by another reader than this one, or with other settings."""
    return reader_version != READER_VERSION or settings_key != settings.key


def reread(source: Source, previous: Source | None, settings: Settings, at: datetime) -> Reread | Inaccessible:
    """The version as it is read now, with what that brings; Inaccessible where its bytes are no policy to this reader.

    What differs from the version before is derived again too, from both as they are read now.
    """
    document = _again(source, settings)
    if isinstance(document, Inaccessible):
        return document
    diff = None
    if previous is not None:
        before = _again(previous, settings)
        diff = compare(previous.stored if isinstance(before, Inaccessible) else before, document, gate=False)
    return Reread(
        page_id=source.version.page_id,
        version_id=source.version.id,
        snapshot_id=source.snapshot.id,
        reread_at=at,
        reader_version=READER_VERSION,
        settings_key=settings.key,
        document=topical(document),
        text_sha256=fingerprint(document),
        diff=diff,
        brought=compare(source.stored, document, gate=False),
    )


def brings_nothing(made: Reread, source: Source, settings_key: str) -> bool:
    """Whether all is as it was (the settings that it was read with, too), so that there is nothing to record."""
    version = source.version
    return (
        version.reader_version == made.reader_version
        and settings_key == made.settings_key
        and version.text_sha256 == made.text_sha256
        and source.stored == made.document
        and (made.diff is None or made.diff.significance is version.significance)
    )


def _again(source: Source, settings: Settings) -> Document | Inaccessible:
    snapshot = source.snapshot
    document = read_or_reason(source.body, snapshot.final_url, snapshot.headers, settings.select, settings.remove)
    if isinstance(document, Inaccessible):
        return document
    return document if document.text else Inaccessible(Reason.EMPTY, "this reader finds no text in it")
