"""How documents are called: a policy on privacy, and other documents that a site has."""

from __future__ import annotations

import re

PRIVACY_TITLE = re.compile(
    r"(?<!data )(?<!online )(?<!digital )privacy|privacy (?:polic|notice|statement)|data protection|personal (?:data|information)|datenschutz|datenverarbeitung"
    r"|confidentialit|vie priv[ée]e|donn[ée]es (?:personnelles|[àa] caract)|protection des donn[ée]es|privacidad|datos personales|protecci[óo]n de datos|dati personali"
    r"|privacidade|dados pessoais|prote[çc][ãa]o de dados|persoonsgegevens|gegevensbescherming|integritet|personvern|persondata|privatliv|tietosuoja|prywatno|danych osobowych"
    r"|osobn[íi]ch [úu]daj|soukrom|gizlilik|ki[şs]isel veri|конфиденциальн|персональн|개인정보|隐私|隱私|个人信息|プライバシー|個人情報",
    re.IGNORECASE,
)
OTHER_TITLE = re.compile(
    r"\bterms\b|\bconditions\b|user agreement|acceptable use|community (?:guidelines|standards|rules)|code of conduct|child safety|content polic|jugendschutz|community-richtlinien|cookie (?:policy|notice|statement)|cookies policy|(?:refund|returns?|shipping|copyright) policy|legal notice|\bimprint\b|\bblog\b|press release"
    r"|\bcareers\b|impressum|\bagb\b|gesch[äa]ftsbedingungen|nutzungsbedingungen|nutzungsvereinbarung|cookie-richtlinie|conditions (?:g[ée]n[ée]rales|d['’])|\bcg[uv]\b|mentions l[ée]gales"
    r"|t[ée]rminos|\bcondiciones\b|aviso legal|pol[íi]tica de cookies|\btermini\b|\bcondizioni\b|note legali|cookie policy|\btermos\b|condi[çc][õo]es|voorwaarden|cookiebeleid"
    r"|利用規約|特定商取引|用户协议|服务条款|使用条款|이용약관",
    re.IGNORECASE,
)
# What is written about such documents.
ARTICLE_TITLE = re.compile(r"(?i)\bblog\b|\btips\b|\bnews(?:room)?\b|\bhow to\b|press release|\barticle\b")
COOKIE_TITLE = re.compile(r"(?i)cookie")
