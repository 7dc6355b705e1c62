"""Bodies as they lie in the database: packed with zstd, alone or against another body, checked when they come out.

A body is known by its SHA-256. What it is packed against, its base, has mostly the same bytes: the snapshot before it.
"""

from __future__ import annotations

import hashlib
import math
import sys
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from monitor.core.errors import StoreError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

CODEC = "zstd"
PRUNED = "pruned"  # the bytes were given up, the hash says what they were
FAST = 3  # 200 KB of HTML against the snapshot before it in half a millisecond
HARD = 19  # 5 to 15 % less, at a hundred times the work
LONGEST_CHAIN = 20  # from a body to the one that is packed alone: a step back takes about 0.13 ms for 200 KB
STEP_PRICE = 1 / 500  # of the body: what a base must save for each step of the chain, since each costs time to read
_HARD_TRIES = 3  # bases that are the best when packed fast
_CLEARLY_LESS = 1 / 20  # of the body: packed to less than this, it need not be tried alone

# A chain longer than any that is written: `compact` may be stopped halfway, and a foreign database may hold a loop.
CHAIN = """
    WITH RECURSIVE chain (sha256, codec, size, stored, base_sha256, level, crc32, step) AS (
        SELECT sha256, codec, size, stored, base_sha256, level, crc32, 0 FROM bodies WHERE sha256 = ?
        UNION ALL
        SELECT b.sha256, b.codec, b.size, b.stored, b.base_sha256, b.level, b.crc32, step + 1
        FROM chain JOIN bodies b ON b.sha256 = chain.base_sha256 WHERE step < 64)
    SELECT * FROM chain ORDER BY step DESC"""

_WINDOW = range(10, 28)  # window_log: up to 128 MB, which every decoder takes without being told to
_SHORTEST_PREFIX = 8  # bytes, as zstd has it; what is packed against less is packed alone

Row = Mapping[str, Any]
_NONE: Mapping[str, bytes] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Base:
    """A body that another one may be packed against. `depth`: how many others it needs itself."""

    sha256: str
    body: bytes
    depth: int


@dataclass(frozen=True, slots=True)
class Packed:
    """A row of `bodies`."""

    sha256: str
    codec: str
    size: int  # before packing
    stored: bytes
    base_sha256: str | None
    level: int

    @property
    def row(self) -> tuple[object, ...]:
        """In the order of the columns, with the checksum over all of them."""
        columns = (self.sha256, self.codec, self.size, self.stored, self.base_sha256, self.level)
        return (*columns, checksum(*columns))


def checksum(*columns: object) -> int:
    """CRC-32 of a row but for the checksum itself: packed bytes may be damaged and still unpack to the same body."""
    sha256_, codec, size, stored, base, level = columns
    assert isinstance(stored, bytes)
    told = f"{sha256_} {codec} {size} {base or ''} {level}\n"
    return zlib.crc32(stored, zlib.crc32(told.encode("utf-8", "surrogateescape")))


def sha256(body: bytes) -> str:
    """The name of a body: lower-case hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def packed(body: bytes, base: bytes | None = None, level: int = FAST) -> bytes:
    """The bytes to store; with a base, that is needed to unpack them."""
    window = max(_WINDOW[0], min(_WINDOW[-1], (len(body) + len(base or b"")).bit_length()))
    parameter = zstd.CompressionParameter
    options: dict[int, int] = {parameter.compression_level: level, parameter.window_log: window}
    return zstd.compress(body, options=options, zstd_dict=_prefix(base))


def best(digest: str, body: bytes, bases: Iterable[Base], level: int = FAST) -> Packed:
    """Packed against that base which makes it least, where each step of a chain has its price; alone without one.

    The first base wins a draw. A base never changes, so what is packed against it stays good.
    """
    price = len(body) * STEP_PRICE
    tried = [
        (len(stored) + price * (base.depth + 1), base, stored)
        for base in bases
        if base.depth < LONGEST_CHAIN and base.sha256 != digest
        for stored in [packed(body, base.body)]
    ]
    cost, base, stored = min(tried, key=itemgetter(0), default=(math.inf, None, b""))
    if cost > len(body) * _CLEARLY_LESS and len(alone := packed(body)) <= cost:
        base, stored = None, alone
    if level != FAST:
        base, stored = _hardest(
            body, [base, *(one for _, one, _ in sorted(tried, key=itemgetter(0))[:_HARD_TRIES])], level
        )
    return Packed(digest, CODEC, len(body), stored, base.sha256 if base else None, level)


def _hardest(body: bytes, bases: Iterable[Base | None], level: int) -> tuple[Base | None, bytes]:
    """Which of the likeliest bases is best when packed hard, and what that gives: fast packing is but a guess at it."""
    price = len(body) * STEP_PRICE
    tried = [(base, packed(body, base.body if base else None, level)) for base in dict.fromkeys(bases)]
    return min(tried, key=lambda one: len(one[1]) + (price * (one[0].depth + 1) if one[0] else 0))


def unpacked(chain: Sequence[Row], held: Mapping[str, bytes] = _NONE) -> bytes:
    """The last body of a chain (rows of CHAIN); StoreError if it is not the one that was put in.

    It begins with the last one of the chain that is `held`, by its hash. Never unpacks past the recorded sizes,
    whatever the stored bytes say: a database may come from somebody else.
    """
    wanted = chain[-1]["sha256"]
    start = next((at for at in range(len(chain), 0, -1) if chain[at - 1]["sha256"] in held), 0)
    body = held[chain[start - 1]["sha256"]] if start else b""
    if not start and chain[0]["base_sha256"] is not None:
        raise StoreError(f"body {wanted} cannot be unpacked: what it was packed against is not there")
    for row in chain[start:]:
        body = _unpacked(row, body, wanted)
    if sha256(body) != wanted:
        raise StoreError(f"body {wanted} is damaged: what is stored has another hash or size")
    return body


def _unpacked(row: Row, base: bytes, wanted: str) -> bytes:
    codec, size = row["codec"], row["size"]
    if codec == PRUNED:
        raise StoreError(f"body {wanted} was pruned: its hash is kept, its {size:,} bytes are not")
    if codec != CODEC:
        raise StoreError(f"body {wanted} is packed as {codec!r}, which this privacy-monitor does not know")
    try:
        body = zstd.ZstdDecompressor(_prefix(base)).decompress(row["stored"], max_length=size + 1)
    except zstd.ZstdError as error:
        raise StoreError(f"body {wanted} is damaged and cannot be unpacked ({error})") from error
    if len(body) != size:
        raise StoreError(f"body {wanted} is damaged: what is stored has another hash or size")
    return body


def _prefix(base: bytes | None) -> Any:
    return zstd.ZstdDict(base, is_raw=True).as_prefix if base and len(base) >= _SHORTEST_PREFIX else None
