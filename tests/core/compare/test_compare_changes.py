"""What changes() tells, kind by kind, and what must hold of any two documents."""

from __future__ import annotations

from collections import Counter

import pytest
from drafts import doc, documents, told
from hypothesis import given, settings

from monitor import compare, read
from monitor.core.compare import changes, fingerprint
from monitor.core.compare.canonical import key
from monitor.core.model import Change, ChangeKind, Document, EditOp, Significance
from monitor.core.significance import rank

COLLECT = "We collect your name and your e-mail address when you register an account."
SHARE = "We may share your location with the partners that are listed below."
SELL = "We do not sell your personal data to anyone, at any price, ever."
ASK = "You can ask us to delete what we store about you at any time."
KEEP = "We keep the records of your visits for 30 days and then delete them."
SWAPPED = {ChangeKind.ADDED: ChangeKind.REMOVED, ChangeKind.REMOVED: ChangeKind.ADDED}


def test_a_changed_word_is_told_in_its_block_with_place_and_section() -> None:
    """A duration changes: one modified change, with path, both positions and the words that differ."""
    (change,) = changes(
        doc("# Cookies", COLLECT, "# Retention", KEEP),
        doc("# Cookies", COLLECT, "# Retention", KEEP.replace("30", "90")),
    )
    assert (change.kind, change.section, change.before_at, change.after_at) == (
        ChangeKind.MODIFIED,
        ("Retention",),
        3,
        3,
    )
    assert [(edit.op, edit.text) for edit in change.edits if edit.op is not EditOp.KEEP] == [
        (EditOp.DELETE, "30"),
        (EditOp.INSERT, "90"),
    ]


def test_additions_and_removals_are_told_where_they_stand() -> None:
    """What came is told at its place after; what went after the line it followed."""
    found = changes(doc("# A", COLLECT, SELL, SHARE), doc("# A", COLLECT, SHARE, ASK))
    assert told(found) == [("removed", SELL, ""), ("added", "", ASK)]
    assert [(change.before_at, change.after_at) for change in found] == [(2, None), (None, 3)]


def test_a_section_added_is_its_heading_and_its_blocks() -> None:
    """The heading is marked as one, and comes before what stands under it."""
    found = changes(doc("# A", COLLECT), doc("# A", COLLECT, "# B", SHARE, SELL))
    assert told(found) == [("added", "", "B"), ("added", "", SHARE), ("added", "", SELL)]
    assert [change.heading for change in found] == [True, False, False]
    assert {change.section for change in found} == {("B",)}


@pytest.mark.parametrize(
    ("old", "new"),
    [("Data sharing", "Sharing your data"), ("Sharing", "Who else gets to see it?")],
    ids=["by its words", "by what stands under it"],
)
def test_a_heading_with_other_words_is_renamed(old: str, new: str) -> None:
    """By likeness, and without any by the blocks that stand under it still."""
    found = changes(
        doc("# A", COLLECT, f"# {old}", SHARE, SELL, ASK, "# C", KEEP),
        doc("# A", COLLECT, f"# {new}", SHARE, SELL, ASK, "# C", KEEP),
    )
    assert told(found) == [("renamed", old, new)]
    assert found[0].heading


def test_a_moved_section_is_moved_and_neither_removed_nor_added() -> None:
    """Its heading and its blocks, each at its old and new position."""
    found = changes(
        doc("# A", COLLECT, "# B", SHARE, SELL, "# C", ASK, "x y z", KEEP),
        doc("# A", COLLECT, "# C", ASK, "x y z", KEEP, "# B", SHARE, SELL),
    )
    assert {change.kind for change in found} == {ChangeKind.MOVED}
    assert {change.before for change in found} == {"B", SHARE, SELL}
    assert (found[0].before_at, found[0].after_at) == (2, 6)


def test_a_reordered_list_is_moved_items() -> None:
    """Even short items, within one section."""
    items = ["Name", "Location", "Address", "Age"]
    found = changes(doc("# A", COLLECT, *items), doc("# A", COLLECT, *reversed(items)))
    assert {change.kind for change in found} == {ChangeKind.MOVED}


def test_a_short_line_in_another_section_is_not_called_moved() -> None:
    """ "Location" that goes from what is not collected to what is, is a change of meaning."""
    found = changes(
        doc("# We collect", COLLECT, "Name", "# We do not collect", SELL, "Location"),
        doc("# We collect", COLLECT, "Name", "Location", "# We do not collect", SELL),
    )
    assert told(found) == [("added", "", "Location"), ("removed", "Location", "")]


def test_renumbered_sections_are_modified_headings() -> None:
    """Only the number differs: told with its words, as no other heading."""
    found = changes(doc("# 1. Who we are", COLLECT), doc("# 2. Who we are", COLLECT))
    assert told(found) == [("modified", "1. Who we are", "2. Who we are")]
    assert found[0].heading


def test_links_apart_from_words() -> None:
    """Only where a link leads differs: the targets that are on one side alone, one a line."""
    found = changes(
        doc("# A", f"{COLLECT} -> https://x.org/a -> https://x.org/b"),
        doc("# A", f"{COLLECT} -> https://x.org/a -> https://x.org/c -> https://x.org/d"),
    )
    assert told(found) == [("links", "https://x.org/b", "https://x.org/c\nhttps://x.org/d")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (COLLECT, COLLECT.replace(" ", "\u00a0")),
        ("We collect data", "Wecollect data"),
        ("We don't sell “data” – ever", 'We don’t sell "data" - ever'),
        ("We sell\u00ad data\u200b", "We sell data"),
        ("• We sell data", "We sell data"),
        ("1. We sell data", "(b) We sell data"),
        ("Ｗｅ sell ﬁles", "We sell files"),
        ("[email protected]", "[email\u00a0protected]"),
        (f"{COLLECT} -> https://X.org/a/?utm_source=1", f"{COLLECT} -> http://x.org/a"),
    ],
)
def test_no_change_in_another_spelling(before: str, after: str) -> None:
    """White space, quotes, dashes, what is invisible, marks of lists, tracking in links: nothing is told."""
    assert changes(doc("# A", before), doc("# A", after)) == ()
    assert fingerprint(doc("# A", before)) == fingerprint(doc("# A", after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("25. Mai 2018 gilt dies", "26. Mai 2018 gilt dies"),
        ("3.5 million users see it", "4.5 million users see it"),
        ("J. Doe is responsible for it", "K. Doe is responsible for it"),
        ("- 30 days of visits are kept", "- 90 days of visits are kept"),
    ],
)
def test_a_change_at_the_front_is_no_mark_of_a_list(before: str, after: str) -> None:
    """What could be a date, a quantity or an initial is never folded away."""
    assert [change.kind for change in changes(doc(before), doc(after))] == [ChangeKind.MODIFIED]


def test_an_email_address_hidden_from_robots_is_one_modified_block() -> None:
    """The block is matched, and the rest of its words are kept."""
    text = "Write to {} with any question about this policy or your rights."
    (change,) = changes(doc(text.format("dpo@example.org")), doc(text.format("[email protected]")))
    assert change.kind is ChangeKind.MODIFIED
    assert rank(change) is Significance.COSMETIC


@pytest.mark.parametrize("parts", [[COLLECT, SHARE], [COLLECT, SHARE, SELL, ASK]])
def test_a_split_or_merged_paragraph_is_one_change_with_line_breaks(parts: list[str]) -> None:
    """Nothing is called added or removed; the texts join the parts."""
    whole, split = doc("# A", KEEP, " ".join(parts), "# B"), doc("# A", KEEP, *parts, "# B")
    (change,) = changes(whole, split)
    assert (change.kind, change.before, change.after) == (ChangeKind.MODIFIED, " ".join(parts), "\n".join(parts))
    assert rank(change) is Significance.COSMETIC
    (back,) = changes(split, whole)
    assert (back.before_at, back.after_at, back.before) == (2, 2, "\n".join(parts))


def test_a_paragraph_split_beside_other_changes_is_found() -> None:
    """Where the rest of the stretch differs too."""
    found = changes(doc(KEEP, f"{COLLECT} {SHARE}"), doc(KEEP.replace("30", "60"), COLLECT, SHARE))
    assert [change.kind for change in found] == [ChangeKind.MODIFIED, ChangeKind.MODIFIED]
    assert found[1].after == f"{COLLECT}\n{SHARE}"


def test_a_paragraph_split_and_edited_is_one_change() -> None:
    """A part that its neighbour lost belongs to that neighbour, not to what is new."""
    (change,) = changes(
        doc(f"{COLLECT} {SHARE} {ASK}"), doc(f"{COLLECT} {SHARE}", ASK.replace("at any time", "in writing"))
    )
    assert change.kind is ChangeKind.MODIFIED
    assert change.after.count("\n") == 1


def test_two_paragraphs_merged_in_another_order_are_one_change() -> None:
    """The sentence that now comes last went nowhere."""
    sold = "We do not sell your data."
    (change,) = changes(doc("# A", sold, SHARE, "# B"), doc("# A", f"{SHARE} {sold}", "# B"))
    assert (change.kind, change.before, change.after) == (ChangeKind.MODIFIED, f"{sold}\n{SHARE}", f"{SHARE} {sold}")


def test_rewritten_blocks_are_matched_with_their_like_not_their_neighbour() -> None:
    """One to one, by likeness."""
    found = changes(
        doc("# A", COLLECT, SHARE, KEEP),
        doc("# A", KEEP.replace("visits", "logins"), COLLECT.replace("name", "address"), SHARE.replace("may", "will")),
    )
    assert {(change.before.split()[1], change.after.split()[1]) for change in found} == {
        ("collect", "collect"),
        ("may", "will"),
        ("keep", "keep"),
    }


def test_rows_of_a_table_are_matched_by_their_first_cell() -> None:
    """However alike the others are; where two rows begin with the same cell, by likeness."""
    found = changes(
        doc("# Kept", "Logs | kept for thirty days | Acme Hosting", "Orders | kept for ten years | Acme Books"),
        doc("# Kept", "Logs | kept for ten years | Acme Books", "Orders | kept for thirty days | Acme Hosting"),
    )
    assert [(change.before.split(" | ")[0], change.after.split(" | ")[0]) for change in found] == [
        ("Logs", "Logs"),
        ("Orders", "Orders"),
    ]
    found = changes(
        doc("# Kept", "Cookies | counting visits | 2 years", "Cookies | logging in | 1 day"),
        doc("# Kept", "Cookies | logging in | 3 days", "Cookies | counting visits | 5 years"),
    )
    assert [(change.before.split(" | ")[1], change.after.split(" | ")[1]) for change in found] == [
        ("logging in", "logging in"),
        ("counting visits", "counting visits"),
    ]


def test_a_line_that_says_what_a_row_begins_with_is_another_line() -> None:
    """It has no cells."""
    found = changes(doc("# Kept", "Logs"), doc("# Kept", "Logs | kept for thirty days | Acme Hosting"))
    assert [change.kind for change in found] == [ChangeKind.REMOVED, ChangeKind.ADDED]


def test_a_block_moved_and_edited_is_modified() -> None:
    """Across sections too, where it has words enough to be known."""
    found = changes(
        doc("# A", COLLECT, KEEP, "# B", SHARE), doc("# A", COLLECT, "# B", SHARE, KEEP.replace("30 days", "one year"))
    )
    assert [change.kind for change in found] == [ChangeKind.MODIFIED]


def test_many_changed_blocks_are_matched_through_the_index() -> None:
    """A gap too large to hold every pair against each other: rare words find the like."""
    names = [f"{chr(97 + n // 26)}{chr(97 + n % 26)}corp{n}ltd" for n in range(200)]
    old = [f"We share records with {name} of district{name} for service" for name in names]
    new = [f"We never share files with {name} of district{name} for service" for name in reversed(names)]
    found = changes(doc(*old), doc(*new))
    assert Counter(change.kind for change in found) == {ChangeKind.MODIFIED: 200}
    assert all(change.before.split()[4] == change.after.split()[5] for change in found)


def covered(found: tuple[Change, ...], side: str) -> set[int]:
    """The positions that the changes speak of."""
    positions = set()
    for change in found:
        at, text = getattr(change, f"{side}_at"), getattr(change, side)
        joined = text.count("\n") if change.kind is ChangeKind.MODIFIED else 0
        if at is not None:
            positions.update(range(at, at + joined + 1))
    return positions


def without_breaks(document: Document) -> bool:
    return not any("\n" in line for line in document.lines())


@given(documents)
@settings(deadline=None)
def test_a_document_does_not_differ_from_itself(document: Document) -> None:
    """Identity gives nothing."""
    assert changes(document, document) == ()


@given(documents, documents)
@settings(max_examples=300, deadline=None)
def test_what_holds_of_any_two_documents(before: Document, after: Document) -> None:
    """Edits rebuild both texts; texts stand at their positions; every line is kept or told; order is that of `after`."""
    found = changes(before, after)
    olds, news = list(before.lines()), list(after.lines())
    for change in found:
        assert "".join(edit.text for edit in change.edits if edit.op is not EditOp.INSERT) == change.before
        assert "".join(edit.text for edit in change.edits if edit.op is not EditOp.DELETE) == change.after
        if change.kind is not ChangeKind.LINKS:
            assert change.before_at is None or change.before.startswith(olds[change.before_at])
            assert change.after_at is None or change.after.startswith(news[change.after_at])
    places = [change.after_at for change in found if change.after_at is not None]
    assert places == sorted(places)
    if without_breaks(before) and without_breaks(after):
        kept = [
            Counter(key(line) for n, line in enumerate(lines) if n not in covered(found, side))
            for side, lines in (("before", olds), ("after", news))
        ]
        numbered = any(section.number for section in before.sections + after.sections)
        assert numbered or +_worded(kept[0]) == +_worded(kept[1])


def _worded(lines: Counter[str]) -> Counter[str]:
    return Counter({line: count for line, count in lines.items() if line})


@given(documents, documents)
@settings(deadline=None)
def test_swapping_the_sides_mirrors_the_kinds(before: Document, after: Document) -> None:
    """What was added is removed, and the rest is told of the same lines."""
    there, back = changes(before, after), changes(after, before)
    assert Counter((c.kind, c.before, c.after, c.before_at, c.after_at) for c in there) == Counter(
        (SWAPPED.get(c.kind, c.kind), c.after, c.before, c.after_at, c.before_at) for c in back
    )


@given(documents, documents)
@settings(deadline=None)
def test_the_same_fingerprint_means_nothing_above_cosmetic(before: Document, after: Document) -> None:
    """A return to an earlier text is never a change of what is said."""
    if fingerprint(before) == fingerprint(after):
        assert all(rank(change) is Significance.COSMETIC for change in changes(before, after))


def test_a_fingerprint_tells_words_apart_and_not_their_dress() -> None:
    """A changed word changes it; links, numbers of sections and white space do not. It is SHA-256 in hexadecimal."""
    plain = fingerprint(doc("# 1. A", COLLECT))
    assert plain == fingerprint(doc("# 7. A", f"{COLLECT}  -> https://x.org/a"))
    assert plain != fingerprint(doc("# 1. A", COLLECT.replace("name", "age")))
    assert plain != fingerprint(doc("# 1. A", COLLECT, COLLECT))
    assert len(plain) == 64


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([SELL] * 20_000, [SELL] * 19_000 + [ASK]),
        ([f"a{n}" for n in range(10_000)], [f"b{n}" for n in range(10_000)]),
        ([f"a{n} {n}" for n in range(10_000)], [f"a{n} {n}" for n in reversed(range(10_000))]),
        (["x" * 1_000_000], ["x" * 999_999 + "y"]),
        (["word " * 200_000], ["word " * 199_999 + "other"]),
        ([" ".join(map(str, range(150_000)))], [" ".join(map(str, range(150_000, 300_000)))]),
    ],
    ids=["one sentence repeated", "tiny blocks", "reversed", "one long word", "one word repeated", "numbers"],
)
def test_hostile_texts_are_compared_without_a_quadratic_cost(before: list[str], after: list[str]) -> None:
    """They end (hours, were any stage quadratic), and the edits still rebuild both texts."""
    found = changes(doc(*before), doc(*after))
    assert found
    assert all("".join(e.text for e in c.edits if e.op is not EditOp.INSERT) == c.before for c in found)


def with_and_without(top: str) -> tuple[tuple[Document, Document], tuple[Document, Document]]:
    """A policy without something above its parts and with it, and the other way round."""
    kept = (
        "<p>We keep the data that you give us for as long as you have an account, and no longer than the law asks.</p>"
    )
    parts = f"<h2>Who we are</h2>{kept}<h2>What we keep</h2>{kept}<h2>Your rights</h2>{kept}"
    plain, listed = (
        read(f"<main><h1>Policy</h1>{kept}{above}{parts}</main>".encode(), content_type="text/html; charset=utf-8")
        for above in ("", top)
    )
    return (plain, listed), (listed, plain)


@pytest.mark.parametrize(
    "contents",
    [
        "<h2>Contents</h2><ul><li><a href='#a'>Who we are</a></li><li><a href='#b'>What we keep</a></li><li><a href='#c'>Your rights</a></li></ul>",
        "<p>On this page</p><ul><li>Who we are</li><li>What we keep</li><li>Your rights</li></ul>",
        "<p>What you can read here:</p><ul><li>Who we are</li><li>What we keep</li><li>Your rights</li></ul>",
        "<ul><li><a href='#a'>About us</a></li><li><a href='#b'>Your data</a></li><li><a href='#c'>Choices</a></li></ul>",
    ],
)  # fmt: skip
def test_a_table_of_contents_that_comes_or_goes_is_a_matter_of_form(contents: str) -> None:
    """Its lines say again what the headings say; that one of these is another is told once, by itself."""
    for pair in with_and_without(contents):
        diff = compare(*pair)
        assert diff.significance is Significance.COSMETIC
        assert diff.facts == ()


@pytest.mark.parametrize(
    "top",
    [
        "<ul><li>Who we are</li><li>What we keep</li></ul>",
        "<p>The following parts make up all of this policy</p><ul><li>Who we are</li><li>What we keep</li><li>Your rights</li></ul>",
        "<p>We changed it all.</p><ul><li>Who we are</li><li>What we keep</li><li>Your rights</li></ul>",
        "<ul><li><a href='#a'>Name</a> and age</li><li><a href='#b'>Place</a> of birth</li><li><a href='#c'>Mail</a> address</li></ul>",
    ],
    ids=["two items", "a long line above", "a sentence above", "more than links"],
)  # fmt: skip
def test_what_is_more_than_a_table_of_contents_is_told(top: str) -> None:
    """Two items may be any two, and what stands above a list may say something."""
    for pair in with_and_without(top):
        assert compare(*pair).significance is Significance.MINOR
