"""PDF into the same Document: paragraphs over lines and pages, headings by their fonts, and nothing that hangs."""

from __future__ import annotations

import subprocess
import sys
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import read
from monitor.core.errors import ReadError
from monitor.core.model import BlockKind, Document, Reason
from monitor.core.read.pdf import LIMITS, MOST_FORMS, MOST_PAGES
from tests.pdfs import assembled, page, pdf, stream

FIRST = page(
    ("Privacy Policy", 20, "B"),
    "",
    "Last updated: 3 March 2026",
    "",
    ("1. Data we collect", 14, "B"),
    "",
    "We collect the name and the e-mail address that you give us when you open an ac-",
    "count, and we use them to keep the account safe and to write to you about it.",
    "",
    "• your name, and",
    "• your e-mail address,",
    "where you gave it.",
    head="Example Ltd, confidential",
    foot="1",
)
SECOND = page(
    ("Your rights", 10, "B"),
    "",
    "You can ask for a copy of your data at any time, and we send it to you within thirty",
    "days of the day on which you asked for it. A request can be made in writing, and in",
    head="Example Ltd, confidential",
    foot="2",
)
THIRD = page("every language of the union.", "", "Write to us.", head="Example Ltd, confidential", foot="3")
BOOK = pdf(FIRST, SECOND, THIRD, title="Privacy Policy", language="en-IE")


def refused(body: bytes, content_type: str = "application/pdf") -> str:
    with pytest.raises(ReadError) as caught:
        read(body, content_type=content_type)
    assert caught.value.inaccessible.reason is Reason.UNREADABLE
    return caught.value.inaccessible.evidence


def test_a_pdf_is_read_into_sections_and_paragraphs() -> None:
    """Lines are joined, a word that was cut is whole, lists are lists, and what stands on every page is gone."""
    doc = read(BOOK, url="https://example.org/privacy.pdf", content_type="application/pdf")
    assert [(section.level, section.number, section.heading) for section in doc.sections] == [
        (1, "", "Privacy Policy"),
        (2, "1", "Data we collect"),
        (3, "", "Your rights"),
    ]
    assert doc.text.split("\n") == [
        "Privacy Policy",
        "Last updated: 3 March 2026",
        "1 Data we collect",
        "We collect the name and the e-mail address that you give us when you open an account, and we use them to keep "
        "the account safe and to write to you about it.",
        "your name, and",
        "your e-mail address, where you gave it.",
        "Your rights",
        "You can ask for a copy of your data at any time, and we send it to you within thirty days of the day on which "
        "you asked for it. A request can be made in writing, and in every language of the union.",
        "Write to us.",
    ]
    kinds = [block.kind for section in doc.sections for block in section.blocks]
    assert kinds.count(BlockKind.ITEM) == 2


def test_what_a_pdf_says_of_itself() -> None:
    """Title, language and dates, as of any page."""
    doc = read(BOOK, content_type="application/pdf")
    assert (doc.title, doc.language, doc.encoding, doc.partial) == ("Privacy Policy", "en-IE", "pdf", False)
    assert str(doc.updated) == "2026-03-03"


@pytest.mark.parametrize("stated", ["", "Microsoft Word - notice_v3_FINAL.docx", "policy.pdf", "Untitled"])
def test_the_name_of_a_file_is_no_title(stated: str) -> None:
    """The first heading is."""
    assert read(pdf(FIRST, title=stated)).title == "Privacy Policy"


@pytest.mark.parametrize("content_type", ["", "application/octet-stream", "text/html", "application/pdf; x=y"])
def test_a_pdf_is_known_by_its_bytes(content_type: str) -> None:
    """Servers name it as they like."""
    assert "thirty days" in read(BOOK, content_type=content_type).text


def test_a_hyphen_of_its_own_stays() -> None:
    """Where the text has the word with its hyphen elsewhere, the end of a line did not cut it."""
    lines = ("Third-party cookies are set by others. We name each one of them, and every third-", "party that we know.")
    assert read(pdf(page(*lines))).text.endswith("every third-party that we know.")


def test_the_number_of_a_page_beside_a_running_head_that_changes() -> None:
    """Chapter and page number change; both are known by the number that grows with the page."""
    pages = [page("We keep it.", head=f"Chapter {n // 2}: what we do {n + 7}") for n in range(6)]
    assert "Chapter" not in read(pdf(*pages)).text


def test_without_the_extra_the_reason_says_what_to_install() -> None:
    """The rest of the program works without it."""
    code = (
        "import sys; sys.modules['pypdf'] = None\n"
        "import monitor\n"
        "assert monitor.read(b'<p>We collect data.</p>').text\n"
        "try: monitor.read(b'%PDF-1.7 x')\n"
        "except monitor.ReadError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "unreadable" in done.stdout
    assert "pip install 'privacy-monitor[pdf]'" in done.stdout


def test_a_page_that_speaks_of_pdf_is_a_page() -> None:
    """The mark counts where a file begins with it; after other bytes only where the server says so too."""
    page_of_it = b"<!-- %PDF-1.7 --><p>Our policy as a file begins with %PDF-1.7.</p>"
    assert read(page_of_it, content_type="text/html").text == "Our policy as a file begins with %PDF-1.7."
    assert "thirty days" in read(b"\r\n" + BOOK, content_type="application/pdf").text


def test_letters_that_a_font_maps_to_nonsense_do_no_harm() -> None:
    """Control characters go, half a surrogate pair is a character that cannot be decoded."""
    cmap = b"1 beginbfchar <41> <D800> endbfchar 1 beginbfchar <42> <0007> endbfchar"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /Font << /R 6 0 R >> >> /Contents 4 0 R >>",
        stream(b"BT /R 10 Tf 1 0 0 1 7 7 Tm (data A B kept) Tj ET"),
        b"<< >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 7 0 R >>",
        stream(cmap),
    ]
    text = read(assembled(objects)).text
    assert text.startswith("data")
    assert text.isprintable()
    text.encode()


def test_what_cannot_be_read_is_told() -> None:
    """Damaged, empty, not a PDF at all, a scan, encrypted, too many pages."""
    assert "damaged" in refused(b"%PDF-1.7\nnothing of it")
    assert "not the PDF file" in refused(b"<p>Not found</p>")
    assert "without text" in refused(pdf(page()))
    assert f"at most {MOST_PAGES}" in refused(pdf(*[page("x")] * (MOST_PAGES + 1)))
    locked = (
        "/Encrypt << /Filter /Standard /V 1 /R 2 /O <"
        + "00" * 32
        + "> /U <"
        + "11" * 32
        + "> /P -44 >> /ID [<00> <00>]"
    )
    assert "password" in refused(pdf(FIRST, extra=locked))


def test_a_bomb_is_refused() -> None:
    """A few kilobytes that unpack to more than a page can hold."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /Font << >> >> /Contents 4 0 R >>",
        stream(b" " * (LIMITS["zlib_maximum_output_length"] + 1)),
        b"<< >>",
    ]
    assert len(objects[3]) < 10_000
    refused(assembled(objects))


def test_forms_that_draw_one_another_are_stopped() -> None:
    """Twenty forms, each of which draws the next one ten times, would be drawn 10^20 times."""
    forms = range(6, 26)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /X 6 0 R >> >> >>",
        stream(b"/X Do " * 10),
        b"<< >>",
    ]
    for number in forms:
        below = number + 1 if number < forms[-1] else 4
        packed = zlib.compress(b"/X Do " * 10)
        about = f"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {below} 0 R >> >>"
        objects.append(
            f"{about} /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode() + packed + b"\nendstream"
        )
    assert MOST_FORMS < 10**5
    assert refused(assembled(objects))


@given(st.integers(0, len(BOOK)), st.binary(max_size=8), st.integers(0, 8))
@settings(max_examples=60, deadline=None)
def test_a_damaged_pdf_is_a_document_or_a_read_error(at: int, put: bytes, cut: int) -> None:
    """Whatever the damage."""
    try:
        found = read(BOOK[:at] + put + BOOK[at + cut :], content_type="application/pdf")
    except ReadError:
        return
    assert isinstance(found, Document)


@given(st.integers(0, len(BOOK)))
@settings(max_examples=40, deadline=None)
def test_a_truncated_pdf_is_a_document_or_a_read_error(at: int) -> None:
    """A download that broke off."""
    try:
        read(BOOK[:at], content_type="application/pdf")
    except ReadError:
        return
