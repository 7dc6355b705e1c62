"""Bodies, decoded from their content coding within a bound: however much a few bytes blow up to, no more is made.

httpx would decode by itself, but all of a piece at once: a thousand bytes can become a gigabyte (httpx 0.28.1).
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import AsyncIterable, Callable
from typing import Protocol

from monitor.core.errors import FetchError
from monitor.core.model import Reason
from monitor.fetch.failures import failed

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

try:
    import brotli
except ImportError:  # the extra `net` is not installed: then br is neither offered nor taken
    brotli = None

_GZIP = 16 + zlib.MAX_WBITS
MAX_MEMBERS = 4096  # of a gzip or zstd body; empty ones cost work and give nothing
_ZSTD_OPTIONS: dict[int, int] = {
    zstd.DecompressionParameter.window_log_max: 23
}  # 8 MB, the most that HTTP allows (RFC 9659)


class Decoder(Protocol):
    """One body's decompression."""

    @property
    def finished(self) -> bool:
        """Whether what has come so far is whole."""
        ...

    def decode(self, piece: bytes, room: int) -> bytes:
        """What the piece gives. At `room` bytes it stops, and what is left is lost: no such body is taken."""
        ...


class _Zlib:
    """gzip, with any number of members (RFC 1952), or zlib; zeros and foreign bytes after the end are ignored."""

    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._stream = zlib.decompressobj(wbits)
        self._members = 1
        self._over = False

    @property
    def finished(self) -> bool:
        return self._stream.eof

    def decode(self, piece: bytes, room: int) -> bytes:
        made: list[bytes] = []
        while piece and room > 0 and not self._over:
            if self._stream.eof and not self._begins_again(piece := piece.lstrip(b"\0")):
                break
            out = self._stream.decompress(piece, room)
            made.append(out)
            room -= len(out)
            piece = self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail
        return b"".join(made)

    def _begins_again(self, piece: bytes) -> bool:
        if not piece:
            return False
        if self._wbits != _GZIP or piece[0] != 0x1F:
            self._over = True
            return False
        self._members = _one_more(self._members)
        self._stream = zlib.decompressobj(self._wbits)
        return True


class _Deflate:
    """The coding "deflate": zlib (RFC 1950) as it should be, or raw (RFC 1951) as some send it; two bytes tell."""

    def __init__(self) -> None:
        self._start = b""
        self._inner: _Zlib | None = None

    @property
    def finished(self) -> bool:
        return self._inner is not None and self._inner.finished

    def decode(self, piece: bytes, room: int) -> bytes:
        if self._inner is None:
            self._start += piece
            if len(self._start) < 2:
                return b""
            # No encoder writes a raw stream that begins so: the padding of a stored block would not be zero.
            zlibbed = self._start[0] & 0x0F == 8 and int.from_bytes(self._start[:2]) % 31 == 0
            self._inner = _Zlib(zlib.MAX_WBITS if zlibbed else -zlib.MAX_WBITS)
            piece = self._start
        return self._inner.decode(piece, room)


class _Zstd:
    """zstd, with any number of frames (RFC 8878)."""

    def __init__(self) -> None:
        self._frame = zstd.ZstdDecompressor(options=_ZSTD_OPTIONS)
        self._frames = 1

    @property
    def finished(self) -> bool:
        return self._frame.eof

    def decode(self, piece: bytes, room: int) -> bytes:
        made: list[bytes] = []
        while room > 0 and (piece or not (self._frame.eof or self._frame.needs_input)):
            if self._frame.eof:
                self._frames = _one_more(self._frames)
                self._frame = zstd.ZstdDecompressor(options=_ZSTD_OPTIONS)
            out = self._frame.decompress(piece, room)
            made.append(out)
            room -= len(out)
            piece = self._frame.unused_data if self._frame.eof else b""
        return b"".join(made)


class _Brotli:
    """br (RFC 7932)."""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    @property
    def finished(self) -> bool:
        return bool(self._stream.is_finished())

    def decode(self, piece: bytes, room: int) -> bytes:
        made: list[bytes] = []
        while room > 0:
            out = self._stream.process(piece, output_buffer_limit=room)
            made.append(out)
            room -= len(out)
            piece = b""
            if self._stream.can_accept_more_data():  # may be true with output pending, but only once room is used up
                break
        return b"".join(made)


def _one_more(count: int) -> int:
    if count >= MAX_MEMBERS:
        raise failed(Reason.ENCODING, f"the compressed body has over {MAX_MEMBERS} parts")
    return count + 1


_DECODERS: dict[str, Callable[[], Decoder]] = {
    "gzip": lambda: _Zlib(_GZIP),
    "x-gzip": lambda: _Zlib(_GZIP),
    "deflate": _Deflate,
    "zstd": _Zstd,
}
if brotli is not None:
    _DECODERS["br"] = _Brotli

_BROKEN: tuple[type[Exception], ...] = (zlib.error, zstd.ZstdError, EOFError, *((brotli.error,) if brotli else ()))

_NO_CODING = {"", "identity"}
ACCEPT_ENCODING = ", ".join(coding for coding in _DECODERS if coding != "x-gzip")


def coding_of(content_encoding: str) -> str:
    """The one content coding that a header names, "" for none; FetchError for several, or one that we cannot decode."""
    codings = [coding for part in content_encoding.lower().split(",") if (coding := part.strip()) not in _NO_CODING]
    if not codings:
        return ""
    if len(codings) > 1:
        raise failed(Reason.ENCODING, f"the body is compressed {len(codings)} times over")
    if codings[0] not in _DECODERS:
        raise failed(Reason.ENCODING, f"the content coding {codings[0][:40]!r} was not asked for and is not known")
    return codings[0]


class _Bounded:
    """A decoder that also bounds what comes in, and says in our words what is wrong with it."""

    def __init__(self, coding: str, limit: int) -> None:
        self._coding = coding
        self._decoder = _DECODERS[coding]()
        self._came = 0
        self._limit = limit
        self._most = limit + limit // 8 + 65536  # nothing honest is longer compressed than this

    def decode(self, piece: bytes, room: int) -> bytes:
        self._came += len(piece)
        if self._came > self._most:
            raise too_large(self._limit)
        try:
            return self._decoder.decode(piece, room)
        except _BROKEN as error:
            raise failed(Reason.ENCODING, f"the body is not what it says it is, {self._coding}") from error

    def end(self) -> None:
        if self._came and not self._decoder.finished:
            raise failed(Reason.TRUNCATED, f"the {self._coding} body stops before its end")


async def whole(pieces: AsyncIterable[bytes], coding: str, limit: int, *, cut: bool = False) -> bytes:
    """All pieces joined and decoded.

    FetchError (too large) as soon as the decoded body is over `limit` bytes; with `cut` the first `limit` bytes.
    FetchError (truncated, bad encoding) where the compressed data stop short, or are none.
    """
    made: list[bytes] = []
    size = 0
    decoder = _Bounded(coding, limit) if coding else None
    async for piece in pieces:
        if decoder:
            piece = decoder.decode(piece, limit + 1 - size)
        made.append(piece)
        size += len(piece)
        if size > limit:
            if cut:
                return b"".join(made)[:limit]
            raise too_large(limit)
    if decoder:
        decoder.end()
    return b"".join(made)


def too_large(limit: int) -> FetchError:
    """The body is over the limit."""
    return failed(Reason.TOO_LARGE, f"the body is over {limit} bytes: see `max_bytes` of the page")
