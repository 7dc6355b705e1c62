"""Bytes to text: whose word on the encoding counts, and what is done about damage."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import read
from monitor.core.read.decode import Decoded, decode

QUOTED = "We don’t sell “your data” — naïve café, 30 €."
UMLAUTS = "Für Nutzer über 16: größere Änderungen."


def twice(text: str) -> bytes:
    """As a program writes it that took UTF-8 for windows-1252 and made UTF-8 of that."""
    shown = "".join(
        chr(byte) if byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes([byte]).decode("cp1252")
        for byte in text.encode()
    )
    return shown.encode()


@pytest.mark.parametrize(
    ("body", "content_type", "encoding", "by"),
    [
        (codecs.BOM_UTF8 + UMLAUTS.encode(), "text/html; charset=iso-8859-1", "utf-8", "the byte order mark"),
        (codecs.BOM_UTF16_LE + UMLAUTS.encode("utf-16-le"), "text/html", "utf-16-le", "the byte order mark"),
        (UMLAUTS.encode("cp1252"), "text/html; charset=ISO-8859-1", "cp1252", "the HTTP header"),
        (b"<meta charset=utf-8>" + UMLAUTS.encode("cp1252"), "text/html; charset=latin1", "cp1252", "the HTTP header"),
        (
            b"<meta charset=windows-1252>" + UMLAUTS.encode("cp1252"),
            "text/html; charset=nonsense",
            "cp1252",
            "the markup",
        ),
        (b"<meta charset=x-sjis>" + "個人情報".encode("cp932"), "text/html", "cp932", "the markup"),
        (b"<meta charset=utf-16>" + UMLAUTS.encode(), "text/html", "utf-8", "the markup"),
        (UMLAUTS.encode(), "text/html", "utf-8", "the bytes, which fit"),
        (UMLAUTS.encode("cp1252"), "text/html", "cp1252", "nobody, and the bytes are no UTF-8"),
    ],
)
def test_the_first_to_say_it_decides(body: bytes, content_type: str, encoding: str, by: str) -> None:
    """Byte order mark, HTTP, markup, then the bytes themselves."""
    decoded = decode(body, content_type)
    assert (decoded.encoding, decoded.by, decoded.damage) == (encoding, by, 0)
    assert decoded.text.endswith(UMLAUTS) or "個人情報" in decoded.text


def test_utf16_without_a_mark_is_read_where_it_is_declared() -> None:
    """Its zero bytes do not make it binary then."""
    body = f"<p>{UMLAUTS}</p>".encode("utf-16-le")
    assert read(body, content_type="text/html; charset=utf-16le").text == UMLAUTS


def test_text_that_was_encoded_twice_is_whole_again() -> None:
    """A page that is broken for an hour is no change: it reads as it did before."""
    right, wrong = (
        read(b"<p>" + body + b"</p>", content_type="text/html") for body in (QUOTED.encode(), twice(QUOTED))
    )
    assert wrong.sections == right.sections
    assert (wrong.encoding, wrong.damage) == ("utf-8, twice", 0)


def test_utf8_that_is_declared_as_something_else_is_read_as_utf8() -> None:
    """No text in a letter-a-byte encoding is good UTF-8 by chance."""
    decoded = decode(QUOTED.encode(), "text/html; charset=iso-8859-1")
    assert (decoded.text, decoded.encoding, decoded.mended) == (QUOTED, "utf-8", 7)
    assert decoded.by == "the bytes, against the HTTP header (cp1252)"
    assert decode("café".encode("cp1252"), "text/html; charset=iso-8859-1").text == "café"


def test_half_a_page_encoded_twice_is_counted_and_left() -> None:
    """Nobody can say which of the characters are meant as they stand."""
    decoded = decode(twice(QUOTED) + UMLAUTS.encode())
    assert decoded.damage == 7
    assert decoded.text.endswith(UMLAUTS)
    assert decoded.text.startswith("We donâ€™t")


@pytest.mark.parametrize(
    "text", ["IRMÃ” e CAMISÃ", "à propos : « données »", "Ângela Â", "½ © ® ™ 20 °C", "данные", "数据"]
)
def test_a_right_text_is_left_alone(text: str) -> None:
    """Letters that happen to look like it are letters."""
    assert decode(text.encode()) == Decoded(text, "utf-8", 0, "the bytes, which fit")


def test_what_cannot_be_decoded_is_counted() -> None:
    """As many as there are."""
    assert decode(b"caf\xe9 na\xefve", "text/html; charset=utf-8").damage == 2


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffd\ufeff\ufffe\uffff")))
def test_any_text_comes_out_as_it_went_in_or_is_said_to_be_mended(text: str) -> None:
    """UTF-8 that is declared as such."""
    decoded = decode(text.encode(), "text/html; charset=utf-8")
    assert decoded.text == text or decoded.mended


@given(
    st.binary(max_size=300),
    st.sampled_from(["utf-8", "cp1252", "utf-16", "utf-7", "gb18030", "iso-2022-jp", "rot13", ""]),
)
def test_any_bytes_decode(body: bytes, charset: str) -> None:
    """Nothing is raised, whatever is declared."""
    assert isinstance(decode(body, f"text/html; charset={charset}").text, str)
