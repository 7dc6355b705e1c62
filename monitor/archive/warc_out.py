"""What the store holds as a WARC file (ISO 28500). Needs the extra `archive`."""

from __future__ import annotations

import base64
import io
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, BinaryIO

from monitor import __version__
from monitor.archive.intake import OF_THE_WAY
from monitor.archive.warc import MISSING
from monitor.core.errors import ExportError, StoreError
from monitor.core.records import CheckRow, Hop, SnapshotRow
from monitor.ports import Store

_SPACE = uuid.UUID("5c0f4b7e-59a5-4f0e-9a2e-6d6c3f1b7a10")  # the ids of records are made of what they are of


def write_warc(store: Store, page_ids: Sequence[str], stream: BinaryIO, on_check: Callable[[], None]) -> Counter[str]:
    """Every look that brought a page as a record: a response, or a revisit where the bytes are those of one before.

    Each record is gzipped on its own. The same store gives the same file. The counts are by type of record, `left out`
    being looks whose bytes were pruned or are damaged. ExportError where the extra is not installed.
    """
    try:
        from warcio.warcwriter import WARCWriter
    except ImportError:
        raise ExportError(MISSING) from None
    writer = WARCWriter(stream, gzip=True, warc_version="WARC/1.1")
    about = f"software: privacy-monitor {__version__}\r\nformat: WARC File Format 1.1\r\n".encode()
    head = {"WARC-Record-ID": _record_id("warcinfo"), "WARC-Date": _stamp(datetime(1970, 1, 1, tzinfo=UTC))}
    info = writer.create_warc_record(
        "", "warcinfo", io.BytesIO(about), len(about), "application/warc-fields", warc_headers_dict=head
    )
    writer.write_record(info)
    counts: Counter[str] = Counter()
    for page_id in page_ids:
        first: dict[str, tuple[SnapshotRow, datetime]] = {}
        for check in reversed(store.checks(page_id)):
            on_check()
            if check.snapshot_id is not None and check.status is not None:
                counts[_written(writer, store, check, store.snapshot(check.snapshot_id), first)] += 1
    return counts


def _written(
    writer: Any, store: Store, check: CheckRow, snapshot: SnapshotRow, first: dict[str, tuple[SnapshotRow, datetime]]
) -> str:
    """Write one look, and what record it is."""
    from warcio.statusandheaders import StatusAndHeaders

    known = first.get(snapshot.body_sha256)
    try:
        body = b"" if known else store.body(snapshot.body_sha256)
    except StoreError:
        return "left out"
    digest = f"sha256:{base64.b32encode(bytes.fromhex(snapshot.body_sha256)).decode()}"
    head = {
        "WARC-Record-ID": _record_id(f"{check.page_id} {check.id}"),
        "WARC-Date": _stamp(check.started_at),
        "WARC-Payload-Digest": digest,
    }
    kept = [(name, value) for name, value in snapshot.headers if value != "(not kept)" and name not in OF_THE_WAY]
    http = StatusAndHeaders(
        str(snapshot.status), [*kept, ("content-length", str(snapshot.size))], protocol="HTTP/1.1"
    )  # fmt: skip
    for hop in snapshot.hops[:-1]:
        _redirect(writer, hop, head | {"WARC-Record-ID": _record_id(f"{check.page_id} {check.id} {hop.url}")})
    if known:
        of, at = known
        record = writer.create_revisit_record(snapshot.final_url, digest, of.final_url, _stamp(at), http, head)
    else:
        first[snapshot.body_sha256] = snapshot, check.started_at
        payload = io.BytesIO(body)
        record = writer.create_warc_record(
            snapshot.final_url, "response", payload, len(body), warc_headers_dict=head, http_headers=http
        )
    writer.write_record(record)
    return "revisit" if known else "response"


def _redirect(writer: Any, hop: Hop, head: dict[str, str]) -> None:
    """What is known of a redirect: where from, how, where to."""
    from warcio.statusandheaders import StatusAndHeaders

    del head["WARC-Payload-Digest"]
    sent = [("location", hop.location)] if hop.location else []
    http = StatusAndHeaders(str(hop.status), [*sent, ("content-length", "0")], protocol="HTTP/1.1")
    record = writer.create_warc_record(
        hop.url, "response", io.BytesIO(b""), 0, warc_headers_dict=head, http_headers=http
    )
    writer.write_record(record)


def _record_id(of: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(_SPACE, of)}>"


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z"
