"""What systems that build pages put above, into and below a text: it is left out, and nothing of the text with it."""

from __future__ import annotations

import pytest
from test_read_layouts import TEXT, lines, midst, page

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
