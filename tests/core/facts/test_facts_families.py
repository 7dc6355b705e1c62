"""One edit of a policy gives exactly the facts that a person would name, and nothing else."""

from __future__ import annotations

import pytest
from policies import POLICY, briefly, changed, facts_of, policy, told

from monitor import compare
from monitor.core.model import Direction, Outcome, Significance

EDITS = {
    "a period grew": (("for 30 days and", "for 90 days and"), [("retention.period", "changed", "P30D", "P90D")]),
    "a period in words": (("seven (7) years", "ten (10) years"), [("retention.period", "changed", "P7Y", "P10Y")]),
    "a number gave way to a criterion": (
        ("for 30 days and", "for as long as necessary and"),
        [("retention.period", "changed", "P30D", "as long as necessary")],
    ),
    "a deadline": (("within 30 days", "within 45 days"), [("deadline", "changed", "P30D", "P45D")]),
    "a promise went": (
        ("<p>We do not sell your personal information.</p>", ""),
        [("commitment", "removed", "not sell", "")],
    ),
    "a promise came": (
        ("<h2>Sharing</h2>", "<h2>Sharing</h2><p>We will never rent your data.</p>"),
        [("commitment", "added", "", "not rent")],
    ),
    "from may to will": (("We may share", "We will share"), [("modality", "changed", "may", "will")]),
    "another recipient": (
        ("Tally Metrics Inc.", "Gauge Works GmbH"),
        [("recipient.named", "changed", "Tally Metrics Inc", "Gauge Works GmbH")],
    ),
    "a class of recipients": (
        ("and with hosting providers", "and with hosting providers and advertisers"),
        [("recipient.category", "added", "", "Advertiser")],
    ),
    "another controller": (
        ("Example Cloud Ltd.", "Example Holdings LLC"),
        [("controller.entity", "changed", "Example Cloud Ltd", "Example Holdings LLC")],
    ),
    "more data": (
        ("<li>Purchase history</li>", "<li>Purchase history</li><li>Voice recordings</li>"),
        [("data.category", "added", "", "Voice")],
    ),
    "a sharper location": (
        ("approximate location", "approximate or precise location"),
        [("data.category", "changed", "ApproximateLocation", "PreciseLocation")],
    ),
    "a purpose": (
        ("<li>To prevent fraud and abuse.</li>", "<li>To prevent fraud and abuse.</li><li>For any purpose.</li>"),
        [("purpose", "added", "", "AnyPurpose")],
    ),
    "a right went": (
        ("<li>You have the right to data portability.</li>", ""),
        [("right", "removed", "Portability", "")],
    ),
    "a transfer": (("the United States", "Singapore"), [("transfer.country", "changed", "US", "SG")]),
    "on another footing": (
        ("Standard Contractual Clauses", "Binding Corporate Rules"),
        [("transfer.mechanism", "changed", "SCC", "BCR")],
    ),
    "a law": (
        ("Standard Contractual Clauses.", "Standard Contractual Clauses. The ePrivacy Directive applies."),
        [("law.reference", "added", "", "EPrivacy")],
    ),
    "an age": (("under 13", "under 16"), [("age.threshold", "changed", "P13Y", "P16Y")]),
    "an address": (
        ("privacy@example.org", "dpo@example.org"),
        [("contact.email", "changed", "privacy@example.org", "dpo@example.org")],
    ),
    "a telephone number": (
        ("+353 1 555 0100", "+353 1 555 0199"),
        [("contact.phone", "changed", "+35315550100", "+35315550199")],
    ),
    "a street": (
        ("12 Harbour Street", "7 Quay Street"),
        [("contact.postal", "changed", "12 Harbour Street, Dublin, D02 X285, Ireland", "7 Quay Street, Dublin, D02 X285, Ireland")],
    ),
    "a date": (("May 1, 2025", "June 2, 2025"), [("meta.updated_date", "changed", "2025-05-01", "2025-06-02")]),
    "a heading": (("<h2>Sharing</h2>", "<h2>Disclosure</h2>"), [("section.renamed", "renamed", "Sharing", "Disclosure")]),
    "models are trained": (
        ("<h2>Sharing</h2>", "<h2>Sharing</h2><p>We train our AI models on messages, unless you opt out.</p>"),
        [("ai.training", "added", "", "opt-out"), ("choice", "added", "", "opt-out")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_gives_the_facts_that_it_is(name: str) -> None:
    """The expected ones, and no other."""
    swap, expected = EDITS[name]
    assert sorted(map(briefly, told(swap))) == sorted(expected)


@pytest.mark.parametrize("name", EDITS)
def test_the_way_back_mirrors_every_fact(name: str) -> None:
    """Added is removed, before is after."""
    swap, _ = EDITS[name]
    there, back = (compare(*pair).facts for pair in ((policy(), policy(swap)), (policy(swap), policy())))
    mirrored = [
        (f.type, {"added": "removed", "removed": "added"}.get(f.op.value, f.op.value), f.value_after, f.value_before)
        for f in back
        if f.type != "meta.silent_change"
    ]
    assert sorted(map(briefly, [f for f in there if f.type != "meta.silent_change"])) == sorted(mirrored)


def test_a_document_has_no_fact_against_itself() -> None:
    """Nor any change."""
    assert changed().facts == ()
    assert changed().outcome is Outcome.UNCHANGED


@pytest.mark.parametrize(
    "swap",
    [
        ("<li>To provide the services you ask for.</li><li>To prevent fraud and abuse.</li>", "<li>To prevent fraud and abuse.</li><li>To provide the services you ask for.</li>"),
        ("We do not sell", "We don’t sell"),
        ("<h2>Who we are</h2>", "<h2>1. Who we are</h2>"),
        (".</p>", "!</p>"),
        ("privacy@example.org", "[email protected]"),
    ],
)  # fmt: skip
def test_what_says_the_same_is_no_fact_above_editorial(swap: tuple[str, str]) -> None:
    """A reordered list, another spelling of not, a number before a heading, other marks, an address hidden from robots."""
    assert [fact for fact in told(swap) if fact.significance.rank > Significance.EDITORIAL.rank] == []


def test_a_section_that_moved_takes_its_values_along() -> None:
    """Nothing in it came or went."""
    start, end = POLICY.index("<h2>Children"), POLICY.index("<h2>Contact")
    section = POLICY[start:end]
    facts = told((section, ""), ("<h2>Who we are</h2>", f"{section}<h2>Who we are</h2>"))
    assert {fact.type for fact in facts} <= {"section.moved"}


def test_a_term_that_was_renamed_throughout_is_one_fact() -> None:
    """And its changes are cosmetic: they are told once."""
    diff = compare(policy(("usage data", "Service Data")), policy(("usage data", "Activity Data")))
    assert [(briefly(fact), fact.places) for fact in diff.facts] == []  # two places are not throughout
    names = [("We ", "Acme ")], [("We ", "Bolt ")]
    diff = compare(policy(*names[0]), policy(*names[1]))
    assert [(briefly(fact), fact.places) for fact in diff.facts] == [(("term.renamed", "renamed", "Acme", "Bolt"), 6)]
    assert {change.significance for change in diff.changes} == {Significance.COSMETIC}
    assert diff.significance is Significance.EDITORIAL


def test_directions_are_worked_out_from_the_values() -> None:
    """Longer, vaguer, later, earlier, higher."""
    swaps = {
        ("for 30 days and", "for 90 days and"): Direction.LONGER,
        ("for 30 days and", "for 24 hours and"): Direction.SHORTER,
        ("for 30 days and", "for as long as necessary and"): Direction.VAGUER,
        ("May 1, 2025", "June 2, 2025"): Direction.LATER,
        ("May 1, 2025", "April 2, 2025"): Direction.EARLIER,
        ("under 13", "under 16"): Direction.HIGHER,
        ("We may share", "We will share"): Direction.STRONGER,
    }
    assert {swap: told(swap)[0].direction for swap in swaps} == swaps


def test_a_date_that_moves_back_is_major_and_one_that_moves_on_editorial() -> None:
    """A page that restores an old text shows it so."""
    assert told(("May 1, 2025", "April 2, 2025"))[0].significance is Significance.MAJOR
    assert told(("May 1, 2025", "June 2, 2025"))[0].significance is Significance.EDITORIAL


def test_a_silent_change_is_told_with_the_date_that_stands() -> None:
    """Only where something that matters changed, and the page states a date."""
    silent = [
        fact for fact in changed(("for 30 days and", "for 90 days and")).facts if fact.type == "meta.silent_change"
    ]
    assert [(fact.value_after, fact.quote_after) for fact in silent] == [("2025-05-01", "Last updated: May 1, 2025")]
    announced = changed(("for 30 days and", "for 90 days and"), ("May 1, 2025", "June 2, 2025")).facts
    undated = compare(policy(("<p>Last updated: May 1, 2025</p>", "")), policy(("<p>Last updated: May 1, 2025</p>", ""), ("30 days", "90 days"))).facts  # fmt: skip
    assert not [fact for fact in (*announced, *undated) if fact.type == "meta.silent_change"]


def test_a_value_that_the_other_text_states_too_is_no_fact() -> None:
    """Hosting providers got something before: no class of recipients came, and the change is told as a change."""
    assert told(("<h2>Contact</h2>", "<h2>Contact</h2><p>We disclose invoices to hosting providers.</p>")) == []


def test_the_stated_date_comes_first_and_one_of_each_family_before_the_second() -> None:
    """So that the top of a report shows what there is."""
    facts = told(
        ("May 1, 2025", "June 2, 2025"),
        ("for 30 days and", "for 90 days and"),
        ("seven (7) years", "ten (10) years"),
        ("under 13", "under 16"),
    )
    assert [fact.type for fact in facts] == [
        "meta.updated_date",
        "retention.period",
        "age.threshold",
        "retention.period",
    ]


@pytest.mark.parametrize(
    ("heading", "text", "values"),
    [
        ("Notes", "We use drafts to understand how you draw. We sell your personal information to others.", ["SellDataToThirdParties", "Analytics"]),
        ("Purposes", "We measure what you draw. Albums serve for personalised advertising.", ["PersonalisedAdvertising", "Analytics"]),
        ("Information we collect", "We collect photos. We collect biometric templates.", ["Biometric", "Photo"]),
        ("Information we collect", "We collect photos. We collect health data.", ["Health", "Photo"]),
        ("Information we collect", "We collect photos. We collect genetic data.", ["Genetic", "Photo"]),
        ("Information we collect", "We collect photos. We collect your precise location.", ["PreciseLocation", "Photo"]),
        ("Information we collect", "We collect photos. We collect information from children.", ["ChildData", "Photo"]),
        ("Sharing", "We disclose drafts to the police. We disclose albums upon a search warrant.", ["Warrant", "LawEnforcement"]),
    ],
)  # fmt: skip
def test_of_one_type_the_gravest_comes_first(heading: str, text: str, values: list[str]) -> None:
    """Though it stands behind the other on the page."""
    kinds = ("commitment", "purpose", "data.category", "sharing.government")
    found = facts_of("", text, heading, "<p>What stood here before stays where it was.</p>")
    assert [fact.value_after for fact in found if fact.type in kinds] == values


@pytest.mark.parametrize("gravest", ["We do not sell your drafts.", "We will notify you of changes."])
def test_the_gravest_promise_comes_first_where_it_went(gravest: str) -> None:
    """One that came can wait."""
    less, rest = "We will not rent your drafts.", "<p>What stood here before stays where it was.</p>"
    gone, come = facts_of(f"{less} {gravest}", "", "Notes", rest), facts_of("", f"{less} {gravest}", "Notes", rest)
    assert [fact.quote_before for fact in gone if fact.type == "commitment"] == [gravest, less]
    assert [fact.quote_after for fact in come if fact.type == "commitment"] == [less, gravest]


def test_of_one_type_what_changed_comes_first_and_what_went_before_what_came() -> None:
    """Though they stand the other way round on the page."""
    before = (
        "<p>We share stickers at fairs.</p><p>We share lists with insurers.</p><p>Albums are shared with employers.</p>"
    )
    after = "<p>We share stickers at fairs with data brokers.</p><p>We share lists.</p><p>Albums are shared with search engines.</p>"
    assert [briefly(fact) for fact in facts_of(before, after, "Notes")] == [
        ("recipient.category", "changed", "Employer", "SearchEngine"),
        ("recipient.category", "removed", "Insurer", ""),
        ("recipient.category", "added", "", "DataBroker"),
    ]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://example.org/cookies", [("link.document", "added", "", "example.org/cookies")]),
        ("https://example.org/privacy?lang=en", []),
    ],
)
def test_a_linked_document_is_another_than_the_page(address: str, expected: list[tuple[str, ...]]) -> None:
    """A link to the page itself, with whatever query, is none."""
    facts = told(("<h2>Contact</h2>", f'<h2>Contact</h2><p>Read <a href="{address}">our cookie notice</a>.</p>'))
    assert [briefly(fact) for fact in facts] == expected


@pytest.mark.parametrize(
    "text", ["You may not sell your account.", "If Example users do not share a file, it is lost."]
)
def test_what_others_do_not_do_is_no_promise(text: str) -> None:
    """Though a capital stands before the denial."""
    facts = told(("<h2>Children</h2>", f"<h2>Children</h2><p>{text}</p>"))
    assert [fact for fact in facts if fact.type == "commitment"] == []
