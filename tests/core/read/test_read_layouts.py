"""Ways of building a page that are common, and what a person reads there: nothing is lost, nothing is added."""

from __future__ import annotations

from datetime import date

import pytest

from monitor import read
from monitor.core.model import BlockKind, Document

P = "<p>We collect your name, address and payment details when you order, and we keep them for as long as the law asks.</p>"
TEXT = P * 4
CALL = "More than ten thousand teams trust Acme with their daily planning and lose no time to meetings any more."
KINDS = ("collect", "store", "erase", "protect")  # what sentences that differ tell of


def page(inner: str) -> Document:
    body = f"<html lang=en><title>Privacy</title><body><nav><a href=/a>Home</a></nav>{inner}<footer>Acme</footer>"
    return read(body.encode(), url="https://example.org/privacy", content_type="text/html; charset=utf-8")


def lines(inner: str) -> list[str]:
    """What is read, but for the paragraphs that are there for their length; headings with their level."""
    found = []
    for section in page(inner).sections:
        if section.heading:
            number = f"{section.number} " if section.number else ""
            found.append(f"{'#' * section.level} {number}{section.heading}")
        found += [block.text for block in section.blocks if block.text not in P]
    return found


def midst(inner: str) -> list[str]:
    """The same of a part between two halves of a policy."""
    return lines(f"<main><h1>Privacy</h1>{TEXT}{inner}{TEXT}</main>")[1:]


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("<h2>Contact</h2><p>Use our form.</p><ul><li>By post</li></ul>", ["## Contact", "Use our form.", "By post"]),
        ("<details><summary>Children</summary><p>Not for them.</p></details>", ["## Children", "Not for them."]),
        ("<div><table><tr><th>Cookie<th>Expiry<tr><td>_ga<td>2 years</table></div>", ["Cookie | Expiry", "_ga | 2 years"]),
        ("<div class=c><h2>Contact</h2><p>Use our <a href=/f>form</a>.</p></div>", ["## Contact", "Use our form."]),
        ("<section><h2>Opt out</h2><ul><li><a href=https://a.example>Alphagram opt-out</a></ul></section>", ["## Opt out", "Alphagram opt-out"]),
        ("<section><h2>Contact</h2><p>us@acme.example <button>Copy</button></p></section>", ["## Contact", "us@acme.example"]),
        ("<section><h2>Contact</h2><p><a href=mailto:us@acme.example>Write</a> <button>Copy</button></p></section>", ["## Contact", "Write"]),
        ("<div class=cta><h2>Contact</h2><p>Write to us@acme.example.</p></div>", ["## Contact", "Write to us@acme.example."]),
        ("<aside><p>No accounts for children.</p></aside>", ["No accounts for children."]),
        ("<div><h2><a href='javascript:open(3)'>Children</a></h2><p>Not for them.</p></div>", ["## Children", "Not for them."]),
        ("<div><h2><a href='#children'>Children</a></h2><p>Not for them.</p></div>", ["## Children", "Not for them."]),
    ],
)  # fmt: skip
def test_what_follows_the_text_in_its_main_element_is_the_rest_of_it(rest: str, expected: list[str]) -> None:
    """However short, and whatever the container that holds nearly all of the words."""
    assert lines(f"<main><h1>Privacy</h1><div>{TEXT}</div>{rest}</main>")[1:] == expected


@pytest.mark.parametrize(
    "rest",
    [
        "<section><h2>More from Acme</h2><h3><a href=/b>Our blog</a></h3></section>",
        "<h2>Related articles</h2><ul><li><a href=/o>How to order</a></li></ul>",
        "<p>Was this article helpful?</p><p>Yes No</p>",
        "<div><p>Categories:</p><ul><li><a href=/c>Policies</a></li></ul></div>",
        "<div><h2>Ready to get started?</h2><p>Join thousands of shops.</p><a href=/s>Sign up</a></div>",
        f"<section><h2>Let us talk</h2><p>{CALL}</p><a href=/s>Start now</a></section>",
        f"<div class=rel><h2>Latest from our blog</h2><div><h3><a href=/1>Tea</a></h3><p>{CALL}</p></div></div>",
        "<section><h2>Follow us</h2><ul><li><a href=https://a.example>Alphagram</a></ul></section>",
        "<p>Was this useful?</p><p>12 people found this useful</p>",
        "<p>Last updated 3 months ago</p>",
        "<h2>Comments</h2>",
    ],
)
def test_what_is_offered_behind_the_text_is_none_of_it(rest: str) -> None:
    """Though it stands in the main element."""
    assert lines(f"<main><h1>Privacy</h1><div>{TEXT}</div>{rest}</main>") == ["# Privacy"]


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("<h2>Share</h2><p>We share it with couriers only.</p><h2>Contact</h2><p>Acme</p>", ["## Share", "We share it with couriers only.", "## Contact", "Acme"]),
        ("<h2>Comments</h2><p>We keep them for good.</p>", ["## Comments", "We keep them for good."]),
        ("<h2>Categories</h2><table><tr><th>Kind<th>Kept<tr><td>Cookies<td>1 day</table>", ["## Categories", "Kind | Kept", "Cookies | 1 day"]),
        ("<p>Others may:</p><ul><li>store data<li>share this data with the police<li>keep it</ul>", ["Others may:", "store data", "share this data with the police", "keep it"]),
        ("<dl><dt>Tags<dd>Small pictures</dl><p>Posted in our app.</p>", ["Tags", "Small pictures", "Posted in our app."]),
        ("<ul><li>s’il y a une obligation légale<li>Orders placed 2 years ago</ul>", ["s’il y a une obligation légale", "Orders placed 2 years ago"]),
        ("<h2>Was this page about you?</h2><p>Then you may ask us to correct or to delete what it says of you.</p>", ["## Was this page about you?", "Then you may ask us to correct or to delete what it says of you."]),
        ("<div><p>Last updated: 3 March 2024</p></div>", ["Last updated: 3 March 2024"]),
        ("<div class=a><p>Acme Ltd, 1 Main Street</p></div>", ["Acme Ltd, 1 Main Street"]),
    ],
)  # fmt: skip
def test_a_last_section_with_an_unlucky_name_is_read(rest: str, expected: list[str]) -> None:
    """What says something is a section of the policy, whatever its head is called; so is a date or address below it."""
    assert lines(f"<main><h1>Privacy</h1><div>{TEXT}</div>{rest}</main>")[1:] == expected


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("<h2>Share</h2><table><tr><th>With<th>Why<tr><td>Alphagram<td>Adverts</table><p><a href=/f>Form</a></p>", ["## Share", "With | Why", "Alphagram | Adverts", "Form"]),
        ("<h2>Tags</h2><dl><dd>Small pictures</dl><p><a href=/f>Form</a></p>", ["## Tags", "Small pictures", "Form"]),
        ("<h2>Comments</h2><p>To <a href=mailto:us@acme.example>us</a></p><p><a href=/f>Form</a></p>", ["## Comments", "To us", "Form"]),
        ("<p>Follow us with your questions to any of the networks on this list</p><ul><li><a href=/a>Alphagram</a></ul>", ["Follow us with your questions to any of the networks on this list", "Alphagram"]),
        ("<p>Follow us there.</p><ul><li><a href=/a>Alphagram</a></ul>", ["Follow us there.", "Alphagram"]),
    ],
)  # fmt: skip
def test_links_in_a_last_section_with_an_unlucky_name_are_read(rest: str, expected: list[str]) -> None:
    """In a table or list of terms, beside an address, or below what is no head: a long line, a sentence."""
    assert lines(f"<main><h1>Privacy</h1>{TEXT}{rest}</main>")[1:] == expected


def test_cards_with_long_teasers_go_with_their_head() -> None:
    """Though a teaser is a sentence like those of the policy."""
    card = f"<div><h3><a href=/c>Cats</a></h3>{P.replace('collect', 'admire')}</div>"
    assert lines(f"<main><h1>Privacy</h1><div>{TEXT}</div><h2>Related articles</h2>{card * 3}</main>") == ["# Privacy"]


def test_cards_beside_the_paragraphs_of_the_text_go() -> None:
    """In the container that holds the text itself."""
    card = "<div class=card><h3><a href=/c>Cats</a></h3><p>They sleep a lot.</p></div>"
    assert lines(f"<main><h1>Privacy</h1>{TEXT}<div class=grid>{card * 3}</div></main>") == ["# Privacy"]


def test_tabs_and_what_opens_a_menu_are_no_headings() -> None:
    """A label of a tab, one of several buttons, a state of a panel."""
    assert (
        midst("<div role=tablist><button role=tab aria-controls=a>One</button><button role=tab>Two</button></div>")
        == []
    )
    assert midst("<button aria-expanded=false>Open all</button><button aria-controls=p>Print</button>") == []
    assert midst("<h3>Children <button aria-expanded=false>Show</button></h3><p>No.</p>") == ["### Children", "No."]
    assert midst("<h3><span>Children</span><span>+</span></h3><p>No.</p>") == ["### Children", "No."]


@pytest.mark.parametrize(
    "sentence",
    [
        "You have rights under the GDPR, effective May 25, 2018.",
        "The Privacy Act 1988 was last amended on 1 May 2019.",
        "Das DSG tritt am 1. September 2023 in Kraft.",
        "La LGPD, em vigor desde 18 de setembro de 2020.",
        "2023年4月1日施行の電気通信事業法に従います。",
        "The list of subprocessors was last updated on May 3, 2020.",
    ],
)
def test_a_date_of_a_law_is_none_of_the_policy(sentence: str) -> None:
    """And where both stand, it does not come before the policy's own."""
    found = page(f"<main><h1>Privacy</h1><p>{sentence}</p>{TEXT}</main>")
    assert (found.updated, found.effective) == (None, None)
    both = page(f"<main><h1>Privacy</h1><p>{sentence}</p>{TEXT}<p>Last updated: March 4, 2024</p></main>")
    assert both.updated == date(2024, 3, 4)


def test_a_list_of_revisions_gives_the_first() -> None:
    """In Japanese the label follows its date, on each line."""
    found = page(f"<main><h1>Privacy</h1>{TEXT}<p>2024年4月1日 改定<br>2015年4月1日 制定</p></main>")
    assert found.updated == date(2024, 4, 1)


def test_a_heading_between_title_and_text_stays_with_what_is_under_it() -> None:
    """Key points above the text proper; a head of which the list is left out goes with it."""
    top = "<main><h1>Privacy</h1><h2>Key points</h2><ul><li>You decide</li></ul>"
    assert lines(f"{top}<div>{TEXT}</div></main>") == ["# Privacy", "## Key points", "You decide"]
    contents = "<h2>In this article</h2><nav><a href=#a>A</a></nav>"
    assert lines(f"<main><h1>Privacy</h1>{contents}<div>{TEXT}</div></main>") == ["# Privacy"]


@pytest.mark.parametrize(
    "panel",
    [
        "<h3>Children</h3><div style='display:none'><p>Not for them.</p></div>",
        "<h3>Children</h3><div role=tabpanel style='display: none'><p>Not for them.</p></div>",
        "<button class=accordion>Children</button><div class=panel><p>Not for them.</p></div>",
        "<div class=accordion-head><button>Children</button></div><div class=panel><p>Not for them.</p></div>",
        "<div role=button aria-expanded=false aria-controls=p>Children</div><div id=p><p>Not for them.</p></div>",
        "<a data-toggle=collapse href='#c'>Children</a><div id=c class=collapse><p>Not for them.</p></div>",
        "<p style='font-weight: bold'>Children</p><p>Not for them.</p>",
        "<p><span style='font-weight:700'>Children</span></p><p>Not for them.</p>",
        "<div class=no-sidebar><h3>Children</h3><p>Not for them.</p></div>",
        "<div class=section-banner><h3>Children</h3></div><p>Not for them.</p>",
        "<ol><li><strong>Children</strong><ol><li>Not for them.</li></ol></li></ol>",
        "<div><h3>Children</h3><i></i></div><div style='display:none'>Not for them.</div>",
        "<div><b>Children</b></div><div style='display:none'><p>Not for them.</p></div>",
        "<button class=q>Children</button><div style='max-height:0'><p>Not for them.</p></div>",
        "<section class=cookie-consent><h3>Children</h3><p>Not for them.</p></section>",
    ],
)
def test_closed_panels_and_their_heads_are_read(panel: str) -> None:
    """As a heading and what is below it, whatever makes it one."""
    heading, text = midst(panel)
    assert heading.lstrip("#") == " Children"
    assert heading[0] == "#"
    assert text == "Not for them."


@pytest.mark.parametrize(
    ("styles", "names", "heading"),
    [
        (".q { color: red; font-weight: 600 }", "q", "## Children"),
        ("", "font-bold", "## Children"),
        (".font-bold { font-weight: 400 }", "font-bold", "Children"),
        (".q { font-weight: bold } .q { font-weight: normal }", "q", "Children"),
        (".q { font-weight: bold } .wide { font-weight: normal }", "wide q", "## Children"),
    ],
)
def test_a_style_sheet_says_which_class_names_make_a_line_a_heading(styles: str, names: str, heading: str) -> None:
    """Or a name that says it by itself, unless the sheet makes it plain; one bold name of several is enough."""
    assert midst(f"<style>{styles}</style><p class='{names}'>Children</p><p>Not for them.</p>") == [
        heading,
        "Not for them.",
    ]


def test_bold_letters_that_a_style_sheet_makes_plain_are_no_heading() -> None:
    """Though they stand inside of a bold element."""
    line = "<p><b><span class=q>Children</span></b></p>"
    assert midst(f"<style>.q {{ font-weight: normal }}</style>{line}") == ["Children"]
    assert midst(line) == ["## Children"]


def test_a_control_that_offers_the_rest_says_nothing() -> None:
    """Nor does a link to the top, a mark alone, or what nobody sees."""
    assert midst("<button aria-expanded=false>Read more</button>") == []
    assert midst("<p><a href='#main'>Back to top ↑</a></p><p>***</p><p>&#8205;</p><div><b>•</b></div>") == []
    assert midst("<p>Daten&shy;schutz&#8203;erklärung</p>") == ["Datenschutzerklärung"]
    assert midst("<p><strong style='font-weight:400'>Plain</strong></p>") == ["Plain"]


@pytest.mark.parametrize(
    "line",
    [
        "2 months ago", "Updated over a week ago", "9 min read", "Zugriffe: 2817", "vor 3 Tagen",
        "By Jane Doe", "Posted on 5 May 2024 by admin", "By Admin | 5 May 2024 | 0 Comments",
    ],
)  # fmt: skip
def test_what_is_another_at_each_visit_is_left_out(line: str) -> None:
    """Above the text, where it tells of the page; in the text it may be of the policy."""
    assert lines(f"<main><h1>Privacy</h1><p>{line}</p>{TEXT}</main>") == ["# Privacy"]
    assert midst(f"<p>{line}</p>") == [line]
    assert lines(f"<main><h1>Privacy</h1><dl><dd>{line}</dl>{TEXT}</main>") == ["# Privacy"]


def test_a_line_that_says_who_wrote_the_page_stays_where_it_dates_the_policy() -> None:
    """Without its label the date is that of a post."""
    dated = "Published by Acme, effective 5 May 2024"
    found = page(f"<main><h1>Privacy</h1><p>{dated}</p>{TEXT}</main>")
    assert found.effective == date(2024, 5, 5)
    assert lines(f"<main><h1>Privacy</h1><p>{dated}</p>{TEXT}</main>") == ["# Privacy", dated]
    assert lines(f"<main><h1>Privacy</h1><p>Published by Acme, 5 May 2024</p>{TEXT}</main>") == ["# Privacy"]


def test_the_way_to_the_page_is_none_of_its_text() -> None:
    """A path, other pages, ways to share it; the contents of this one and what a person is to read are."""
    head = "<h1>Privacy policy</h1>"

    def above(line: str) -> list[str]:
        return lines(f"<main>{head}{line}{TEXT}</main>")[1:]

    assert above("<div><a href=/>Home</a> / <a href=/legal>Legal</a> / Privacy policy</div>") == []
    assert above("<div><a href=/en>English</a> | <a href=/fr>Français</a></div>") == []
    assert above("<p>Share this page: <a href=https://a.example>Alphagram</a></p>") == []
    assert above("<p>Share: X <a href=https://a.example>Alphagram</a></p>") == []
    assert above("<p><a href='#data'>Data</a> | <a href='#rights'>Rights</a></p>") == ["Data | Rights"]
    assert above("<p><a href=/old>The last one</a></p>") == ["The last one"]
    assert above("<p><a href=/pdf>Print it</a> or read <a href=/old>the last one</a></p>") != []


@pytest.mark.parametrize("mark", ["/", "|", ">", "»", "›", "·", "•", "→", "\\", "-", "–", "—", ","])
def test_the_links_of_a_path_are_parted_by_any_mark(mark: str) -> None:
    """As designers like them."""
    path = f"<p><a href=/>Home</a> {mark} <a href=/legal>Legal</a></p>"
    assert lines(f"<main><h1>Privacy</h1>{path}{TEXT}</main>") == ["# Privacy"]


def test_a_line_over_what_follows_is_no_credit() -> None:
    """It ends with a colon."""
    credit = "<p>Written in plain words by Acme{}</p>"
    assert lines(f"<main><h1>Privacy</h1>{credit.format('')}{TEXT}</main>") == ["# Privacy"]
    assert len(lines(f"<main><h1>Privacy</h1>{credit.format(':')}{TEXT}</main>")) == 2


def test_a_list_with_a_name_of_furniture_stays_where_it_stands_in_the_text() -> None:
    """Social networks that data is shared with."""
    networks = "<h3>Third parties</h3><div class=social><ul><li>Alphagram</li><li>Betabook</li></ul></div>"
    assert midst(networks) == ["### Third parties", "Alphagram", "Betabook"]
    for part, expected in (
        ("<table><tr><td>Alphagram<td>Photos</table>", "Alphagram | Photos"),
        ("<dl><dt>Alphagram</dl>", "Alphagram"),
        ("<dl><dd>Alphagram</dl>", "Alphagram"),
    ):
        assert midst(f"<div class=social>{part}</div>") == [expected]
    assert midst("<div class=social><p>Alphagram</p></div>") == []


def test_a_layout_is_none_of_a_table() -> None:
    """One cell holds nearly all: its blocks are read one by one. A head in a cell makes no layout."""
    layout = (
        f"<body><table><tr><td><img></td><td><div><h1>Privacy</h1>{TEXT}<h2>Contact</h2>{P}</div></td></tr></table>"
    )
    assert lines(layout) == ["# Privacy", "## Contact"]
    rows = "<table><tr><th>Purpose<th>Basis<tr><td><h4>Marketing</h4><td>Consent</table>"
    assert midst(rows) == ["Purpose | Basis", "Marketing | Consent"]
    cells = "<span role=cell>Invoices</span><span role=cell>Ten years</span>"
    assert midst(f"<div role=table><div role=row>{cells}</div></div>") == ["Invoices | Ten years"]


@pytest.mark.parametrize(
    ("heading", "number", "words"),
    [
        ("1.Children", "1", "Children"), ("1: Children", "1", "Children"), ("1 – Children", "1", "Children"),
        ("(1) Children", "1", "Children"), ("a) Children", "a", "Children"), ("Section 1: Children", "Section 1", "Children"),
        ("Article 1er - Objet", "Article 1er", "Objet"), ("§ 1 Zweck", "§ 1", "Zweck"), ("１．目的", "1", "目的"),
        ("第1条（目的）", "第1条", "（目的）"),
        ("2.1 Children", "2.1", "2.1 Children"[4:]), ("30 days", "", "30 days"), ("24-hour support", "", "24-hour support"),
        ("3D models", "", "3D models"), ("1Password", "", "1Password"), ("12. Mai 2024", "", "12. Mai 2024"),
        ("§ 25 TDDDG", "", "§ 25 TDDDG"), ("13 - 17 year olds", "", "13 - 17 year olds"), ("Article 27 representative", "", "Article 27 representative"),
    ],
)  # fmt: skip
def test_numbers_are_parted_from_headings(heading: str, number: str, words: str) -> None:
    """In the forms that are in use; what only begins with a figure keeps it."""
    found = page(f"<main><h1>Privacy</h1>{TEXT}<h2>{heading}</h2>{TEXT}</main>").sections[-1]
    assert (found.number, found.heading) == (number, words)


def test_a_date_in_a_footer_of_the_text_stays_where_the_rest_goes() -> None:
    """Some embedded policies have it there alone."""
    foot = "<div class=policy_footer><p>Latest update: May 14, 2024</p><p><a href=https://h.example>Host</a> hosts this.</p></div>"
    found = page(f"<div class=policy><h1>Privacy</h1>{TEXT}{foot}</div>")
    assert found.updated == date(2024, 5, 14)
    assert "hosts this" not in found.text
    signed = "<footer><p>Last updated May 5, 2024 by <a href=/b>Bo</a></p><p><a href=/a>Our blog</a></p></footer>"
    assert lines(f"<article><h1>Privacy</h1>{TEXT}{signed}</article>")[1:] == ["Last updated May 5, 2024 by Bo"]


@pytest.mark.parametrize(
    ("stated", "updated"),
    [
        ("Rev. 01/2024", (2024, 1, 1)), ("Last updated in May 2024", (2024, 5, 1)), ("Updated 05-May-2024", (2024, 5, 5)),
        ("Version 3.1, May 5, 2024", (2024, 5, 5)), ("2023年4月1日 改定", (2023, 4, 1)), ("Stand: 05/2024", (2024, 5, 1)),
        ("UpdatedNovember 13, 2024", (2024, 11, 13)), ("Effective date: December 15, 2022", None),
        ("This policy replaces our previous policy, last updated May 1, 2020.", None),
    ],
)  # fmt: skip
def test_dates_are_read_with_their_labels(stated: str, updated: tuple[int, int, int] | None) -> None:
    """Before or behind them, and not those of an earlier text."""
    assert page(f"<main><h1>Privacy</h1><p>{stated}</p>{TEXT}</main>").updated == (date(*updated) if updated else None)


def test_a_title_that_links_to_its_own_page_is_the_title() -> None:
    """As some systems write it."""
    found = page(f"<main><h1><a href=https://example.org/privacy>Notice</a></h1><h2>Data</h2>{TEXT}</main>")
    assert found.sections[0].heading == "Notice"


def test_a_row_without_words_is_a_row() -> None:
    """A mark in each cell says yes or no."""
    rows = "<table><tr><th>Sold<th>Shared<tr><td>✓<td>✗</table>"
    kinds = [block.kind for section in page(f"<main>{TEXT}{rows}{TEXT}</main>").sections for block in section.blocks]
    assert kinds.count(BlockKind.ROW) == 2


def test_words_of_scripts_without_spaces_are_counted_by_their_characters() -> None:
    """Two characters are about a word; all else is counted between white space."""
    found = page("<main><h1>隐私政策</h1><p>我们收集 IP address 信息。</p></main>")
    assert found.words == 2 + (4 + 4 + 2) // 2 + 1


@pytest.mark.parametrize(
    "top",
    [
        "<div><p>Last updated: 5 May 2024</p><h1>Privacy</h1>{}</div>",
        "<header><p>Effective 5 May 2024</p><h1>Privacy</h1></header><div>{}</div>",
        "<div class=main-header><a href=/>Acme</a><h1>Privacy</h1><p>Effective 5 May 2024</p></div><div>{}</div>",
    ],
)
def test_a_date_beside_the_title_is_of_the_text(top: str) -> None:
    """Also above it, and in the header of the page."""
    found = page(top.format(TEXT))
    assert date(2024, 5, 5) in (found.updated, found.effective)
    assert "Privacy" in found.text.splitlines()


@pytest.mark.parametrize(
    "line",
    ["Effective 5 May 2024, <a href=/b>by Bo</a>", "Effective 5 May 2024, and what stood here until then is in the archive"],
)  # fmt: skip
def test_what_stands_above_the_title_is_read_where_it_is_but_a_date(line: str) -> None:
    """Not with a link, nor with a sentence around it."""
    assert lines(f"<div><p>{line}</p><h1>Privacy</h1><section>{TEXT * 2}</section></div>") == ["# Privacy"]


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("We have changed our policy. Read <a href=/new>what is new</a>.", True),
        ("What is old in our policy, and <a href=/new>what is new</a>", False),
        ("Policy. <a href=/new>what is new and what is old in it, part by part.</a>", False),
    ],
)
def test_a_notice_above_the_text_is_of_it(line: str, kept: bool) -> None:
    """A sentence, and no link to another text."""
    found = lines(f"<div><h1>Privacy</h1><div><p>{line}</p></div><section>{TEXT * 2}</section></div>")
    assert bool(found[1:]) is kept


def test_a_title_in_a_bar_of_links_is_the_title() -> None:
    """What stands beside it there is not."""
    bar = "<section class=breadcrumbs><h2>Privacy</h2><ol><li><a href=/>Home</a><li>Privacy</ol></section>"
    assert lines(f"{bar}<section><div>{TEXT}</div></section>") == ["## Privacy"]


def test_a_title_that_names_a_policy_comes_before_that_of_a_portal() -> None:
    """A link to print the page is no part of it."""
    portal = "<header><a href=/>Acme</a><h1>Acme support</h1></header>"
    title = "<h2>Privacy statement<a href='javascript:print();'>Print</a></h2>"
    assert lines(f"{portal}<div>{title}<article>{TEXT}</article></div>") == ["## Privacy statement"]


def test_sections_of_one_shape_are_of_the_text() -> None:
    """Also the last one, though it is all links, and one with a name of furniture."""
    part = f"<div class='row n1'><h2>Data</h2>{P}<aside class=promo><h3>In short</h3><p>{P}</p></aside></div>"
    last = "<div class='row last'><h2>Requests</h2><p><a href=/f>Our request form</a></p></div>"
    short = "<div class='row n4'><h2>Post</h2><p>1 Main Street</p><aside class=promo><h3>In short</h3><p>Write.</p></aside></div>"
    found = lines(f"<main><h1>Privacy</h1>{part * 3}{short}{last}</main>")
    assert found[-6:] == ["## Post", "1 Main Street", "### In short", "Write.", "## Requests", "Our request form"]


def sentences(name: str) -> str:
    return "".join(f"<p>We {kind} the details that you give to {name} {P[12:]}" for kind in KINDS)


def test_a_text_that_stands_once_for_each_size_of_screen_is_read_once() -> None:
    """A version with another date is none of the same text."""
    title = "<h1>Privacy</h1>"
    twice = f"<main><div>{title}{sentences('us')}</div><div>{title}{sentences('us')}<a href=/>Top</a></div></main>"
    assert [line for line in lines(twice) if "collect" in line] == lines(f"<main>{sentences('us')}</main>")[:1]
    dated = "<p>Last updated: {} May 2024</p>"
    stacked = f"<main><div>{dated.format(7)}{sentences('us')}</div><div>{dated.format(5)}{sentences('us')}</div></main>"
    assert len([line for line in lines(stacked) if "collect" in line]) == 2
    assert lines(f"<main><div>{title}</div><div>{title}</div>{TEXT}</main>") == ["# Privacy"]


@pytest.mark.parametrize(("wraps", "times"), [(6, 2), (15, 3)])
def test_a_copy_is_looked_for_in_few_containers(wraps: int, times: int) -> None:
    """So that nesting does not cost n squared: the copy stands behind containers that say something of their own."""
    other = f"{'<div>' * wraps}{sentences('us')}<p>Complain to the ICO.</p>{'</div>' * wraps}"
    found = lines(f"<main><h1>Privacy</h1><div>{sentences('us')}</div>{other}<div>{sentences('us')}</div></main>")
    assert len([line for line in found if "collect" in line]) == times


@pytest.mark.parametrize(
    "part",
    [
        "<div class=newsletter><h3>The weekly</h3><p>Good news by mail.</p><input type=email></div>",
        "<aside class=promo><h3>All you can read</h3><p>For a dollar.</p><a href=/s>Subscribe</a></aside>",
        "<div><span>Advertisement</span></div>",
        "<div role=button tabindex=0>Print this page</div>",
        "<div><p>On this page</p><nav><a href=#a>A</a></nav></div>",
    ],
)
def test_what_is_set_into_the_text_is_none_of_it(part: str) -> None:
    """A box to sign up, a label of advertising, a control, the head of a list that is left out."""
    assert midst(part) == []
    assert midst("<div role=button>Children</div><div><p>Not for them.</p></div>") == ["Children", "Not for them."]


def test_a_footer_that_says_more_than_the_text_is_a_footer() -> None:
    """A text in what is called one has no title above it."""
    small = f"<div class=page-footer>{f'<p>{CALL}</p>' * 9}</div>"
    assert lines(f"<div><h1>Privacy</h1>{P * 2}</div>{small}") == ["# Privacy"]
    assert page(f"<div class=page-footer>{TEXT}</div>").words > 60


def test_a_date_below_a_copyright_line_stays() -> None:
    """The line itself goes, and what else is below it."""
    found = page(
        f"<div><h1>Privacy</h1>{TEXT}<p>© 2024 Acme</p><p>All prices in euros</p><p>Effective: 5 May 2024</p></div>"
    )
    assert found.effective == date(2024, 5, 5)
    assert "Acme" not in found.text
    assert "prices" not in found.text


@pytest.mark.parametrize(
    "line",
    ["© Acme", "(c) 2024 Acme", "Copyright 2024 Acme", "Acme, all rights reserved", "Acme. Tous droits réservés", "Acme. Alle Rechte vorbehalten"],
)  # fmt: skip
def test_whose_the_page_is_ends_the_text(line: str) -> None:
    """In any of the words for it."""
    assert lines(f"<div><h1>Privacy</h1>{TEXT}<p>{line}</p><p>All prices in euros</p></div>") == ["# Privacy"]


@pytest.mark.parametrize("line", ["© 2024 Acme", "(c) 2024 Acme", "(C) 2024 Acme", "Copyright 2024 Acme"])
def test_whose_the_text_is_may_be_its_last_line(line: str) -> None:
    """In the main element it is left out by itself, and what only speaks of it is read."""
    assert lines(f"<main><h1>Privacy</h1>{TEXT}<p>All prices in euros</p><p>{line}</p></main>")[1:] == [
        "All prices in euros"
    ]
    spoken = "Of our pictures all rights reserved"
    assert lines(f"<main><h1>Privacy</h1>{TEXT}<p>{spoken}</p></main>")[1:] == [spoken]


@pytest.mark.parametrize(
    ("line", "kept"), [("Version 7 of 2024", True), ("版本2024年", True), ("Made with care", False)]
)
def test_a_footer_of_a_text_is_read_where_it_has_a_year(line: str, kept: bool) -> None:
    """It says which text this is."""
    foot = f"<div class=policy-footer><p>{line}</p></div>"
    assert lines(f"<div><h1>Privacy</h1>{TEXT}{foot}</div>")[1:] == [line][:kept]


@pytest.mark.parametrize(
    "tag", ["article", "section", "div", "form", "center", "fieldset", "details", "header", "footer", "aside"]
)
def test_the_text_may_stand_in_any_container(tag: str) -> None:
    """What stands beside it is none of it."""
    assert lines(f"<div><{tag}>{TEXT}</{tag}><p>Made with care</p></div>") == []


def test_a_main_element_with_little_in_it_is_a_part_like_any_other() -> None:
    """What is but links is none of the text."""
    shop = "<main><p><a href=/x>Our shop</a></p></main>"
    assert lines(f"<div><h1>Privacy</h1>{TEXT}{shop}</div>") == ["# Privacy"]


def test_the_head_of_a_column_is_not_read_in_each_cell() -> None:
    """Where it stands there for small screens."""
    rows = "<table><tr><th>Data<th>Use<tr><td><span>Data</span>Name<td><span>Use</span>Delivery</table>"
    assert midst(rows) == ["Data | Use", "Name | Delivery"]


def test_a_policy_in_a_dialog_is_read_where_it_is_most_of_the_page() -> None:
    """A dialog that asks for consent is not."""
    shown = f"<div role=dialog><h2>Privacy policy</h2>{TEXT}</div>"
    assert lines(f"<div><p>{CALL * 2}</p></div>{shown}")[-1] == "## Privacy policy"
    asked = f"<div role=dialog><h2>Privacy policy</h2>{TEXT}<button>Accept all</button></div>"
    assert "## Privacy policy" not in lines(f"<div><p>{CALL * 2}</p></div>{asked}")


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<p>We <del>never</del> sell <s>your data</s> maps.</p>", ["We sell maps."]),
        ("<h2>Sharing <button>Copy link</button></h2><p>We share it.</p>", ["## Sharing", "We share it."]),
        ("<h2><button aria-expanded=false>Shared data</button></h2><p>It is.</p>", ["## Shared data", "It is."]),
        ("<p>We share it.</p><a href='#'>Show more</a>", ["We share it."]),
        (
            "<div role=button tabindex=0>Do you sell it?</div><div style='display:none'><p>We never do.</p></div>",
            ["Do you sell it?", "We never do."],
        ),
    ],
)
def test_what_is_struck_out_or_but_pressed_is_none_of_the_text(inner: str, expected: list[str]) -> None:
    """And what is pressed to open a part of it is."""
    assert midst(inner) == expected


def test_the_end_of_a_text_may_speak_of_the_past() -> None:
    """When the page was edited, and whose it is, are none of it."""
    end = "<h2>Deletion</h2><p>Posts of 2 years ago</p><p>Last updated 3 months ago</p><p>© 2026 Acme</p>"
    assert lines(f"<main><h1>Privacy</h1>{TEXT}{end}</main>")[1:] == ["## Deletion", "Posts of 2 years ago"]


@pytest.mark.parametrize(
    "last",
    [
        "<h2>Disputes</h2><div><p>Any dispute is settled by one arbitrator in Zurich, and each side bears its own costs and fees of the whole case.</p><a href='/r'>Rules</a></div>",
        "<div><h2>Governing law</h2><p>The statutes of the canton apply, wherever in the world you happen to live and whatever you ordered.</p><a href='/r'>Text</a></div>",
        "<h2>Kontakt</h2><div><p>Acme GmbH, vertreten durch die Leitung, Hauptweg 12, 1000 Musterdorf, erreichbar an allen Werktagen.</p><button>Karte</button></div>",
    ],
)  # fmt: skip
def test_a_last_section_with_something_to_press_is_no_call(last: str) -> None:
    """A call says what there is to buy or try."""
    heading = lines(f"<main><h1>Privacy</h1>{TEXT}{last}</main>")
    assert len(heading) >= 3


def test_the_same_for_another_country_is_no_copy_for_another_screen() -> None:
    """It says something of its own, if but in a short sentence."""
    told = "".join(
        f"<p>We {kind} what you give us when you order, and keep it for as long as the law of the country asks us to.</p>"
        for kind in KINDS
    )
    inner = f"<main><h1>Privacy</h1><section><h2>EU</h2>{told}</section><section><h2>UK</h2>{told}<p>Complain to the ICO.</p></section></main>"
    assert "## UK" in lines(inner)
    assert "Complain to the ICO." in lines(inner)


def test_a_short_sentence_in_signs_is_said_by_itself_too() -> None:
    """It ends with their full stop."""
    told = "".join(
        f"<p>我们{kind}您在订购商品时提供的个人信息，并按照所在国家法律要求的期限予以保存。</p>"
        for kind in ("收集", "储存", "删除", "保护")
    )
    found = lines(f"<main><h1>隐私</h1><div>{told}</div><div>{told}<p>请向监管机构投诉。</p></div></main>")
    assert "请向监管机构投诉。" in found


@pytest.mark.parametrize(
    ("one", "other"), [("<h2>EU</h2>", "<h2>UK</h2>"), ("<p>Rev. 01/2024</p>", "<p>Rev. 07/2023</p>")]
)
def test_a_text_with_a_heading_or_date_of_its_own_is_no_copy(one: str, other: str) -> None:
    """However short that is."""
    found = lines(f"<main><h1>Privacy</h1><div>{one}{sentences('us')}</div><div>{other}{sentences('us')}</div></main>")
    assert len([line for line in found if "collect" in line]) == 2


def test_labels_of_a_cookie_policy_and_accordion_heads_stay() -> None:
    """They are called as adverts and controls are."""
    assert midst("<p><b>Advertising</b></p><p>We show it.</p>") == ["## Advertising", "We show it."]
    assert "Advertising" in midst("<dl><dt>Purpose</dt><dd>Advertising</dd></dl>")
    assert midst("<div role=button>Part B</div><i></i><div><p>We share it.</p></div>") == ["Part B", "We share it."]
    assert midst("<h2><button aria-expanded=false>Share</button></h2><p>We share it.</p>")[0] == "## Share"


def test_a_word_of_a_cell_that_is_called_as_its_column_stays() -> None:
    """A label for small screens stands in each cell of the row."""
    head = "<tr><th>Cookies</th><th>Sold</th></tr>"
    first = "<tr><td><b>Cookies</b> that are needed</td><td>no</td></tr>"
    labelled = "<tr><td><b>Cookies</b> of others</td><td><b>Sold</b> never</td></tr>"
    found = midst(f"<table>{head}{first}{labelled}</table>")
    assert found == ["Cookies | Sold", "Cookies that are needed | no", "of others | never"]


@pytest.mark.parametrize(
    ("title", "heading", "expected"),
    [
        ("Acme", "<h2>Privacy Policy</h2>", "Privacy Policy"),
        ("Legal | Acme", "<h1>Your personal data</h1>", "Your personal data"),
        ("Privacy Policy | Acme", "<h1>A word from us</h1>", "Privacy Policy | Acme"),
    ],
)
def test_a_title_that_names_privacy_is_the_title(title: str, heading: str, expected: str) -> None:
    """However small it is set."""
    body = f"<html lang=en><title>{title}</title><main>{heading}{TEXT}</main>"
    assert read(body.encode(), content_type="text/html; charset=utf-8").title == expected
