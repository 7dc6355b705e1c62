"""Whatever a page contains stays text, in every format and in every field."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from markdown_it import MarkdownIt
from report_samples import HOSTILE, hostile, poisoned, rich

from monitor.core.model import Block, BlockKind, Document, Edit, EditOp, Link, Section
from monitor.report.document import document_markdown, document_text, redline_text
from monitor.report.html import redline_html, report_html
from monitor.report.markdown import report_markdown
from monitor.report.redline import Line
from monitor.report.text import report_text, table_text
from monitor.report.visible import is_web, visible

OURS = set(
    "html head meta title style body header nav main article section footer p h1 h2 h3 ul ol li a bdi span div details"
    " summary del ins table thead tbody tr th td code strong br time blockquote".split()
)
ATTRIBUTES = set("lang dir class id href rel charset name content http-equiv aria-label title scope data-label datetime".split())  # fmt: skip
ACTS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module")
def soup() -> BeautifulSoup:
    return BeautifulSoup(report_html(hostile()), "lxml")


def elements(soup: BeautifulSoup) -> list[Tag]:
    return [tag for tag in soup.find_all(True) if isinstance(tag, Tag)]


def test_html_has_no_element_or_attribute_but_ours(soup: BeautifulSoup) -> None:
    """No script, no image, no form, no handler, no style attribute: an escaping fault would bring one."""
    assert {tag.name for tag in elements(soup)} <= OURS
    assert {name for tag in elements(soup) for name in tag.attrs} <= ATTRIBUTES
    assert len(soup.find_all("style")) == 1


def test_html_has_the_structure_of_the_harmless_report(soup: BeautifulSoup) -> None:
    """Hostile text adds and removes nothing, save the links that its URLs no longer deserve."""
    harmless = BeautifulSoup(report_html(rich()), "lxml")
    structure = [[tag.name for tag in elements(page) if tag.name not in ("a", "ins", "del", "details")] for page in (harmless, soup)]  # fmt: skip
    assert [name for name in structure[0] if name in ("h1", "h2", "h3", "tr", "li")] == [
        name for name in structure[1] if name in ("h1", "h2", "h3", "tr", "li")
    ]


def test_html_loads_nothing_and_links_only_to_the_web() -> None:
    """All that leads outside are the evidence links, http or https, without a referrer."""
    page = BeautifulSoup(report_html(rich()), "lxml")
    outside = [tag for tag in page.find_all("a") if not str(tag["href"]).startswith("#")]
    assert {str(tag["href"]) for tag in outside} == {"https://cloud.example/privacy", "https://cloud.example/privacy/"}
    assert all({"noreferrer", "noopener"} <= set(tag["rel"]) for tag in outside)
    assert [tag for tag in elements(page) if tag.get("src") or (tag.name != "a" and tag.get("href"))] == []
    assert re.search(r"@import|url\(", str(page.style)) is None


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example",
        "https://",
        "https://a\\@b",
        "https://a/\x00",
        "https://a/\u202e",
        "https://[::1",
        "https://a/ b",
        "",
    ],
)
def test_only_http_and_https_become_links(url: str) -> None:
    """Anything else stands as text."""
    assert not is_web(url)
    told = poisoned(rich(), lambda text: url if text.startswith("https://cloud") else text)
    page = BeautifulSoup(report_html(told), "lxml")
    assert [tag for tag in page.find_all("a") if not str(tag["href"]).startswith("#")] == []


def test_the_policy_in_the_file_forbids_all_but_its_own_style(soup: BeautifulSoup) -> None:
    """default-src 'none', and the one style sheet by its hash."""
    policy = str(soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"])  # type: ignore[index]
    assert soup.style is not None
    digest = base64.b64encode(hashlib.sha256(soup.style.get_text().encode()).digest()).decode()
    assert policy.split("; ") == [
        "default-src 'none'",
        f"style-src 'sha256-{digest}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]


def test_html_shows_what_would_act(soup: BeautifulSoup) -> None:
    """Control characters and overrides are signs; templates and rich markup in a page are text; nothing is lost."""
    html = report_html(hostile())
    assert ACTS.search(html) is None
    html.encode("utf-8")
    text = soup.get_text()
    for part in ("{{ 7*7 }}", "[bold red]markup[/]", "[U+202E]", "␛", "<script>document.title='owned'</script>"):
        assert part in text


@pytest.mark.parametrize("colour", [False, True])
def test_no_page_commands_the_terminal(colour: bool) -> None:
    """The only escapes are our colours; no title is set, no screen cleared, no line overwritten."""
    written = report_text(hostile(), colour=colour)
    ours = re.compile(r"\x1b\[[0-9;]*m") if colour else re.compile("(?!)")
    assert ACTS.search(ours.sub("", written)) is None
    assert ("\x1b[" in written) is colour
    assert "[bold red]markup[/]" in written.replace("\n", "")
    assert ACTS.search(table_text([HOSTILE[:40]], [[HOSTILE]])) is None


def test_a_redline_has_no_element_but_ours_and_shows_what_would_act() -> None:
    """The whole text of both sides hostile, as every kind of line."""
    lines = [
        Line((Edit(op, HOSTILE), Edit(EditOp.KEEP, HOSTILE)), kind, level, 2, moved=True)
        for op in EditOp
        for kind in BlockKind
        for level in (0, 3)
    ]
    html = redline_html(hostile().entries[0].telling, lines, HOSTILE)
    page = BeautifulSoup(html, "lxml")
    assert {tag.name for tag in elements(page)} <= OURS | {"h4"}
    assert {name for tag in elements(page) for name in tag.attrs} <= ATTRIBUTES
    assert ACTS.search(html) is None
    assert page.get_text().count("<script>document.title='owned'</script>") > 2 * len(lines)


def tokens(markdown: str) -> list[str]:
    """All token types of a Markdown text, without the plain ones."""
    flat = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown):
        flat += [token, *(token.children or [])]
    return [token.type for token in flat]


def test_no_page_brings_markup_into_markdown() -> None:
    """No link, image, HTML or code; and exactly the headings, lists and tables of the harmless report."""
    found = set(tokens(report_markdown(hostile())))
    assert not found & {"link_open", "image", "code_inline", "fence", "code_block", "html_block", "hr"}
    for kind in ("heading_open", "list_item_open", "tr_open", "blockquote_open"):
        assert tokens(report_markdown(hostile())).count(kind) == tokens(report_markdown(rich())).count(kind)


@pytest.mark.parametrize("text", ["# h", "- a", "+ a", "1. a", "1) a", "***", "---", "===", "> q", "    code", "\ttab", "```", "~~~", "<b>", "<!--", "&amp;", "[a]: b", "| a |", "![a](b)", "\\", "a  \nb", "http://e.example", "www.e.example"])  # fmt: skip
def test_every_kind_of_markdown_stays_text(text: str) -> None:
    """As the text of a block, it comes out of a Markdown renderer as it was."""
    block = Block(BlockKind.PARAGRAPH, text)
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(
        document_markdown(Document((Section(0, "", blocks=(block,)),)))
    )  # fmt: skip
    rendered = BeautifulSoup(html, "lxml")
    assert rendered.get_text().strip() == " ".join(text.split())
    assert {tag.name for tag in elements(rendered)} <= {"html", "body", "p"}


def test_a_hostile_document_stays_text() -> None:
    """On the terminal and in Markdown, as every kind of block."""
    blocks = tuple(Block(kind, HOSTILE, (Link(HOSTILE, HOSTILE),), 3) for kind in BlockKind)
    document = Document((Section(2, HOSTILE, (HOSTILE,), HOSTILE, blocks=blocks),), HOSTILE)
    assert ACTS.search(document_text(document)) is None
    steps = (Edit(EditOp.DELETE, HOSTILE), Edit(EditOp.INSERT, HOSTILE))
    assert ACTS.search(redline_text([Line(steps, kind, depth=3) for kind in BlockKind])) is None
    assert not set(tokens(document_markdown(document))) & {"link_open", "image", "html_inline", "html_block", "fence"}


def test_visible_text_loses_nothing() -> None:
    """Each acting character has its sign; all others, right-to-left words included, stay."""
    assert visible("a\x1bb\x9b\u202e\ud800\x7f") == "a␛b[U+009B][U+202E]\ufffd␡"
    assert visible("שלום — ok\tx\ny\r\nz") == "שלום — ok\tx\ny\nz"


def test_a_browser_runs_nothing_of_it(tmp_path: Path) -> None:
    """The hostile report in a real browser: its title is ours, its headline stands, no payload ran."""
    browser = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
    if browser is None:
        pytest.skip("neither chromium nor google-chrome is on PATH")
    page = tmp_path / "report.html"
    page.write_text(report_html(hostile()), "utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    quiet = ["--disable-component-update", "--disable-sync", f"--user-data-dir={tmp_path / 'profile'}"]
    command = [browser, *flags, *quiet, "--dump-dom", page.as_uri()]
    dom = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=True).stdout
    shown = BeautifulSoup(dom, "lxml")
    assert shown.title is not None
    assert shown.title.get_text().startswith("Privacy pages, week 47<script>")
    assert shown.h2 is not None
    assert shown.h2.get_text().startswith("Example Cloud")
    assert {tag.name for tag in elements(shown)} <= OURS
