"""The same said in other words is no fact, and what only looks like a promise or a recipient is none."""

from __future__ import annotations

import pytest
from policies import briefly, facts_of

from monitor import compare, read
from monitor.core.facts import names, practices, promises
from monitor.core.facts.sentences import Sentence
from monitor.core.lexicons import lexicon
from monitor.core.model import Direction, Significance


@pytest.mark.parametrize(
    ("heading", "before", "after"),
    [
        ("AI", "We do not use your drafts to train models.", "Your drafts are not used to train models."),
        ("Sharing", "We do not sell your records to anybody.", "Your records are not sold to anybody by us."),
        ("Sharing", "We do not sell your records, and we do not share your records.", "We do not sell or share your records."),
        ("Retention", "We keep drafts for two years.", "We keep drafts for 24 months."),
        ("Points", "Points roll over after 30 days.", "Points roll over after one month."),
        ("Use", "Drafts are used only for letters.", "Drafts are used solely for letters."),
        ("Use", "We will ask for your consent before we print drafts.", "We ask for your consent before we print drafts."),
        ("Rules", "Copying drafts is strictly forbidden without prior permission.", "Copying drafts is strictly forbidden unless we gave prior permission."),
        ("Rules", "Staff may be dismissed for that.", "Staff can be dismissed for that."),
        ("Retention", "We keep drafts for seven (7) days.", "We keep drafts for 1 week."),
        ("Requests", "We disclose data to obey a subpoena or a court order.", "We disclose data to obey a court order or a subpoena."),
        ("Contact us", "Write to 55 Harbour Street, Boston, MA 02110.", "Write to 55 Harbour St., Boston, MA 02110, USA."),
        ("Information we collect", "We collect your name. We collect your photo album.", "<ul><li>Name</li><li>Photo album</li></ul>"),
        ("Your choices", "You have a right to access, correct or delete your data.", "You may request access to, correction of, or deletion of your data."),
    ],
)  # fmt: skip
def test_the_same_in_other_words_is_no_fact(heading: str, before: str, after: str) -> None:
    """In the passive, in one sentence, in another unit, order or spelling, as a list."""
    found = facts_of(before, after, heading)
    assert [briefly(fact) for fact in found if fact.significance.rank > Significance.EDITORIAL.rank] == []


@pytest.mark.parametrize(
    "text",
    [
        "We are not responsible for how other sites use cookies.",
        "This notice does not apply to what other companies collect.",
        "If we do not collect these details, we may not be able to process your order.",
        "Please do not share your password with anybody.",
        "Advertisers do not receive files that identify you.",
        "We do not respond to Do Not Track signals.",
        "We may, but are not obliged to, tell you before we disclose a file.",
        "You are not required to share your photo album.",
        "An account may not be shared with others.",
        "If you get a draft from us, do not share it.",
        "We may not send you a notice of it.",
    ],
)
def test_what_binds_nobody_is_no_promise(text: str) -> None:
    """A disclaimer, a condition, what others do not do or must not, and what people are asked not to do."""
    found = facts_of("", text, "Notes")
    assert [briefly(fact) for fact in found if fact.type == "commitment"] == []


@pytest.mark.parametrize(
    ("text", "promises"),
    [
        ("Your drafts will never be sold.", ["not sell"]),
        ("eAlpha does not sell your drafts.", ["not sell"]),
        ("Whatever may happen, eAlpha does not sell your drafts.", ["not sell"]),
        ("None of your drafts is shared with anybody.", ["not share"]),
        ("At no time do we sell drafts.", ["not sell"]),
        ("We refrain from selling drafts.", ["not sell"]),
        ("We do not sell, rent or otherwise disclose drafts.", ["not disclose", "not rent", "not sell"]),
        ("If you opt out we will not share your drafts.", ["not share"]),
    ],
)
def test_a_promise_is_one_in_whatever_form(text: str, promises: list[str]) -> None:
    """And each act that it is of."""
    found = facts_of("", text, "Notes")
    assert sorted(fact.value_after for fact in found if fact.type == "commitment") == promises


def test_a_promise_with_a_new_exception_is_told_as_that() -> None:
    """The other way round as one that lost it."""
    plain, limited = "We do not sell your drafts.", "We do not sell your drafts for monetary consideration."
    (fact,) = facts_of(plain, limited, "Notes")
    assert briefly(fact) == ("commitment", "changed", "not sell", "not sell, with exceptions")
    assert (fact.direction, fact.significance) == (Direction.WEAKER, Significance.MAJOR)
    (back,) = facts_of(limited, plain, "Notes")
    assert (back.direction, back.value_after) == (Direction.STRONGER, "not sell")


@pytest.mark.parametrize(
    ("language", "promise"),
    [
        ("en", "We will notify you by email before this takes effect."),
        ("en", "You will be notified of any changes."),
        ("de", "Wir werden Sie vor jeder Änderung per E-Mail benachrichtigen."),
        ("fr", "Nous vous informerons de tout changement."),
        ("es", "Le notificaremos cualquier cambio."),
        ("it", "Ti informeremo di ogni modifica."),
        ("pt", "Notificaremos os usuários de qualquer mudança."),
        ("nl", "We zullen je op de hoogte stellen van wijzigingen."),
    ],
)
def test_to_tell_people_is_a_promise(language: str, promise: str) -> None:
    """That goes when a policy may change without notice."""
    said = list(promises.mentions(Sentence(promise, 0, (), "other"), lexicon(language)))
    assert [(mention.type, mention.value) for mention in said] == [("commitment", "notify you")]


def test_lengths_of_time_that_change_places_are_told() -> None:
    """And so is none that is only written another way, or stands by the same words elsewhere in the sentence."""
    before = "We keep drafts for 30 days and albums for 90 days."
    found = facts_of(before, "We keep drafts for 90 days and albums for 30 days.", "Retention")
    assert [briefly(fact) for fact in found] == [
        ("retention.period", "changed", "P30D", "P90D"),
        ("retention.period", "changed", "P90D", "P30D"),
    ]
    assert facts_of(before, "We keep albums for 90 days and drafts for 30 days.", "Retention") == []
    assert facts_of(before, "We keep drafts for a month, or 30 days, and albums for 90 days.", "Retention") == []


def test_periods_of_two_things_that_change_places_with_them_are_not_told() -> None:
    """Nearly the same words, of something else: each is kept as long as before."""
    before = "We keep messages for 30 days, and then they go. We keep photos for 90 days, as you may need them."
    after = "We keep photos for 90 days, and then they go. We keep messages for 30 days, as you may need them."
    assert facts_of(before, after, "Retention") == []


@pytest.mark.parametrize(
    ("texts", "old", "new", "fact"),
    [
        (("Our host is in {}.", "{} is where drafts are.", "We transfer drafts to {}."), "Germany", "China", ("transfer.country", "changed", "DE", "CN")),
        (("Our host is {}.", "{} stores drafts.", "We share drafts with {}."), "Alphaco", "Betaco", ("recipient.named", "changed", "Alphaco", "Betaco")),
        (("{} Ltd is the controller.", "Write to {} for more.", "{} is kind."), "Alphaco", "Betaco", ("controller.entity", "changed", "Alphaco Ltd", "Betaco Ltd")),
    ],
)  # fmt: skip
def test_another_company_or_country_throughout_is_more_than_a_renaming(
    texts: tuple[str, ...], old: str, new: str, fact: tuple[str, ...]
) -> None:
    """It is told as one renaming, and as what it is."""
    before, after = ("".join(f"<p>{text.format(name)}</p>" for text in texts) for name in (old, new))
    found = facts_of(before, after, "Notes")
    assert [briefly(one) for one in found] == [fact, ("term.renamed", "renamed", old, new)]


@pytest.mark.parametrize(
    ("old", "new", "values"),
    [
        ("1,000 days", "10,000 days", ("P1000D", "P10000D")),
        ("0.5 years", "2.5 years", ("P6M", "P30M")),
        ("1½ years", "2½ years", ("P18M", "P30M")),
        ("1.5 hours", "2.5 hours", ("PT1.5H", "PT2.5H")),
        ("12345 days", "99345 days", ("P12345D", "P99345D")),
        ("18 months", "1.5 years", ()),
        ("1,5 years", "18 months", ()),
    ],
)
def test_numbers_with_marks_are_read_whole(old: str, new: str, values: tuple[str, ...]) -> None:
    """Neither the 5 of 1.5 nor the 000 of 1,000."""
    found = facts_of(f"We keep drafts for {old}.", f"We keep drafts for {new}.", "Retention")
    assert [(fact.value_before, fact.value_after) for fact in found] == ([values] if values else [])


def test_a_name_with_not_in_it_denies_nothing() -> None:
    """What is denied is that signals are heeded: a way to refuse went, and no promise came."""
    (fact,) = facts_of("We respond to Do Not Track signals.", "We do not respond to Do Not Track signals.", "Notes")
    assert briefly(fact) == ("choice", "removed", "opt-out", "")


@pytest.mark.parametrize(
    ("heading", "text", "expected"),
    [
        ("Retention", "We keep billing records for 7 years.", [("retention.period", "added", "", "P7Y")]),
        ("Retention", "<table><tr><th>What</th><th>How long</th></tr><tr><td>Support requests</td><td>3 years</td></tr></table>", [("retention.period", "added", "", "P3Y")]),
        ("Cookies", "<table><tr><th>Name</th><th>For</th><th>Duration</th></tr><tr><td>_sid</td><td>Login</td><td>13 months</td></tr></table>", [("retention.period", "added", "", "P13M")]),
        ("Notes", "Our subscriptions renew after 12 months.", []),
        ("Recipients", "<ul><li>Potential investors</li></ul>", [("recipient.category", "added", "", "Potential investors")]),
        ("Recipients", "We share drafts with Alphaco and Betaco.", [("recipient.named", "added", "", "Alphaco"), ("recipient.named", "added", "", "Betaco")]),
        ("Recipients", "We share drafts with Alphaco, L.L.C. for reviews.", [("recipient.named", "added", "", "Alphaco, L.L.C")]),
        ("Recipients", "We share drafts under Privacy Shield.", [("transfer.mechanism", "added", "", "PrivacyShield")]),
        ("International transfers", "It is transferred under the EU-U.S. Data Privacy Framework.", [("transfer.mechanism", "added", "", "DPF")]),
        ("Notes", "We sell your personal information to others.", [("purpose", "added", "", "SellDataToThirdParties")]),
        ("Notes", "Either side may ask for a jury trial to be waived.", [("dispute", "added", "", "JuryWaiver")]),
        ("Notes", "This policy is governed by the laws of Ireland.", [("dispute", "added", "", "GoverningLaw IE")]),
        ("International transfers", "Data is transferred from Japan to Canada.", [("transfer.country", "added", "", "CA")]),
        ("Notes", "If you live in Japan, the operator is in Canada.", [("jurisdiction.scope", "added", "", "JP")]),
        ("Notes", "This policy is effective as of March 4, 2026.", [("meta.effective_date", "added", "", "2026-03-04")]),
        ("Notes", "A new version of this policy will take effect on March 4, 2026.", [("meta.version_announced", "added", "", "2026-03-04")]),
        ("Notes", "No method of transmission is 100% secure.", []),
        ("Payments", "Alphaco GmbH gets the number of your card.", [("recipient.named", "added", "", "Alphaco GmbH")]),
        ("Sharing", "We share drafts with Alphaco, Betaco and Toronto, Canada.", [("recipient.named", "added", "", "Alphaco"), ("recipient.named", "added", "", "Betaco")]),
        ("Notes", "In March 2026, our house opened.", []),
        ("Notes", "On May 4, 2026, our house opened its doors.", []),
        ("Notes", "You get a refund if you send it back within 14 days.", [("deadline", "added", "", "P14D")]),
        ("Retention", "We do not keep drafts of albums that you threw away.", [("commitment", "added", "", "not retain")]),
        ("Security", "We share hashed stickers with advertisers.", [("recipient.category", "added", "", "Advertiser")]),
        ("Security", "Stickers are hashed before they are stored.", [("security.measure", "added", "", "Pseudonymisation")]),
        ("Disputes", "Class action waiver.", []),
        ("Purposes", "We use drafts for research, and you can opt out of direct marketing.", [("choice", "added", "", "opt-out"), ("purpose", "added", "", "Research")]),
        ("Purposes", "We use Alphaco Analytics for it.", [("recipient.named", "added", "", "Alphaco Analytics")]),
        ("Sharing", "You may share a draft with the police.", []),
        ("Sharing", "We may share a draft with the police.", [("sharing.government", "added", "", "LawEnforcement")]),
        ("Recipients", "<ul><li>Alphaco Services Ltd</li></ul>", [("recipient.named", "added", "", "Alphaco Services Ltd")]),
        ("Notes", "We have the right to appeal.", []),
        ("Notes", "We clean up once 30 days have passed.", []),
        ("Notes", "We write to you once a month.", [("frequency", "added", "", "P1M")]),
        ("Notes", "You have the right to appeal.", [("right", "added", "", "Appeal")]),
        ("Recipients", "<ul><li>Alphaco Partners GmbH</li></ul>", [("recipient.named", "added", "", "Alphaco Partners GmbH")]),
        ("Payments", "Alphaco GmbH pays you.", []),
        ("Notes", "This is done on the legal basis of Art. 6(1)(a).", [("legal_basis", "added", "", "Consent")]),
        ("Notes", "This is done under article 6, paragraph 1, point (f).", [("legal_basis", "added", "", "LegitimateInterest")]),
        ("Notes", "Our content must not be used to train models.", [("ai.training", "added", "", "no")]),
        ("Notes", "Drafts are shown to a grand jury.", []),
        ("Sharing", "We share drafts where a judicial order binds us.", [("sharing.government", "added", "", "CourtOrder")]),
        ("Notes", "<p>ARTICLE V. RETENTION. Logs are there for 30 days.</p>", [("retention.period", "added", "", "P30D")]),
        ("Notes", "<p>3. Storage: Logs are there for 30 days.</p>", [("retention.period", "added", "", "P30D")]),
        ("Notes", "Logs are maintained for twelve (12) months.", [("retention.period", "added", "", "P12M")]),
        ("International transfers", "Our suppliers are located in Fiji and on Jersey.", [("transfer.country", "added", "", "FJ"), ("transfer.country", "added", "", "JE")]),
        ("International transfers", "Our suppliers are located in New Jersey.", [("transfer.country", "added", "", "US_NJ")]),
        ("Recipients", "We share drafts with Alphaco, Betaco Platforms and Gammaco Web Services.", [("recipient.named", "added", "", name) for name in ("Alphaco", "Betaco Platforms", "Gammaco Web Services")]),
        ("Recipients", "We share drafts with Alphaco, Inc., Betaco N.V. and Gammaco GmbH & Co. KG.", [("recipient.named", "added", "", name) for name in ("Alphaco, Inc", "Betaco N.V", "Gammaco GmbH & Co. KG")]),
        ("Notes", "Our processors are Alphaco and Betaco.", [("recipient.named", "added", "", "Alphaco"), ("recipient.named", "added", "", "Betaco")]),
        ("Rights", "You have the right to access, correct, delete and export your drafts.", [("right", "added", "", name) for name in ("Access", "Erasure")]),
        ("Notes", "Alphaco, Inc. does not sell drafts to others.", [("commitment", "added", "", "not sell")]),
        ("Age", "It is for people aged 14 to 17.", [("age.threshold", "added", "", "P14Y"), ("age.threshold", "added", "", "P17Y")]),
    ],
)  # fmt: skip
def test_what_a_sentence_states_is_told_and_nothing_else(
    heading: str, text: str, expected: list[tuple[str, str, str, str]]
) -> None:
    """A new sentence or row in a section that was there."""
    more = "<p>What stood here before stays where it was.</p>"
    found = [fact for fact in facts_of("", text, heading, more) if not fact.type.startswith("section.")]
    assert sorted(map(briefly, found)) == sorted(expected)


def test_a_class_of_recipients_is_new_though_its_word_stands_elsewhere() -> None:
    """What is only mentioned in the other text was not stated there."""
    more = "<p>We and our partners set cookies.</p>"
    found = facts_of(
        "We share drafts with vendors.", "We share drafts with vendors and business partners.", "Notes", more
    )
    assert [briefly(fact) for fact in found] == [("recipient.category", "added", "", "BusinessPartner")]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("We promise to be kind.", Significance.MINOR),
        ("We promise to act only if you have agreed.", Significance.MAJOR),
        ("We promise to ask for consent in writing.", Significance.MAJOR),
        ("We promise to act on a subpoena alone.", Significance.MAJOR),
    ],
)
def test_an_undertaking_weighs_more_where_it_names_consent_or_an_order(text: str, level: Significance) -> None:
    """In general words it is of less weight."""
    found = facts_of("", text, "Notes", "<p>What stood here before stays where it was.</p>")
    assert [fact.significance for fact in found if fact.type == "commitment"] == [level]


def test_kept_until_deleted_and_then_without_end_is_major() -> None:
    """Both are criteria; the second has no end."""
    (fact,) = facts_of("We keep drafts until you delete them.", "We keep drafts indefinitely.", "Retention")
    assert briefly(fact) == ("retention.criterion", "changed", "until deletion is asked for", "indefinitely")
    assert fact.significance is Significance.MAJOR


def test_a_period_with_a_criterion_beside_it_has_no_direction() -> None:
    """90 days behind the life of an account are not less than six months."""
    found = facts_of(
        "We keep drafts for 6 months.", "We keep drafts for the life of your account and 90 days.", "Retention"
    )
    (fact,) = [fact for fact in found if fact.type == "retention.period"]
    assert fact.direction is Direction.UNKNOWN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In no event shall we sell your drafts.", [("commitment", "not sell")]),
        ("Under no circumstances will we rent your drafts.", [("commitment", "not rent")]),
        ("Nothing you type into the box is used to train our models.", [("ai.training", "no"), ("commitment", "not use")]),
        ("We undertake not to disclose your drafts to your employer.", [("commitment", "not disclose")]),
        ("We do not sell drafts, but we share them with Alphaco.", [("commitment", "not sell"), ("recipient.named", "Alphaco")]),
        ("While we do not sell drafts, we share them with advertisers.", [("commitment", "not sell"), ("recipient.category", "Advertiser")]),
        ("We do not sell your drafts, but we use them to train our models.", [("ai.training", "yes"), ("commitment", "not sell")]),
        ("We may, but are not obliged to, share drafts with credit bureaus.", [("recipient.category", "CreditAgency")]),
        ("You may ask us not to share your drafts with advertisers.", []),
        ("We do not need your consent to share drafts with data brokers.", [("recipient.category", "DataBroker")]),
        ("You may not use our pages to share drafts with data brokers.", []),
        ("Developers agree not to share drafts with data brokers.", []),
        ("Our partners, who share drafts with data brokers, tell us that you must not copy them.", [("recipient.category", "BusinessPartner"), ("recipient.category", "DataBroker")]),
    ],
)  # fmt: skip
def test_a_denial_is_of_its_own_clause(text: str, expected: list[tuple[str, str]]) -> None:
    """What is said beside it is said; what it denies is not."""
    kinds = ("commitment", "recipient.named", "recipient.category", "ai.training")
    found = facts_of("", text, "Notes", "<p>What stood here before stays where it was.</p>")
    assert sorted((fact.type, fact.value_after) for fact in found if fact.type in kinds) == expected


def test_items_below_a_denial_are_denied() -> None:
    """A list that "We do not:" leads in is no list of practices."""
    items = "<li>sell your drafts to advertisers</li><li>use your drafts to train models</li>"
    found = facts_of("", f"<p>We do not:</p><ul>{items}</ul>", "Notes", "<p>What stood here before stays.</p>")
    told = sorted((fact.type, fact.value_after) for fact in found if not fact.type.startswith("section."))
    assert told == [("ai.training", "no"), ("commitment", "not sell"), ("commitment", "not use")]


def test_items_below_the_company_are_what_it_does_and_does_not() -> None:
    """ "We:" leads in a list of promises as "We will not:" does."""
    found = facts_of(
        "<p>We:</p><ul><li>will not sell your drafts</li><li>will not train language models on them</li></ul>",
        "<p>We:</p><ul><li>will not sell your drafts</li><li>will train language models on them</li></ul>",
        "Pledges",
    )
    assert [briefly(fact) for fact in found] == [
        ("ai.training", "changed", "no", "yes"),
        ("commitment", "removed", "not train", ""),
    ]


def test_an_exception_counts_however_long_it_makes_the_sentence() -> None:
    """And a word of another without is no exception that went."""
    long = (
        "We do not sell your drafts for monetary consideration, although some of what our advertising partners do with "
        "identifiers that they set on your device may be considered a sale under the laws of some states."
    )
    assert [fact.value_after for fact in facts_of("We do not sell your drafts.", long, "Notes")] == [
        "not sell, with exceptions",
        "SellDataToThirdParties",
    ]
    without = "We do not share your drafts without your consent.", "We do not share your drafts without telling you."
    assert [fact for fact in facts_of(*without, "Notes") if fact.type == "commitment"] == []


@pytest.mark.parametrize(
    ("language", "text", "promise"),
    [
        ("de", "Unter keinen Umständen geben wir Ihre Entwürfe an Ihren Arbeitgeber weiter.", "not share"),
        ("de", "Eine Weitergabe Ihrer Entwürfe erfolgt nicht.", "not share"),
        ("fr", "En aucun cas nous ne vendons vos données.", "not sell"),
        ("es", "En ningún caso vendemos sus datos.", "not sell"),
        ("it", "In nessun caso vendiamo i tuoi dati.", "not sell"),
        ("pt", "Em hipótese alguma vendemos os seus dados.", "not sell"),
        ("nl", "Uw gegevens worden nimmer aan adverteerders verstrekt.", "not transfer"),
        ("fr", "Aucun transfert n'a lieu hors de l'Union.", "not transfer"),
        ("es", "No hay transferencias fuera del Espacio.", "not transfer"),
        ("it", "Il trattamento non comporta profilazione.", "not track"),
        ("de", "Es gibt keine Werbung in der App.", "not target"),
        ("nl", "Er is geen reclame in de app.", "not target"),
        ("pt", "Não há transferências para fora da União.", "not transfer"),
    ],
)
def test_the_strongest_denials_are_promises_in_every_language(language: str, text: str, promise: str) -> None:
    """And none of them is told as the practice that it denies."""
    sentence = Sentence(text, 0, (), "other")
    words = lexicon(language)
    assert [mention.value for mention in promises.mentions(sentence, words)] == [promise]
    assert [mention.type for mention in practices.mentions(sentence, words)] == []


@pytest.mark.parametrize(
    ("heading", "before", "after", "expected"),
    [
        ("Retention", "We delete drafts after 90 days.", "We delete drafts after ninety-one days.", ("retention.period", "changed", "P90D", "P91D")),
        ("Retention", "We keep drafts for sixty days.", "We keep drafts for one hundred and eighty days.", ("retention.period", "changed", "P60D", "P180D")),
        ("Retention", "We keep drafts for a week.", "We keep drafts for half a year.", ("retention.period", "changed", "P1W", "P6M")),
        ("Retention", "We delete drafts after 24 consecutive months.", "We delete drafts after 12 consecutive months.", ("retention.period", "changed", "P24M", "P12M")),
        ("Rules", "You must delete your copy within 24 hours.", "You must delete your copy within 10 hours.", ("deadline", "changed", "PT24H", "PT10H")),
        ("Appeals", "You have six months to contest it.", "You have 30 days to contest it.", ("deadline", "changed", "P6M", "P30D")),
        ("Fees", "The fee is EUR 100.", "The fee is EUR 50.", ("money", "changed", "EUR 100", "EUR 50")),
        ("Fees", "The fee is 5 €.", "The fee is 1.5 €.", ("money", "changed", "EUR 5", "EUR 1.5")),
        ("Fees", "The fee is 1.5 €.", "The fee is 15 €.", ("money", "changed", "EUR 1.5", "EUR 15")),
        ("Fees", "The fee is 5 $ a year.", "The fee is 5 € a year.", ("money", "changed", "USD 5", "EUR 5")),
        ("Law", "This is subject to the law of the State of California.", "This is subject to the law of the State of Delaware.", ("dispute", "changed", "GoverningLaw US_CA", "GoverningLaw US_DE")),
        ("Law", "This is subject to German law.", "This is subject to Irish law.", ("dispute", "changed", "GoverningLaw German", "GoverningLaw Irish")),
        ("Law", "This is governed by Irish law.", "This is governed by the law of Texas.", ("dispute", "changed", "GoverningLaw Irish", "GoverningLaw US_TX")),
        ("Law", "You submit to the courts of Paris.", "You submit to the courts of Lyon.", ("dispute", "changed", "Venue Paris", "Venue Lyon")),
        ("Liability", "Our total liability shall not exceed the fees of the last twelve months.", "Our total liability shall not exceed the fees of the last three months.", ("dispute", "changed", "LiabilityLimit P12M", "LiabilityLimit P3M")),
        ("Disputes", "You may go to court.", "You may go to court, and not as a class member.", ("dispute", "added", "", "ClassActionWaiver")),
        ("AI", "You may print a page.", "You may not use our pages to train a foundation model.", ("ai.training", "added", "", "prohibited")),
        ("AI", "We use recordings to train our speech recognition only if you turn on this setting.", "We use recordings to train our speech recognition unless you turn off this setting.", ("ai.training", "changed", "opt-in", "opt-out")),
        ("Sharing", "We do not sell your drafts.", "We do not currently sell your drafts.", ("commitment", "changed", "not sell", "not sell, with exceptions")),
        ("Sharing", "We sell no drafts.", "We like drafts.", ("commitment", "removed", "not sell", "")),
        ("Pictures", "We do not recognise faces.", "We like faces.", ("commitment", "removed", "not recognise", "")),
        ("Cookies", "Counting cookies are off by default.", "Counting cookies are on by default.", ("choice", "changed", "opt-in", "opt-out")),
        ("Cookies", "By default, counting cookies are not switched on.", "By default, counting cookies are switched on.", ("choice", "changed", "opt-in", "opt-out")),
        ("Sharing", "We share drafts with partners unless a user opts out.", "We share drafts with partners.", ("choice", "removed", "opt-out", "")),
        ("Accounts", "A telephone number is optional.", "A telephone number is mandatory.", ("modality", "changed", "may", "must")),
        ("Children", "You must be at least 16 to write drafts.", "You must be 18 to write drafts.", ("age.threshold", "changed", "P16Y", "P18Y")),
        ("Safety", "We encrypt drafts.", "We encrypt drafts end to end.", ("security.measure", "changed", "Encryption", "EndToEndEncryption")),
        ("Where we work", "We process drafts in the EU.", "We process drafts in the EU and in India.", ("transfer.country", "added", "", "IN")),
        ("Sharing", "Payments go through Alphaco.", "Payments go through Alphaco and Betaco.", ("recipient.named", "added", "", "Betaco")),
        ("Sharing", "Our shop uses Alphaco.", "Our shop uses Alphaco and Betaco.", ("recipient.named", "added", "", "Betaco")),
        ("Adverts", "There are no adverts in drafts.", "There are adverts in drafts.", ("commitment", "removed", "not target", "")),
        ("Decisions", "We do not make decisions by automated means alone.", "We like decisions.", ("commitment", "removed", "not decide", "")),
        ("Pictures", "No pictures are stored on the server.", "Pictures are stored on the server.", ("commitment", "removed", "not retain", "")),
        ("Orders", "An employee reviews each order.", "Each order is automatic.", ("commitment", "removed", "An employee reviews".lower(), "")),
        ("Requests", "A copy is free of charge.", "A copy costs money.", ("commitment", "removed", "free of charge", "")),
        ("Use", "We use your drafts for the contest only.", "We use your drafts for letters.", ("commitment", "removed", "only", "")),
        ("Changes", "We will email all members before a change.", "Changes are shown here.", ("commitment", "removed", "notify you", "")),
        ("Profile", "It is private to begin with.", "It is visible to everyone to begin with.", ("choice", "changed", "opt-in", "opt-out")),
        ("Signals", "We honour the Global Privacy Control.", "We like the web.", ("choice", "removed", "opt-out", "")),
        ("Letters", "We print drafts if you've told us that's fine.", "We print drafts unless you've told us not to.", ("choice", "changed", "opt-in", "opt-out")),
        ("Shop", "Alphaco takes your card number.", "Betaco takes your card number.", ("recipient.named", "changed", "Alphaco", "Betaco")),
        ("Sharing", "Parcels go by post (Alphaco, Betaco).", "Parcels go by post (Alphaco, Gammaco).", ("recipient.named", "changed", "Betaco", "Gammaco")),
        ("Officer", "The data protection officer is Ada Byron.", "The data protection officer is Lord Byron.", ("contact.representative", "changed", "Ada Byron", "Lord Byron")),
        ("Sharing", "We share drafts with our affiliates.", "We share drafts with our affiliates and with selected third parties.", ("recipient.category", "added", "", "ThirdParty")),
        ("Use", "Drafts are used solely for the contest.", "Drafts are used for the contest.", ("commitment", "removed", "solely", "")),
        ("Notes", "We obey the Data Protection Act 1998.", "We obey the Data Protection Act 2018.", ("law.reference", "changed", "DPA 1998", "DPA 2018")),
        ("Notes", "We, Alphaco Limited, run it.", "We, Betaco Limited, run it.", ("controller.entity", "changed", "Alphaco Limited", "Betaco Limited")),
        ("Basis", "The legal basis is Art. 6 Para. 1 lit. f.", "The legal basis is Art. 6 Para. 1 lit. d.", ("legal_basis", "changed", "LegitimateInterest", "VitalInterest")),
        ("Points", "Points roll over after 7 days.", "Points roll over after 30 days.", ("deadline", "changed", "P7D", "P30D")),
        ("Children", "Drafts are for people from 5 to 11 years.", "Drafts are for people from 5 to 15 years.", ("age.threshold", "changed", "P11Y", "P15Y")),
        ("Help", "Write to us.", "Write to us; our provider Alphaco answers.", ("recipient.named", "added", "", "Alphaco")),
        ("Legal representative", "We have designated Alphaco GmbH.", "We have designated Betaco DAC.", ("contact.representative", "changed", "Alphaco GmbH", "Betaco DAC")),
    ],
)  # fmt: skip
def test_what_changed_is_told_whatever_words_say_it(
    heading: str, before: str, after: str, expected: tuple[str, ...]
) -> None:
    """Numbers in words, amounts with the sign behind, whose law it is, what others must not do."""
    assert expected in [briefly(fact) for fact in facts_of(before, after, heading)]


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Your stickers are deleted {} days after you send a message.", "stickers"),
        ("When you send a message, stickers are deleted after {} days.", "stickers"),
        ("When you send messages, they are kept for {} days.", "messages"),
        ("We get your photos, and this data is kept for {} days.", "photos"),
    ],
)
def test_a_period_is_of_what_is_said_to_be_kept(text: str, about: str) -> None:
    """By its own name, whatever other data is near; where it has none, by that of the data before it."""
    (fact,) = facts_of(text.format(30), text.format(60), "Retention")
    assert (*briefly(fact), fact.about) == ("retention.period", "changed", "P30D", "P60D", about)


def test_the_year_of_a_copyright_is_no_street() -> None:
    """Though a road follows, and a comma."""
    said = names.mentions(Sentence("Maps © 2026 Alphaco, Harbour Road, Dublin", 0, (), "other"), lexicon("en"))
    assert list(said) == []


@pytest.mark.parametrize(
    ("heading", "before", "after", "kind"),
    [
        ("Rewards", "Points lapse after two years.", "Points lapse after one year.", "retention"),
        ("Gift cards", "They expire after five years.", "They expire after two years.", "retention"),
        ("Rules", "You may print a page.", "Developers must not use our pages for targeted advertising.", "commitment"),
        ("Help", "Write to us.", "Debt collectors write to you about photos.", "data"),
        ("Help", "Write to us.", "See https://help.example/cookies for more.", "security"),
        ("Help", "Write to us.", "© 2026 Alphaco Cloud Imprint", "contact"),
        ("About", "Alphaco is run by us.", "Alphaco is run by us, a subsidiary of Betaco, Inc.", "controller"),
        ("Voice", "Audio is sent to us, and is never shared with others.", "Audio is sent to us.", "data"),
    ],
)  # fmt: skip
def test_what_is_of_something_else_is_no_fact_of_the_kind(heading: str, before: str, after: str, kind: str) -> None:
    """Points are no data, a developer makes no promise of the company's, an address is no measure."""
    assert [briefly(f) for f in facts_of(before, after, heading) if f.type.startswith(kind) and f.value_after] == []


BROKERS = [("recipient.category", "DataBroker")]
GARDEN = "We keep a garden. " * 18


@pytest.mark.parametrize(
    ("heading", "text", "expected"),
    [
        ("Notes", "You may not: (a) train models on it; (b) share drafts with data brokers.", [("ai.training", "prohibited")]),
        ("Notes", "When you use an album of ours in a school, you may not: (a) train models on it; (b) share drafts with data brokers.", [("ai.training", "prohibited")]),
        ("Notes", "We share drafts with data brokers. You may not: (a) train models on it; (b) copy it.", [*BROKERS, ("ai.training", "prohibited")]),
        ("Notes", "You must know this: it is a garden. We share drafts with data brokers.", BROKERS),
        ("Notes", f"{GARDEN}You may not do this: sing; dance. We share drafts with data brokers.", BROKERS),
        ("Acceptable use", "<p>Be kind.</p><ul><li>Sharing drafts with data brokers</li></ul>", []),
        ("Acceptable use", "<p>Be kind.</p><table><tr><td>Kites</td><td>Flying them</td></tr><tr><td>Drafts</td><td>Sharing them with data brokers</td></tr></table>", []),
        ("Acceptable use", "<blockquote>We share drafts with data brokers.</blockquote>", BROKERS),
        ("Notes", "<p>Developers must:</p><ul><li>share drafts with data brokers</li></ul>", []),
        ("Notes", "<p>Prohibited here:</p><ul><li>sharing drafts with data brokers</li></ul>", []),
    ],
)  # fmt: skip
def test_what_a_list_forbids_others_is_no_practice(heading: str, text: str, expected: list[tuple[str, str]]) -> None:
    """Behind a colon near the beginning of a paragraph, in items and rows under a heading of such rules; prose is."""
    found = facts_of("", text, heading, "<p>What stood here before stays where it was.</p>")
    kinds = ("recipient.category", "ai.training", "commitment")
    assert sorted((fact.type, fact.value_after) for fact in found if fact.type in kinds) == sorted(expected)


def rows(*lines: str, head: str) -> str:
    """A table, its cells parted by bars."""
    cells = ["".join(f"<td>{cell}</td>" for cell in line.split("|")) for line in lines]
    heads = "".join(f"<th>{cell}</th>" for cell in head.split("|"))
    return f"<table><tr>{heads}</tr>" + "".join(f"<tr>{line}</tr>" for line in cells) + "</table>"


@pytest.mark.parametrize(
    ("head", "before", "after", "expected"),
    [
        (
            "Processor|Task|Country",
            ("Alphaco|Mail|Germany", "Betaco|Chat|Germany"),
            ("Alphaco|Mail|Germany", "Betaco|Chat|India"),
            [("transfer.country", "changed", "DE", "IN")],
        ),
        (
            "Cookie|Provider|Purpose",
            ("_a|Alphaco|Statistics",),
            ("_a|Alphaco|Statistics", "_b|Betaco|Statistics"),
            [("recipient.named", "added", "", "Betaco")],
        ),
        (
            "Purpose|Legal basis",
            ("Adverts|Consent", "Letters|Consent"),
            ("Adverts|Legitimate interests", "Letters|Consent"),
            [("legal_basis", "changed", "Consent", "LegitimateInterest")],
        ),
        (
            "Data|Why",
            ("Drafts|Reading aloud", "Albums|Printing"),
            ("Drafts|Finding out who reads with whom", "Albums|Printing", "Stickers on walls|Printing"),
            [
                ("data.category", "added", "", "Stickers on walls"),
                ("purpose", "changed", "Reading aloud", "Finding out who reads with whom"),
            ],
        ),
        (
            "Task|Article",
            ("Adverts|Art. 6 (1) lit. a", "Letters|Art. 6(1)(b)"),
            ("Adverts|Art. 6 (1) lit. f", "Letters|Art. 6(1)(b)"),
            [("legal_basis", "changed", "Consent", "LegitimateInterest")],
        ),
        (
            "Data|Kept for",
            ("Drafts|10 years", "Logs|30 days"),
            ("Drafts|30 days", "Logs|10 years"),
            [("retention.period", "changed", "P10Y", "P30D"), ("retention.period", "changed", "P30D", "P10Y")],
        ),
        ("Data|Sold", ("Names|Yes", "Places|No"), ("Names|Yes", "Places|Yes"), [("negation", "removed", "denied", "affirmed")]),
    ],
)  # fmt: skip
def test_what_a_cell_says_is_of_its_row_and_column(
    head: str, before: tuple[str, ...], after: tuple[str, ...], expected: list[tuple[str, ...]]
) -> None:
    """Whatever else stands in the table."""
    found = facts_of(rows(*before, head=head), rows(*after, head=head), "Details")
    assert [briefly(fact) for fact in found] == expected


@pytest.mark.parametrize(
    ("language", "before", "after", "expected"),
    [
        ("de", "Es gilt deutsches Recht.", "Es gilt irisches Recht.", ("dispute", "GoverningLaw deutsches", "GoverningLaw irisches")),
        ("de", "Wir löschen Entwürfe nach einundzwanzig Tagen.", "Wir löschen Entwürfe nach dreiundneunzig Tagen.", ("retention.period", "P21D", "P93D")),
        ("fr", "Vous devez avoir au moins 13 ans.", "Vous devez avoir au moins 15 ans.", ("age.threshold", "P13Y", "P15Y")),
        ("fr", "Nous supprimons les brouillons après quatre-vingt-dix jours.", "Nous supprimons les brouillons après soixante et onze jours.", ("retention.period", "P90D", "P71D")),
        ("es", "Debe tener al menos 14 años.", "Debe tener al menos 13 años.", ("age.threshold", "P14Y", "P13Y")),
        ("it", "Devi avere almeno 18 anni.", "Devi avere almeno 14 anni.", ("age.threshold", "P18Y", "P14Y")),
        ("it", "Cancelliamo le bozze dopo centottanta giorni.", "Cancelliamo le bozze dopo trentuno giorni.", ("retention.period", "P180D", "P31D")),
        ("nl", "U moet minstens 16 jaar zijn.", "U moet minstens 18 jaar zijn.", ("age.threshold", "P16Y", "P18Y")),
        ("pt", "Deve ter pelo menos 13 anos.", "Deve ter pelo menos 16 anos.", ("age.threshold", "P13Y", "P16Y")),
        ("pt", "Eliminamos os rascunhos após cento e oitenta dias.", "Eliminamos os rascunhos após quarenta e cinco dias.", ("retention.period", "P180D", "P45D")),
    ],
)  # fmt: skip
def test_numbers_ages_and_laws_in_other_languages(
    language: str, before: str, after: str, expected: tuple[str, str, str]
) -> None:
    """Composed as each language composes them."""
    pages = [f"<html lang={language}><main><h1>A</h1><p>{text}</p></main>" for text in (before, after)]
    found = compare(*(read(page.encode(), content_type="text/html; charset=utf-8") for page in pages)).facts
    assert expected in [(fact.type, fact.value_before, fact.value_after) for fact in found]


@pytest.mark.parametrize(
    ("heading", "before", "after", "expected"),
    [
        ("Sharing", "We do not log your IP address or your location.", "We do not log your IP address.", [("commitment", "changed", "not collect", "not collect, with exceptions")]),
        ("Rules", "<p>You may not:</p><ul><li>collect drafts, except as permitted;</li></ul>", "<p>You may not:</p><ul><li>collect drafts without a written agreement;</li></ul>", []),
        ("Requests", "We reply to any request to delete drafts within a month.", "We reply to any request to delete drafts within a week.", [("deadline", "changed", "P1M", "P1W")]),
        ("Notes", "You can ask for it.", "You can't ask for it, if it is lost.", []),
        ("Recipients", "<table><tr><th>Recipient</th><th>Task</th></tr><tr><td>Alphaco</td><td>Mail</td></tr></table>", "<p>Nobody gets it but Alphaco.</p>", [("recipient.named", "removed", "Alphaco", "")]),
        ("Your rights", "You have a right to rectification and erasure of drafts.", "<p>You may:</p><ul><li>rectify a draft;</li><li>ask for erasure of it.</li></ul>", []),
    ],
)  # fmt: skip
def test_what_is_said_in_another_form_is_told_by_what_it_says(
    heading: str, before: str, after: str, expected: list[tuple[str, ...]]
) -> None:
    """A promise of less data, a rule for others, an answer to a request, rights in a list."""
    found = [fact for fact in facts_of(before, after, heading) if not fact.type.startswith(("condition", "negation"))]
    assert [briefly(fact) for fact in found] == expected


def test_a_section_under_another_heading_of_its_kind_is_renamed() -> None:
    """Though nothing of its text stands."""
    pages = [
        f"<html lang=en><main><h1>Policy</h1><p>We are Acme, and this is what we do with data.</p><h2>{heading}</h2><p>{text}</p></main>"
        for heading, text in (
            ("Retention", "Drafts are erased when nobody needs them any more."),
            ("How long we keep it", "After half a decade without use an album goes."),
        )
    ]
    found = compare(*(read(page.encode(), content_type="text/html; charset=utf-8") for page in pages)).facts
    kinds = [fact.type for fact in found if fact.type.startswith("section")]
    assert kinds == ["section.renamed"]


@pytest.mark.parametrize("text", ["hundred " * 250, "and the " * 250, "You may not " * 160, "1 Acme " * 280])
def test_hostile_sentences_cost_no_more_than_their_size(text: str) -> None:
    """What repeats without end is looked at as often as it is long, not as often as that squared."""
    assert [
        fact for fact in facts_of("See here.", f"We keep it for 30 days: {text}", "Retention") if not fact.rule
    ] == []


def test_a_heading_that_goes_from_above_its_text_is_style() -> None:
    """Nothing that it stood over has changed; where something has, a section on sharing matters."""
    text = "We give drafts to printers, who send them to you by post."
    (gone,) = facts_of(f"<h3>Who gets your data</h3><p>{text}</p>", f"<p>{text}</p>")
    (come,) = facts_of(f"<p>{text}</p>", f"<h3>Who gets your data</h3><p>{text}</p>")
    assert [(fact.type, fact.rule, fact.significance) for fact in (gone, come)] == [
        ("section.removed", "section.heading", Significance.EDITORIAL),
        ("section.added", "section.heading", Significance.EDITORIAL),
    ]
    edited = facts_of(f"<h3>Who gets your data</h3><p>{text}</p>", f"<p>{text.replace('by post', 'by hand')}</p>")
    assert [fact.rule for fact in edited if fact.type == "section.removed"] == ["section.removed"]
    found = facts_of("<h3>Who gets your data</h3><p>We like it.</p>", "")
    assert ("section.removed", Significance.MAJOR) in [(fact.type, fact.significance) for fact in found]


@pytest.mark.parametrize(
    ("heading", "before", "after"),
    [
        ("Use", "We only use drafts for letters.", "Drafts are used exclusively for letters."),
        ("Logs", "We keep a log to make sure we find it.", "We keep a log so that we can find it."),
        ("Requests", "We will challenge such requests.", "We challenge such requests."),
        ("Settings", "You can change it in Account Centre.", "You can change it in Privacy Hub."),
        ("Settings", "You can change it through Alpha Centre.", "You can change it through Beta Hub."),
        (
            "Settings",
            "Drafts are deleted in the menu (Safari, History).",
            "Drafts are deleted in the menu (Opera, History).",
        ),
        ("Shop", "Our letters are printed by Alphaco.", "Our stamps are chosen by Betaco."),
        (
            "Cookies",
            "In Safari, cookies are deleted in the menu (Tools, History).",
            "In Opera, cookies are deleted in the menu (Tools, History).",
        ),
        ("Pictures", "Memories shows you old pictures.", "Throwback shows you old pictures."),
        ("Licence", 'It is given to you "as is", EXCEPT AS SAID.', 'It is given to you "as is".'),
    ],
)
def test_style_and_names_of_features_are_no_fact(heading: str, before: str, after: str) -> None:
    """The future for the present, a menu for another; and no words in capitals are a company."""
    assert [
        f for f in facts_of(before, after, heading) if f.type in ("modality", "recipient.named", "controller.entity")
    ] == []


def test_words_that_limit_are_told_with_what_they_limit() -> None:
    """Not a second time by themselves."""
    found = facts_of("We keep drafts for 30 days.", "We keep drafts for up to 90 days.", "Retention")
    assert [fact.type for fact in found] == ["retention.period"]


def test_an_item_of_a_list_that_was_reworded_weighs_less_than_another() -> None:
    """Half of its words stand; what they are is known to no list."""
    items = "<ul><li>Pebbles that you find, such as those on beaches</li><li>Feathers</li></ul>"
    same = items.replace("that you find, such as", "you find, like")
    other = items.replace(
        "Pebbles that you find, such as those on beaches", "Stamps of any age and from anywhere at all"
    )
    (reworded,) = facts_of(items, same, "Information we collect")
    assert (reworded.type, reworded.significance) == ("data.category", Significance.MINOR)
    levels = {fact.significance for fact in facts_of(items, other, "Information we collect")}
    assert levels == {Significance.MAJOR}


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("Copying drafts is fine without our leave.", "Copying drafts is fine with our leave.", True),
        ("It is not here and not there.", "It is not here and there.", False),
    ],
)
def test_a_denial_that_went_is_told_where_none_is_left(before: str, after: str, told: bool) -> None:
    """From denied to denied is no change."""
    assert ("negation" in [fact.type for fact in facts_of(before, after, "Notes")]) is told
