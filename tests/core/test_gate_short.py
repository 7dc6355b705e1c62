"""Short pages at the gate: a policy of a hundred words speaks of cookies and passwords, and a wall speaks of privacy."""

from __future__ import annotations

import pytest

from monitor import read
from monitor.core import gate
from monitor.core.model import Document, Reason

# Language, title and paragraphs. Each says something that walls, logins and error pages say.
POLICIES = [
    ("en", "We value your privacy", "When you book a repair we collect your name and telephone number, and retain them for two years.|We do not sell or share personal data.|You can change your choices at any time in the cookie settings."),
    ("en", "Privacy", "Our forms are protected by reCAPTCHA, which asks you to verify that you are human.|We log unusual traffic and blocked requests, and delete this information after a week.|We collect no other personal data."),
    ("en", "Privacy", "You must log in to continue to your lists. Forgot your password? Then we use the e-mail address of your account.|We share no personal information with third parties."),
    ("en", "Privacy", "If the page is not found or something went wrong, the error is stored for seven days, without personal data.|We process no other information and have no cookies. Please enable JavaScript to see the map."),
    ("en", "Privacy", "Pebble does not collect personal data. There are no accounts, no cookies and no trackers."),
    ("de", "Datenschutz", "Wir setzen ein Captcha zur Sicherheitsüberprüfung ein. Passwort vergessen? Dann nutzen wir Ihre Adresse.|Sie können alle Cookies akzeptieren oder alle ablehnen.|Sie haben das Recht auf Auskunft über die Daten, die wir speichern."),
    ("fr", "Confidentialité", "Nous respectons votre vie privée. Vous pouvez tout accepter ou tout refuser dans les paramètres des cookies.|En cas de mot de passe oublié, l’accès est refusé pendant une heure.|Nous conservons vos données personnelles trois ans."),
    ("es", "Privacidad", "Para ver los pedidos hay que iniciar sesión. Tras tres intentos se muestra «acceso denegado».|Puede aceptar todas las cookies.|Conservamos sus datos personales cinco años y no los compartimos con terceros."),
    ("it", "Privacy", "In caso di password dimenticata mandiamo un collegamento. Il pulsante «Accetta tutti» sta in fondo alla pagina.|Raccogliamo i dati personali degli ordini, li conserviamo dieci anni e non li comunichiamo a terzi."),
    ("pt", "Privacidade", "Pode aceitar todos os cookies. Se esqueceu a sua senha, enviamos uma ligação; depois o acesso é negado por uma hora. Acesso negado: guardamos o endereço.|Recolhemos dados pessoais e não os partilhamos com terceiros."),
    ("nl", "Privacyverklaring", "Voordat u verder gaat, kiest u een wachtwoord. U kunt alles accepteren of weigeren.|Wachtwoord vergessen: de toegang wordt geweigerd.|Wij bewaren uw gegevens zeven jaar en delen ze niet met derden. U hebt rechten."),
    ("zh", "隐私政策", "注册时我们收集您的手机号码，用于发送验证码。如果您忘记密码，可以找回。|您可以接受全部 Cookie。未经同意，我们不会与第三方共享个人信息。页面不存在时，我们记录日志。"),
    ("ja", "プライバシーポリシー", "パスワードを忘れた場合は、ご案内を送ります。ログインして履歴をご覧ください。|Cookie をすべて許可するか、拒否できます。|個人情報は、同意なく第三者に提供しません。取得した情報は保護します。"),
]  # fmt: skip
PURPOSES = (
    "Store and/or access information on a device. Use limited data to select advertising. Create profiles for "
    "personalised advertising. Measure advertising performance. Information about your activity on this service can be "
    "combined with other data about you, with your consent, to protect and share it with third parties."
)
# Language, title, paragraphs and reason.
WALLS = [
    ("en", "Acme values your privacy", f"We and our 842 partners process personal data.|{PURPOSES}", Reason.CONSENT_WALL),
    ("en", "Before you continue to Search", "We use cookies and data, with your consent, to protect the service.|If you choose to “Accept all”, we will also use personal information.", Reason.CONSENT_WALL),
    ("en", "Allow the use of cookies by Acme in this browser?", "We use cookies to protect your account and personal data. Your consent holds for third parties too.", Reason.CONSENT_WALL),
    ("de", "Wir schätzen Ihre Privatsphäre", "Wir und unsere 214 Partner speichern und/oder greifen auf Informationen auf einem Gerät zu, um personenbezogene Daten zu verarbeiten.|Sie haben Rechte und können Ihre Einwilligung ändern.", Reason.CONSENT_WALL),
    ("fr", "Votre choix", "Nous et nos 615 partenaires stockons et/ou accédons à des informations sur un appareil pour traiter les données personnelles, avec votre consentement.|Politique de confidentialité", Reason.CONSENT_WALL),
    ("es", "Su privacidad nos importa", "Nosotros y nuestros 764 socios almacenamos o accedemos a información en un dispositivo para procesar datos personales.|Política de privacidad. Consentimiento. Terceros.", Reason.CONSENT_WALL),
    ("it", "Informativa", "Noi e terze parti selezionate utilizziamo cookie, con il tuo consenso.|Usa il pulsante “Rifiuta” per continuare senza accettare.", Reason.CONSENT_WALL),
    ("pt", "A sua privacidade", "Nós e os nossos 840 parceiros armazenamos e/ou acedemos a informações num dispositivo para tratar dados pessoais, com o seu consentimento. Conta. Terceiros.", Reason.CONSENT_WALL),
    ("nl", "Uw privacy", "Wij en onze 831 partners slaan informatie op een apparaat op om persoonsgegevens te verwerken, met uw toestemming en die van derden.|Apparaatkenmerken. Account.", Reason.CONSENT_WALL),
    ("en", "Sign in", "Sign in to your account to see your personal information. Our privacy policy says how we protect your data.", Reason.LOGIN),
    ("en", "Access denied", "We collect information and process personal data to protect this site, and share it with third parties.", Reason.BLOCKED),
    ("en", "Oops!", "The address may have moved. Popular: shop, repairs, delivery, returns, careers and the story of our workshop, and what the people who wear our boots say.", Reason.TOO_SHORT),
    ("en", "Boots for every weather", "We have made boots in this town since 1912, stitched by hand and resoled for free for as long as you keep walking in them.", Reason.TOO_SHORT),
    ("de", "Wartungsarbeiten", "Unsere Seiten werden gerade gewartet und sind in Kürze wieder für Sie da. Wir bitten um Ihr Verständnis und danken für Ihre Geduld. Bei Fragen rufen Sie uns bitte an.", Reason.TOO_SHORT),
]  # fmt: skip
MORE = {
    "en": "For each purpose we collect only the information that is needed, and protect it with care.",
    "de": "Für jeden Zweck werden nur die Daten verarbeitet, die erforderlich sind, und sicher aufbewahrt.",
    "fr": "Pour chaque finalité, nous ne traitons que les données nécessaires, avec le plus grand soin.",
    "es": "Para cada finalidad tratamos solo los datos necesarios, y los guardamos con mucho cuidado.",
    "it": "Per ogni finalità trattiamo soltanto i dati necessari, e li custodiamo con molta cura.",
    "pt": "Para cada finalidade tratamos apenas os dados necessários, e guardamo-los com muito cuidado.",
    "nl": "Voor elk doel verwerken wij alleen de gegevens die nodig zijn, en wij gaan er zorgvuldig mee om.",
    "zh": "对于每一项目的，我们只处理必要的个人信息，并妥善保管。",
    "ja": "それぞれの目的のために必要な個人情報のみを取得し、適切に管理します。",
}


def page(language: str, title: str, *paragraphs: str, path: str = "/privacy") -> Document:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    html = f"<!doctype html><html lang={language}><title>{title}</title><body><main><h1>{title}</h1>{body}</main></body></html>"
    return read(html.encode(), url=f"https://example.org{path}", content_type="text/html; charset=utf-8")


def long_policy(language: str, title: str = "Privacy Policy") -> Document:
    return page(language, title, *(f"{number}. {MORE[language]}" for number in range(12)))


@pytest.mark.parametrize(("language", "title", "text"), POLICIES)
def test_a_short_policy_passes(language: str, title: str, text: str) -> None:
    """At first sight, and after a longer version of which no paragraph is left as it was."""
    short = page(language, title, *text.split("|"))
    assert gate.first(short) is None
    longer = [line for part in text.split("|") for line in (f"{MORE[language]} {part}", MORE[language])]
    assert gate.refusal(page(language, title, *longer), short) is None


@pytest.mark.parametrize(("language", "title", "text", "reason"), WALLS)
def test_a_short_wall_is_refused(language: str, title: str, text: str, reason: Reason) -> None:
    """At first sight, and in place of a policy that is as short."""
    wall = page(language, title, *text.split("|"))
    found = gate.first(wall)
    assert found is not None
    assert found.reason is reason
    for before in (page(language, "Privacy Policy", *[MORE[language]] * 4), long_policy(language)):
        assert gate.refusal(before, wall) is not None


TERMS = [
    "By opening an account you agree to these terms and to any policy that they refer to.",
    "You are responsible for the information that you share and for keeping the password secret.",
    "We are not responsible for third parties, or for the personal data that they collect and process.",
]


def test_another_document_of_the_company_is_told_by_its_title() -> None:
    """It says as much of data as a policy does; one whose title speaks of privacy too may be a rewrite."""
    before = long_policy("en")
    for title in ("Terms of Service", "Acme Blog: five tips for your data", "Cookie Policy"):
        found = gate.refusal(before, page("en", title, *TERMS * 3))
        assert found is not None
        assert found.reason is Reason.MOVED
        assert title in found.evidence
    for title in ("Terms and privacy", "Privacy and cookie policy", "How we treat your data"):
        assert gate.refusal(before, page("en", title, *TERMS * 3)) is None
    assert gate.refusal(long_policy("en", "Privacy | Legal terms"), page("en", "Legal terms", *TERMS * 3)) is None
    home = gate.refusal(before, page("en", "Your data is yours", *TERMS * 3, path="/"))
    assert home is not None
    assert "home page" in home.evidence


def test_a_long_page_without_a_word_of_privacy_is_no_policy() -> None:
    """The home page of a shop, at first sight; rules and terms of any kind say some of these words, or are called so."""
    goods = [
        f"Our chairs of oak number {number} are made by hand in the valley and last for life." for number in range(40)
    ]
    found = gate.first(page("en", "Oak and ash", *goods))
    assert found is not None
    assert found.reason is Reason.MOVED
    assert gate.first(page("en", "Terms of our valley", *goods)) is None
    assert gate.first(page("en", "Oak and ash", *goods, *TERMS)) is None


def test_rules_and_cookie_policies_pass_by_their_title() -> None:
    """However little they say of privacy, and though they say what walls say."""
    rules = "Be kind to each other, and do not threaten, insult or harass anybody. Posts that do are removed, and who writes them again is shown the door."
    assert gate.first(page("en", "Community Guidelines", rules)) is None
    cookies = "This site uses cookies. A cookie is a small file that your browser keeps, and that we read when you come back to it another day."
    assert gate.first(page("en", "Cookie Policy", cookies)) is None
    assert gate.first(page("en", "Welcome", cookies)) is not None


def test_what_is_written_about_privacy_is_no_policy() -> None:
    """A blog post in the place of the policy, though its title speaks of privacy."""
    found = gate.refusal(long_policy("en"), page("en", "Five tips for your privacy", *TERMS * 3))
    assert found is not None
    assert found.reason is Reason.MOVED
