"""Bodies as they lie in the database: packed with zstd, known by their SHA-256, checked when they come out."""

from __future__ import annotations

import hashlib
import sys

from monitor.core.errors import StoreError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

CODEC = "zstd"
LEVEL = 3  # 200 KB of HTML in under a millisecond, to about a fifth


def sha256(body: bytes) -> str:
    """The name of a body: lower-case hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def packed(body: bytes) -> bytes:
    """The bytes to store."""
    return zstd.compress(body, LEVEL)


def unpacked(stored: bytes, codec: str, size: int, digest: str) -> bytes:
    """The body again; StoreError if it is not the one that was put in.

    Never unpacks past `size`, whatever the stored bytes say: a database may come from somebody else.
    """
    if codec != CODEC:
        raise StoreError(f"body {digest} is packed as {codec!r}, which this privacy-monitor does not know")
    try:
        body = zstd.ZstdDecompressor().decompress(stored, max_length=size + 1)
    except zstd.ZstdError as error:
        raise StoreError(f"body {digest} is damaged and cannot be unpacked ({error})") from error
    if len(body) != size or sha256(body) != digest:
        raise StoreError(f"body {digest} is damaged: what is stored has another hash or size")
    return body
