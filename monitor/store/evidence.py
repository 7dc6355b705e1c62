"""A pack of evidence for what a page said at a moment: bytes, response, text, and the proof that ties them to a hash.

Bit for bit the same each time for the same moment and the same hash at its end: nothing in it comes from the clock or
the machine, and nothing is compressed, since that depends on the version of zlib.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from datetime import datetime
from importlib import resources

from sqlite_utils import Database

from monitor.core.errors import NotFound, StoreError
from monitor.core.records import SnapshotRow, VersionRow
from monitor.store import ledger
from monitor.store.rows import dump, moment, stamp
from monitor.store.texts import section_line
from monitor.store.writing import SqliteStore

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file can tell
_SUFFIXES = {"text/html": ".html", "application/xhtml+xml": ".xhtml", "text/plain": ".txt", "application/pdf": ".pdf"}

_CAME = "SELECT id FROM ledger WHERE snapshot_id = ? ORDER BY id LIMIT 1"
_SEALED = """
    SELECT max(id) FROM (
        SELECT id FROM ledger WHERE version_id = :version
        UNION ALL
        SELECT l.id FROM late_looks t JOIN json_each(t.versions) v JOIN ledger l ON l.kind = 'late' AND l.row_id = t.id
        WHERE t.page_id = :page AND v.value ->> 0 = :version)"""
_LAST_GOOD = """
    SELECT l.id, c.started_at FROM looks c JOIN ledger l ON l.kind = 'check' AND l.row_id = c.id
    WHERE c.page_id = ? AND c.started_at <= ? AND c.version_id = ? AND c.outcome <> 'inaccessible'
    ORDER BY c.started_at DESC, c.id DESC LIMIT 1"""
_FROM = "SELECT * FROM ledger WHERE id >= ? ORDER BY id"
_SECTIONS = """
    SELECT s.* FROM version_sections v JOIN section_texts s ON s.id = v.section_id
    WHERE v.version_id = ? ORDER BY v.position"""
_BLOCKS = """
    SELECT b.* FROM section_blocks p JOIN block_texts b ON b.id = p.block_id
    WHERE p.section_id = ? ORDER BY p.position"""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A pack, with what it proves."""

    pack: bytes
    version: VersionRow
    snapshot: SnapshotRow
    good: datetime  # the last good look up to the moment: what the page said after it is not known
    head: str


@dataclass(frozen=True, slots=True)
class _Proof:
    """The chain from the first entry that matters to the hash at its end."""

    before: str
    said: dict[int, str]  # entry id -> its line, for those that matter
    hashes: tuple[str, ...]  # of the lines of all entries from the first that matters on
    first: int
    head: str


def evidence(store: SqliteStore, page_id: str, at: datetime, to: str = "") -> Evidence:
    """What a page said at a moment. The proof ends at `to`, a head that somebody kept, or at the newest one.

    NotFound where the page had no version then, or where `to` is not in the ledger from there on; StoreError where what
    is stored does not hold.
    """
    with store.steady() as db:
        version = store.version_at(page_id, at)
        snapshot = store.snapshot(version.snapshot_id)
        last = db.conn.execute(_LAST_GOOD, (page_id, stamp(at), version.id)).fetchone()
        good = moment(last[1]) if last else snapshot.fetched_at
        wanted = {
            db.conn.execute(_CAME, (snapshot.id,)).fetchone()[0],
            db.conn.execute(_SEALED, {"version": version.id, "page": page_id}).fetchone()[0],
            *(last[:1] if last else ()),
        }
        proof = _proof(db, wanted, to)
        files = {
            "chain.txt": "\n".join([proof.before, *proof.hashes]) + "\n",
            "entries.jsonl": "".join(f"{line}\n" for _, line in sorted(proof.said.items())),
            "response.txt": _response(snapshot),
            "text.txt": store.document(version.id).text + "\n",
            "version.json": ledger.version_line(db, version.id) + "\n",
            **_text(db, version.id),
        }
        packed = {name: content.encode() for name, content in files.items()}
        body = f"body{_suffix(snapshot)}"
        packed[body] = store.body(snapshot.body_sha256)
    packed["README.txt"] = _readme(version, snapshot, proof, body, at, good).encode()
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(packed.items()))
    packed["SHA256SUMS"] = sums.encode()
    return Evidence(_zipped(packed), version, snapshot, good, proof.head)


def _proof(db: Database, wanted: set[int], to: str) -> _Proof:
    """Every entry is recomputed: what does not hold is no evidence."""
    first = min(wanted)
    row = db.conn.execute("SELECT chain FROM ledger WHERE id = ?", (first - 1,)).fetchone()
    before = chain = row[0] if row else ledger.GENESIS
    said: dict[int, str] = {}
    hashes: list[str] = []
    for entry in db.query(_FROM, [first]):
        line = ledger.entry_line(db, entry)
        chain = ledger.chained(chain, line)
        if chain != entry["chain"]:
            raise StoreError(f"entry {entry['id']} of the ledger does not hold; `privacy-monitor verify` tells more")
        hashes.append(ledger.line_sha256(line))
        if entry["id"] in wanted:
            said[entry["id"]] = line
        if chain == to and len(said) == len(wanted):
            break
    if to and chain != to:
        raise NotFound(f"the hash {to} is not in the ledger after what it is to prove; `privacy-monitor verify` has it")
    return _Proof(before, said, tuple(hashes), first, chain)


def _text(db: Database, version_id: int) -> dict[str, str]:
    """The lines whose hashes the version is made of, each once, in the order of the text."""
    sections: dict[str, None] = {}
    blocks: dict[str, None] = {}
    for row in db.query(_SECTIONS, [version_id]):
        found = list(db.query(_BLOCKS, [row["id"]]))
        columns = [row[name] for name in ("level", "heading", "number", "path", "anchor", "topic")]
        sections[dump(section_line(columns, [block["sha256"] for block in found]))] = None
        blocks |= dict.fromkeys(dump([b["kind"], b["depth"], b["text"], b["links"]]) for b in found)
    return {"sections.jsonl": _lines(sections), "blocks.jsonl": _lines(blocks)}


def _lines(lines: dict[str, None]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _response(snapshot: SnapshotRow) -> str:
    """The response as a person reads it; what is bound to the chain is the snapshot in entries.jsonl."""
    hops = [f"{hop.status} {hop.url}" + (f" -> {hop.location}" if hop.location else "") for hop in snapshot.hops]
    lines = [
        *(
            []
            if snapshot.origin == "live"
            else [f"taken in: {snapshot.origin} (not fetched; what follows is as stated there)"]
        ),
        f"fetched: {stamp(snapshot.fetched_at)}",
        f"asked for: {snapshot.url}",
        f"came from: {snapshot.final_url}",
        *(f"request: {hop}" for hop in hops),
        f"status: {snapshot.status}",
        f"bytes: {snapshot.size}",
        f"sha256: {snapshot.body_sha256}",
        "",
        *(f"{name}: {value}" for name, value in snapshot.headers),
    ]
    return "\n".join(line.replace("\r", " ").replace("\n", " ") for line in lines) + "\n"


def _readme(version: VersionRow, snapshot: SnapshotRow, proof: _Proof, body: str, at: datetime, good: datetime) -> str:
    text = resources.files("monitor.store").joinpath("evidence.txt").read_text("utf-8")
    return text.format(
        page=version.page_id,
        at=stamp(at),
        number=version.number,
        seen=stamp(version.seen_at),
        came=_came(snapshot),
        good=stamp(good),
        body=body,
        body_sha256=snapshot.body_sha256,
        first=proof.first,
        entries=len(proof.hashes),
        before=proof.before,
        head=proof.head,
    )


def _came(snapshot: SnapshotRow) -> str:
    if snapshot.origin == "live":
        return f"its bytes came at {stamp(snapshot.fetched_at)} from\n{snapshot.final_url}"
    return (
        f"its bytes were taken in ({snapshot.origin}), not fetched by this program. As\nits source states, they are "
        f"of {stamp(snapshot.fetched_at)} and came from\n{snapshot.final_url}"
    )


def _suffix(snapshot: SnapshotRow) -> str:
    sent = next((value for name, value in snapshot.headers if name == "content-type"), "")
    return _SUFFIXES.get(sent.partition(";")[0].strip().lower(), ".bin")


def _zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as pack:
        for name, content in sorted(files.items()):
            member = zipfile.ZipInfo(name, _EPOCH)
            member.create_system, member.external_attr = 3, 0o644 << 16  # as Unix has it, wherever it is made
            pack.writestr(member, content)
    return stream.getvalue()
