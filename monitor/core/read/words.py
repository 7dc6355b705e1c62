"""Word lists of reading: marks of page furniture in class names, stop words by language. Data, not decisions."""

from __future__ import annotations

import re

# Tokens of class, id and role that name what surrounds a text. Matched as whole words between -, _ and camelCase humps.
FURNITURE = re.compile(
    r"""(?ix) (?:^|[\s_-]) (?:
        (?:site|page|global|main|top|primary|sub|mega|mobile|side|left|right|bottom|secondary|utility|footer|header)?
            [_-]? (?:nav(?:bar|igation)?|menu(?:bar)?|footer|masthead)
      | (?:site|page|global|top|main)[_-]?header
      | bread[_-]?crumbs? | skip[_-]?(?:link|nav|to|content)[\w-]* | side[_-]?bar | off[_-]?canvas
      | cookie[_-]?(?:banner|consent|notice|bar|popup|modal|dialog|alert|message|law|wall|overlay|prompt)[\w-]*
      | consent[_-]?(?:banner|modal|dialog|overlay|popup|bar|manager)[\w-]* | onetrust[\w-]* | gdpr[_-]?(?:banner|bar)
      | (?:lang|language|locale|country|region)s?[_-]?(?:picker|select(?:or)?|switch(?:er)?|chooser|menu|list|dropdown)
      | social[\w-]* | share[_-]?(?:bar|buttons?|links?|icons?)? | related[\w-]* | recommend\w* | read[_-]?next
      | newsletter[\w-]* | subscribe[\w-]* | sign[_-]?up[_-]?(?:form|banner) | survey[\w-]* | feedback[\w-]*
      | was[_-]?this[_-]?helpful | article[_-]?(?:votes?|rating|feedback) | pop[_-]?up | toast | promo\w* | advert\w*
      | announcement[\w-]* | search[_-]?(?:box|bar|form|results?) | pagination | pager | copyright | back[_-]?to[_-]?top
      | sr[_-]?only | visually[_-]?hidden | screen[_-]?reader[\w-]* | print[_-]?only
    ) (?: $ | [\s_-] )"""
)
FURNITURE_ROLES = frozenset(
    [
        "navigation",
        "banner",
        "contentinfo",
        "search",
        "dialog",
        "alertdialog",
        "menu",
        "menubar",
        "toolbar",
        "status",
        "alert",
        "tooltip",
    ]
)

# The most frequent words of running text: enough to tell languages apart by counting (not words that two share most).
STOP_WORDS: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the and of to your you we our with that this for are is by or from may when not will how use",
        "fr": "le la les des vous nous votre vos et une pour que qui dans sur avec est sont par au aux ou du ce",
        "de": "der die das und ist wir sie ihre ihrer mit für auf von zu den nicht werden wird oder bei durch eine",
        "es": "el los las una que para con por usted su sus del es son como nosotros nuestra nuestro más puede se",
        "it": "il gli che per con una sono della dei delle nel non tuo tuoi nostri come alla dal di questo può",
        "pt": "os uma que para com por você seu sua seus não são como do da dos das nos nossos ou pode ao mais",
        "nl": "de het een en van wij we uw voor met op zijn dat niet deze of bij worden door aan kunnen ons",
        "sv": "och att det som för med på är vi du dina din av den inte eller till har kan om från våra",
        "da": "og at det som for med på er vi du dine din af den ikke eller til har kan om fra vores",
        "no": "og å det som for med på er vi du dine din av den ikke eller til har kan om fra våre",
        "fi": "ja on että voi sekä tai myös kun jos ei ovat joka niiden tietoja tietojen käyttää meidän sinun",
        "pl": "i w na do z się nie jest oraz lub przez dla od które który może są jak danych państwa twoje",
        "cs": "a v na se je že pro které nebo s z o do od jsou může vaše vašich údajů osobních být jak",
        "ro": "și în de la cu pentru care sau este nu dvs pe din sunt mai prin ale datele noastre poate",
        "hu": "a az és hogy is nem egy vagy meg az ön adatok kell csak mint ezt által számára adatait lehet",
        "tr": "ve bir bu için ile olarak veya da de kişisel verilerin size sizin gibi daha olan tarafından",
        "id": "dan yang di untuk dengan anda kami atau dari ini pada tidak dapat akan oleh ke data jika",
        "vi": "và của các cho bạn chúng tôi với được có không trong là để này khi thông tin hoặc",
        "ca": "el els les una que per amb són del vostra vostres dades nosaltres aquest aquesta com més pot també",
    }.items()
}
# A script that tells the language alone, by a range of characters, in this order: kana before Han.
SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
)
