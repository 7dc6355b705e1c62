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


VISIT = "Whoever walks in our garden may stay for as long as the sun is up, and nobody asks for a name or writes down what we hear at the gate."


@pytest.mark.parametrize(
    ("last", "passes"),
    [("We hold no data and pass no information on.", True), ("We hold no data.", False)],
)
def test_a_short_text_of_any_title_passes_with_two_words_of_policies(last: str, passes: bool) -> None:
    """One may be chance."""
    assert (gate.first(page("en", "Our promise", VISIT, last)) is None) is passes


RICH = "We collect personal data when you order, and retain it for two years. You have rights, and we do not share it."


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("Cookie preferences and privacy", None),
        ("How we use cookies in the shop and in the garden", None),
        ("Cookie preferences", Reason.CONSENT_WALL),
        ("We use cookies", Reason.CONSENT_WALL),
        ("Sign in", Reason.LOGIN),
    ],
)
def test_what_reads_like_a_policy_is_a_wall_by_a_title_that_says_nothing_else(
    title: str, reason: Reason | None
) -> None:
    """One that speaks of privacy, or says more than that phrase, is called as a policy may be."""
    for text in (RICH, f"{RICH} We never use precise geolocation."):
        found = gate.first(page("en", title, text))
        assert (found.reason if found else None) is reason


COOKIES = "A cookie is a small file that your browser keeps, and that we read when you come back to it another day."


@pytest.mark.parametrize(
    ("more", "wall"),
    [("The button that says “Accept all” stays where it is.", False), ("Accept all, reject all or manage preferences.", True)],
)  # fmt: skip
def test_a_cookie_policy_may_say_two_things_that_walls_say(more: str, wall: bool) -> None:
    """With three it is one, whatever its title."""
    found = gate.first(page("en", "Cookie Policy", "This site uses cookies.", COOKIES, more))
    assert (found is not None and found.reason is Reason.CONSENT_WALL) is wall


@pytest.mark.parametrize(
    ("more", "wall"), [("", False), ("Access denied at the gate means that the house is full.", True)]
)
def test_a_text_with_three_words_of_policies_may_say_one_thing_that_walls_say(more: str, wall: bool) -> None:
    """Two of a kind are none too many for a wall."""
    boats = "We look after the account of everybody who rows with us, with all the data and information on the crews."
    found = gate.first(page("en", "Welcome", boats, f"The ray ID of a boat is on its oars, as ever. {more}"))
    assert (found is not None and found.reason is Reason.BLOCKED) is wall


HUB = (
    "Our help in all of its parts, for those who row, swim or sail with us on the lake in summer and in winter",
    "Ask at the boat house, or write a letter to the crew",
)


def test_what_walls_say_below_the_text_that_stood_there_is_a_change() -> None:
    """Alone it is a wall."""
    login = "Forgot your password? The crew sends you a new one by mail."
    assert gate.refusal(page("en", "Help", *HUB), page("en", "Help", *HUB, login)) is None
    found = gate.refusal(page("en", "Help", *HUB), page("en", "Help", login))
    assert found is not None
    assert found.reason is Reason.LOGIN


def test_another_title_over_the_same_lines_is_a_change() -> None:
    """A third of them is enough; so is a page that was never called a policy on privacy, or an article before too."""
    before = long_policy("en")
    kept = [block.text for block in before.sections[0].blocks[:3]]
    assert gate.refusal(before, page("en", "Terms of Service", *kept, *TERMS * 2)) is None
    assert gate.refusal(long_policy("en", "Our promise"), page("en", "Terms of Service", *TERMS * 3)) is None
    tips = page("en", "Privacy tips for everybody", *TERMS * 3)
    assert gate.refusal(long_policy("en", "Privacy tips"), tips) is None
    assert gate.refusal(before, tips) is not None


def test_a_stub_in_place_of_a_short_policy_is_told_and_of_a_stub_is_a_change() -> None:
    """What says little of privacy is no loss where as little was said before."""
    stub = page("en", "Help", "Our privacy pages have a new home in the help of the boat house.")
    found = gate.refusal(page("en", "Privacy", *[MORE["en"]] * 4), stub)
    assert found is not None
    assert found.reason is Reason.TOO_SHORT
    assert gate.refusal(page("en", "Links", "Where to find us on the lake and who sits at the gate."), stub) is None


def test_a_notice_under_the_title_of_the_policy_is_not_the_policy() -> None:
    """However many words of policies it says. A short text that keeps a line of the one before, or is not so much shorter,
    is a change.
    """
    lines = [f"{MORE['en']} That is rule {n}." for n in range(12)]
    notice = (
        "Our privacy center is being redesigned. Please check back soon. In the meantime, contact us with questions on "
        "your personal data, your rights, or our use of cookies."
    )
    found = gate.refusal(page("en", "Privacy Policy", *lines), page("en", "Privacy Policy", notice))
    assert found is not None
    assert found.reason is Reason.TOO_SHORT
    assert gate.refusal(page("en", "Privacy Policy", *lines), page("en", "Privacy Policy", notice, *lines[:2])) is None
    assert gate.refusal(page("en", "Privacy Policy", *lines[:3]), page("en", "Privacy Policy", notice)) is None


def test_rules_that_never_said_much_of_privacy_may_be_rewritten_without_it() -> None:
    """And a policy may be, where a few of its lines stand."""
    lanes = [
        f"Be kind to crew number {n}, keep off its lane, and hand back the oars that you took out." for n in range(40)
    ]
    piers = [
        f"Nobody shouts at boat {n} from the pier or throws bread and stones where others swim." for n in range(40)
    ]
    data = "We collect no personal data at all and share no information."
    title = "Community Guidelines"
    assert gate.refusal(page("en", title, *lanes, data), page("en", title, *piers)) is None
    before = long_policy("en")
    kept = [block.text for block in before.sections[0].blocks[:6]]
    assert gate.refusal(before, page("en", "Privacy Policy", *kept, *piers[:24])) is None
    found = gate.refusal(before, page("en", "Privacy Policy", *piers[:24]))
    assert found is not None
    assert found.reason is Reason.MOVED
