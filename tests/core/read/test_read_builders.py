"""What systems that build pages put above, into and below a text: it is left out, and nothing of the text with it."""

from __future__ import annotations

import pytest
from test_read_layouts import TEXT, P, lines, midst, page

SIGN_UP = "<h2>Get our planting calendar</h2><p>Subscribe to our newsletter.</p><label>E-mail <input></label><button>Go</button>"
CALL = "<h2>Ready for a walk?</h2><div><a href=/book>Book a guide</a></div>"


@pytest.mark.parametrize("title", ["<h1>Privacy policy</h1>", "<h1><a href=/pages/1>Privacy policy</a></h1>"])
def test_a_long_list_of_contents_does_not_hide_the_title(title: str) -> None:
    """Which may be a link, and has the date of the policy below it."""
    contents = "".join(f"<a href=#s{n}><div>Section {n}</div></a>" for n in range(25))
    head = f"<header class=legal-header>{title}<div>Last updated: 12 November 2024</div><a href=/copy>Copy</a></header>"
    found = lines(f"<main>{head}<section><div><div>{contents}</div><div>{TEXT}</div></div></section></main>")
    assert found == ["# Privacy policy", "Last updated: 12 November 2024"]


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (f"<div class=w><form>{SIGN_UP}</form></div>", []),
        ("<form><h2>Your choice</h2><p>You may refuse that we sell data.</p><input type=checkbox></form>", ["## Your choice", "You may refuse that we sell data."]),
        ("<div><div aria-expanded=false>Click here to expand...</div><p>We share it.</p></div>", ["We share it."]),
        ("<div><form><h2>The monthly planter</h2><p>Leave it here.</p><label>E-mail address*</label><input></form></div>", []),
        ("<div class=no-print><p><a href=/o>Send to a friend</a></p></div>", []),
        ("<p>Page 1 of 3</p><p>Seite 2 von 3</p><p>See page 3 of it.</p>", ["See page 3 of it."]),
        ("<p>Open</p>", ["Open"]),
        ("<div><button>Print this page</button></div><div><p>We share it.</p></div>", ["We share it."]),
    ],
)  # fmt: skip
def test_forms_and_controls_in_the_midst_of_a_text_are_left_out(inner: str, expected: list[str]) -> None:
    """A form by which a right is used is of the policy, and so is a single word."""
    assert midst(inner) == expected


@pytest.mark.parametrize("name", ["jp-relatedposts", "related-articles", "other"])
def test_related_posts_are_left_out(name: str) -> None:
    """By their name, and by their head alone."""
    post = "<h4><a href=/{0}>Storm {0}</a></h4><p>The harbour was closed on Tuesday, and the boats stayed out at sea until late in the evening.</p>"
    posts = f"<div class={name}><h3><em>Related</em></h3>{post.format(1)}{post.format(2)}</div>"
    assert lines(f"<main><article><h1>Privacy</h1><div>{TEXT}{posts}</div></article></main>") == ["# Privacy"]


@pytest.mark.parametrize("around", ["main", "div"])
def test_a_call_to_buy_is_left_out_though_it_has_the_shape_of_all_sections(around: str) -> None:
    """One class for whatever the builder puts on a page; what somebody said of the shop is no sentence of the text."""
    quote = "<div class=testimonial><p>They explained every step of the way to us, and never hurried us on. I would go again.</p></div>"
    parts = "".join(f"<section class=top><div><h2>Part {n}</h2>{TEXT}</div></section>" for n in (1, 2))
    found = lines(f"<{around}><h1>Privacy</h1>{parts}<section class=top>{CALL}{quote}</section></{around}>")
    assert found == ["# Privacy", "## Part 1", "## Part 2"]
    assert "## Ready for a walk?" not in lines(
        f"<{around}><h1>Privacy</h1><section class=top><div>{TEXT * 3}</div></section><section class=top>{CALL}</section></{around}>"
    )


def test_the_date_in_the_footer_of_an_article_is_of_it() -> None:
    """Beside a link to edit the page."""
    footer = "<footer><a href=/edit>Edit this page</a><div>Last updated on Mar 3, 2025</div></footer>"
    found = page(f"<main><article><div><h1>Privacy</h1>{TEXT}</div>{footer}</article></main>")
    assert str(found.updated) == "2025-03-03"
    assert "Edit" not in found.text


def test_a_last_section_with_a_box_to_tick_is_of_the_text() -> None:
    """As those before it; a newsletter in the same dress is not."""
    parts = "".join(f"<section class=s><h2>Part {n}</h2>{TEXT}</section>" for n in (1, 2, 3))
    box = "<section class=s><h2>{}</h2><p>{}</p><label><input type=checkbox> {}</label><button>Save</button></section>"
    objecting = box.format("Your choice of data", "Tick this box to refuse.", "I refuse")
    news = box.format("Newsletter", "Tick this box to subscribe.", "I want it")
    assert lines(f"<main><h1>Privacy</h1>{parts}{objecting}</main>")[4:] == [
        "## Your choice of data",
        "Tick this box to refuse.",
        "I refuse",
    ]
    assert lines(f"<main><h1>Privacy</h1>{parts}{news}</main>")[4:] == []


def test_short_sections_named_like_furniture_stay_at_the_end_of_an_article() -> None:
    """On adverts and newsletters; a box with something to press is none, also where a script makes it a button."""
    own = "<section class=newsletter><h2>Newsletter</h2><p>We send it by Mailhaven.</p></section>"
    box = "<section class=inline-cta><h3>Never miss a show</h3><p>Hear of what comes to town.</p><a class=btn>Get the app</a></section>"
    assert lines(f"<main><article><h1>Privacy</h1>{TEXT}{own}</article></main>")[1:] == [
        "## Newsletter",
        "We send it by Mailhaven.",
    ]
    assert midst(box) == []


def test_a_section_on_cookies_is_no_consent_dialog() -> None:
    """Where it has the shape of those beside it, though there are buttons in it."""
    said = "<p>We use cookies. Strictly necessary cookies cannot be refused; manage cookies in your browser.</p>"
    parts = "".join(f"<section class=block><h2>Part {n}</h2>{TEXT}</section>" for n in (1, 2, 3))
    ask = "<div>Was this clear? <button>Yes</button><button>No</button></div>"
    cookies = f"<section class=block><h2>Cookies</h2>{said}{ask}</section>"
    assert "## Cookies" in lines(f"<main><h1>Privacy</h1>{parts}{cookies}{parts}</main>")


def test_elements_of_the_page_s_own_making_are_known_by_their_names() -> None:
    """And hold the text like any other container."""
    said = "<p>They have served us well for more than ten years now, and we would go there again at any time of the day.</p>"
    around = f"<shop-header><a href=/>Acme</a></shop-header>{{}}<shop-teaser>{said}</shop-teaser><shop-footer>{said}<a href=/p>Privacy</a></shop-footer>"
    assert lines(around.format(f"<shop-page><h1>Privacy</h1>{TEXT}</shop-page>")) == ["# Privacy"]


def test_a_page_laid_out_by_tables_is_read_by_its_cells() -> None:
    """What stands in the cells around that of the text is beside it."""
    bar = "<tr><td><a href=/>Home</a></td><td><p>Routing number 10110</p></td></tr>"
    side = (
        "<td><table><tr><td><a href=/1>Savings</a></td></tr></table><p><b>Rates today</b><br>12 months 4.15 %</p></td>"
    )
    text = f"<td><table><tr><td><p><b>Privacy notice</b></p>{TEXT}<p><b>Questions?</b><br>Call 785-555-0148.</p></td></tr></table></td>"
    foot = "<tr><td colspan=2><a href=/t>Terms</a> Acme Bank, 101 Main Street</td></tr>"
    found = lines(f"<table>{bar}<tr>{side}{text}</tr>{foot}</table>")
    assert found == ["## Privacy notice", "## Questions?", "Call 785-555-0148."]


def test_a_closed_panel_may_wrap_what_is_hidden() -> None:
    """A short tab that is not open is content; so are the label and address that follow the tabs."""
    tab = "<div role=tabpanel aria-hidden=true><div style='visibility:hidden'><h2>{}</h2><p>We keep it for a year.</p></div></div>"
    inner = f"<div><h1>Privacy</h1><div><div role=tabpanel>{TEXT}</div>{tab.format('Applicants')}</div><h2>Contact</h2><p>dpo@acme.example</p></div>"
    assert lines(inner) == ["# Privacy", "## Applicants", "We keep it for a year.", "## Contact", "dpo@acme.example"]


def test_a_tab_that_is_not_shown_is_known_by_the_one_beside_it() -> None:
    """Whatever its names are; a hidden box without a heading is none."""
    tab = "<x-pane class=t>{}<h2>{}</h2>{}</div></x-pane>"
    shown, other = (
        tab.format("<div>", "Customers", TEXT),
        tab.format("<div style='visibility:hidden'>", "Applicants", "<p>We keep it for a year.</p>"),
    )
    box = "<div style='display:none'><p>Session over.</p></div>"
    found = lines(f"<main><h1>Privacy</h1><div>{shown}{other}</div>{box}</main>")
    assert found == ["# Privacy", "## Customers", "## Applicants", "We keep it for a year."]


def test_a_control_above_the_text_heads_nothing() -> None:
    """Whatever it says: what follows it has headings of its own."""
    found = lines(
        f"<main><h1>Privacy</h1><div><button>Print or save</button></div><div><h2>Use</h2>{TEXT}<h2>Sale</h2>{TEXT}</div></main>"
    )
    assert found == ["# Privacy", "## Use", "## Sale"]


def test_numbered_headings_of_a_word_processor_are_headings() -> None:
    """Its styles speak of weights that are none."""
    head = "<p style='mso-list:l0 level1'><b><span>{0}.&nbsp;</span></b><b style='mso-bidi-font-weight:normal'><span>{1}</span></b></p>"
    others = f"<h2>Contact</h2>{TEXT}<h2>Changes</h2>{TEXT}"  # where there are some, numbers alone make none
    found = lines(f"<body><h1>Privacy</h1>{head.format(1, 'Use')}{TEXT}{head.format(2, 'Sale')}{TEXT}{others}")
    assert found == ["# Privacy", "## 1 Use", "## 2 Sale", "## Contact", "## Changes"]


def test_headings_in_the_cells_beside_plain_words_are_headings() -> None:
    """The text on the left, the same in plain words on the right; a table of figures stays one."""
    row = "<tr><td><h2>Article {0} – {1}</h2><p>We keep it for a year.</p></td><td><p>A year.</p></td></tr>"
    rows = row.format(1, "Use") + row.format(2, "Sale")
    said = ["We keep it for a year.", "A year."]
    assert midst(f"<table>{rows}</table>") == ["## Article 1 Use", *said, "## Article 2 Sale", *said]
    assert midst(
        "<table><tr><td><b>Use</b></td><td>A year</td></tr><tr><td><b>Sale</b></td><td>A day</td></tr></table>"
    ) == ["Use | A year", "Sale | A day"]


def test_an_item_over_a_table_alone_is_a_heading() -> None:
    """As it is over a paragraph."""
    table = "<table><tr><th>Data</th><th>Kept</th></tr><tr><td>Name</td><td>A year</td></tr></table>"
    found = lines(
        f"<main><h1>Privacy</h1>{TEXT}<ul><li><details open><summary>Retention</summary><div>{table}</div></details></li></ul></main>"
    )
    assert found == ["# Privacy", "## Retention", "Data | Kept", "Name | A year"]


def test_earlier_versions_below_the_text_are_no_text_in_force() -> None:
    """They are known by their headings, which stand above already; a section on earlier versions stays."""
    parts = "".join(f"<h2>{name}</h2>{TEXT}" for name in ("Scope", "Use", "Sale", "Rights"))
    old = f"<section><h2>Previous versions of this policy</h2><details><summary>Version of 2022</summary>{parts}</details></section>"
    found = lines(f"<main><h1>Privacy</h1>{parts}{old}</main>")
    assert found == ["# Privacy", "## Scope", "## Use", "## Sale", "## Rights", "## Previous versions of this policy"]
    after = "<section><h2>Contact</h2><p>Write to us@acme.example.</p></section>"
    assert lines(f"<main><h1>Privacy</h1>{parts}{old}{after}</main>")[6:] == ["## Contact", "Write to us@acme.example."]
    said = "<h2>Previous versions</h2><p>Ask us for them.</p><h2>Contact</h2><p>Write to us@acme.example.</p>"
    assert lines(f"<main><h1>Privacy</h1>{parts}{said}</main>")[5:] == [
        "## Previous versions",
        "Ask us for them.",
        "## Contact",
        "Write to us@acme.example.",
    ]


def test_a_question_with_buttons_below_each_section_is_left_out() -> None:
    """In whatever language; a question of the text has none."""
    ask = "<div class=x1><p>Was dit duidelijk?</p><div><button>1</button><button>2</button></div></div>"
    assert midst(f"<section><h2>Gebruik</h2><p>Wij bewaren het.</p>{ask}</section>") == [
        "## Gebruik",
        "Wij bewaren het.",
    ]
    assert midst("<div><p>Wat bewaren wij?</p></div><p>Een brief.</p>") == ["Wat bewaren wij?", "Een brief."]


@pytest.mark.parametrize("around", ["main", "div"])
def test_titled_cards_that_say_nothing_of_a_policy_are_left_out(around: str) -> None:
    """Below the text, without a link; those that do are sections of it."""
    cards = "<section class=deals><h2>{0}</h2><div class=d><h3>Lisbon</h3><p>{1}</p></div><div class=d><h3>Porto</h3><p>{1}</p></div></section>"
    text = f"<div><h2>Use</h2>{TEXT}{TEXT}</div>"
    found = lines(f"<{around}><h1>Privacy</h1>{text}{cards.format('Deals of the week', 'There and back.')}</{around}>")
    assert found == ["# Privacy", "## Use"]
    kept = lines(f"<{around}><h1>Privacy</h1>{text}{cards.format('Our offices', 'Write to this office.')}</{around}>")
    assert kept == [
        "# Privacy",
        "## Use",
        "## Our offices",
        "### Lisbon",
        "Write to this office.",
        "### Porto",
        "Write to this office.",
    ]


def test_a_summary_in_an_aside_above_the_text_is_of_it() -> None:
    """A question of one's age is not, nor a promotion below."""
    gate = "<div class=age-gate><h2>Your date of birth</h2><button>Enter</button><p>We ask for your age because some of what we show is not suitable for everyone. We do not store it.</p></div>"
    short = "<aside class=tldr><h2>The short version</h2><ul><li>We do not sell your data.</li></ul></aside>"
    promo = "<aside><section><h2>Go paperless</h2><p>Win a year of free swimming.</p></section></aside>"
    found = lines(
        f"{gate}<main><h1>Privacy</h1><div>{short}<div><h2>All of it</h2>{TEXT * 3}</div></div>{promo}</main>"
    )
    assert found == ["# Privacy", "## The short version", "We do not sell your data.", "## All of it"]


@pytest.mark.parametrize("more", ["main", "section class=more"])
def test_the_rest_of_the_policy_outside_of_its_main_element_is_of_it(more: str) -> None:
    """Long, with headings, and about privacy; articles of others and a word from the sponsor are not."""
    tea = "<p>Tea is best when the water has just come to the boil and the pot was warmed before, as everybody knows who drinks it at home.</p>"
    part = "".join(f"<h2>Part {n}</h2>{TEXT}" for n in range(6))
    others = f"<div><h2>On tea</h2>{tea * 6}</div><div><h3>Of the sponsor</h3>{P}</div>"
    found = lines(
        f"<div><main><h1>Privacy</h1>{part}</main><{more}><h2>Keeping</h2>{TEXT * 2}<h2>Rights</h2>{TEXT}</{more.split()[0]}>{others}</div>"
    )
    assert found[7:] == ["## Keeping", "## Rights"]


def test_a_date_below_the_main_element_and_footnotes_are_of_the_text() -> None:
    """A link that prints is not, in whatever language."""
    note = "<aside class=footnote-list><aside role=doc-footnote><p>As the law says</p></aside></aside>"
    link = "<p><a href='javascript:window.print()'>Skriv ut</a></p>"
    found = page(f"<div><main><h1>Privacy</h1>{link}{TEXT}{note}</main><p>Last updated: 4 March 2025</p></div>")
    assert "As the law says" in found.text
    assert "Skriv ut" not in found.text
    assert str(found.updated) == "2025-03-04"


def test_headings_by_their_class_alone_are_headings_where_there_are_no_others() -> None:
    """A short line in a container of its own, as several are; not one of a pair, nor where the page has headings."""
    part = "<div class=title>{}</div><div class=text>{}</div>"
    parts = "".join(part.format(name, TEXT) for name in ("Use", "Sale", "Rights"))
    assert lines(f"<main><h1>Privacy</h1>{parts}</main>") == ["# Privacy", "## Use", "## Sale", "## Rights"]
    headed = "".join(f"<h2>Part {n}</h2>{part.format(f'Note {n}', TEXT)}" for n in range(4))
    assert "Note 1" in lines(f"<main><h1>Privacy</h1>{headed}</main>")


@pytest.mark.parametrize("name", ["age-gate", "x1"])
def test_what_asks_before_the_title_is_not_of_the_text(name: str) -> None:
    """Though it is a sentence, and the title with its date stands in a part of its own below."""
    gate = f"<div class={name}><h2>Your date of birth</h2><button>Enter</button><p>We ask for your age because some of what we show is not suitable for everyone. We do not store it.</p></div>"
    found = lines(
        f"{gate}<section class=hero><h1>Privacy</h1><p>Last updated: 4 March 2025</p></section><div><h2>Use</h2>{TEXT}</div>"
    )
    assert found == ["# Privacy", "Last updated: 4 March 2025", "## Use"]


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<div>Leggi anche <a href=/n>Il traghetto delle sei non parte più</a></div>", []),
        ("<p>Read also our <a href=/c>cookie policy</a>.</p>", ["Read also our cookie policy."]),
        ("<ul><li><a href='https://www.facebook.com/sharer/sharer.php?u=x'>Dela</a></li><li><a href='mailto:?subject=x'>Skicka</a></li></ul>", []),
        ("<p>We are on <a href='https://www.facebook.com/acme'>Facebook</a>.</p>", ["We are on Facebook."]),
    ],
)  # fmt: skip
def test_what_leads_to_other_articles_or_sends_the_page_away_is_left_out(inner: str, expected: list[str]) -> None:
    """In the midst of the text; what leads to a policy, or says where the company is, stays."""
    assert midst(inner) == expected


def test_a_script_in_a_link_takes_no_words_with_it_unless_it_prints() -> None:
    """What only speaks of prints does not."""
    link = "<p>We take no <a href=\"javascript:show('fingerprint')\">fingerprints</a>.</p>"
    assert midst(link) == ["We take no fingerprints."]


def test_a_date_below_the_main_element_is_of_something_else_where_the_text_has_one() -> None:
    """A card of another article has a date, too."""
    found = page(
        f"<div><main><h1>Privacy</h1><p>Last updated: 4 March 2024</p>{TEXT}</main><p>Updated: 5 May 2025</p></div>"
    )
    assert str(found.updated) == "2024-03-04"
    assert "2025" not in found.text


def test_titled_cards_in_a_language_that_is_not_known_stay() -> None:
    """What they speak of cannot be told."""
    text = "<p>Amikor rendelsz valamit, megjegyezzük, hogy hol laksz és hogy hívnak, mert másként nem tudnánk elhozni neked.</p>"
    cards = "<section class=d><div class=e><h3>Szeged</h3><p>Itt ülünk.</p></div><div class=e><h3>Eger</h3><p>Ott ülünk.</p></div></section>"
    assert "### Szeged" in lines(f"<main><h1>Titok</h1><div><h2>Mi</h2>{text * 6}</div>{cards}</main>")


def test_numbered_capitals_in_a_text_laid_out_by_hand_are_headings() -> None:
    """As they are in plain text."""
    words = "We keep the call sign that you give us for as long as you are a member of the club, and then for a year."
    body = f"<pre>RIVER CLUB\n\n1. WHAT WE KEEP\n\n{words}\n\n2. HOW LONG\n\n{words}\n{words}</pre>"
    assert [(s.number, s.heading) for s in page(body).sections if s.number] == [
        ("1", "WHAT WE KEEP"),
        ("2", "HOW LONG"),
    ]
