"""The wordings of walls, stubs and error pages, and the words that policies are made of. Data, not decisions."""

from __future__ import annotations

import re

from monitor.core.model import Reason

WALLS: tuple[tuple[Reason, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(words, re.IGNORECASE))
    for reason, words in (
        (
            Reason.BLOCKED,
            r"checking (?:if the site connection is secure|your browser)|verif(?:y|ying) (?:that )?you are (?:a )?human"
            r"|captcha|unusual traffic|access denied|attention required|request (?:was |has been )?blocked|are you a robot"
            r"|enable javascript|javascript (?:is|to be) (?:disabled|enabled)|just a moment|ray id|bot detection"
            r"|activer javascript|javascript aktivieren|habilit(?:e|ar) javascript",
        ),
        (
            Reason.SOFT_404,
            r"page (?:you (?:requested|are looking for) )?(?:was |could )?(?:not|cannot|can't) (?:be )?(?:found|displayed)"
            r"|page (?:does not|doesn['’]t) exist|(?:page|content) (?:isn['’]t|is not|is no longer) available"
            r"|\b404\b|an? (?:unexpected )?error (?:has )?occurred|something went wrong|temporarily unavailable"
            r"|under maintenance|page introuvable|seite (?:wurde )?nicht gefunden|p[áa]gina no encontrada"
            r"|pagina non trovata|p[áa]gina n[ãa]o encontrada|pagina niet gevonden|n['’]est pas disponible",
        ),
        (
            Reason.MOVED,
            r"(?:you )?(?:should be|are being|will be) (?:automatically )?redirect(?:ed)?|redirecting|click here if you are not",
        ),
        (
            Reason.LOGIN,
            r"(?:you )?must (?:log|sign) in|(?:log|sign) in to (?:continue|view|see)|please (?:log|sign) in|forgot(?:ten)? (?:your )?password"
            r"|connectez-vous|(?:melde dich|bitte melden sie sich) an|inicia(?:r)? sesi[óo]n|mot de passe oubli",
        ),
        (
            Reason.CONSENT_WALL,
            r"we (?:value|respect|care about) your privacy|before you continue|accept all|reject all|manage (?:your )?(?:cookies?|preferences|choices)"
            r"|cookie (?:settings|preferences)|we (?:and our \d* ?partners )?use cookies|tout (?:accepter|refuser)|alle (?:akzeptieren|ablehnen)"
            r"|(?:allow|accept) (?:the use of )?(?:all |essential )?cookies|(?:autoriser|accepter) (?:l['’]utilisation d)?(?:tous l)?es cookies"
            r"|aceptar tod|accetta tutt|aceitar tod|alles accepteren|avant (?:d['’]acc[ée]der|de continuer)",
        ),
    )
)
PRIVACY_WORDS: dict[str, re.Pattern[str]] = {
    language: re.compile(words, re.IGNORECASE)
    for language, words in {
        "en": r"\b(?:privacy|personal|data|information|cookies?|collect\w*|consent\w*|rights?|third[- ]part\w+|process\w*|disclos\w+|retain\w*|retention|protect\w+|share[sd]?|policy|account)\b",
        "fr": r"\b(?:confidentialit\w+|personnel\w*|donn[ée]es|informations?|cookies?|collect\w+|consent\w+|droits?|tiers|trait\w+|divulg\w+|conserv\w+|prot\w+|partag\w+|politique|compte)\b",
        "de": r"\b(?:datenschutz\w*|personenbezogen\w*|daten|informationen|cookies?|erheb\w+|einwillig\w+|rechte?|dritt\w+|verarbeit\w+|speicher\w+|weiter\w+|konto)\b",
        "es": r"\b(?:privacidad|personal\w*|datos|informaci[óo]n|cookies?|recopil\w+|consent\w+|derechos?|terceros|trat\w+|conserv\w+|compart\w+|pol[íi]tica|cuenta)\b",
        "it": r"\b(?:privacy|personal\w+|dati|informazioni|cookies?|raccogl\w+|raccolt\w+|consens\w+|diritt\w+|terz\w+|tratta\w+|conserva\w+|condivi\w+|account)\b",
        "pt": r"\b(?:privacidade|pessoa\w+|dados|informa[çc][õo]es|cookies?|colet\w+|recolh\w+|consent\w+|direitos?|terceiros|trata\w+|compartilh\w+|conta)\b",
        "nl": r"\b(?:privacy\w*|persoon\w+|gegevens|informatie|cookies?|verzam\w+|toestemming|rechten|derden|verwerk\w+|bewa\w+|delen|account)\b",
        "zh": r"隐私|个人|信息|数据|收集|同意|权利|第三方|处理|共享|披露|账号|帐号|政策",
        "ja": r"プライバシー|個人|情報|データ|収集|同意|権利|第三者|処理|共有|開示|保護",
    }.items()
}
