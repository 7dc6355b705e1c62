"""One small policy in six languages: the same edit gives the same fact in each."""

from __future__ import annotations

import pytest

from monitor import compare, read
from monitor.core.facts.splitting import spans
from monitor.core.lexicons import NEUTRAL, lexicon
from monitor.core.model import Diff, Direction, Document, Fact, Significance
from monitor.core.topics import topic_of

# Headings, each with the topic that it has.
HEADINGS = {
    "fr": {
        "Qui sommes-nous": "scope_and_controller",
        "Données que nous collectons": "data_collected",
        "Finalités du traitement": "purposes",
        "Base juridique": "legal_bases",
        "Durée de conservation": "retention",
        "Partage de vos données": "recipients",
        "Transferts internationaux": "international_transfers",
        "Vos droits": "rights",
        "Enfants": "children_and_age",
        "Sécurité": "security",
        "Intelligence artificielle": "ai_and_automated_decisions",
        "Cookies et traceurs": "cookies_and_tracking",
        "Publicité": "sale_and_ads",
        "Modifications de la présente politique": "policy_changes",
        "Nous contacter": "contact_and_complaints",
    },
    "de": {
        "Wer wir sind": "scope_and_controller",
        "Welche Daten wir erheben": "data_collected",
        "Zwecke der Verarbeitung": "purposes",
        "Rechtsgrundlagen": "legal_bases",
        "Speicherdauer": "retention",
        "Weitergabe Ihrer Daten": "recipients",
        "Internationale Übermittlungen": "international_transfers",
        "Ihre Rechte": "rights",
        "Kinder": "children_and_age",
        "Datensicherheit": "security",
        "Künstliche Intelligenz": "ai_and_automated_decisions",
        "Cookies und Tracking": "cookies_and_tracking",
        "Werbung": "sale_and_ads",
        "Änderungen dieser Datenschutzerklärung": "policy_changes",
        "Kontakt": "contact_and_complaints",
    },
    "es": {
        "Quiénes somos": "scope_and_controller",
        "Datos que recopilamos": "data_collected",
        "Finalidades del tratamiento": "purposes",
        "Base jurídica": "legal_bases",
        "Plazo de conservación": "retention",
        "Con quién compartimos sus datos": "recipients",
        "Transferencias internacionales": "international_transfers",
        "Sus derechos": "rights",
        "Menores": "children_and_age",
        "Seguridad": "security",
        "Inteligencia artificial": "ai_and_automated_decisions",
        "Cookies y tecnologías similares": "cookies_and_tracking",
        "Publicidad": "sale_and_ads",
        "Cambios en esta política": "policy_changes",
        "Contacto": "contact_and_complaints",
    },
    "it": {
        "Chi siamo": "scope_and_controller",
        "Dati che raccogliamo": "data_collected",
        "Finalità del trattamento": "purposes",
        "Base giuridica": "legal_bases",
        "Periodo di conservazione": "retention",
        "Condivisione dei dati": "recipients",
        "Trasferimenti internazionali": "international_transfers",
        "I tuoi diritti": "rights",
        "Minori": "children_and_age",
        "Sicurezza": "security",
        "Intelligenza artificiale": "ai_and_automated_decisions",
        "Cookie e tecnologie simili": "cookies_and_tracking",
        "Pubblicità": "sale_and_ads",
        "Modifiche alla presente informativa": "policy_changes",
        "Contatti": "contact_and_complaints",
    },
    "pt": {
        "Quem somos": "scope_and_controller",
        "Dados que recolhemos": "data_collected",
        "Finalidades do tratamento": "purposes",
        "Base legal": "legal_bases",
        "Prazo de conservação": "retention",
        "Partilha dos seus dados": "recipients",
        "Transferências internacionais": "international_transfers",
        "Os seus direitos": "rights",
        "Crianças": "children_and_age",
        "Segurança": "security",
        "Inteligência artificial": "ai_and_automated_decisions",
        "Cookies e tecnologias semelhantes": "cookies_and_tracking",
        "Publicidade": "sale_and_ads",
        "Alterações a esta política": "policy_changes",
        "Contactos": "contact_and_complaints",
    },
    "nl": {
        "Wie wij zijn": "scope_and_controller",
        "Welke gegevens wij verzamelen": "data_collected",
        "Doeleinden van de verwerking": "purposes",
        "Grondslagen": "legal_bases",
        "Bewaartermijnen": "retention",
        "Delen van uw gegevens": "recipients",
        "Internationale doorgifte": "international_transfers",
        "Uw rechten": "rights",
        "Kinderen": "children_and_age",
        "Beveiliging": "security",
        "Kunstmatige intelligentie": "ai_and_automated_decisions",
        "Cookies en vergelijkbare technieken": "cookies_and_tracking",
        "Reclame": "sale_and_ads",
        "Wijzigingen van dit privacybeleid": "policy_changes",
        "Contact": "contact_and_complaints",
    },
}
# A sentence of each kind, by the name that an edit calls it by.
SENTENCES = {
    "fr": {
        "updated": "Dernière mise à jour : 1er mai 2025",
        "effective": "Entrée en vigueur : 15 mai 2025",
        "controller": "Le responsable du traitement est Exemple Nuage SAS, Paris.",
        "kept": "Nous conservons vos données d'utilisation pendant 30 jours.",
        "sold": "Nous ne vendons pas vos données personnelles à des tiers.",
        "modal": "Nous pouvons partager vos données d'utilisation avec des prestataires d'analyse.",
        "shared": "Nous partageons vos données avec Mesure Claire SARL.",
        "abroad": "Nous transférons vos données en dehors de l'Union européenne.",
        "access": "Vous avez le droit d'accès à vos données.",
        "portability": "Vous avez le droit à la portabilité de vos données.",
        "age": "Le service s'adresse aux personnes âgées d'au moins 13 ans.",
        "contact": "Écrivez-nous à vie-privee@example.org pour toute question.",
    },
    "de": {
        "updated": "Zuletzt aktualisiert: 1. Mai 2025",
        "effective": "Gültig ab: 15. Mai 2025",
        "controller": "Verantwortlicher ist die Beispiel Wolke GmbH, Berlin.",
        "kept": "Wir speichern Ihre Nutzungsdaten für 30 Tage.",
        "sold": "Wir verkaufen Ihre personenbezogenen Daten nicht.",
        "modal": "Wir können Ihre Nutzungsdaten mit Analyseanbietern teilen.",
        "shared": "Wir geben Ihre Daten an die Klarmaß AG weiter.",
        "abroad": "Wir übermitteln Ihre Daten in Länder außerhalb der Europäischen Union.",
        "access": "Sie haben das Recht auf Auskunft über Ihre Daten.",
        "portability": "Sie haben das Recht auf Datenübertragbarkeit.",
        "age": "Der Dienst richtet sich an Personen ab 13 Jahren.",
        "contact": "Schreiben Sie uns an datenschutz@example.org, wenn Sie Fragen haben.",
    },
    "es": {
        "updated": "Última actualización: 1 de mayo de 2025",
        "effective": "Entrada en vigor: 15 de mayo de 2025",
        "controller": "El responsable del tratamiento es Ejemplo Nube S.L., Madrid.",
        "kept": "Conservamos sus datos de uso durante 30 días.",
        "sold": "No vendemos sus datos personales a terceros.",
        "modal": "Podemos compartir sus datos de uso con proveedores de análisis.",
        "shared": "Compartimos sus datos con Medida Clara S.A.",
        "abroad": "Transferimos sus datos fuera de la Unión Europea.",
        "access": "Usted tiene derecho de acceso a sus datos.",
        "portability": "Usted tiene derecho a la portabilidad de sus datos.",
        "age": "El servicio está dirigido a personas mayores de 13 años.",
        "contact": "Escríbanos a privacidad@example.org si tiene preguntas.",
    },
    "it": {
        "updated": "Ultimo aggiornamento: 1 maggio 2025",
        "effective": "In vigore dal 15 maggio 2025",
        "controller": "Il titolare del trattamento è Esempio Nuvola S.p.A., Milano.",
        "kept": "Conserviamo i tuoi dati di utilizzo per 30 giorni.",
        "sold": "Non vendiamo i tuoi dati personali a terzi.",
        "modal": "Possiamo condividere i tuoi dati di utilizzo con fornitori di analisi.",
        "shared": "Condividiamo i tuoi dati con Misura Chiara S.r.l.",
        "abroad": "Trasferiamo i tuoi dati al di fuori dell'Unione europea.",
        "access": "Hai il diritto di accesso ai tuoi dati.",
        "portability": "Hai il diritto alla portabilità dei tuoi dati.",
        "age": "Il servizio è rivolto a persone di almeno 13 anni.",
        "contact": "Scrivici a privacy@example.org per qualsiasi domanda.",
    },
    "pt": {
        "updated": "Última atualização: 1 de maio de 2025",
        "effective": "Entrada em vigor: 15 de maio de 2025",
        "controller": "O responsável pelo tratamento é a Exemplo Nuvem Lda, Lisboa.",
        "kept": "Conservamos os seus dados de utilização durante 30 dias.",
        "sold": "Não vendemos os seus dados pessoais a terceiros.",
        "modal": "Podemos partilhar os seus dados de utilização com fornecedores de análise.",
        "shared": "Partilhamos os seus dados com a Medida Clara Ltda.",
        "abroad": "Transferimos os seus dados para fora da União Europeia.",
        "access": "Você tem o direito de acesso aos seus dados.",
        "portability": "Você tem o direito à portabilidade dos seus dados.",
        "age": "O serviço destina-se a pessoas maiores de 13 anos.",
        "contact": "Escreva para privacidade@example.org se tiver perguntas.",
    },
    "nl": {
        "updated": "Laatst bijgewerkt: 1 mei 2025",
        "effective": "Ingangsdatum: 15 mei 2025",
        "controller": "De verwerkingsverantwoordelijke is Voorbeeld Wolk B.V., Utrecht.",
        "kept": "Wij bewaren uw gebruiksgegevens gedurende 30 dagen.",
        "sold": "Wij verkopen uw persoonsgegevens niet aan derden.",
        "modal": "Wij kunnen uw gebruiksgegevens delen met analysepartners.",
        "shared": "Wij delen uw gegevens met Heldere Maat B.V.",
        "abroad": "Wij verstrekken uw gegevens buiten de Europese Unie.",
        "access": "U heeft het recht op inzage in uw gegevens.",
        "portability": "U heeft het recht op overdraagbaarheid van uw gegevens.",
        "age": "De dienst is bedoeld voor personen vanaf 13 jaar.",
        "contact": "Schrijf naar privacy@example.org als u vragen heeft.",
    },
}
# What the sentence of the same name becomes; each stands for one behaviour.
EDITED = {
    "criterion": {
        "fr": ("kept", "Nous conservons vos données d'utilisation aussi longtemps que nécessaire."),
        "de": ("kept", "Wir speichern Ihre Nutzungsdaten so lange wie erforderlich."),
        "es": ("kept", "Conservamos sus datos de uso durante el tiempo que sea necesario."),
        "it": ("kept", "Conserviamo i tuoi dati di utilizzo per il tempo necessario."),
        "pt": ("kept", "Conservamos os seus dados de utilização durante o tempo necessário."),
        "nl": ("kept", "Wij bewaren uw gebruiksgegevens zolang als nodig."),
    },
    "will": {
        "fr": ("modal", "Nous partagerons vos données d'utilisation avec des prestataires d'analyse."),
        "de": ("modal", "Wir werden Ihre Nutzungsdaten mit Analyseanbietern teilen."),
        "es": ("modal", "Compartiremos sus datos de uso con proveedores de análisis."),
        "it": ("modal", "Condivideremo i tuoi dati di utilizzo con fornitori di analisi."),
        "pt": ("modal", "Partilharemos os seus dados de utilização com fornecedores de análise."),
        "nl": ("modal", "Wij zullen uw gebruiksgegevens delen met analysepartners."),
    },
    "recipient": {
        "fr": ("shared", "Nous partageons vos données avec Mesure Claire SARL et Regard Neuf SAS."),
        "de": ("shared", "Wir geben Ihre Daten an die Klarmaß AG und die Neublick GmbH weiter."),
        "es": ("shared", "Compartimos sus datos con Medida Clara S.A. y Mirada Nueva S.L."),
        "it": ("shared", "Condividiamo i tuoi dati con Misura Chiara S.r.l. e Sguardo Nuovo S.p.A."),
        "pt": ("shared", "Partilhamos os seus dados com a Medida Clara Ltda e a Olhar Novo Lda."),
        "nl": ("shared", "Wij delen uw gegevens met Heldere Maat B.V. en Nieuwe Blik B.V."),
    },
    "scc": {
        "fr": ("abroad", "Nous transférons vos données en dehors de l'Union européenne, avec des clauses contractuelles types."),
        "de": ("abroad", "Wir übermitteln Ihre Daten in Länder außerhalb der Europäischen Union, mit Standardvertragsklauseln."),
        "es": ("abroad", "Transferimos sus datos fuera de la Unión Europea, con cláusulas contractuales tipo."),
        "it": ("abroad", "Trasferiamo i tuoi dati al di fuori dell'Unione europea, con clausole contrattuali tipo."),
        "pt": ("abroad", "Transferimos os seus dados para fora da União Europeia, com cláusulas contratuais-tipo."),
        "nl": ("abroad", "Wij verstrekken uw gegevens buiten de Europese Unie, met standaardcontractbepalingen."),
    },
    "ai": {
        "fr": ("shared", "Nous entraînons nos modèles d'IA avec vos messages, sauf si vous désactivez ce réglage."),
        "de": ("shared", "Wir trainieren unsere KI-Modelle mit Ihren Nachrichten, es sei denn, Sie widersprechen."),
        "es": ("shared", "Entrenamos nuestros modelos de IA con sus mensajes, a menos que decida oponerse."),
        "it": ("shared", "Addestriamo i nostri modelli di IA con i tuoi messaggi, a meno che tu non scelga di opporti."),
        "pt": ("shared", "Treinamos os nossos modelos de IA com as suas mensagens, a menos que decida opor-se."),
        "nl": ("shared", "Wij trainen onze AI-modellen met uw berichten, tenzij u bezwaar maakt."),
    },
}  # fmt: skip
SECTIONS = {  # the heading, by its place in HEADINGS, under which a sentence stands
    "controller": 0, "kept": 4, "sold": 5, "modal": 5, "shared": 5, "abroad": 6, "access": 7, "portability": 7, "age": 8,
    "contact": 14,
}  # fmt: skip
LANGUAGES = sorted(SENTENCES)


def policy(language: str, **edits: str) -> Document:
    """The policy of a language with some of its sentences replaced; an empty one is left out."""
    said = {**SENTENCES[language], **edits}
    parts = [f"<p>{said['updated']}</p><p>{said['effective']}</p>"]
    for place, heading in enumerate(HEADINGS[language]):
        parts.append(f"<h2>{heading}</h2>")
        parts += [f"<p>{said[name]}</p>" for name, at in SECTIONS.items() if at == place and said[name]]
    page = f'<html lang="{language}"><body><h1>Example</h1>{"".join(parts)}</body></html>'
    return read(page.encode(), url="https://example.org/privacy", content_type="text/html; charset=utf-8")


def told(language: str, **edits: str) -> list[Fact]:
    """The facts of these edits, without the note that no date moved."""
    diff: Diff = compare(policy(language), policy(language, **edits))
    return [fact for fact in diff.facts if fact.type != "meta.silent_change"]


def briefly(fact: Fact) -> tuple[str, str, str, str]:
    """Type, op and values."""
    return fact.type, fact.op.value, fact.value_before, fact.value_after


def edited(behaviour: str, language: str) -> list[Fact]:
    """The facts of one of the edits above."""
    name, text = EDITED[behaviour][language]
    return told(language, **{name: text})


every_language = pytest.mark.parametrize("language", LANGUAGES)


@every_language
def test_the_policy_is_read_in_its_language_and_has_no_fact_against_itself(language: str) -> None:
    """The lexicon is that of the text."""
    assert policy(language).language == language
    assert told(language) == []


@pytest.mark.parametrize(("language", "heading"), [(code, title) for code in LANGUAGES for title in HEADINGS[code]])
def test_a_heading_tells_its_topic(language: str, heading: str) -> None:
    """Without a word of the text."""
    assert topic_of([heading], "", language) == HEADINGS[language][heading]


@every_language
def test_a_longer_retention_is_one_fact(language: str) -> None:
    """With its numbers, and the lexicon that found it."""
    (fact,) = told(language, kept=SENTENCES[language]["kept"].replace("30", "90"))
    assert briefly(fact) == ("retention.period", "changed", "P30D", "P90D")
    assert fact.direction is Direction.LONGER
    assert fact.lexicon == lexicon(language).name != ""


@every_language
def test_a_number_that_gave_way_to_a_criterion_is_vaguer(language: str) -> None:
    """As long as necessary."""
    (fact,) = edited("criterion", language)
    assert briefly(fact) == ("retention.period", "changed", "P30D", "as long as necessary")
    assert fact.direction is Direction.VAGUER


@every_language
def test_a_promise_that_went_is_one_fact(language: str) -> None:
    """Not to sell."""
    assert [briefly(fact) for fact in told(language, sold="")] == [("commitment", "removed", "not sell", "")]


@every_language
def test_from_may_to_will_binds_the_company_more(language: str) -> None:
    """Also where the ending of the verb says it."""
    (fact,) = edited("will", language)
    assert briefly(fact) == ("modality", "changed", "may", "will")
    assert (fact.direction, fact.significance) == (Direction.STRONGER, Significance.MAJOR)


@every_language
def test_a_right_that_went_is_one_fact(language: str) -> None:
    """That to portability."""
    assert [briefly(fact) for fact in told(language, portability="")] == [("right", "removed", "Portability", "")]


@every_language
def test_another_recipient_is_named(language: str) -> None:
    """By its legal suffix."""
    (fact,) = edited("recipient", language)
    assert (fact.type, fact.op.value) == ("recipient.named", "added")
    assert fact.value_after in EDITED["recipient"][language][1]


@every_language
def test_another_address_is_one_fact(language: str) -> None:
    """E-mail."""
    text = SENTENCES[language]["contact"]
    (fact,) = told(language, contact=text.replace("@example.org", "@mail.example.org"))
    assert fact.type == "contact.email"
    assert fact.op.value == "changed"


@every_language
def test_both_dates_that_moved_are_told_with_their_role(language: str) -> None:
    """Updated and effective."""
    moved = {name: SENTENCES[language][name].replace("2025", "2026") for name in ("updated", "effective")}
    assert sorted(briefly(fact) for fact in told(language, **moved)) == [
        ("meta.effective_date", "changed", "2025-05-15", "2026-05-15"),
        ("meta.updated_date", "changed", "2025-05-01", "2026-05-01"),
    ]


@every_language
def test_a_higher_age_is_one_fact(language: str) -> None:
    """From 13 to 16."""
    (fact,) = told(language, age=SENTENCES[language]["age"].replace("13", "16"))
    assert briefly(fact) == ("age.threshold", "changed", "P13Y", "P16Y")


@every_language
def test_clauses_for_transfers_that_came_are_told(language: str) -> None:
    """Standard contractual clauses."""
    assert ("transfer.mechanism", "added", "", "SCC") in map(briefly, edited("scc", language))


@every_language
def test_training_with_a_way_out_is_told(language: str) -> None:
    """Of models, unless one objects."""
    assert ("ai.training", "added", "", "opt-out") in map(briefly, edited("ai", language))


DENIED = [
    ("fr", "Nous ne partageons jamais vos données avec des annonceurs.", ["not share"]),
    ("fr", "Vos données ne seront pas vendues.", ["not sell"]),
    ("fr", "Nous n'utilisons pas vos messages.", ["not use"]),
    ("fr", "Vous ne pouvez pas partager votre compte.", []),
    ("fr", "Nous ne partageons vos données que si vous y consentez.", []),
    ("de", "Wir geben Ihre Daten nicht weiter.", ["not share"]),
    ("de", "Ihre Daten werden nicht verkauft.", ["not sell"]),
    ("de", "Wir werden Ihre Daten nicht an Dritte verkaufen.", ["not sell"]),
    ("de", "Wir verkaufen Ihre Daten nicht und nutzen sie nur für den Dienst.", ["not sell"]),
    ("de", "Wir verkaufen oder vermieten Ihre Daten nicht.", ["not sell"]),
    ("de", "Wir erheben keine Standortdaten.", ["not collect"]),
    ("de", "Nutzer dürfen ihr Konto nicht verkaufen.", []),
    ("es", "Nunca compartiremos sus datos con anunciantes.", ["not share"]),
    ("es", "Sus datos no se venden.", ["not sell"]),
    ("es", "Usted no puede vender su cuenta.", []),
    ("it", "I tuoi dati non vengono venduti.", ["not sell"]),
    ("it", "Non condivideremo mai i tuoi dati.", ["not share"]),
    ("it", "L'utente non può vendere il proprio account.", []),
    ("pt", "Os seus dados não são vendidos.", ["not sell"]),
    ("pt", "Nunca partilhamos os seus dados.", ["not share"]),
    ("pt", "Você não pode vender a sua conta.", []),
    ("nl", "Wij geven uw gegevens niet door.", ["not share"]),
    ("nl", "Uw gegevens worden niet verkocht.", ["not sell"]),
    ("nl", "Wij zullen uw gegevens nooit verkopen.", ["not sell"]),
    ("nl", "U mag uw account niet verkopen.", []),
    ("nl", "Personen onder de 16 jaar mogen de dienst niet gebruiken.", []),
]


@pytest.mark.parametrize(("language", "text", "denied"), DENIED)
def test_a_denial_is_a_promise_where_the_company_denies(language: str, text: str, denied: list[str]) -> None:
    """Wherever the language puts the verb, and whether or not it says who acts."""
    came = [fact.value_after for fact in told(language, access=text) if fact.type == "commitment"]
    assert [value for value in came if value.startswith("not")] == denied


KEPT = {
    "fr": "Nous conservons les factures pendant dix ans.",
    "de": "Rechnungen bewahren wir zehn Jahre auf.",
    "es": "Guardamos las facturas durante diez años.",
    "it": "Conserviamo le fatture per dieci anni.",
    "pt": "Guardamos as faturas durante dez anos.",
    "nl": "Facturen bewaren wij tien jaar.",
}


@every_language
def test_a_number_in_words_is_read_and_an_invoice_is_kept_like_anything(language: str) -> None:
    """Ten years, and no matter of billing."""
    assert ("retention.period", "added", "", "P10Y") in map(briefly, told(language, access=KEPT[language]))


CUT = {
    "fr": ["L'art. 6 de la loi s'applique, p. ex. Paris.", "M. Dupont et al. Exemple nous aident.", "Le no. 5 compte."],
    "de": [
        "Das folgt aus Art. 6 Abs. 1 DSGVO.",
        "Wir nutzen z.B. Google und bzw. Bing.",
        "Siehe Nr. 5 und § 3 Ziff. 2.",
    ],
    "es": ["Véase el art. 6 y la pág. 5.", "El núm. 12 y la Sra. Ejemplo.", "Usamos p. ej. Mapas."],
    "it": ["Ai sensi dell'art. 6 del D.Lgs. 196 si applica.", "Vedi ad es. Mappe.", "Il sig. Esempio risponde."],
    "pt": ["Nos termos do art. 6 do RGPD.", "O n.º 5 e a pág. 3.", "A Dra. Exemplo responde."],
    "nl": ["Zie art. 6 lid 1 en nr. 5.", "Stuur a.u.b. Post.", "Wij gebruiken bijv. Kaarten."],
}


@pytest.mark.parametrize(("language", "text"), [(code, text) for code in LANGUAGES for text in CUT[code]])
def test_an_abbreviation_of_the_language_ends_no_sentence(language: str, text: str) -> None:
    """Of laws, titles and examples."""
    assert [text[low:high] for low, high in spans(text, lexicon(language))] == [text]


SWEDISH = """<html lang="sv"><body><h1>Integritetspolicy</h1><p>Senast ändrad: 2025-05-01</p>
<h2>Vilka vi är</h2><p>Ansvarig för behandlingen av dina uppgifter är Exempel Moln AB, Storgatan 12, 111 22 Stockholm.</p>
<h2>Lagring</h2><p>Vi sparar dina uppgifter i 30 dagar och delar dem inte med någon annan som du inte känner till.</p>
<p>Avgiften är 1.000,50 EUR och 20 % av detta går till oss när du är med och det är det som gäller för dig.</p>
<h2>Kontakt</h2><p>Skriv till integritet@example.org eller ring +46 8 555 010 00 om du har frågor om hur vi gör det.</p>"""
NEUTRALLY = [
    ("2025-05-01", "2025-06-02", ("meta.updated_date", "changed", "2025-05-01", "2025-06-02")),
    ("integritet@", "dataskydd@", ("contact.email", "changed", "integritet@example.org", "dataskydd@example.org")),
    ("010 00", "020 00", ("contact.phone", "changed", "+46855501000", "+46855502000")),
    ("1.000,50 EUR", "2.000 EUR", ("money", "changed", "EUR 1000.50", "EUR 2000")),
    ("20 %", "2,5 %", ("percentage", "changed", "20%", "2.5%")),
    ("Exempel Moln AB", "Exempel Himmel AB", ("recipient.named", "changed", "Exempel Moln AB", "Exempel Himmel AB")),
    ("<h2>Lagring</h2>", "<h2>Sparande</h2>", ("section.renamed", "renamed", "Lagring", "Sparande")),
]


@pytest.mark.parametrize(("old", "new", "expected"), NEUTRALLY)
def test_a_language_without_words_still_gets_what_needs_none(
    old: str, new: str, expected: tuple[str, str, str, str]
) -> None:
    """And its facts name no lexicon."""
    pages = [text.encode() for text in (SWEDISH, SWEDISH.replace(old, new))]
    before, after = (read(page, content_type="text/html; charset=utf-8") for page in pages)
    assert before.language == "sv"
    facts = [fact for fact in compare(before, after).facts if fact.type != "meta.silent_change"]
    assert [briefly(fact) for fact in facts if fact.type == expected[0]] == [expected]
    assert {fact.lexicon for fact in facts} == {NEUTRAL.name} == {""}


def test_an_address_ends_where_a_script_without_spaces_goes_on() -> None:
    """And a line that is numbered by letters is no part of it."""
    before, after = (
        compare_side(f"<h1>隐私政策</h1><p>你可以通过如下方式与我们联系，我们会尽快回复你的问题：{text}</p>")
        for text in ("a.请写信", "a.请写信 b.通过privacy@example.org与我们联系 c.dpo@example.org")
    )
    emails = [fact.value_after for fact in compare(before, after).facts if fact.type == "contact.email"]
    assert emails == ["privacy@example.org", "dpo@example.org"]


def compare_side(html: str) -> Document:
    return read(html.encode(), content_type="text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("language", "before", "after", "expected"),
    [
        ("de", "Statistik-Cookies sind standardmäßig deaktiviert.", "Statistik-Cookies sind standardmäßig aktiviert.", ("opt-in", "opt-out")),
        ("fr", "Les cookies de mesure sont désactivés par défaut.", "Les cookies de mesure sont activés par défaut.", ("opt-in", "opt-out")),
        ("es", "Las cookies de medición están desactivadas por defecto.", "Las cookies de medición están activadas por defecto.", ("opt-in", "opt-out")),
        ("it", "I cookie di misura sono disattivati per impostazione predefinita.", "I cookie di misura sono attivati per impostazione predefinita.", ("opt-in", "opt-out")),
        ("pt", "Os cookies de medição são desativados por padrão.", "Os cookies de medição são ativados por padrão.", ("opt-in", "opt-out")),
        ("nl", "Meetcookies staan standaard uit.", "Meetcookies staan standaard aan.", ("opt-in", "opt-out")),
        ("de", "Die Angabe der Telefonnummer ist freiwillig.", "Die Angabe der Telefonnummer ist verpflichtend.", ("may", "must")),
        ("fr", "Le numéro de téléphone est facultatif.", "Le numéro de téléphone est obligatoire.", ("may", "must")),
        ("es", "El número de teléfono es opcional.", "El número de teléfono es obligatorio.", ("may", "must")),
        ("it", "Il numero di telefono è facoltativo.", "Il numero di telefono è obbligatorio.", ("may", "must")),
        ("pt", "O número de telefone é opcional.", "O número de telefone é obrigatório.", ("may", "must")),
        ("nl", "Het telefoonnummer is vrijwillig.", "Het telefoonnummer is verplicht.", ("may", "must")),
    ],
)  # fmt: skip
def test_what_is_on_by_default_and_what_must_be_given_is_told(
    language: str, before: str, after: str, expected: tuple[str, str]
) -> None:
    """From off to on, and from optional to mandatory."""
    found = [briefly(fact) for fact in compare(policy(language, age=before), policy(language, age=after)).facts]
    assert ("choice" if "opt-in" in expected else "modality", "changed", *expected) in found


@pytest.mark.parametrize(
    ("language", "text", "country"),
    [
        ("de", "Wir verarbeiten Ihre Angaben in Japan.", "Brasilien"),
        ("fr", "Nous conservons vos messages au Japon.", "Brésil"),
        ("es", "Conservamos sus mensajes en Japón.", "Brasil"),
        ("it", "Conserviamo i tuoi messaggi in Giappone.", "Brasile"),
        ("pt", "Armazenamos as suas mensagens no Japão.", "Brasil"),
        ("nl", "Wij bewaren uw berichten in Japan.", "Brazilië"),
    ],
)
def test_where_data_is_kept_is_told(language: str, text: str, country: str) -> None:
    """A country, also outside of a section on transfers."""
    *rest, _ = text.split()
    found = compare(policy(language, age=text), policy(language, age=" ".join([*rest, f"{country}."]))).facts
    assert ("transfer.country", "changed", "JP", "BR") in map(briefly, found)
