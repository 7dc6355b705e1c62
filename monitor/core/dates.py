"""The dates that a policy states of itself: "last updated" and "effective", in the languages of the lexicon below.

Only the words right after a label are parsed, strictly: a date anywhere else is no statement about the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

UPDATED = (
    r"(?:current|correct)\s+as\s+(?:at|of)|last\s+(?:updated?|modified|revised|reviewed|changed|amended|revision|review|modification)"
    r"|(?:last\s+)?(?:update|revision|modification)\s+date|(?:last\s+)?updated(?:\s+and\s+posted)?(?:\s+on)?|revised(?:\s+on)?|rev\.|amended(?:\s+on)?"
    r"|version\s*(?:date|dated|of|:|v?\d[\d.]*\s*(?:vom|of|dated|du|del|[,:–—-](?:\s*(?:approved|adopted|dated))?))"
    r"|(?:policy|notice|statement)\s+dated|(?:changed|updated|revised|amended|reviewed)\s+(?:this|the|our)\s+(?:privacy\s+)?(?:policy|notice|statement)"
    r"|(?<!be\s)reviewed(?:\s+on)?|approved(?=\s*:)|posted\s+as\s+of|date\s+of\s+(?:issue|(?:this\s+|the\s+)?(?:privacy\s+)?(?:notice|policy|statement))|issued(?:\s+on|\s+in)?"
    r"|date\s+of\s+(?:the\s+)?(?:last|latest)\s+(?:update|revision|change)|(?:most\s+recent|latest)\s+(?:update|revision)"
    r"|derni[eè]res?\s+(?:mises?\s+[àa]\s+jour|modifications?|r[ée]visions?|actualisation)|mis(?:e)?\s+[àa]\s+jour|version\s+(?:du|en\s+date\s+du)"
    r"|(?:zuletzt|letztmals)\s+(?:aktualisiert|ge[äa]ndert|überarbeitet)|letzte\s+(?:aktualisierung|[äa]nderung|überarbeitung)"
    r"|letzter\s+stand|stand|fassung\s*(?:vom|v?\d[\d.]*\s+vom)|(?:datum\s+der\s+)?letzten\s+(?:aktualisierung|[äa]nderung)"
    r"|[úu]ltima\s+(?:actualizaci[óo]n|modificaci[óo]n|revisi[óo]n|ac?tualiza[çc][ãa]o|altera[çc][ãa]o|revis[ãa]o)|actualizad[oa]|atualizad[oa]"
    r"|fecha\s+de\s+(?:actualizaci[óo]n|modificaci[óo]n)|data\s+d[ae]\s+atualiza[çc][ãa]o|versi[óo]n\s+del?"
    r"|ultimo\s+aggiornamento|versione\s+aggiornata\s+al|ultima\s+(?:modifica|revisione)|aggiornat[oa]|versione\s+del"
    r"|laatst\s+(?:bijgewerkt|gewijzigd|herzien|aangepast)|laatste\s+(?:update|wijziging|herziening|aanpassing)|versie(?:\s+van)?"
    r"|(?:senast\s+)?(?:uppdaterad|ändrad|reviderad)|sidst\s+(?:opdateret|ændret)|sist\s+(?:oppdatert|endret)"
    r"|(?:ostatnia|data\s+ostatniej)\s+(?:aktualizacj[ai]|zmian[ay]|modyfikacj[ai])|zaktualizowano|wersja\s+z(?:\s+dnia)?"
    r"|(?:版本)?更新日期|更新时间|最近更新(?:日期)?|最[后後]更新(?:日期|时间|時間)?|更新[于於]|修[订訂]日期|最終更新日?|更新日|最終改[定訂]日?|改[定訂]日?"
    r"|(?:최종|최근|마지막)\s*(?:개정|수정|변경|업데이트)(?:일자?|\s*날짜)?|(?:개정|수정|변경)일자?"
)
EFFECTIVE = (
    r"effective(?:\s+date)?(?:\s+immediately)?(?:\s+(?:as\s+of|from))?|in\s+effect\s+(?:since|from|as\s+of)|takes?\s+effect(?:\s+on)?"
    r"|(?:becomes?|is|are)\s+effective(?:\s+(?:on|from|as\s+of))?|(?:goe?s?|comes?)\s+into\s+(?:effect|force)(?:\s+on)?|appl(?:y|ies)\s+from|valid\s+(?:from|as\s+of)|in\s+force\s+(?:since|from)"
    r"|entr[ée]e\s+en\s+vigueur|en\s+vigueur\s+(?:depuis|[àa]\s+(?:partir|compter)\s+du|au|le)|date\s+d['’]effet|applicable\s+(?:depuis|au|[àa]\s+(?:partir|compter)\s+du)"
    r"|(?:tritt|treten)\s+(?:am|zum|ab|mit\s+wirkung\s+(?:vom|zum))|g[üu]ltig\s+(?:ab|seit)|in\s+kraft\s+(?:ab|seit)|wirksam\s+(?:ab|seit)|gilt\s+(?:ab|seit)"
    r"|(?:fecha\s+de\s+)?entrada\s+en\s+vigor|vigente\s+(?:desde|a\s+partir\s+del?)|fecha\s+de\s+(?:vigencia|entrada)|en\s+vigor\s+(?:desde|a\s+partir\s+del?)"
    r"|em\s+vigor\s+(?:desde|a\s+partir\s+de)|(?:data\s+de\s+)?entrada\s+em\s+vigor|vig[êe]ncia|v[áa]lid[oa]\s+(?:desde|a\s+partir\s+de)"
    r"|in\s+vigore\s+dal|data\s+di\s+entrata\s+in\s+vigore|valid[oa]\s+dal|efficace\s+dal"
    r"|ingangsdatum|van\s+kracht\s+(?:vanaf|sinds|per|met\s+ingang\s+van)|geldig\s+(?:vanaf|per)|geldt\s+vanaf|(?:treedt|treden)\s+(?:op|per|vanaf)"
    r"|gäller\s+(?:från(?:\s+och\s+med)?|fr\.?\s?o\.?\s?m\.?)|g(?:æ|j)lder\s+fra|gjelder\s+fra|obowiązuje\s+od(?:\s+dnia)?"
    r"|生效(?:日期|时间|日|時間)?|施行日期?|発効日|適用開始日|(?:시행|적용|발효)(?:일자?|\s*날짜)"
)
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier januar jänner enero gennaio janeiro januari stycznia",
            "february feb février fevrier februar febrero febbraio fevereiro februari lutego",
            "march mar mars märz maerz marzo março marco maart marca marts",
            "april apr avril abril aprile kwietnia",
            "may mai mayo maggio maio mei maj maja",
            "june jun juin juni junio giugno junho czerwca",
            "july jul juillet juli julio luglio julho lipca",
            "august aug août aout agosto augustus augusti sierpnia",
            "september sep sept septembre septiembre settembre setembro września",
            "october oct octobre oktober octubre ottobre outubro okt października",
            "november nov novembre noviembre novembro listopada",
            "december dec décembre decembre dezember diciembre dicembre dezembro des grudnia",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
FORMS = (
    rf"(?P<m1>{_MONTH})\.?\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*,\s*|\s+)(?P<y1>\d{{4}})"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th|er|\.|º|°)?[\s/-]+(?:de\s+|of\s+)?(?P<m2>{_MONTH})\.?,?[\s/-]+(?:de\s+|del\s+)?(?P<y2>\d{{4}})"
    r"|(?P<y3>\d{4})[-./](?P<m3>\d{1,2})[-./](?P<d3>\d{1,2})"
    r"|(?P<y4>\d{4})\s*[年년]\s*(?P<m4>\d{1,2})\s*[月월]\s*(?P<d4>\d{1,2})\s*[日일]"
    r"|(?P<a5>\d{1,2})(?P<s5>[./-])(?P<b5>\d{1,2})(?P=s5)(?P<y5>\d{4})"
)
_MONTHLY = (
    r"(?P<y6>\d{4})\s*年\s*(?P<m6>\d{1,2})\s*月(?!\s*\d)"
    rf"|(?P<m7>{_MONTH})\.?,?\s+(?:de\s+|del\s+)?(?P<y7>\d{{4}})"
    r"|(?P<m8>0?[1-9]|1[0-2])/(?P<y8>(?:19|20)\d{2})(?![\d/])"
)
_WEEKDAY = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|(?:maan|dins|woens|donder|vrij|zater|zon)dag"
)
_GAP = (
    rf"\s*(?:date|on|in|as|the|le|am|vom|dem|el|il|al|em|op|:|：|-|–|—|is|was|\(|\)|[*_|]|de|du|del|dell?['’]|since|of|from|{_WEEKDAY}|,|\s)"
    r"{0,8}\s*"
)
# Behind a label any word may be a month that begins as one, `parsed` knows which are: to compile all their names takes
# half as long again.
_AFTER_LABEL = f"{FORMS}|{_MONTHLY}".replace(_MONTH, r"(?:[jfmasondeglkwp][^\W\d_]{2,11}|czerwca)")
# "Effective date of this privacy policy: ..."
_OF_THIS = r"(?:\s+(?:of|for)\s+(?:(?:this|the|our)\s+)?(?:\w+\s+){0,2}(?:policy|notice|statement|terms|agreement)\b)?"
LABELLED = re.compile(
    rf"(?:\b|(?-i:(?<=[\u4e00-\u9fff\uac00-\ud7af])))(?:(?P<updated>{UPDATED})|(?P<effective>{EFFECTIVE})){_OF_THIS}{_GAP}(?:{_AFTER_LABEL})",
    re.IGNORECASE,
)

# In Japanese, Chinese and Korean the label may as well follow: `2023年4月1日 改定`.
TRAILING = re.compile(
    r"(?P<y4>\d{4})\s*[年년]\s*(?P<m4>\d{1,2})\s*[月월]\s*(?P<d4>\d{1,2})\s*[日일][^\S\n]*(?:に|より|から|起|에|부터)?[^\S\n]*"
    r"(?:(?P<updated>(?:最終)?(?:改[定訂正]|更新)|修[订訂改]|개정)|(?P<effective>施行|発効|適用|生效|시행|적용))(?![のさ）)日期:：])"
)
PREVIOUS = re.compile(  # before a label: that the date is of another text than this one
    r"(?i)\b(?:next|upcoming|previous|prior|earlier|former|older|replac\w+|supersed\w+|archiv\w+|précédente?|remplace|vorherige\w*|ersetzt|anterior|sostituisce"
    r"|precedente|vorige|vervangt)\b[^.;]{0,40}\Z"
)
# That a sentence speaks of a law, a standard, a list or an account, of which the date behind it is.
OF_A_LAW = re.compile(
    r"(?i)(?:\b(?:act|laws?|gdpr|ccpa|cpra|coppa|regulation|directive|rules?|framework|dpf|fadp|iso|statute|clauses|certificat\w+"
    r"|your account|lists?|subprocessors|\w*gesetz(?:es)?|dsgvo|bdsg|dsg|rgpd|loi|règlement|ley|lgpd|lei|avg|wet|legge"
    r"|regolamento)\b|法)[^.;!?。\n]{0,60}\Z"
)
PREVIOUS_REACH = 80  # characters
LABEL_START, LABEL_LINE = 30, 90  # characters before a label in its line, and of a line that is little but a date


DAY_FIRST = frozenset("fr de es it pt nl sv da no nb nn fi pl cs ro tr ru uk el".split())  # languages that write D/M/Y
YEAR = re.compile(r"20[0-4]\d")  # a literal start is found many times quicker, and no policy stands since before 2000
# What each label has a piece of: most dates of a policy stand behind none, and this is quicker to see.
STEM = re.compile(
    r"(?i:[uú]?pdat|issue|date of|dated|curre|corre"
    r"|revi[sz]|rev\.|modifi|review|chang|amend|version|jour|actuali|aktuali|änder|stand|fassung|atuali|altera|aggiorna"
    r"|versi|wijzig|bijgewerkt|herzi|aangepast|更|修|改|개정|수정|변경|업데이트|effe|appl|valid|vigueur|vigor|vigore|ltig|kraft|wirksam|gilt|tritt|treten|treed|trede|vigente|vig[eê]nci"
    r"|gäller|lder fra|obowi|zmian|wersj|ndre|ändra|approv|posted"
    r"|efficace|ingang|kracht|geld|生|施|発|適|시행|적용|발효|in(?:to)? force)"
)
BEFORE, AFTER = 90, 12  # characters around a year in which its label and the rest of its date stand


def stated_dates(text: str, language: str = "") -> tuple[date | None, date | None]:
    """(last updated, effective), each the first that the text states with its label, or None.

    A month without a day is its first day. `04/05/2024` is read where the language of the text leaves no doubt.
    """
    day_first = language.split("-")[0] in DAY_FIRST
    found: dict[str, date] = {}
    for start, end in _around_years(text):
        if not STEM.search(text, start, end):
            continue
        for match in labelled(text, start, end):
            stated = parsed(match, day_first=day_first)
            if stated is None:
                continue
            kind = "updated" if match["updated"] else "effective"
            if _begins(text, match.start()):
                found.setdefault(kind, stated)
            else:
                found.setdefault(f"{kind} in passing", stated)
        if "updated" in found and "effective" in found:
            break
    updated, effective = (found.get(kind, found.get(f"{kind} in passing")) for kind in ("updated", "effective"))
    return updated, effective


def _begins(text: str, at: int) -> bool:
    """Whether a label stands at the beginning of its line, or in a short one: what is said of a law is a sentence."""
    line = text.rfind("\n", max(0, at - LABEL_LINE), at)
    begins = line if line >= 0 else -1 if at < LABEL_LINE else None
    if begins is None:
        return False
    end = text.find("\n", at, at + LABEL_LINE)
    return at - begins <= LABEL_START or end >= 0 or len(text) - at <= LABEL_LINE


def labelled(text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
    """Dates with the label before or behind them, of which the group `updated` or `effective` has something.

    Not those of an earlier or later text, and not those of a law, a list or an account that a sentence speaks of.
    """
    stop = len(text) if end is None else end
    trailing = list(TRAILING.finditer(text, start, stop)) if "年" in text or "년" in text else []
    for found in LABELLED.finditer(text, start, stop):
        reach = max(start, found.start() - PREVIOUS_REACH), found.start()
        of_another = PREVIOUS.search(text, *reach) or OF_A_LAW.search(text, *reach)
        if not of_another and not any(one.start() <= found.start() < one.end() for one in trailing):
            yield found
    yield from trailing


def _around_years(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of the text that hold a year: searching them alone keeps the cost to what there is to find."""
    start = end = 0
    for year in YEAR.finditer(text):
        if year.start() - BEFORE > end:
            if end:
                yield start, end
            start = max(0, year.start() - BEFORE)
        end = year.end() + AFTER
    if end:
        yield start, min(end, len(text))


def parsed(found: re.Match[str], *, day_first: bool = False) -> date | None:
    """The date of a match of DATE, ALONE or LABELLED; None where there is no such day, or two days are meant."""
    groups = found.groupdict()
    form = next((form for form in "1234678" if groups.get(f"y{form}")), "")
    if form:
        year, month, day = groups[f"y{form}"], groups[f"m{form}"], groups.get(f"d{form}") or "1"
    else:
        year, month, day = _numbers(found, day_first=day_first)
    try:
        return date(int(year), MONTHS.get(month.lower()) or int(month), int(day))
    except ValueError:
        return None


def _numbers(found: re.Match[str], *, day_first: bool) -> tuple[str, str, str]:
    """Year, month and day of `D.M.Y`; with slashes only what can be read in one way."""
    first, second = found["a5"], found["b5"]
    if found["s5"] == "." or day_first or int(first) > 12 or first == second:
        return found["y5"], second, first
    return found["y5"], first, second if int(second) > 12 else "0"
