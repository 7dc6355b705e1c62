"""The dates that a policy states of itself: "last updated" and "effective", in the languages of the lexicon below.

Only the words right after a label are parsed, strictly: a date anywhere else is no statement about the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

UPDATED = (
    r"last\s+(?:updated|modified|revised|reviewed|changed|amended)|(?:last\s+)?(?:update|revision|modification)\s+date"
    r"|updated(?:\s+on)?|revised(?:\s+on)?|last\s+update|date\s+of\s+last\s+(?:update|revision)"
    r"|derni[eè]re\s+(?:mise\s+[àa]\s+jour|modification|r[ée]vision)|mis(?:e)?\s+[àa]\s+jour"
    r"|(?:zuletzt|letztmals)\s+(?:aktualisiert|ge[äa]ndert)|letzte\s+(?:aktualisierung|[äa]nderung)|stand"
    r"|[úu]ltima\s+(?:actualizaci[óo]n|modificaci[óo]n|revisi[óo]n|atualiza[çc][ãa]o|altera[çc][ãa]o)|actualizado"
    r"|ultimo\s+aggiornamento|ultima\s+modifica|aggiornat[oa]|laatst\s+(?:bijgewerkt|gewijzigd)|laatste\s+(?:update|wijziging)"
    r"|更新日期|最近更新|最后更新|更新于|最終更新日?|更新日"
)
EFFECTIVE = (
    r"effective(?:\s+date)?(?:\s+(?:as\s+of|from))?|in\s+effect\s+(?:since|from|as\s+of)|takes?\s+effect(?:\s+on)?"
    r"|entr[ée]e\s+en\s+vigueur|en\s+vigueur\s+(?:depuis|[àa]\s+(?:partir|compter)\s+du|au|le)|date\s+d['’]effet"
    r"|g[üu]ltig\s+(?:ab|seit)|in\s+kraft\s+(?:ab|seit)|wirksam\s+(?:ab|seit)"
    r"|(?:fecha\s+de\s+)?entrada\s+en\s+vigor|vigente\s+desde|em\s+vigor\s+desde|(?:data\s+de\s+)?entrada\s+em\s+vigor"
    r"|in\s+vigore\s+dal|data\s+di\s+entrata\s+in\s+vigore|ingangsdatum|van\s+kracht\s+(?:vanaf|sinds|per)"
    r"|生效日期|生效时间|施行日|発効日"
)
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier januar jänner enero gennaio janeiro januari",
            "february feb février fevrier februar febrero febbraio fevereiro februari",
            "march mar mars märz maerz marzo março marco maart",
            "april apr avril abril aprile",
            "may mai mayo maggio maio mei",
            "june jun juin juni junio giugno junho",
            "july jul juillet juli julio luglio julho",
            "august aug août aout agosto augustus",
            "september sep sept septembre septiembre settembre setembro",
            "october oct octobre oktober octubre ottobre outubro okt",
            "november nov novembre noviembre novembro",
            "december dec décembre decembre dezember diciembre dicembre dezembro des",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATE = (
    rf"(?P<m1>{_MONTH})\.?\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?P<y1>\d{{4}})"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+|of\s+)?(?P<m2>{_MONTH})\.?,?\s+(?:de\s+|del\s+)?(?P<y2>\d{{4}})"
    r"|(?P<y3>\d{4})[-./](?P<m3>\d{1,2})[-./](?P<d3>\d{1,2})"
    r"|(?P<y4>\d{4})\s*年\s*(?P<m4>\d{1,2})\s*月\s*(?P<d4>\d{1,2})\s*日"
    r"|(?P<a5>\d{1,2})(?P<s5>[./-])(?P<b5>\d{1,2})(?P=s5)(?P<y5>\d{4})"
)
_GAP = r"\s*(?:date|on|le|am|el|il|em|op|:|：|-|–|is|was|\(|\)|de|du|del|since|\s){0,6}\s*"
LABELLED = re.compile(
    rf"(?:\b|(?<=[\u4e00-\u9fff]))(?:(?P<updated>{UPDATED})|(?P<effective>{EFFECTIVE})){_GAP}(?:{_DATE})", re.IGNORECASE
)
DATE = re.compile(rf"(?<![\w])(?:{_DATE})", re.IGNORECASE)
ALONE = re.compile(rf"[^\w]*(?:{_DATE})[^\w]*", re.IGNORECASE)  # a line that is a date and nothing else


YEAR = re.compile(r"(?:19|20)\d\d")
BEFORE, AFTER = 90, 8  # characters around a year in which its label and the rest of its date stand


def stated_dates(text: str) -> tuple[date | None, date | None]:
    """(last updated, effective), each the first that the text states with its label, or None."""
    updated: date | None = None
    effective: date | None = None
    for window in _around_years(text):
        for found in LABELLED.finditer(window):
            stated = parsed(found)
            if found["updated"]:
                updated = updated or stated
            else:
                effective = effective or stated
        if updated and effective:
            break
    return updated, effective


def _around_years(text: str) -> Iterator[str]:
    """The stretches of the text that hold a year: searching them alone keeps the cost to what there is to find."""
    start = end = 0
    for year in YEAR.finditer(text):
        if year.start() - BEFORE > end:
            if end:
                yield text[start:end]
            start = max(0, year.start() - BEFORE)
        end = year.end() + AFTER
    if end:
        yield text[start:end]


def parsed(found: re.Match[str]) -> date | None:
    """The date of a match of DATE, ALONE or LABELLED; None where there is no such day, or two days are meant."""
    try:
        if found["m1"]:
            return date(int(found["y1"]), MONTHS[found["m1"].lower()], int(found["d1"]))
        if found["m2"]:
            return date(int(found["y2"]), MONTHS[found["m2"].lower()], int(found["d2"]))
        if found["y3"]:
            return date(int(found["y3"]), int(found["m3"]), int(found["d3"]))
        if found["y4"]:
            return date(int(found["y4"]), int(found["m4"]), int(found["d4"]))
        return _day_or_month_first(int(found["a5"]), int(found["b5"]), int(found["y5"]), found["s5"])
    except ValueError:
        return None


def _day_or_month_first(first: int, second: int, year: int, separator: str) -> date | None:
    """D.M.Y with dots; with slashes only what can be read in one way."""
    if separator == "." or first > 12 or first == second:
        return date(year, second, first)
    return date(year, first, second) if second > 12 else None
