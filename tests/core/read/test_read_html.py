"""What of a page is the policy: layouts and furniture that real pages have, each in a few lines."""

from __future__ import annotations

from datetime import date

import pytest

from monitor import read
from monitor.core.errors import ReadError
from monitor.core.model import BlockKind, Document, Reason
from monitor.core.read.explaining import explain

PROSE = "We collect the personal data that you give us when you open an account and use our services every day. "


def page(body: str, *, head: str = "<title>Privacy</title>") -> Document:
    return read(
        f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'.encode(),
        url="https://example.org/legal/privacy",
        content_type="text/html",
    )


def texts(document: Document) -> list[str]:
    return list(document.lines())


@pytest.mark.parametrize(
    "furniture",
    [
        "<nav><a href='/'>Home</a><a href='/blog'>Blog (21)</a></nav>",
        "<header><a href='/'>Home</a> <span>Blog (21)</span></header>",
        "<footer>© Home Blog. We are hiring!</footer>",
        "<div class='cookie-banner'><p>Home of cookies. Blog about them.</p><button>Accept</button></div>",
        "<div id='onetrust-consent-sdk'><p>Home Blog</p></div>",
        "<ul class='breadcrumb'><li>Home</li><li>Blog</li></ul>",
        "<div class='related-articles'><h3>Home</h3><p>Blog posts that you may like</p></div>",
        "<div role='dialog'><p>Home Blog newsletter</p></div>",
        "<dialog open><p>Home Blog newsletter</p></dialog>",
        "<a class='skip-link' href='#main'>Home Blog skip</a>",
        "<div class='language-picker'>Home Deutsch Blog</div>",
        "<p style='display: none'>trace Home Blog</p>",
        "<script>var Home = 'Blog'</script><style>.Home{}</style><noscript>Home Blog</noscript>",
        "<!-- Home Blog -->",
        "<div class='feedback-widget'>Was this Home helpful? Blog</div>",
    ],
)
def test_furniture_around_the_text_is_not_the_policy(furniture: str) -> None:
    """Whatever stands around the text, above it or below, is left out whole."""
    main = f"<div class='content'><h1>Privacy policy</h1><p>{PROSE * 3}</p><p>{PROSE * 2}</p></div>"
    for body in (furniture + main, main + furniture):
        text = page(body).text
        assert "Privacy policy" in text
        assert "Home" not in text
        assert "Blog" not in text


@pytest.mark.parametrize(
    "layout",
    [
        "<div class='detail-content hidden'><p>{}</p></div>",
        "<details><summary>Retention</summary><p>{}</p></details>",
        "<div role='tabpanel' hidden><p>{}</p></div>",
        "<div aria-hidden='true' class='accordion-panel'><p>{}</p></div>",
        "<form action='/' method='post'><div><p>{}</p></div></form>",
        "<div>{}<br><br>And more of it.</div>",
        "<table><tr><td><b>Retention</b></td><td>{}</td></tr></table>",
        "<dl><dt>Retention</dt><dd>{}</dd></dl>",
        "<blockquote>{}</blockquote>",
        "<div style='display:none' class='expander'>" + PROSE * 5 + "{}</div>",
        "<aside class='note'><p>{}</p></aside>",
        "<x-part><x-line>{}</x-line><x-line>And more of it.</x-line></x-part>",
        "<table><p>{}</p><tr><td>Data</td><td>Purpose</td></tr></table>",
        "<table><tr>{}<td>Data</td><td>Purpose</td></tr></table>",
        "<table><tr><td>Data</td><td>Purpose</td>{}</tr></table>",
    ],
)
def test_content_is_kept_however_it_is_laid_out(layout: str) -> None:
    """Expanders, tabs, tables, definition lists and line breaks hold policy text."""
    sentence = "We keep your search history for eighteen months."
    body = f"<main><h1>Privacy</h1><p>{PROSE * 4}</p>{layout.format(sentence)}<p>{PROSE * 4}</p></main>"
    assert sentence in page(body).text


def test_lists_keep_their_nesting_and_tables_their_rows() -> None:
    """Items say how deep they stand; a row joins its cells."""
    document = page(
        f"<main><h1>Privacy</h1><p>{PROSE * 3}</p><ul><li>One<ul><li>Inner</li></ul></li><li>Two</li></ul>"
        "<table><tr><th>Data</th><th>Kept for</th></tr><tr><td>Logs</td><td>30 days</td></tr></table></main>"
    )
    blocks = [(b.kind, b.depth, b.text) for section in document.sections for b in section.blocks][1:]
    assert blocks == [
        (BlockKind.ITEM, 1, "One"),
        (BlockKind.ITEM, 2, "Inner"),
        (BlockKind.ITEM, 1, "Two"),
        (BlockKind.ROW, 0, "Data | Kept for"),
        (BlockKind.ROW, 0, "Logs | 30 days"),
    ]


def test_sections_are_a_tree_with_numbers_apart_from_headings() -> None:
    """Headings of every kind: tags, roles, bold paragraphs; `2.1` is no part of the words."""
    document = page(
        f"<main><h1>Privacy</h1><p>{PROSE}</p><h2 id='who'>1. Who we are</h2><p>{PROSE}</p>"
        f"<div role='heading' aria-level='3'>1.1 Our address</div><p>{PROSE}</p>"
        f"<p><strong>Retention</strong></p><p>{PROSE}</p></main>"
    )
    assert [(s.level, s.number, s.heading, s.path) for s in document.sections] == [
        (1, "", "Privacy", ("Privacy",)),
        (2, "1", "Who we are", ("Privacy", "Who we are")),
        (3, "1.1", "Our address", ("Privacy", "Who we are", "Our address")),
        (4, "", "Retention", ("Privacy", "Who we are", "Our address", "Retention")),
    ]
    assert document.sections[1].anchor == "who"


def test_links_have_resolved_targets_and_stand_apart_from_the_text() -> None:
    """The words of a link are text; where it leads is kept beside."""
    document = page(
        f"<main><p>{PROSE * 3}</p><p>See <a href='../cookies?x=1#a'>our <b>cookie</b> policy</a>.</p></main>"
    )
    block = document.sections[0].blocks[1]
    assert block.text == "See our cookie policy."
    assert [(link.text, link.target) for link in block.links] == [
        ("our cookie policy", "https://example.org/cookies?x=1#a")
    ]


def test_an_address_that_a_cdn_hides_is_read_as_it_is() -> None:
    """The code differs at each request; the address that it stands for does not."""

    def hidden(key: int) -> str:
        code = bytes([key, *(letter ^ key for letter in b"dpo@example.org")]).hex()
        span = f"<a href='/cdn-cgi/l/email-protection' class='__cf_email__' data-cfemail='{code}'><i>[email</i>&#160;<b>protected]</b></a>"
        return (
            f"<main><p>{PROSE * 3}</p><p>Ask {span} or <a href='/cdn-cgi/l/email-protection#{code}'>us</a>.</p></main>"
        )

    first, second = page(hidden(7)), page(hidden(0xA4))
    assert first == second
    assert first.sections[0].blocks[1].text == "Ask dpo@example.org or us."
    assert {link.target for link in first.sections[0].blocks[1].links} == {"mailto:dpo@example.org"}


def test_selectors_of_a_person_rule() -> None:
    """`select` says what the policy is, `remove` what is not; both also where only soupsieve understands them."""
    html = b"<body><nav><p class=x>Navigation words</p></nav><div id=p><p>Kept</p><p class=ad>Ad: buy</p></div></body>"
    assert read(html, select=["#p"], remove=[".ad"]).text == "Kept"
    assert read(html, select=["p:-soup-contains('Navigation')"]).text == "Navigation words"
    assert read(html, select=["div > p:nth-child(1 of .ad)"]).text == "Ad: buy"
    assert read(html, select=["p.x", "nav", "#p"]).text == "Navigation words\nKept\nAd: buy"


def test_a_selector_that_matches_nothing_is_told_and_never_an_empty_policy() -> None:
    """ReadError with the reason, naming the selector."""
    with pytest.raises(ReadError, match=r"#gone") as caught:
        read(b"<p>text</p>", select=["#gone"])
    assert caught.value.inaccessible.reason is Reason.SELECTOR


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("<p>Café – données</p>".encode("cp1252"), "text/html; charset=iso-8859-1"),
        ("<p>Café – données</p>".encode(), "text/html; charset=utf-8"),
        (b"\xef\xbb\xbf" + "<p>Café – données</p>".encode(), "text/html; charset=iso-8859-1"),
        ("<p>Café – données</p>".encode("utf-16"), ""),
        ("<meta charset=windows-1252><p>Café – données</p>".encode("cp1252"), "text/html"),
        ("<meta charset=utf-16><p>Café – données</p>".encode(), "text/html"),
        ("<p>Café – données</p>".encode(), ""),
    ],
)
def test_bytes_are_decoded_as_a_browser_would(body: bytes, content_type: str) -> None:
    """Byte order mark, then HTTP, then meta, then the content; labels mean what browsers take them for."""
    document = read(body, content_type=content_type)
    assert document.text == "Café – données"
    assert document.damage == 0


def test_characters_that_cannot_be_decoded_are_counted() -> None:
    """The text is read all the same, and says how damaged it is."""
    document = read(b"<p>caf\xe9 and t\xe9l\xe9</p>", content_type="text/html; charset=utf-8")
    assert document.damage == 3


@pytest.mark.parametrize("body", [b"%PDF-1.7 x", b"PK\x03\x04rest", b"\x89PNG\r\n", b"\x00\x01\x02" * 100, b"\x7fELF"])
def test_what_is_no_page_is_refused_with_its_kind(body: bytes) -> None:
    """Binary content is unreadable, not an empty policy."""
    with pytest.raises(ReadError) as caught:
        read(body, content_type="text/html")
    assert caught.value.inaccessible.reason is Reason.UNREADABLE


def test_markdown_and_plain_text_give_sections_too() -> None:
    """Headings, lists and paragraphs of formats without tags."""
    markdown = read(
        b"# Privacy\n\nWe *care*.\n\n## 1. Data\n\n- One\n- [Two](https://e.org/2)\n", url="https://e.org/p.md"
    )
    assert [(s.level, s.number, s.heading, [b.text for b in s.blocks]) for s in markdown.sections] == [
        (1, "", "Privacy", ["We care."]),
        (2, "1", "Data", ["One", "Two"]),
    ]
    plain = read(
        b"PRIVACY POLICY\n\nWe care\nabout you.\n\n1. Data we hold\n\n- one\n- two\n", content_type="text/plain"
    )
    assert [(s.heading, [b.text for b in s.blocks]) for s in plain.sections] == [
        ("PRIVACY POLICY", ["We care about you."]),
        ("Data we hold", ["one", "two"]),
    ]


def test_empty_and_hostile_markup_give_a_document() -> None:
    """Nothing to read is an empty document; 50,000 attributes and deep nesting cost little and lose no words."""
    assert texts(read(b"", content_type="text/html")) == []
    assert texts(read(b"<!-- -->", content_type="text/html")) == []
    attributes = " ".join(f"a{n}=1" for n in range(50_000))
    assert read(f"<p {attributes}>words</p>".encode()).text == "words"
    assert read(f"<p>before<p {attributes}>words</p><p {attributes}>more".encode()).text == "before\nwords\nmore"
    assert read(b"<p>" + b"long word " * 5000).words == 10_000
    assert read(b"<div>" * 600 + b"deep words" + b"</div>" * 600).text == "deep words"
    deeper = read(b"<div>" * 10_000 + b"deep words")
    assert deeper.partial or deeper.text == "deep words"


@pytest.mark.parametrize(
    ("sentence", "updated", "effective"),
    [
        ("Last updated: November 13, 2025", "2025-11-13", None),
        ("UpdatedNovember 13, 2025", "2025-11-13", None),
        ("Effective date: 1 March 2024. Last revised on 2024-02-11.", "2024-02-11", "2024-03-01"),
        ("Dernière mise à jour : 3 août 2023", "2023-08-03", None),
        ("Gültig ab 01.02.2024", None, "2024-02-01"),
        ("Última actualización: 5 de mayo de 2022", "2022-05-05", None),
        ("更新日期：2024年5月6日", "2024-05-06", None),
        ("We were founded on May 1, 2001.", None, None),
        ("Effective: December 14, 2023", None, "2023-12-14"),
        ("Last updated: November 2023", "2023-11-01", None),
        ("Last Revised 13th of June, 2022; becomes effective on July 1st, 2022", "2022-06-13", "2022-07-01"),
        ("Entrée en vigueur le mercredi 11 août 2020", None, "2020-08-11"),
        ("Version du 2 mai 2024, applicable à compter du 1er juin 2024", "2024-05-02", "2024-06-01"),
        ("Stand: Januar 2024", "2024-01-01", None),
        ("Fassung vom 3. März 2023. Gilt ab 1. April 2023.", "2023-03-03", "2023-04-01"),
        ("Fecha de entrada en vigor: 1 de enero de 2024", None, "2024-01-01"),
        ("Última atualização em 2 de junho de 2023. Vigência: 1 de julho de 2023", "2023-06-02", "2023-07-01"),
        ("Ultimo aggiornamento: 5 maggio 2022, in vigore dal 1 giugno 2022", "2022-05-05", "2022-06-01"),
        ("Laatst bijgewerkt op 3 maart 2024; geldig vanaf 1 april 2024", "2024-03-03", "2024-04-01"),
        ("版本更新日期：2023年12月28日 生效日期：2024年1月1日", "2023-12-28", "2024-01-01"),
        ("最終改定日：2024年4月1日", "2024-04-01", None),
        ("最終更新日 2024年4月", "2024-04-01", None),
        ("改定日：2024年4月1日 制定日：2015年4月1日", "2024-04-01", None),
        ("시행일: 2024년 3월 1일", None, "2024-03-01"),
        ("최종 수정일 2024년 02월 11일. 이 방침은 2024년 3월 1일부터 시행됩니다.", "2024-02-11", "2024-03-01"),
        ("2024년 2월 11일 개정", "2024-02-11", None),
        ("2024년 3월 1일에 적용", None, "2024-03-01"),
        ("Effective as of the 5th of March, 2024", None, "2024-03-05"),
        ("Updated as of March 5,2024", "2024-03-05", None),
        ("Last updated: 04/05/2024", None, None),
        ("Last updated: 25/05/2024", "2024-05-25", None),
        ("Issued September 2023", "2023-09-01", None),
        ("Version 3.1, approved 18 June 2024, next review June 2026", "2024-06-18", None),
        ("Policy dated 22 November 2023", "2023-11-22", None),
        ("Approved: 7 September 2023. Reviewed on 8 September 2024.", "2023-09-07", None),
        ("Senast uppdaterad: 2 oktober 2024. Gäller från och med 1 november 2024.", "2024-10-02", "2024-11-01"),
        ("Ostatnia aktualizacja: 5 czerwca 2024. Obowiązuje od dnia 1 lipca 2024.", "2024-06-05", "2024-07-01"),
        ("Sidst opdateret 3. maj 2024. Gælder fra 1. juni 2024.", "2024-05-03", "2024-06-01"),
        ("Informativa aggiornata al 12 gennaio 2025", "2025-01-12", None),
        ("Última actualização em 1 de setembro de 2024", "2024-09-01", None),
        ("We last changed this policy on 9 August 2024.", "2024-08-09", None),
        ("Version applicable au 1er avril 2024.", None, "2024-04-01"),
        ("This policy will be reviewed on 1 June 2026.", None, None),
        ("The Commission adopted on 10 July 2023 its decision.", None, None),
        ("Date of this notice: 12 January 2025", "2025-01-12", None),
        ("Fassung 3.1 vom 12. Mai 2024", "2024-05-12", None),
        ("Version 4.1 — June 1, 2025", "2025-06-01", None),
        ("We issued 3 reports in May 2024.", None, None),
    ],
)
def test_stated_dates_are_those_with_a_label(sentence: str, updated: str | None, effective: str | None) -> None:
    """A date that could be read in two ways, or has no label, is no statement."""
    document = page(f"<main><h1>Privacy</h1><p>{sentence}</p><p>{PROSE * 3}</p></main>")
    told = [day.isoformat() if day else None for day in (document.updated, document.effective)]
    assert told == [updated, effective]


@pytest.mark.parametrize(
    ("stated", "heading", "title"),
    [
        ("Privacy policy | Acme", "Privacy", "Privacy policy | Acme"),
        ("Acme - chairs for the garden", "Privacy policy", "Privacy policy"),
        ("", "Privacy policy", "Privacy policy"),
        ("隐私政策", "隐私权政策", "隐私政策"),
        ("Privacy policy | Acme", "Introduction", "Privacy policy | Acme"),
        ("Acme help", "Acme privacy policy", "Acme privacy policy"),
    ],
)
def test_the_title_is_the_stated_one_unless_that_names_the_site_alone(stated: str, heading: str, title: str) -> None:
    """Some sites give all their pages the title of the home page."""
    body = f"<main><h1>{heading}</h1><p>{PROSE * 3}</p></main>"
    assert page(body, head=f"<title>{stated}</title>").title == title


def test_a_date_in_numbers_is_read_as_the_language_writes_it() -> None:
    """Day before month in all languages but English, where it is told apart or left."""
    german = "Wir verarbeiten die Daten, die Sie uns geben, und wir löschen sie nicht später als es das Gesetz will. "
    assert page(f"<main><p>{german * 4}</p><p>Zuletzt aktualisiert: 04/05/2024</p></main>").updated == date(2024, 5, 4)
    assert page(f"<main><p>{PROSE * 4}</p><p>Last updated: 04/05/2024</p></main>").updated is None


@pytest.mark.parametrize(
    ("declared", "text"), [("uk", "Ми збираємо дані, які ви нам надаєте. "), ("fa", "ما داده‌های شما را ")]
)
def test_a_script_that_many_languages_write_does_not_overrule_the_markup(declared: str, text: str) -> None:
    """Cyrillic is not always Russian."""
    html = f'<html lang="{declared}"><body><p>{text * 10}</p></body></html>'
    assert read(html.encode(), content_type="text/html; charset=utf-8").language == declared


def test_the_language_is_that_of_the_text_where_the_markup_lies() -> None:
    """A page that says `en` and speaks French is French."""
    french = (
        "Nous utilisons vos données pour vous fournir nos services et pour que vous puissiez les améliorer avec nous. "
    )
    assert page(f"<main><p>{french * 5}</p></main>").language == "fr"
    assert page(f"<main><p>{PROSE * 5}</p></main>").language == "en"


def test_what_was_left_out_is_told_with_its_mark() -> None:
    """Furniture by tag and by name, text outside of the container, and what a person removed."""
    html = (
        f"<body><nav>Home Blog</nav><div class='cookie-banner'>Accept cookies</div><p>Stray words</p>"
        f"<main><h1>Privacy</h1><p>{PROSE * 4}</p><p class=ad>Buy it</p></main></body>"
    ).encode()
    found = explain(html, content_type="text/html", remove=[".ad"])
    assert found.document == read(html, content_type="text/html", remove=[".ad"])
    assert [(part.why, part.where, part.words, part.start) for part in found.left_out] == [
        ("`remove` says so", "p.ad", 2, "Buy it"),
        ("<nav>", "html > body > nav", 2, "Home Blog"),
        ('"cookie-banner"', "html > body > div.cookie-banner", 2, "Accept cookies"),
        ("outside of the container of the text", "", 2, "Stray words"),
    ]


def test_a_request_to_enable_scripts_is_no_text() -> None:
    """A page that is made by scripts has no text, whatever it asks for."""
    page = b"<body><div id=app></div><noscript>You need to enable JavaScript to run this app.</noscript>"
    assert read(page, content_type="text/html").text == ""


def test_a_page_that_stands_in_noscript_is_read_without_what_a_person_removes() -> None:
    """Where that is all there is to read."""
    page = f"<body><div id=app></div><noscript><h1>Privacy</h1><p>{PROSE * 9}</p><p class=seen>Seen by 7</p></noscript>"
    found = explain(page.encode(), content_type="text/html", remove=[".seen"])
    assert found.document.text.startswith("Privacy")
    assert "Seen by 7" not in found.document.text
    assert [part.start for part in found.left_out if part.where == "p.seen"] == ["Seen by 7"]


@pytest.mark.parametrize(
    "name",
    ["sr-only", "ui-sr-only", "x-visually-hidden", "VisuallyHidden_a1", "u-hidden-visually", "wp-screen-reader-text"],
)
def test_what_is_there_for_screen_readers_alone_is_no_text(name: str) -> None:
    """Whatever its name begins with; what is shown again is."""
    link = "<p>See <a href=/f>our form<span class='{}'> (opens a window)</span></a>.</p>"
    assert "window" not in page(f"<main><p>{PROSE * 3}</p>{link.format(name)}</main>").text
    assert "window" in page(f"<main><p>{PROSE * 3}</p>{link.format('not-sr-only')}</main>").text
