"""The words by which changes are ranked, as data in lower case.

Each in this order: English, French, German, Spanish, Italian, Portuguese, Dutch.

All languages are looked up at once, since a change carries no language; a word that means something common in another
of them is left out (Italian "mai", which is May in French). Chinese and Japanese have the words they cannot do without.
"""

from __future__ import annotations


def _union(*languages: str) -> frozenset[str]:
    return frozenset(" ".join(languages).split())


NEGATIONS = _union(
    "not never no nor neither without",
    "ne pas jamais aucun aucune sans",
    "nicht nie niemals kein keine keinen keiner keinem keinerlei ohne",
    "nunca jamás ningún ninguna sin",
    "non nessun nessuna nessuno senza",
    "não nunca nenhum nenhuma sem",
    "niet nooit geen zonder",
)
DENIALS = NEGATIONS - _union("without sans ohne sin senza sem zonder ni")  # what can deny a verb
DENIALS_AFTER_VERB = _union(
    "nicht nie niemals kein keine keinen keiner keinem keinerlei", "niet nooit geen", "pas jamais"
)
MODALS = _union(
    "may might can could must shall will should would",
    "peut peuvent pouvons pouvez pourra pourrons doit doivent devons devez",
    "kann können darf dürfen muss müssen soll sollen sollte könnte",
    "puede pueden podemos podrá podremos debe deben debemos",
    "può possono possiamo potrà potremo deve devono dobbiamo",
    "pode podem podemos poderá poderemos deve devem devemos",
    "kan kunnen mag mogen moet moeten zal zullen",
)
CONDITIONS = _union(
    "unless except only solely exclusively",
    "sauf seulement uniquement exclusivement",
    "außer ausschließlich nur sofern",
    "salvo excepto sólo únicamente solamente",
    "eccetto soltanto esclusivamente",
    "exceto apenas somente",
    "tenzij behalve alleen uitsluitend",
)
PRIVACY_VERBS = {
    form: forms.split()[0]
    for forms in (
        "sell sells sold selling sale sales",
        "share shares shared sharing",
        "disclose discloses disclosed disclosing disclosure disclosures",
        "collect collects collected collecting collection",
        "use uses used using",
        "train trains trained training",
        "retain retains retained retaining retention",
        "store stores stored storing storage",
        "rent rents rented renting",
        "trade trades traded trading",
        "transfer transfers transferred transferring",
        "track tracks tracked tracking",
    )
    for form in forms.split()
}
PRIVACY_VERB_STEMS = _union(
    "vendre vendon vendu partag divulgu collect utilis communiqu cédon transmett louon",
    "verkauf weitergeb weitergegeb teilen geteilt erheb erhoben sammeln nutzen genutzt verwend verarbeit speicher",
    "vende compart divulg recopil utiliz cedemos alquil transfer",
    "vendia condivid divulg raccogl cediamo trasfer",
    "compartilh partilh colet recolh",
    "verko verhuur delen gedeeld verzamel gebruik verstrek",
)
KEEPING_STEMS = _union(
    "retain retention keep kept stor delet eras purg anonymi",
    "conserv supprim effac stock",
    "speicher gespeichert aufbewahr lösch gelöscht",
    "conserv almacen elimin borr reten",
    "conserv cancell elimin",
    "conserv armazen elimin reten",
    "bewaar bewar opgeslagen verwijder",
)
# Whose promise it is, by the nearest of these before the denial: "if you do not share" is not the company's.
OTHERS = _union("you users user customer customers vous usted tu utilisateur utilisateurs kunden gebruikers")
OURS = _union(
    "we our data information content records",
    "nous notre nos données informations",
    "wir unsere daten informationen",
    "nosotros nuestra datos información",
    "noi dati informazioni",
    "nós dados informações",
    "wij gegevens informatie",
)
OUR_ENDINGS = ("mos", "iamo", "ons")  # of verbs whose subject need not be said, or follows
ARTICLES = _union(
    "the a an any this your our their la le les die der das el il o a de het"
)  # before a noun: "the use of"
# How numbers are written, a number a line; without words that mean something else in another of the languages.
NUMBERS = {
    word: row.split()[0]
    for row in (
        "2 two twice deux zwei dos due dois twee",
        "3 three trois drei tres tre três drie",
        "4 four quatre vier cuatro quattro quatro",
        "5 five cinq fünf cinco cinque vijf",
        "6 six sechs seis sei zes",
        "7 seven sept sieben siete sette sete zeven",
        "8 eight huit acht ocho otto oito",
        "9 nine neuf neun nueve nove negen",
        "10 ten dix zehn diez dieci dez tien",
        "11 eleven",
        "12 twelve douze zwölf doce dodici doze twaalf",
        "13 thirteen treize dreizehn trece",
        "14 fourteen vierzehn catorce quattordici veertien",
        "15 fifteen quinze quince quindici",
        "16 sixteen sechzehn",
        "18 eighteen",
        "20 twenty vingt zwanzig veinte venti vinte twintig",
        "30 thirty trente dreißig treinta trenta trinta dertig",
        "40 forty quarante",
        "50 fifty",
        "60 sixty soixante sechzig sesenta sessanta sessenta zestig",
        "70 seventy",
        "80 eighty",
        "90 ninety neunzig noventa novanta negentig",
        "100 hundred cent",
        "1000 thousand mille",
        "1000000 million",
    )
    for word in row.split()[1:]
}
NUMBER_WORDS = frozenset(NUMBERS)
UNITS = {  # how the name of a unit begins: its length in hours, months and years apart, which are told in months
    stem: (length, calendar)
    for length, calendar, stems in (
        (1 / 3600, False, "second seconde sekunde segundo secondo"),
        (1 / 60, False, "minute minuto"),
        (1, False, "hour heure stunde hora ore uur 小时 時間"),
        (24, False, "day jour tag día giorno dia dag dagen 天 日"),
        (168, False, "week semaine woche semana settimana weken 周 週"),
        (1, True, "month mois monat mes mese mesi mês meses maand 个月 個月 か月 ヶ月"),
        (3, True, "quarter trimestre quartal"),
        (12, True, "year an année jahr año anno anni ano jaar jaren 年"),
    )
    for stem in stems.split()
}
MONTHS = _union(
    "january february march april may june july august september october november december",
    "jan feb mar apr jun jul aug sep sept oct nov dec",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "januar jänner februar märz juni juli oktober dezember",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre",
    "janeiro fevereiro março maio junho julho setembro outubro novembro dezembro",
    "januari februari maart mei augustus",
)

# Found anywhere in scripts without spaces.
UNSPACED_NEGATIONS = ("不", "没有", "沒有", "未经", "ない", "ません")
UNSPACED_KEEPING = ("保留", "保存", "存储", "储存", "儲存", "删除", "刪除", "削除", "보관", "삭제")
