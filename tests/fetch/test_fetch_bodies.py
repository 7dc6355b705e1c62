"""Content codings: every one that is offered, whole and broken, and no more memory than the limit allows."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable

import pytest
from backports import zstd
from fetching import fetch, refusal
from hypothesis import given
from hypothesis import strategies as st
from servers import Site, answer, serve

from monitor.core.errors import FetchError
from monitor.core.model import Reason
from monitor.fetch.bodies import ACCEPT_ENCODING, MAX_MEMBERS, whole

MEGABYTE = bytes(1 << 20)
TEXT = "".join(f"Paragraph {n}: we keep your data for {n * 7 % 31} days. é\n" for n in range(9000)).encode()


def raw_deflate(text: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(text) + packer.flush()


PACKERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("x-gzip", gzip.compress),
    "upper case": (" GZip ", gzip.compress),
    "gzip with identity": ("identity, gzip", gzip.compress),
    "gzip in three members": ("gzip", lambda t: b"".join(gzip.compress(part) for part in thirds(t))),
    "gzip with zeros after it": ("gzip", lambda t: gzip.compress(t) + bytes(512)),
    "gzip with foreign bytes after it": ("gzip", lambda t: gzip.compress(t) + b"<!-- cached -->"),
    "deflate": ("deflate", zlib.compress),
    "deflate, best": ("deflate", lambda t: zlib.compress(t, 9)),
    "raw deflate": ("deflate", raw_deflate),
    "zstd": ("zstd", zstd.compress),
    "zstd in three frames": ("zstd", lambda t: b"".join(zstd.compress(part) for part in thirds(t))),
    "zstd with a frame to skip": ("zstd", lambda t: b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc" + zstd.compress(t)),
    "identity": ("identity", bytes),
    "none": ("", bytes),
}
try:
    import brotli
except ImportError:
    brotli = None
else:
    PACKERS["br"] = ("br", lambda t: brotli.compress(t, quality=4))


def thirds(text: bytes) -> list[bytes]:
    third = len(text) // 3
    return [text[:third], text[third : 2 * third], text[2 * third :]]


async def pieces(text: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(text), size):
        yield text[start : start + size]


@pytest.mark.parametrize("case", PACKERS)
async def test_every_coding_is_undone(case: str) -> None:
    """Over a real connection, and whatever the sizes of the pieces it comes in."""
    header, pack = PACKERS[case]
    packed = pack(TEXT)
    async with serve(Site({"/": answer(packed, 200, ("Content-Encoding", header))})) as base:
        assert (await fetch(f"{base}/")).body == TEXT
    coding = header.split(",")[-1].strip().lower().replace("identity", "")
    for size in (1, 7, 4096, 1 << 20):
        assert await whole(pieces(packed, size), coding, len(TEXT)) == TEXT


def test_only_what_can_be_decoded_is_offered() -> None:
    """br is offered where its library is installed, and never otherwise."""
    offered = ACCEPT_ENCODING.split(", ")
    assert offered[:3] == ["gzip", "deflate", "zstd"]
    assert ("br" in offered) == (brotli is not None)


@given(text=st.binary(max_size=2000), size=st.integers(1, 300), case=st.sampled_from(sorted(PACKERS)))
def test_any_bytes_come_back(text: bytes, size: int, case: str) -> None:
    """Packing and unpacking is the identity."""
    header, pack = PACKERS[case]
    coding = header.split(",")[-1].strip().lower().replace("identity", "")
    packed = pack(text)
    if coding == "gzip" and "foreign" in case:
        size = len(packed)
    assert run(whole(pieces(packed, size), coding, len(text))) == text


@given(junk=st.binary(min_size=1, max_size=300), coding=st.sampled_from(ACCEPT_ENCODING.split(", ")))
def test_no_bytes_break_a_decoder(junk: bytes, coding: str) -> None:
    """Junk gives bytes or a FetchError, and nothing else."""
    try:
        run(whole(pieces(junk, 50), coding, 1000))
    except FetchError as error:
        reason = error.inaccessible.reason
    else:
        return
    assert reason in {Reason.ENCODING, Reason.TRUNCATED, Reason.TOO_LARGE}


def run(body: object) -> bytes:
    """Drive a coroutine that waits for nothing."""
    try:
        body.send(None)  # type: ignore[attr-defined]
    except StopIteration as stop:
        result: bytes = stop.value
        return result
    raise AssertionError("it waits")


@pytest.mark.parametrize("case", [case for case in PACKERS if case not in {"identity", "none"}])
async def test_compressed_data_that_stop_short(case: str) -> None:
    """A proxy that cut the stream but not the connection: truncated, however the framing looks."""
    header, pack = PACKERS[case]
    packed = pack(TEXT)
    cut = packed[: len(packed) // 2] if "after it" not in case else gzip.compress(TEXT)[:-4]
    async with serve(Site({"/": answer(cut, 200, ("Content-Encoding", header))})) as base:
        assert (await refusal(f"{base}/")).reason is Reason.TRUNCATED


@pytest.mark.parametrize(
    ("header", "body"),
    [
        *(("gzip, gzip", gzip.compress(gzip.compress(TEXT))), ("gzip, br", b"x"), ("compress", b"x"), ("lzma", b"x")),
        *(("utf-8", b"x"), ("gzip", TEXT), ("deflate", TEXT), ("zstd", TEXT), ("zstd", zstd.compress(TEXT) + b"<!--")),
        *([("br", b"\xff" * 500)] if brotli else []),
        ("gzip", gzip.compress(TEXT)[:-8] + b"\0\0\0\0" + gzip.compress(TEXT)[-4:]),
    ],
)
async def test_what_cannot_be_decoded(header: str, body: bytes) -> None:
    """More than one coding, unknown codings, wrong checksums, and plain text that claims to be compressed."""
    async with serve(Site({"/": answer(body, 200, ("Content-Encoding", header))})) as base:
        inaccessible = await refusal(f"{base}/")
    assert inaccessible.reason is Reason.ENCODING
    assert inaccessible.evidence


async def test_two_headers_are_two_codings() -> None:
    """Codings on two lines count as those on one."""
    twice = (("Content-Encoding", "gzip"), ("Content-Encoding", "zstd"))
    async with serve(Site({"/": answer(b"x", 200, *twice)})) as base:
        assert (await refusal(f"{base}/")).reason is Reason.ENCODING


async def test_an_empty_body_needs_no_coding() -> None:
    """Servers name a coding also where there is nothing to code."""
    async with serve(Site({"/": answer(b"", 200, ("Content-Encoding", "gzip"))})) as base:
        assert (await fetch(f"{base}/")).body == b""


def bomb(coding: str) -> bytes:
    if coding == "gzip":
        gzipping = zlib.compressobj(1, wbits=16 + zlib.MAX_WBITS)
        return b"".join(gzipping.compress(MEGABYTE) for _ in range(100)) + gzipping.flush()
    if coding == "zstd":
        zstding = zstd.ZstdCompressor()
        return b"".join(zstding.compress(MEGABYTE) for _ in range(100)) + zstding.flush()
    brotling = brotli.Compressor(quality=1)
    return b"".join(brotling.process(MEGABYTE) for _ in range(100)) + bytes(brotling.finish())


@pytest.mark.parametrize("coding", [c for c in ACCEPT_ENCODING.split(", ") if c != "deflate"])
async def test_a_bomb_is_stopped_at_the_limit(coding: str) -> None:
    """100 MB in some kilobytes: the failure comes when the limit is reached, and memory stays near it."""
    packed = answer(bomb(coding), 200, ("Content-Encoding", coding))
    async with serve(Site({"/": packed})) as base:
        tracemalloc.start()
        try:
            inaccessible = await refusal(f"{base}/", max_bytes=2_000_000)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert inaccessible.reason is Reason.TOO_LARGE
    assert peak < 12_000_000


async def test_codings_that_make_nothing_are_bounded_too() -> None:
    """Empty members for ever decode to nothing: their number is limited, and so is what comes in."""
    for coding, member in (("gzip", gzip.compress(b"")), ("zstd", zstd.compress(b""))):
        with pytest.raises(FetchError) as caught:
            await whole(pieces(member * (MAX_MEMBERS + 1), 1 << 16), coding, 1_000_000)
        assert caught.value.inaccessible.reason is Reason.ENCODING
    skipped = b"\x50\x2a\x4d\x18\xf8\xff\x00\x00" + bytes(0xFFF8)
    with pytest.raises(FetchError) as caught:
        await whole(pieces(skipped * 5, 1 << 16), "zstd", 1000)
    assert caught.value.inaccessible.reason is Reason.TOO_LARGE
