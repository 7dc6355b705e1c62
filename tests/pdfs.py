"""PDF files made by hand: text at places, in two fonts, and nothing else."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

Run = tuple[float, float, float, str, str]  # x, y, size, font (R or B), words


def page(*lines: str | tuple[str, float, str], top: float = 700, head: str = "", foot: str = "") -> list[Run]:
    """Lines below one another: text of 10 points, or (words, size, font); "" is a gap. Head and foot are running."""
    runs: list[Run] = []
    y = top
    if head:
        runs.append((72, 760, 8, "R", head))
    for line in lines:
        words, size, font = (line, 10.0, "R") if isinstance(line, str) else line
        y -= size * 1.2
        if words:
            runs.append((72, y, size, font, words))
    if foot:
        runs.append((300, 40, 8, "R", foot))
    return runs


def pdf(*pages: Sequence[Run], title: str = "", language: str = "", extra: str = "") -> bytes:
    """A file of these pages. `extra` goes into the trailer."""
    fonts = "/R 3 0 R /B 4 0 R"
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {f'/Lang ({language})' if language else ''} >>".encode(),
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{6 + 2 * n} 0 R' for n in range(len(pages)))}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        f"<< /Title ({title}) >>".encode("cp1252"),
    ]
    for number, runs in enumerate(pages):
        about = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << {fonts} >> >>"
        objects.append(f"{about} /Contents {7 + 2 * number} 0 R >>".encode())
        objects.append(stream("\n".join(map(_drawn, runs)).encode("cp1252")))
    return assembled(objects, extra)


def stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(packed), packed)


def assembled(objects: Sequence[bytes], extra: str = "") -> bytes:
    """A file of numbered objects, the first of which is its catalog, the fifth what it says of itself."""
    out = b"%PDF-1.5\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    trailer = f"<< /Size {size} /Root 1 0 R /Info 5 0 R {extra} >>".encode()
    return out + b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        table,
        trailer,
        len(out),
    )


def _drawn(run: Run) -> str:
    x, y, size, font, words = run
    escaped = words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /{font} {size} Tf 1 0 0 1 {x} {y} Tm ({escaped}) Tj ET"
