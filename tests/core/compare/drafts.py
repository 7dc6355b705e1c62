"""Documents written down shortly, and drawn at random, for the tests of comparing."""

from __future__ import annotations

from hypothesis import strategies as st

from monitor.core.model import Block, BlockKind, Change, Document, Link, Section

URL = "https://example.org/privacy"


def doc(*lines: str, url: str = URL) -> Document:
    """A document of lines: `# 1. Heading` begins a section, `text -> target` is a block with a link, others are blocks."""
    sections: list[Section] = [Section(0, "")]
    for line in lines:
        if line.startswith("# "):
            number, _, heading = line[2:].rpartition(". ") if line[2].isdigit() else ("", "", line[2:])
            sections.append(Section(2, heading, (heading,), number=number and f"{number}."))
        else:
            text, *targets = line.split(" -> ")
            block = Block(BlockKind.PARAGRAPH, text, tuple(Link(text, target) for target in targets))
            last = sections.pop()
            sections.append(Section(last.level, last.heading, last.path, last.number, blocks=(*last.blocks, block)))
    return Document(tuple(section for section in sections if section.heading or section.blocks), url=url)


def told(found: tuple[Change, ...]) -> list[tuple[str, str, str]]:
    """The changes as kind, before, after."""
    return [(change.kind.value, change.before, change.after) for change in found]


SENTENCES = (
    "We collect your name and your e-mail address when you register.",
    "We may share your location with partners for 30 days.",
    "We do not sell your personal data to anyone.",
    "You can ask us to delete what we store about you.",
    "Location",
    "Cookies",
    "we collect YOUR name and your e-mail address when you register",
    "•",
    "1. Cookies",
    "",
)
words = st.text(alphabet="ab AB.,é1 “-漢\n", max_size=12)
texts = st.one_of(
    st.sampled_from(SENTENCES), words, st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3).map(" ".join)
)
links = st.lists(
    st.builds(
        Link, st.just("here"), st.sampled_from(["/a", "/b?utm_source=x", "https://x.org/#c", "http://[", URL + "#d"])
    ),
    max_size=2,
).map(tuple)
blocks = st.builds(Block, st.sampled_from(BlockKind), texts, links)
sections = st.builds(
    Section,
    st.integers(0, 6),
    texts,
    st.just(()),
    st.sampled_from(["", "1.", "2.1"]),
    blocks=st.lists(blocks, max_size=4).map(tuple),
)
documents = st.builds(Document, st.lists(sections, max_size=4).map(tuple), url=st.sampled_from(["", URL, "http://["]))
