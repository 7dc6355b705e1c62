"""Word lists of reading: marks of page furniture in class names, stop words by language. Data, not decisions."""

from __future__ import annotations

import re

# Names of what surrounds a text, in class and id, as whole words between - and _ (camelCase is parted first).
# SURE ones are hardly ever given to a text; LIKELY ones also are, and then the element's own content decides.
SURE = re.compile(
    r"""(?x) (?:^|\s|(?<!\bno)(?<!\bhas)(?<!\bhave)(?<!\bis)(?<!\bwith)(?<!\bwithout)(?<!\bhide)[_-]) (?:
        (?:site|page|global|main|top|primary|sub|mega|mobile|side|left|right|bottom|secondary|utility|footer|header)?
            [_-]? (?:nav(?:[_-]?bar|igation)?|menu(?:[_-]?bar)?|footer|masthead)
      | (?:site|global|top|main)[_-]?header | bread[_-]?crumbs? | skip[_-]?(?:link|nav|to|content)[\w-]*
      | side[_-]?bar | off[_-]?canvas | pagination | pager | back[_-]?to[_-]?top | print[_-]?only
      | cookies?[_-]?(?:banner|consent|bar|popup|modal|dialog|alert|wall|overlay|prompt)[\w-]*
      | consent[_-]?(?:banner|modal|dialog|overlay|popup|bar|manager)[\w-]* | gdpr[_-]?(?:banner|bar|popup|modal)
      | one[_-]?trust[_-]?(?:consent|banner|pc)[\w-]*
      | (?:lang|language|locale|country|region)s?[_-]?(?:picker|select(?:or|ion)?|switch(?:er)?|chooser|menu|list|dropdown)
      | share[_-]?(?:bar|buttons?|links?|icons?) | social[_-]?(?:bar|buttons?|links?|icons?|share|media[_-]?links)
      | search[_-]?(?:box|bar|form) | pop[_-]?up | toast | age[_-]?(?:gate|check|verification)
    ) (?: $ | [\s_-] )"""
)
LIKELY = re.compile(
    r"""(?x) (?:^|[\s_-]) (?:
        social | share | related(?:[_-]?(?:posts?|articles|content|links))? | recommend(?:ed|ations?)? | read[_-]?(?:next|more) | newsletter | subscri(?:be|ption)
      | sign[_-]?up | survey | feedback | was[_-]?this[_-]?helpful | helpful | votes? | rating | promo(?:tion(?:s|al)?)?
      | adv | adverts? | advertisements? | ads? | sponsor(?:ed)? | announcements? | search[_-]?results? | copyright | banner
      | cookies?[_-]?(?:notice|message|law|info|settings|preferences) | cta | call[_-]?to[_-]?action | teasers?
      | no-?print | d-print-none | print[:_-]hidden | hidden-print | modal | drawer | overlay | lightbox | testimonials? | comments? | author[_-]?(?:box|bio) | (?:recent|latest|more|popular)[_-]?(?:posts?|articles|news)
    ) (?: $ | [\s_-] )"""
)
# Text that is on the page for machines alone, and the names of pictures in icon fonts; behind a prefix, too.
UNSEEN = re.compile(
    r"""(?x) (?:^|\s|(?<!\bnot)[_-]) (?:
        sr[_-]?(?:only|text) | show-for-sr | visually-?hidden | hidden-?visually | screen-?reader | assistive-text
      | a11y-(?:hidden|only) | element-invisible | helper-hidden-accessible | elementor-screen-only | mw-edit-?section
      | material-(?:icons|symbols)
    ) (?: $ | [\s_-] ) | (?:^|\s) (?: assistive | edit-?section ) (?: $ | \s )"""
)
AS_BLOCK = re.compile(r"(?:^|\s)(?:d-)?block(?:\s|$)")  # names by which a span stands by itself
# Names that make letters bold, where a page says with classes alone what its headings are.
HEAVY = ("font-bold", "font-semibold", "font-weight-bold", "fw-bold", "fw-semibold")
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
    ]
)

LIKELY_ROLES = frozenset(["alert", "status", "tooltip", "complementary", "note", "form"])
# What a consent dialog says, in small letters; two of them in a short text make one.
CONSENT = re.compile(
    r"""(?x)
      accept\s+(?:all|cookies) | reject\s+all | allow\s+all | only\s+(?:necessary|essential) | (?:cookie|privacy)\s+(?:settings|preferences?)
      | preference\s+cent(?:er|re) | (?:this|our)\s+(?:web)?site\s+uses?\s+cookies | we\s+(?:value|respect)\s+your\s+privacy
      | by\s+continuing | strictly\s+necessary | manage\s+(?:consent|preferences|cookies|choices) | save\s+(?:preferences|settings)
      | tout\s+(?:accepter|refuser) | (?:autoriser|accepter|refuser)\s+(?:l['’]utilisation\s+d|(?:tous\s+)?les|des)\s*(?:es\s+)?cookies
      | en\s+poursuivant | alle\s+(?:akzeptieren|ablehnen|annehmen) | (?:diese|unsere)\s+(?:web)?(?:site|seite)\s+(?:verwendet|nutzt)
      | einstellungen\s+(?:verwalten|speichern) | aceptar\s+(?:todas|cookies) | rechazar | este\s+sitio\s+(?:web\s+)?utiliza | accetta\s+tutt
      | rifiuta | questo\s+sito\s+utilizza | aceitar\s+tod | rejeitar | este\s+site\s+(?:usa|utiliza) | alles?\s+accepteren | weigeren
      | deze\s+(?:web)?site\s+gebruikt | 接受全部 | 全部接受 | 拒绝全部 | すべて受け入れる | すべて拒否 | 同意する
    """
)

# What a notice above a policy speaks of.
POLICY_WORDS = re.compile(
    r"""(?ix) privacy | polic(?:y|ies) | terms | confidentialit | politique | datenschutz | erklärung | richtlinie | privacidad | pol[íi]tica
      | informativa | privacidade | privacybeleid | privacyverklaring | integritet | personvern | prywatno | soukrom | gizlilik
      | tietosuoja | конфиденциальн | απορρήτου | الخصوصية | 방침 | 隐私 | 政策 | プライバシー | ポリシー
    """
)
# What a policy is about, in any of its languages, in small letters: what has none of these is hardly a part of one.
SUBJECT = re.compile(
    r"""(?x) priva[ctd] | polic(?:y|ies) | personal | \bdata\b | \bdat(?:en|os|i)\b | dados | donn[ée]es | gegevens | information
      | cookie | consent | \brights? | choice | refus | withdraw | \bobject | contact | kontakt | questions? | fragen | complain | request | \blaw | legal | terms | document | version
      | secur | protect | schutz | protec | prote[gz] | confiden | process | collect | retain | delet | effective | updat | \bopt[ -]?(?:out|in)\b | droits? | tiers
      | einwillig | recht | dritt | verarbeit | speicher | derechos | terceros | trata | consens | diritt | terzi | direitos | rechten | derden | verwerk
      | \bsell | \bshar(?:e|es|ing)\b | \bads?\b | advert | child | parent | arbitra | dispute | court | liab | office | representative | authorit
      | amend | alter | chang | änder | beschwerd | behörd | anschrift | sitz | gericht | réclam | modif | tribuna | mineur | enfant | cambios
      | reclam | menor | foro | garante | minori | altera | mudan | klacht | wijzig | rechtbank | kinder | klag | skarg | zmian | barn | vårdn
      | 変更 | 問い合わせ | 窓口 | 裁判 | 联系 | 变更 | 更新 | 儿童 | 법원 | 변경 | 문의
      | integritet | personuppgift | oplysning | personvern | tietosuoj | osobow | prywatno | osobn | gizlilik | kişisel | персональн | данн | конфиденц
      | 개인정보 | 정보 | 隐私 | 信息 | 数据 | 个人 | 個人 | 情報 | プライバシー
    """
)
# What calls to buy, try or sign up say.
CALLS = re.compile(
    r"""(?x) ^(?:your \s)? e-?mail (?:\s address)? \W*$ | \bcta\b | get \s (?:started|the \s app) | start \s (?:your|for|a|free|now|today) | free \s trial | \btry \s | \bbook \s (?:a|your) | \bdemo\b | sign \s up | subscribe | newsletter | \bbuy\b
      | \bshop\b | \bjoin\b | download \s (?:the|our) \s app | create \s (?:an|your) \s account | contact \s sales | talk \s to \s (?:us|sales|an?) | pricing | see \s plans
      | trust(?:ed)? | our \s blog | read \s the \s (?:story|blog) | careers? | \bpress\b | about \s us | ^about$ | jetzt \s | kostenlos | testen | abonnier | registrier | kaufen
      | commencer | essa[iy] | inscri | abonn | achet | découvr | rejoign | démo | gratuit | empez | empieza | prueba | suscr | regístr | compra | únete | descubr | gratis
      | inizia | \bprova\b | iscriv | acquist | scopri | abbona | comece | experiment | assine | inscrev | descubra | grátis | begin\s | probeer | aanmelden | inschrijv | \bkoop | ontdek
      | 無料 | 登録 | 購入 | 免费 | 注册 | 购买 | 立即 | 무료 | 가입 | 구매
    """
)
# What the title of one says, of whatever kind it is.
KINDS_OF_POLICY = re.compile(
    rf"{POLICY_WORDS.pattern} | cookie | notice | statement | hinweis | mentions | legal", POLICY_WORDS.flags
)

# Whole labels, in lower case without marks around them: what is pressed to see the rest of something,
MORE = frozenset(
    "click here to expand|click to expand|read more|read less|read all|read the full text|read the full policy|read full text|show more|show less|show all|see more|see less|see all"
    "|show|hide|show this section|hide this section|toggle|anzeigen|ausblenden|afficher|masquer|mostrar|ocultar|mostra|nascondi"
    "|view more|view less|view all|learn more|expand|expand all|collapse|collapse all|open|open all|close|close all|mehr lesen|mehr erfahren"
    "|mehr anzeigen|weiterlesen|schließen|en savoir plus|lire la suite|lire plus|afficher plus|afficher moins|voir plus|voir moins|fermer|leer más"
    "|ver más|ver menos|mostrar más|mostrar menos|cerrar|leggi tutto|leggi di più|mostra altro|mostra di più|mostra meno|chiudi|saiba mais|ler mais"
    "|ver mais|ver menos|mostrar mais|mostrar menos|fechar|lees meer|meer lezen|toon meer|toon minder|meer weergeven|sluiten".split(
        "|"
    )
)
# what a control does with the page, by how it begins,
ACTIONS = frozenset(
    "print|print this page|print page|view print version|view printable version|printable version|copy link|copy link to section|copy to clipboard|copy"
    "|download|download pdf|download as pdf|share|share this page|email this page|drucken|seite drucken|link kopieren|imprimer|copier le lien"
    "|imprimir|copiar enlace|copiar link|stampa|copia link|afdrukken".split("|")
)
# what leads to the top of the page,
BACK_TO_TOP = frozenset(
    "back to top|back to the top|return to top|go to top|jump to top|to top|to the top|top|top of page|back to contents|back to the contents"
    "|back to start|back to beginning|nach oben|zurück nach oben|zum seitenanfang|seitenanfang|haut|haut de page|haut de la page|retour en haut"
    "|retour en haut de la page|retour en haut de page|arriba|volver arriba|ir arriba|torna su|torna all'inizio|inizio pagina|voltar ao topo|topo"
    "|naar boven|terug naar boven|返回顶部|ページトップ|ページの先頭へ".split("|")
)
# and what stands above a list of the parts of a page.
CONTENTS = frozenset(
    "in this article|in this section|in this policy|on this page|contents|table of contents|jump to|inhalt|inhaltsverzeichnis|inhaltsübersicht"
    "|auf dieser seite|in diesem artikel|sommaire|table des matières|sur cette page|dans cet article|contenido|índice|en esta página|en este artículo"
    "|indice|in questa pagina|conteúdo|nesta página|neste artigo|inhoud|inhoudsopgave|op deze pagina|in dit artikel|目录|目錄|目次".split(
        "|"
    )
)
# Labels of what is not of the page's own making,
ADVERTS = frozenset(
    "advertisement|advertisements|story continues below advertisement|article continues below advertisement|continue reading below".split(
        "|"
    )
)
MARKS_AROUND = " \t:.…›»→+▲△↑⬆^<>[](){}|-–—"


def label(text: str) -> str:
    """A label as it stands in these lists."""
    return " ".join(text.split()).strip(MARKS_AROUND).casefold()


# The head of what is offered behind a text: other articles, ways to share it, who wrote it. As a whole label,
NEXT = frozenset(
    "related|related posts|read next|up next|what to read next|keep reading|next article|previous article|next post|next page|like this|share|share this|share on|comments"
    "|about the author|about the authors|leave a comment|leave a reply|categories|tags|rate this page|print this page|print this article|topics"
    "|most viewed|most read|most popular|teilen|seite teilen|schlagwörter|kategorien|kommentare|à lire aussi|catégories|commentaires|partager"
    "|compartir|etiquetas|comentarios|categorías|condividi|categorie|commenti|compartilhar|categorias|delen|reacties|相关文章|関連記事".split(
        "|"
    )
)
# or by how a short line begins. What no section of a policy is called: below it a few short lines are no text, also
# without a link;
ASKING = tuple(
    (
        "ready to get started|ready to try|get started today|start your free|subscribe to our|sign up for our newsletter|"
        "join our newsletter|bereit loszulegen|prêt à commencer|like this|written by |about the author|"
        "was this page|was this article|was this information|was this answer|was this helpful|was this useful|"
        "is this page helpful|is this page useful|is this useful|thank you for your feedback|thanks for your feedback|"
        "how helpful was|how useful was|did you find this|did this answer|did this help|rate this page|print this page|"
        "more from |more stories|more articles|more like this|related articles|related posts|related stories|"
        "related news|you may also|you might also|people also|recently viewed|read next|up next|keep reading|"
        "leave a comment|leave a reply|war dieser artikel|war diese seite|war diese information|das könnte |"
        "cet article vous|cette page vous|à lire aussi|articles similaires|¿te ha |¿te resultó|"
        "artículos relacionados|articoli correlati|artigos relacionados"
    ).split("|")
)
# and what one may be called, where it is over links alone.
NEXT_BEGINS = (
    *ASKING,
    *(
        "latest from |from our blog|from the blog|latest news|latest articles|latest posts|recent posts|recent articles|"
        "follow us|connect with us|find us on |stay connected|stay in touch|folgen sie uns|suivez-nous|síguenos|seguici|"
        "share: |more on this |related content|related topics|related reading|share this |share on |categories:|tags:|"
        "filed under|posted in|was this |verwandte |mehr zum thema|diesen artikel teilen|articles liés|"
        "articles connexes|articles associés|partager |entradas relacionadas|compartir en|condividi su|"
        "compartilhar em|gerelateerde |nos actualités|actualités|à la une|aktuelles|neuigkeiten|unser blog|our news|"
        "read also|lea también|leia também|leggi anche|lees ook|lesen sie auch|läs också|czytaj także|polecane |podobne |relaterade |"
        "news from |noticias|últimas noticias|ultime notizie|novità|notícias|nieuws|laatste nieuws"
    ).split("|"),
)
NEXT_LINE = 60  # characters of such a line
# Of a short line that is another at each visit, and says nothing of the policy: an age, a reading time, a counter.
_AGO = (
    r"(?:(?:\d+|an?|few|over an?) (?:second|minute|hour|day|week|month|year)s? ago|vor (?:\d+|eine[mnr]?) (?:sekunde|minute|stunde|tag|woche|monat|jahr)\w*"
    r"|il y a (?:\d+|une?) (?:minute|heure|jour|semaine|mois|an)s?\b|hace (?:\d+|una?) (?:minuto|hora|d[íi]a|semana|mes|año)(?:e?s)?\b)"
)
_EDITED = r"(?:last |zuletzt |dernière )?(?:updated?|modified|edited|reviewed|aktualisiert|geändert|mise? à jour|modifiée?|actualizad[oa]|aggiornat[oa])"
_COUNTED = (
    r"(?:\d+ ?min(?:ute)?s?\.? (?:read|lesezeit|de lect)|(?:reading time|lesezeit|temps de lecture) ?:? ?\d"
    r"|\d[\d.,]* views$|(?:views|hits|zugriffe|aufrufe|visitas|vues|visite) ?: ?\d|(?:\d+|no) comments?$|\d+ (?:of|out of|people|users) .{0,20}found this"
    r"|^by (?-i:[A-Z][^\s|]*)(?: (?-i:[A-Z][^\s|]*)){0,2}$|^(?:written|posted|published|revised|authored)\b.{0,30}\bby )"
)
PASSING = rf"(?i)\b(?:{_AGO}|{_COUNTED})"  # above a text
PASSING_BELOW = rf"(?i)\b(?:{_EDITED}\b.{{0,20}}\b{_AGO}|{_COUNTED})"  # where "logs of 2 years ago" may be of it
PASSING_LINE = 60  # characters of such a line

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
SCRIPTS: tuple[tuple[str, str], ...] = (
    ("ja", "[\u3040-\u30ff]"),
    ("ko", "[\uac00-\ud7af]"),
    ("zh", "[\u4e00-\u9fff]"),
    ("el", "[\u0370-\u03ff]"),
    ("he", "[\u0590-\u05ff]"),
    ("ar", "[\u0600-\u06ff]"),
    ("hi", "[\u0900-\u097f]"),
    ("th", "[\u0e00-\u0e7f]"),
    ("ru", "[\u0400-\u04ff]"),
)

# Over versions of a policy that are no longer in force.
ARCHIVE = re.compile(
    r"(?i)\b(?:previous|earlier|prior|past|older|former|archived)\b.{0,40}\b(?:versions?|polic(?:y|ies)|notices?)\b|\bfrühere (?:versionen|fassungen)"
    r"|\bversions? (?:précédentes?|antérieures?)|\bversiones anteriores|\bversioni precedenti|\bversões anteriores|\b(?:vorige|eerdere) versies"
)

# How a line begins in the midst of a text that leads to another article,
READ_ALSO = (
    *("read also", "also read", "lesen sie auch", "à lire aussi", "lire aussi", "lea también", "lee también"),
    *("leggi anche", "leia também", "lees ook", "läs också", "czytaj także", "przeczytaj także"),
)
# and where a link leads that sends a page to a network, or by mail to nobody in particular.
SHARING = re.compile(
    r"(?:https?://)?(?:www\.|m\.)?(?:facebook\.com/(?:sharer|share|dialog)|(?:twitter|x)\.com/(?:intent|share)|linkedin\.com/(?:share|sharing)"
    r"|(?:api\.)?whatsapp\.com/send|wa\.me/\?|t\.me/share|reddit\.com/submit|pinterest\.[a-z.]+/pin/create|telegram\.me/share)|mailto:\?|whatsapp://"
)
