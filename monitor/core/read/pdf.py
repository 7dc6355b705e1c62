"""PDF to pieces: lines with their fonts from pypdf, then paragraphs, headings and lists by rules of our own.

pypdf is pure Python: a hostile file can make it slow or fail, never overrun memory, and its work is counted here and by
its own limits. Pictures, forms and what scripts would do are not read.
"""

from __future__ import annotations

import io
import logging
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monitor.core.errors import ReadError
from monitor.core.model import Inaccessible, Reason
from monitor.core.read.decode import NO_CHARACTERS
from monitor.core.read.pieces import Piece
from monitor.core.read.printed import Line, pieces_of_lines

if TYPE_CHECKING:
    from pypdf import PdfReader

MOST_PAGES = 500
MOST_WORK = 2_000_000  # operands of all pages; a dense page has 10,000, and a million takes about half a minute
MOST_FORMS = 5_000  # drawn parts (pictures, forms) of all pages: a form in a form in a form doubles at each step
MOST_TEXT = 5_000_000  # characters
LIMITS: dict[str, Any] = {  # of pypdf, a stream each; what is decoded here is page contents and fonts, never a picture
    "zlib_maximum_output_length": 4_000_000,
    "lzw_maximum_output_length": 4_000_000,
    "run_length_maximum_output_length": 4_000_000,
    "array_based_stream_maximum_output_length": 4_000_000,
    "stream_decoding_work_maximum_length": 16_000_000,
    "stream_parsing_work_maximum_count": 300_000,
    "stream_filters_maximum_length": 4,
    "xform_maximum_invocations_per_extraction": 100,
    "page_tree_maximum_entries": 10_000,
    "jbig2dec_binary": None,  # a program of the machine, which pypdf would start
}
NO_TITLE = re.compile(r"^(?:Microsoft Word|untitled|document\d*$)|\.(?:docx?|pdf|odt|rtf|indd|pages)$", re.IGNORECASE)
BOLD = ("bold", "black", "heavy", "demi", "cmbx")  # in names of fonts, the last one as TeX has it


@dataclass(frozen=True, slots=True)
class Print:
    """What a PDF holds: its blocks, and the title and language that it states of itself."""

    pieces: list[Piece]
    title: str
    language: str


def pieces_of_pdf(body: bytes) -> Print:
    """Read a PDF. ReadError where it is encrypted, damaged, too costly, or the extra `pdf` is not installed."""
    try:
        import pypdf
        from pypdf.errors import LimitReachedError
    except ImportError:
        raise _unreadable("a PDF file; reading it needs the extra `pdf`: pip install 'privacy-monitor[pdf]'") from None
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells each oddity of a file, in the file's own words
    try:
        with pypdf.apply_configuration(**LIMITS):
            reader = pypdf.PdfReader(io.BytesIO(body))
            if reader.is_encrypted and not reader.decrypt(""):
                raise _unreadable("a PDF file that asks for a password")
            return _print(reader)
    except ReadError:
        raise
    except LimitReachedError as error:
        raise _unreadable(f"a PDF file that costs too much to read ({str(error)[:120]})") from error
    except pypdf.errors.DependencyError as error:
        raise _unreadable("a PDF file that is encrypted") from error
    except Exception as error:  # a parser of that size may fail on damaged bytes in any way
        raise _unreadable(f"a PDF file that is damaged ({type(error).__name__})") from error


def _print(reader: PdfReader) -> Print:
    count = len(reader.pages)
    if count > MOST_PAGES:
        raise _unreadable(f"a PDF file of {count:,} pages; at most {MOST_PAGES} are read")
    scribe = _Scribe()
    pages = [list(scribe.lines(page)) for page in reader.pages]
    if not any(pages):
        raise _unreadable("a PDF file without text, such as a scan")
    stated = reader.metadata.title if reader.metadata else None
    language = reader.root_object.get("/Lang")
    title = _clean(stated) if isinstance(stated, str) else ""
    return Print(
        pieces_of_lines(pages),
        "" if NO_TITLE.search(title) else title,
        _clean(language)[:20] if isinstance(language, str) else "",
    )


class _Scribe:
    """Takes down what pypdf comes across, and stops it when it has done too much."""

    def __init__(self) -> None:
        self.work = self.forms = self.size = 0
        self.runs: list[tuple[str, float, bool, float, float]] = []  # text, size, bold, x, y

    def lines(self, page: Any) -> Iterator[Line]:
        """The lines of a page, in the order they are drawn."""
        self.runs = []
        page.extract_text(visitor_operand_before=self._before, visitor_text=self._text)
        run: list[tuple[str, float, bool, float, float]] = []
        for text, *rest in self.runs:
            first, *more = text.split("\n")
            run.append((first, *rest))  # type: ignore[arg-type]
            for part in more:
                yield from _line(run)
                run = [(part, *rest)]  # type: ignore[list-item]
        yield from _line(run)

    def _before(self, operator: bytes, operands: Any, _cm: Any, _tm: Any) -> None:
        self.work += 1 + len(operands) + sum(len(operand) for operand in operands if isinstance(operand, list))
        self.forms += operator == b"Do"
        if self.work > MOST_WORK or self.forms > MOST_FORMS:
            raise _unreadable("a PDF file that draws too much to be read")

    def _text(self, text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        self.size += len(text)
        if self.size > MOST_TEXT:
            raise _unreadable(f"a PDF file with more than {MOST_TEXT:,} characters")
        if not text:
            return
        scale = math.hypot(tm[2] * cm[0] + tm[3] * cm[2], tm[2] * cm[1] + tm[3] * cm[3])
        x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        name = str(font.get("/BaseFont", "")).lower() if font else ""
        self.runs.append((text, round(abs(size * scale), 1), any(mark in name for mark in BOLD), x, y))


def _line(runs: list[tuple[str, float, bool, float, float]]) -> Iterator[Line]:
    """One line of runs; its size is that of most of its characters. Nothing for a line without words."""
    text = _clean("".join(run[0] for run in runs))
    if not text:
        return
    worded = [run for run in runs if run[0].strip()]
    lengths: dict[float, int] = {}
    for run in worded:
        lengths[run[1]] = lengths.get(run[1], 0) + len(run[0])
    size = max(lengths, key=lambda size: (lengths[size], size))
    yield Line(text, size, all(run[2] for run in worded), worded[0][3], worded[0][4])


def _clean(text: str) -> str:
    """The words of a text. Fonts can map a letter to anything: a control character, half of a surrogate pair."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return " ".join(whole.translate(NO_CHARACTERS).split())


def _unreadable(evidence: str) -> ReadError:
    return ReadError(Inaccessible(Reason.UNREADABLE, f"the response is {evidence}"))
