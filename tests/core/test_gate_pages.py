"""Whole pages at the gate: walls in many languages are told, whatever a real policy becomes is a change."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import read
from monitor.core import gate
from monitor.core.model import Document, Reason

POLICIES = {
    "en": [
        "Acme collects the personal data that you give us when you open an account and use our services.",
        "We use cookies to remember your choices; you can accept all cookies or reject all cookies in your settings.",
        "If you must log in to continue and an error occurred, Acme keeps a record of it for thirty days.",
        "We share data with third parties who process it for Acme under a contract, and with nobody else.",
        "If the page you are looking for could not be found, our server writes your address to a log.",
        "Our site asks you to verify you are human with a captcha, which sends data to the company that made it.",
        "You have the right to access, correct and delete the information that Acme holds about you.",
    ],
    "de": [
        "Die Musterstuhl GmbH verarbeitet die personenbezogenen Daten, die Sie uns bei der Anmeldung geben.",
        "Wir verwenden Cookies, um Ihre Auswahl zu speichern; Sie können alle akzeptieren oder alle ablehnen.",
        "Wenn Sie Ihr Passwort vergessen, schickt Ihnen die Musterstuhl GmbH eine Nachricht an Ihre Adresse.",
        "Wir geben Daten nur an Dritte weiter, die sie für die Musterstuhl GmbH in unserem Auftrag verarbeiten.",
        "Wird eine Seite nicht gefunden, so speichern wir Ihre Adresse in einem Protokoll für sieben Tage.",
        "Sie haben das Recht auf Auskunft, Berichtigung und Löschung der Daten, die wir über Sie speichern.",
    ],
    "fr": [
        "La société Chaise Exemple recueille les données personnelles que vous nous donnez pour ouvrir un compte.",
        "Nous utilisons des cookies pour retenir vos choix ; vous pouvez tout accepter ou tout refuser.",
        "Si vous avez un mot de passe oublié, Chaise Exemple vous envoie un message à votre adresse.",
        "Nous partageons les données avec des tiers qui les traitent pour Chaise Exemple, et avec personne d’autre.",
        "Vous avez le droit d’accéder aux informations que nous conservons sur vous et de les faire supprimer.",
    ],
}


def policy(language: str, *lines: str, url: str = "https://example.org/privacy") -> Document:
    body = "".join(f"<p>{line}</p>" for line in (lines or POLICIES[language] * 8))
    return page(f"<main><h1>Privacy</h1>{body}</main>", language, url)


def page(body: str, language: str = "en", url: str = "https://example.org/privacy", title: str = "Privacy") -> Document:
    html = f'<!doctype html><html lang="{language}"><head><title>{title}</title></head><body>{body}</body></html>'
    return read(html.encode(), url=url, content_type="text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("language", "body", "reason"),
    [
        ("en", "<h1>Before you continue</h1><p>We and our 842 partners use cookies.</p><button>Accept all</button>", Reason.CONSENT_WALL),
        ("de", "<p>Bevor Sie fortfahren: Wir verwenden Cookies. Alle akzeptieren oder alle ablehnen?</p>", Reason.CONSENT_WALL),
        ("fr", "<p>Avant de continuer, voulez-vous tout accepter ou tout refuser ?</p>", Reason.CONSENT_WALL),
        ("es", "<p>Antes de continuar, puede aceptar todas las cookies o rechazarlas.</p>", Reason.CONSENT_WALL),
        ("ja", "<p>Cookie をすべて受け入れるか、設定を選択してください。</p>", Reason.CONSENT_WALL),
        ("en", "<h1>Log in</h1><p>You must log in to continue.</p><a href='/f'>Forgot password?</a>", Reason.LOGIN),
        ("de", "<h1>Anmelden</h1><p>Bitte melden Sie sich an.</p><p>Passwort vergessen?</p>", Reason.LOGIN),
        ("zh", "<h1>请先登录</h1><p>忘记密码？</p>", Reason.LOGIN),
        ("en", "<h1>Just a moment...</h1><p>Verifying you are human. Ray ID: 8a7b</p>", Reason.BLOCKED),
        ("fr", "<h1>Accès refusé</h1><p>Vérifiez que vous êtes un humain.</p>", Reason.BLOCKED),
        ("zh", "<p>访问被拒绝，请完成安全验证。</p>", Reason.BLOCKED),
        ("en", "<h1>404</h1><p>Sorry, this page does not exist.</p><a href='/'>Go home</a>", Reason.SOFT_404),
        ("de", "<h1>Seite nicht gefunden</h1><p>Die gesuchte Seite gibt es nicht.</p>", Reason.SOFT_404),
        ("it", "<h1>Pagina non trovata</h1>", Reason.SOFT_404),
        ("ja", "<h1>ページが見つかりません</h1>", Reason.SOFT_404),
        ("en", "<h1>503 Service Unavailable</h1><p>No server is available to handle this request.</p>", Reason.SOFT_404),
        ("en", "<p>You should be redirected quickly. If not, use the link.</p>", Reason.MOVED),
        ("es", "<p>Será redirigido en unos segundos.</p>", Reason.MOVED),
        ("en", "", Reason.EMPTY),
        ("en", "<div id='app'></div><noscript>Enable JavaScript</noscript>", Reason.EMPTY),
    ],
)  # fmt: skip
def test_a_wall_is_told_with_its_reason_and_evidence(language: str, body: str, reason: Reason) -> None:
    """In its own language, which need not be that of the page."""
    found = gate.refusal(policy("en"), page(body, language))
    assert found is not None
    assert found.reason is reason
    assert found.evidence
    assert gate.first(page(body, language)) is not None


HOME = (
    "<main><h1>Chairs for the garden</h1>"
    + "<p>Our chairs are made of oak by people who love what they do, and they last for many summers.</p>" * 12
    + "<p>Read what our visitors say about the new bench, and come to the shop in the old harbour on Sunday.</p></main>"
)


def test_the_home_page_in_place_of_the_policy_is_told() -> None:
    """Long enough to be a policy, in its language, and without the words of one."""
    found = gate.refusal(policy("en"), page(HOME, url="https://example.org/", title="Acme"))
    assert found is not None
    assert found.reason is Reason.MOVED
    assert "home page" in found.evidence


def test_the_policy_of_somebody_else_is_told_by_the_names() -> None:
    """It reads like a policy, and neither of the two names is known to the other."""
    other = [
        "When somebody registers with Fjord, it stores personal details until the registration ends.",
        "Consent to cookies can be given to Fjord on the first visit, and withdrawn whenever one likes.",
        "No third party receives information from Fjord, unless a judge orders that it be disclosed.",
        "Everybody may write to Fjord and have wrong data put right, or have it taken out altogether.",
    ]
    found = gate.refusal(policy("en"), policy("en", *other * 8))
    assert found is not None
    assert found.reason is Reason.MOVED
    assert "Fjord" in found.evidence
    assert "Acme" in found.evidence


@pytest.mark.parametrize("language", sorted(POLICIES))
def test_a_new_name_in_every_line_is_a_change(language: str) -> None:
    """The company is called otherwise now, by a name that the text before does not know."""
    lines = [f"At Acme, and for Acme alone: {line}" for line in POLICIES[language]] * 6
    renamed = [line.replace("Acme", "Zenlo").replace("Musterstuhl", "Zenlo") for line in lines]
    assert gate.refusal(policy(language, *lines), policy(language, *renamed)) is None


def test_the_policy_in_another_language_is_told() -> None:
    """Each of the three after each other one."""
    for before in POLICIES:
        for after in POLICIES:
            found = gate.refusal(policy(before), policy(after))
            assert (found.reason if found else None) is (None if before == after else Reason.OTHER_LANGUAGE)


def test_a_text_that_breaks_off_and_one_that_stands_twice_are_told() -> None:
    """A next version above the current one is neither: its words differ."""
    lines = [f"{number}. {line}" for number in range(4) for line in POLICIES["en"]]
    whole = policy("en", *lines)
    cut = gate.refusal(whole, policy("en", *lines[:12], lines[12][:30]))
    assert cut is not None
    assert cut.reason is Reason.TRUNCATED
    assert gate.refusal(whole, policy("en", *lines[:12])) is None  # the page came whole, and the rest was taken out
    twice = gate.refusal(whole, policy("en", *lines, *lines))
    assert twice is not None
    assert twice.reason is Reason.DOUBLED
    announced = policy("en", "This version takes effect on July 28, 2027.", *lines, *lines)
    assert gate.refusal(whole, announced) is None  # somebody wrote that
    next_one = [line.replace("thirty days", "sixty days").replace("you", "all users") for line in lines]
    assert gate.refusal(whole, policy("en", *next_one, *lines)) is None


@pytest.mark.parametrize("end", ["</p", "</p><h2 class=", "</p>\n", "</p></section><section>"])
def test_a_body_that_breaks_off_in_its_markup_is_told(end: str) -> None:
    """Though its last line is a whole sentence. Markup that leaves out the tags which it may is closed."""
    lines = [f"{number}. {line}" for number in range(4) for line in POLICIES["en"]]
    head = "<html lang=en><title>Privacy</title><body><section><h1>Privacy</h1>"
    found = gate.refusal(policy("en", *lines), read((head + "<p>".join(["", *lines[:12]]) + end).encode()))
    assert found is not None
    assert found.reason is Reason.TRUNCATED
    shorter = read((head + "<p>".join(["", *lines[:12]]) + "</section>").encode())
    assert gate.refusal(policy("en", *lines), shorter) is None


def test_a_body_that_breaks_off_inside_of_a_tag_is_told() -> None:
    """Also where no part of it has to be closed."""
    lines = [f"{number}. {line}" for number in range(4) for line in POLICIES["en"]]
    begun = "<html lang=en><title>Privacy</title><body><h1>Privacy</h1>" + "<p>".join(["", *lines[:12]])
    found = gate.refusal(policy("en", *lines), read(f"{begun}<p class=".encode()))
    assert found is not None
    assert found.reason is Reason.TRUNCATED
    assert gate.refusal(policy("en", *lines), read(f"{begun}<p>".encode())) is None


@pytest.mark.parametrize("language", sorted(POLICIES))
def test_a_rewrite_is_a_change(language: str) -> None:
    """No line survives; names, language and subject do."""
    lines = [" ".join(reversed(line.rstrip(".").split(", "))) + " ." for line in reversed(POLICIES[language])]
    assert gate.refusal(policy(language), policy(language, *[f"§ {line}" for line in lines] * 6)) is None


def test_a_policy_that_becomes_short_is_a_change() -> None:
    """Also where what is left speaks of cookies, errors and logging in."""
    lines = [f"{number}. {line}" for number in range(8) for line in POLICIES["en"]]
    for kept in (lines[7:14], lines[14:21] + lines[30:34]):
        assert gate.refusal(policy("en", *lines), policy("en", *kept)) is None


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_edit_of_a_policy_trips_the_gate(data: st.DataObject) -> None:
    """Lines dropped, repeated, moved and reworded, as long as half of the text is there."""
    language = data.draw(st.sampled_from(sorted(POLICIES)))
    lines = [f"{number}. {line}" for number in range(6) for line in POLICIES[language]]
    after = data.draw(st.permutations(lines))[: data.draw(st.integers(len(lines) // 2, len(lines)))]
    extra = data.draw(st.lists(st.sampled_from(POLICIES[language]), max_size=20))
    at = data.draw(st.integers(0, len(after)))
    whole = [*after[:at], *extra, *after[at:], lines[-1]]  # with its end: a text that breaks off is another matter
    assert gate.refusal(policy(language, *lines), policy(language, *whole)) is None


def test_no_good_page_of_the_corpus_is_refused(shared: Path) -> None:
    """Neither at first sight, nor after itself, nor after another version of the same page."""
    folder = shared / "corpus" / "demo"
    rows = [json.loads(line) for line in (folder / "pairs.jsonl").read_text().splitlines()]
    names = dict.fromkeys((row["page"], row["after"]) for row in rows if row["kind"] in ("text", "quiet"))
    documents = [
        (owner, read((folder / "html" / name).read_bytes(), content_type="text/html; charset=utf-8"))
        for owner, name in list(names)[::6]
    ]
    for owner, document in documents:
        assert gate.first(document) is None, owner
        assert gate.refusal(document, document) is None, owner
    for (owner, before), (other, after) in pairwise(documents):
        assert owner != other or gate.refusal(before, after) is None, owner
