"""The wordings of walls, stubs and error pages, and the words that policies are made of. Data, not decisions."""

from __future__ import annotations

import re

from monitor.core.model import Reason

# What consent tools say in the same words everywhere (the purposes of the TCF, and the sentences around them), and no
# policy does in few.
CONSENT_TEXT = re.compile(
    r"before you (?:continue|proceed) to|(?:we|with) (?:and )?our \d[\d.,]* (?:\w+ )?(?:partners|vendors)|store (?:and/or|and|or) access (?:personal )?(?:information|data)"
    r"|limited data to select (?:advertising|content)|profiles (?:for|to select|to) personali[sz]ed? |measure (?:advertising|content) performance|understand audiences through"
    r"|use precise geolocation|actively scan device|list of (?:partners|vendors) ?\(|object where legitimate interest|personali[sz]ed (?:advertising|ads) and content, ad"
    r"|privacy preference cent|manage consent preferences|confirm my choices|selecting [“\"']?i accept|(?:choose to|by clicking(?: on)?|if you select) [“\"'](?:i )?(?:accept|agree|allow|reject)"
    r"|stock(?:er|ons) (?:et/ou|ou) acc[ée]d|informations sur un (?:appareil|terminal)|utiliser des donn[ée]es de g[ée]olocalisation pr[ée]cises|caract[ée]ristiques (?:de l['’]appareil|du terminal) pour|nos \d[\d.,  ]* partenaires"
    r"|contenus? personnalis[ée]s?, mesure|[ée]tudes? d['’]audience et|(?:continuer|poursuivre) sans accepter|choisissez d(?:e |['’])« ?tout"
    r"|speichern und/oder|informationen auf einem (?:endger[äa]t|ger[äa]t)|genaue standortdaten verwenden|ger[äa]teeigenschaften zur|unsere \d[\d.,]* (?:\w+ )?partner|personalisierte (?:werbung|anzeigen) und inhalte, "
    r"|zielgruppenforschung|weiter(?:lesen)? mit werbung|mit werbung (?:weiter|und tracking)"
    r"|almacena\w* (?:y/o|o) acced|informaci[óo]n en un dispositivo|utilizar datos de localizaci[óo]n geogr[áa]fica|caracter[íi]sticas del dispositivo para|nuestros \d[\d.,]* socios|(?:publicidad|anuncios) y contenidos? personalizados, "
    r"|investigaci[óo]n de (?:la )?audiencia|oponerse cuando se utiliza"
    r"|archivi\w+ (?:informazioni su dispositivo )?e/o acced|informazioni su(?: un)? dispositivo|utilizzare dati di geolocalizzazione|caratteristiche del dispositivo (?:ai fini|per)|nostri \d[\d.,]* partner|annunci e contenuti personalizzati, "
    r"|pubblicit[àa] e contenuti personalizzati, |ricerche sul pubblico|noi e terze parti selezionate|continuare senza accettare"
    r"|armazena\w* e/ou ace[ds]|informa[çc][õo]es (?:num|em um) dispositivo|utilizar dados de geolocaliza[çc][ãa]o|caracter[íi]sticas do dispositivo para|nossos \d[\d.,]* parceiros|(?:publicidade|an[úu]ncios) e conte[úu]dos? personalizados?, "
    r"|estudos de audi[êe]ncia|opor quando [ée] utilizado"
    r"|informatie op een apparaat|precieze geolocatiegegevens gebruiken|apparaatkenmerken|onze \d[\d.,]* partners|gepersonaliseerde advertenties en content, |doelgroepenonderzoek|bezwaar te maken wanneer",
    re.IGNORECASE,
)
WALLS: tuple[tuple[Reason, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(words, re.IGNORECASE | re.MULTILINE))
    for reason, words in (
        (
            Reason.BLOCKED,
            r"checking (?:if the site connection is secure|your browser)|verif(?:y|ying) (?:that )?you are (?:a )?human"
            r"|captcha|unusual traffic|access denied|attention required|request (?:was |has been )?blocked|are you a robot"
            r"|enable javascript|javascript (?:is|to be) (?:disabled|enabled)|just a moment|ray id|bot detection"
            r"|activer javascript|javascript aktivieren|habilit(?:e|ar) javascript|zugriff verweigert|acc[eè]s refus[ée]|acceso denegado"
            r"|accesso negato|acesso negado|toegang geweigerd|sicherheits(?:überprüfung|check)|v[ée]rifi(?:er|ez) que vous [êe]tes (?:un )?humain"
            r"|bist kein roboter|no eres un robot|robot olmadığınızı|доступ запрещ[её]н|访问被拒绝|安全验证|验证码|人机验证|アクセスが拒否|ロボットではありません"
            r"|접근이 차단|로봇이 아닙니다",
        ),
        (
            Reason.SOFT_404,
            r"page (?:you (?:requested|are looking for) )?(?:was |could )?(?:not|cannot|can't) (?:be )?(?:found|displayed)"
            r"|page (?:does not|doesn['’]t) exist|(?:page|content) (?:isn['’]t|is not|is no longer) available"
            r"|\b404\b|an? (?:unexpected )?error (?:has )?occurred|something went wrong|temporarily unavailable"
            r"|under maintenance|page introuvable|seite (?:wurde )?nicht gefunden|p[áa]gina no encontrada"
            r"|pagina non trovata|p[áa]gina n[ãa]o encontrada|pagina niet gevonden|n['’]est pas disponible|(?:nicht|n['’]est plus|no est[áa]) (?:verf[üu]gbar|disponible)"
            r"|sidan (?:kunde inte hittas|hittades inte)|siden (?:blev ikke|ble ikke|finnes ikke)|sivua ei l[öo]yt|nie znaleziono strony|str[áa]nka nenalezena"
            r"|sayfa bulunamad|страница не найдена|页面不存在|找不到(?:该)?页面|页面(?:走丢|未找到)|ページが見つかりません|お探しのページ|페이지를 찾을 수 없"
            r"|service unavailable|internal server error|bad gateway|gateway time-?out",
        ),
        (
            Reason.MOVED,
            r"(?:you )?(?:should be|are being|will be) (?:automatically )?redirect(?:ed)?|redirecting|click here if you are not"
            r"|vous allez [êe]tre redirig|sie werden weitergeleitet|ser[áa]s? redirigid|verrai reindirizzat|ser[áa] redirecionad|wordt doorgestuurd",
        ),
        (
            Reason.LOGIN,
            r"^(?:log ?in|sign ?in|anmelden|einloggen|connexion|se connecter|accedi|entrar|inloggen)(?: [|–—:-].*)?$|(?:you )?must (?:log|sign) in|(?:log|sign) in to (?:your|continue|view|see)|(?:don['’]t|already) have an account|please (?:log|sign) in|forgot(?:ten)? (?:your )?password"
            r"|connectez-vous|(?:melde dich|bitte melden sie sich) an|inicia(?:r)? sesi[óo]n|mot de passe oubli"
            r"|passwort vergessen|olvidaste tu contrase|password dimenticata|accedi per|esqueceu (?:a |sua )?senha|entre para continuar|wachtwoord vergeten"
            r"|log in om|logga in för|zaloguj si[ęe]|войдите|请(?:先)?登录|忘记密码|ログインして|パスワードを(?:忘れ|お忘れ)|로그인이 필요|비밀번호(?:를)? 찾기",
        ),
        (
            Reason.CONSENT_WALL,
            rf"{CONSENT_TEXT.pattern}|before you continue|accept all|reject all|manage (?:your )?(?:cookies?|preferences|choices)"
            r"|cookie (?:settings|preferences)|we (?:and our \d* ?partners )?use cookies|tout (?:accepter|refuser)|alle (?:akzeptieren|ablehnen)"
            r"|(?:allow|accept) (?:the use of )?(?:all |essential )?cookies|(?:autoriser|accepter) (?:l['’]utilisation d)?(?:tous l)?es cookies"
            r"|of legal (?:drinking )?age|are you (?:over |at least )?(?:18|21)|(?:bist du|sind sie) (?:[üu]ber|schon|mindestens) 1[68]|avez-vous (?:plus de )?18|[êe]tes-vous majeur|¿eres mayor|sei maggiorenne|ben je 18"
            r"|aceptar tod|accetta tutt|aceitar tod|alles accepteren|avant (?:d['’]acc[ée]der|de continuer)"
            r"|(?:this|our) (?:web)?site uses cookies|(?:diese|unsere) (?:web)?(?:site|seite) (?:verwendet|nutzt|benutzt) cookies|(?:ce|notre) site (?:web )?utilise des cookies|est[ea] (?:sitio|site|p[áa]gina)(?: web)? (?:usa|utiliza) cookies"
            r"|questo sito (?:web )?(?:usa|utilizza) (?:i )?cookies?|deze (?:web)?site gebruikt cookies"
            r"|bevor sie fortfahren|antes de continuar|prima di continuare|voordat u verder|godk[äa]nn alla|accepter alle|godta alle|hyv[äa]ksy kaikki"
            r"|akceptuj wszystkie|zaakceptuj|přijmout vše|t[üu]m[üu]n[üu] kabul|принять все|接受(?:所有|全部)|全部接受|すべて(?:受け入れる|許可|同意)|모두 (?:수락|동의|허용)",
        ),
    )
)
PRIVACY_WORDS: dict[str, re.Pattern[str]] = {
    language: re.compile(words, re.IGNORECASE)
    for language, words in {
        "en": r"\b(?:privacy|personal|data|information|cookies?|collect\w*|consent\w*|rights?|third[- ]part\w+|process\w*|disclos\w+|retain\w*|retention|protect\w+|share[sd]?|policy|accounts?)\b",
        "fr": r"\b(?:confidentialit\w+|personnel\w*|donn[ée]es|informations?|cookies?|collect\w+|consent\w+|droits?|tiers|trait\w+|divulg\w+|conserv\w+|prot\w+|partag\w+|politique|compte)\b",
        "de": r"\b(?:datenschutz\w*|personenbezogen\w*|daten|informationen|cookies?|erheb\w+|einwillig\w+|rechte?|dritt\w+|verarbeit\w+|speicher\w+|weiter\w+|konto)\b",
        "es": r"\b(?:privacidad|personal\w*|datos|informaci[óo]n|cookies?|recopil\w+|consent\w+|derechos?|terceros|trat\w+|conserv\w+|compart\w+|pol[íi]tica|cuenta)\b",
        "it": r"\b(?:privacy|personal\w+|dati|informazioni|cookies?|raccogl\w+|raccolt\w+|consens\w+|diritt\w+|terz\w+|tratta\w+|conserva\w+|condivi\w+|account)\b",
        "pt": r"\b(?:privacidade|pessoa\w+|dados|informa[çc][õo]es|cookies?|colet\w+|recolh\w+|consent\w+|direitos?|terceiros|trata\w+|compartilh\w+|conta)\b",
        "nl": r"\b(?:privacy\w*|persoon\w+|gegevens|informatie|cookies?|verzam\w+|toestemming|rechten|derden|verwerk\w+|bewa\w+|delen|account)\b",
        "sv": r"\b(?:integritet\w*|person\w+|uppgift\w*|information\w*|cookies?|kakor|saml\w+|samtyck\w+|r[äa]ttighet\w*|tredje\w*|behandl\w+|lagr\w+|konto\w*)\b",
        "da": r"\b(?:privatliv\w*|person\w+|oplysning\w*|data\w*|cookies?|indsaml\w+|samtykke\w*|rettighed\w*|tredje\w*|behandl\w+|opbevar\w+|konto\w*)\b",
        "no": r"\b(?:personvern\w*|person\w+|opplysning\w*|data\w*|cookies?|informasjonskapsl\w+|saml\w+|samtykke\w*|rettighet\w*|tredje\w*|behandl\w+|lagr\w+|konto\w*)\b",
        "fi": r"\b(?:tietosuoja\w*|henkil[öo]\w+|tieto\w*|tietoj\w+|ev[äa]ste\w*|ker[äa]\w+|suostumu\w+|oikeu\w+|kolman\w+|k[äa]sittel\w+|s[äa]ilyt\w+)\b",
        "pl": r"\b(?:prywatno\w+|osobow\w+|dan(?:e|ych|ymi)|informacj\w+|cookies?|zbiera\w+|zgod\w+|praw\w*|trzeci\w+|przetwarza\w+|przechowyw\w+|kont\w+)\b",
        "cs": r"\b(?:soukrom\w+|osobn\w+|[úu]daj\w+|informac\w+|cookies?|shroma\w+|souhlas\w*|pr[áa]v\w*|t[řr]et\w+|zpracov\w+|uchov\w+|[úu]čt\w+)\b",
        "tr": r"\b(?:gizlilik\w*|ki[şs]isel|veri\w*|bilgi\w*|[çc]erez\w*|topla\w+|r[ıi]za\w*|hak\w*|[üu][çc][üu]nc[üu]|i[şs]le\w+|sakla\w+|hesap\w*)\b",
        "ru": r"\b(?:конфиденциальн\w+|персональн\w+|данн\w+|информаци\w+|cookies?|собира\w+|соглас\w+|прав\w*|треть\w+|обраб\w+|хран\w+|аккаунт\w*)\b",
        "ko": r"개인정보|정보|수집|동의|권리|제3자|처리|보관|보호|이용|쿠키|계정",
        "zh": r"隐私|个人|信息|数据|收集|同意|权利|第三方|处理|共享|披露|账号|帐号|政策",
        "ja": r"プライバシー|個人|情報|データ|収集|同意|権利|第三者|処理|共有|開示|保護",
    }.items()
}
