"""How much of something makes it what it is: the lengths, shares and counts by which parts of a page are judged."""

from __future__ import annotations

import pytest

from monitor import read

P = "<p>We collect your name, address and payment details when you order, and we keep them for as long as the law asks.</p>"
TEXT = P * 8
POST = "<h2>Post</h2><p>1 Main Street</p>"


def lines(inner: str) -> list[str]:
    """What is read of a page, but for the paragraphs that are there for their length."""
    body = f"<html lang=en><title>Privacy</title><body>{inner}"
    found = read(body.encode(), url="https://example.org/privacy", content_type="text/html; charset=utf-8")
    return [line for line in found.lines() if line not in P]


def main(inner: str) -> list[str]:
    """The same of the main element of one, without its title."""
    return lines(f"<main><h1>Privacy</h1>{inner}</main>")[1:]


@pytest.mark.parametrize(("links", "kept"), [(3, True), (6, False)])
def test_a_short_section_beside_a_menu_is_none_of_the_text(links: int, kept: bool) -> None:
    """A few links beside the text are no menu."""
    menu = "<div>" + "<p><a href=/o>Garden chairs and tables of oak</a></p>" * links + "</div>"
    found = lines(f"<div><h1>Privacy</h1>{TEXT}</div>{menu}<div>{POST}</div>")
    assert found == ["Privacy", "Post", "1 Main Street"][: 3 if kept else 1]


@pytest.mark.parametrize(("links", "title"), [(2, ["Acme"]), (3, [])])
def test_a_title_that_a_menu_parts_from_the_text_is_none_of_it(links: int, title: list[str]) -> None:
    """Links to print the page, or to what is new, are no menu."""
    menu = "<p><a href=/print>Print</a></p>" * links
    assert lines(f"<div><h1>Acme</h1>{menu}<section>{TEXT}</section></div>") == title


@pytest.mark.parametrize(("between", "kept"), [(2, True), (4, False)])
def test_a_date_stands_close_above_the_title(between: int, kept: bool) -> None:
    """Further up it is of something else."""
    top = "<p>Effective 5 May 2024</p>" + "<p>Acme</p>" * between
    found = lines(f"<div>{top}<h1>Privacy</h1><section>{TEXT}</section></div>")
    assert ("Effective 5 May 2024" in found) is kept


@pytest.mark.parametrize(("between", "kept"), [(10, True), (20, False)])
def test_a_title_stands_close_above_the_text(between: int, kept: bool) -> None:
    """Further up it is of the site."""
    top = "".join(f"<p>{number}</p>" for number in range(between))
    found = lines(f"<div><h1>Acme</h1>{top}<section>{TEXT}</section></div>")
    assert ("Acme" in found) is kept


def test_nothing_is_read_beside_a_main_element_that_holds_most_of_the_page() -> None:
    """Though what stands there reads like text."""
    beside = P.replace("collect", "admire")
    assert lines(f"<main><h1>Privacy</h1>{TEXT}</main><div>{beside * 2}</div>") == ["Privacy"]


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Our garden is open to all of you on each day of the whole summer.", False),
        ("Our garden is open to all of you on each day of the whole summer, and all who come may stay until the sun is down.", True),
        ("Gartenbaugesellschaftsversammlungen, Rechtsschutzversicherungsanstalten und Sommerfestvorbereitungsausschuss am See im Mai", False),
    ],
)  # fmt: skip
def test_what_stands_beside_the_text_is_read_where_it_is_a_sentence(line: str, kept: bool) -> None:
    """By its letters and by its words."""
    found = lines(f"<div><h1>Privacy</h1>{TEXT}</div><div><p>{line}</p></div>")
    assert found == ["Privacy", line][: 1 + kept]


CHINESE = "我们在您注册账户和使用服务时收集您提供的个人信息，并按照法律要求的期限予以保存，期满后立即删除。"


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("我们的花园在整个夏天的每一天都向所有人开放。", False),
        ("我们的花园在整个夏天的每一天都向所有人开放，来访的人可以一直停留到太阳下山。", True),
    ],
)
def test_a_sentence_in_signs_is_shorter(line: str, kept: bool) -> None:
    """One or two of them are a word."""
    found = lines(f"<div><h1>隐私</h1>{f'<p>{CHINESE}</p>' * 4}</div><div><p>{line}</p></div>")
    assert [text for text in found if text != CHINESE] == ["隐私", line][: 1 + kept]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("我们在您注册时收集 Acme Account ID、IP address 和 browser language，用于 login 与 fraud protection，并按照法律予以保存。", True),
        ("We collect the account, the address and the language of your browser for login and protection (我们收集这些个人信息).", False),
    ],
)  # fmt: skip
def test_a_text_is_one_of_signs_by_a_good_part_of_its_letters(text: str, kept: bool) -> None:
    """A few words in brackets do not make it one."""
    line = "我们的花园在整个夏天的每一天都向所有人开放，来访的人可以一直停留到太阳下山。"
    found = lines(f"<div><h1>Acme</h1>{f'<p>{text}</p>' * 9}</div><div><p>{line}</p></div>")
    assert (line in found) is kept


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Those who want to know more may use <a href=/f>our form for requests</a>.", True),
        ("Or: <a href=/f>our form for requests</a>", False),
    ],
)
def test_a_last_part_that_is_mostly_links_is_none_of_the_text(line: str, kept: bool) -> None:
    """One with a link in its words is."""
    assert bool(main(f"{TEXT}<div><p>{line}</p></div>")) is kept


@pytest.mark.parametrize(
    ("line", "kept"),
    [("Zuständig: Rechtsschutzversicherungsanstalt am See", True), (f"Build {'0a' * 30} of this page", False)],
)
def test_a_long_word_below_the_text_is_a_number_that_a_machine_gave(line: str, kept: bool) -> None:
    """As no language has one."""
    assert main(f"<div>{TEXT}</div><div><p>{line}</p></div>") == [line][:kept]


OTHER = P.replace("collect", "admire")  # as long, and not of the text


@pytest.mark.parametrize(("paragraphs", "kept"), [(4, False), (7, True)])
def test_a_long_part_with_a_field_in_it_is_text(paragraphs: int, kept: bool) -> None:
    """A short one beside the text is a form."""
    form = f"<div>{OTHER * paragraphs}<input name=q></div>"
    assert bool(lines(f"<div><h1>Privacy</h1>{TEXT * 6}</div>{form}")[1:]) is kept


@pytest.mark.parametrize(("paragraphs", "kept"), [(9, False), (17, True)])
def test_a_long_part_with_the_words_of_a_consent_dialog_is_text(paragraphs: int, kept: bool) -> None:
    """A policy has boxes to refuse, too."""
    asked = "<p>Accept all or reject all?</p><input type=checkbox><input type=checkbox>"
    dialog = f"<div>{OTHER * paragraphs}{asked}</div>"
    assert bool(lines(f"<div><h1>Privacy</h1>{TEXT * 3}{dialog}{TEXT}</div>")[1:]) is kept


@pytest.mark.parametrize(
    ("cards", "sentences", "text", "kept"),
    [(3, 4, 4, False), (2, 4, 4, True), (3, 6, 6, True), (3, 4, 2, True)],
    ids=["a row", "two", "long ones", "much of the page"],
)
def test_a_row_of_cards_is_short_parts_that_are_a_small_share_of_the_page(
    cards: int, sentences: int, text: int, kept: bool
) -> None:
    """Each with a link of its own."""
    teaser = "<p>Cats sleep a lot, and eat what they find in the yard.</p>" * sentences
    card = f"<div class=card>{teaser}<p><a href=/c>More</a></p></div>"
    assert bool(main(f"{TEXT * text}<div>{card * cards}</div>")) is kept


def told(name: str, times: int) -> str:
    """Sentences that differ."""
    return "".join(f"<p>We tell {name} of case {number} {P[14:]}" for number in range(times))


@pytest.mark.parametrize(("copied", "times"), [(5, 1), (3, 2)])
def test_a_copy_of_the_text_is_a_good_part_of_the_page(copied: int, times: int) -> None:
    """What is said twice is no copy where that is little."""
    found = main(f"<div>{told('you', copied)}</div>{told('them', 13)}<div>{told('you', copied)}</div>")
    assert sum("tell you of case 0" in line for line in found) == times


@pytest.mark.parametrize(("link", "times"), [("To the top now", 1), ("The same as a file to print out", 2)])
def test_a_copy_says_nothing_of_its_own_but_what_is_pressed(link: str, times: int) -> None:
    """A word or two."""
    found = main(f"<div>{told('you', 5)}</div><div>{told('you', 5)}<p><a href=/>{link}</a></p></div>")
    assert sum("tell you of case 0" in line for line in found) == times


def test_names_that_stand_below_the_second_of_two_equal_texts_are_read() -> None:
    """They are more than what is pressed, since there are many."""
    names = [f"Partner number {number}" for number in range(30)]
    listed = "".join(f"<li>{name}" for name in names)
    found = main(f"<div>{told('you', 5)}</div><div>{told('you', 5)}<ul>{listed}</ul></div>")
    assert found[-30:] == names


SALE = "Teams of every size plan their days with Acme and lose no more time to meetings that nobody asked for at all. "


@pytest.mark.parametrize(("sentences", "kept"), [(3, False), (5, True)])
def test_a_call_to_buy_is_short(sentences: int, kept: bool) -> None:
    """What is longer says something."""
    call = f"<div><p>{SALE * sentences}</p><p><a href=/s>Get started</a></p></div>"
    assert bool(main(f"{TEXT}{call}")) is kept


CHINESE_SALE = "每一天都有许多团队用它安排工作，再也不为会议浪费时间，现在免费试用，立即开始。"


@pytest.mark.parametrize(("sentences", "kept"), [(2, False), (5, True)])
def test_a_call_to_buy_in_signs_is_shorter(sentences: int, kept: bool) -> None:
    """As its sentences are."""
    call = f"<div><p>{CHINESE_SALE * sentences}</p><p><a href=/s>免费</a></p></div>"
    found = lines(f"<main><h1>隐私</h1>{f'<p>{CHINESE}</p>' * 12}{call}</main>")
    assert any(CHINESE_SALE in line for line in found) is kept


@pytest.mark.parametrize(
    ("names", "others", "kept"),
    [
        *[("row", f"row {name}", True) for name in ("first", "last", "odd", "even", "active", "row-4")],
        ("row", "row links", False),
        ("wide " * 40 + "row", "wide " * 40 + "links", False),
        ("wide " * 80 + "row", "wide " * 80 + "links", True),
    ],
)
def test_sections_are_of_one_shape_whatever_says_where_they_stand(names: str, others: str, kept: bool) -> None:
    """Of very long class names the beginning alone is looked at."""
    part = f"<div class='{names}'><h2>Data</h2>{P}</div>"
    last = f"<div class='{others}'><h2>Requests</h2><p><a href=/f>Our request form</a></p></div>"
    assert ("Requests" in main(part * 3 + last)) is kept


@pytest.mark.parametrize(("count", "kept"), [(9, False), (28, True)])
def test_the_text_is_the_container_that_holds_nearly_all(count: int, kept: bool) -> None:
    """What else is said is of it where there is much."""
    beside = "".join(f"<p>Garden {number}</p>" for number in range(count))
    assert ("Garden 7" in lines(f"<div><div><h1>Privacy</h1>{TEXT}</div>{beside}</div>")) is kept


@pytest.mark.parametrize(
    ("part", "link", "kept"),
    [
        ("div", "our form for all of your requests to us", True),
        ("div", "our form for all of your requests to us on any day, by night and in all of the weathers of the year", False),
        ("div class=promo", "our request form", True),
        ("div class=promo", "our form for all of your requests to us", False),
    ],
)  # fmt: skip
def test_a_sentence_beside_the_text_is_more_than_its_links(part: str, link: str, kept: bool) -> None:
    """By far more where it has a name of furniture."""
    inner = f"<{part}>{OTHER}<p><a href=/f>{link}</a></p></div>"
    found = main(f"{TEXT}{inner}") if "class" in part else lines(f"<div><h1>Privacy</h1>{TEXT}</div>{inner}")[1:]
    assert bool(found) is kept
