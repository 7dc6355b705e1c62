"""What the fuzzer runs: the first byte says of which kind the rest is."""

from __future__ import annotations

import sys

TYPES = (
    "text/html; charset=utf-8",
    "text/html",
    "application/xhtml+xml",
    "text/plain",
    "text/markdown",
    "application/pdf",
    "",
    "text/html; charset=utf-16",
)
SELECTED = (((), ()), (("main",), ()), (("p", "div > b"), ("i",)), ((":nth-child(2 of p)",), (".x",)))
LONGEST = 8_000  # bytes
SLOW = 20  # seconds for so few bytes: a fault
SEEDS = (
    b"\x00<html><head><title>t</title></head><body><main><h1>Privacy</h1><p>We keep <a href=x>data</a></p></main>",
    b'\x02<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>x<![CDATA[y]]></p></body></html>',
    b"\x03PRIVACY\n=======\n\n1. Data\n\n- we keep\n- it\n",
    b"\x04---\ntitle: x\n---\n# A\n\n[b](c) | d\n\n```\ne\n```\n",
    b"\x05%PDF-1.5\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF",
    b"\x01<table><tr><th>a<td>b</table><ul><li>c<ul><li>d</ul></ul><details><summary>e</summary>f</details>",
)


def one(data: bytes) -> None:
    """Anything but a document or a ReadError is raised."""
    kind = data[0] if data else 0
    select, remove = SELECTED[(kind >> 3) % len(SELECTED)]
    try:
        document = monitor.read(
            data[1:], url="https://example.org/p", content_type=TYPES[kind % len(TYPES)], select=select, remove=remove
        )
    except monitor.ReadError:
        return
    if not isinstance(document.text, str):
        raise TypeError(document)


def guided() -> None:
    """By coverage, from the seeds on."""
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(SEEDS):
            (Path(folder) / str(number)).write_bytes(seed)
        atheris.Setup([sys.argv[0], f"-max_len={LONGEST}", f"-timeout={SLOW}", *sys.argv[1:], folder], one)
        atheris.Fuzz()


def unguided() -> None:
    """By Hypothesis, as many examples as runs are asked for."""
    from hypothesis import HealthCheck, given, seed, settings
    from hypothesis import strategies as st

    asked = dict(argument.lstrip("-").split("=", 1) for argument in sys.argv[1:])
    pieces = st.lists(st.one_of(st.binary(max_size=40), st.sampled_from(SEEDS)), max_size=6).map(b"".join)
    test = settings(max_examples=int(asked["runs"]), deadline=None, suppress_health_check=list(HealthCheck))(
        given(st.one_of(st.binary(max_size=LONGEST // 10), pieces))(one)
    )
    seed(int(asked["seed"]))(test)()


try:
    import atheris

    with atheris.instrument_imports(include=["monitor"]):
        import monitor
        import monitor.core.read
except ImportError:
    import monitor

    atheris = None

if __name__ == "__main__":
    guided() if atheris else unguided()
